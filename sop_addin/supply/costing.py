"""What a plan costs, by kind of cost: plain arithmetic on its numbers, outside any solver."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from sop_addin.supply.material_plan import MaterialPlan
from sop_addin.supply.offsets import months_before, moved
from sop_addin.supply.positions import Positions
from sop_addin.supply.problem import (
    Family,
    Floats,
    HoldingBasis,
    LabourPool,
    Monthly,
    Policy,
    Problem,
    RateChange,
    by_month,
)
from sop_addin.supply.schedule import Schedule, bill

__all__ = ["costs", "workforce_changes"]

COST_KINDS = (
    "wages",
    "regular",
    "overtime",
    "subcontract",
    "hire",
    "layoff",
    "holding",
    "past_due",
    "lost_sales",
    "rate_change",
    "material",
)
"""Kinds of cost, in the order in which they are shown."""


def costs(
    problem: Problem,
    schedule: Schedule,
    positions: Sequence[Positions],
    materials: Sequence[MaterialPlan],
) -> pd.Series:
    """Return the money that a plan costs, by kind.

    Parameters
    ----------
    problem
        Families and pools with their costs.
    schedule
        The plan.
    positions
        Where it leads, one a family, in the order of the problem.
    materials
        Each material under the plan, in the order of the problem.

    Returns
    -------
    pandas.Series
        Index :data:`COST_KINDS`, money, not negative; NaN for a kind that nothing prices. The sum
        skips these, so it is the cost of what is priced.
    """
    money = dict.fromkeys(COST_KINDS, np.nan)

    def charge(kind: str, price: Monthly | None, amount: Floats) -> None:
        if price is not None:
            total = float(by_month(price, problem.count) @ amount)
            money[kind] = total + (0.0 if np.isnan(money[kind]) else money[kind])

    for i, family in enumerate(problem.families):
        unit = family.costs
        charge("regular", unit.regular, schedule.regular[i])
        charge("overtime", unit.overtime, schedule.overtime[i])
        charge("subcontract", unit.subcontract, schedule.subcontract[i])
        charge("holding", unit.holding, _stock_held(family, positions[i]))
        charge("past_due", unit.past_due, positions[i].past_due)
        charge("lost_sales", unit.lost_sale, positions[i].lost)
        _charge_rate(charge, family.rate_change, schedule.regular[i], problem.days)
    for j, pool in enumerate(problem.pools):
        _charge_pool(charge, problem, pool, schedule, j)
    _charge_rate(charge, problem.total_rate_change, schedule.regular.sum(axis=0), problem.days)
    for material, plan in zip(problem.materials, materials, strict=True):
        charge("material", material.cost, plan.bought)
        charge("holding", material.holding, plan.stock)
    return pd.Series(money, name="money", dtype=np.float64)


_Charge = Callable[[str, "Monthly | None", Floats], None]


def _charge_pool(
    charge: _Charge, problem: Problem, pool: LabourPool, schedule: Schedule, j: int
) -> None:
    workers = schedule.workers[j]
    hired, laid_off = workforce_changes(pool, workers)
    paid = np.ones(problem.count)
    paid[0] = not pool.free_first_change
    charge("wages", pool.wage_per_day, workers * problem.days)
    charge("hire", pool.hire_cost, hired * paid)
    charge("layoff", pool.layoff_cost, laid_off * paid)
    work = moved(schedule.overtime, months_before(problem, pool.months_before))
    overtime = bill(problem, pool.hours_per_unit) @ work
    charge("overtime", pool.overtime_cost_per_hour, overtime)


def _charge_rate(charge: _Charge, change: RateChange | None, regular: Floats, days: Floats) -> None:
    if change is None:
        return
    rate = regular
    if change.per_day:
        rate = np.divide(regular, days, out=np.zeros(len(days)), where=days > 0)
    before = rate[0] if change.initial is None else change.initial
    moves = np.diff(rate, prepend=before)
    charge("rate_change", change.up, np.maximum(moves, 0.0))
    charge("rate_change", change.down, np.maximum(-moves, 0.0))


def _stock_held(family: Family, positions: Positions) -> Floats:
    """Return the units on which holding is charged each month, shape (months,)."""
    make_to_order = family.policy is Policy.MTO
    stock = positions.finished if make_to_order else positions.inventory
    if family.holding_basis is HoldingBasis.AVERAGE:
        opening = family.opening_finished if make_to_order else family.opening_inventory
        return np.asarray((np.r_[opening, stock[:-1]] + stock) / 2)
    if family.holding_basis is HoldingBasis.ABOVE_SAFETY_STOCK:
        return np.maximum(stock - by_month(family.safety_stock, len(stock)), 0.0)
    return stock


def workforce_changes(pool: LabourPool, workers: Floats) -> tuple[Floats, Floats]:
    """Return the heads hired and laid off each month, each of shape (months,), not negative.

    Examples
    --------
    >>> pool = LabourPool("Assembly", 12, 8, {})
    >>> [x.tolist() for x in workforce_changes(pool, np.array([15.0, 15.0, 12.0]))]
    [[3.0, 0.0, 0.0], [0.0, 0.0, 3.0]]
    """
    moves = np.diff(workers, prepend=pool.workers)
    return np.maximum(moves, 0.0), np.maximum(-moves, 0.0)
