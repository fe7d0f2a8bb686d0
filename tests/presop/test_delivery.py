"""What is late, lost and at risk, worked out by hand on the example of the rules."""

from __future__ import annotations

from types import ModuleType

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sop_addin.presop.company_plan import CompanyPlan
from sop_addin.presop.delivery import delivery, waiting

DEMAND = [1500, 1430, 1200, 1100, 1000, 970]
LEVEL_60 = [1320, 1200, 1200, 1320, 1320, 840]
BOOKINGS = [400, 420, 450, 500, 480, 450]
LEVEL_25 = [550, 500, 500, 550, 550, 350]


def test_past_due_is_late_once_and_not_in_time_in_each_month(plans: ModuleType) -> None:
    page = plans.Page(
        "Pumps", DEMAND, LEVEL_60, openings={"inventory": 240, "past_due": 40}, price=10
    )
    plan = plans.plan_of(page)
    assert plan.horizon("past_due")[0, :6].tolist() == [0, 210, 210, 0, 0, 0]
    found = delivery(plan)
    assert found.asked.tolist() == [7200]
    assert found.in_time.tolist() == [7200 - 210 - 210]  # 210 of month 2's, 210 of month 3's
    assert found.short.tolist() == [210]
    assert found.at_risk.tolist() == [2100]


def test_an_opening_past_due_that_is_caught_up_at_once_delays_no_new_demand(
    plans: ModuleType,
) -> None:
    found = delivery(
        plans.plan_of(plans.Page("A", 100, [140, *[100] * 17], openings={"past_due": 40}))
    )
    assert (found.in_time, found.short) == (1800, 0)


def test_lost_sales_add_up(plans: ModuleType) -> None:
    page = plans.Page("A", 100, 90, shortage_policy="lost sales")
    plan = plans.plan_of(page)
    found = delivery(plan)
    assert (found.short, found.in_time) == (180, 1620)
    assert waiting(plan)[0].tolist() == [10] * 18


def roofs(plans: ModuleType, target: float) -> CompanyPlan:
    page = plans.Page(
        "Roofs",
        BOOKINGS,
        LEVEL_25,
        policy="MTO",
        price=500,
        openings={"order_backlog": 900},
        ahead={"target": target},
    )
    return plans.plan_of(page)


def test_made_to_order_waits_where_the_backlog_is_above_target(plans: ModuleType) -> None:
    plan = roofs(plans, 600)
    assert plan.horizon("order_backlog")[0, :6].tolist() == [750, 670, 620, 570, 500, 600]
    assert waiting(plan)[0, :6].tolist() == [150, 70, 20, 0, 0, 0]
    found = delivery(plan)
    assert (found.short, found.at_risk) == (150, 75_000)
    assert (found.asked, found.in_time) == (2700, 2700 - 240)


def test_a_backlog_that_never_passes_its_target_is_not_short(plans: ModuleType) -> None:
    found = delivery(roofs(plans, 750))
    assert found.short == 0
    assert found.in_time == found.asked


def test_made_to_order_without_target_is_not_known(plans: ModuleType) -> None:
    found = delivery(plans.plan_of(plans.Page("A", policy="MTO")))
    assert found.asked == 1800
    assert np.isnan([found.in_time, found.short, found.at_risk]).all()


def test_without_price_only_what_is_short_has_no_value(plans: ModuleType) -> None:
    found = delivery(
        plans.plan_of(
            plans.Page("A", production=100, price=None), plans.Page("B", 100, 90, price=None)
        )
    )
    assert found.at_risk[0] == 0
    assert np.isnan(found.at_risk[1])


def test_a_family_that_is_not_planned_has_no_service(plans: ModuleType) -> None:
    found = delivery(plans.plan_of(plans.Page("A", production=None)))
    assert found.asked == 1800
    assert np.isnan([found.in_time, found.short, found.at_risk]).all()


def test_past_due_above_a_months_demand_leaves_nothing_in_time(plans: ModuleType) -> None:
    page = plans.Page("A", 100, [0, 0, 0, *[100] * 15])
    found = delivery(plans.plan_of(page))
    assert (found.in_time, found.short) == (0, 300)


@settings(max_examples=40, deadline=None)
@given(
    demand=st.lists(st.integers(0, 200), min_size=18, max_size=18),
    production=st.lists(st.integers(0, 200), min_size=18, max_size=18),
    policy=st.sampled_from(["MTS", "MTO"]),
    shortage=st.sampled_from(["backorder", "lost sales"]),
)
def test_in_time_is_never_more_than_asked_and_all_of_it_where_nothing_is_short(
    plans: ModuleType, demand: list[int], production: list[int], policy: str, shortage: str
) -> None:
    page = plans.Page(
        "A", demand, production, policy=policy, shortage_policy=shortage, ahead={"target": 50}
    )
    found = delivery(plans.plan_of(page))
    assert 0 <= found.in_time <= found.asked
    assert (found.short == 0) == (waiting(plans.plan_of(page)).max() == 0)
    if found.short == 0:
        assert found.in_time == found.asked
