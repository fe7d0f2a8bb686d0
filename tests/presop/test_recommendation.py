"""One sentence a family: the action that its numbers ask for, with the numbers."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
import pytest

from sop_addin.presop.recommendation import recommendations

AOP_2026 = [1000] * 10 + [float("nan")] * 8


def said(plans: ModuleType, *shortages: tuple[str, str, str], **page: Any) -> str:
    plan = plans.plan_of(plans.Page("Pumps", **page))
    return str(recommendations(plan, plans.shortages_of(*shortages))["recommendation"].iloc[0])


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
            {"openings": {"inventory": 100}, "closed": {"inventory": [float("nan")]}},
            "Approve: demand covered in all 18 months; stock ends at 100 pcs, set a target;"
            " opening stock not reported.",
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
            "Decide: 20 pcs late from Apr 2026, caught up by Jun 2026; 200 EUR at risk.",
        ),
        (
            {"production": [*[100] * 17, 60], "price": None},
            "Decide: 40 pcs late from Aug 2027, 40 still late at the end; no price to value it.",
        ),
        (
            {"production": 90, "shortage_policy": "lost sales"},
            "Decide: 180 pcs lost from Mar 2026; 1,800 EUR at risk.",
        ),
        (
            {"policy": "MTO", "openings": {"order_backlog": 700}, "ahead": {"target": 500}},
            "Decide: backlog 200 pcs above target from Mar 2026, 200 still above at the end;"
            " 2,000 EUR at risk.",
        ),
        (
            {
                "policy": "MTO",
                "production": [100, 110, 130, *[100] * 15],
                "openings": {"order_backlog": 540},
                "ahead": {"target": 500},
            },
            "Decide: backlog 40 pcs above target from Mar 2026, back on target by May 2026;"
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
            "Lower: backlog ends 40 % under target; slow down or sell more.",
        ),
        (
            {"openings": {"inventory": 20}, "ahead": {"minimum": [0, 50, 60, 0]}},
            "Raise: stock under its minimum in 2 months, first in Apr 2026; add 40 pcs.",
        ),
        (
            {"openings": {"inventory": 300}, "ahead": {"target": 100, "maximum": 210}},
            "Lower: stock up to 43 % above maximum, Mar 2026 to Aug 2027;"
            " cut Apr to Jun 2026 by 30 a month.",
        ),
        (
            {"openings": {"inventory": 160}, "ahead": {"target": 100}},
            "Lower: stock ends 60 % above target; cut 60 pcs by Aug 2027.",
        ),
        (
            {"openings": {"inventory": 50}, "ahead": {"target": 100}},
            "Raise: stock ends 50 % under target; add 50 pcs by Aug 2027.",
        ),
        (
            {"price": 9, "ahead": {"aop_revenue": AOP_2026}},
            "Review: demand covered, but revenue to Dec 2026 10 % (1,000 EUR) under AOP.",
        ),
        (
            {"price": 9.6, "ahead": {"aop_revenue": AOP_2026}},
            "Approve: demand covered in all 18 months; stock ends at 0 pcs, set a target.",
        ),
        (
            {"ahead": {"tightest_resource": [100, 112.4, 80]}},
            "Decide: its tightest resource at 112 % in Apr 2026.",
        ),
    ],
)
def test_sentence(plans: ModuleType, page: dict[str, Any], sentence: str) -> None:
    assert said(plans, **page) == sentence


def test_a_shortage_names_the_resource_that_was_short_before_it(plans: ModuleType) -> None:
    late = {"production": [100, 80, 100, 120, *[100] * 14]}
    hit = ("Assembly", "2026-04", "Valves, Pumps"), ("Pumps", "2026-04", "Pumps")
    assert "from Apr 2026 on Assembly, caught up" in said(plans, *hit, **late)
    assert "Assembly" not in said(plans, ("Assembly", "2026-12", "Pumps"), **late)
    assert "Assembly" not in said(plans, ("Assembly", "2026-04", "Valves"), **late)


def test_the_most_money_comes_first_then_what_has_no_value_then_approvals(
    plans: ModuleType,
) -> None:
    plan = plans.plan_of(
        plans.Page("Fine"),
        plans.Page("Unpriced", production=90, price=None),
        plans.Page("Small", production=[90, *[100] * 17], price=1),
        plans.Page("Large", production=90, price=50),
    )
    found = recommendations(plan, plans.shortages_of())
    assert found["family"].tolist() == ["Large", "Small", "Unpriced", "Fine"]
    np.testing.assert_array_equal(found["stake"], [9000, 10, np.nan, 0])
    assert found["action"].tolist() == ["Decide", "Decide", "Decide", "Approve"]
