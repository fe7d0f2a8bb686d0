"""Whole units: a plan rounded as pages show it, never beyond what its capacity allows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from sop_addin.supply.offsets import months_before
from sop_addin.supply.problem import Floats, Problem, ResourceBasis, by_month
from sop_addin.supply.quantities import Integers
from sop_addin.supply.schedule import (
    PARTS,
    Schedule,
    bill,
    family_grid,
    hours_per_worker,
    locked_production,
    work_load,
)

__all__ = ["whole_schedule"]

_NOISE = 1e-4
"""Units by which a solver's number may be off a whole one."""


def whole_schedule(problem: Problem, schedule: Schedule) -> Schedule:
    """Return the schedule in whole units a month.

    Running totals of a family's production are rounded up, so that nobody is short for rounding's
    sake and nothing is a unit ahead; where a resource or the people of a pool would be overloaded
    by that, the units that are least behind wait for the next month with room. No part of
    production is above its own limit, rounded up.

    Parameters
    ----------
    schedule
        Units that keep the capacity, as solved; months that are locked stay.

    Examples
    --------
    >>> import pandas as pd
    >>> from sop_addin.supply.problem import Family
    >>> months = pd.period_range("2026-03", periods=3, freq="M")
    >>> problem = Problem(months, 20, (Family("Pumps", demand=1.4),))
    >>> made, none = np.full((1, 3), 1.4), np.zeros((1, 3))
    >>> solved = Schedule(made, none, none, none[:0], none[:0], none)
    >>> whole_schedule(problem, solved).regular.tolist()
    [[2.0, 1.0, 2.0]]
    """
    exact = np.stack([schedule.regular, schedule.overtime, schedule.subcontract])
    fixed = locked_production(problem)
    locked = ~np.isnan(fixed[0])
    exact = np.where(locked, fixed, exact)
    wanted = np.where(locked, 0.0, exact).cumsum(axis=2)
    rows = list(_capacity(problem, schedule, exact))
    most = _most(problem, exact)
    made = np.zeros(exact.shape[:2])
    result = exact.copy()
    for month in range(problem.count):
        stays = locked[:, month]
        units = np.maximum(np.ceil(wanted[:, :, month] - made - _NOISE), 0.0)
        units = np.minimum(units, most[:, :, month])
        _once(units, made, wanted[:, :, month])
        least = np.minimum(units, np.floor(exact[:, :, month] + _NOISE))
        units, least = (np.where(stays, exact[:, :, month], part) for part in (units, least))
        behind = wanted[:, :, month] - made
        for row in rows:
            for months in np.unique(row.ahead[(row.takes > 0).any(axis=0)]):
                if months <= month:
                    takes = np.where(row.ahead == months, row.takes, 0.0)
                    use = float((takes * exact[:, :, month]).sum())
                    _fit(units, least, behind, takes, float(row.room[month - months]) + use)
        for row in rows:
            row.book(month, units - exact[:, :, month])
        result[:, :, month] = units
        made += np.where(stays, 0.0, units)
    return replace(schedule, regular=result[0], overtime=result[1], subcontract=result[2])


def _most(problem: Problem, exact: Floats) -> Floats:
    """Return the most whole units of each part by month; nothing new within a lead time."""
    limit = np.stack([family_grid(problem, f"{part}_limit") for part in PARTS])
    first = np.array([f.first_open for f in problem.families], dtype=np.int64).reshape(-1, 2)
    first = first[:, [0, 0, 1]].T[:, :, None]
    limit = np.where(np.arange(problem.count) < first, 0.0, limit)
    return np.ceil(np.maximum(limit, exact) - _NOISE)


def _once(units: Floats, made: Floats, wanted: Floats) -> None:
    """Take back, in place, what the parts of a family together are rounded up by more than once."""
    for _ in range(len(units) - 1):
        over = (made + units).sum(axis=0) - np.ceil(wanted.sum(axis=0) - _NOISE) > 0.5
        ahead = np.where(units > 0, made + units - wanted, -np.inf)
        part, family = ahead.argmax(axis=0), np.arange(units.shape[1])
        units[part, family] -= over & (units[part, family] > 0)


@dataclass(eq=False)
class _Row:
    """A limit: what a unit takes, shape (3, families), how many months before, and what is free."""

    takes: Floats
    ahead: Integers
    room: Floats

    def book(self, month: int, more: Floats) -> None:
        """Take what rounding adds to receipts of a month from the room of the months of work."""
        for family in np.flatnonzero((self.takes > 0).any(axis=0) & (self.ahead <= month)):
            added = float((self.takes[:, family] * more[:, family]).sum())
            self.room[month - self.ahead[family]] -= added


def _capacity(problem: Problem, schedule: Schedule, exact: Floats) -> Iterator[_Row]:
    """Yield each limit with the room that the plan leaves.

    The hours that rounding adds may be overtime. A limit that the plan itself exceeds, by locked
    months, is not made worse; material that cannot be ordered in time is not asked for.
    """
    own = exact[0] + exact[1]
    none = np.zeros(len(problem.families))
    here = np.zeros(len(problem.families), dtype=np.int64)
    for resource in problem.resources:
        use, available = (
            bill(problem, resource.per_unit),
            by_month(resource.available, problem.count),
        )
        if resource.basis is ResourceBasis.PRODUCTION:
            load = work_load(problem, resource.per_unit, resource.months_before, own)
            ahead = months_before(problem, resource.months_before)
            yield _Row(np.stack([use, use, none]), ahead, np.maximum(available - load, 0.0))
        elif resource.basis is ResourceBasis.BOUGHT:
            room = np.maximum(available - use @ exact[2], 0.0)
            yield _Row(np.stack([none, none, use]), here, room)
    for j, pool in enumerate(problem.pools):
        use = bill(problem, pool.hours_per_unit)
        regular = schedule.workers[j] * hours_per_worker(problem, pool)
        extra = regular * np.nan_to_num(by_month(pool.overtime_share, problem.count), posinf=1e9)
        load = work_load(problem, pool.hours_per_unit, pool.months_before, own)
        ahead = months_before(problem, pool.months_before)
        room = np.maximum(regular + extra - load, 0.0)
        yield _Row(np.stack([use, use, none]), ahead, room)
    for material in problem.materials:
        use, ahead = bill(problem, material.per_unit), months_before(problem, {})
        limited = np.isfinite(by_month(material.order_limit, problem.count))
        limited |= np.arange(problem.count) < material.lead_months
        room = np.where(limited, 0.0, np.inf)
        yield _Row(np.stack([use, use, none]), ahead, room)


def _fit(units: Floats, least: Floats, behind: Floats, hours: Floats, limit: float) -> None:
    """Take units away, in place, until the load is within the limit or no rounding is left."""
    slack = 1e-9 * (1.0 + limit)
    while float((hours * units).sum()) > limit + slack:
        spare = (units > least) & (hours > 0)
        if not spare.any():
            return
        lag = np.where(spare, behind - units, np.inf)
        part, family = np.unravel_index(int(lag.argmin()), lag.shape)
        units[part, family] -= 1.0
