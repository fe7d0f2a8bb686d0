"""The rows of the families: balance, unit costs, production limits, fences, changes of rate."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sop_addin.supply.formulation import TIES, FamilyColumns, Model, Term, before
from sop_addin.supply.goals import Goal
from sop_addin.supply.problem import (
    Family,
    Floats,
    HoldingBasis,
    Policy,
    Problem,
    ShortagePolicy,
    by_month,
)
from sop_addin.supply.quantities import Flags, Integers
from sop_addin.supply.schedule import family_grid, held_production, locked_production, price_grid
from sop_addin.supply.service_rows import add_service, add_wanted

__all__ = ["add_families"]


def add_families(model: Model, fixed: Floats) -> None:
    """Add the columns and rows of all families.

    Parameters
    ----------
    fixed
        Fixed regular, overtime and subcontract units, shape (3, families, months), NaN where free.
    """
    problem = model.problem
    shape = fixed.shape[1:]
    names = ("regular_limit", "overtime_limit", "subcontract_limit")
    limits = np.stack([family_grid(problem, name) for name in names])
    limits[_before_open(problem)] = 0.0
    least = np.zeros_like(limits)
    least[2] = family_grid(problem, "on_order")
    limits = np.maximum(limits, least)
    free: Flags = np.asarray(np.isnan(fixed))
    made = [
        model.columns(
            letter,
            shape,
            np.where(free[k], least[k], fixed[k]),
            np.where(free[k], limits[k], fixed[k]),
            free[k] & model.strategy.whole_units,
        )
        for k, letter in enumerate("ROS")
    ]
    demand = family_grid(problem, "demand")
    to_order = _which(problem, lambda f: f.policy is Policy.MTO)
    waits = to_order | _which(problem, lambda f: f.shortage is not ShortagePolicy.LOST_SALES)
    loses = ~to_order & _which(problem, lambda f: f.shortage is not ShortagePolicy.BACKORDER)
    keeps = np.array([[1.0 - f.ship_share] for f in problem.families]).reshape(-1, 1)
    past_due = np.array([f.opening_past_due for f in problem.families])
    most_lost = demand.copy()
    most_lost[:, 0] += past_due
    stock = model.columns("I", shape, where=True)
    owed = model.columns("B", shape, np.where(to_order, keeps * demand, 0.0), where=waits)
    lost = model.columns("L", shape, 0.0, most_lost, where=loses)
    model.families = FamilyColumns(
        made[0], made[1], made[2], stock, owed, np.where(to_order, 0, owed), lost
    )
    _balance(model, demand)
    _unit_costs(model)
    add_service(model, demand)
    add_wanted(model)
    _production_limits(model, fixed)
    _firm_fence(model, ~np.isnan(locked_production(problem)[0]))
    _stability(model, free)
    for i, family in enumerate(problem.families):
        if family.rate_change:
            columns = model.families.regular[[i]]
            model.rate_change(str(i), family.id, family.rate_change, columns)


def _which(problem: Problem, test: Callable[[Family], bool]) -> Flags:
    return np.array([test(f) for f in problem.families], dtype=np.bool_).reshape(-1, 1)


def _before_open(problem: Problem) -> Flags:
    """Return the months whose receipts have begun before the horizon, by part of production."""
    first = np.array([f.first_open for f in problem.families], dtype=np.int64).reshape(-1, 2)
    closed = np.arange(problem.count) < first[:, :, None]
    return np.stack([closed[:, 0], closed[:, 0], closed[:, 1]])


def _balance(model: Model, demand: Floats) -> None:
    """Net position = the month before + production - demand (+ lost)."""
    columns = model.families
    opening = [
        f.opening_finished - f.opening_backlog
        if f.policy is Policy.MTO
        else f.opening_inventory - f.opening_past_due
        for f in model.problem.families
    ]
    right = demand.copy()
    right[:, 0] -= opening
    terms: list[Term] = [
        (columns.made, 1.0),
        (columns.stock, -1.0),
        (before(columns.stock), 1.0),
        (columns.owed, 1.0),
        (before(columns.owed), -1.0),
        (columns.lost, 1.0),
    ]
    model.rows("balance", terms, np.ones(demand.shape, bool), right, right)


def _unit_costs(model: Model) -> None:
    problem, columns = model.problem, model.families
    model.charge(Goal.COST, columns.regular, price_grid(problem, "regular"))
    model.charge(Goal.COST, columns.overtime, price_grid(problem, "overtime"))
    model.charge(Goal.COST, columns.subcontract, price_grid(problem, "subcontract"))
    model.charge(Goal.STABILITY, columns.overtime, TIES["overtime"])
    model.charge(Goal.STABILITY, columns.subcontract, TIES["subcontract"])
    model.charge(Goal.STABILITY, columns.stock, TIES["stock"])
    holding = price_grid(problem, "holding")
    for i, family in enumerate(problem.families):
        if family.holding_basis is HoldingBasis.AVERAGE:
            model.constants[Goal.COST] += float(holding[i, 0]) / 2 * _opening_stock(problem, i)
            holding[i] = (holding[i] + np.r_[holding[i, 1:], 0.0]) / 2
    above = _which(problem, lambda f: f.holding_basis is HoldingBasis.ABOVE_SAFETY_STOCK)
    model.charge(Goal.COST, columns.stock, np.where(above, 0.0, holding))
    if above.any():
        counted = np.broadcast_to(above & (holding > 0), columns.stock.shape)
        excess = model.columns("excess", columns.stock.shape, where=counted)
        safety = family_grid(problem, "safety_stock")
        terms: list[Term] = [(columns.stock, 1.0), (excess, -1.0)]
        model.rows("excess", terms, counted, high=safety)
        model.charge(Goal.COST, excess, holding)


def _opening_stock(problem: Problem, i: int) -> float:
    family = problem.families[i]
    made_to_order = family.policy is Policy.MTO
    return family.opening_finished if made_to_order else family.opening_inventory


def _production_limits(model: Model, fixed: Floats) -> None:
    problem, columns = model.problem, model.families
    least = family_grid(problem, "regular_minimum")
    asked = least > 0
    if asked.any():
        slack = _family_slack(model, "production below minimum", asked)
        model.rows("least", [(columns.regular, 1.0), (slack, 1.0)], asked, low=least)
    locked = np.cumsum(held_production(problem, fixed)[1], axis=1)
    for i, family in enumerate(problem.families):
        total = np.maximum(by_month(family.subcontract_total_limit, problem.count), locked[i])
        limited = np.isfinite(total)
        if limited.any():
            bought = columns.subcontract[i]
            until = np.tri(problem.count, dtype=bool)  # row: a month, column: those up to it
            terms: list[Term] = [(np.where(until, bought, 0).T, 1.0)]
            model.rows(f"bought_{i}", terms, limited, high=total)


def _family_slack(model: Model, reason: str, where: Flags) -> Integers:
    ids = [f.id for f in model.problem.families]
    return model.slack("family", ids, reason, Goal.TARGET, model.worth[:, None], where)


def _firm_fence(model: Model, locked: Flags) -> None:
    """Keep production near the current plan inside the firm fence.

    More than the share allows is never made; less is, where capacity asks for it, and is named.
    """
    problem, columns = model.problem, model.families
    shape = columns.stock.shape
    inside, low, high = np.zeros(shape, bool), np.zeros(shape), np.full(shape, np.inf)
    for i, family in enumerate(problem.families):
        if family.firm_fence:
            fence = family.firm_fence
            plan = by_month(fence.plan, problem.count)
            inside[i] = (np.arange(problem.count) < fence.months) & ~locked[i]
            low[i], high[i] = plan * max(0.0, 1 - fence.share), plan * (1 + fence.share)
    high = np.maximum(high, family_grid(problem, "on_order"))
    if inside.any():
        model.rows("firm_most", [(columns.made, 1.0)], inside, high=high)
        least = inside & (low > 0)
        slack = _family_slack(model, "production below the firm fence", least)
        model.rows("firm_least", [(columns.made, 1.0), (slack, 1.0)], least, low=low)


def _stability(model: Model, free: Flags) -> None:
    """Count changes of the daily rate of all production, in units of an average month."""
    days, made = model.problem.days, model.families.made
    worked = np.flatnonzero(days > 0)
    if len(worked) < 2:
        return
    average = float(days.mean())
    now, past = worked[1:], worked[:-1]
    locked: Flags = free.sum(axis=0) == 0
    counted = ~(locked[:, now] & locked[:, past])
    up = model.columns("U", counted.shape, where=counted)
    rate_now, rate_past = average / days[now], average / days[past]
    terms: list[Term] = [
        (made[:, :, now], rate_now),
        (made[:, :, past], -rate_past),
        (up, -1.0),
    ]
    model.rows("rate", terms, counted, high=0.0)
    # |change| = 2 x rise - change
    model.charge(Goal.STABILITY, up, 2.0)
    model.charge(Goal.STABILITY, made[:, :, now], np.where(counted, -rate_now, 0.0))
    model.charge(Goal.STABILITY, made[:, :, past], np.where(counted, rate_past, 0.0))
