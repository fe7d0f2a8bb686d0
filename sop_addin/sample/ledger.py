"""Four years of closed months of the sample company, as its order and stock systems recorded them.

Every month closes: stock before + production + adjustments − shipments = stock after. One month
does not, on purpose (:data:`GAP`), because real ledgers do not either. Chance comes from
``random.Random.random``, whose sequence Python guarantees, so that the numbers never change.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

import pandas as pd

from sop_addin.periods import lag, month, months
from sop_addin.sample.company import CYCLE, SampleFamily
from sop_addin.sample.plans import TENDER, lift
from sop_addin.sample.plant_calendar import working_days

__all__ = ["GAP", "HISTORY", "expected_demand", "ledger", "stock_rows"]

HISTORY = 48
"""Closed months before the cycle month."""

GAP = ("Sewage", month("2025-10"), -36)
"""Family, month and units of stock that went missing without an adjustment."""

_HELD = (
    ("Garden", "quality", 60.0),
    ("Circulator", "blocked", 25.0),
    ("Sewage", "quality", 12.0),
    ("BeltDrive", "obsolete", 140.0),
)
"""Family, status and units of stock that may not be sold."""

_MISCOUNT = {"Sewage": -4.0}
"""Units by which the list of stock differs from the ledger: real lists do, too."""

_RAMP = 12
_RUN_OUT = 24


def expected_demand(family: SampleFamily, target: pd.Period) -> float:
    """Return the demand of a month before chance: units, or bookings of a family made to order.

    Examples
    --------
    >>> from sop_addin.sample.company import FAMILIES
    >>> round(expected_demand(FAMILIES[0], month("2026-05")))
    2691
    """
    years = lag(target, CYCLE) / 12
    expected = family.level * (1 + family.growth) ** years * family.season[target.month - 1]
    if family.launched is not None:
        age = lag(target, family.launched)
        expected *= 0.0 if age < 0 else min(1.0, 0.15 + 0.85 * age / _RAMP)
    if family.leaving is not None:
        expected *= min(1.0, max(0.0, 1 - lag(target, family.leaving) / _RUN_OUT))
    return float(expected * family.chance)


def price_of(standard: float, target: pd.Period) -> float:
    """Return a price or cost as it was in a month: 2 % less for each year before the cycle's.

    Examples
    --------
    >>> price_of(100, month("2025-12")), price_of(100, month("2026-01"))
    (98.04, 100.0)
    """
    return round(standard / 1.02 ** int(CYCLE.year - target.year), 2)


def ledger(family: SampleFamily) -> pd.DataFrame:
    """Return the closed months of one family: one row a month, columns as in ``actuals``.

    Units are whole; `bookings` and `backlog` are blank for a family made to stock, `requested` for
    one made to order, whose `inventory` is finished goods that wait for shipment.
    """
    chance = Random(f"kestrelford 3 {family.code}")
    first = max(CYCLE - HISTORY, family.launched or CYCLE - HISTORY)
    closed = months(first, lag(CYCLE, first))
    record = _to_stock if family.policy == "MTS" else _to_order
    frame = pd.DataFrame(record(family, closed, chance))
    frame.insert(0, "family", family.code)
    frame.insert(1, "month", closed)
    prices = pd.Series([price_of(family.price, m) for m in closed])
    costs = pd.Series([price_of(family.cost, m) for m in closed])
    frame["revenue"] = (frame["shipments"] * prices).round(2)
    frame["cogs"] = (frame["shipments"] * costs).round(2)
    return frame


@dataclass(frozen=True)
class _Closed:
    """The units of one closed month."""

    sales: int
    requested: float
    bookings: float
    shipments: int
    past_due: int
    backlog: float
    production: int
    inventory: int
    adjustments: int


def _to_stock(family: SampleFamily, closed: pd.PeriodIndex, chance: Random) -> list[_Closed]:
    assert family.days is not None
    cover = family.days[1] / 20
    stock = round(1.4 * cover * expected_demand(family, closed[0]))
    past_due = 0
    rows = []
    for target in closed:
        rate = _rate_ahead(family, target) * working_days(target)
        wished = rate + 0.5 * (cover * rate - stock + past_due)
        production = max(0, 10 * round(wished * (1 + 0.03 * _normal(chance)) / 10))
        requested = _demand(family, target, chance)
        adjustments = _count(stock, target, chance)
        available = stock + production + adjustments
        shipments = min(requested + past_due, available)
        late = requested + past_due - shipments
        past_due = late if family.shortage_policy == "backorder" else 0
        stock = available - shipments
        if (family.code, target) == GAP[:2]:
            stock += GAP[2]
        rows.append(
            _Closed(
                shipments,
                requested,
                math.nan,
                shipments,
                past_due,
                math.nan,
                production,
                stock,
                adjustments,
            )
        )
    return rows


def _to_order(family: SampleFamily, closed: pd.PeriodIndex, chance: Random) -> list[_Closed]:
    assert family.backlog is not None
    rate = expected_demand(family, closed[0])
    backlog, finished = round(family.backlog * rate / family.level), 0
    rows = []
    for target in closed:
        rate = _rate_ahead(family, target) * working_days(target)
        wanted = family.backlog * expected_demand(family, target) / family.level
        production = max(0, round(rate + 0.2 * (backlog - wanted) - finished))
        bookings = _demand(family, target, chance)
        ready = finished + production
        waiting = round(ready * 0.06 * chance.random())
        shipments = min(backlog, ready - waiting)
        finished = ready - shipments
        backlog += bookings - shipments
        late = round(0.03 * backlog + 0.3 * max(0.0, backlog - 1.15 * wanted))
        rows.append(
            _Closed(
                shipments,
                math.nan,
                bookings,
                shipments,
                late,
                backlog,
                production,
                finished,
                0,
            )
        )
    return rows


def _rate_ahead(family: SampleFamily, target: pd.Period) -> float:
    """Return the demand expected over this and the next two months, units a working day."""
    ahead = months(target, 3)
    return sum(expected_demand(family, m) for m in ahead) / sum(working_days(m) for m in ahead)


def _demand(family: SampleFamily, target: pd.Period, chance: Random) -> int:
    """Return one month's demand, units."""
    sells = chance.random() < family.chance
    around = 1 + family.noise * _normal(chance)
    expected = expected_demand(family, target) / family.chance * lift(family.code, target)
    once = TENDER[2] if (family.code, target) == TENDER[:2] else 0
    return max(0, round(expected * around)) + once if sells else 0


def _count(stock: int, target: pd.Period, chance: Random) -> int:
    """Return what the half-yearly count corrects, units; counts find less more often than more."""
    found = _normal(chance) - 0.5
    return round(0.008 * stock * found) if target.month in (6, 12) else 0


def _normal(chance: Random) -> float:
    """Return a number from about the standard normal distribution, within ±6."""
    return sum(chance.random() for _ in range(12)) - 6


def stock_rows(actuals: pd.DataFrame) -> pd.DataFrame:
    """Return stock by status at the end of the last closed month: ``family, month, status, units``.

    Parameters
    ----------
    actuals
        All families, as :func:`ledger` returns each.
    """
    last = actuals[(actuals["month"] == CYCLE - 1) & actuals["inventory"].notna()]
    units = last["inventory"] + last["family"].map(_MISCOUNT).fillna(0.0)
    usable = last[["family", "month"]].assign(status="unrestricted", units=units)
    held = pd.DataFrame(list(_HELD), columns=["family", "status", "units"])
    held["month"] = pd.PeriodIndex([CYCLE - 1] * len(held), freq="M")
    return pd.concat([usable, held], ignore_index=True)
