"""The page of a family: what stands on top, and its rows of months."""

from __future__ import annotations

from sop_addin.schema.declarations import (
    FORMULA,
    PLANNER,
    Kind,
    Page,
    Policy,
    Series,
    Total,
    Unit,
)
from sop_addin.schema.family_balance import BALANCE, MONEY
from sop_addin.schema.family_fields import FAMILY_FIELDS
from sop_addin.schema.labels import Label
from sop_addin.schema.months import HISTORY, HORIZON

__all__ = ["FAMILY_PAGE", "PAGES", "SECTIONS", "page"]

SECTIONS = {
    "demand": Label("Demand", "需求"),
    "supply": Label("Supply", "供应"),
    "balance": Label("Balance", "平衡"),
    "money": Label("Money", "金额"),
}
"""Headings between the rows, in order."""

_U, _M = Unit.UNITS, Unit.MONEY
_MTS, _MTO = Policy.MTS, Policy.MTO


_DEMAND = (
    Series(
        "working_days",
        Label("Working days", "工作日"),
        Unit.DAYS,
        "refresh",
        "refresh",
        "demand",
        decimals=1,
    ),
    Series("last_year", Label("Last year", "去年同期"), _U, "refresh", "refresh", "demand"),
    Series(
        "statistical_forecast",
        Label("Statistical forecast", "统计预测"),
        _U,
        "",
        "forecast",
        "demand",
    ),
    *(
        Series(
            name,
            Label(en, zh),
            _U,
            "",
            "forecast",
            "demand",
            total=Total.NONE,
            detail=True,
        )
        for name, en, zh in (
            ("high95", "  95 % band, high", "  95%区间上限"),
            ("high80", "  80 % band, high", "  80%区间上限"),
            ("low80", "  80 % band, low", "  80%区间下限"),
            ("low95", "  95 % band, low", "  95%区间下限"),
        )
    ),
    Series("activities", Label("Activities", "营销活动"), _U, "", "forecast", "demand"),
    Series(
        "price_change",
        Label("  their price change", "  价格变动"),
        Unit.PERCENT,
        "",
        "forecast",
        "demand",
        decimals=2,
        total=Total.NONE,
        detail=True,
        note="Price change of the month's activities, by their probability. Blank: none.",
    ),
    Series(
        "life_cycle",
        Label("Launches and phase changes", "上市与换代"),
        _U,
        "",
        "forecast",
        "demand",
    ),
    Series(
        "adjustment",
        Label("Adjustment ±", "人工调整 ±"),
        _U,
        "",
        PLANNER,
        "demand",
        note="What sales and marketing add to, or take off, the forecast. Blank is not 0.",
    ),
    Series(
        "adjustment_reason",
        Label("  its reason and expiry", "  原因与到期"),
        Unit.NONE,
        "",
        PLANNER,
        "demand",
        total=Total.NONE,
        kind=Kind.TEXT,
        note="Why, and until which month, the adjustment holds.",
    ),
    Series(
        "order_book",
        Label("Shipped + open orders due", "已发货与到期未交订单"),
        _U,
        "",
        "refresh",
        "demand",
        policy=_MTS,
        total=Total.NONE,
        note="Current month: demand is the larger of the forecast and this, never their sum.",
    ),
    Series(
        "unconstrained_demand",
        Label("Unconstrained demand", "无约束需求"),
        _U,
        "refresh",
        FORMULA,
        "demand",
        "MAX(0, statistical_forecast + activities + life_cycle + adjustment, order_book)",
        formula_mto="MAX(0, statistical_forecast + activities + life_cycle + adjustment)",
    ),
    Series(
        "previous_demand", Label("Previous plan", "上期计划"), _U, "refresh", "refresh", "demand"
    ),
    Series(
        "demand_change",
        Label("Change to previous", "与上期差异"),
        _U,
        FORMULA,
        FORMULA,
        "demand",
        "MINUS(unconstrained_demand, previous_demand)",
    ),
    Series("aop_demand", Label("AOP demand", "AOP需求"), _U, "refresh", "refresh", "demand"),
    Series(
        "demand_less_aop",
        Label("Demand - AOP", "需求 - AOP"),
        _U,
        FORMULA,
        FORMULA,
        "demand",
        "MINUS(unconstrained_demand, aop_demand)",
    ),
)

_SUPPLY = (
    Series("regular", Label("Regular", "正常生产"), _U, "", "plan", "supply"),
    Series("overtime", Label("Overtime", "加班生产"), _U, "", "plan", "supply"),
    Series("subcontract", Label("Subcontract or bought", "外协或采购"), _U, "", "plan", "supply"),
    Series(
        "manual_change",
        Label("Manual change ±", "人工变更 ±"),
        _U,
        "",
        PLANNER,
        "supply",
        note="A number here locks the month's production; the next plan solves around it.",
    ),
    Series(
        "production",
        Label("Production", "生产合计"),
        _U,
        "refresh",
        FORMULA,
        "supply",
        "MAX(0, regular + overtime + subcontract + manual_change)",
    ),
    Series(
        "daily_rate",
        Label("Rate a working day", "日产率"),
        Unit.UNITS_A_DAY,
        FORMULA,
        FORMULA,
        "supply",
        "RATIO(production, working_days)",
        decimals=1,
        total=Total.NONE,
    ),
    Series(
        "previous_production",
        Label("Previous plan", "上期计划"),
        _U,
        "refresh",
        "refresh",
        "supply",
    ),
    Series(
        "tightest_resource",
        Label("Tightest resource", "最紧资源"),
        Unit.PERCENT,
        "",
        "plan",
        "supply",
        decimals=1,
        total=Total.NONE,
    ),
)

FAMILY_PAGE = Page(
    "family",
    "Fam_",
    ((Policy.MTS, "Proto_MTS"), (Policy.MTO, "Proto_MTO")),
    FAMILY_FIELDS,
    (*_DEMAND, *_SUPPLY, *BALANCE, *MONEY),
    HISTORY,
    HORIZON,
)

PAGES = (FAMILY_PAGE,)


def page(name: str) -> Page:
    """Return a declared page by its name.

    Raises
    ------
    KeyError
        No page of that name is declared.
    """
    return {p.name: p for p in PAGES}[name]
