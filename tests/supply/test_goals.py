"""The order of the goals, on problems small enough to see what each unit costs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sop_addin.periods import month, months
from sop_addin.supply.goal_order import solve_matrix
from sop_addin.supply.goals import Goal
from sop_addin.supply.model import build
from sop_addin.supply.plan import plan_of, solve
from sop_addin.supply.problem import (
    Family,
    LabourPool,
    Material,
    Policy,
    Problem,
    RateChange,
    Resource,
    ShortagePolicy,
    UnitCosts,
)
from sop_addin.supply.solver import Settings
from sop_addin.supply.strategy import HYBRID, LEVEL_WORKFORCE

HORIZON = months(month("2026-03"), 2)
LOST_SALES = ShortagePolicy.LOST_SALES


def steel(**terms: float) -> Problem:
    """Pumps are sold in the second month; made in the first they take steel below safety stock."""
    pumps = Family("Pumps", [0, 10], costs=UnitCosts(regular=[1, 100]))
    bar = Material("Steel", {"Pumps": 1.0}, on_hand=20, lead_months=1, safety_stock=20, **terms)
    return Problem(HORIZON, 20, (pumps,), materials=(bar,))


@pytest.mark.parametrize("terms", [{}, {"cost": 5.0}, {"order_limit": 10.0, "holding": 1.0}])
@pytest.mark.parametrize("exact", [False, True])
def test_no_money_is_saved_on_the_safety_stock_of_a_material(terms, exact):
    plan = solve(steel(**terms), settings=Settings(exact=exact))
    assert plan.production["production"].round(4).tolist() == [0, 10]
    assert plan.materials["stock"].round(4).tolist() == [20, 20]


@pytest.mark.parametrize("exact", [False, True])
def test_stock_of_a_family_comes_before_safety_stock_of_all_its_materials(exact):
    problem = steel()
    pumps = replace(problem.families[0], target=5)
    wire = replace(problem.materials[0], id="Wire")
    problem = replace(problem, families=(pumps,), materials=(*problem.materials, wire))
    plan = solve(problem, settings=Settings(exact=exact))
    assert plan.positions["inventory"].round(4).tolist() == [5, 5]


@pytest.mark.parametrize("exact", [False, True])
def test_a_rate_falls_slowly_though_each_unit_of_it_takes_one_in_every_month(exact):
    slow = RateChange(most_up=5, most_down=5)
    pumps = Family("Pumps", [21, 0, 0, 0, 0], costs=UnitCosts(regular=1), rate_change=slow)
    problem = Problem(months(month("2026-03"), 5), 15, (pumps,))
    plan = solve(problem, settings=Settings(exact=exact))
    assert plan.production["production"].round(4).tolist() == [21, 16, 11, 6, 1]


@pytest.mark.parametrize("exact", [False, True])
def test_no_customer_waits_longer_for_the_sake_of_stock_that_a_lost_unit_leaves_missing(exact):
    """Nothing is made for two months: 10 wait for 20 unit-months, or are lost and count 15.

    Lost, they count as missing stock for a year, 600 against 20; that is worth less than service.
    """
    limit = [0, 0, *[30] * 10]
    first = [10, *[0] * 11]
    pumps = Family("Pumps", first, target=5, regular_limit=limit, shortage=ShortagePolicy.EITHER)
    problem = Problem(months(month("2026-03"), 12), 20, (pumps,))
    plan = solve(problem, settings=Settings(exact=exact))
    assert plan.goals.service == pytest.approx(15)
    assert plan.positions["lost"].sum() == pytest.approx(10)


def test_a_lost_unit_counts_the_same_in_the_model_and_in_the_measure():
    """Nothing can be made: 10 are lost a month, and 5 are missing from stock.

    A lost unit counts 5 for each month from its own on: 10 x (10 + 5) + 5 + 5 = 160.
    """
    lost = UnitCosts(lost_sale=9)
    pumps = Family("Pumps", 10, target=5, costs=lost, regular_limit=0, shortage=LOST_SALES)
    model = build(Problem(HORIZON, 20, (pumps,)), HYBRID)
    solution = solve_matrix(model.matrix(), model.weights, Settings())
    plan = plan_of(model, solution, "highs")
    assert plan.goals.target == pytest.approx(160)
    assert solution.goals[Goal.TARGET] == pytest.approx(160)


def shared_machine(*families: Family) -> Problem:
    """One machine that makes 10 units a month, of any family."""
    press = Resource("Press", 10, {family.id: 1.0 for family in families})
    return Problem(HORIZON, 20, families, resources=(press,))


@pytest.mark.parametrize("exact", [False, True])
def test_what_waits_is_worth_as_little_as_possible_also_at_fifty_times_the_price(exact):
    waits = {"demand": [0, 0], "policy": Policy.MTO, "target": 0.0}
    seals = Family("Seals", opening_backlog=15, price=10, **waits)
    skids = Family("Skids", opening_backlog=5, price=500, **waits)
    pumps = Family("Pumps", opening_backlog=5, price=90, **waits)
    plan = solve(shared_machine(seals, skids, pumps), settings=Settings(exact=exact))
    first = plan.positions[plan.positions["month"] == HORIZON[0]]
    assert dict(zip(first["family"], first["backlog"].round(4), strict=True)) == {
        "Seals": 15.0,
        "Skids": 0.0,
        "Pumps": 0.0,
    }


@pytest.mark.parametrize("exact", [False, True])
def test_a_customer_of_a_unit_to_order_waits_no_longer_than_one_of_a_unit_from_stock(exact):
    roofs = Family("Roofs", [0, 0], policy=Policy.MTO, opening_backlog=10, target=0.0, price=11)
    pumps = Family("Pumps", [10, 0], minimum=1, target=2, price=10, costs=UnitCosts(past_due=1))
    plan = solve(shared_machine(roofs, pumps), settings=Settings(exact=exact))
    assert plan.positions["backlog"].round(4).tolist()[:2] == [0, 0]
    assert plan.positions["past_due"].round(4).tolist()[2:] == [10, 0]


def test_people_who_do_not_suffice_for_what_is_begun_are_a_missed_target():
    """Receipts of May ask 160 hours of April: two people, and one may be hired a month.

    One headcount for both months is one person: 80 units short, cheaper, and worse.
    """
    pumps = Family("Pumps", 160, lead_months=1)
    people = LabourPool("People", 0, 4, {"Pumps": 1.0}, wage_per_day=100, max_hires=1)
    problem = Problem(HORIZON, 20, (pumps,), (people,))
    few, enough = solve(problem, LEVEL_WORKFORCE), solve(problem)
    assert [plan.labour["workers"].tolist()[-1] for plan in (few, enough)] == [1.0, 2.0]
    assert few.total_cost < enough.total_cost
    assert few.goals.target - enough.goals.target == pytest.approx(80)
