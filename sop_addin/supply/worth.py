"""What a unit of each family, and of what it needs, counts beside the others.

A unit counts by its price against the median price (1 where prices are unknown, 100 at most), and
for service also up to ten times for each step of priority, a hundred times in all.
"""

from __future__ import annotations

import numpy as np

from sop_addin.supply.problem import Family, Floats, Material, Policy, Problem, Resource, by_month
from sop_addin.supply.schedule import bill, family_grid

__all__ = [
    "MINIMUM_FACTOR",
    "is_kept",
    "loss_weights",
    "priority_factors",
    "promise_factor",
    "safety_weight",
    "space_weight",
    "stock_lost",
    "unit_worth",
]

MINIMUM_FACTOR = 3.0
"""A unit below minimum weighs as much as this many units below target."""

_PRIORITY_STEP, _PRIORITY_SPAN = 10.0, 100.0
_PRICE_SPAN = 100.0


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
    """Return what a unit of material below safety stock counts, in units below target.

    What a unit of a family takes of all materials with a safety stock counts less than the unit.

    Examples
    --------
    >>> from sop_addin.periods import month, months
    >>> steel, wire = (Material(n, {"A": 4.0}, safety_stock=9) for n in ("Steel", "Wire"))
    >>> one = Problem(months(month("2026-03"), 1), 20, (Family("A", 1),), materials=(steel, wire))
    >>> round(4 * safety_weight(one, steel), 4)
    0.3333
    """
    kept = sum(is_kept(problem, other) for other in problem.materials)
    takes = bill(problem, material.per_unit)
    worth = unit_worth(problem)[takes > 0] / takes[takes > 0]
    return (float(worth.min()) if worth.size else 1.0) / (1 + kept)


def is_kept(problem: Problem, material: Material) -> bool:
    """Tell whether a material has a safety stock in any month."""
    return bool((by_month(material.safety_stock, problem.count) > 0).any())


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


def promise_factor(problem: Problem) -> float:
    """Return what a unit on order above target counts each month, in units below target.

    As much as a unit past due at the family made to stock where it counts most, which is below
    minimum and target: a customer who waits longer than promised counts the same everywhere.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from sop_addin.periods import month, months
    >>> roofs = Family("Roofs", 1, policy=Policy.MTO, target=5)
    >>> pumps = Family("Pumps", 1, minimum=5, target=9)
    >>> both = Problem(months(month("2026-03"), 1), 20, (roofs, pumps))
    >>> promise_factor(both), promise_factor(replace(both, families=(roofs,)))
    (4.0, 1.0)
    """
    stocked = [f.policy is Policy.MTS for f in problem.families]
    low, high = (family_grid(problem, name)[stocked] > 0 for name in ("minimum", "target"))
    return max(1.0, float((MINIMUM_FACTOR * low + 1.0 * high).max(initial=0.0)))


def stock_lost(family: Family, count: int) -> Floats:
    """Return what a unit that is lost in each month counts in targets, shape (months,).

    A little more than the stock that it could leave below minimum and target until the end: no
    customer is lost for the sake of stock.

    Examples
    --------
    >>> stock_lost(Family("A", 1, target=[5, 0, 5]), 3).tolist()
    [10.0, 5.0, 5.0]
    """
    wanted = (by_month(family.minimum, count) > 0) | (by_month(family.target, count) > 0)
    months = np.cumsum(wanted[::-1])[::-1].astype(np.float64)
    return (MINIMUM_FACTOR + 2.0) * months


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
