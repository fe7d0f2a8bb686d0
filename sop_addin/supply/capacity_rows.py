"""The rows of labour pools and shared resources."""

from __future__ import annotations

import numpy as np

from sop_addin.supply.formulation import TIES, Elastic, Model, PoolVariables
from sop_addin.supply.goals import Goal
from sop_addin.supply.problem import Floats, LabourPool, Resource, ResourceBasis, by_month
from sop_addin.supply.schedule import bill, head_limits, hours_per_worker

__all__ = ["add_pool", "add_resource"]


def add_pool(model: Model, j: int, pool: LabourPool, fixed: Floats) -> None:
    """Add the head-count, hours and costs of labour pool `j`.

    Parameters
    ----------
    fixed
        Fixed regular, overtime and subcontract units, shape (3, families, months), NaN where free.
    """
    count = model.problem.count
    months = range(count)
    strategy = model.strategy
    heads = head_limits(model.problem, pool, strategy)
    low, most = (
        np.zeros(count),
        (by_month(pool.max_hires, count), by_month(pool.max_layoffs, count)),
    )
    if pool.id in strategy.fixed_workforce:
        low, most = heads, (np.full(count, np.inf),) * 2
    whole = strategy.whole_workers and pool.id not in strategy.fixed_workforce
    workers = [model.variable(f"W_{j}_{t}", low[t], heads[t], whole) for t in months]
    hired, laid_off = (
        [model.variable(f"{letter}_{j}_{t}", 0.0, limit[t]) for t in months]
        for letter, limit in zip("HF", most, strict=True)
    )
    model.pools.append(PoolVariables(workers, hired, laid_off))
    for t in months:
        terms = [(workers[t], 1.0), (hired[t], -1.0), (laid_off[t], 1.0)]
        if t:
            terms.append((workers[t - 1], -1.0))
        model.row(f"heads_{j}_{t}", terms, "==", 0.0 if t else pool.workers)
    _hours(model, j, pool, fixed, heads)
    _pool_costs(model, pool, model.pools[j])


def _hours(model: Model, j: int, pool: LabourPool, fixed: Floats, heads: Floats) -> None:
    """Keep the load within the people's hours, except what locked months ask above all people.

    That excess is known beforehand: it is a named shortage, and nothing free may be added to it.
    """
    problem = model.problem
    takes = bill(problem, pool.hours_per_unit)
    makers = [(f, h) for f, h in zip(model.families, takes, strict=True) if h > 0]
    hours = hours_per_worker(problem, pool)
    share = by_month(pool.overtime_share, problem.count)
    limit = by_month(pool.overtime_hours_limit, problem.count)
    locked = takes @ np.nan_to_num(fixed[0]), takes @ np.nan_to_num(fixed[1])

    def excess(asked: float, hours_each: float, most: float) -> float:
        return max(0.0, asked - hours_each * most) if hours_each and np.isfinite(most) else asked

    for t, workers in enumerate(model.pools[j].workers):
        each = float(hours[t])
        terms = [*((f.regular[t], h) for f, h in makers), (workers, -each)]
        over = excess(float(locked[0][t]), each, heads[t]) if locked[0][t] else 0.0
        model.row(f"hours_{j}_{t}", terms, "<=", over)
        overtime = [(f.overtime[t], h) for f, h in makers]
        if overtime and np.isfinite(share[t]):
            each *= float(share[t])
            over = excess(float(locked[1][t]), each, heads[t]) if locked[1][t] else 0.0
            model.row(f"overtime_{j}_{t}", [*overtime, (workers, -each)], "<=", over)
        if overtime and np.isfinite(limit[t]):
            model.row(f"overtime_limit_{j}_{t}", overtime, "<=", max(limit[t], locked[1][t]))


def _pool_costs(model: Model, pool: LabourPool, variables: PoolVariables) -> None:
    problem, count = model.problem, model.problem.count
    wage = by_month(pool.wage_per_day, count) * problem.days
    paid = np.ones(count)
    paid[0] = not pool.free_first_change
    hire, layoff = by_month(pool.hire_cost, count) * paid, by_month(pool.layoff_cost, count) * paid
    overtime = by_month(pool.overtime_cost_per_hour, count)
    takes = bill(problem, pool.hours_per_unit)
    used = takes[takes > 0]
    hours = hours_per_worker(problem, pool)
    units = float(hours.mean() / used.mean()) if used.size else 0.0
    for t in range(count):
        model.charge(Goal.COST, variables.workers[t], wage[t])
        model.charge(Goal.COST, variables.hired[t], hire[t])
        model.charge(Goal.COST, variables.laid_off[t], layoff[t])
        for family, takes_hours in zip(model.families, takes, strict=True):
            model.charge(Goal.COST, family.overtime[t], overtime[t] * takes_hours)
        model.charge(Goal.STABILITY, variables.workers[t], TIES["workers"] * units)
        model.charge(Goal.STABILITY, variables.hired[t], units)
        model.charge(Goal.STABILITY, variables.laid_off[t], units)


def add_resource(model: Model, j: int, resource: Resource, fixed: Floats) -> None:
    """Add the limit of resource `j`; what is fixed above it is not the model's to mend.

    Parameters
    ----------
    fixed
        Fixed regular, overtime and subcontract units, shape (3, families, months), NaN where free.
    """
    problem = model.problem
    takes = bill(problem, resource.per_unit)
    users = [(f, u) for f, u in zip(model.families, takes, strict=True) if u > 0]
    available = by_month(resource.available, problem.count)
    locked = takes @ (np.nan_to_num(fixed[0]) + np.nan_to_num(fixed[1]))
    for t in range(problem.count):
        if np.isinf(available[t]) or not users:
            continue
        if resource.basis is ResourceBasis.STOCK:
            key = Elastic("resource", resource.id, t, "storage short")
            slack = model.slack(key, Goal.TARGET, float(model.worth.max()))
            terms = [(f.stock[t], u) for f, u in users]
            model.row(f"space_{j}_{t}", [*terms, (slack, -1.0)], "<=", available[t])
        else:
            # Locked load above capacity is a named shortage; nothing free may be added to it.
            terms = [(f.regular[t], u) for f, u in users]
            terms += [(f.overtime[t], u) for f, u in users]
            model.row(f"load_{j}_{t}", terms, "<=", max(available[t], locked[t]))
