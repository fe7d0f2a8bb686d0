"""Orders of named customers, the rule by which a shortage is shared, and who gets what."""

from __future__ import annotations

from sop_addin.schema.columns import FAMILY, month_column, number, text
from sop_addin.schema.declarations import PLANNER, Column, Kind, Owner, Table, Unit
from sop_addin.schema.labels import Label

__all__ = [
    "ALLOCATION",
    "ALLOCATION_RULE",
    "BY_DATE",
    "BY_PRIORITY",
    "CUSTOMER_ORDERS",
    "PRO_RATA",
    "RULES",
]

PRO_RATA, BY_PRIORITY, BY_DATE = "pro rata", "by priority", "by date"
RULES = (PRO_RATA, BY_PRIORITY, BY_DATE)
"""Rules by which what there is goes to customers."""

ALLOCATION_RULE = text(
    "allocation_rule",
    "Shortage goes",
    "短缺分配规则",
    choices=RULES,
    width=13,
    note="How a shortage is shared among customers; blank: as Config says.",
)

CUSTOMER_ORDERS = Table(
    "customer_orders",
    "tblCustomerOrders",
    "Customer_Orders",
    Label("Orders of named customers", "指定客户订单"),
    (
        text("order", "Order", "订单", required=True, width=14),
        FAMILY,
        text("customer", "Customer", "客户", required=True, width=28),
        Column("due", Label("Due", "期限"), Kind.DATE, required=True, width=12),
        number("units", "Units", "数量", Unit.UNITS, 0, least=0, required=True, width=12),
        number(
            "priority",
            "Priority",
            "优先级",
            Unit.COUNT,
            least=1,
            width=10,
            note="Of the customer: 1 is served first. Blank: after all that have one.",
        ),
    ),
    ("order",),
    Owner.INPUT,
    PLANNER,
    Label(
        "Open orders by customer, in units of the family. Release shares a shortage of the approved"
        " plan among them by the rule on Families or Config, see Allocation.",
        "按客户的未结订单。发布时按规则分配已批准计划中的短缺，见Allocation。",
    ),
)

ALLOCATION = Table(
    "allocation",
    "tblAllocation",
    "Allocation",
    Label("Who gets what in a shortage", "短缺分配"),
    (
        FAMILY,
        month_column(),
        text("customer", "Customer", "客户", required=True, width=28),
        text("order", "Order", "订单", required=True, width=14),
        number("requested", "Waits for", "需求", Unit.UNITS, 0, width=11),
        number("allocated", "Gets", "分配", Unit.UNITS, 0, width=11),
        number("short", "Still short", "仍缺", Unit.UNITS, 0, width=11),
        text("rule", "Rule", "规则", width=13),
    ),
    ("family", "month", "customer", "order"),
    Owner.OUTPUT,
    "release",
    Label(
        "Months in which the approved plan has less than customers wait for. What is not on"
        " Customer_Orders is one line, All others. The lines of a month add up to the approved"
        " sales of the month, to the unit.",
        "已批准计划少于客户需求的月份。未列入订单者合为“All others”。各月之和等于批准销量。",
    ),
)
