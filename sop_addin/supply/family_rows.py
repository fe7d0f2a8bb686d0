"""The rows of a family: its balance, unit costs, production limits and changes of rate."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from sop_addin.supply.formulation import TIES, Elastic, FamilyVariables, Model
from sop_addin.supply.goals import Goal
from sop_addin.supply.problem import (
    Family,
    Floats,
    HoldingBasis,
    Policy,
    ShortagePolicy,
    by_month,
)
from sop_addin.supply.service_rows import add_service, add_wanted

__all__ = ["add_family"]


def add_family(model: Model, i: int, family: Family, fixed: Floats) -> None:
    """Add the variables and rows of family `i`.

    Parameters
    ----------
    fixed
        Fixed regular, overtime and subcontract units, shape (3, months), NaN where free.
    """
    problem, count = model.problem, model.problem.count
    months = range(count)
    whole = model.strategy.whole_units
    made = []
    limits = (family.regular_limit, family.overtime_limit, family.subcontract_limit)
    for letter, limit, locked in zip("ROS", limits, fixed, strict=True):
        high = np.where(np.isnan(locked), by_month(limit, count), locked)
        low = np.where(np.isnan(locked), 0.0, locked)
        free = [whole and bool(np.isnan(locked[t])) for t in months]
        made.append(
            [
                model.variable(f"{letter}_{i}_{t}", low[t], high[t], free[t])
                if high[t] > 0
                else model.nothing
                for t in months
            ]
        )
    demand = by_month(family.demand, count)
    owed_low = np.zeros(count)
    loses = family.policy is Policy.MTS and family.shortage is ShortagePolicy.LOST_SALES
    if family.policy is Policy.MTO:
        owed_low = (1.0 - family.ship_share) * demand
    stock = [model.variable(f"I_{i}_{t}") for t in months]
    owed = [] if loses else [model.variable(f"B_{i}_{t}", owed_low[t]) for t in months]
    opening_owed = family.opening_past_due if loses else 0.0
    lost_high = demand + np.r_[opening_owed, np.zeros(count - 1)]
    lost = [model.variable(f"L_{i}_{t}", 0.0, lost_high[t]) for t in months] if loses else []
    variables = FamilyVariables(made[0], made[1], made[2], stock, owed, lost)
    model.families.append(variables)
    _balance(model, i, family, demand, variables)
    _unit_costs(model, family, variables)
    add_service(model, i, family, demand, variables)
    add_wanted(model, i, family, variables)
    _production_limits(model, i, family, variables, fixed)
    locked_month = [not np.isnan(column).any() for column in fixed.T]
    _stability(model, i, variables, problem.days, locked_month)
    if family.rate_change:
        model.rate_change(str(i), family.rate_change, [[(v, 1.0)] for v in variables.regular])


def _balance(
    model: Model, i: int, family: Family, demand: Floats, variables: FamilyVariables
) -> None:
    """Net position = the month before + production - demand (+ lost)."""
    if family.policy is Policy.MTO:
        opening = family.opening_finished - family.opening_backlog
    else:
        opening = family.opening_inventory - family.opening_past_due
    for t in range(model.problem.count):
        terms = [
            (variables.regular[t], 1.0),
            (variables.overtime[t], 1.0),
            (variables.subcontract[t], 1.0),
            (variables.stock[t], -1.0),
        ]
        right = demand[t] - (opening if t == 0 else 0.0)
        if t:
            terms.append((variables.stock[t - 1], 1.0))
        if variables.owed:
            terms.append((variables.owed[t], 1.0))
            if t:
                terms.append((variables.owed[t - 1], -1.0))
        else:
            terms.append((variables.lost[t], 1.0))
        model.row(f"balance_{i}_{t}", terms, "==", right)


def _unit_costs(model: Model, family: Family, variables: FamilyVariables) -> None:
    unit, count = family.costs, model.problem.count
    model.pay(unit.regular, variables.regular)
    model.pay(unit.overtime, variables.overtime)
    model.pay(unit.subcontract, variables.subcontract)
    for t in range(count):
        model.charge(Goal.STABILITY, variables.overtime[t], TIES["overtime"])
        model.charge(Goal.STABILITY, variables.subcontract[t], TIES["subcontract"])
        model.charge(Goal.STABILITY, variables.stock[t], TIES["stock"])
    if unit.holding is None:
        return
    holding = by_month(unit.holding, count)
    if family.holding_basis is HoldingBasis.ABOVE_SAFETY_STOCK:
        _hold_above(model, family, holding, variables)
        return
    after = np.r_[holding[1:], 0.0]
    average = family.holding_basis is HoldingBasis.AVERAGE
    if average:
        model.constants[Goal.COST] += float(holding[0]) / 2 * _opening_stock(family)
    for t in range(count):
        price = (holding[t] + after[t]) / 2 if average else holding[t]
        model.charge(Goal.COST, variables.stock[t], price)


def _opening_stock(family: Family) -> float:
    make_to_order = family.policy is Policy.MTO
    return family.opening_finished if make_to_order else family.opening_inventory


def _hold_above(model: Model, family: Family, holding: Floats, variables: FamilyVariables) -> None:
    safety = by_month(family.safety_stock, len(holding))
    for t, stock in enumerate(variables.stock):
        excess = model.variable(f"E_{stock.name}")
        model.row(f"excess_{stock.name}", [(stock, 1.0), (excess, -1.0)], "<=", safety[t])
        model.charge(Goal.COST, excess, holding[t])


def _production_limits(
    model: Model, i: int, family: Family, variables: FamilyVariables, fixed: Floats
) -> None:
    count, share = model.problem.count, model.worth[i]
    least = by_month(family.regular_minimum, count)
    for t in np.flatnonzero(least > 0):
        key = Elastic("family", family.id, int(t), "production below minimum")
        slack = model.slack(key, Goal.TARGET, share)
        terms = [(variables.regular[t], 1.0), (slack, 1.0)]
        model.row(f"least_{i}_{t}", terms, ">=", least[t])
    locked = np.cumsum(np.nan_to_num(fixed[2]))
    total = np.maximum(by_month(family.subcontract_total_limit, count), locked)
    for t in np.flatnonzero(np.isfinite(total)):
        terms = [(v, 1.0) for v in variables.subcontract[: t + 1]]
        model.row(f"bought_{i}_{t}", terms, "<=", total[t])


def _stability(
    model: Model, i: int, variables: FamilyVariables, days: Floats, locked: list[bool]
) -> None:
    """Count changes of the daily rate of all production, in units of an average month."""
    worked = [t for t in range(len(days)) if days[t] > 0]
    average = float(days.mean())
    for before, t in pairwise(worked):
        if locked[before] and locked[t]:
            continue
        up = model.variable(f"U_{i}_{t}")
        terms = [(up, -1.0)]
        for made in (variables.regular, variables.overtime, variables.subcontract):
            terms.append((made[t], average / days[t]))
            terms.append((made[before], -average / days[before]))
        model.row(f"rate_{i}_{t}", terms, "<=", 0.0)
        # |change| = 2 x rise - change
        model.charge(Goal.STABILITY, up, 2.0)
        for made in (variables.regular, variables.overtime, variables.subcontract):
            model.charge(Goal.STABILITY, made[t], -average / days[t])
            model.charge(Goal.STABILITY, made[before], average / days[before])
