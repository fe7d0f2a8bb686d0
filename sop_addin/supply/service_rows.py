"""What customers get and which stock or backlog is wanted: the soft rows of the families."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sop_addin.supply.formulation import TIES, Model, Term
from sop_addin.supply.goals import Goal
from sop_addin.supply.problem import Floats, Policy, by_month
from sop_addin.supply.quantities import Integers
from sop_addin.supply.schedule import family_grid, price_grid
from sop_addin.supply.worth import MINIMUM_FACTOR, loss_weights, promise_factor, stock_lost

__all__ = ["add_service", "add_wanted"]


def add_service(model: Model, demand: Floats) -> None:
    """Charge what customers do not get: as money where it is priced, else as service."""
    problem = model.problem
    _lost_sales(model)
    late = np.where(_to_order(model), _late_orders(model, demand), model.families.late)
    model.families = replace(model.families, late=late)
    model.charge(Goal.COST, late, price_grid(problem, "past_due"))
    model.charge(Goal.STABILITY, late, TIES["owed"])
    served = model.served[:, None]
    model.charge(Goal.SERVICE, late, np.where(_counts(model, "past_due"), served, 0.0))
    limit = family_grid(problem, "past_due_limit")
    limited = np.isfinite(limit) & (late > 0)
    if limited.any():
        ids = [f.id for f in problem.families]
        over = model.slack("family", ids, "past due above limit", Goal.SERVICE, served, limited)
        model.rows("late_limit", [(late, 1.0), (over, -1.0)], limited, high=limit)


def _to_order(model: Model) -> np.ndarray:
    families = model.problem.families
    return np.array([f.policy is Policy.MTO for f in families], bool).reshape(-1, 1)


def _counts(model: Model, price: str) -> np.ndarray:
    """Return whose failures count as service: unpriced ones, past due if the strategy says so."""
    prices = [getattr(f.costs, price) for f in model.problem.families]
    failure = model.strategy.no_past_due and price == "past_due"
    return np.array([failure or p is None for p in prices], bool).reshape(-1, 1)


def _lost_sales(model: Model) -> None:
    problem, lost = model.problem, model.families.lost
    if not lost.any():
        return
    model.charge(Goal.COST, lost, price_grid(problem, "lost_sale"))
    if not problem.may_withhold:
        weight = np.array([stock_lost(f, problem.count) for f in problem.families])
        model.charge(Goal.TARGET, lost, model.worth[:, None] * weight.reshape(lost.shape))
    weight = model.served[:, None] * loss_weights(problem.count)
    model.charge(Goal.SERVICE, lost, np.where(_counts(model, "lost_sale"), weight, 0.0))


def _late_orders(model: Model, demand: Floats) -> Integers:
    """Return MTO past due: promised up to a month and not shipped; 0 if nothing is promised."""
    problem = model.problem
    owed = model.families.owed
    right = np.zeros(owed.shape)
    promises = np.zeros(owed.shape, bool)
    for i, family in enumerate(problem.families):
        if family.policy is Policy.MTO and (family.due is not None or family.opening_past_due):
            promised = family.opening_past_due + np.cumsum(by_month(family.due, problem.count))
            right[i] = promised - family.opening_backlog - np.cumsum(demand[i])
            promises[i] = True
    late = model.columns("D", owed.shape, where=promises)
    # shipped so far = orders so far - backlog
    model.rows("late", [(late, 1.0), (owed, -1.0)], promises, low=right)
    return late


def add_wanted(model: Model) -> None:
    """Soften minimum, target and maximum of stock (MTS) or backlog (MTO)."""
    problem, columns = model.problem, model.families
    minimum, target, maximum = (
        family_grid(problem, name) for name in ("minimum", "target", "maximum")
    )
    to_order = np.broadcast_to(_to_order(model), minimum.shape)
    ids = [f.id for f in problem.families]

    def above(terms: list[Term], wanted: Floats, reason: str, weight: float) -> None:
        where = np.isfinite(wanted) & (to_order if reason.startswith("backlog") else ~to_order)
        if where.any():
            amount = model.worth[:, None] * weight
            slack = model.slack("family", ids, reason, Goal.TARGET, amount, where)
            name = reason.replace(" ", "_")
            model.rows(name, [*terms, (slack, -1.0)], where, high=wanted)

    _stock_wanted(model, np.where(to_order, np.nan, minimum), np.where(to_order, np.nan, target))
    above([(columns.stock, 1.0)], maximum, "stock above maximum", 1.0)
    above([(columns.owed, 1.0)], maximum, "backlog above maximum", MINIMUM_FACTOR)
    above([(columns.owed, 1.0)], target, "backlog above target", promise_factor(problem))
    # Net of finished goods, so that nothing is kept from a customer to hold the backlog.
    net: list[Term] = [(columns.stock, 1.0), (columns.owed, -1.0)]
    above(net, -minimum, "backlog below minimum", 1.0)


def _stock_wanted(model: Model, minimum: Floats, target: Floats) -> None:
    """Soften minimum and target in one row: the first units missing are the target's.

    The position is net of past due, so that no stock is kept from a customer to hold a target.
    """
    columns, ids = model.families, [f.id for f in model.problem.families]
    low, high = np.nan_to_num(minimum), np.nan_to_num(target)
    worth = model.worth[:, None]
    room = np.where(low > 0, high - low, np.inf)
    both = high >= low
    target_slack = model.slack(
        "family", ids, "stock below target", Goal.TARGET, worth, high > low, room
    )
    minimum_slack = model.slack(
        "family",
        ids,
        "stock below minimum",
        Goal.TARGET,
        worth * (MINIMUM_FACTOR + both),
        low > 0,
    )
    terms: list[Term] = [(columns.stock, 1.0), (target_slack, 1.0), (minimum_slack, 1.0)]
    if not model.problem.may_withhold:
        terms.append((columns.owed, -1.0))
    model.rows("wanted", terms, (low > 0) | (high > 0), low=np.maximum(low, high))
