"""The rows of labour pools and shared resources, in the months where the work falls."""

from __future__ import annotations

import numpy as np

from sop_addin.supply.formulation import TIES, Limit, Model, Term, before
from sop_addin.supply.goals import Goal
from sop_addin.supply.offsets import after_horizon, months_before, moved
from sop_addin.supply.problem import Floats, LabourPool, Resource, ResourceBasis, by_month
from sop_addin.supply.quantities import Integers
from sop_addin.supply.schedule import bill, head_limits, hours_per_worker
from sop_addin.supply.worth import space_weight

__all__ = ["add_pool", "add_resource"]


def add_pool(model: Model, j: int, pool: LabourPool, fixed: Floats) -> None:
    """Add the head-count, hours and costs of labour pool `j`.

    Parameters
    ----------
    fixed
        Fixed regular, overtime and subcontract units, shape (3, families, months), NaN where free.
    """
    count = model.problem.count
    strategy = model.strategy
    heads = head_limits(model.problem, pool, strategy)
    low: Floats = np.zeros(count)
    hires, layoffs = pool.hires_allowed(count), pool.layoffs_allowed(count)
    held = pool.id in strategy.fixed_workforce
    if held:
        low, hires, layoffs = heads, np.full(count, np.inf), np.full(count, np.inf)
    whole = strategy.whole_workers and not held
    always = np.ones(count, bool)
    workers = model.columns(f"W_{j}", (count,), low, heads, whole, always)
    hired = model.columns(f"H_{j}", (count,), high=hires, where=always)
    laid_off = model.columns(f"F_{j}", (count,), high=layoffs, where=always)
    model.workers.append(workers)
    start = np.where(np.arange(count) == 0, pool.workers, 0.0)
    terms: list[Term] = [(workers, 1.0), (before(workers), -1.0), (hired, -1.0), (laid_off, 1.0)]
    model.rows(f"heads_{j}", terms, always, start, start)
    _hours(model, j, pool, fixed, heads)
    _pool_costs(model, pool, workers, hired, laid_off)


def _hours(model: Model, j: int, pool: LabourPool, fixed: Floats, heads: Floats) -> None:
    """Keep the load within the people's hours, except what locked months ask above all people.

    That excess is known beforehand: it is a named shortage, and nothing free may be added to it.
    """
    problem = model.problem
    takes = bill(problem, pool.hours_per_unit)
    makers, ahead = np.flatnonzero(takes), months_before(problem, pool.months_before)
    hours = hours_per_worker(problem, pool)
    share = by_month(pool.overtime_share, problem.count)
    limit = by_month(pool.overtime_hours_limit, problem.count)
    beyond = takes @ after_horizon(problem, ahead)
    locked = [takes @ moved(np.nan_to_num(part), ahead) for part in fixed[:2]]
    locked[0] = locked[0] + beyond
    always = np.ones(problem.count, bool)
    workers = model.workers[j]
    work = [
        (moved(part[makers], ahead[makers]), takes[makers, None])
        for part in (model.families.regular, model.families.overtime)
    ]
    late = _excess(locked[0], hours, heads)
    terms: list[Term] = [work[0], (workers, -hours)]
    rows = model.rows(f"hours_{j}", terms, always, high=late - beyond)
    model.limits.append(Limit("labour", pool.id, "hours", rows))
    if not makers.size:
        return
    finite = np.isfinite(share)
    extra = hours * np.where(finite, share, 0.0)
    over = _excess(locked[1], extra, heads)
    model.rows(f"overtime_{j}", [work[1], (workers, -extra)], finite, high=over)
    capped = np.isfinite(limit)
    model.rows(f"overtime_limit_{j}", [work[1]], capped, high=np.maximum(limit, locked[1]))
    # Where either kind of hours is over, what is free has to fit in both kinds together.
    full = (late > 0) | (over > 0) | (locked[1] > limit)
    asked = locked[0] + locked[1]
    most = _excess(asked, hours + extra, heads) - beyond
    model.rows(f"all_hours_{j}", [*work, (workers, -hours - extra)], full & finite, high=most)
    most = limit + _excess(asked - limit, hours, heads) - beyond
    model.rows(f"all_hours_limit_{j}", [*work, (workers, -hours)], full & capped, high=most)


