"""The rows of materials: stock, orders within lead time, minimum order, safety stock."""

from __future__ import annotations

import numpy as np

from sop_addin.supply.formulation import TIES, Limit, Model, Term, before
from sop_addin.supply.goals import Goal, material_cost
from sop_addin.supply.material_plan import expedited, material_after_horizon
from sop_addin.supply.offsets import months_before, moved
from sop_addin.supply.problem import Floats, Material, Problem, by_month
from sop_addin.supply.schedule import bill
from sop_addin.supply.worth import safety_weight

__all__ = ["add_material"]


def add_material(model: Model, k: int, material: Material, fixed: Floats) -> None:
    """Add the stock, orders and costs of material `k`.

    What locked production needs above all that can arrive is known beforehand: it is a named
    shortage, and nothing free may be added to it.

    Parameters
    ----------
    fixed
        Fixed regular, overtime and subcontract units, shape (3, families, months), NaN where free.
    """
    problem, count = model.problem, model.problem.count
    always, limit = np.ones(count, bool), material.receipts_allowed(count)
    bought = model.columns(f"P_{k}", (count,), high=limit)
    stock = model.columns(f"M_{k}", (count,), where=always)
    model.purchases.append(bought)
    model.material_stock.append(stock)
    takes = bill(problem, material.per_unit)
    users, ahead = np.flatnonzero(takes), months_before(problem, {})
    work = [
        (moved(part[users], ahead[users]), takes[users, None])
        for part in (model.families.regular, model.families.overtime)
    ]
    arrives = by_month(material.on_order, count) + expedited(problem, material, fixed)
    arrives = arrives - material_after_horizon(problem, material)
    arrives[0] += material.on_hand
    terms: list[Term] = [*work, (bought, -1.0), (stock, 1.0), (before(stock), -1.0)]
    rows = model.rows(f"material_{k}", terms, always, arrives, arrives)
    model.limits.append(Limit("material", material.id, material.unit, rows))
    _costs(model, material, bought, stock)
    _safety_stock(model, k, material, stock)
    if material.minimum_order > 0 and _stock_counts(problem, material):
        _minimum_order(model, k, material, bought, limit, arrives)


def _stock_counts(problem: Problem, material: Material) -> bool:
    """Tell whether it matters how much of a material is bought: it costs, or it takes room.

    Where it does not, receipts are raised to the minimum order after the plan is solved.
    """
    room = any(resource.per_material.get(material.id) for resource in problem.resources)
    return room or material_cost(problem, material) > 0


def _costs(model: Model, material: Material, bought: np.ndarray, stock: np.ndarray) -> None:
    count = model.problem.count
    model.charge(Goal.COST, bought, by_month(material.cost, count))
    model.charge(Goal.COST, stock, by_month(material.holding, count))
    largest = max(material.per_unit.values(), default=1.0) or 1.0
    # Material comes as late as it can, and no more of it than is needed.
    model.charge(Goal.STABILITY, stock, TIES["stock"] / largest)


def _safety_stock(model: Model, k: int, material: Material, stock: np.ndarray) -> None:
    wanted = by_month(material.safety_stock, model.problem.count)
    asked = wanted > 0
    if asked.any():
        weight = safety_weight(model.problem, material)
        reason = "material below safety stock"
        slack = model.slack("material", (material.id,), reason, Goal.TARGET, weight, asked)[0]
        model.rows(f"safety_{k}", [(stock, 1.0), (slack, 1.0)], asked, low=wanted)


def _minimum_order(
    model: Model, k: int, material: Material, bought: np.ndarray, limit: Floats, arrives: Floats
) -> None:
    """Let a receipt be nothing, or at least the minimum order."""
    there = bought > 0
    most = np.minimum(limit, _enough(model.problem, material, arrives))
    placed = model.columns(f"Y_{k}", there.shape, high=1.0, whole=True, where=there)
    model.rows(f"least_order_{k}", [(bought, 1.0), (placed, -material.minimum_order)], there, low=0)
    model.rows(f"most_order_{k}", [(bought, 1.0), (placed, -most)], there, high=0)


def _enough(problem: Problem, material: Material, arrives: Floats) -> float:
    """Return more units than any plan needs of a material over all months."""
    families, count = problem.families, problem.count
    units = np.array([by_month(f.demand, count).sum() for f in families])
    units += [f.opening_backlog + f.opening_past_due for f in families]
    units += [sum(sum(lock.effective) for lock in f.locks) for f in families]
    for level in ("minimum", "target", "maximum"):
        units += [_largest(by_month(getattr(f, level), count)) for f in families]
    units += [by_month(f.regular_minimum, count).sum() for f in families]
    kept = _largest(by_month(material.safety_stock, count)) + material.minimum_order
    beyond = float(np.maximum(-arrives, 0.0).sum())
    return 2.0 * float(bill(problem, material.per_unit) @ units) + beyond + kept


def _largest(values: Floats) -> float:
    return float(values[np.isfinite(values)].max(initial=0.0))
