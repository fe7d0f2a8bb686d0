"""Tables of the KPIs: the dashboard, what each KPI is, and the targets that people set."""

from __future__ import annotations

from enum import StrEnum

from sop_addin.schema.columns import month_column, number, text
from sop_addin.schema.declarations import PLANNER, Column, Kind, Owner, Table, Unit
from sop_addin.schema.labels import Label

__all__ = [
    "KPI",
    "KPI_DEFINITIONS",
    "KPI_TARGETS",
    "NO_ACTION",
    "OFF_TARGET",
    "ON_TARGET",
    "KpiName",
]

ON_TARGET, OFF_TARGET = "on target", "off target"
"""Status of a KPI that is not worse than its target, and of one that is."""

NO_ACTION = "none yet"
"""What stands for the action of a KPI off target that nobody follows."""


class KpiName(StrEnum):
    """The KPIs as printed, in the order of the dashboard."""

    LANDING = "Revenue landing against AOP"
    DEMAND = "Demand against AOP, last month"
    SERVICE = "Service of the plan"
    PAST_DUE = "Past due, last close"
    AT_RISK = "Money at risk in the plan"
    UTILISATION = "Highest utilisation"
    STOCK = "Stock value, last close"
    STOCK_AHEAD = "Stock value, end of plan"
    TURNS = "Inventory turns"
    COVER = "Cover of stock"
    BACKLOG = "Order backlog value, end of plan"
    FORECAST = "Forecast backtest error"


_KPI = text("kpi", "KPI", "指标", required=True, width=30)

KPI = Table(
    "kpi",
    "tblKPI",
    "Dashboard",
    Label("Are we on target?", "是否达标？"),
    (
        _KPI,
        number("value", "Value", "数值", Unit.NONE, 1, width=14),
        text("unit", "Unit", "单位", width=10),
        number("target", "Target", "目标", Unit.NONE, 1, width=14),
        text("status", "Status", "状态", width=10),
        text("action", "Action", "行动", width=10, note="Open ones on Actions that name the KPI."),
        text("period", "Period", "期间", width=20),
        text("reason", "Definition, or why it is blank", "定义或空白原因", width=68),
    ),
    ("kpi",),
    Owner.OUTPUT,
    "executive",
    Label(
        "Bias = forecast - actual: positive means over-forecast. Difference = actual - plan. A KPI"
        " off target asks for an action that names it; targets are set on KPI_Targets.",
        "偏差 = 预测 - 实际；差异 = 实际 - 计划。未达标指标须有指明该指标的行动；"
        "目标在 KPI_Targets 设定。",
    ),
)

KPI_DEFINITIONS = Table(
    "kpi_definitions",
    "tblKPIDefinitions",
    "KPI_Definitions",
    Label("What each KPI is, and what it is held against", "指标定义与目标"),
    (
        _KPI,
        text("definition", "Definition", "定义", width=70),
        text("unit", "Unit", "单位", width=10),
        text("better", "Better", "优劣方向", width=10),
        number("target", "Target", "目标", Unit.NONE, 1, width=14),
        Column("since", Label("Holds from", "生效月份"), Kind.MONTH, width=10),
        text("by", "Set by", "设定人", width=20),
    ),
    ("kpi",),
    Owner.OUTPUT,
    "executive",
    Label(
        "On target: not worse than the target; where near is better, within 10 % of it. A target"
        " without a month follows from the plan itself; without a target there is no status.",
        "达标：不劣于目标；“near”指在目标10%以内。无生效月份的目标来自计划本身；无目标则无状态。",
    ),
)

KPI_TARGETS = Table(
    "kpi_targets",
    "tblKPITargets",
    "KPI_Targets",
    Label("Targets of the KPIs, and from when they hold", "指标目标与生效月份"),
    (
        text(
            "kpi",
            "KPI",
            "指标",
            required=True,
            width=32,
            choices=tuple(name.value for name in KpiName),
            note="As it is written on the Dashboard.",
        ),
        month_column("since", "Holds from", "生效月份"),
        number("target", "Target", "目标", Unit.NONE, 1, width=14, required=True),
        text("by", "Set by", "设定人", required=True, width=20),
        text("why", "Why", "原因", width=50),
    ),
    ("kpi", "since"),
    Owner.INPUT,
    PLANNER,
    Label(
        "In the unit of the Dashboard. A new target is a new row with its month: cycles before it"
        " keep the target that they had.",
        "单位同仪表板。新目标另起一行并注明生效月份，此前周期保留原目标。",
    ),
)
