"""The rows that a strategy adds to the model; the base rows stay as they are."""

from __future__ import annotations

from typing import Any

import numpy as np

from sop_addin.supply.formulation import Elastic, Model, Term
from sop_addin.supply.goals import Goal, wish_weights
from sop_addin.supply.problem import Family, Floats, Policy, by_month
from sop_addin.supply.schedule import bill, hours_per_worker, locked_production
from sop_addin.supply.strategy import Strategy

__all__ = ["chase_level", "restrict"]


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
    days = model.problem.days
    locked = ~np.isnan(locked_production(model.problem)[0])
    total = model.strategy.level_production
    for i, family in enumerate(model.families):
        rate = model.variable(f"level_{i}")
        for t in np.flatnonzero(~locked[i]):
            made = [family.regular[t]]
            if total:
                made += [family.overtime[t], family.subcontract[t]]
            terms = [(v, 1.0) for v in made]
            model.row(f"level_{i}_{t}", [*terms, (rate, -float(days[t]))], "==", 0.0)


def _level_workforce(model: Model) -> None:
    for j, pool in enumerate(model.pools):
        for t in range(1, model.problem.count):
            terms = [(pool.workers[t], 1.0), (pool.workers[t - 1], -1.0)]
            model.row(f"same_heads_{j}_{t}", terms, "==", 0.0)


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
    for i, family in enumerate(model.problem.families):
        wanted = chase_level(family, model.strategy, model.problem.count)
        sign = -1.0 if family.policy is Policy.MTO else 1.0
        variables = model.families[i]
        for t in np.flatnonzero(~np.isnan(wanted)):
            net: list[Term] = [(variables.stock[t], 1.0)]
            if variables.owed:
                net.append((variables.owed[t], -1.0))
            off = [
                model.slack(
                    Elastic("family", family.id, int(t), f"{side} the chased position"),
                    Goal.STRATEGY,
                    weight * float(model.worth[i]),
                )
                for side in ("above", "below")
            ]
            terms = [*net, (off[0], -1.0), (off[1], 1.0)]
            model.row(f"chase_{i}_{t}", terms, "==", sign * float(wanted[t]))


def _idle(model: Model) -> None:
    """Charge idle hours, in units of the families that the hours could make."""
    problem = model.problem
    _, weight = wish_weights(problem, model.strategy)
    for j, pool in enumerate(problem.pools):
        takes = bill(problem, pool.hours_per_unit)
        used = takes[takes > 0]
        hours = hours_per_worker(problem, pool)
        per_hour = 1.0 / float(used.mean()) if used.size else 1.0
        workers: list[Any] = model.pools[j].workers
        for t in range(problem.count):
            key = Elastic("labour", pool.id, t, "idle hours")
            idle = model.slack(key, Goal.STRATEGY, weight * per_hour)
            made = [
                (f.regular[t], -float(h)) for f, h in zip(model.families, takes, strict=True) if h
            ]
            terms = [*made, (workers[t], float(hours[t])), (idle, -1.0)]
            model.row(f"idle_{j}_{t}", terms, "<=", 0.0)
