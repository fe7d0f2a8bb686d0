"""Materials under a production plan: what is needed, what arrives, what is left in stock."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sop_addin.supply.offsets import after_horizon, months_before, moved
from sop_addin.supply.problem import Floats, Material, Problem, by_month
from sop_addin.supply.schedule import Schedule, bill, held_production

__all__ = [
    "MaterialPlan",
    "expedited",
    "least_purchases",
    "material_after_horizon",
    "material_plan",
    "material_room",
    "whole_orders",
]

_NOISE = 1e-6
"""Units by which a solver's number may be off."""


@dataclass(frozen=True)
class MaterialPlan:
    """One material month by month, units, each of shape (months,), none negative.

    Parameters
    ----------
    need
        What production that begins in the month consumes.
    on_order
        Receipts of orders that are placed.
    bought
        Receipts of new orders.
    short
        Need above all that has arrived: to be expedited.
    stock
        Left at the end of the month.
    """

    need: Floats
    on_order: Floats
    bought: Floats
    short: Floats
    stock: Floats


def _need(problem: Problem, material: Material, own: Floats) -> Floats:
    """Return the need of own production, shape (months,), without receipts after the horizon."""
    ahead = months_before(problem, {})
    return bill(problem, material.per_unit) @ moved(own, ahead)


def material_after_horizon(problem: Problem, material: Material) -> Floats:
    """Return the need of receipts after the horizon, shape (months,)."""
    takes = bill(problem, material.per_unit)
    return takes @ after_horizon(problem, months_before(problem, {}))


def expedited(problem: Problem, material: Material, fixed: Floats) -> Floats:
    """Return what locked production needs above all that can arrive by then, shape (months,).

    Parameters
    ----------
    fixed
        Fixed regular, overtime and subcontract units, shape (3, families, months), NaN where free.

    Examples
    --------
    >>> from sop_addin.periods import month, months
    >>> from sop_addin.supply.problem import Family
    >>> problem = Problem(months(month("2026-03"), 2), 20, (Family("A", 9),))
    >>> steel = Material("steel", {"A": 2.0}, on_hand=10, lead_months=1)
    >>> expedited(problem, steel, np.array([[[9, 9]], [[0, 0]], [[0, 0]]])).tolist()
    [8.0, 0.0]
    """
    own, _ = held_production(problem, fixed)
    need = _need(problem, material, own) + material_after_horizon(problem, material)
    new = material.receipts_allowed(problem.count)
    there = material.on_hand + np.cumsum(by_month(material.on_order, problem.count) + new)
    behind = np.maximum.accumulate(np.maximum(np.cumsum(need) - there, 0.0))
    return np.diff(behind, prepend=0.0)


def least_purchases(
    problem: Problem, material: Material, own: Floats, planned: Floats | None = None
) -> Floats:
    """Return new receipts that keep the stock at safety stock: a projected available balance.

    What is missing when it is needed, and cannot arrive, is taken to be expedited.

    Parameters
    ----------
    own
        Regular and overtime production, units, shape (families, months).
    planned
        Receipts that are planned already, for instance ahead of a month with a low limit.

    Examples
    --------
    >>> from sop_addin.periods import month, months
    >>> from sop_addin.supply.problem import Family
    >>> problem = Problem(months(month("2026-03"), 3), 20, (Family("A", 9),))
    >>> steel = Material("steel", {"A": 2.0}, on_hand=30, lead_months=1, safety_stock=4)
    >>> least_purchases(problem, steel, np.full((1, 3), 9.0)).tolist()
    [0.0, 10.0, 18.0]
    """
    count = problem.count
    limit = material.receipts_allowed(count)
    arrives, wanted = (by_month(x, count) for x in (material.on_order, material.safety_stock))
    need = _need(problem, material, own) + material_after_horizon(problem, material)
    bought = np.zeros(count) if planned is None else planned.copy()
    stock = material.on_hand
    for t in range(count):
        missing = wanted[t] + need[t] - stock - arrives[t]
        if missing > bought[t]:
            bought[t] = min(limit[t], max(missing, material.minimum_order))
        stock = max(0.0, stock + arrives[t] + bought[t] - need[t])
    return bought


def whole_orders(material: Material, receipts: Floats) -> Floats:
    """Return receipts each of which is nothing, or at least the minimum order.

    None comes later than it was; what a receipt is raised by is taken off later ones.

    Parameters
    ----------
    receipts
        New receipts that a plan needs, units, shape (months,).

    Examples
    --------
    >>> whole_orders(Material("steel", {}, minimum_order=25), np.array([10.0, 10, 10, 0])).tolist()
    [25.0, 0.0, 25.0, 0.0]
    """
    if not material.minimum_order:
        return receipts
    orders, ahead = np.zeros(len(receipts)), 0.0
    for t, needed in enumerate(receipts):
        if needed - ahead > _NOISE:
            orders[t] = max(needed - ahead, material.minimum_order)
        ahead += orders[t] - needed
    return orders


def material_plan(problem: Problem, schedule: Schedule, k: int) -> MaterialPlan:
    """Return material `k` under a plan; what has not arrived when it is needed is short.

    Examples
    --------
    >>> from sop_addin.periods import month, months
    >>> from sop_addin.supply.problem import Family
    >>> steel = Material("steel", {"A": 2.0}, on_hand=10, on_order=[0, 12])
    >>> problem = Problem(months(month("2026-03"), 2), 20, (Family("A", 9),), materials=(steel,))
    >>> none = np.zeros((1, 2))
    >>> made = Schedule(np.array([[7.0, 4.0]]), none, none, np.zeros((0, 2)), none, none)
    >>> plan = material_plan(problem, made, 0)
    >>> plan.need.tolist(), plan.short.tolist(), plan.stock.tolist()
    ([14.0, 8.0], [4.0, 0.0], [0.0, 4.0])
    """
    material, count = problem.materials[k], problem.count
    need = _need(problem, material, schedule.regular + schedule.overtime)
    need = need + material_after_horizon(problem, material)
    on_order, bought = by_month(material.on_order, count), schedule.purchases[k]
    short, stock, left = np.zeros(count), np.zeros(count), material.on_hand
    for t in range(count):
        left = left + on_order[t] + bought[t] - need[t]
        short[t] = max(0.0, -left)
        left = max(0.0, left)
        stock[t] = left
    return MaterialPlan(need, on_order, bought, short, stock)


def material_room(material: Material, plan: MaterialPlan) -> Floats:
    """Return how much more of a material production could have in each month, shape (months,).

    Units, ``inf`` where orders are not limited; 0 or less where no more is to be had. What is taken
    in a month is missing until a new order can arrive, and more can be ordered earlier on.

    Parameters
    ----------
    plan
        The material under a plan; what it expedites is not there to be had.

    Examples
    --------
    >>> chip = Material("chip", {"A": 1.0}, on_hand=30, lead_months=3)
    >>> need, none = np.array([10.0, 0, 15, 0]), np.zeros(4)
    >>> material_room(chip, MaterialPlan(need, none, none, none, np.array([20.0, 20, 5, 5])))
    array([ 5.,  5.,  5., inf])
    """
    more = np.maximum(material.receipts_allowed(len(plan.stock)) - plan.bought, 0.0)
    room: Floats = plan.stock - np.cumsum(plan.short) + np.cumsum(more)
    before = slice(0, material.lead_months)
    room[before] = np.minimum.accumulate(room[before][::-1])[::-1]
    return room
