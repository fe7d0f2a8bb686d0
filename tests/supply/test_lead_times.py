"""Work falls before the receipt: production, bought units, materials, and the fences."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sop_addin.errors import DataError
from sop_addin.periods import month, months
from sop_addin.supply.plan import Plan, evaluate, in_whole_units, solve
from sop_addin.supply.problem import (
    Family,
    FirmFence,
    LabourPool,
    Lock,
    Material,
    Problem,
    RateChange,
    Resource,
    ResourceBasis,
    UnitCosts,
)
from sop_addin.supply.solver import Settings
from sop_addin.supply.strategy import CHASE, HYBRID, LEVEL, LEVEL_WORKFORCE, Strategy
from sop_addin.supply.verification import broken_rules

HORIZON = months(month("2026-03"), 6)
HOLDING = UnitCosts(holding=100)


def people(workers: float, hours: float) -> LabourPool:
    """Return people of eight hours a day, who take `hours` for a pump."""
    takes = {"Pumps": hours}
    return LabourPool("People", workers, 8, takes, wage_per_day=100, hire_cost=10, layoff_cost=10)


def made(plan: Plan, name: str = "production") -> list[float]:
    return plan.production[name].round(4).tolist()


def loads(plan: Plan, resource: str) -> list[float]:
    return plan.load[plan.load["resource"] == resource]["load"].round(4).tolist()


def test_receipts_load_their_resource_a_lead_time_before() -> None:
    press = Resource("Press", 100, {"Pumps": 2.0})
    begun = Lock(HORIZON[0], regular=20)
    demand = [20, 10, 30, 40, 20, 30]
    pumps = Family("Pumps", demand, lead_months=1, locks=(begun,), costs=HOLDING)
    plan = solve(Problem(HORIZON, 20, (pumps,), resources=(press,)))
    assert made(plan) == [20, 10, 30, 40, 20, 30]
    assert loads(plan, "Press") == [20, 60, 80, 40, 60, 60]  # after the horizon: 30 a month
    assert not broken_rules(Problem(HORIZON, 20, (pumps,), resources=(press,)), plan)


def test_nothing_new_is_received_within_the_lead_time() -> None:
    pumps = Family(
        "Pumps",
        10,
        lead_months=2,
        subcontract_limit=5,
        bought_lead_months=1,
        on_order=[3, 0, 0, 0, 0, 0],
    )
    problem = Problem(HORIZON, 20, (pumps,))
    plan = solve(problem)
    assert made(plan, "regular")[:2] == [0, 0]
    assert made(plan, "subcontract")[:3] == [3, 5, 0]
    assert plan.positions["past_due"].tolist()[:3] == [7, 12, 0]
    assert not broken_rules(problem, plan)


def test_people_work_before_the_receipt_and_after_the_horizon_too() -> None:
    pool = LabourPool(
        "People", 1, 8, {"Pumps": 4.0}, wage_per_day=100, hire_cost=10, layoff_cost=10
    )
    begun = Lock(HORIZON[0], regular=40)
    demand = [40, 40, 40, 80, 40, 40]
    pumps = Family("Pumps", demand, lead_months=1, locks=(begun,), costs=HOLDING)
    problem = Problem(HORIZON, 20, (pumps,), (pool,))
    plan = solve(problem)
    assert plan.labour["workers"].round(4).tolist() == [1, 1, 2, 1, 1, 1.3333]
    assert not broken_rules(problem, plan)


def test_material_holds_production_back_and_is_bought_in_time() -> None:
    steel = Material(
        "Steel", {"Pumps": 2.0}, on_hand=30, on_order=[0, 4, 0, 0, 0, 0], lead_months=3
    )
    pumps = Family("Pumps", 10, price=50, costs=HOLDING)
    problem = Problem(HORIZON, 20, (pumps,), materials=(steel,))
    plan = solve(problem)
    assert made(plan) == [10, 7, 0, 23, 10, 10]
    assert plan.materials["bought"].tolist() == [0, 0, 0, 46, 20, 20]
    assert plan.materials["short"].sum() == 0
    assert not broken_rules(problem, plan)


def test_locked_production_without_material_is_to_be_expedited() -> None:
    steel = Material("Steel", {"Pumps": 2.0}, on_hand=30, lead_months=3)
    pumps = Family("Pumps", 10, locks=(Lock(HORIZON[1], regular=18),))
    plan = solve(Problem(HORIZON, 20, (pumps,), materials=(steel,)))
    row = plan.shortages[plan.shortages["reason"] == "material to be expedited"].iloc[0]
    assert (row["id"], str(row["month"])) == ("Steel", "2026-04")
    used = made(plan)
    assert used[:2] == [0, 18]  # nothing free adds to what is short
    assert row["quantity"] == pytest.approx(6)


@pytest.mark.parametrize("solver", ["highs", "cbc"])
def test_a_minimum_order_is_kept_at_the_least_cost_of_holding(solver: str) -> None:
    """40 are needed; of the orders of 25 and more, 30 now and 25 in August hold least: 45."""
    steel = Material("Steel", {"Pumps": 1.0}, minimum_order=25, holding=1.0)
    pumps = Family("Pumps", [10, 10, 10, 0, 0, 10], costs=HOLDING)
    problem = Problem(HORIZON, 20, (pumps,), materials=(steel,))
    plan = solve(problem, settings=Settings(solver))
    assert plan.materials["bought"].round(6).tolist() == [30, 0, 0, 0, 0, 25]
    assert plan.costs["holding"] == pytest.approx(45)
    assert not broken_rules(problem, plan)


def test_a_minimum_order_is_kept_where_what_is_left_costs_nothing() -> None:
    steel = Material("Steel", {"Pumps": 1.0}, minimum_order=25, safety_stock=5)
    pumps = Family("Pumps", [10, 10.5, 10, 0, 0, 10], costs=HOLDING)
    problem = Problem(HORIZON, 20, (pumps,), materials=(steel,))
    plan = solve(problem)
    assert plan.materials["bought"].tolist() == [25, 25, 0, 0, 0, 0]
    assert not broken_rules(problem, plan)
    assert not broken_rules(problem, in_whole_units(plan))


def test_a_minimum_order_stands_though_much_more_is_locked_than_anybody_wants() -> None:
    steel = Material("Steel", {"Pumps": 1.0}, minimum_order=25, holding=1.0)
    pumps = Family("Pumps", 1, costs=HOLDING, locks=(Lock(HORIZON[2], regular=900),))
    plan = solve(Problem(HORIZON, 20, (pumps,), materials=(steel,)))
    assert plan.materials["short"].sum() == 0
    assert plan.materials["bought"].sum() >= 900


def test_money_in_stock_is_limited_by_goods_and_material() -> None:
    cash = Resource(
        "Cash",
        500,
        {"Pumps": 10.0},
        "money",
        ResourceBasis.STOCK,
        "cash",
        per_material={"Steel": 2.0},
    )
    steel = Material("Steel", {"Pumps": 1.0}, on_hand=60)
    pumps = Family("Pumps", [0, 0, 100, 0, 0, 0], regular_limit=40)
    problem = Problem(HORIZON, 20, (pumps,), resources=(cash,), materials=(steel,))
    plan = solve(problem)
    stock, left = plan.positions["inventory"], plan.materials["stock"]
    assert loads(plan, "Cash") == pytest.approx((10 * stock + 2 * left.to_numpy()).tolist())
    over = plan.shortages[plan.shortages["reason"] == "cash short"]
    assert set(over["unit"]) <= {"money"}
    free = solve(replace(problem, resources=()))
    assert free.positions["past_due"].sum() < plan.positions["past_due"].sum() + 1e-6


def test_a_supplier_is_shared_by_what_is_bought() -> None:
    supplier = Resource("Foundry", 15, {"A": 1.0, "B": 2.0}, "tons", ResourceBasis.BOUGHT)
    pair = tuple(
        Family(n, 10, regular_limit=5, subcontract_limit=10, price=p)
        for n, p in (("A", 9), ("B", 5))
    )
    problem = Problem(HORIZON, 20, pair, resources=(supplier,))
    plan = solve(problem)
    assert max(loads(plan, "Foundry")) <= 15 + 1e-6
    assert plan.load["kind"].unique().tolist() == ["supplier"]
    assert not broken_rules(problem, plan)


@pytest.mark.parametrize("per_day", [False, True])
def test_a_rate_changes_by_no_more_than_its_limit_where_it_can(per_day: bool) -> None:
    most = 0.25 if per_day else 5.0
    change = RateChange(initial=most * 4, per_day=per_day, most_up=most, most_down=most)
    pumps = Family("Pumps", [20, 20, 40, 40, 20, 20], rate_change=change)
    plan = solve(Problem(HORIZON, 20, (pumps,)))
    assert np.abs(np.diff(made(plan), prepend=20)).max() <= 5 + 1e-6
    assert plan.positions["past_due"].sum() == 0


def test_an_impossible_rate_limit_is_missed_by_name() -> None:
    change = RateChange(initial=20, most_up=5, most_down=5)
    locks = (Lock(HORIZON[0], 0.0), Lock(HORIZON[1], 60.0))
    pumps = Family("Pumps", 20, rate_change=change, locks=locks)
    plan = solve(Problem(HORIZON, 20, (pumps,)))
    over = plan.shortages[plan.shortages["reason"] == "rate change above limit"]
    assert over["quantity"].tolist()[:2] == [15, 55]


def test_the_firm_fence_lets_production_differ_by_its_share() -> None:
    fence = FirmFence(3, [20, 20, 20, 0, 0, 0], 0.1)
    pumps = Family("Pumps", [30, 10, 30, 30, 30, 30], firm_fence=fence)
    problem = Problem(HORIZON, 20, (pumps,))
    plan = solve(problem)
    assert made(plan)[:3] == pytest.approx([22, 22, 22])
    assert plan.positions["past_due"].round(4).tolist() == [8, 0, 4, 0, 0, 0]
    short = Resource("Press", [100, 100, 6, 100, 100, 100], {"Pumps": 1.0})
    less = solve(replace(problem, resources=(short,)))
    named = less.shortages[less.shortages["reason"] == "production below the firm fence"]
    assert named["quantity"].round(4).tolist() == [12]


def test_level_keeps_one_rate_over_the_months_that_are_open() -> None:
    begun = Lock(HORIZON[0], regular=35)
    pumps = Family("Pumps", 30, opening_inventory=5, lead_months=1, locks=(begun,))
    plan = solve(Problem(HORIZON, 20, (pumps,)), LEVEL)
    assert made(plan)[0] == 35
    assert len(set(made(plan)[1:])) == 1


def test_a_plan_in_whole_units_keeps_capacity_in_the_month_of_the_work() -> None:
    press = Resource("Press", 33.5, {"A": 1.5, "B": 2.5})
    pair = (
        Family("A", 8.4, lead_months=1, opening_inventory=9),
        Family("B", 8.3, lead_months=0, opening_inventory=3),
    )
    problem = Problem(HORIZON, 20, pair, resources=(press,))
    plan = in_whole_units(solve(problem))
    assert (plan.production["production"] % 1 == 0).all()
    assert not broken_rules(problem, plan)


def test_locked_months_are_staffed_where_people_can_be_hired() -> None:
    pool = LabourPool(
        "People", 2, 8, {"Pumps": 1.0}, wage_per_day=100, hire_cost=10, layoff_cost=10
    )
    pumps = Family("Pumps", 300, locks=(Lock(HORIZON[1], regular=640),))
    problem = Problem(HORIZON, 20, (pumps,), (pool,))
    plan = solve(problem)
    assert plan.labour["workers"].iat[1] == pytest.approx(4)
    assert not broken_rules(problem, plan)


def test_a_plan_that_breaks_a_rule_is_found() -> None:
    press = Resource("Press", 15, {"Pumps": 1.0})
    steel = Material("Steel", {"Pumps": 1.0}, on_hand=5, lead_months=6)
    lock = Lock(HORIZON[0], regular=10)
    pumps = Family("Pumps", 10, regular_limit=12, costs=UnitCosts(), locks=(lock,))
    problem = Problem(HORIZON, 20, (pumps,), resources=(press,), materials=(steel,))
    plan = evaluate(problem, np.array([[11.0, 16.0, 10.0, 10.0, 10.0, 10.0]]))
    assert {b.rule for b in broken_rules(problem, plan)} == {
        "fixed production",
        "most regular units",
        "load within what is available",
    }
    wrong = replace(plan)
    bent = plan.positions.assign(inventory=plan.positions["inventory"] + 1)
    vars(wrong)["positions"] = bent
    assert "balance of stock" in {b.rule for b in broken_rules(problem, wrong)}


def crew(**more: object) -> LabourPool:
    """Return ten people who make a pump a day each, 200 a month, at 100 a day."""
    costs = {"wage_per_day": 100, "hire_cost": 10, "layoff_cost": 10}
    return LabourPool("People", 10, 8, {"Pumps": 8.0}, **costs, **more)


def heads(demand: list[float], pool: LabourPool, strategy: Strategy = HYBRID) -> Plan:
    pumps = Family("Pumps", demand, costs=HOLDING)
    return solve(Problem(HORIZON, 20, (pumps,), (pool,)), strategy)


def test_people_hired_today_work_after_their_lead_time_and_catch_up() -> None:
    plan = heads([200, 300, 300, 300, 300, 300], crew(more_lead_months=2))
    assert plan.labour["workers"].round(4).tolist() == [10, 10, 20, 15, 15, 15]
    assert plan.positions["past_due"].round(4).tolist() == [0, 100, 0, 0, 0, 0]
    assert plan.costs["wages"] == pytest.approx(85 * 20 * 100)
    at_once = heads([200, 300, 300, 300, 300, 300], crew())
    assert at_once.labour["workers"].round(4).tolist() == [10, 15, 15, 15, 15, 15]


def test_people_are_paid_until_their_notice_is_over() -> None:
    plan = heads([200, 100, 100, 100, 100, 100], crew(notice_months=3))
    assert plan.labour["laid_off"].round(4).tolist() == [0, 0, 0, 5, 0, 0]
    assert plan.costs["wages"] == pytest.approx((3 * 10 + 3 * 5) * 20 * 100)


def test_a_level_head_count_changes_once_when_it_can() -> None:
    demand = [200.0, 200, 300, 300, 300, 300]
    plan = heads(demand, crew(more_lead_months=2), LEVEL_WORKFORCE)
    assert plan.labour["workers"].round(4).tolist() == [10, 10, 15, 15, 15, 15]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 400), min_size=6, max_size=6),
    st.integers(0, 7),
    st.integers(0, 7),
    st.sampled_from([8, 12]),
    st.sampled_from([HYBRID, LEVEL, LEVEL_WORKFORCE, CHASE, replace(HYBRID, whole_workers=True)]),
)
def test_nobody_comes_or_goes_before_it_can_be(
    demand: list[int], lead: int, notice: int, most: int, strategy: Strategy
) -> None:
    pool = crew(more_lead_months=lead, notice_months=notice, max_workers=most, max_layoffs=3)
    plan = heads([float(d) for d in demand], pool, strategy)
    assert not plan.labour["hired"].to_numpy()[:lead].any()
    assert not plan.labour["laid_off"].to_numpy()[:notice].any()
    assert not broken_rules(plan.problem, plan)


@pytest.mark.parametrize("name", ["more_lead_months", "notice_months"])
def test_a_part_of_a_month_is_refused_for_people_too(name: str) -> None:
    with pytest.raises(DataError, match="whole months"):
        heads([100.0] * 6, crew(**{name: 1.5}))


def test_two_units_of_half_an_hour_are_made_by_people_who_have_that_hour() -> None:
    people = LabourPool("People", 0, 8, {"Pumps": 0.5})
    pumps = Family("Pumps", [0, 0, 0, 0, 0, 0], opening_past_due=2)
    problem = Problem(HORIZON, 15, (pumps,), (people,))
    plan = solve(problem)
    assert made(plan)[0] == 2
    assert not broken_rules(problem, plan)
