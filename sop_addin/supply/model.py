"""The one planning model: rows that are identical in every strategy, and the strategy's own.

Net position of a family: stock less past due (MTS), finished goods less order backlog (MTO). One
balance row a family and month carries it; every limit that data could break is soft, with a key
(kind, id, month, reason), so that there is always a plan.
"""

from __future__ import annotations

from sop_addin.supply.capacity_rows import add_pool, add_resource
from sop_addin.supply.family_rows import add_families
from sop_addin.supply.formulation import Model
from sop_addin.supply.goals import goal_weights
from sop_addin.supply.material_rows import add_material
from sop_addin.supply.problem import Problem
from sop_addin.supply.restrictions import restrict
from sop_addin.supply.schedule import fixed_production, held_production
from sop_addin.supply.strategy import Strategy
from sop_addin.supply.worth import priority_factors, unit_worth

__all__ = ["build"]


def build(problem: Problem, strategy: Strategy) -> Model:
    """Return the model of `problem` with the restrictions of `strategy`.

    Parameters
    ----------
    problem
        What is planned; validated when it was made.
    strategy
        Restrictions; the base rows do not depend on it.

    Examples
    --------
    >>> from sop_addin.periods import month, months
    >>> from sop_addin.supply.problem import Family
    >>> from sop_addin.supply.strategy import HYBRID, LEVEL
    >>> problem = Problem(months(month("2026-03"), 2), 20, (Family("Pumps", [80, 130]),))
    >>> len(build(problem, HYBRID).matrix().row_low), len(build(problem, LEVEL).matrix().row_low)
    (3, 5)
    """
    worth = unit_worth(problem)
    model = Model(
        problem, strategy, goal_weights(problem, strategy), worth, worth * priority_factors(problem)
    )
    fixed = fixed_production(problem, strategy)
    add_families(model, fixed)
    for j, pool in enumerate(problem.pools):
        add_pool(model, j, pool, fixed)
    for k, material in enumerate(problem.materials):
        add_material(model, k, material, fixed)
    own, placed = held_production(problem, fixed)
    for j, resource in enumerate(problem.resources):
        add_resource(model, j, resource, own, placed)
    if problem.total_rate_change:
        change, regular = problem.total_rate_change, model.families.regular
        model.rate_change("total", "all families", change, regular)
    restrict(model)
    return model
