"""The table of new products: how each change stands, and what a slip would move."""

from __future__ import annotations

from sop_addin.schema.columns import FAMILY, month_column, number, text
from sop_addin.schema.declarations import Owner, Table, Unit
from sop_addin.schema.labels import Label

__all__ = ["NEW_PRODUCTS", "SLIP"]

SLIP = 2
"""Months by which a slip is shown."""

NEW_PRODUCTS = Table(
    "new_products",
    "tblNewProducts",
    "New_Products",
    Label("Are launches and phase-outs on time?", "上市与退市是否按时？"),
    (
        text("change", "Change", "变更", required=True, width=10),
        text("kind", "Kind", "类别", width=12),
        FAMILY,
        month_column("start_month", "Starts", "开始"),
        text("gates", "Gates passed", "已通过阶段门", width=14),
        text("next_gate", "Next gate", "下一阶段门", width=32),
        text("state", "State", "状态", width=27),
        number("units", "Demand of 18 months", "18个月需求", Unit.UNITS, 0, width=12),
        number("slip_units", f"{SLIP} months later: units", "推迟：数量", Unit.UNITS, 0, width=13),
        number(
            "slip_money", f"{SLIP} months later: revenue", "推迟：收入", Unit.MONEY, 0, width=13
        ),
        text("slip_load", f"{SLIP} months later: load", "推迟：负荷", width=45),
    ),
    ("change",),
    Owner.OUTPUT,
    "presop",
    Label(
        "Demand: what the change adds to the family's forecast over 18 months, negative where it"
        " takes off. A change that has begun is in the history already and cannot slip. Load: hours"
        " that leave the months in which they stand now. Gates are those of NPI_Gates.",
        "需求：该变更18个月内对预测的增减。已开始的变更不再推迟。负荷：移出现有月份的工时。",
    ),
)
