"""The bridge as sheets show it: the company first, then every family in its unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sop_addin.demand.bridge import Steps, in_money, waterfall
from sop_addin.demand.panel import Floats
from sop_addin.schema.bridge_tables import BARS
from sop_addin.schema.charts import BRIDGE_STEPS
from sop_addin.schema.columns import COMPANY_KEY

__all__ = ["CountedIn", "bridge_rows", "change_rows"]

_WORDS = BRIDGE_STEPS[:-1]
"""Of each step, in the order of :data:`sop_addin.demand.bridge.STEPS`."""

_YEAR = 12


@dataclass(frozen=True, eq=False)
class CountedIn:
    """What families are counted in, each alone and together.

    Parameters
    ----------
    units
        Unit of measure by family.
    shared
        The unit of all families; empty where they differ.
    price
        Months x families, money a unit; NaN where there is none.
    money
        Name of the currency.
    """

    units: Mapping[str, str]
    shared: str
    price: pd.DataFrame
    money: str

    @property
    def unpriced(self) -> int:
        """How many families lack a price in any month."""
        return int(self.price.isna().any().sum())

    @property
    def company(self) -> str:
        """What the company is counted in: money, or the shared unit where no family has a price."""
        if self.shared and self.unpriced == self.price.shape[1]:
            return self.shared
        return self.money

    def added_up(self, steps: Steps) -> Floats:
        """Return the company's steps, shape (steps, months); NaN where families cannot add up."""
        if self.company == self.money:
            added: Floats = in_money(steps, self.price).values[0]
        else:
            added = np.round(steps.values).sum(axis=0)
        return added

    def names(self, families: tuple[str, ...]) -> NDArray[np.object_]:
        """Return the unit of the company, then of each family."""
        return np.array([self.company, *(self.units.get(f, "") for f in families)], dtype=object)


def bridge_rows(steps: Steps, counted: CountedIn) -> pd.DataFrame:
    """Return the bridge of the company and of every family, month by month.

    Parameters
    ----------
    steps
        Units, from the cycle month on.
    counted
        In what the company and its families are counted.

    Returns
    -------
    DataFrame
        ``family, step, unit, next_12, total, m0, m1, ...`` in whole units or money: the last row of
        a family is the sum of those before it, month by month; steps without any number are left
        out, except of the company, which comes first and has ``base, level, rise, fall`` of the
        bars over the next 12 months.
    """
    whole = Steps(steps.families, steps.months, np.round(steps.values))
    values = np.concatenate([counted.added_up(steps)[None], whole.values])
    values = np.concatenate([values, values.sum(axis=1, keepdims=True)], axis=1)
    names = (COMPANY_KEY, *steps.families)
    shown = (values != 0).any(axis=2)
    shown[0] = True
    shown[:, [0, -1]] = True
    family, step = (np.asarray(at) for at in shown.nonzero())
    flat = values[family, step]
    frame = pd.DataFrame(
        {
            "family": np.array(names, dtype=object)[family],
            "step": np.array(BRIDGE_STEPS, dtype=object)[step],
            "unit": counted.names(steps.families)[family],
            "next_12": flat[:, :_YEAR].sum(axis=1),
            "total": flat.sum(axis=1),
        }
    )
    months = pd.DataFrame(flat, columns=[f"m{i}" for i in range(flat.shape[1])])
    year = values[0, :, :_YEAR].sum(axis=1)
    drawn = waterfall(year[0], year[1:-1])
    return pd.concat([frame, months, _bars(drawn, len(frame))], axis=1)


def change_rows(
    now: Steps,
    then: Steps,
    cycles: tuple[pd.Period, pd.Period],
    counted: CountedIn,
) -> pd.DataFrame:
    """Return by which causes unconstrained demand moved since an earlier cycle's forecast.

    Both forecasts are added up over the months that both of them hold, in money both at the prices
    of today: a price is no cause of a change in demand.

    Parameters
    ----------
    now, then
        Units, of this cycle and of the earlier one.
    cycles
        This cycle and the earlier one.
    counted
        In what the company and its families are counted.

    Returns
    -------
    DataFrame
        ``family, cause, unit, period, amount`` (whole units or money), ``percent`` (of the earlier
        forecast): first what was forecast then, then what each cause adds or takes off, last what
        is forecast now; the first rows and the causes add up to the last. The company comes first
        with all causes and ``base, level, rise, fall``; families without a change are left out.
    """
    months = now.months[now.months.isin(then.months)]
    here, before = now.over(months), then.of(now.families).over(months)
    worth = (counted.added_up(part).sum(axis=1)[None] for part in (here, before))
    own = np.round(here.values).sum(axis=2), np.round(before.values).sum(axis=2)
    after, former = (np.concatenate(pair) for pair in zip(worth, own, strict=True))
    moves, start = after - former, former.sum(axis=1)
    values = np.column_stack([start, moves, after.sum(axis=1)])
    causes = (f"Forecast of {cycles[1]}", *_WORDS, f"Forecast of {cycles[0]}")
    shown = values != 0
    shown[:, [0, -1]] = (moves != 0).any(axis=1)[:, None]
    shown[0] = True
    family, cause = (np.asarray(at) for at in shown.nonzero())
    with np.errstate(divide="ignore", invalid="ignore"):
        percent = np.where(start[:, None] > 0, values / start[:, None] * 100, np.nan)
    frame = pd.DataFrame(
        {
            "family": np.array([COMPANY_KEY, *now.families], dtype=object)[family],
            "cause": np.array(causes, dtype=object)[cause],
            "unit": counted.names(now.families)[family],
            "period": f"{months[0]} to {months[-1]}",
            "amount": values[family, cause],
            "percent": percent[family, cause],
        }
    )
    return pd.concat([frame, _bars(waterfall(start[0], moves[0]), len(frame))], axis=1)


def _bars(drawn: Floats, rows: int) -> pd.DataFrame:
    """Return the company's bars, and blanks for the families below it."""
    values = np.full((rows, len(BARS)), np.nan)
    values[: len(drawn)] = drawn
    return pd.DataFrame(values, columns=list(BARS))
