"""Twelve KPIs, each by hand; a blank says why."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from sop_addin.executive.kpi_targets import Target
from sop_addin.executive.kpis import Better, Kpi, definition_frame, kpi_frame, kpis
from sop_addin.executive.weighing import Weighed
from sop_addin.periods import month
from sop_addin.presop.company_plan import CompanyPlan
from sop_addin.schema.kpi_tables import KPI, NO_ACTION, KpiName

YEAR = {
    "unconstrained_demand": [100] * 12,
    "constrained_sales": [100] * 12,
    "revenue": [1000] * 12,
    "cost_of_goods": [600] * 12,
    "inventory": [*[150] * 11, 210],
    "past_due": [0] * 11 + [7],
    "aop_demand": [80] * 12,
    "aop_revenue": [1000] * 12,
}
NO_ACTIONS = pd.DataFrame({"id": [], "kpi": []})
NO_FORECASTS = pd.DataFrame({"family": [], "last_12": [], "error": []})


def by_name(
    plans: ModuleType, plan: CompanyPlan, forecasts: pd.DataFrame = NO_FORECASTS
) -> dict[str, Kpi]:
    used = plans.resource_plan_of(Assembly=[90, 112], Paint=[50, 60])
    return {k.name: k for k in kpis(plan, 1, used, forecasts)}


def test_a_whole_company(plans: ModuleType) -> None:
    pumps = plans.Page(
        "Pumps",
        production=90,
        openings={"inventory": 210, "past_due": 7},
        closed=YEAR,
        ahead={"aop_revenue": 1000, "target": 20, "tightest_resource": [90, 112, 80]},
    )
    roofs = plans.Page(
        "Roofs",
        policy="MTO",
        openings={"order_backlog": 300},
        ahead={"target": 290},
        closed={"late_orders": 5},
    )
    forecasts = pd.DataFrame(
        {"family": ["Pumps", "Roofs"], "last_12": [1200, 400], "error": [10.0, 30.0]}
    )
    found = by_name(plans, plans.plan_of(pumps, roofs), forecasts)
    values = {name: round(k.measured.value, 2) for name, k in found.items()}
    assert values == {
        # 2,000 to date; past due and demand ship in March, 100 a month from April to December
        "Revenue landing against AOP": round(100 * (2000 + 1070 + 9 * 1000 - 12_000) / 12_000, 2),
        "Demand against AOP, last month": 25.0,
        "Stock value, last close": 210 * 6,
        "Stock value, end of plan": (210 + 18 * 90 - 1807) * 6,
        "Order backlog value, end of plan": 3000,
        "Inventory turns": round(7200 / ((11 * 900 + 1260) / 12), 2),
        "Service of the plan": round(100 * (3600 - 18 * 10) / 3600, 2),
        "Past due, last close": 12,
        "Money at risk in the plan": 100,
        "Cover of stock": 210 / 5,
        "Highest utilisation": 112,
        "Forecast backtest error": (1200 * 10 + 400 * 30) / 1600,
    }
    assert found["Highest utilisation"].period == "Apr 2026, Assembly"
    assert found["Past due, last close"].measured.unit == "pcs"
    assert found["Highest utilisation"].status == "off target"
    assert found["Revenue landing against AOP"].status == "on target"
    assert found["Revenue landing against AOP"].reason.startswith("+70 EUR. ")


def test_columns_and_number_of_kpis(plans: ModuleType) -> None:
    found = kpis(plans.plan_of(plans.Page("A")), 1, plans.resource_plan_of(A=[1]), NO_FORECASTS)
    frame = kpi_frame(found, NO_ACTIONS)
    assert frame.columns.tolist() == list(KPI.column_names)
    assert frame["kpi"].tolist() == [name.value for name in KpiName]
    assert len(frame) <= 12
    assert frame["reason"].str.len().gt(0).all()


def test_a_book_with_sales_only_says_why_its_kpis_are_blank(plans: ModuleType) -> None:
    closed = {"unconstrained_demand": [100] * 24, "constrained_sales": [100] * 24}
    pages = [
        plans.Page(name, price=None, cost=None, unit=None, closed=closed) for name in ("A", "B")
    ]
    found = by_name(plans, plans.plan_of(*pages))
    for kpi in found.values():
        assert np.isnan(kpi.measured.value) or kpi.name == "Money at risk in the plan"
        assert kpi.status == "" or kpi.name == "Money at risk in the plan"
    assert found["Stock value, last close"].reason.startswith(
        "Blank: no family has stock and a cost."
    )
    assert found["Demand against AOP, last month"].reason.startswith("Blank: no AOP for Feb 2026.")
    assert "FY 2026" in found["Revenue landing against AOP"].period


def test_made_to_order_only(plans: ModuleType) -> None:
    page = plans.Page("Roofs", policy="MTO", openings={"order_backlog": 300}, ahead={"target": 300})
    found = by_name(plans, plans.plan_of(page))
    assert found["Service of the plan"].measured.value == 100
    assert "no family is made to stock" in found["Cover of stock"].reason
    assert found["Order backlog value, end of plan"].status == "on target"


def test_made_to_stock_only_has_no_backlog_value(plans: ModuleType) -> None:
    found = by_name(plans, plans.plan_of(plans.Page("A")))
    assert "no family is made to order" in found["Order backlog value, end of plan"].reason


def test_without_aop_the_landing_is_told_in_money(plans: ModuleType) -> None:
    page = plans.Page("A", closed={**YEAR, "aop_revenue": [float("nan")]})
    kpi = by_name(plans, plans.plan_of(page))["Revenue landing against AOP"]
    assert kpi.reason.startswith(
        "Blank: no AOP revenue for all of FY 2026; revenue lands at 12,000 EUR."
    )


def test_given_targets_replace_those_of_the_plan(plans: ModuleType) -> None:
    plan = plans.plan_of(plans.Page("A"))
    given = {"Service of the plan": Target(98.0, month("2026-01"), "Management")}
    found = kpis(plan, 1, plans.resource_plan_of(A=[1]), NO_FORECASTS, given)
    service = next(k for k in found if k.name == "Service of the plan")
    assert (service.target, service.status) == (98, "on target")
    listed = definition_frame(found).set_index("kpi")
    assert listed.loc["Service of the plan", ["better", "target", "by"]].tolist() == [
        "higher",
        98,
        "Management",
    ]
    assert listed.loc["Service of the plan", "since"] == month("2026-01")
    assert pd.isna(listed.loc["Highest utilisation", "since"])
    assert listed["definition"].str.len().gt(0).all()


def test_a_kpi_off_target_names_its_open_actions_or_that_there_is_none(plans: ModuleType) -> None:
    page = plans.Page("A", closed=YEAR, ahead={"tightest_resource": [112]})
    found = kpis(plans.plan_of(page), 1, plans.resource_plan_of(A=[112]), NO_FORECASTS)
    actions = pd.DataFrame(
        {"id": ["A1", "A2", "A3"], "kpi": ["Past due, last close", "", "Past due, last close"]}
    )
    action = kpi_frame(found, actions).set_index("kpi")["action"]
    assert action["Past due, last close"] == "A1, A3"
    assert action["Highest utilisation"] == NO_ACTION
    assert action["Inventory turns"] == "", "no target, hence nothing to follow"


@pytest.mark.parametrize(
    ("better", "value", "status"),
    [
        (Better.HIGHER, 99.96, "on target"),  # prints as 100.0
        (Better.HIGHER, 99.9, "off target"),
        (Better.LOWER, 100.04, "on target"),
        (Better.LOWER, 101, "off target"),
        (Better.NEAR, 90, "on target"),
        (Better.NEAR, 111, "off target"),
        (Better.LOWER, float("nan"), ""),
    ],
)
def test_status(better: Better, value: float, status: str) -> None:
    assert Kpi(KpiName.SERVICE, Weighed(value, "%"), "", "", better, 100.0).status == status
