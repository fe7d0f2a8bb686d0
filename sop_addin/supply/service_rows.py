"""What customers get and which stock or backlog is wanted: the soft rows of a family."""

from __future__ import annotations

from math import isfinite, isnan

import numpy as np

from sop_addin.supply.formulation import TIES, Elastic, FamilyVariables, Model, Term, Variable
from sop_addin.supply.goals import MINIMUM_FACTOR, Goal, months_wanted
from sop_addin.supply.problem import Family, Floats, Policy, by_month

__all__ = ["add_service", "add_wanted"]


def add_service(
    model: Model, i: int, family: Family, demand: Floats, variables: FamilyVariables
) -> None:
    """Charge what customers do not get: as money where it is priced, else as service."""
    share, count = model.served[i], model.problem.count
    failure = model.strategy.no_past_due
    if variables.lost:
        model.pay(family.costs.lost_sale, variables.lost)
        _keep_no_stock_back(model, i, family, variables.lost)
        if family.costs.lost_sale is None or failure:
            for t, lost in enumerate(variables.lost):
                # Losing late is a little better, so that stock is never kept from a customer.
                model.charge(Goal.SERVICE, lost, share * (1 + 0.5 * (count - t) / count))
        return
    late = variables.owed
    if family.policy is Policy.MTO:
        late = _late_orders(model, i, family, demand, variables)
    if late:
        model.pay(family.costs.past_due, late)
    limit = by_month(family.past_due_limit, count)
    for t, owed in enumerate(late):
        model.charge(Goal.STABILITY, owed, TIES["owed"])
        if family.costs.past_due is None or failure:
            model.charge(Goal.SERVICE, owed, share)
        if np.isfinite(limit[t]):
            key = Elastic("family", family.id, t, "past due above limit")
            over = model.slack(key, Goal.SERVICE, share)
            model.row(f"late_limit_{i}_{t}", [(owed, 1.0), (over, -1.0)], "<=", limit[t])


def _keep_no_stock_back(model: Model, i: int, family: Family, lost: list[Variable]) -> None:
    """Weigh a lost unit by the targets it could meet, so that none is lost for their sake."""
    if not model.problem.may_withhold:
        for unit, months in zip(lost, months_wanted(family, model.problem.count), strict=True):
            weight = (MINIMUM_FACTOR + 1.0) * float(months)
            model.charge(Goal.TARGET, unit, float(model.worth[i]) * weight)


def _late_orders(
    model: Model, i: int, family: Family, demand: Floats, variables: FamilyVariables
) -> list[Variable]:
    """Return MTO past due: promised up to a month and not shipped; empty if nothing is promised."""
    if family.due is None and not family.opening_past_due:
        return []
    count = model.problem.count
    promised = family.opening_past_due + np.cumsum(by_month(family.due, count))
    orders = family.opening_backlog + np.cumsum(demand)
    late = [model.variable(f"D_{i}_{t}") for t in range(count)]
    for t in range(count):
        # shipped so far = orders so far - backlog
        terms = [(late[t], 1.0), (variables.owed[t], -1.0)]
        model.row(f"late_{i}_{t}", terms, ">=", promised[t] - orders[t])
    return late


def add_wanted(model: Model, i: int, family: Family, variables: FamilyVariables) -> None:
    """Soften minimum, target and maximum of stock (MTS) or backlog (MTO)."""
    count, share = model.problem.count, float(model.worth[i])
    minimum, target, maximum = (
        by_month(x, count) for x in (family.minimum, family.target, family.maximum)
    )

    def above(position: list[Term], wanted: float, reason: str, t: int, weight: float) -> None:
        if isfinite(wanted):
            slack = model.slack(
                Elastic("family", family.id, t, reason), Goal.TARGET, share * weight
            )
            name = f"{reason.replace(' ', '_')}_{i}_{t}"
            model.row(name, [*position, (slack, -1.0)], "<=", wanted)

    for t in range(count):
        stock = variables.stock[t]
        if family.policy is Policy.MTS:
            _stock_wanted(model, i, family, variables, t, float(minimum[t]), float(target[t]))
            above([(stock, 1.0)], maximum[t], "stock above maximum", t, 1.0)
        else:
            owed = variables.owed[t]
            above([(owed, 1.0)], maximum[t], "backlog above maximum", t, MINIMUM_FACTOR)
            above([(owed, 1.0)], target[t], "backlog above target", t, 1.0)
            # Net of finished goods, so that nothing is kept from a customer to hold the backlog.
            net = [(stock, 1.0), (owed, -1.0)]
            above(net, -minimum[t], "backlog below minimum", t, 1.0)


def _stock_wanted(
    model: Model,
    i: int,
    family: Family,
    variables: FamilyVariables,
    t: int,
    minimum: float,
    target: float,
) -> None:
    """Soften minimum and target in one row: the first units missing are the target's.

    The position is net of past due, so that no stock is kept from a customer to hold a target.
    """
    share = float(model.worth[i])
    low, high = (0.0 if isnan(x) else x for x in (minimum, target))
    terms: list[Term] = [(variables.stock[t], 1.0)]
    if variables.owed and not model.problem.may_withhold:
        terms.append((variables.owed[t], -1.0))
    if high > low:
        key = Elastic("family", family.id, t, "stock below target")
        terms.append((model.slack(key, Goal.TARGET, share, high - low if low else np.inf), 1.0))
    if low:
        key = Elastic("family", family.id, t, "stock below minimum")
        weight = share * (MINIMUM_FACTOR + (high >= low))
        terms.append((model.slack(key, Goal.TARGET, weight), 1.0))
    if low or high:
        model.row(f"wanted_{i}_{t}", terms, ">=", max(low, high))
