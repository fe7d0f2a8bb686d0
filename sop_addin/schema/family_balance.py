"""Rows of a family's page below its plan: what is sold, late and in stock, and the money of it."""

from __future__ import annotations

from sop_addin.schema.declarations import FORMULA, Policy, Series, Total, Unit
from sop_addin.schema.labels import Label

__all__ = ["BALANCE", "MONEY"]

_U, _M = Unit.UNITS, Unit.MONEY
_MTS, _MTO = Policy.MTS, Policy.MTO

BALANCE = (
    Series(
        "constrained_sales",
        Label("Constrained sales", "约束后销售"),
        _U,
        "refresh",
        FORMULA,
        "balance",
        "MAX(0, MIN(unconstrained_demand + past_due[-1], inventory[-1] + production))",
        formula_mto="MAX(0, MIN(finished[-1] + production,"
        " order_backlog[-1] + ship_share * unconstrained_demand))",
        label_mto=Label("Shipments", "发货"),
    ),
    Series(
        "past_due",
        Label("Past due", "逾期"),
        _U,
        "refresh",
        FORMULA,
        "balance",
        'IF(shortage_policy == "lost sales", 0,'
        " unconstrained_demand + past_due[-1] - constrained_sales)",
        policy=_MTS,
        opening="opening_past_due",
        total=Total.LAST,
    ),
    Series(
        "lost_sales",
        Label("Lost sales", "失销"),
        _U,
        "",
        FORMULA,
        "balance",
        "unconstrained_demand + past_due[-1] - constrained_sales - past_due",
        policy=_MTS,
    ),
    Series(
        "inventory",
        Label("Closing inventory", "期末库存"),
        _U,
        "refresh",
        FORMULA,
        "balance",
        "inventory[-1] + production - constrained_sales",
        policy=_MTS,
        opening="opening_inventory",
        total=Total.LAST,
    ),
    Series(
        "late_orders",
        Label("Past due", "逾期"),
        _U,
        "refresh",
        "",
        "balance",
        policy=_MTO,
        total=Total.LAST,
    ),
    Series(
        "finished",
        Label("Finished, awaiting shipment", "成品待发"),
        _U,
        "refresh",
        FORMULA,
        "balance",
        "finished[-1] + production - constrained_sales",
        policy=_MTO,
        opening="opening_finished",
        total=Total.LAST,
    ),
    Series(
        "order_backlog",
        Label("Order backlog", "订单积压"),
        _U,
        "refresh",
        FORMULA,
        "balance",
        "order_backlog[-1] + unconstrained_demand - constrained_sales",
        policy=_MTO,
        opening="opening_backlog",
        total=Total.LAST,
    ),
    *(
        Series(
            name,
            Label(en, zh),
            _U,
            "",
            "plan",
            "balance",
            total=Total.LAST,
            detail=name != "target",
        )
        for name, en, zh in (
            ("minimum", "  Minimum", "  下限"),
            ("target", "  Target", "  目标"),
            ("maximum", "  Maximum", "  上限"),
        )
    ),
    Series(
        "gap_to_target",
        Label("Gap to target", "与目标差"),
        _U,
        "",
        FORMULA,
        "balance",
        "MINUS(inventory, target)",
        formula_mto="MINUS(order_backlog, target)",
        total=Total.LAST,
    ),
    Series(
        "cover",
        Label("Cover (≈ last 3 months)", "覆盖天数（≈末3个月）"),
        Unit.DAYS,
        "",
        FORMULA,
        "balance",
        "COVER(inventory, unconstrained_demand, working_days)",
        formula_mto="COVER(order_backlog, constrained_sales, working_days)",
        decimals=1,
        total=Total.LAST,
        note="Working days of the next three months' demand. ≈: fewer than three months"
        " follow, so it is those of the last three.",
    ),
)

MONEY = (
    Series(
        "revenue",
        Label("Revenue", "收入"),
        _M,
        "refresh",
        FORMULA,
        "money",
        "TIMES(constrained_sales, price)",
    ),
    Series(
        "cost_of_goods",
        Label("Cost of goods", "销售成本"),
        _M,
        "refresh",
        FORMULA,
        "money",
        "TIMES(constrained_sales, cost)",
    ),
    Series(
        "margin",
        Label("Margin", "毛利"),
        _M,
        FORMULA,
        FORMULA,
        "money",
        "MINUS(revenue, cost_of_goods)",
    ),
    Series(
        "stock_value",
        Label("Stock value", "库存价值"),
        _M,
        FORMULA,
        FORMULA,
        "money",
        "TIMES(inventory, cost)",
        formula_mto="TIMES(finished, cost)",
        label_mto=Label("Finished stock value", "成品价值"),
        total=Total.LAST,
    ),
    Series(
        "backlog_value",
        Label("Backlog value", "积压价值"),
        _M,
        FORMULA,
        FORMULA,
        "money",
        "TIMES(order_backlog, price)",
        policy=_MTO,
        total=Total.LAST,
    ),
    Series("aop_revenue", Label("AOP revenue", "AOP收入"), _M, "refresh", "refresh", "money"),
    Series(
        "revenue_less_aop",
        Label("Revenue - AOP", "收入 - AOP"),
        _M,
        FORMULA,
        FORMULA,
        "money",
        "MINUS(revenue, aop_revenue)",
    ),
)
