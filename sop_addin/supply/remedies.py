"""Which changes could mend a shortage: more hours, more people, more bought, another month.

A remedy starts no earlier than its lead time allows; what it takes is what is short, no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

import numpy as np

from sop_addin.supply.kept import Change
from sop_addin.supply.plan import Plan
from sop_addin.supply.problem import (
    Family,
    Floats,
    LabourPool,
    Policy,
    Problem,
    Resource,
    ResourceBasis,
    ShortagePolicy,
    by_month,
)
from sop_addin.supply.quantities import from_month
from sop_addin.supply.schedule import hours_per_worker

__all__ = ["Remedy", "remedies"]

_OVERTIME = 0.15
"""Overtime that is looked at: this part of regular hours."""

_NOISE = 1e-6


@dataclass(frozen=True, eq=False)
class Remedy:
    """One way to mend a shortage, not yet solved.

    Parameters
    ----------
    kind
        overtime, extra shift, hire, subcontract, build ahead, later month.
    on
        Resource, pool or family that it changes.
    quantity, unit
        How much more, over all months.
    first
        Number of the first month in which it works.
    lead_months
        Months from the decision to its first effect.
    changes
        What it changes in the problem.
    priced
        Whether what it takes has a price.
    price
        Money a unit used of `on` beyond what it has, where the model itself does not charge it.
    """

    kind: str
    on: str
    quantity: float
    unit: str
    first: int
    lead_months: int
    changes: tuple[Change, ...]
    priced: bool
    price: float = 0.0


def remedies(problem: Problem, plan: Plan, name: str) -> tuple[Remedy, ...]:
    """Return the ways to mend what is short of a resource, pool or family.

    Parameters
    ----------
    plan
        A plan of the problem with its shortages.
    name
        Whose shortage.
    """
    short = _short(problem, plan, name)
    if not (short > _NOISE).any():
        return ()
    for pool in problem.pools:
        if pool.id == name:
            return tuple(_for_pool(problem, pool, short))
    for resource in problem.resources:
        if resource.id == name:
            return tuple(_for_resource(problem, resource, short))
    for family in problem.families:
        if family.id == name:
            return tuple(_for_family(problem, plan, family))
    return ()


def _short(problem: Problem, plan: Plan, name: str) -> Floats:
    """Return how much is short in each month, in its own unit, shape (months,)."""
    own = plan.shortages[plan.shortages["id"] == name]
    short = np.zeros(problem.count)
    for month, quantity in zip(own["month"], own["quantity"], strict=True):
        t = month.ordinal - problem.months[0].ordinal
        short[t] = max(short[t], float(quantity))
    return short


def _first(amount: Floats) -> int:
    return int(np.flatnonzero(amount > _NOISE)[0])


def _for_resource(problem: Problem, resource: Resource, short: Floats) -> Iterator[Remedy]:
    available = by_month(resource.available, problem.count)
    # What is short in a month may also be made before it.
    before = np.maximum.accumulate(short[::-1])[::-1]
    names = {
        ResourceBasis.PRODUCTION: (("overtime", _OVERTIME, 0), ("extra shift", 0.5, None)),
        ResourceBasis.BOUGHT: (("more from the supplier", inf, None),),
        ResourceBasis.STOCK: (("more space or money", inf, None),),
    }
    offered = np.zeros(problem.count)
    for kind, part, lead in names[resource.basis]:
        wait = resource.more_lead_months if lead is None else lead
        limit = available * part if np.isfinite(part) else np.full(problem.count, inf)
        more = from_month(np.minimum(before, limit), wait)
        if (more > offered + _NOISE).any():  # a shift that gives no more than overtime is overtime
            offered = np.maximum(offered, more)
            change = Change("resource", resource.id, "available", available + more)
            yield Remedy(
                kind,
                resource.id,
                float(more.sum()),
                resource.unit,
                _first(more),
                wait,
                (change,),
                resource.more_cost is not None,
                resource.more_cost or 0.0,
            )


def _for_pool(problem: Problem, pool: LabourPool, short: Floats) -> Iterator[Remedy]:
    share = by_month(pool.overtime_share, problem.count)
    more = np.where(share < _OVERTIME, _OVERTIME, share)
    hours = hours_per_worker(problem, pool)
    if (more > share).any():
        makers = [f.id for f in problem.families if pool.hours_per_unit.get(f.id)]
        changes = [Change("pool", pool.id, "overtime_share", more)]
        changes += [Change("family", name, "overtime_limit", inf) for name in makers]
        quantity = float(((more - share) * hours * pool.workers).sum())
        priced = pool.overtime_cost_per_hour is not None
        yield Remedy(
            "overtime", pool.id, quantity, "hours", _first(short), 0, tuple(changes), priced
        )
    most = by_month(pool.max_workers, problem.count)
    hires = by_month(pool.max_hires, problem.count)
    heads = np.divide(short, hours, out=np.zeros_like(short), where=hours > 0)
    needed = float(np.ceil(heads.max() - _NOISE))
    if np.isfinite(most).any() or np.isfinite(hires).any():
        added = from_month(np.full(problem.count, needed), pool.more_lead_months)
        changes = [
            Change("pool", pool.id, "max_workers", most + added),
            Change("pool", pool.id, "max_hires", hires + added),
        ]
        if added.any():
            yield Remedy(
                "hire",
                pool.id,
                needed,
                "people",
                _first(added),
                pool.more_lead_months,
                tuple(changes),
                pool.hire_cost is not None and pool.wage_per_day is not None,
            )


def _for_family(problem: Problem, plan: Plan, family: Family) -> Iterator[Remedy]:
    rows = plan.positions[plan.positions["family"] == family.id]
    late, lost = rows["past_due"].to_numpy(float), rows["lost"].to_numpy(float)
    newly = np.maximum(np.diff(late, prepend=0.0), 0.0) + lost
    if family.policy is Policy.MTO:
        target = np.nan_to_num(by_month(family.target, problem.count), nan=inf)
        over = np.maximum(rows["backlog"].to_numpy(float) - target, 0.0)
        newly = np.maximum(np.diff(over, prepend=0.0), 0.0)
    lead = family.bought_lead_months
    # Units that are short before the order can arrive are caught up with when it does.
    more = from_month(newly, lead)
    if lead < problem.count:
        more[lead] += newly[:lead].sum()
    if (more > _NOISE).any():
        limit = by_month(family.subcontract_limit, problem.count)
        change = Change("family", family.id, "subcontract_limit", limit + more)
        yield Remedy(
            "subcontract",
            family.id,
            float(more.sum()),
            family.unit,
            _first(more),
            lead,
            (change,),
            family.costs.subcontract is not None,
        )
    most = by_month(family.maximum, problem.count)
    if np.isfinite(most).any():
        change = Change("family", family.id, "maximum", float("nan"))
        yield Remedy(
            "build ahead above maximum",
            family.id,
            float(newly.sum()),
            family.unit,
            0,
            0,
            (change,),
            family.costs.holding is not None,
        )
    if family.policy is Policy.MTS and family.shortage is ShortagePolicy.BACKORDER and late.any():
        demand = by_month(family.demand, problem.count)
        agreed = np.maximum(demand - np.diff(late, prepend=family.opening_past_due), 0.0)
        change = Change("family", family.id, "demand", agreed)
        first = _first(newly) if newly.any() else 0
        units = float(newly.sum())
        yield Remedy("later month", family.id, units, family.unit, first, 0, (change,), True)
