"""Tables of what is bought: materials, what a family takes of them, and what is on order."""

from __future__ import annotations

from sop_addin.schema.columns import FAMILY, month_column, number, text
from sop_addin.schema.declarations import PLANNER, Owner, Table, Unit
from sop_addin.schema.labels import Label

__all__ = ["BILL_OF_MATERIALS", "MATERIALS", "ON_ORDER"]

_MATERIAL = text("material", "Material", "物料", required=True, width=16)

MATERIALS = Table(
    "materials",
    "tblMaterials",
    "Materials",
    Label("Key materials: stock, cost and terms of the supplier", "关键物料：库存、成本与供应条件"),
    (
        _MATERIAL,
        text("name", "Name", "名称", width=30),
        text("unit", "Unit", "单位", width=9),
        text("supplier", "Supplier", "供应商", width=22),
        number("cost", "Cost", "单价", Unit.MONEY_A_UNIT, 4, least=0),
        number(
            "stock",
            "Stock",
            "库存",
            Unit.UNITS,
            2,
            least=0,
            required=True,
            note="Unrestricted stock at the end of the last closed month. Blank is not 0.",
        ),
        number(
            "safety_stock",
            "Safety stock",
            "安全库存",
            Unit.UNITS,
            2,
            least=0,
            note="Stock never planned below this. Blank: none.",
        ),
        number(
            "lead_months",
            "Lead time, months",
            "提前期（月）",
            Unit.COUNT,
            0,
            least=0,
            required=True,
            note="Whole months from order to receipt. 0: within the month.",
        ),
        number(
            "minimum_order",
            "Minimum order",
            "最小订货量",
            Unit.UNITS,
            2,
            least=0,
            note="Least of one order. Blank: none.",
        ),
        number(
            "lot",
            "Order lot",
            "订货批量",
            Unit.UNITS,
            2,
            least=0,
            note="Orders are multiples of it. Blank: any quantity.",
        ),
        number(
            "monthly_limit",
            "Most a month",
            "每月上限",
            Unit.UNITS,
            2,
            least=0,
            note="Most that the supplier delivers in a month. Blank: not limited.",
        ),
    ),
    ("material",),
    Owner.INPUT,
    PLANNER,
    Label(
        "Only what is scarce, dear or slow to get. Quantities count in the material's own unit.",
        "仅列稀缺、昂贵或交期长的物料，数量按物料自身单位。",
    ),
)

BILL_OF_MATERIALS = Table(
    "bill_of_materials",
    "tblBillOfMaterials",
    "BillOfMaterials",
    Label("Bill of materials", "物料清单"),
    (
        FAMILY,
        _MATERIAL,
        number("per_unit", "Per unit", "单位用量", Unit.UNITS, 4, least=0, required=True),
    ),
    ("family", "material"),
    Owner.INPUT,
    PLANNER,
    Label(
        "Units of a material that one unit of a family takes, waste included.",
        "每单位产品族消耗的物料数量（含损耗）。",
    ),
)

ON_ORDER = Table(
    "on_order",
    "tblOnOrder",
    "OnOrder",
    Label("Open purchase orders and receipts from other plants", "未交采购订单与厂际调入"),
    (
        text("reference", "Order number", "订单号", required=True, width=18),
        text(
            "code",
            "Material or family",
            "物料或产品族",
            required=True,
            width=20,
            note="A material, or a family that is bought or comes from another plant.",
        ),
        month_column("month", "Due month", "到货月份"),
        number("quantity", "Quantity", "数量", Unit.UNITS, 2, least=0, required=True),
    ),
    ("reference", "code", "month"),
    Owner.INPUT,
    PLANNER,
    Label(
        "What suppliers and other plants have confirmed and not yet delivered, by the month due.",
        "供应商与其他工厂已确认未交货的数量，按到货月份。",
    ),
)
