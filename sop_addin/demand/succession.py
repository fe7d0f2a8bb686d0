"""A replacement under way: what both families sell is forecast as one, then parted between them.

The actuals of the old family fall and those of the new one climb, so that neither is a history to
go on from; their sum is. It is parted by the plan's ramp, at the share that was taken so far.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sop_addin.demand.backtest_table import untested
from sop_addin.demand.forecast import ForecastResult
from sop_addin.demand.life_cycle import ramp
from sop_addin.demand.panel import Floats
from sop_addin.demand.seasonality import SEASON
from sop_addin.demand.under_way import drawn_to_plan, sold_by_family
from sop_addin.wording import counted

__all__ = ["Succession", "joined", "parted", "successions"]

_BANDS = ["lo80", "hi80", "lo95", "hi95"]


@dataclass(frozen=True)
class Succession:
    """A family that another one is taking over from.

    Parameters
    ----------
    family, replaced, change
        Codes of the new and the old family, and id of the replacement.
    start, ramp_months
        First month, and months until the whole share has moved; NaN: at once.
    months
        Months that the new family has been sold.
    planned, sold, taken
        Part of both families' demand that moves in the end, 0 to 1: as planned, as the months sold
        so far say, and as forecast.
    """

    family: str
    replaced: str
    change: str
    start: pd.Period
    ramp_months: float
    months: int
    planned: float
    sold: float
    taken: float

    def share(self, months: pd.PeriodIndex) -> Floats:
        """Return the new family's part of both families' demand, 0 to 1, by month."""
        return self.taken * ramp(self.start, self.ramp_months, months)


def successions(history: pd.DataFrame, changes: pd.DataFrame) -> dict[str, Succession]:
    """Return the replacements under way, by code of the new family.

    Under way is a replacement that is not cancelled and began no later than the new family's
    history, with under a year of history or a ramp that is not at its end. Both families have
    numbers up to the same month, the new one without a gap, and neither stands in another change as
    the family that changes or is replaced. The part taken is that of the months so far, drawn to
    the planned one, which is worth three months.

    Parameters
    ----------
    history
        ``unique_id, ds, y``: demand of closed months without odd months and events, units.
    changes
        As for :func:`sop_addin.demand.life_cycle.problems`.

    Examples
    --------
    >>> months = pd.period_range("2025-09", "2026-02", freq="M")
    >>> old = {"unique_id": "Old", "ds": months, "y": [100.0, 100, 100, 90, 80, 70]}
    >>> new = {"unique_id": "New", "ds": months[3:], "y": [10.0, 20.0, 30.0]}
    >>> history = pd.concat([pd.DataFrame(old), pd.DataFrame(new)])
    >>> row = {"change": "R1", "kind": "replacement", "family": "New", "replaced_family": "Old"}
    >>> row |= {"start_month": months[3], "share_percent": 60.0, "ramp_months": 4.0}
    >>> changes = pd.DataFrame([row | {"status": "planned"}])
    >>> found = successions(history, changes)["New"]
    >>> found.months, round(found.sold, 6), round(found.taken, 6)
    (3, 0.4, 0.5)
    """
    live = changes[changes["status"] != "cancelled"]
    named = pd.concat([live["family"], live["replaced_family"]])
    once = ~named[named != ""].duplicated(keep=False)
    alone = set(named[named != ""][once])
    sold = sold_by_family(history, alone)
    found = (
        _measured(row, sold)
        for row in live[live["kind"] == "replacement"].to_dict("records")
        if {row["family"], row["replaced_family"]} <= alone
    )
    return {each.family: each for each in found if each is not None}


def _measured(row: Mapping[Any, Any], sold: Mapping[str, pd.Series[float]]) -> Succession | None:
    """Return the replacement where it is under way, else None."""
    own, old = sold.get(row["family"]), sold.get(row["replaced_family"])
    if own is None or old is None:
        return None
    months = pd.period_range(own.index.min(), old.index.max(), freq="M")
    both = (old.reindex(months) + own.reindex(months)).to_numpy(dtype=float)
    if months[0] < row["start_month"] or len(months) != len(own) or np.isnan(both).any():
        return None
    reached = ramp(row["start_month"], row["ramp_months"], months)
    if len(own) >= SEASON and reached[-1] >= 1:
        return None
    model, planned = float((both * reached).sum()), row["share_percent"] / 100
    if not (planned >= 0 and model > 0 and own.sum() >= 0):
        return None
    measured = min(float(own.sum()) / model, 1.0)
    return Succession(
        family=row["family"],
        replaced=row["replaced_family"],
        change=str(row["change"]),
        start=row["start_month"],
        ramp_months=float(row["ramp_months"]),
        months=len(own),
        planned=planned,
        sold=measured,
        taken=drawn_to_plan(measured, planned, len(own)),
    )


def joined(history: pd.DataFrame, found: Mapping[str, Succession]) -> pd.DataFrame:
    """Return the history with each replaced family's demand taken together with its successor's.

    The successors' own rows stay.

    Examples
    --------
    >>> months = pd.period_range("2026-01", periods=2, freq="M")
    >>> history = pd.DataFrame({"unique_id": "Old", "ds": months, "y": [100.0, 80.0]})
    >>> new = pd.DataFrame({"unique_id": "New", "ds": months[1:], "y": [20.0]})
    >>> one = Succession("New", "Old", "R1", months[1], 4.0, 1, 1.0, 1.0, 1.0)
    >>> joined(pd.concat([history, new]), {"New": one})["y"].tolist()
    [100.0, 100.0, 20.0]
    """
    if not found:
        return history
    heirs = {each.family: each.replaced for each in found.values()}
    moved = history[history["unique_id"].isin(heirs)]
    more = moved.assign(unique_id=moved["unique_id"].map(heirs)).set_index(["unique_id", "ds"])["y"]
    keys = pd.MultiIndex.from_frame(history[["unique_id", "ds"]])
    return history.assign(y=history["y"].to_numpy() + more.reindex(keys).fillna(0.0).to_numpy())


def parted(result: ForecastResult, found: Mapping[str, Succession]) -> ForecastResult:
    """Return a forecast of :func:`joined` histories with each total parted between both families.

    The successor gets whole units and the replaced family the rest, so that their sum is the total.
    The successor's bands keep their width in per cent of its forecast; the replaced family's
    combine its part of the total's width with the successor's width, as independent errors.
    """
    if not found:
        return result
    forecasts, methods, tests = result.forecasts.copy(), result.methods.copy(), result.tests
    for each in found.values():
        new, old = ((forecasts["unique_id"] == c).to_numpy() for c in (each.family, each.replaced))
        months = pd.PeriodIndex(forecasts.loc[old, "ds"])
        total = forecasts.loc[old, "yhat"].to_numpy(dtype=float)
        gained = np.minimum(np.round(each.share(months) * total), np.floor(np.maximum(total, 0.0)))
        left = total - gained
        own = forecasts.loc[new, "yhat"].to_numpy(dtype=float)
        for name in _BANDS:
            limit, mine = (forecasts.loc[w, name].to_numpy(dtype=float) for w in (old, new))
            wide = _width(limit, total)
            theirs = gained * np.where(own > 0, _width(mine, own), wide)
            both = np.hypot(left * wide, theirs) * (-1.0 if name.startswith("lo") else 1.0)
            forecasts.loc[old, name] = np.maximum(left + both, np.minimum(limit, 0.0))
            forecasts.loc[new, name] = gained + theirs
        forecasts.loc[new, "yhat"], forecasts.loc[old, "yhat"] = gained, left
        _say(methods, each)
        tests = untested(methods, tests, each.family)
    return ForecastResult(forecasts, methods, tests)


def _width(limit: Floats, middle: Floats) -> Floats:
    """Return how far a band reaches from the forecast, as a part of it; 0 where that is 0."""
    return (limit - middle) / np.where(middle != 0, middle, np.inf)


def _say(methods: pd.DataFrame, each: Succession) -> None:
    """Put into the two families' methods how their total was parted."""
    new, old = (methods["unique_id"] == code for code in (each.family, each.replaced))
    at_once = np.isnan(each.ramp_months)
    span = "" if at_once else f" of a ramp of {each.ramp_months:.0f}"
    text = (
        f"Replacement {each.change}, sold for {counted(each.months, 'month')}{span}:"
        f" {each.taken:.0%} of what {each.replaced} and {each.family} sell together"
        f"{'' if at_once else ' x ramp'}; so far {each.sold:.0%} has moved in full,"
        f" {each.planned:.0%} was planned; too short to test on the past."
    ).replace("%", " %")
    methods.loc[new, "method"] = f"part of {each.replaced}"
    methods.loc[new, "explanation"] = text
    rest = f"Replaced by {each.family} ({each.change}): the rest of what both sell together. "
    methods.loc[old, "explanation"] = rest + methods.loc[old, "explanation"]
