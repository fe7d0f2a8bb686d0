"""A production plan as arrays: what is made, by whom, and the hours that it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sop_addin.supply.offsets import in_work, months_before
from sop_addin.supply.problem import Floats, LabourPool, Monthly, Problem, ResourceBasis, by_month
from sop_addin.supply.strategy import Strategy

__all__ = [
    "PARTS",
    "Schedule",
    "bill",
    "family_grid",
    "fixed_production",
    "head_limits",
    "held_production",
    "hours_per_worker",
    "locked_production",
    "price_grid",
    "resource_load",
    "work_load",
    "workers_needed",
]

PARTS = ("regular", "overtime", "subcontract")
"""The parts of production, in the order of arrays that hold all three."""

_WHOLE = 1e-6
"""A head-count this close below a whole number is that number."""


@dataclass(frozen=True)
class Schedule:
    """What is made each month, and the people who make it.

    Parameters
    ----------
    regular, overtime, subcontract
        Units, shape (families, months), not negative.
    workers
        Head-count, shape (pools, months).
    purchases
        New receipts of materials, units, shape (materials, months).
    turned_away
        Demand that the plan gives up where it may choose, units, shape (families, months).
    """

    regular: Floats
    overtime: Floats
    subcontract: Floats
    workers: Floats
    purchases: Floats
    turned_away: Floats

    @property
    def production(self) -> Floats:
        """All that is made or bought, units, shape (families, months)."""
        return self.regular + self.overtime + self.subcontract


def bill(problem: Problem, amounts: Mapping[str, float]) -> Floats:
    """Return what one unit of each family uses, shape (families,), 0 where it is not listed.

    Examples
    --------
    >>> from sop_addin.periods import month, months
    >>> from sop_addin.supply.problem import Family
    >>> problem = Problem(months(month("2026-03"), 1), 20, (Family("A", 1), Family("B", 1)))
    >>> bill(problem, {"B": 0.5}).tolist()
    [0.0, 0.5]
    """
    return np.array([amounts.get(f.id, 0.0) for f in problem.families], dtype=np.float64)


def family_grid(problem: Problem, name: str) -> Floats:
    """Return a number of every family by month, shape (families, months).

    Examples
    --------
    >>> from sop_addin.periods import month, months
    >>> from sop_addin.supply.problem import Family
    >>> problem = Problem(months(month("2026-03"), 2), 20, (Family("A", [1, 2]), Family("B", 5)))
    >>> family_grid(problem, "demand").tolist()
    [[1.0, 2.0], [5.0, 5.0]]
    """
    return _grid(problem, [getattr(f, name) for f in problem.families])


def price_grid(problem: Problem, name: str) -> Floats:
    """Return a unit cost of every family by month, 0 where it is not priced."""
    return _grid(problem, [getattr(f.costs, name) for f in problem.families])


def _grid(problem: Problem, values: Sequence[Monthly | None]) -> Floats:
    grid = np.empty((len(values), problem.count))
    for row, value in zip(grid, values, strict=True):
        row[:] = 0.0 if value is None else value
    return grid


def hours_per_worker(problem: Problem, pool: LabourPool) -> Floats:
    """Return the regular hours of one worker in each month, shape (months,)."""
    return by_month(pool.hours_per_day, problem.count) * problem.days


def workers_needed(problem: Problem, regular: Floats, *, whole: bool) -> Floats:
    """Return the head-count that regular production needs, shape (pools, months).

    Parameters
    ----------
    regular
        Units in regular time, shape (families, months).
    whole
        Whether people are counted whole (rounded up).
    """
    needed = np.zeros((len(problem.pools), problem.count))
    for j, pool in enumerate(problem.pools):
        load = work_load(problem, pool.hours_per_unit, pool.months_before, regular)
        hours = hours_per_worker(problem, pool)
        needed[j] = np.divide(load, hours, out=np.zeros_like(load), where=hours > 0)
    return np.ceil(needed - _WHOLE) if whole else needed


def head_limits(problem: Problem, pool: LabourPool, strategy: Strategy) -> Floats:
    """Return the most people a pool can have in each month, shape (months,), ``inf`` if no limit.

    What may be hired each month counts; and where fewer may be laid off than the limit asks, those
    who stay may stay. A fixed head-count is its own limit.

    Examples
    --------
    >>> from sop_addin.periods import month, months
    >>> pool = LabourPool("Assembly", 10, 8, {}, max_workers=14, max_hires=3)
    >>> problem = Problem(months(month("2026-03"), 3), 20, (), (pool,))
    >>> head_limits(problem, pool, Strategy()).tolist()
    [13.0, 14.0, 14.0]
    """
    count = problem.count
    if pool.id in strategy.fixed_workforce:
        return by_month(strategy.fixed_workforce[pool.id], count)
    limit = by_month(pool.max_workers, count)
    hires, layoffs = pool.hires_allowed(count), pool.layoffs_allowed(count)
    most, fewest = np.zeros(count), np.zeros(count)
    high = low = float(pool.workers)
    for t in range(count):
        low = max(0.0, low - layoffs[t])
        high = high + hires[t]
        if strategy.whole_workers:
            low, high = np.ceil(low - _WHOLE), np.floor(high + _WHOLE)
        high = max(
            low, min(high, np.floor(limit[t] + _WHOLE) if strategy.whole_workers else limit[t])
        )
        most[t], fewest[t] = high, low
    return _level_heads(pool, most, fewest, layoffs) if strategy.level_workforce else most


def _level_heads(pool: LabourPool, most: Floats, fewest: Floats, layoffs: Floats) -> Floats:
    """Return the most people where their number changes only once lead time and notice are over."""
    limit, settled = most.copy(), pool.settled
    least = float(fewest[0])
    for part in (slice(0, settled), slice(settled, None)):
        if 0 < settled == part.start < len(most):
            least = max(0.0, float(np.ceil(least - layoffs[settled] - _WHOLE)))
        limit[part] = max(float(most[part].min(initial=np.inf)), least)
    return limit


def work_load(
    problem: Problem, amounts: Mapping[str, float], before: Mapping[str, int], made: Floats
) -> Floats:
    """Return the load of own production in the months where the work falls, shape (months,).

    What receipts after the horizon ask of its last months is part of it.

    Parameters
    ----------
    amounts, before
        What a unit uses, and months of work before receipt where they are not the lead time.
    made
        Units by month of receipt, shape (families, months).
    """
    ahead = months_before(problem, before)
    work = in_work(problem, made, ahead)
    load: Floats = bill(problem, amounts) @ work
    return load


def resource_load(
    problem: Problem, schedule: Schedule, inventory: Floats, materials: Floats
) -> Floats:
    """Return the load of every resource, in its unit, shape (resources, months).

    Parameters
    ----------
    schedule
        The plan.
    inventory, materials
        Closing stock, units, shape (families, months) and (materials, months); loads storage.
    """
    load = np.zeros((len(problem.resources), problem.count))
    own = schedule.regular + schedule.overtime
    for j, resource in enumerate(problem.resources):
        takes = bill(problem, resource.per_unit)
        if resource.basis is ResourceBasis.STOCK:
            parts = [resource.per_material.get(m.id, 0.0) for m in problem.materials]
            load[j] = takes @ inventory + np.array(parts) @ materials
        elif resource.basis is ResourceBasis.BOUGHT:
            load[j] = takes @ schedule.subcontract
        else:
            load[j] = work_load(problem, resource.per_unit, resource.months_before, own)
    return load


def locked_production(problem: Problem) -> Floats:
    """Return what locks fix: regular, overtime, subcontract, shape (3, families, months).

    NaN where a month is free.
    """
    fixed = np.full((3, len(problem.families), problem.count), np.nan)
    for i, family in enumerate(problem.families):
        for lock in family.locks:
            fixed[:, i, lock.month.ordinal - problem.months[0].ordinal] = lock.effective
    return fixed


def fixed_production(problem: Problem, strategy: Strategy) -> Floats:
    """Return what locks and the strategy fix, shape (3, families, months), NaN where free."""
    fixed = locked_production(problem)
    for i, family in enumerate(problem.families):
        free = np.isnan(fixed[0, i])
        if family.id in strategy.fixed_regular:
            regular = by_month(strategy.fixed_regular[family.id], problem.count)
            fixed[0, i, free] = regular[free]
        if strategy.no_overtime:
            fixed[1, i, free] = 0.0
        if strategy.no_subcontract:
            fixed[2, i, free] = 0.0
    return fixed


def held_production(problem: Problem, fixed: Floats) -> tuple[Floats, Floats]:
    """Return what is fixed of own production, and of what is bought or on order.

    Parameters
    ----------
    fixed
        As :func:`fixed_production` returns it.

    Returns
    -------
    tuple of numpy.ndarray
        Units, each of shape (families, months), 0 where nothing is fixed.
    """
    placed = np.where(np.isnan(fixed[2]), family_grid(problem, "on_order"), fixed[2])
    return np.nan_to_num(fixed[0]) + np.nan_to_num(fixed[1]), placed
