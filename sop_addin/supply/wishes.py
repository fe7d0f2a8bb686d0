"""What a plan misses beside its stock and customers: fences, changes of rate, safety stock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sop_addin.supply.material_plan import MaterialPlan
from sop_addin.supply.problem import Family, Floats, Problem, RateChange, by_month
from sop_addin.supply.schedule import Schedule
from sop_addin.supply.worth import safety_weight, unit_worth

__all__ = ["Missed", "missed_wishes"]


@dataclass(frozen=True, eq=False)
class Missed:
    """One wish that is missed: units by month, not negative, and what a unit weighs."""

    kind: str
    id: str
    reason: str
    units: Floats
    unit: str
    weight: float


def missed_wishes(
    problem: Problem, schedule: Schedule, materials: Sequence[MaterialPlan]
) -> list[Missed]:
    """Return what is missed of firm fences, limits of rate changes and materials.

    Examples
    --------
    >>> from sop_addin.periods import month, months
    >>> pumps = Family("Pumps", 9, rate_change=RateChange(initial=4, most_up=2))
    >>> problem = Problem(months(month("2026-03"), 2), 20, (pumps,))
    >>> none = np.zeros((1, 2))
    >>> made = Schedule(np.full((1, 2), 9.0), none, none, np.zeros((0, 2)), none[:0], none)
    >>> [(m.reason, m.units.tolist()) for m in missed_wishes(problem, made, [])]
    [('rate change above limit', [3.0, 0.0])]
    """
    worth = unit_worth(problem)
    top = float(worth.max(initial=1.0))
    found: list[Missed] = []
    for i, family in enumerate(problem.families):
        if family.firm_fence:
            less = _below_fence(problem, family, schedule.production[i])
            reason = "production below the firm fence"
            found.append(Missed("family", family.id, reason, less, family.unit, float(worth[i])))
        if family.rate_change:
            over = _steep(problem, family.rate_change, schedule.regular[i])
            found.append(
                _steep_missed(family.id, over, family.unit, family.rate_change, problem, top)
            )
    if problem.total_rate_change:
        change = problem.total_rate_change
        over = _steep(problem, change, schedule.regular.sum(axis=0))
        found.append(_steep_missed("all families", over, "units", change, problem, top))
    for material, plan in zip(problem.materials, materials, strict=True):
        wanted = by_month(material.safety_stock, problem.count)
        less, weight = np.maximum(wanted - plan.stock, 0.0), safety_weight(problem, material)
        reason = "material below safety stock"
        found.append(Missed("material", material.id, reason, less, material.unit, weight))
    return [m for m in found if m.units.any()]


def _below_fence(problem: Problem, family: Family, made: Floats) -> Floats:
    fence = family.firm_fence
    if fence is None:
        return np.zeros(problem.count)
    locked = {lock.month for lock in family.locks}
    inside = np.array([t < fence.months and m not in locked for t, m in enumerate(problem.months)])
    least = by_month(fence.plan, problem.count) * max(0.0, 1 - fence.share)
    return np.where(inside, np.maximum(least - made, 0.0), 0.0)


def _rates(problem: Problem, change: RateChange, regular: Floats) -> Floats:
    days = problem.days
    return regular / np.where(days > 0, days, 1.0) if change.per_day else regular


def _steep(problem: Problem, change: RateChange, regular: Floats) -> Floats:
    rates = _rates(problem, change, regular)
    start = rates[0] if change.initial is None else change.initial
    moves = np.diff(rates, prepend=start)
    over = np.maximum(moves - change.most_up, -moves - change.most_down)
    return np.maximum(over, 0.0)


def _steep_missed(
    name: str, over: Floats, unit: str, change: RateChange, problem: Problem, top: float
) -> Missed:
    scale = float(problem.days.mean()) if change.per_day else 1.0
    per = f"{unit} a day" if change.per_day else unit
    return Missed("family", name, "rate change above limit", over, per, top * scale)
