"""Mid and long-term requirement: which resource demand outgrows, and by when to decide on more.

Building ahead can serve a month from earlier ones, never from later ones. So a resource suffices
through a month exactly if what all months up to it require, added up, is not more than what they
offer; the same rule as that of the level rate without stock-out.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sop_addin.supply.load import labour_frame
from sop_addin.supply.problem import Floats, Policy, Problem, ResourceBasis, by_month
from sop_addin.supply.schedule import Schedule, bill, hours_per_worker

__all__ = ["required_production", "requirement"]

NEAR = 6
"""Months that are looked at by themselves, and then as many again as mid term; the rest is long."""

_NEAR_NOTHING = 1e-9


def required_production(problem: Problem) -> Floats:
    """Return the least production, added up from the first month, that meets demand and targets.

    Returns
    -------
    ndarray
        Units, shape (families, months), never falling: make to stock, demand so far + target (else
        minimum) - net opening; make to order, opening backlog + bookings so far - target - what is
        finished.

    Examples
    --------
    >>> from sop_addin.periods import month, months
    >>> from sop_addin.supply.problem import Family
    >>> pumps = Family("Pumps", demand=[100, 120], opening_inventory=150, target=20)
    >>> required_production(Problem(months(month("2026-03"), 2), 20, (pumps,))).tolist()
    [[0.0, 90.0]]
    """
    needed = np.zeros((len(problem.families), problem.count))
    for i, family in enumerate(problem.families):
        demand = np.cumsum(by_month(family.demand, problem.count))
        target = by_month(family.target, problem.count)
        if family.policy is Policy.MTO:
            ready = family.opening_finished - family.opening_backlog
            wanted = -np.nan_to_num(target)
        else:
            ready = family.opening_inventory - family.opening_past_due
            least = np.nan_to_num(by_month(family.minimum, problem.count))
            wanted = np.where(np.isnan(target), least, target)
        needed[i] = np.maximum.accumulate(np.maximum(demand + wanted - ready, 0.0))
    return needed


def requirement(problem: Problem, lead_months: Mapping[str, float]) -> pd.DataFrame:
    """Return what unconstrained demand requires of each resource, and by when to decide on more.

    Labour counts with the people of today, in regular time and overtime; nothing is bought.

    Parameters
    ----------
    lead_months
        Months from a decision to more of a resource, by its name; NaN or absent: not known.

    Returns
    -------
    DataFrame
        ``resource, kind, unit, near, mid, long`` (required in % of available over months 1 to 6, 7
        to 12 and after), ``first_month`` (the first that building ahead cannot serve, of
        those that a decision of today can still help, if there are any), ``short``
        (in `unit`, the most that is missing up to any month), ``lead_months, decide_by, status``.

    Examples
    --------
    Built ahead, 100 hours a month serve five months, but not the sixth:

    >>> from sop_addin.periods import month, months
    >>> from sop_addin.supply.problem import Family, Resource
    >>> pumps = Family("Pumps", demand=[90, 95, 100, 105, 110, 120])
    >>> mill = Resource("Mill", 100, {"Pumps": 1.0})
    >>> problem = Problem(months(month("2026-03"), 6), 20, (pumps,), (), (mill,))
    >>> row = requirement(problem, {"Mill": 4}).iloc[0]
    >>> str(row["first_month"]), float(row["short"]), str(row["decide_by"]), row["status"]
    ('2026-08', 20.0, '2026-04', 'decide by 2026-04')
    """
    needed = required_production(problem)
    rows = []
    for name, kind, unit, takes, there in _offers(problem):
        required = takes @ needed
        behind = required - np.cumsum(there)
        over = np.flatnonzero(behind > _NEAR_NOTHING * (1.0 + np.cumsum(there)))
        lead = float(lead_months.get(name, np.nan))
        month, decide, status = _decision(problem.months, over, lead)
        row: dict[str, object] = {"resource": name, "kind": kind, "unit": unit}
        row |= _terms(np.diff(required, prepend=0.0), there)
        row |= {"first_month": month, "short": behind[over].max(initial=0.0)}
        row |= {"lead_months": lead, "decide_by": decide}
        rows.append(row | {"status": status})
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    for column in ("first_month", "decide_by"):
        frame[column] = pd.PeriodIndex(frame[column], freq="M")
    return frame


_COLUMNS = (
    *("resource", "kind", "unit", "near", "mid", "long"),
    *("first_month", "short", "lead_months", "decide_by", "status"),
)


def _offers(problem: Problem) -> list[tuple[str, str, str, Floats, Floats]]:
    """Return name, kind, unit, use a unit of each family and what there is by month."""
    found = []
    nothing = np.zeros((len(problem.families), problem.count))
    heads = np.array([np.full(problem.count, pool.workers) for pool in problem.pools])
    today = heads.reshape(len(problem.pools), problem.count)
    idle = Schedule(nothing, nothing, nothing, today, np.zeros((0, problem.count)), nothing)
    labour = labour_frame(problem, idle)
    for pool, workers in zip(problem.pools, today, strict=True):
        extra = labour.loc[labour["pool"] == pool.id, "overtime_available"].to_numpy(dtype=float)
        hours = workers * hours_per_worker(problem, pool) + extra
        found.append((pool.id, "labour", "hours", bill(problem, pool.hours_per_unit), hours))
    for each in problem.resources:
        if each.basis is ResourceBasis.PRODUCTION:
            there = by_month(each.available, problem.count)
            found.append((each.id, each.called, each.unit, bill(problem, each.per_unit), there))
    return found


def _terms(required: Floats, there: Floats) -> dict[str, float]:
    """Return what is required in % of what there is; NaN where a term has no months."""
    spans = {"near": slice(0, NEAR), "mid": slice(NEAR, 2 * NEAR), "long": slice(2 * NEAR, None)}
    offered = {name: float(there[span].sum()) for name, span in spans.items()}
    return {
        name: 100 * float(required[span].sum()) / offered[name] if offered[name] else np.nan
        for name, span in spans.items()
    }


def _decision(
    months: pd.PeriodIndex, over: NDArray[np.intp], lead: float
) -> tuple[pd.Period | None, pd.Period | None, str]:
    """Return the first month that more of a resource could serve, by when to decide, and words."""
    if not len(over):
        return None, None, f"enough until {months[-1]}, some of it built ahead"
    if np.isnan(lead):
        return months[over[0]], None, "more is needed; its lead time is not given"
    within = over[over >= lead]
    if not len(within):
        text = f"short until {months[over[-1]]}, before more could come; enough after that"
        return months[over[0]], None, text
    first = months[within[0]]
    decide = first - int(lead)
    words = "decide now" if decide == months[0] else f"decide by {decide}"
    before = f"; short already from {months[over[0]]}, see the shortages" if over[0] < lead else ""
    return first, decide, words + before
