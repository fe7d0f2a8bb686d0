"""Tables that the supply side writes beside the resource plan: the master schedule."""

from __future__ import annotations

from sop_addin.schema.columns import FAMILY, number, text, week_columns
from sop_addin.schema.declarations import Owner, Table, Unit
from sop_addin.schema.labels import Label

__all__ = ["MASTER_SCHEDULE"]

MASTER_SCHEDULE = Table(
    "master_schedule",
    "tblMPS",
    "MPS",
    Label("Master production schedule: items by week", "主生产计划：按物料与周"),
    (
        FAMILY,
        text("line", "Item or line", "物料或行", required=True, width=13),
        text("name", "Name", "名称", width=17),
        number("opening", "Stock before", "期初库存", Unit.UNITS, 0, width=8),
        *week_columns(Unit.UNITS, 2),
        number("total", "Total", "合计", Unit.UNITS, 0, width=8),
        number("closing", "Stock after", "期末库存", Unit.UNITS, 0, width=8),
        text("note", "Note", "说明", width=20),
        number("own_total", "Total in its own unit", "自身单位合计", Unit.NONE, 1, width=10),
        text("unit", "Own unit", "自身单位", width=7),
    ),
    ("family", "line"),
    Owner.OUTPUT,
    "mps",
    Label(
        "In units of the family, so that items add up: authorised rate = items + unscheduled, in"
        " every week. A week across two months is split by working days.",
        "以产品族单位计：每周 授权产量 = 各物料之和 + 未排产。跨月的周按工作日拆分。",
    ),
    printed_to="note",
)
