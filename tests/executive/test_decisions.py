"""The executive sheet's columns and its order."""

from __future__ import annotations

from types import ModuleType

import pytest

from sop_addin.executive.decisions import decisions, to_decide
from sop_addin.executive.measures import service_of_plan
from sop_addin.schema.outputs import EXECUTIVE


def test_columns_are_those_that_python_owns_and_the_most_money_comes_first(
    plans: ModuleType,
) -> None:
    plan = plans.plan_of(
        plans.Page("Fine"),
        plans.Page("Late", production=[80, 120, *[100] * 16], ahead={"aop_revenue": 900}),
    )
    found = decisions(plan, plans.limits_of(plan), 3)
    own = [c.name for c in EXECUTIVE.columns if not c.planner and c.name != "recorded"]
    assert found.columns.tolist() == own
    assert found["family"].tolist() == ["Late", "Fine"]
    late = found.iloc[0]
    assert late[["year_to_date", "remaining", "landing"]].tolist() == [0, 12_000, 12_000]
    assert late[["aop", "gap"]].tolist() == [10_800, 1_200]
    assert late["gap_percent"] == pytest.approx(100 / 9)
    assert late["service"] == pytest.approx(100 * 1780 / 1800)
    assert late["at_risk"] == 200
    assert late["recommendation"].startswith("Decide: 20 pcs late in Mar 2026")


def test_service_is_100_only_where_nothing_waits_at_all(plans: ModuleType) -> None:
    plan = plans.plan_of(
        plans.Page("All", demand=10_000, production=10_000),
        plans.Page("Two", demand=10_000, production=[9_998, 10_002, *[10_000] * 16]),
    )
    found = decisions(plan, plans.limits_of(plan), 3).set_index("family")
    assert found["service"].round(1).to_dict() == {"All": 100.0, "Two": 99.9}
    assert round(service_of_plan(plan).value, 1) == 99.9


def test_families_to_decide_are_those_not_for_approval_and_not_decided(plans: ModuleType) -> None:
    late = {"production": [80, 120, *[100] * 16]}
    plan = plans.plan_of(*(plans.Page(name, **late) for name in "AB"), plans.Page("Fine"))
    rows = decisions(plan, plans.limits_of(plan), 3)
    assert to_decide(rows)["family"].tolist() == ["A", "B"]
    assert to_decide(rows.assign(decision=["accept", "", ""]))["family"].tolist() == ["B"]
