"""Whole units: a plan rounded as pages show it, never beyond what its capacity allows."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sop_addin.supply.problem import Floats, Problem, ResourceBasis, by_month
from sop_addin.supply.schedule import Schedule, bill, hours_per_worker

__all__ = ["whole_schedule"]

_NOISE = 1e-4
"""Units by which a solver's number may be off a whole one."""


def whole_schedule(problem: Problem, schedule: Schedule, locked: Floats) -> Schedule:
    """Return the schedule in whole units a month.

    Running totals are rounded up, so that nobody is short for rounding's sake; where a resource or
    the people of a pool would be overloaded by that, the units that are least behind wait for the
    next month with room.

    Parameters
    ----------
    schedule
        Units that keep the capacity, as solved.
    locked
        True where a month's production was typed and stays, shape (families, months).

    Examples
    --------
    >>> import pandas as pd
    >>> from sop_addin.supply.problem import Family
    >>> months = pd.period_range("2026-03", periods=3, freq="M")
    >>> problem = Problem(months, 20, (Family("Pumps", demand=1.4),))
    >>> made, none = np.full((1, 3), 1.4), np.zeros((1, 3))
    >>> solved = Schedule(made, none, none, np.zeros((0, 3)))
    >>> whole_schedule(problem, solved, none.astype(bool)).regular.tolist()
    [[2.0, 1.0, 2.0]]
    """
    exact = np.stack([schedule.regular, schedule.overtime, schedule.subcontract])
    wanted = np.where(locked, 0.0, exact).cumsum(axis=2)
    rows = list(_capacity(problem, schedule, exact))
    made = np.zeros(exact.shape[:2])
    result = exact.copy()
    for month in range(problem.count):
        stays = locked[:, month]
        units = np.maximum(np.ceil(wanted[:, :, month] - made - _NOISE), 0.0)
        least = np.minimum(units, np.floor(exact[:, :, month] + _NOISE))
        units, least = (np.where(stays, exact[:, :, month], part) for part in (units, least))
        behind = wanted[:, :, month] - made
        for hours, limit in rows:
            _fit(units, least, behind, hours, limit[month])
        result[:, :, month] = units
        made += np.where(stays, 0.0, units)
    return Schedule(result[0], result[1], result[2], schedule.workers)


def _capacity(
    problem: Problem, schedule: Schedule, exact: Floats
) -> Iterator[tuple[Floats, Floats]]:
    """Yield hours a unit, shape (3, families), and the most hours a month of each limit.

    The hours that rounding adds may be overtime. A limit that the plan itself exceeds, by locked
    months, is not made worse.
    """
    nothing = np.zeros(len(problem.families))
    limits: list[tuple[Floats, Floats]] = []
    for resource in problem.resources:
        if resource.basis is ResourceBasis.PRODUCTION:
            use = bill(problem, resource.per_unit)
            available = by_month(resource.available, problem.count)
            limits.append((np.stack([use, use, nothing]), available))
    for j, pool in enumerate(problem.pools):
        use = bill(problem, pool.hours_per_unit)
        regular = schedule.workers[j] * hours_per_worker(problem, pool)
        extra = regular * np.nan_to_num(by_month(pool.overtime_share, problem.count), posinf=1e9)
        limits.append((np.stack([use, use, nothing]), regular + extra))
    for hours, available in limits:
        yield hours, np.maximum(available, np.tensordot(hours, exact, axes=2))


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
