"""What stands behind a shortage: people, machines and materials that the plan really uses up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sop_addin.periods import month, months
from sop_addin.supply.binding import plan_binding
from sop_addin.supply.plan import Plan, solve
from sop_addin.supply.problem import Family, LabourPool, Material, Problem, Resource, ResourceBasis
from sop_addin.supply.sheets import notes, shortage_rows
from sop_addin.supply.strategy import HYBRID

PHONES = Family("Phones", [130, 130, 130, 130], price=9, unit="pcs")
CREW = LabourPool("Crew", 8, 8, {"Phones": 8.0}, wage_per_day=100, max_hires=0)
CHIP = Material("Chip", {"Phones": 1.0}, on_hand=100, lead_months=3)


def problem_of(
    family: Family = PHONES,
    pool: LabourPool = CREW,
    materials: tuple[Material, ...] = (),
    resources: tuple[Resource, ...] = (),
) -> Problem:
    return Problem(months(month("2026-03"), 4), 20, (family,), (pool,), resources, materials)


def causes(problem: Problem, plan: Plan | None = None) -> dict[str, str]:
    """Return what stands behind each month that is past due."""
    rows = shortage_rows(plan or solve(problem, HYBRID), problem)
    late = rows[(rows["object"] == "Phones") & (rows["reason"] == "past due")]
    return dict(zip(late["month"].astype(str), late["cause"], strict=True))


def test_a_material_that_runs_out_stands_behind_a_shortage_not_the_crew_it_leaves_idle() -> None:
    crew = replace(CREW, max_hires=12, hire_cost=10, layoff_cost=10)
    problem = problem_of(pool=crew, materials=(CHIP,))
    plan = solve(problem, HYBRID)
    assert plan.production["production"].tolist()[:3] == pytest.approx([100, 0, 0])
    assert plan.labour["laid_off"].sum() > 0
    found = causes(problem, plan)
    assert {found[name] for name in ("2026-03", "2026-04", "2026-05")} == {"Chip"}
    assert "short first in Mar 2026 (Chip)" in notes(plan, problem).iloc[0]
    assert set(plan.shortages["id"][plan.shortages["month"] < problem.months[3]]) == {"Phones"}


def test_a_crew_and_a_material_bind_in_the_months_where_they_do() -> None:
    chip = replace(CHIP, lead_months=1)
    problem = problem_of(replace(PHONES, demand=170), materials=(chip,))
    found = causes(problem)
    assert (found["2026-03"], found["2026-04"]) == ("Chip", "Crew and Chip")
    bound = plan_binding(solve(problem, HYBRID), problem)
    assert bound.reasons(0, 0, 0) == "Chip runs out"
    assert bound.reasons(0, 1, 1) == "Crew is full"
    assert bound.reasons(0, 0, 3) == "Crew is full and Chip runs out"


def test_a_crew_that_can_hire_in_time_or_work_longer_does_not_bind() -> None:
    family = replace(PHONES, demand=170)
    assert set(causes(problem_of(family)).values()) == {"Crew"}
    plan = solve(problem_of(family), HYBRID)
    for more in ({"max_hires": 1}, {"overtime_share": 0.1}, {"overtime_share": float("inf")}):
        freer = problem_of(family, replace(CREW, **more))
        assert set(causes(freer, plan).values()) == {"hybrid plan, no resource full"}
    barely = replace(CREW, max_hires=1, more_lead_months=1)
    assert causes(problem_of(family, barely), plan)["2026-03"] == "Crew"


def test_a_material_that_its_supplier_limits_binds_in_every_month() -> None:
    chip = replace(CHIP, on_hand=0, lead_months=0, order_limit=100)
    assert set(causes(problem_of(materials=(chip,))).values()) == {"Chip"}


def test_chips_that_wait_for_orders_on_their_way_are_not_taken_twice() -> None:
    chip = replace(CHIP, on_hand=100, on_order=[0, 160, 0, 0])
    found = causes(problem_of(materials=(chip,)))
    assert found["2026-03"] == "Chip"


def test_a_resource_binds_in_the_month_of_work_and_shows_in_the_month_of_receipt() -> None:
    slow = replace(PHONES, lead_months=1)
    press = Resource("Press", [90, 900, 900, 900], {"Phones": 1.0})
    problem = problem_of(slow, replace(CREW, workers=40), resources=(press,))
    assert causes(problem)["2026-04"] == "Press"


def test_room_that_stock_fills_stands_behind_no_shortage() -> None:
    store = Resource("Store", 1e-9, {"Phones": 1.0}, "m²", ResourceBasis.STOCK)
    problem = problem_of(replace(PHONES, demand=170), resources=(store,))
    assert set(causes(problem).values()) == {"Crew"}
