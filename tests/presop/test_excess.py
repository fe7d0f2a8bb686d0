"""A cut that is advised brings stock to its maximum and never under its target."""

from __future__ import annotations

from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sop_addin.presop.excess import Excess, excess


def test_excess_from_the_start_is_cut_over_the_next_three_months(plans: ModuleType) -> None:
    page = plans.Page("A", openings={"inventory": 300}, ahead={"target": 100, "maximum": 210})
    assert excess(plans.plan_of(page), 0) == Excess(
        90, pytest.approx(100 * 90 / 210), 0, 17, 30, 1, 3
    )


def test_excess_that_builds_up_is_cut_until_its_peak(plans: ModuleType) -> None:
    production = [100, 160, 160, 160, 100]
    page = plans.Page("A", [*[100] * 5, *[0] * 13], production, ahead={"target": 0, "maximum": 120})
    found = excess(plans.plan_of(page), 0)
    assert found == Excess(60, 50, 3, 17, 20, 1, 3)  # stock 0 60 120 180 180 ...


def test_stock_that_later_demand_needs_is_not_cut(plans: ModuleType) -> None:
    demand = [100, 100, 100, 100, 280, *[100] * 13]
    production = [100, 160, 160, 160, *[100] * 14]
    page = plans.Page("A", demand, production, ahead={"target": 0, "maximum": 120})
    found = excess(plans.plan_of(page), 0)
    assert found is not None
    assert (found.first, found.last, found.cut) == (3, 3, 0)


def test_nothing_is_cut_where_nothing_is_made(plans: ModuleType) -> None:
    page = plans.Page("A", 10, 0, openings={"inventory": 400}, ahead={"maximum": 100})
    found = excess(plans.plan_of(page), 0)
    assert found is not None
    assert (found.most, found.cut) == (290, 0)


def test_no_maximum_and_made_to_order_have_no_excess(plans: ModuleType) -> None:
    plan = plans.plan_of(
        plans.Page("A", openings={"inventory": 400}),
        plans.Page("B", policy="MTO", ahead={"maximum": 1}),
    )
    assert excess(plan, 0) is None
    assert excess(plan, 1) is None


@settings(max_examples=60, deadline=None)
@given(
    demand=st.lists(st.integers(0, 200), min_size=18, max_size=18),
    production=st.lists(st.integers(0, 200), min_size=18, max_size=18),
    opening=st.integers(0, 500),
)
def test_a_cut_never_takes_stock_below_its_target(
    plans: ModuleType, demand: list[int], production: list[int], opening: int
) -> None:
    def page(made: list[float]) -> object:
        ahead = {"target": 40, "maximum": 120}
        return plans.Page("A", demand, made, openings={"inventory": opening}, ahead=ahead)

    plan = plans.plan_of(page(production))
    found = excess(plan, 0)
    if found is None or found.cut == 0:
        return
    made = [
        x - found.cut if found.cut_first <= t <= found.cut_last and x > 0 else x
        for t, x in enumerate(map(float, production))
    ]
    assert min(made) >= 0
    after = plans.plan_of(page(made)).horizon("inventory")[0, found.cut_last :]
    assert (after >= 40 - 1e-9).all()
