"""Whether a plan keeps its rules: arithmetic on the numbers that are written, no solver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sop_addin.errors import SolverError
from sop_addin.supply.offsets import in_work, months_before
from sop_addin.supply.plan import Plan
from sop_addin.supply.problem import Floats, Policy, Problem, ResourceBasis, by_month
from sop_addin.supply.schedule import PARTS, bill, family_grid, held_production, locked_production

__all__ = ["Break", "broken_rules", "verify"]

_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Break:
    """A rule that a plan breaks: which, whose, the first month, and by how much (> 0)."""

    rule: str
    id: str
    month: str
    by: float


def verify(problem: Problem, plan: Plan) -> Plan:
    """Return the plan if it keeps every rule.

    Raises
    ------
    SolverError
        It does not; the first broken rule is named.
    """
    broken = broken_rules(problem, plan)
    if broken:
        first = broken[0]
        raise SolverError(
            "plan",
            f"{first.rule}: {first.id} in {first.month} by {first.by:.4g}",
            "every rule kept",
            "Report this problem; nothing was written.",
        )
    return plan


def broken_rules(problem: Problem, plan: Plan) -> tuple[Break, ...]:
    """Return every rule that the numbers of a plan break, to a relative 1e-6.

    Balances of stock, past due, backlog and finished goods; fixed months; most units in regular
    time, overtime and subcontracting (rounded up where the plan is in whole units); receipts
    within the lead time; people, hours, overtime; load of every resource, above its limit only
    where fixed months ask for it; materials and their orders.

    Examples
    --------
    >>> from sop_addin.periods import month, months
    >>> from sop_addin.supply.plan import evaluate, solve
    >>> from sop_addin.supply.problem import Family
    >>> pumps = Family("Pumps", demand=[80, 130], regular_limit=100)
    >>> problem = Problem(months(month("2026-03"), 2), 20, (pumps,))
    >>> broken_rules(problem, solve(problem))
    ()
    >>> broken_rules(problem, evaluate(problem, np.array([[80.0, 130.0]])))
    (Break(rule='most regular units', id='Pumps', month='2026-04', by=30.0),)
    """
    found: list[Break] = []
    for rule, ids, excess, scale in _rules(problem, plan):
        over = np.where(excess > _TOLERANCE * (1 + np.abs(scale)), excess, 0.0)
        for i in np.flatnonzero(over.any(axis=1)):
            t = int(np.flatnonzero(over[i])[0])
            found.append(Break(rule, ids[i], str(problem.months[t]), float(over[i, t])))
    return tuple(found)


_Rule = tuple[str, list[str], Floats, Floats]


def _rules(problem: Problem, plan: Plan) -> Iterator[_Rule]:
    ids = [f.id for f in problem.families]
    shape = (len(ids), problem.count)
    made = {
        n: plan.production[n].to_numpy(dtype=float).reshape(shape) for n in (*PARTS, "production")
    }
    made |= _unlocked(problem, made)
    yield from _balances(problem, plan, ids, made["production"])
    fixed = locked_production(problem)
    off = np.abs(made["production"] - fixed.sum(axis=0))
    yield "fixed production", ids, np.nan_to_num(off), made["production"]
    first = np.array([f.first_open for f in problem.families]).reshape(-1, 2)
    whole = all(float(np.abs(x - np.rint(x)).max(initial=0.0)) < 1e-9 for x in made.values())
    for k, name in enumerate(PARTS):
        free = np.isnan(fixed[k])
        limit = family_grid(problem, f"{name}_limit")
        if name == "subcontract":
            limit = np.maximum(limit, family_grid(problem, "on_order"))
        begun = np.arange(problem.count) < first[:, [int(name == "subcontract")]]
        arrives = family_grid(problem, "on_order") if name == "subcontract" else 0.0
        limit = np.where(begun, arrives, limit)
        limit = np.ceil(limit) if whole else limit
        over = np.where(free, made[name] - limit, 0.0)
        yield f"most {name} units", ids, np.nan_to_num(over, neginf=0.0), made[name]
    yield from _people(problem, plan)
    yield from _loads(problem, plan, fixed, made)
    yield from _materials(problem, plan)


def _unlocked(problem: Problem, made: dict[str, Floats]) -> dict[str, Floats]:
    """Return the parts of production after manual changes, as the plan counts them."""
    fixed = locked_production(problem)
    return {
        name: np.where(np.isnan(fixed[k]), made[name], fixed[k]) for k, name in enumerate(PARTS)
    }


def _balances(problem: Problem, plan: Plan, ids: list[str], made: Floats) -> Iterator[_Rule]:
    def grid(name: str) -> Floats:
        return plan.positions[name].to_numpy(dtype=float).reshape(made.shape)

    def opening(name: str, closing: Floats) -> Floats:
        first = np.array([getattr(f, name) for f in problem.families]).reshape(-1, 1)
        return np.concatenate([first, closing[:, :-1]], axis=1)

    demand, sold = family_grid(problem, "demand"), grid("constrained")
    order = np.array([f.policy is Policy.MTO for f in problem.families]).reshape(-1, 1)
    stock, due, lost = grid("inventory"), grid("past_due"), grid("lost")
    finished, backlog = grid("finished"), grid("backlog")
    off = np.where(order, 0.0, opening("opening_inventory", stock) + made - sold - stock)
    yield "balance of stock", ids, np.abs(off), stock + made
    off = np.where(order, 0.0, opening("opening_past_due", due) + demand - sold - lost - due)
    yield "balance of past due", ids, np.abs(off), due + demand
    off = np.where(order, opening("opening_finished", finished) + made - sold - finished, 0.0)
    yield "balance of finished goods", ids, np.abs(off), finished + made
    off = np.where(order, opening("opening_backlog", backlog) + demand - sold - backlog, 0.0)
    yield "balance of order backlog", ids, np.abs(off), backlog + demand
    least = np.min([made, sold, stock, due, lost, finished, backlog], axis=0)
    yield "nothing negative", ids, -least, made


def _people(problem: Problem, plan: Plan) -> Iterator[_Rule]:
    ids = [p.id for p in problem.pools]
    table = plan.labour

    def grid(name: str) -> Floats:
        return table[name].to_numpy(dtype=float).reshape(len(ids), problem.count)

    heads, hired, gone = grid("workers"), grid("hired"), grid("laid_off")
    start = np.array([p.workers for p in problem.pools], dtype=float).reshape(-1, 1)
    before = np.concatenate([start, heads[:, :-1]], axis=1)
    yield "balance of people", ids, np.abs(before + hired - gone - heads), heads


def _loads(problem: Problem, plan: Plan, fixed: Floats, made: dict[str, Floats]) -> Iterator[_Rule]:
    """Yield loads above what is available and above what is not the plan's to lower.

    That is the work of fixed months, and of receipts after the horizon.
    """
    table = {name: part for name, part in plan.load.groupby("resource", sort=False)}
    own, placed = held_production(problem, fixed)
    for pool in problem.pools:
        ahead = months_before(problem, pool.months_before)
        asked = bill(problem, pool.hours_per_unit) @ in_work(problem, own, ahead)
        yield from _load(pool.id, table[pool.id], asked)
    for resource in problem.resources:
        takes = bill(problem, resource.per_unit)
        if resource.basis is ResourceBasis.PRODUCTION:
            ahead = months_before(problem, resource.months_before)
            yield from _load(resource.id, table[resource.id], takes @ in_work(problem, own, ahead))
        elif resource.basis is ResourceBasis.BOUGHT:
            yield from _load(resource.id, table[resource.id], takes @ placed)


def _load(name: str, part: pd.DataFrame, asked: Floats) -> Iterator[_Rule]:
    used, there = (part[c].to_numpy(dtype=float) for c in ("load", "available"))
    over = used - np.maximum(there, asked)
    yield "load within what is available", [name], np.nan_to_num(over)[None, :], used[None, :]


def _materials(problem: Problem, plan: Plan) -> Iterator[_Rule]:
    ids = [m.id for m in problem.materials]
    table = plan.materials

    def grid(name: str) -> Floats:
        return table[name].to_numpy(dtype=float).reshape(len(ids), problem.count)

    stock, need = grid("stock"), grid("need")
    start = np.array([m.on_hand for m in problem.materials], dtype=float).reshape(-1, 1)
    before = np.concatenate([start, stock[:, :-1]], axis=1)
    off = before + grid("on_order") + grid("bought") + grid("short") - need - stock
    yield "balance of material", ids, np.abs(off), need
    limits = [
        np.where(
            np.arange(problem.count) < m.lead_months, 0.0, by_month(m.order_limit, problem.count)
        )
        for m in problem.materials
    ]
    limit = np.array(limits).reshape(len(ids), problem.count)
    yield "most new receipts", ids, np.nan_to_num(grid("bought") - limit, neginf=0.0), need
    least = np.array([m.minimum_order for m in problem.materials], dtype=float).reshape(-1, 1)
    short = np.where(grid("bought") > _TOLERANCE, least - grid("bought"), 0.0)
    yield "least units of an order", ids, np.maximum(short, 0.0), need
