"""The charts of the workbook: the question each answers, and the rows it is drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from sop_addin.schema.bridge_tables import BARS
from sop_addin.schema.declarations import Page, Policy, Unit
from sop_addin.schema.labels import Label
from sop_addin.schema.risk_tables import RANGE_BARS, RANGE_ROWS

__all__ = [
    "BRIDGE_STEPS",
    "IN_TOLERANCE",
    "PAGE_CHARTS",
    "SHEET_CHARTS",
    "WATERFALLS",
    "Chart",
    "Line",
    "Look",
    "SheetChart",
    "Waterfall",
]


class Look(Enum):
    """How a row of numbers is drawn."""

    COLUMN = "column"
    LINE = "line"
    THIN = "thin line"
    FLOOR = "dashed line that must not be crossed downwards"
    CEILING = "dotted line that should not be crossed upwards"


@dataclass(frozen=True)
class Line:
    """One row in a chart: a series of a page, or a measure of a table with months across."""

    source: str
    look: Look


@dataclass(frozen=True)
class Chart:
    """A chart on a page: its title is a question; rows a page does not have are left out.

    `unit` is named behind the question: ``UNITS`` is the family's own, ``MONEY`` the currency.
    """

    question: Label
    lines: tuple[Line, ...]
    policy: Policy = Policy.ANY
    unit: Unit = Unit.NONE

    def belongs_to(self, page: Page, policy: Policy) -> bool:
        """Tell whether the chart stands on a page of `policy`."""
        names = {series.name for series in page.series_of(policy)}
        return self.policy in (Policy.ANY, policy) and names.issuperset(
            line.source for line in self.lines
        )


@dataclass(frozen=True)
class SheetChart:
    """A chart above the table of `sheet`, drawn from the first rows of a table.

    `measures` names these rows from the top; `measured` is as for a waterfall.
    """

    sheet: str
    table: str
    chart: Chart
    measures: tuple[str, ...]
    measured: str = ""


@dataclass(frozen=True)
class Waterfall:
    """A waterfall above a table, drawn from the bars of its first rows.

    Parameters
    ----------
    category
        Column of the texts under the bars.
    bars
        Columns of what stays empty below a bar, then of the heights of levels, rises and falls.
    rows
        How many rows it has at most.
    beyond
        Column of what a rise has above zero, where bars are differences around zero: then an axis
        says how much they are. Empty: bars are levels and carry their amounts.
    measured
        Column that names the unit of the bars; empty: they are money.
    """

    table: str
    question: Label
    category: str
    bars: tuple[str, str, str, str]
    rows: int
    beyond: str = ""
    measured: str = ""


PAGE_CHARTS = (
    Chart(
        Label("Does supply cover demand?", "供应能否满足需求？"),
        (
            Line("production", Look.COLUMN),
            Line("unconstrained_demand", Look.LINE),
            Line("constrained_sales", Look.THIN),
        ),
        unit=Unit.UNITS,
    ),
    Chart(
        Label("Is the stock between its limits?", "库存是否在限度之内？"),
        (
            Line("inventory", Look.COLUMN),
            Line("target", Look.LINE),
            Line("minimum", Look.FLOOR),
            Line("maximum", Look.CEILING),
        ),
        Policy.MTS,
        Unit.UNITS,
    ),
    Chart(
        Label("Is the order backlog on target?", "订单积压是否达到目标？"),
        (
            Line("order_backlog", Look.COLUMN),
            Line("target", Look.LINE),
        ),
        Policy.MTO,
        Unit.UNITS,
    ),
    Chart(
        Label("Does revenue meet the AOP?", "收入是否达到AOP？"),
        (Line("revenue", Look.COLUMN), Line("aop_revenue", Look.LINE)),
        unit=Unit.MONEY,
    ),
)
"""Charts of a family's page, from left to right."""

COMPANY_MEASURES = (
    "Demand revenue",
    "Plan revenue",
    "AOP revenue",
    "Inventory value",
    "Backlog value",
    "Short units",
    "Tightest resource %",
)
"""Rows of the company table, from the top; the charts are drawn from these places."""

IN_TOLERANCE = ("demand in tolerance", "supply in tolerance", "stock or backlog in tolerance")
"""Rows of the company on the table of effectiveness, from the top."""

BRIDGE_STEPS = (
    "Statistical forecast",
    "Activities",
    "Launches and phase changes",
    "Adjustments",
    "Orders above the forecast",
    "Never below zero",
    "Unconstrained demand",
)
"""Rows of the company on the bridge, from the top."""

SHEET_CHARTS = (
    SheetChart(
        "Dashboard",
        "company",
        Chart(
            Label("Is the plan balanced and on AOP?", "计划是否平衡并达到AOP？"),
            (
                Line("Plan revenue", Look.COLUMN),
                Line("Demand revenue", Look.LINE),
                Line("AOP revenue", Look.THIN),
            ),
            unit=Unit.MONEY,
        ),
        COMPANY_MEASURES,
    ),
    SheetChart(
        "Dashboard",
        "company",
        Chart(
            Label("Where is the money in stock and backlog?", "库存与积压占用多少资金？"),
            (Line("Inventory value", Look.COLUMN), Line("Backlog value", Look.LINE)),
            unit=Unit.MONEY,
        ),
        COMPANY_MEASURES,
    ),
    SheetChart(
        "Dashboard",
        "company",
        Chart(
            Label("How tight is the tightest resource (%)?", "最紧资源有多紧（%）？"),
            (Line("Tightest resource %", Look.COLUMN),),
        ),
        COMPANY_MEASURES,
    ),
    SheetChart(
        "Dashboard",
        "effectiveness",
        Chart(
            Label("Is the process in control? Families in tolerance (%)", "流程是否受控？（%）"),
            (
                Line(IN_TOLERANCE[0], Look.COLUMN),
                Line(IN_TOLERANCE[1], Look.LINE),
                Line(IN_TOLERANCE[2], Look.THIN),
            ),
        ),
        IN_TOLERANCE,
    ),
    SheetChart(
        "Demand_Bridge",
        "demand_bridge",
        Chart(
            Label("How far is demand from the forecast?", "需求与统计预测相差多少？"),
            (
                Line("Statistical forecast", Look.COLUMN),
                Line("Unconstrained demand", Look.LINE),
            ),
            unit=Unit.MONEY,
        ),
        BRIDGE_STEPS,
        "unit",
    ),
)
"""Charts over months, from left to right."""

WATERFALLS = (
    Waterfall(
        "demand_bridge",
        Label(
            "What makes the demand of the next 12 months, axis cut?",
            "未来12个月需求的构成？轴已截断",
        ),
        "step",
        BARS,
        len(BRIDGE_STEPS),
        measured="unit",
    ),
    Waterfall(
        "demand_change",
        Label(
            "Why is it not last cycle's forecast any more, axis cut?",
            "与上周期预测相比的变化？轴已截断",
        ),
        "cause",
        BARS,
        len(BRIDGE_STEPS) + 1,
        measured="unit",
    ),
    Waterfall(
        "risk_range",
        Label(
            "By how much may the margin of 18 months leave the plan?",
            "18个月利润可能偏离计划多少？",
        ),
        "step",
        BARS,
        RANGE_ROWS,
        RANGE_BARS[-1],
    ),
)
"""Waterfalls of the company, right of the other charts of their table's sheet; `rows` is the most
that the table may have."""
