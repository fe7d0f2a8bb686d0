"""Tables of the bridge: from forecast to demand, what moved since last cycle, who adjusted."""

from __future__ import annotations

from sop_addin.schema.columns import FAMILY, month_column, month_columns, number, text
from sop_addin.schema.declarations import Column, Kind, Owner, Table, Unit
from sop_addin.schema.labels import Label

__all__ = [
    "ADJUSTMENTS",
    "BARS",
    "DEMAND_BRIDGE",
    "DEMAND_CHANGE",
    "FORECAST_YEARS",
    "chart_bars",
]

BARS: tuple[str, str, str, str] = ("base", "level", "rise", "fall")
"""Columns that a waterfall is drawn from: what stays empty below a bar, then three kinds of bar."""

_COMPANY_ONLY = "The chart above is drawn from it; filled for the company only."


def chart_bars(note: str) -> tuple[Column, ...]:
    """Return the columns that a waterfall is drawn from; they are not printed."""
    words = (("Bar from", "起点"), ("Level", "水平"), ("Rise", "增加"), ("Fall", "减少"))
    return tuple(
        number(
            name,
            en,
            zh,
            Unit.NONE,
            0,
            width=11,
            note=note,
        )
        for name, (en, zh) in zip(BARS, words, strict=True)
    )


DEMAND_BRIDGE = Table(
    "demand_bridge",
    "tblDemandBridge",
    "Demand_Bridge",
    Label("From statistical forecast to unconstrained demand", "从统计预测到无约束需求"),
    (
        FAMILY,
        text("step", "Step", "步骤", required=True, width=27),
        text("unit", "Unit", "单位", width=8),
        number("next_12", "Next 12 months", "未来12个月", Unit.NONE, 0, width=13),
        number("total", "Horizon", "计划期合计", Unit.NONE, 0, width=13),
        *month_columns(Unit.NONE, 0),
        *chart_bars(_COMPANY_ONLY),
    ),
    ("family", "step"),
    Owner.OUTPUT,
    "demand",
    Label(
        "Forecast + activities + launches + adjustments = unconstrained demand, month by month; the"
        " company in money at plan price, in their unit where none has a price and all share one."
        " After adjusting a page, press Demand review again.",
        "统计预测 + 活动 + 上市与换代 + 人工调整 = 无约束需求；公司按计划价格计金额。",
    ),
)

DEMAND_CHANGE = Table(
    "demand_change",
    "tblDemandChange",
    "Demand_Change",
    Label("What changed since the last cycle's forecast", "与上周期预测相比的变化"),
    (
        FAMILY,
        text("cause", "Cause", "原因", required=True, width=27),
        text("unit", "Unit", "单位", width=8),
        text("period", "Months compared", "比较期间", width=20),
        number("amount", "Amount", "数量", Unit.NONE, 0, width=14),
        number("percent", "Of the former %", "占上期%", Unit.PERCENT, 1, width=11),
        *chart_bars(_COMPANY_ONLY),
    ),
    ("family", "cause"),
    Owner.OUTPUT,
    "demand",
    Label(
        "Unconstrained demand then, what each cause added or took off, and demand now, over the"
        " months that both forecasts hold. Families without a change are left out.",
        "上周期无约束需求、各原因的增减与当前需求，取两次预测共有的月份。",
    ),
)

ADJUSTMENTS = Table(
    "adjustments",
    "tblAdjustments",
    "Adjustments",
    Label("Adjustments by people, and until when they hold", "人工调整及其有效期"),
    (
        month_column(),
        FAMILY,
        number("units", "Adjustment", "调整", Unit.UNITS, 2, width=12),
        number("last_cycle", "Last cycle", "上周期", Unit.UNITS, 2, width=12),
        text("reason", "Reason", "原因", width=60),
        Column("until", Label("Holds until", "有效至"), Kind.MONTH, width=11),
        text("status", "Status", "状态", width=12),
    ),
    ("month", "family"),
    Owner.OUTPUT,
    "demand",
    Label(
        "Typed on the pages, listed here. The statistical forecast stays as it is; what adjusting"
        " was worth is measured in Demand_Review once the month has come.",
        "在产品族页面输入，此处汇总。统计预测保持不变；其价值在需求评审中衡量。",
    ),
)

_CALENDAR = (
    *(("jan", "Jan"), ("feb", "Feb"), ("mar", "Mar"), ("apr", "Apr"), ("may", "May")),
    *(("jun", "Jun"), ("jul", "Jul"), ("aug", "Aug"), ("sep", "Sep"), ("oct", "Oct")),
    *(("nov", "Nov"), ("dec", "Dec")),
)

FORECAST_YEARS = Table(
    "forecast_years",
    "tblForecastYears",
    "Forecast_Years",
    Label("Forecast report: the years below each other", "预测报告：逐年对比"),
    (
        FAMILY,
        text("measure", "Measure", "指标", required=True, width=17),
        text("year", "Year", "年份", required=True, width=7),
        *(
            number(name, en, f"{at}月", Unit.UNITS, 0, width=8)
            for at, (name, en) in enumerate(_CALENDAR, 1)
        ),
        number("total", "Total of the row", "合计", Unit.UNITS, 0, width=11),
    ),
    ("family", "measure", "year"),
    Owner.OUTPUT,
    "report",
    Label(
        "36 closed months as they came, then the statistical forecast of the horizon and its 80 %"
        " band: 8 of 10 months are expected inside. The running month is forecast.",
        "近36个月实际需求，随后为计划期统计预测及80%区间（十个月中八个落在其内）。",
    ),
)
