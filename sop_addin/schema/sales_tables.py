"""Tables below and beside the family: mix by month, items' forecast, what sales expects."""

from __future__ import annotations

from sop_addin.schema.columns import FAMILY, month_column, month_columns, number, text
from sop_addin.schema.declarations import PLANNER, Owner, Table, Unit
from sop_addin.schema.labels import Label

__all__ = ["ITEM_FORECAST", "ITEM_MIX", "SALES_INPUT", "SALES_SUMMARY"]

ITEM_MIX = Table(
    "item_mix",
    "tblItemMix",
    "Item_Mix",
    Label("Mix of items that changes from a month on", "从某月起变化的物料占比"),
    (
        text("item", "Item", "物料", required=True, width=16),
        month_column("month", "From month", "起始月份"),
        number(
            "mix_percent",
            "Mix %",
            "占比%",
            Unit.PERCENT,
            2,
            least=0,
            required=True,
            note="Part of the family's units from this month on, until the item's next row.",
        ),
    ),
    ("item", "month"),
    Owner.INPUT,
    PLANNER,
    Label(
        "Only what changes: until then the mix of Items holds. In every month the items of a family"
        " add up to 100 %; Check names the month that does not.",
        "仅填变化部分，其余沿用物料表占比；每月每族合计100%。",
    ),
)

ITEM_FORECAST = Table(
    "item_forecast",
    "tblItemForecast",
    "Item_Forecast",
    Label("Unconstrained demand by item", "按物料的无约束需求"),
    (
        FAMILY,
        text("item", "Item", "物料", required=True, width=18),
        text("unit", "Unit of the family", "产品族单位", width=10),
        text("basis", "Split by", "拆分依据", width=26),
        number("total", "Horizon", "计划期合计", Unit.UNITS, 0),
        number("own_total", "Horizon in its own unit", "自身单位合计", Unit.NONE, 1, width=12),
        text("own_unit", "Own unit", "自身单位", width=8),
        *month_columns(Unit.UNITS, 0),
    ),
    ("family", "item"),
    Owner.OUTPUT,
    "demand",
    Label(
        "Whole units of the family, split by the mix of each month; where sales entered every item"
        " of a family, by that. All items: their sum, which is the family's month to the unit.",
        "按各月占比拆分（销售填写了全部物料则按其拆分）。All items：物料之和，等于该族当月需求。",
    ),
)

SALES_INPUT = Table(
    "sales_input",
    "tblSalesInput",
    "Sales_Input",
    Label("What sales expects, by customer or region", "销售预期（按客户或区域）"),
    (
        FAMILY,
        text("source", "Customer or region", "客户或区域", required=True, width=24),
        text(
            "item",
            "Item",
            "物料",
            required=True,
            width=16,
            note="An item of the family, or all for the family as a whole.",
        ),
        month_column(),
        number("units", "Units", "数量", Unit.UNITS, 2, required=True, width=12),
        text("entered_by", "Entered by", "填写人", required=True, width=18),
        text("note", "Note", "备注", width=40),
    ),
    ("family", "source", "item", "month"),
    Owner.INPUT,
    PLANNER,
    Label(
        "Every row counts once, in units of the family. Demand review sums them up beside the"
        " demand of the page; what is agreed is typed there as an adjustment.",
        "每行计一次，单位为产品族单位；需求评审汇总后与页面需求比较，商定差额作为人工调整填写。",
    ),
)

SALES_SUMMARY = Table(
    "sales_summary",
    "tblSalesSummary",
    "Sales_Summary",
    Label("Sales input against unconstrained demand", "销售预期与无约束需求"),
    (
        FAMILY,
        text("measure", "Customer, region or measure", "客户、区域或指标", required=True, width=28),
        text("entered_by", "Entered by", "填写人", width=22),
        number("total", "Months entered", "已填月份合计", Unit.UNITS, 0, width=13),
        *month_columns(Unit.UNITS, 0),
    ),
    ("family", "measure"),
    Owner.OUTPUT,
    "demand",
    Label(
        "Difference = sales input - unconstrained demand, in the months for which sales entered"
        " anything; the total is over these months.",
        "差异 = 销售预期 - 无约束需求，仅含销售已填写的月份。",
    ),
)
