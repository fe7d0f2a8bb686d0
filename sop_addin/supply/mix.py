"""Plans of several courses put together, family by family, and the rough cut of what results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from sop_addin.supply.plan import Plan, Status, in_whole_units
from sop_addin.supply.problem import Problem

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
    production, positions = (
        _of_each(getattr(base, name), {f: getattr(p, name) for f, p in chosen.items()})
        for name in ("production", "positions")
    )
    heads = [plan.labour["workers"].to_numpy(dtype=float) for plan in (base, *chosen.values())]
    labour = base.labour.assign(workers=np.max(heads, axis=0))
    plan = replace(base, production=production, positions=positions, labour=labour)
    return replace(in_whole_units(problem, plan), status=Status("evaluated"))


def _of_each(base: pd.DataFrame, chosen: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return a frame of families and months, each family's rows from its own course."""
    frame = base.copy()
    for family, other in chosen.items():
        own = (frame["family"] == family).to_numpy()
        frame[own] = other[own]
    return frame
