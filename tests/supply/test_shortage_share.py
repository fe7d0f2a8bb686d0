"""A shortage in per cent: of demand, of the stock wanted, of what a resource has."""

from __future__ import annotations

import numpy as np

from sop_addin.periods import month, months
from sop_addin.supply.plan import solve
from sop_addin.supply.problem import Family, Policy, Problem, Resource
from sop_addin.supply.shortage_share import short_percent

HORIZON = months(month("2026-03"), 2)


def shares(problem: Problem) -> dict[tuple[str, str, str], float]:
    plan = solve(problem)
    percent = short_percent(plan, problem).round(1)
    found = plan.shortages
    lines = zip(found["id"], found["month"].astype(str), found["reason"], percent, strict=True)
    return {(name, when, reason): value for name, when, reason, value in lines}


def test_each_line_is_a_part_of_what_it_falls_short_of() -> None:
    pumps = Family("Pumps", [90, 50], minimum=20, target=40)
    roofs = Family(
        "Roofs", [10, 0], policy=Policy.MTO, opening_backlog=60, target=0, regular_limit=0
    )
    press = Resource("Press", 80, {"Pumps": 1.0})
    found = shares(Problem(HORIZON, 20, (pumps, roofs), resources=(press,)))
    assert found["Pumps", "2026-03", "past due"] == round(100 * 10 / 90, 1)
    assert found["Pumps", "2026-03", "stock below minimum"] == 100
    assert found["Pumps", "2026-03", "stock below target"] == 50
    assert found["Press", "2026-03", "capacity short"] == round(100 * 50 / 80, 1)
    assert found["Roofs", "2026-03", "backlog above target"] == round(100 * 70 / 10, 1)
    assert np.isnan(found["Roofs", "2026-04", "backlog above target"]), "nothing ordered in April"


def test_without_shortages_there_is_nothing() -> None:
    problem = Problem(HORIZON, 20, (Family("Pumps", 5),))
    assert short_percent(solve(problem), problem).shape == (0,)
