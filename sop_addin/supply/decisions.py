"""By when a shortage must be decided on."""

from __future__ import annotations

import pandas as pd

from sop_addin.supply.problem import Problem, by_month

__all__ = ["decide_by"]


def decide_by(problem: Problem, name: str, month: pd.Period) -> pd.Period:
    """Return the month by which a shortage must be decided on: its month less the lead time.

    The lead time is that of more of the resource, of a new order of the material, or of buying the
    family's units; where a family cannot be bought, that of its own production.

    Examples
    --------
    >>> from sop_addin.periods import months
    >>> from sop_addin.supply.problem import Resource
    >>> press = Resource("Press", 50, {}, more_lead_months=3)
    >>> first = pd.Period("2026-03", "M")
    >>> problem = Problem(months(first, 2), 20, (), resources=(press,))
    >>> str(decide_by(problem, "Press", pd.Period("2026-08", "M")))
    '2026-05'
    """
    leads: dict[str, int] = {r.id: r.more_lead_months for r in problem.resources}
    leads |= {p.id: p.more_lead_months for p in problem.pools}
    leads |= {m.id: m.lead_months for m in problem.materials}
    for family in problem.families:
        bought = float(by_month(family.subcontract_limit, problem.count).max()) > 0
        leads[family.id] = family.bought_lead_months if bought else family.lead_months
    return month - leads.get(name, 0)
