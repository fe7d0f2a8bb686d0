"""Plans of several courses put together, family by family, and the rough cut of what results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from sop_addin.supply.plan import Plan, Status, in_whole_units
from sop_addin.supply.problem import Problem
from sop_addin.supply.schedule import PARTS

__all__ = ["mixed"]


def mixed(problem: Problem, base: Plan, chosen: Mapping[str, Plan]) -> Plan:
    """Return the base plan with some families' plans taken from other courses, as they stand.

    Nothing is solved again: what the families ask of shared resources is added up, and may be more
    than there is. People are as many as any of the courses has at work.

    Parameters
    ----------
    problem
        What is agreed: the base's demand, with the capacity of the courses that were chosen.
    base, chosen
        Plans in whole units; the chosen ones by family.

    Examples
    --------
    Each family alone may have all hours of the press; together they ask for twice as many.

    >>> from sop_addin.periods import month, months
    >>> from sop_addin.supply.plan import evaluate
    >>> from sop_addin.supply.problem import Family, Resource
    >>> press = Resource("Press", 100, {"Pumps": 1.0, "Valves": 1.0})
    >>> families = Family("Pumps", [100]), Family("Valves", [100])
    >>> problem = Problem(months(month("2026-03"), 1), 20, families, resources=(press,))
    >>> pumps, valves = (evaluate(problem, np.array([[a], [b]])) for a, b in [(99.0, 0), (0, 99.0)])
    >>> mixed(problem, pumps, {"Valves": valves}).load["utilisation"].tolist()
    [1.98]
    """
    places = {family.id: i for i, family in enumerate(problem.families)}
    schedule = base.schedule
    parts = {name: getattr(schedule, name).copy() for name in (*PARTS, "turned_away")}
    for family, other in chosen.items():
        for name, part in parts.items():
            part[places[family]] = getattr(other.schedule, name)[places[family]]
    heads = [plan.schedule.workers for plan in (base, *chosen.values())]
    together = replace(schedule, **parts, workers=np.max(heads, axis=0))
    plan = in_whole_units(replace(base, problem=problem, schedule=together))
    return replace(plan, status=Status("evaluated"))
