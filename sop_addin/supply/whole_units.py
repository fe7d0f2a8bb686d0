"""Whole units: a plan rounded as pages show it, never beyond what its capacity allows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from sop_addin.supply.material_plan import material_plan
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
    sake and nothing is a unit ahead; where a resource, a material or the people of a pool would not
    suffice for that, units wait for the next month with room: those first whose family is least
    behind, counted in days of its production. So a large unit is made while a few small ones wait,
    and all catch up. No part of production is above its own limit, rounded up.

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
    average = np.maximum(np.broadcast_to(exact.sum(axis=0).mean(axis=1), exact.shape[:2]), _NOISE)
    made = np.zeros(exact.shape[:2])
    result = exact.copy()
    lead = np.array([f.lead_months for f in problem.families], dtype=np.int64)
    # Receipts whose work begins in the same month share its resources: they are rounded together.
    for begin in range(-int(lead.max(initial=0)), problem.count):
        there = (begin + lead >= 0) & (begin + lead < problem.count)
        at = (slice(None), np.flatnonzero(there), (begin + lead)[there])
        now = np.zeros_like(made)
        units, behind, goal = now.copy(), now.copy(), now.copy()
        now[:, there], goal[:, there] = exact[at], wanted[at]
        behind = goal - made
        stays = ~there
        stays[there] = locked[at[1:]]
        units[:, there] = np.clip(np.ceil(behind - _NOISE)[:, there], 0.0, most[at])
        _once(units, made, goal)
        units = np.where(stays, now, units)
        asked, least = units.copy(), np.where(stays, units, 0.0)
        for row in rows:
            work = np.where(there, begin + lead - row.ahead, -1)
            for month in np.unique(work[(work >= 0) & (row.takes > 0).any(axis=0)]):
                takes = np.where(work == month, row.takes, 0.0)
                limit = float(row.room[month] + (takes * now).sum())
                _fit(units, least, behind, average, takes, limit)
        for row in rows:
            row.book(begin + lead, units - now)
        _refill(units, asked, rows, begin + lead)
        result[at] = units[:, there]
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

    def book(self, receipt: Integers, more: Floats) -> None:
        """Take what rounding adds to receipts, by family, from the room of the months of work."""
        added = (self.takes * more).sum(axis=0)
        for family in np.flatnonzero((added != 0) & (self.ahead <= receipt)):
            self._use(int(receipt[family] - self.ahead[family]), float(added[family]))

    def fits(self, receipt: Integers, part: int, family: int) -> float:
        """Return how many units more of a family there is room for."""
        takes, work = float(self.takes[part, family]), int(receipt[family] - self.ahead[family])
        return float(self.room[work]) / takes if takes and work >= 0 else np.inf

    def _use(self, month: int, added: float) -> None:
        self.room[month] -= added


class _Stock(_Row):
    """What is used of a stock is missing in every month; what is saved is there from then on."""

    def _use(self, month: int, added: float) -> None:
        self.room[0 if added > 0 else month :] -= added


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
    for k, material in enumerate(problem.materials):
        use, ahead = bill(problem, material.per_unit), months_before(problem, {})
        kept = by_month(material.safety_stock, problem.count)
        left = np.maximum(material_plan(problem, schedule, k).stock - kept, 0.0)
        more = np.isinf(by_month(material.order_limit, problem.count))
        left[more & (np.arange(problem.count) >= material.lead_months)] = np.inf
        room = np.minimum.accumulate(left[::-1])[::-1]
        yield _Stock(np.stack([use, use, none]), ahead, room)


def _fit(
    units: Floats, least: Floats, behind: Floats, average: Floats, takes: Floats, limit: float
) -> None:
    """Take units away, in place, until the load is within the limit or none is left to take."""
    slack = 1e-9 * (1.0 + limit)
    over = float((takes * units).sum()) - limit
    while over > slack:
        spare = (units > least) & (takes > 0)
        if not spare.any():
            return
        lag = np.where(spare, (behind - units + 1.0) / average, np.inf)
        one = np.unravel_index(int(lag.argmin()), lag.shape)
        # Many at once where that is far from enough, so that it takes few steps.
        many = max(1.0, np.floor(over / float(takes[one]) / int(spare.sum())))
        gone = min(many, float(units[one] - least[one]))
        units[one] -= gone
        over -= gone * float(takes[one])


def _refill(units: Floats, asked: Floats, rows: list[_Row], receipt: Integers) -> None:
    """Make again, in place, what was taken away for a limit that another left room in."""
    short = asked - units
    for place in np.argsort(-short, axis=None, kind="stable")[: int((short > 0).sum())]:
        part, family = (int(i) for i in np.unravel_index(place, short.shape))
        room = min(row.fits(receipt, part, family) for row in rows)
        more = np.zeros_like(units)
        more[part, family] = max(0.0, np.floor(min(room + 1e-9, short[part, family])))
        if more.any():
            units += more
            for row in rows:
                row.book(receipt, more)
