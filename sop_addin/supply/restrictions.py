"""The rows that a strategy adds to the model; the base rows stay as they are."""

from __future__ import annotations

import numpy as np

from sop_addin.supply.formulation import Model, Term, before
from sop_addin.supply.goals import Goal, wish_weights
from sop_addin.supply.offsets import after_horizon, months_before, moved
from sop_addin.supply.problem import Family, Floats, Policy, by_month
from sop_addin.supply.quantities import Integers
from sop_addin.supply.schedule import bill, family_grid, hours_per_worker, locked_production
from sop_addin.supply.strategy import Strategy

__all__ = ["restrict"]


def restrict(model: Model) -> None:
    """Add the restrictions of the model's strategy."""
    strategy = model.strategy
    if strategy.level_production or strategy.level_regular:
        _level(model)
    if strategy.level_workforce:
        _level_workforce(model)
    if strategy.chase:
        _chase(model)
    if strategy.wants_idle:
        _idle(model)


def _level(model: Model) -> None:
    problem, columns = model.problem, model.families
    own = np.array([f.first_open[0] for f in problem.families], dtype=np.int64)
    opened = np.arange(problem.count) >= own[:, None]
    free = np.isnan(locked_production(problem)[0]) & opened
    rate = model.columns("level", (len(own), 1), where=True)
    rates = np.broadcast_to(rate, free.shape)
    total = model.strategy.level_production
    made = columns.made if total else columns.regular
    # What is on order comes on top of the level rate.
    placed = family_grid(problem, "on_order") if total else 0.0
    model.rows("level", [(made, 1.0), (rates, -problem.days)], free, placed, placed)


def _level_workforce(model: Model) -> None:
    """Keep one head-count, which changes once: when hiring's lead time and notice are over."""
    number = np.arange(model.problem.count)
    for j, (pool, workers) in enumerate(zip(model.problem.pools, model.workers, strict=True)):
        terms: list[Term] = [(workers, 1.0), (before(workers), -1.0)]
        model.rows(f"same_heads_{j}", terms, (number > 0) & (number != pool.settled), 0.0, 0.0)


def chase_level(family: Family, strategy: Strategy, count: int) -> Floats:
    """Return the position that chase follows, units, shape (months,).

    The strategy's own, else the target, else the minimum, else 0 (MTS) or NaN (MTO, not chased).
    """
    if family.id in strategy.chase_target:
        return by_month(strategy.chase_target[family.id], count)
    target, minimum = by_month(family.target, count), by_month(family.minimum, count)
    wanted = np.where(np.isnan(target), minimum, target)
    return wanted if family.policy is Policy.MTO else np.nan_to_num(wanted)


def _chase(model: Model) -> None:
    weight, _ = wish_weights(model.problem, model.strategy)
    problem, columns = model.problem, model.families
    shape = columns.stock.shape
    levels = [chase_level(f, model.strategy, problem.count) for f in problem.families]
    wanted = np.array(levels).reshape(shape)
    sign = np.array([-1.0 if f.policy is Policy.MTO else 1.0 for f in problem.families])
    followed = ~np.isnan(wanted)
    ids = [f.id for f in problem.families]
    above, below = (
        model.slack(
            "family",
            ids,
            f"{side} the chased position",
            Goal.STRATEGY,
            weight * model.worth[:, None],
            followed,
        )
        for side in ("above", "below")
    )
    terms: list[Term] = [(columns.stock, 1.0), (columns.owed, -1.0), (above, -1.0), (below, 1.0)]
    right = sign[:, None] * wanted
    model.rows("chase", terms, followed, right, right)


def _idle(model: Model) -> None:
    """Charge idle hours, in units of the families that the hours could make."""
    problem = model.problem
    _, weight = wish_weights(problem, model.strategy)
    always = np.ones(problem.count, bool)
    for j, pool in enumerate(problem.pools):
        takes = bill(problem, pool.hours_per_unit)
        makers, ahead = np.flatnonzero(takes), months_before(problem, pool.months_before)
        per_hour = 1.0 / float(takes[makers].mean()) if makers.size else 1.0
        idle: Integers = model.slack(
            "labour", (pool.id,), "idle hours", Goal.STRATEGY, weight * per_hour, always
        )[0]
        made = moved(model.families.regular[makers], ahead[makers])
        hours = hours_per_worker(problem, pool)
        terms: list[Term] = [
            (made, -takes[makers, None]),
            (model.workers[j], hours),
            (idle, -1.0),
        ]
        beyond = takes @ after_horizon(problem, ahead)
        model.rows(f"idle_{j}", terms, always, high=beyond)
