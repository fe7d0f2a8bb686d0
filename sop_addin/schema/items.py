"""The table of items: what a family consists of."""

from __future__ import annotations

from sop_addin.schema.columns import FAMILY, number, text
from sop_addin.schema.declarations import PLANNER, Owner, Table, Unit
from sop_addin.schema.labels import Label

__all__ = ["ITEMS"]

ITEMS = Table(
    "items",
    "tblItems",
    "Items",
    Label("Items of the families", "产品族的物料"),
    (
        text("item", "Item", "物料", required=True, width=16),
        FAMILY,
        text("name", "Name", "名称", width=30),
        text("unit", "Unit", "单位", note="The item's own unit, such as a box."),
        number(
            "conversion",
            "Family units a unit",
            "换算",
            Unit.NONE,
            4,
            least=0,
            width=13,
            note="Units of the family in one unit of the item: a box of 12 is 12. Blank is 1.",
        ),
        number(
            "mix_percent",
            "Mix %",
            "占比%",
            Unit.PERCENT,
            2,
            least=0,
            required=True,
            note="Part of the family's units. The items of a family add up to 100.",
        ),
        number("price", "Price", "价格", Unit.MONEY_A_UNIT, 2, least=0),
        number("cost", "Standard cost", "标准成本", Unit.MONEY_A_UNIT, 2, least=0),
        number("lot", "Lot size", "批量", Unit.UNITS, 0, least=0),
        number("stock", "Stock", "库存", Unit.UNITS, 2, least=0),
    ),
    ("item",),
    Owner.INPUT,
    PLANNER,
    Label(
        "Mix = the item's part of its family's units; a family's items add up to 100 %. Price,"
        " cost, lot and stock count in the item's own unit.",
        "占比 = 物料占产品族数量的比例，每族合计100%。价格、成本、批量与库存按物料自身单位。",
    ),
)
