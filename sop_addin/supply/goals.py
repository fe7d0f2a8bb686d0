"""What a plan is for, in order: service, targets, cost, stability; and the weights that say so.

The model minimises one weighted sum. The weights are scaled from the problem's own costs, so that
one unit of a higher goal is worth more than anything that it could save in a lower one:

* *K* bounds what one more unit can cost: making it, holding it over the horizon, changing rates,
  and hiring, paying and laying off the people for it (whole people where they are counted whole);
* a unit below target weighs ``3 K``, below minimum three times that (where a strategy such as
  chase has wishes of its own, they weigh from ``3 K`` on, and a target twice the largest);
* a unit past due or lost weighs more than its targets over all months: five times the months,
  times the largest ratio between what families gain from the same hour of a shared resource;
* stability weighs a hundred-thousandth of the smallest unit cost: it only breaks ties.

A unit of a family counts by its price against the median price (1 where prices are unknown, 10 at
most), and for service also up to ten times for each step of priority, a hundred times in all.
``solve(..., Settings(exact=True))`` optimises the goals one after another instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from sop_addin.supply.problem import (
    Family,
    Floats,
    LabourPool,
    Material,
    Monthly,
    Problem,
    Resource,
    by_month,
)
from sop_addin.supply.schedule import bill, hours_per_worker
from sop_addin.supply.strategy import Strategy

__all__ = [
    "MINIMUM_FACTOR",
    "Goal",
    "Weights",
    "goal_weights",
    "loss_weights",
    "months_wanted",
    "priority_factors",
    "safety_weight",
    "space_weight",
    "unit_worth",
    "wish_weights",
]

MINIMUM_FACTOR = 3.0
"""A unit below minimum weighs as much as this many units below target."""

_MARGIN = 3.0
_PRIORITY_STEP, _PRIORITY_SPAN = 10.0, 100.0
_PRICE_SPAN, _HOUR_RATIO = 10.0, 100.0
_STABILITY = 1e-5
_SAFETY = 0.1


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


def unit_worth(problem: Problem) -> Floats:
    """Return how much a unit of each family counts, shape (families,), positive.

    Examples
    --------
    >>> from sop_addin.periods import month, months
    >>> pair = Family("A", 1, price=10), Family("B", 1, price=30), Family("C", 1)
    >>> unit_worth(Problem(months(month("2026-03"), 1), 20, pair)).tolist()
    [0.5, 1.5, 1.0]
    """
    prices = np.array([np.nan if not f.price else f.price for f in problem.families])
    known = ~np.isnan(prices)
    worth = np.ones(len(prices))
    if known.any():
        relative = prices[known] / np.median(prices[known])
        worth[known] = np.clip(relative, 1 / _PRICE_SPAN, _PRICE_SPAN)
    return worth


def space_weight(problem: Problem, resource: Resource) -> float:
    """Return what one unit above the limit of a resource for stock counts, in units below target.

    What the unit of a family uses that uses most counts as one unit.
    """
    most = max(resource.per_unit.values(), default=0.0) or 1.0
    return float(unit_worth(problem).max(initial=1.0)) / most


def safety_weight(problem: Problem, material: Material) -> float:
    """Return what a unit of material below safety stock counts: little against a family's unit."""
    most = max(material.per_unit.values(), default=0.0) or 1.0
    return _SAFETY * float(unit_worth(problem).min(initial=1.0)) / most


def priority_factors(problem: Problem) -> Floats:
    """Return how many times a family's service counts for its priority, shape (families,).

    Examples
    --------
    >>> from sop_addin.periods import month, months
    >>> pair = Family("A", 1, priority=2), Family("B", 1, priority=1)
    >>> priority_factors(Problem(months(month("2026-03"), 1), 20, pair)).tolist()
    [1.0, 10.0]
    """
    ranks, place = np.unique([f.priority for f in problem.families], return_inverse=True)
    steps = max(len(ranks) - 1, 1)
    factor = min(_PRIORITY_STEP, _PRIORITY_SPAN ** (1 / steps))
    return np.asarray(factor ** (len(ranks) - 1 - place), dtype=np.float64)


def months_wanted(family: Family, count: int) -> Floats:
    """Return in how many months from each on stock is wanted at all, shape (months,).

    Examples
    --------
    >>> months_wanted(Family("A", 1, target=[5, 0, 5]), 3).tolist()
    [2.0, 1.0, 1.0]
    """
    wanted = np.nan_to_num(by_month(family.minimum, count)) > 0
    wanted |= np.nan_to_num(by_month(family.target, count)) > 0
    return np.cumsum(wanted[::-1])[::-1].astype(np.float64)


def loss_weights(count: int) -> Floats:
    """Return what a unit that is lost in each month counts in service, shape (months,).

    From 1.5 for the first month down to a little over 1: losing late is a little better, so that
    stock is never kept from a customer for a later one.

    Examples
    --------
    >>> loss_weights(2).tolist()
    [1.5, 1.25]
    """
    return 1 + 0.5 * np.arange(count, 0, -1) / count


def goal_weights(problem: Problem, strategy: Strategy) -> Weights:
    """Return the weights of the goals, scaled from the problem's costs (see the module's text)."""
    worth = unit_worth(problem)
    each = np.array([_unit_bound(problem, strategy, i) for i in range(len(worth))])
    bound = float(np.max(each / worth, initial=0.0))
    smallest = _smallest_cost(problem)
    stability = _STABILITY * smallest if smallest else 1.0
    bound += 4 * stability * problem.count
    pursued = _MARGIN * bound if strategy.restricts else 0.0
    target = max(_MARGIN * bound, 2 * pursued * max(wish_weights(problem, strategy)))
    months = (MINIMUM_FACTOR + 2) * problem.count
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
        _people_bound(problem, strategy, pool, bill(problem, pool.hours_per_unit)[i])
        for pool in problem.pools
    )
    spread = count if _is_level(strategy) else 1
    consumed = sum(
        material.per_unit.get(family.id, 0.0)
        * (_top(material.cost, count) + float(by_month(material.holding, count).sum()))
        for material in problem.materials
    )
    return spread * (made + people) + waits + _top(unit.lost_sale, count) + moves + consumed


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
    found = [_least_cost(family, problem.count) for family in problem.families]
    for pool in problem.pools:
        hours = hours_per_worker(problem, pool)
        largest = float(hours.max(initial=0.0)) / min(
            (h for h in pool.hours_per_unit.values() if h > 0), default=1.0
        )
        heads = (pool.wage_per_day, pool.hire_cost, pool.layoff_cost)
        for cost in heads:
            array = by_month(cost, problem.count)
            if largest > 0:
                found.append(float(array[array > 0].min(initial=np.inf)) / largest)
    least = min(found, default=np.inf)
    return least if np.isfinite(least) else 0.0


def _least_cost(family: Family, count: int) -> float:
    """Return the smallest positive unit cost of a family, infinite where there is none."""
    unit = family.costs
    kinds = (
        unit.regular,
        unit.overtime,
        unit.subcontract,
        unit.holding,
        unit.past_due,
        unit.lost_sale,
    )
    prices = np.array([by_month(kind, count) for kind in kinds])
    return float(prices[prices > 0].min(initial=np.inf))
