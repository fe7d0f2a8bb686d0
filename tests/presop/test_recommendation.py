"""One sentence a family: the action that its numbers ask for, with the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from sop_addin.presop.recommendation import recommendations
from sop_addin.supply.binding import binding

AOP_2026 = [1000] * 10 + [float("nan")] * 8


def said(
    plans: ModuleType, full: dict[str, tuple[str, Sequence[int]]] | None = None, **page: Any
) -> str:
    plan = plans.plan_of(plans.Page("Pumps", **page))
    limits = plans.limits_of(plan, **(full or {}))
    return str(recommendations(plan, limits)["recommendation"].iloc[0])


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        (
            {"openings": {"inventory": 103}, "ahead": {"target": 100}},
            "Approve: demand covered in all 18 months; stock ends 3 % above target.",
        ),
        (
            {"openings": {"inventory": 100}, "ahead": {"target": 100}},
            "Approve: demand covered in all 18 months; stock ends on target.",
        ),
        (
            {"openings": {"inventory": 100}},
            "Approve: demand covered in all 18 months; stock ends at 100 pcs, set a target.",
        ),
        (
            {"policy": "MTO", "openings": {"order_backlog": 285}, "ahead": {"target": 300}},
            "Approve: backlog ends 5 % under target in Aug 2027.",
        ),
        (
            {"production": None},
            "Plan: no production plan yet; run Plan before the meeting.",
        ),
        (
            {"demand": 0, "production": 0},
            "Review: no demand in the horizon; forecast it or retire it.",
        ),
        (
            {"production": [100, 80, 100, 120, *[100] * 14]},
            "Decide: 20 pcs late from Apr to May 2026, caught up by Jun 2026; 200 EUR at risk.",
        ),
        (
            {"production": [*[100] * 17, 60], "price": None},
            "Decide: 40 pcs late in Aug 2027, 40 still late at the end; no price to value it.",
        ),
        (
            {"production": 90, "shortage_policy": "lost sales"},
            "Decide: 180 pcs lost from Mar 2026 to Aug 2027; 1,800 EUR at risk.",
        ),
        (
            {"policy": "MTO", "openings": {"order_backlog": 700}, "ahead": {"target": 500}},
            "Decide: backlog 200 pcs above target from Mar 2026 to Aug 2027, 200 still above"
            " at the end; 2,000 EUR at risk.",
        ),
        (
            {
                "policy": "MTO",
                "production": [100, 110, 130, *[100] * 15],
                "openings": {"order_backlog": 540},
                "ahead": {"target": 500},
            },
            "Decide: backlog 40 pcs above target from Mar to Apr 2026, back on target by May 2026;"
            " 400 EUR at risk.",
        ),
        (
            {
                "production": [100, 60, *[100] * 9, 145, *[100] * 6],
                "openings": {"inventory": 95},
                "ahead": {"target": 100},
            },
            "Approve: demand covered in all 18 months; stock ends on target,"
            " under it in 10 months.",
        ),
        (
            {"policy": "MTO", "openings": {"order_backlog": 300}, "ahead": {"target": 500}},
            "Lower: backlog ends 40 % (200 pcs, 2,000 EUR at price) under target in Aug 2027;"
            " slow down or sell more.",
        ),
        (
            {"openings": {"inventory": 20}, "ahead": {"minimum": [0, 50, 60, 0]}},
            "Raise: stock under its minimum in 2 months, first in Apr 2026; add 40 pcs"
            " (240 EUR at cost) by May 2026.",
        ),
        (
            {"openings": {"inventory": 300}, "ahead": {"target": 100, "maximum": 210}},
            "Lower: stock up to 43 % above maximum, 90 pcs (540 EUR at cost),"
            " Mar 2026 to Aug 2027; cut Apr to Jun 2026 by 30 a month.",
        ),
        (
            {"openings": {"inventory": 160}, "ahead": {"target": 100}},
            "Lower: stock ends 60 % above target; cut 60 pcs (360 EUR at cost) by Aug 2027.",
        ),
        (
            {"openings": {"inventory": 50}, "ahead": {"target": 100}},
            "Raise: stock ends 50 % under target; add 50 pcs (300 EUR at cost) by Aug 2027.",
        ),
        (
            {"price": 9, "ahead": {"aop_revenue": AOP_2026}},
            "Review: demand covered, but revenue from Mar to Dec 2026 10 % (1,000 EUR) under AOP.",
        ),
        (
            {"price": 9.6, "ahead": {"aop_revenue": AOP_2026}},
            "Approve: demand covered in all 18 months; stock ends at 0 pcs, set a target.",
        ),
        (
            {"ahead": {"tightest_resource": [100, 112.4, 80]}},
            "Decide: its tightest resource loaded to 112 % in Apr 2026; make less in that month or"
            " add capacity.",
        ),
    ],
)
def test_sentence(plans: ModuleType, page: dict[str, Any], sentence: str) -> None:
    assert said(plans, **page) == sentence


def test_a_shortage_names_the_resource_that_is_full_and_no_other(plans: ModuleType) -> None:
    late = {"production": [100, 80, 100, 120, *[100] * 14]}
    full = {"Tests": ("Pumps", [5]), "Paint": ("Valves", [1]), "Press": ("Pumps", [1])}
    assert said(plans, full, **late) == (
        "Decide: 20 pcs late from Apr to May 2026 because Press is full, caught up by Jun 2026;"
        " 200 EUR at risk."
    )
    both = full | {"Lathe": ("Pumps", [1])}
    assert "because Press and Lathe are full" in said(plans, both, **late)
    assert "late from Apr to May 2026, though no resource is full" in said(
        plans, {"Press": ("Pumps", [7])}, **late
    )


def test_two_short_spells_are_not_joined(plans: ModuleType) -> None:
    made = [100, 80, 120, *[100] * 5, 90, 110, *[100] * 8]
    assert said(plans, production=made) == (
        "Decide: 20 pcs late in Apr 2026 and in Nov 2026, most in Apr 2026, caught up by Dec 2026;"
        " 200 EUR at risk."
    )
    often = [80, 120] * 9
    assert "late in Mar 2026 and in May 2026 and 7 more times, most in Mar" in said(
        plans, production=often
    )


def test_the_overloaded_resource_is_the_fullest_that_the_family_uses(plans: ModuleType) -> None:
    page = plans.Page("Pumps", ahead={"tightest_resource": [100, 112.4, 80]})
    plan = plans.plan_of(page)
    load = np.array([[90.0] * 18, [112.4] * 18, [150.0] * 18])
    takes = np.array([[1.0], [1.0], [0.0]])
    limits = binding(("Assembly", "Press", "Paint"), takes, load, np.full((3, 18), 100.0))
    assert (
        recommendations(plan, limits)["recommendation"]
        .iloc[0]
        .startswith("Decide: Press loaded to 112 % in Apr 2026;")
    )


def test_stock_built_ahead_is_explained(plans: ModuleType) -> None:
    page = {
        "demand": [100, 100, 100, 160, 160, *[100] * 13],
        "production": [100, 160, 160, 100, 100, *[100] * 13],
        "openings": {"inventory": 100},
        "ahead": {"target": 100},
    }
    ahead = "stock ends on target; builds 120 pcs (720 EUR at cost) ahead by May 2026"
    assert f"{ahead} because Press is full afterwards." in said(
        plans, {"Press": ("Pumps", [3, 4])}, **page
    )
    assert f"{ahead} to keep production steady." in said(plans, **page)


def test_the_most_money_comes_first_then_what_has_no_value_then_approvals(
    plans: ModuleType,
) -> None:
    plan = plans.plan_of(
        plans.Page("Fine"),
        plans.Page("Unpriced", production=90, price=None),
        plans.Page("Small", production=[90, *[100] * 17], price=1),
        plans.Page("Large", production=90, price=50),
    )
    found = recommendations(plan, plans.limits_of(plan))
    assert found["family"].tolist() == ["Large", "Small", "Unpriced", "Fine"]
    np.testing.assert_array_equal(found["stake"], [9000, 10, np.nan, 0])
    assert found["action"].tolist() == ["Decide", "Decide", "Decide", "Approve"]


def test_revenue_under_aop_stands_beside_a_shortage_and_ranks_it_by_the_larger_sum(
    plans: ModuleType,
) -> None:
    late = {"production": [80, 120, *[100] * 16]}
    plan = plans.plan_of(
        plans.Page("Late", **late),
        plans.Page("Poor", **late, ahead={"aop_revenue": 2000}),
    )
    found = recommendations(plan, plans.limits_of(plan))
    assert found["family"].tolist() == ["Poor", "Late"]
    assert found["stake"].tolist() == [18_000, 200]
    assert (
        found["recommendation"]
        .iloc[0]
        .endswith("200 EUR at risk; revenue from Mar 2026 to Aug 2027 50 % (18,000 EUR) under AOP.")
    )


def test_an_opening_that_lacks_is_said_of_a_family_unless_it_lacks_everywhere(
    plans: ModuleType,
) -> None:
    counted = plans.Page("Pumps", openings={"inventory": 100})
    blank = plans.Page("Valves", openings={"inventory": 100}, closed={"inventory": [float("nan")]})
    one = plans.plan_of(counted, blank)
    lines = recommendations(one, plans.limits_of(one)).set_index("family")["recommendation"]
    assert lines["Valves"].endswith("set a target; opening stock not reported.")
    assert "reported" not in lines["Pumps"]
    none = plans.plan_of(blank)
    assert "reported" not in recommendations(none, plans.limits_of(none))["reason"].iloc[0]
