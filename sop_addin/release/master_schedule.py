"""Master production schedule: the family plan by item and week, never above the authorised rate.

A family's rate of a month goes to its items so that their stocks last equally long; in lots where
an item has them. What lots leave over is unscheduled, and stays so: it is not moved to another
month, whose own rate it would exceed. The quantities of a month are then spread over its weeks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sop_addin.demand.item_forecast import mix_by_month
from sop_addin.demand.levels import conversions
from sop_addin.release.weeks import weekly_rates, working_weeks
from sop_addin.supply.problem import Floats

__all__ = ["FamilyPlan", "MasterSchedule", "equal_cover", "in_lots", "master_schedule"]

_FINE = 0.01
"""Unit of splitting where a rate or lot of the family is no whole number."""
_NEAR = 1e-9


@dataclass(frozen=True, eq=False)
class FamilyPlan:
    """What the families' pages say of the months to be scheduled.

    Parameters
    ----------
    families
        Codes.
    months
        Consecutive months, the cycle month first.
    working_days
        Days of each month, shape (months,).
    production, sales
        Authorised production and constrained sales, units, shape (families, months).
    """

    families: tuple[str, ...]
    months: pd.PeriodIndex
    working_days: Floats
    production: Floats
    sales: Floats


@dataclass(frozen=True, eq=False)
class MasterSchedule:
    """A master schedule; all quantities in the family's units.

    Parameters
    ----------
    families
        Families that have items.
    months
        What is scheduled, the cycle month first.
    weeks
        Mondays.
    items
        ``item, family`` and the other columns given, in the order of the families.
    rate
        Authorised, shape (families, weeks).
    scheduled
        By item, shape (items, weeks).
    unscheduled
        What lots leave over, shape (families, weeks): ``rate`` less the family's items.
    opening, closing
        Stock of each item before the first and after the last month, shape (items,).
    """

    families: tuple[str, ...]
    months: pd.PeriodIndex
    weeks: pd.DatetimeIndex
    items: pd.DataFrame
    rate: Floats
    scheduled: Floats
    unscheduled: Floats
    opening: Floats
    closing: Floats


@dataclass(frozen=True, eq=False)
class _Grid:
    """Items of each family side by side, padded, shape (families, most items).

    `place` is the column of each item, shape (items,); `mix` has the months as a third axis; lots
    are whole ticks, at least 1.
    """

    place: NDArray[np.intp]
    mix: Floats
    stock: Floats
    lot: Floats


def master_schedule(
    plan: FamilyPlan, items: pd.DataFrame, mix: pd.DataFrame | None = None
) -> MasterSchedule:
    """Return the master schedule of every family that has items.

    Parameters
    ----------
    plan
        The families' plan.
    items
        ``item, family, mix_percent`` (100 over a family), ``conversion`` (family units in one of
        the item; NaN is 1), ``lot`` and ``stock`` (the item's own units; NaN is 1 and none).
    mix
        ``item, month, mix_percent``: from a month on; ``None``: the items' own in every month.

    Examples
    --------
    Blue has more stock than its share, so Red is made first:

    >>> from sop_addin.periods import month, months
    >>> plan = FamilyPlan(("Pumps",), months(month("2026-06"), 1), np.array([22.0]),
    ...                   np.array([[100.0]]), np.array([[90.0]]))
    >>> items = pd.DataFrame({"item": ["Red", "Blue"], "family": "Pumps", "mix_percent": 50.0,
    ...                       "conversion": 1.0, "lot": 1.0, "stock": [0.0, 40.0]})
    >>> made = master_schedule(plan, items)
    >>> made.scheduled.sum(axis=1).tolist(), made.closing.tolist()
    ([70.0, 30.0], [25.0, 25.0])
    """
    codes = [f for f in plan.families if (items["family"] == f).any()]
    order = items["family"].map({f: i for i, f in enumerate(codes)})
    listed = items.assign(_family=order).dropna(subset=["_family"])
    listed = listed.sort_values("_family", kind="stable").reset_index(drop=True)
    family = listed["_family"].to_numpy(dtype=np.intp)
    where = [plan.families.index(f) for f in codes]
    opening, lot = _in_family_units(listed)
    tick = _ticks(plan.production[where], lot, family)
    no_change = pd.DataFrame({"item": [], "month": plan.months[:0], "mix_percent": []})
    changes = no_change if mix is None else mix
    parts = mix_by_month(listed, changes, plan.months).to_numpy(dtype=float).T / 100
    grid = _grid(listed, family, parts, opening / tick[family], lot / tick[family])
    rates = np.floor(plan.production[where] / tick[:, None] + _NEAR)
    days = working_weeks(plan.months, plan.working_days)
    weekly = weekly_rates(rates, days)
    spread = _scheduled(grid, rates, plan.sales[where] / tick[:, None], weekly)
    by_item = spread[family, grid.place] * tick[family, None]
    allowed = weekly.sum(axis=1) * tick[:, None]
    used = np.zeros_like(allowed)
    np.add.at(used, family, by_item)
    sold = (plan.sales[where][family] * parts).sum(axis=1)
    return MasterSchedule(
        tuple(codes),
        plan.months,
        pd.DatetimeIndex(days.index),
        listed.drop(columns="_family"),
        allowed,
        by_item,
        np.round(allowed - used, 2) + 0.0,
        opening,
        opening + by_item.sum(axis=1) - sold,
    )


def _in_family_units(items: pd.DataFrame) -> tuple[Floats, Floats]:
    factor = conversions(items).to_numpy()
    lot = items["lot"].where(items["lot"] > 0, 1.0).to_numpy(dtype=float)
    return items["stock"].fillna(0.0).to_numpy(dtype=float) * factor, lot * factor


def _ticks(rates: Floats, lot: Floats, family: NDArray[np.intp]) -> Floats:
    """Return the unit in which each family is split: 1 where rates and lots are whole."""
    broken = np.any(np.abs(rates - np.round(rates)) > _NEAR, axis=1)
    np.logical_or.at(broken, family, np.abs(lot - np.round(lot)) > _NEAR)
    return np.where(broken, _FINE, 1.0)


def _grid(
    items: pd.DataFrame, family: NDArray[np.intp], parts: Floats, stock: Floats, lot: Floats
) -> _Grid:
    place: NDArray[np.intp] = np.asarray(items.groupby("family", sort=False).cumcount(), np.intp)
    shape = (int(family.max()) + 1, int(place.max()) + 1)

    def padded(values: Floats, fill: float) -> Floats:
        wide = np.full(shape, fill)
        wide[family, place] = values
        return wide

    mix = np.stack([padded(month, 0.0) for month in parts.T], axis=2)
    return _Grid(place, mix, padded(stock, 0.0), np.maximum(np.round(padded(lot, 1.0)), 1.0))


def _scheduled(grid: _Grid, rates: Floats, sales: Floats, weekly: Floats) -> Floats:
    """Return whole ticks by item and week, shape (families, most items, weeks)."""
    spread = np.zeros((*grid.stock.shape, weekly.shape[2]))
    stock = grid.stock
    for t in range(rates.shape[1]):
        mix = grid.mix[:, :, t]
        stock = stock - sales[:, t, None] * mix
        made = in_lots(equal_cover(stock, mix, rates[:, t]), grid.lot, rates[:, t])
        lasts = np.divide(stock, mix, out=np.full(stock.shape, np.inf), where=mix > 0)
        spread += _over_weeks(made, grid.lot, lasts, weekly[:, t])
        stock = stock + made
    return spread


def equal_cover(stock: Floats, mix: Floats, rate: Floats) -> Floats:
    """Split each family's rate so that its items' stocks last equally long, where they can.

    Parameters
    ----------
    stock, mix
        Units (negative: less than its demand), and parts of the family's demand; shape (families,
        items). Mix 0 gets nothing.
    rate
        Units to split, none negative, shape (families,).

    Returns
    -------
    ndarray
        Units, none negative, shape (families, items); each row adds up to its rate.

    Examples
    --------
    >>> equal_cover(np.array([[0.0, 90.0]]), np.array([[0.5, 0.5]]), np.array([100.0])).tolist()
    [[95.0, 5.0]]
    >>> equal_cover(np.array([[0.0, 90.0]]), np.array([[0.5, 0.5]]), np.array([50.0])).tolist()
    [[50.0, 0.0]]
    """
    lasts = np.divide(stock, mix, out=np.full(stock.shape, np.inf), where=mix > 0)
    order = np.argsort(lasts, axis=1, kind="stable")
    lasts = np.take_along_axis(lasts, order, axis=1)
    parts = np.cumsum(np.take_along_axis(mix, order, axis=1), axis=1)
    held = np.where(np.isfinite(lasts), np.take_along_axis(stock, order, axis=1), 0.0)
    levels = (np.cumsum(held, axis=1) + rate[:, None]) / parts
    served = np.maximum((np.isfinite(lasts) & (levels >= lasts)).sum(axis=1) - 1, 0)
    level = np.take_along_axis(levels, served[:, None], axis=1)
    wanted: Floats = np.where(mix > 0, np.maximum(level * mix - stock, 0.0), 0.0)
    return wanted


def in_lots(wanted: Floats, lot: Floats, rate: Floats) -> Floats:
    """Round quantities to lots without exceeding the rate: whole lots first, then the largest rest.

    Parameters
    ----------
    wanted, lot
        Units, none negative, and whole units of a lot, at least 1; shape (families, items).
    rate
        Whole units, shape (families,); what `wanted` adds up to.

    Returns
    -------
    ndarray
        Multiples of the lots, shape (families, items); each row at most its rate, and equal to it
        where lots are 1.

    References
    ----------
    Hamilton's method of apportionment (largest remainder), where lots are 1.

    Examples
    --------
    >>> in_lots(np.array([[33.4, 66.6]]), np.array([[1.0, 1.0]]), np.array([100.0])).tolist()
    [[33.0, 67.0]]
    >>> in_lots(np.array([[33.4, 66.6]]), np.array([[25.0, 50.0]]), np.array([100.0])).tolist()
    [[50.0, 50.0]]
    """
    made = np.floor(wanted / lot + _NEAR) * lot
    rest = np.where(wanted > 0, wanted - made, -np.inf)
    left = rate - made.sum(axis=1)
    rows = np.arange(len(made))
    for _ in range(made.shape[1]):
        fits = (lot <= left[:, None] + _NEAR) & np.isfinite(rest)
        best = np.argmax(np.where(fits, rest, -np.inf), axis=1)
        given = np.where(fits[rows, best], lot[rows, best], 0.0)
        made[rows, best] += given
        left = left - given
        rest[rows, best] = np.where(given > 0, -np.inf, rest[rows, best])
    return made


def _over_weeks(made: Floats, lot: Floats, lasts: Floats, weekly: Floats) -> Floats:
    """Spread a month over its weeks within their rates; shape (families, items, weeks).

    What has no lots is made every week in proportion. Lots are made one after the other, the item
    that runs out first first; a run may end in the week after.
    """
    spread = np.zeros((*made.shape, weekly.shape[1]))
    level = np.where(lot > 1, 0.0, made)
    runs = np.where(lot > 1, made, 0.0)
    order = np.argsort(lasts, axis=1, kind="stable")
    for w in np.flatnonzero(weekly.any(axis=0)):
        room = weekly[:, w]
        smooth, rough = level.sum(axis=1), runs.sum(axis=1)
        whole = smooth + rough
        part = np.divide(smooth, whole, out=np.zeros_like(whole), where=whole > 0)
        first = np.minimum(smooth, np.round(room * part))
        second = np.minimum(rough, room - first)
        first = np.minimum(smooth, room - second)
        smoothly, running = _in_proportion(level, first), _one_by_one(runs, second, order)
        spread[:, :, w] = smoothly + running
        level, runs = level - smoothly, runs - running
    return spread


def _in_proportion(left: Floats, total: Floats) -> Floats:
    """Split whole totals by what is left, to the largest remainders; never more than is left."""
    sums = left.sum(axis=1)
    share = np.divide(total, sums, out=np.zeros_like(sums), where=sums > 0)[:, None] * left
    whole = np.floor(share + _NEAR)
    rank = np.argsort(np.argsort(whole - share, axis=1, kind="stable"), axis=1, kind="stable")
    extra = rank < np.round(total - whole.sum(axis=1))[:, None]
    return np.asarray(whole + (extra & (whole < left)))


def _one_by_one(left: Floats, total: Floats, order: NDArray[np.intp]) -> Floats:
    """Take totals from what is left, one item after the other."""
    queue = np.take_along_axis(left, order, axis=1)
    before = np.cumsum(queue, axis=1) - queue
    taken = np.clip(total[:, None] - before, 0.0, queue)
    back = np.zeros_like(left)
    np.put_along_axis(back, order, taken, axis=1)
    return back
