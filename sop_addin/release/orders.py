"""Orders for the ERP: what the released sheets ask for, firm inside the fence, planned after it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from sop_addin.demand.levels import own_units
from sop_addin.periods import months
from sop_addin.release.functional_plans import PURCHASING, TO_ORDER
from sop_addin.release.game_plan import PRODUCTION
from sop_addin.release.schedule_rows import RATE, UNSCHEDULED
from sop_addin.release.weeks import working_weeks
from sop_addin.schema.months import HORIZON, SCHEDULE_MONTHS

__all__ = ["DECIMALS", "ORDER_COLUMNS", "differences", "order_lines"]

FIRM, PLANNED = "firm", "planned"
ORDER_COLUMNS = ("order", "code", "level", "period", "begins", "quantity", "unit", "type")
"""Columns of an order; ``order, code, period`` identify it."""

DECIMALS = 4
"""Of a quantity: an item's own unit may hold many units of its family."""

_KEYS = ["order", "code", "period"]
_NEAR = 0.5 * 10**-DECIMALS


def order_lines(
    schedule: pd.DataFrame,
    game: pd.DataFrame,
    functional: pd.DataFrame,
    items: pd.DataFrame,
    families: pd.DataFrame,
    cycle: pd.Period,
) -> pd.DataFrame:
    """Return the orders that the sheets of a release ask for, sorted.

    Items by week, as the master schedule has them, in the item's own unit. Production of families
    by month: those without items from the cycle month on, the others after the schedule. Materials
    and bought units by the month in which to order them.

    Parameters
    ----------
    schedule, game, functional
        Rows of the master schedule, of the game plan and of the functional plans.
    items
        ``item, unit, conversion``: units of the family in one of the item; NaN is 1.
    families
        ``family, frozen_months, firm_months``; NaN is 0.
    cycle
        The cycle month.

    Returns
    -------
    DataFrame
        :data:`ORDER_COLUMNS`; `begins` is the Monday of the week or the first of the month,
        `quantity` is never 0. Production that begins inside the fence of its family is firm, and
        so is what is to be ordered in the cycle month.
    """
    found = [
        *_of_items(schedule, items, families, cycle),
        *_of_families(game, schedule, families, cycle),
        *_of_purchases(functional, cycle),
    ]
    frame = pd.DataFrame(found, columns=list(ORDER_COLUMNS))
    frame["quantity"] = frame["quantity"].astype(float).round(DECIMALS)
    frame = frame[frame["quantity"] > 0]
    return frame.sort_values(["order", "code", "begins"], ignore_index=True)


def _of_items(
    schedule: pd.DataFrame, items: pd.DataFrame, families: pd.DataFrame, cycle: pd.Period
) -> Iterator[tuple[object, ...]]:
    span = months(cycle, SCHEDULE_MONTHS)
    weeks = working_weeks(span, np.zeros(SCHEDULE_MONTHS)).index
    firm = _fences(families, cycle)
    units = dict(zip(items["item"], items["unit"], strict=True))
    listed = schedule[~schedule["line"].isin([RATE, UNSCHEDULED])].set_index("line")
    columns = [f"w{number}" for number in range(len(weeks))]
    made = own_units(listed[columns].astype(float).T, items)
    for item, family in listed["family"].items():
        for monday, quantity in zip(weeks, made[item], strict=True):
            year, week, _ = monday.isocalendar()
            yield (
                PRODUCTION,
                item,
                "item",
                f"{year}-W{week:02d}",
                f"{monday:%Y-%m-%d}",
                quantity,
                units[item],
                FIRM if monday < firm[family] else PLANNED,
            )


def _of_families(
    game: pd.DataFrame, schedule: pd.DataFrame, families: pd.DataFrame, cycle: pd.Period
) -> Iterator[tuple[object, ...]]:
    scheduled, firm = set(schedule["family"]), _fences(families, cycle)
    for _, row in game[game["plan"] == PRODUCTION].iterrows():
        first = SCHEDULE_MONTHS if row["family"] in scheduled else 0
        for number in range(first, HORIZON):
            month = cycle + number
            kind = FIRM if month.start_time < firm[row["family"]] else PLANNED
            yield _monthly(PRODUCTION, row["family"], "family", month, row, number, kind)


def _of_purchases(functional: pd.DataFrame, cycle: pd.Period) -> Iterator[tuple[object, ...]]:
    own = functional[functional["function"] == PURCHASING]
    for _, row in own[own["measure"] == TO_ORDER].iterrows():
        for number in range(HORIZON):
            kind = PLANNED if number else FIRM
            yield _monthly(PURCHASING, row["code"], "bought", cycle + number, row, number, kind)


def _monthly(
    order: str, code: str, level: str, month: pd.Period, row: pd.Series, number: int, kind: str
) -> tuple[object, ...]:
    quantity = row[f"m{number}"]
    return (order, code, level, str(month), f"{month}-01", quantity, row["unit"], kind)


def _fences(families: pd.DataFrame, cycle: pd.Period) -> dict[str, pd.Timestamp]:
    """Return the first day after the frozen and firm months of each family."""
    fences = families[["frozen_months", "firm_months"]].fillna(0.0).max(axis=1).astype(int)
    return {
        code: (cycle + fence).start_time
        for code, fence in zip(families["family"], fences.tolist(), strict=True)
    }


def differences(released: pd.DataFrame, confirmed: pd.DataFrame) -> list[str]:
    """Return a line for each firm order that was not confirmed as released; none where all are.

    Parameters
    ----------
    released
        From :func:`order_lines`; planned orders are not looked at.
    confirmed
        ``order, code, period, quantity`` as the ERP holds them.

    Examples
    --------
    >>> sent = pd.DataFrame([("production", "Red", "item", "2026-W10", "2026-03-02", 50.0, "pcs",
    ...                       "firm")], columns=ORDER_COLUMNS)
    >>> held = sent[["order", "code", "period", "quantity"]]
    >>> differences(sent, held), differences(sent, held.assign(quantity=45.0))
    ([], ['production of Red in 2026-W10: 50 released, 45 confirmed'])
    """
    firm = released.loc[released["type"] == FIRM, [*_KEYS, "quantity"]]
    held = confirmed[[*_KEYS, "quantity"]]
    both = firm.merge(held, on=_KEYS, how="outer", suffixes=("_sent", "_held"))
    both = both.sort_values(_KEYS)
    sent, there = (both[f"quantity_{side}"].to_numpy(dtype=float) for side in ("sent", "held"))
    off = ~(np.abs(sent - there) <= _NEAR)  # NaN, an order on one side only, is off too
    return [
        f"{order} of {code} in {period}: {_shown(was, 'released')}, {_shown(now, 'confirmed')}"
        for order, code, period, was, now in zip(
            *(both.loc[off, key] for key in _KEYS), sent[off], there[off], strict=True
        )
    ]


def _shown(quantity: float, what: str) -> str:
    return f"nothing {what}" if np.isnan(quantity) else f"{quantity:,.10g} {what}"