def _excess(asked: Floats, hours: Floats, most: Floats) -> Floats:
    """Return the hours that are asked above what the most people can do, shape (months,)."""
    with np.errstate(invalid="ignore"):
        there = np.where(hours > 0, hours * most, 0.0)
    return np.maximum(asked - there, 0.0)


def _pool_costs(
    model: Model, pool: LabourPool, workers: Integers, hired: Integers, laid_off: Integers
) -> None:
    problem, count = model.problem, model.problem.count
    paid = np.ones(count)
    paid[0] = not pool.free_first_change
    takes = bill(problem, pool.hours_per_unit)
    used = takes[takes > 0]
    hours = hours_per_worker(problem, pool)
    units = float(hours.mean() / used.mean()) if used.size else 0.0
    model.charge(Goal.COST, workers, by_month(pool.wage_per_day, count) * problem.days)
    model.charge(Goal.COST, hired, by_month(pool.hire_cost, count) * paid)
    model.charge(Goal.COST, laid_off, by_month(pool.layoff_cost, count) * paid)
    ahead = months_before(problem, pool.months_before)
    price = by_month(pool.overtime_cost_per_hour, count)
    model.charge(Goal.COST, moved(model.families.overtime, ahead), price * takes[:, None])
    model.charge(Goal.STABILITY, workers, TIES["workers"] * units)
    model.charge(Goal.STABILITY, hired, units)
    model.charge(Goal.STABILITY, laid_off, units)


def add_resource(model: Model, j: int, resource: Resource, own: Floats, placed: Floats) -> None:
    """Add the limit of resource `j`; what is fixed above it is not the model's to mend.

    Parameters
    ----------
    own, placed
        What is fixed of own production and of what is bought, see
        :func:`sop_addin.supply.schedule.held_production`.
    """
    problem = model.problem
    takes = bill(problem, resource.per_unit)
    users = np.flatnonzero(takes)
    available = by_month(resource.available, problem.count)
    limited = np.isfinite(available)
    if resource.basis is ResourceBasis.STOCK:
        _space(model, j, resource, available)
        return
    if not users.size or not limited.any():
        return
    columns, ahead = model.families, months_before(problem, resource.months_before)
    use = takes[users, None]
    if resource.basis is ResourceBasis.BOUGHT:
        terms: list[Term] = [(columns.subcontract[users], use)]
        beyond, locked = np.zeros(problem.count), takes @ placed
    else:
        parts = (columns.regular, columns.overtime)
        terms = [(moved(part[users], ahead[users]), use) for part in parts]
        beyond = takes @ after_horizon(problem, ahead)
        locked = takes @ moved(own, ahead) + beyond
    # Locked load above capacity is a named shortage; nothing free may be added to it.
    high = np.maximum(available, locked) - beyond
    rows = model.rows(f"load_{j}", terms, limited, high=high)
    model.limits.append(Limit(resource.called, resource.id, resource.unit, rows))


def _space(model: Model, j: int, resource: Resource, available: Floats) -> None:
    problem = model.problem
    takes = bill(problem, resource.per_unit)
    users, limited = np.flatnonzero(takes), np.isfinite(available)
    terms: list[Term] = [(model.families.stock[users], takes[users, None])]
    for k, material in enumerate(problem.materials):
        if resource.per_material.get(material.id):
            terms.append((model.material_stock[k], resource.per_material[material.id]))
    if not limited.any() or not (users.size or len(terms) > 1):
        return
    weight = space_weight(problem, resource)
    reason = f"{resource.called} short"
    slack = model.slack("resource", (resource.id,), reason, Goal.TARGET, weight, limited)[0]
    rows = model.rows(f"space_{j}", [*terms, (slack, -1.0)], limited, high=available)
    model.limits.append(Limit(resource.called, resource.id, resource.unit, rows))
