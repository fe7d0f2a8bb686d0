"""Tables of the purchase plan, and of the orders to place."""

from __future__ import annotations

from sop_addin.schema.columns import month_column, month_columns, number, text
from sop_addin.schema.declarations import Owner, Table, Unit
from sop_addin.schema.labels import Label

__all__ = ["PURCHASE_ORDERS", "PURCHASE_PLAN"]

PURCHASE_PLAN = Table(
    "purchase_plan",
    "tblPurchasePlan",
    "Purchase_Plan",
    Label("Purchase plan: need, stock, orders", "采购计划：需求、库存与订货"),
    (
        text("code", "Material or family", "物料或产品族", required=True, width=15),
        text("name", "Name", "名称", width=23),
        text("kind", "Kind", "类别", width=13),
        text("measure", "Measure", "指标", required=True, width=16),
        text("unit", "Unit", "单位", width=7),
        number("opening", "Stock before", "期初库存", Unit.UNITS, 0, width=9),
        *month_columns(Unit.NONE, 0),
        number("total", "Total", "合计", Unit.NONE, 0, width=12),
    ),
    ("code", "measure"),
    Owner.OUTPUT,
    "resources",
    Label(
        "Need = the families' plan x bill of materials. Receipts stand in the month of need, orders"
        " the lead time before it. Total of stock: the last month.",
        "需求 = 产品族计划 x 物料清单。收货列于需求月，订货提前一个提前期。",
    ),
)

PURCHASE_ORDERS = Table(
    "purchase_orders",
    "tblPurchaseOrders",
    "Purchase_Orders",
    Label("Orders to place, the late ones first", "待下采购订单（逾期优先）"),
    (
        text("code", "Material or family", "物料或产品族", required=True, width=16),
        month_column("needed", "Needed in", "需求月份"),
        text("name", "Name", "名称", width=28),
        text("supplier", "Supplier", "供应商", width=22),
        month_column("order_month", "Order in", "订货月份"),
        number("units", "Quantity", "数量", Unit.UNITS, 0),
        text("unit", "Unit", "单位", width=7),
        number("money", "Value", "金额", Unit.MONEY, 0, width=13),
        text("status", "What to do", "措施", width=52),
    ),
    ("code", "needed"),
    Owner.OUTPUT,
    "resources",
    Label(
        "Expedite: the month in which to order has passed; ordered today it comes too late by"
        " that many months.",
        "加急：应下单月份已过，今日下单将迟到相应月数。",
    ),
)
