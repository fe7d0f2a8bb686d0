"""What a plan is for, in order: service, targets, cost, stability; and the weights that say so.

The model minimises one weighted sum. The weights are scaled from the problem's own costs, so that
one unit of a higher goal is worth more than anything that it saves in a lower one by itself; a
chain of exchanges may save more, and :mod:`sop_addin.supply.goal_order` raises them where it does:

* *K* bounds what one more unit can cost: making it, holding it over the horizon, changing rates,
  and hiring, paying and laying off the people for it (whole people where they are counted whole);
* a unit below target weighs ``3 K``, below minimum three times that (where a strategy such as
  chase has wishes of its own, they weigh from ``3 K`` on, and a target twice the largest);
* a unit of material below safety stock is a part of a unit below target; where that part would
  weigh less than three times what using the unit can save, all targets weigh more;
* a unit past due or lost weighs more than its targets over all months: six to nine times the
  months, times the largest ratio between what families gain from an hour of a shared resource;
* stability weighs a hundred-thousandth of the smallest unit cost: it only breaks ties.

What a unit of each family counts is in :mod:`sop_addin.supply.worth`.
``solve(..., Settings(exact=True))`` optimises the goals one after another instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from sop_addin.supply.problem import (
    Family,
    Floats,
    LabourPool,
    Material,
    Monthly,
    Problem,
    by_month,
)
from sop_addin.supply.schedule import bill, hours_per_worker
from sop_addin.supply.strategy import Strategy
from sop_addin.supply.worth import (
    MINIMUM_FACTOR,
    is_kept,
    promise_factor,
    safety_weight,
    unit_worth,
)

__all__ = [
    "RANKS",
    "Goal",
    "Weights",
    "goal_weights",
    "material_cost",
    "wish_weights",
]

_MARGIN = 3.0
_HOUR_RATIO = 100.0
_STABILITY = 1e-5


class Goal(StrEnum):
    """What is minimised, the most important first."""

    SERVICE = "service"
    """Units past due or lost that have no price."""
    TARGET = "target"
    """Units below minimum or target, or above maximum."""
    STRATEGY = "strategy"
    """How far a strategy's own wish (chase, full use) is missed."""
    COST = "cost"
    """Money."""
    STABILITY = "stability"
    """Changes of rate and head-count, and other ties."""


RANKS = ((Goal.SERVICE,), (Goal.TARGET, Goal.STRATEGY), (Goal.COST, Goal.STABILITY))
"""Goals that nothing is sold of for later ones; those of one rank are weighed against each other.

What a strategy wishes is weighed against targets, and calm against cost.
"""


@dataclass(frozen=True)
class Weights:
    """Weight of one unit of each goal, in money."""

    service: float
    target: float
    strategy: float
    cost: float
    stability: float

    def of(self, goal: Goal) -> float:
        """Return the weight of `goal`."""
        return float(getattr(self, goal.value))


def goal_weights(problem: Problem, strategy: Strategy) -> Weights:
    """Return the weights of the goals, scaled from the problem's costs (see the module's text)."""
    worth = unit_worth(problem)
    each = np.array([_unit_bound(problem, strategy, i) for i in range(len(worth))])
    smallest = _smallest_cost(problem)
    stability = _STABILITY * smallest if smallest else 1.0
    each += 4 * stability * problem.count * worth
    bound = float(np.max(each / worth, initial=0.0))
    pursued = _MARGIN * bound if strategy.restricts else 0.0
    target = max(_MARGIN * bound, 2 * pursued * max(wish_weights(problem, strategy)))
    target = max([target, *(_safety_bound(problem, m, each) for m in problem.materials)])
    months = (MINIMUM_FACTOR + promise_factor(problem) + 2) * problem.count
    service = months * _hour_ratio(problem, worth) * target
    return Weights(service, target, pursued, 1.0, stability)


def wish_weights(problem: Problem, strategy: Strategy) -> tuple[float, float]:
    """Return what a unit off the chased position weighs, and an idle unit's worth of hours.

    Idle hours follow from the chased production; only where all hours must be worked do they come
    before it. With whole people a unit may decide about a person, hence the units of a person.
    """
    off = 2.0
    if strategy.whole_workers:
        for pool in problem.pools:
            takes = [h for h in pool.hours_per_unit.values() if h > 0]
            if takes:
                most = float(hours_per_worker(problem, pool).max()) / min(takes)
                off = max(off, 2.0 * most)
    return off, (4.0 * off if strategy.full_use else 1.0)


def _hour_ratio(problem: Problem, worth: Floats) -> float:
    """Return how much more one family gains from an hour of a resource than another, 1 to 100."""
    ratio = 1.0
    bills = [p.hours_per_unit for p in problem.pools]
    bills += [r.per_unit for r in problem.resources] + [m.per_unit for m in problem.materials]
    for amounts in bills:
        takes = bill(problem, amounts)
        gain = worth[takes > 0] / takes[takes > 0]
        if gain.size:
            ratio = max(ratio, float(gain.max() / gain.min()))
    return min(ratio, _HOUR_RATIO)


def _top(value: Monthly | None, count: int) -> float:
    if isinstance(value, (int, float)):
        return max(0.0, float(value)) if np.isfinite(value) else 0.0
    array = by_month(value, count)
    return float(array[np.isfinite(array)].max(initial=0.0))


