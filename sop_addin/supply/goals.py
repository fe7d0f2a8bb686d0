"""What a plan is for, in order: service, targets, cost, stability; and the weights that say so.

The model minimises one weighted sum. The weights are scaled from the problem's own costs, so that
one unit of a higher goal is worth more than anything that it could save in a lower one:

* *K* bounds what one more unit can cost: making it, holding it over the horizon, changing rates,
  and hiring, paying and laying off the people for it (whole people where they are counted whole);
* a unit below target weighs ``10 K``, below minimum three times that;
* a unit past due or lost weighs more than its targets over all months, ``12 K × 10 × months``;
* stability weighs a hundred-thousandth of the smallest unit cost: it only breaks ties.

A family's weight is its price against the median price (1 where prices are unknown), times ten
for each step of priority. `solve(..., exact=True)` optimises the goals one after another instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from sop_addin.supply.problem import Family, Floats, LabourPool, Monthly, Problem, by_month
from sop_addin.supply.schedule import bill, hours_per_worker
from sop_addin.supply.strategy import Strategy

__all__ = ["MINIMUM_FACTOR", "Goal", "Weights", "family_weights", "goal_weights"]

MINIMUM_FACTOR = 3.0
"""A unit below minimum weighs as much as this many units below target."""

_PRIORITY_STEP, _PRIORITY_SPAN = 10.0, 1000.0
_PRICE_SPAN = 100.0
_STABILITY = 1e-5


class Goal(StrEnum):
    """What is minimised, the most important first."""

    OVERLOAD = "overload"
    """Hours that locked months need and nobody has."""
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

    overload: float
    service: float
    target: float
    strategy: float
    cost: float
    stability: float

    def of(self, goal: Goal) -> float:
        """Return the weight of `goal`."""
        return float(getattr(self, goal.value))


def family_weights(problem: Problem) -> Floats:
    """Return how much a unit of each family counts in a shortage, shape (families,), positive.

    Examples
    --------
    >>> from sop_addin.periods import month, months
    >>> pair = Family("A", 1, priority=2), Family("B", 1, priority=1)
    >>> family_weights(Problem(months(month("2026-03"), 1), 20, pair)).tolist()
    [1.0, 10.0]
    """
    prices = np.array([np.nan if not f.price else f.price for f in problem.families])
    known = ~np.isnan(prices)
    worth = np.ones(len(prices))
    if known.any():
        worth[known] = np.clip(
            prices[known] / np.median(prices[known]), 1 / _PRICE_SPAN, _PRICE_SPAN
        )
    ranks, place = np.unique([f.priority for f in problem.families], return_inverse=True)
    steps = max(len(ranks) - 1, 1)
    factor = min(_PRIORITY_STEP, _PRIORITY_SPAN ** (1 / steps))
    return np.asarray(worth * factor ** (len(ranks) - 1 - place), dtype=np.float64)


def goal_weights(problem: Problem, strategy: Strategy) -> Weights:
    """Return the weights of the goals, scaled from the problem's costs (see the module's text)."""
    shares = family_weights(problem)
    each = np.array([_unit_bound(problem, strategy, i) for i in range(len(shares))])
    bound = float(np.max(each / shares, initial=0.0))
    smallest = _smallest_cost(problem)
    stability = _STABILITY * smallest if smallest else 1.0
    bound += 4 * stability * problem.count
    pursued = 10 * bound if strategy.restricts else 0.0
    target = 10 * bound if not strategy.restricts else 20 * pursued
    service = 4 * MINIMUM_FACTOR * problem.count * target
    hours = [h for p in problem.pools for h in p.hours_per_unit.values() if h > 0]
    scale = 2 * problem.count * float(np.max(shares, initial=1.0)) / min(hours, default=1.0)
    return Weights(service * scale, service, target, pursued, 1.0, stability)


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
    return spread * (made + people) + waits + _top(unit.lost_sale, count) + moves


def _is_level(strategy: Strategy) -> bool:
    return strategy.level_production or strategy.level_regular or strategy.level_workforce


def _people_bound(
    problem: Problem, strategy: Strategy, pool: LabourPool, hours_per_unit: float
) -> float:
    """Return a bound on the labour cost of one more unit, money."""
    if not hours_per_unit:
        return 0.0
    count = problem.count
    head = _top(pool.hire_cost, count) + _top(pool.layoff_cost, count)
    head += float((by_month(pool.wage_per_day, count) * problem.days).max())
    hours = hours_per_worker(problem, pool)
    least = float(hours[hours > 0].min(initial=np.inf))
    heads = 1.0 if strategy.whole_workers else hours_per_unit / least
    return heads * head + hours_per_unit * _top(pool.overtime_cost_per_hour, count)


def _smallest_cost(problem: Problem) -> float:
    """Return the smallest positive cost of a unit of anything, 0 if nothing is priced."""
    found: list[float] = []
    for family in problem.families:
        found += _positive(family, problem.count)
    for pool in problem.pools:
        hours = hours_per_worker(problem, pool)
        largest = float(hours.max(initial=0.0)) / min(
            (h for h in pool.hours_per_unit.values() if h > 0), default=1.0
        )
        heads = (pool.wage_per_day, pool.hire_cost, pool.layoff_cost)
        for cost in heads:
            array = by_month(cost, problem.count)
            found += [float(x) / largest for x in array[array > 0] if largest > 0]
    return min(found, default=0.0)


def _positive(family: Family, count: int) -> list[float]:
    unit = family.costs
    kinds = (
        unit.regular,
        unit.overtime,
        unit.subcontract,
        unit.holding,
        unit.past_due,
        unit.lost_sale,
    )
    return [float(x) for kind in kinds for x in by_month(kind, count) if x > 0]
