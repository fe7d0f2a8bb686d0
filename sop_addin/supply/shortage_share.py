"""How large a shortage is beside what was asked, in per cent."""

from __future__ import annotations

import numpy as np

from sop_addin.supply.plan import Plan
from sop_addin.supply.problem import Floats, Problem, by_month

__all__ = ["short_percent"]

_LEVELS = {
    "past due": "demand",
    "lost sales": "demand",
    "backlog above target": "demand",
    "backlog above maximum": "demand",
    "stock below target": "target",
    "stock below minimum": "minimum",
}
"""What a family's shortage is a part of, by its reason."""


def short_percent(plan: Plan, problem: Problem) -> Floats:
    """Return each line of a plan's shortages in % of what was asked for, shape (lines,).

    What waits or is lost: of the month's demand, so that what waits for long is over 100 %. Stock:
    of its target or minimum. A resource: of what is available in the month. A material: of its
    safety stock. NaN where that is 0 or not known.

    Examples
    --------
    >>> from sop_addin.periods import month, months
    >>> from sop_addin.supply.plan import solve
    >>> from sop_addin.supply.problem import Family, Resource
    >>> press = Resource("Press", 90, {"Pumps": 1.0})
    >>> pumps = Family("Pumps", [80, 120])
    >>> problem = Problem(months(month("2026-03"), 2), 20, (pumps,), resources=(press,))
    >>> plan = solve(problem)
    >>> short = plan.shortages.assign(percent=short_percent(plan, problem).round(1))
    >>> short[["id", "quantity", "percent"]].values.tolist()
    [['Press', 20.0, 22.2], ['Pumps', 20.0, 16.7]]
    """
    asked = _asked(plan, problem)
    found = plan.shortages
    when = found["month"].array.asi8 - problem.months[0].ordinal
    unknown = np.full(problem.count, np.nan)
    lines = zip(found["kind"], found["id"], found["reason"], when, strict=True)
    of = np.array([asked.get(_key(*line[:3]), unknown)[line[3]] for line in lines], dtype=float)
    share = np.divide(found["quantity"], of, out=np.full(len(of), np.nan), where=of > 0)
    return np.asarray(100 * share, dtype=np.float64)


def _key(kind: str, name: str, reason: str) -> tuple[str, str]:
    return name, _LEVELS.get(reason, "") if kind == "family" else kind


def _asked(plan: Plan, problem: Problem) -> dict[tuple[str, str], Floats]:
    """Return what is asked for, by month, of each family, resource and material."""
    count = problem.count
    asked = {
        (family.id, name): by_month(getattr(family, name), count)
        for family in problem.families
        for name in ("demand", "target", "minimum")
    }
    for (name, kind), part in plan.load.groupby(["resource", "kind"], sort=False):
        asked[str(name), str(kind)] = part["available"].to_numpy(dtype=np.float64)
    for material in problem.materials:
        asked[material.id, "material"] = by_month(material.safety_stock, count)
    return asked
