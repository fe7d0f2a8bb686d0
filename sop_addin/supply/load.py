"""Labour and load: what a plan asks of people, equipment and space, against what there is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sop_addin.supply.costing import workforce_changes
from sop_addin.supply.offsets import months_before, moved
from sop_addin.supply.problem import Floats, LabourPool, Problem, by_month
from sop_addin.supply.schedule import (
    Schedule,
    bill,
    head_limits,
    hours_per_worker,
    resource_load,
    work_load,
)
from sop_addin.supply.strategy import Strategy

__all__ = ["labour_frame", "load_frame", "most_hours", "tightest_frame"]

_WHOLE = 0.01
"""Heads by which people who are counted whole may be off: sheets print their hours to a tenth."""


def labour_frame(problem: Problem, schedule: Schedule) -> pd.DataFrame:
    """Return heads and hours of each labour pool by month.

    Returns
    -------
    pandas.DataFrame
        pool, month, workers, hired, laid_off (heads), hours_available and hours_used in regular
        time, overtime_available and overtime_used (hours); ``inf`` where overtime is not limited.
    """
    shape = (len(problem.pools), problem.count)
    hired, gone, there, used, allowed, extra = (np.zeros(shape) for _ in range(6))
    for j, pool in enumerate(problem.pools):
        hired[j], gone[j] = workforce_changes(pool, schedule.workers[j])
        there[j], allowed[j] = _hours(problem, pool, schedule.workers[j])
        used[j] = work_load(problem, pool.hours_per_unit, pool.months_before, schedule.regular)
        extra[j] = _overtime_hours(problem, pool, schedule)
    return pd.DataFrame(
        {
            "pool": _each(problem, [pool.id for pool in problem.pools]),
            "month": _months(problem, len(problem.pools)),
            "workers": schedule.workers.ravel(),
            "hired": hired.ravel(),
            "laid_off": gone.ravel(),
            "hours_available": there.ravel(),
            "hours_used": used.ravel(),
            "overtime_available": allowed.ravel(),
            "overtime_used": extra.ravel(),
        }
    )


def _hours(problem: Problem, pool: LabourPool, workers: Floats) -> tuple[Floats, Floats]:
    """Return regular hours, and overtime hours that are allowed, of so many people by month."""
    there = workers * hours_per_worker(problem, pool)
    share = by_month(pool.overtime_share, problem.count)
    # inf hours for 0 people is no overtime
    most = np.where(there > 0, np.where(there > 0, there, 1.0) * share, 0.0)
    return there, np.minimum(most, by_month(pool.overtime_hours_limit, problem.count))


def most_hours(problem: Problem, pool: LabourPool, workers: Floats) -> Floats:
    """Return the hours that a pool can have in each month, shape (months,), ``inf`` if no limit.

    With overtime, and with everybody who may be hired in time or need not be laid off.

    Parameters
    ----------
    workers
        People of a plan, shape (months,).

    Examples
    --------
    >>> from sop_addin.periods import month, months
    >>> crew = LabourPool("Crew", 10, 8, {}, max_hires=1, more_lead_months=1)
    >>> most_hours(Problem(months(month("2026-03"), 3), 20, (), (crew,)), crew, np.full(3, 6.0))
    array([1600., 1760., 1920.])
    """
    whole = np.allclose(workers, np.rint(workers), rtol=0, atol=_WHOLE)
    heads = np.maximum(workers, head_limits(problem, pool, Strategy(whole_workers=bool(whole))))
    heads = np.where(hours_per_worker(problem, pool) > 0, heads, 0.0)
    with np.errstate(invalid="ignore"):
        regular, extra = _hours(problem, pool, heads)
    return np.where(np.isinf(heads), np.inf, regular + extra)


def _each(problem: Problem, names: list[str]) -> NDArray[Any]:
    """Return each name once a month."""
    return np.repeat(np.array(names, dtype=object), problem.count)


def _names(problem: Problem) -> list[str]:
    """Return the pools, then the resources."""
    return [p.id for p in problem.pools] + [r.id for r in problem.resources]


def _months(problem: Problem, times: int) -> pd.PeriodIndex:
    return problem.months.take(np.tile(np.arange(problem.count), times))


def _overtime_hours(problem: Problem, pool: LabourPool, schedule: Schedule) -> Floats:
    ahead = months_before(problem, pool.months_before)
    hours: Floats = bill(problem, pool.hours_per_unit) @ moved(schedule.overtime, ahead)
    return hours


def load_frame(
    problem: Problem,
    schedule: Schedule,
    labour: pd.DataFrame,
    inventory: Floats,
    materials: Floats,
) -> pd.DataFrame:
    """Return load, what is available and utilisation of every resource by month.

    Parameters
    ----------
    schedule
        The plan.
    labour
        Its people, from :func:`labour_frame`.
    inventory, materials
        Closing stock, units, shape (families, months) and (materials, months).

    Returns
    -------
    pandas.DataFrame
        resource, kind (labour, equipment, storage …), month, unit, load, available, utilisation:
        1 is full, NaN where nothing is available and nothing is asked. Labour counts regular time
        and overtime; overtime without a limit counts as far as it is used.
    """
    used, allowed = (labour[f"overtime_{n}"].to_numpy(dtype=float) for n in ("used", "available"))
    allowed = np.where(np.isinf(allowed), used, allowed)
    loads = resource_load(problem, schedule, inventory, materials)
    offered = [by_month(resource.available, problem.count) for resource in problem.resources]
    load = np.concatenate([labour["hours_used"].to_numpy(dtype=float) + used, loads.ravel()])
    hours = labour["hours_available"].to_numpy(dtype=float) + allowed
    available = np.concatenate([hours, *offered])
    with np.errstate(divide="ignore", invalid="ignore"):
        utilisation = load / available
    pools, shared = problem.pools, problem.resources
    return pd.DataFrame(
        {
            "resource": _each(problem, _names(problem)),
            "kind": _each(problem, ["labour"] * len(pools) + [r.called for r in shared]),
            "month": _months(problem, len(pools) + len(shared)),
            "unit": _each(problem, ["hours"] * len(pools) + [r.unit for r in shared]),
            "load": load,
            "available": available,
            "utilisation": utilisation,
        }
    )


def tightest_frame(problem: Problem, load: pd.DataFrame) -> pd.DataFrame:
    """Return the fullest resource of each family and month.

    Parameters
    ----------
    load
        From :func:`load_frame`.

    Returns
    -------
    pandas.DataFrame
        family, month, resource, utilisation; families that use no resource have no rows.
    """
    takes = [bill(problem, p.hours_per_unit) for p in problem.pools]
    takes += [bill(problem, r.per_unit) for r in problem.resources]
    uses = np.array(takes).reshape(len(takes), len(problem.families)) > 0
    used = load["utilisation"].to_numpy(dtype=float).reshape(len(takes), problem.count)
    used = np.nan_to_num(used, posinf=np.inf)
    names = np.array(_names(problem), dtype=object)
    known = np.flatnonzero(uses.any(axis=0))
    best = np.zeros((len(known), problem.count), dtype=np.int64)
    if known.size:
        best = np.where(uses.T[known, None], used.T, -1.0).argmax(axis=-1)
    return pd.DataFrame(
        {
            "family": _each(problem, [problem.families[i].id for i in known]),
            "month": _months(problem, len(known)),
            "resource": names[best.ravel()],
            "utilisation": used[best, np.arange(problem.count)].ravel(),
        }
    )