def _unit_bound(problem: Problem, strategy: Strategy, i: int) -> float:
    """Return a bound on what one more unit of family `i` can cost, money."""
    family, count = problem.families[i], problem.count
    unit = family.costs
    made = max(_top(c, count) for c in (unit.regular, unit.overtime, unit.subcontract))
    waits = sum(float(by_month(c, count).sum()) for c in (unit.holding, unit.past_due))
    moves = sum(2 * (c.up + c.down) for c in (family.rate_change, problem.total_rate_change) if c)
    people = sum(
        _people_bound(problem, strategy, pool, pool.hours_per_unit.get(family.id, 0.0))
        for pool in problem.pools
    )
    consumed = sum(
        material.per_unit.get(family.id, 0.0) * material_cost(problem, material)
        for material in problem.materials
    )
    lost = _top(unit.lost_sale, count)
    return _spread(problem, strategy, family) * (made + people + waits + consumed + lost + moves)


def _spread(problem: Problem, strategy: Strategy, family: Family) -> int:
    """Return how many units may have to be made for one unit less below target.

    As many as there are months, where one rate holds for all of them, or where production may
    only climb and fall so much from one month to the next.
    """
    changes = [c for c in (family.rate_change, problem.total_rate_change) if c]
    steep = any(np.isfinite([c.most_up, c.most_down]).any() for c in changes)
    return problem.count if steep or _is_level(strategy) else 1


def _safety_bound(problem: Problem, material: Material, each: Floats) -> float:
    """Return what a unit below target must weigh so that no money is saved on safety stock.

    Parameters
    ----------
    each
        A bound on what one more unit of each family can cost, money, shape (families,).
    """
    if not is_kept(problem, material):
        return 0.0
    takes = bill(problem, material.per_unit)
    saved = each[takes > 0] / takes[takes > 0]
    most = float(saved.max(initial=material_cost(problem, material)))
    return _MARGIN * most / safety_weight(problem, material)


def material_cost(problem: Problem, material: Material) -> float:
    """Return a bound on what one more unit of a material can cost, money."""
    count = problem.count
    return _top(material.cost, count) + float(by_month(material.holding, count).sum())


def _is_level(strategy: Strategy) -> bool:
    return strategy.level_production or strategy.level_regular or strategy.level_workforce


def _people_bound(
    problem: Problem, strategy: Strategy, pool: LabourPool, hours_per_unit: float
) -> float:
    """Return a bound on the labour cost of one more unit, money.

    Where only overtime can make it, people are needed for their part of overtime alone.
    """
    if not hours_per_unit:
        return 0.0
    count = problem.count
    head = _top(pool.hire_cost, count) + _top(pool.layoff_cost, count)
    head += float((by_month(pool.wage_per_day, count) * problem.days).max())
    hours = hours_per_worker(problem, pool)
    least = float(hours[hours > 0].min(initial=np.inf))
    shares = by_month(pool.overtime_share, count)
    heads = hours_per_unit / least / min(1.0, float(shares[shares > 0].min(initial=1.0)))
    heads = max(1.0, heads) if strategy.whole_workers else heads
    return heads * head + hours_per_unit * _top(pool.overtime_cost_per_hour, count)


def _smallest_cost(problem: Problem) -> float:
    """Return the smallest positive cost of a unit of anything, 0 if nothing is priced."""
    found = [least for family in problem.families for least in _family_costs(problem, family)]
    found += [least for pool in problem.pools for least in _pool_costs(problem, pool)]
    for material in problem.materials:
        takes = _least(list(material.per_unit.values()))
        for cost in (material.cost, material.holding):
            found.append(_least(by_month(cost, problem.count)) * takes)
    least = min(found, default=np.inf)
    return least if np.isfinite(least) else 0.0


def _least(values: ArrayLike) -> float:
    """Return the smallest positive number, infinite where there is none."""
    if isinstance(values, (int, float)):
        return float(values) if values > 0 else np.inf
    array = np.asarray(values, dtype=np.float64)
    return float(array[array > 0].min(initial=np.inf))


def _family_costs(problem: Problem, family: Family) -> list[float]:
    """Return the smallest positive costs of a unit of a family, money."""
    unit = family.costs
    kinds = (
        unit.regular,
        unit.overtime,
        unit.subcontract,
        unit.holding,
        unit.past_due,
        unit.lost_sale,
    )
    changes = [c for c in (family.rate_change, problem.total_rate_change) if c]
    days = [float(problem.days.max()) if c.per_day else 1.0 for c in changes]
    moves = [_least([c.up, c.down]) / d for c, d in zip(changes, days, strict=True)]
    return [*(_least(kind) for kind in kinds if kind is not None), *moves]


def _pool_costs(problem: Problem, pool: LabourPool) -> list[float]:
    """Return the smallest positive costs of the people for a unit of a family, money."""
    count, hours = problem.count, hours_per_worker(problem, pool)
    takes = _least(list(pool.hours_per_unit.values()))
    if not np.isfinite(takes):
        takes = 1.0
    heads = float(hours.max(initial=0.0)) / takes
    paid = (pool.wage_per_day, pool.hire_cost, pool.layoff_cost)
    overtime = _least(by_month(pool.overtime_cost_per_hour, count)) * takes
    return [overtime, *(_least(by_month(p, count)) / heads for p in paid if heads > 0)]
