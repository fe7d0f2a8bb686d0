"""The executive sheet's columns and its order."""

from __future__ import annotations

from types import ModuleType

import pytest

from sop_addin.executive.decisions import decisions
from sop_addin.schema.outputs import EXECUTIVE


def test_columns_are_those_that_python_owns_and_the_most_money_comes_first(
    plans: ModuleType,
) -> None:
    plan = plans.plan_of(
        plans.Page("Fine"),
        plans.Page("Late", production=[80, 120, *[100] * 16], ahead={"aop_revenue": 900}),
    )
    found = decisions(plan, plans.limits_of(plan), 3)
    assert found.columns.tolist() == [c.name for c in EXECUTIVE.columns if not c.planner]
    assert found["family"].tolist() == ["Late", "Fine"]
    late = found.iloc[0]
    assert late[["year_to_date", "remaining", "landing"]].tolist() == [0, 12_000, 12_000]
    assert late[["aop", "gap"]].tolist() == [10_800, 1_200]
    assert late["gap_percent"] == pytest.approx(100 / 9)
    assert late["service"] == pytest.approx(100 * 1780 / 1800)
    assert late["at_risk"] == 200
    assert late["recommendation"].startswith("Decide: 20 pcs late in Mar 2026")
