"""Labour and load: what a plan asks of people, equipment and space, against what there is."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sop_addin.supply.costing import workforce_changes
from sop_addin.supply.offsets import in_work, months_before
from sop_addin.supply.problem import Floats, LabourPool, Problem, by_month
from sop_addin.supply.schedule import (
    Schedule,
    bill,
    hours_per_worker,
    resource_load,
    work_load,
)

__all__ = ["labour_frame", "load_frame", "tightest_frame"]

_LABOUR = (
    "pool",
    "month",
    "workers",
    "hired",
    "laid_off",
    "hours_available",
    "hours_used",
    "overtime_available",
    "overtime_used",
)
_LOAD = ("resource", "kind", "month", "unit", "load", "available", "utilisation")


def labour_frame(problem: Problem, schedule: Schedule) -> pd.DataFrame:
    """Return heads and hours of each labour pool by month.

    Returns
    -------
    pandas.DataFrame
        pool, month, workers, hired, laid_off (heads), hours_available and hours_used in regular
        time, overtime_available and overtime_used (hours); ``inf`` where overtime is not limited.
    """
    parts = []
    for j, pool in enumerate(problem.pools):
        workers = schedule.workers[j]
        hired, laid_off = workforce_changes(pool, workers)
        hours = workers * hours_per_worker(problem, pool)
        share = by_month(pool.overtime_share, problem.count)
        # inf hours for 0 people is no overtime
        allowed = np.where(hours > 0, np.where(hours > 0, hours, 1.0) * share, 0.0)
        allowed = np.minimum(allowed, by_month(pool.overtime_hours_limit, problem.count))
        columns = (
            pool.id,
            problem.months,
            workers,
            hired,
            laid_off,
            hours,
            work_load(problem, pool.hours_per_unit, pool.months_before, schedule.regular),
            allowed,
            _overtime_hours(problem, pool, schedule),
        )
        parts.append(pd.DataFrame(dict(zip(_LABOUR, columns, strict=True))))
    return pd.concat(parts, ignore_index=True) if parts else _empty(_LABOUR)


def _overtime_hours(problem: Problem, pool: LabourPool, schedule: Schedule) -> Floats:
    ahead = months_before(problem, pool.months_before)
    hours: Floats = bill(problem, pool.hours_per_unit) @ in_work(schedule.overtime, ahead)
    return hours


def load_frame(
    problem: Problem, schedule: Schedule, inventory: Floats, materials: Floats
) -> pd.DataFrame:
    """Return load, what is available and utilisation of every resource by month.

    Parameters
    ----------
    schedule
        The plan.
    inventory, materials
        Closing stock, units, shape (families, months) and (materials, months).

    Returns
    -------
    pandas.DataFrame
        resource, kind (labour, equipment, storage …), month, unit, load, available, utilisation:
        1 is full, NaN where nothing is available and nothing is asked. Labour counts regular time
        and overtime; overtime without a limit counts as far as it is used.
    """
    parts = []
    labour = labour_frame(problem, schedule)
    for pool in problem.pools:
        own = labour[labour["pool"] == pool.id]
        used = own["overtime_used"].to_numpy()
        allowed = own["overtime_available"].to_numpy()
        allowed = np.where(np.isinf(allowed), used, allowed)
        load, available = own["hours_used"] + used, own["hours_available"] + allowed
        parts.append(_part(problem, pool.id, "labour", "hours", load, available))
    loads = resource_load(problem, schedule, inventory, materials)
    for j, resource in enumerate(problem.resources):
        available = by_month(resource.available, problem.count)
        name, kind, unit = resource.id, resource.called, resource.unit
        parts.append(_part(problem, name, kind, unit, loads[j], available))
    return pd.concat(parts, ignore_index=True) if parts else _empty(_LOAD)


def _part(
    problem: Problem, name: str, kind: str, unit: str, load: object, available: object
) -> pd.DataFrame:
    used, there = np.asarray(load, dtype=np.float64), np.asarray(available, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        utilisation = used / there
    columns = (name, kind, problem.months, unit, used, there, utilisation)
    return pd.DataFrame(dict(zip(_LOAD, columns, strict=True)))


def _empty(columns: tuple[str, ...]) -> pd.DataFrame:
    frame = pd.DataFrame({name: np.zeros(0) for name in columns})
    frame["month"] = pd.PeriodIndex([], freq="M")
    return frame


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
    bills = [(p.id, p.hours_per_unit) for p in problem.pools]
    bills += [(r.id, r.per_unit) for r in problem.resources]
    used = load.set_index("resource")["utilisation"] if bills else pd.Series(dtype=np.float64)
    by_resource = {name: used.loc[[name]].to_numpy() for name, _ in bills}
    rows: list[tuple[object, ...]] = []
    for family in problem.families:
        names = [name for name, takes in bills if takes.get(family.id, 0.0) > 0]
        if not names:
            continue
        shares = np.nan_to_num(np.array([by_resource[n] for n in names]), posinf=np.inf)
        best = shares.argmax(axis=0)
        for t in range(problem.count):
            rows.append((family.id, problem.months[t], names[best[t]], shares[best[t], t]))
    frame = pd.DataFrame(rows, columns=["family", "month", "resource", "utilisation"])
    frame["month"] = pd.PeriodIndex(frame["month"], freq="M")
    return frame
