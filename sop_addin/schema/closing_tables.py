"""Tables beside the actuals: orders of the running month, and stock that does not add up."""

from __future__ import annotations

from sop_addin.schema.columns import FAMILY, family_or_company, month_column, number, text
from sop_addin.schema.declarations import Owner, Table, Unit
from sop_addin.schema.labels import Label

__all__ = ["ALL_AVAILABLE", "ORDERS", "STOCK", "STOCK_CHECK"]

ALL_AVAILABLE = "all available"
"""Status of the row that adds up what is available of a family."""

ORDERS = Table(
    "orders",
    "tblOrders",
    "Orders",
    Label("Orders of the running month", "当月订单"),
    (
        FAMILY,
        month_column(),
        number("shipped", "Shipped to date", "已发货", Unit.UNITS, 2, width=13),
        number("open_due", "Open orders due", "到期未交订单", Unit.UNITS, 2, width=13),
        number("days_passed", "Days passed", "已过工作日", Unit.DAYS, 1, width=11),
        number("booked", "Shipped + due", "已发货+到期", Unit.UNITS, 2, width=13),
        number("run_rate", "Month at this pace", "按此进度全月", Unit.UNITS, 0, width=13),
    ),
    ("family", "month"),
    Owner.OUTPUT,
    "refresh",
    Label(
        "Demand of the running month = the larger of the forecast and shipped + open orders due;"
        " never the sum. The pace is for display only and never becomes history.",
        "当月需求取预测与“已发货+到期订单”中的较大者，绝不相加。进度仅供显示。",
    ),
)

STOCK_CHECK = Table(
    "stock_check",
    "tblStockCheck",
    "Stock_Check",
    Label("Months whose stock does not add up", "库存不平的月份"),
    (
        FAMILY,
        month_column(),
        *(
            number(name, en, zh, Unit.UNITS, 2, width=12)
            for name, en, zh in (
                ("opening", "Stock before", "期初库存"),
                ("production", "Production", "生产"),
                ("adjustments", "Counts, scrap, transfers", "盘点、报废、调拨"),
                ("shipments", "Shipments", "发货"),
                ("expected", "Expected stock", "应有库存"),
                ("reported", "Reported stock", "上报库存"),
                ("difference", "Reported - expected", "差异"),
            )
        ),
    ),
    ("family", "month"),
    Owner.OUTPUT,
    "refresh",
    Label(
        "Stock before + production + counts, scrap and transfers - shipments should be the stock"
        " after. What is left over is shown here and never plugged.",
        "期初 + 生产 + 调整 - 发货 应等于期末；差异在此列出，绝不抹平。",
    ),
)

STOCK = Table(
    "stock",
    "tblStock",
    "Stock",
    Label("Stock by status at the end of the last closed month", "上月末库存（按状态）"),
    (
        family_or_company("Company: all families that are listed."),
        month_column(),
        text("status", "Status", "状态", required=True, width=18),
        text("available", "Available", "可用", width=10, note="As Config says, by the status."),
        number("units", "Units", "数量", Unit.UNITS, 2, width=12),
        number("value", "Value at standard cost", "按标准成本的金额", Unit.MONEY, 2, width=14),
        number("reported", "Inventory on Actuals", "实际数据中的库存", Unit.UNITS, 2, width=13),
        number("gap", "Available - inventory", "差异", Unit.UNITS, 2, width=13),
    ),
    ("family", "status"),
    Owner.OUTPUT,
    "refresh",
    Label(
        "Only what is available opens the plan; the rest is listed with its value. Config says once"
        " which statuses are available. Where their sum is not the inventory on Actuals, the gap is"
        " shown and nothing is corrected.",
        "仅可用库存进入计划，其余按金额列示；哪些状态可用由“设置”统一规定；差异只列示，不修正。",
    ),
)
