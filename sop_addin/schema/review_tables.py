"""Tables of the demand review: frozen forecasts, how good they were, what they assumed."""

from __future__ import annotations

from sop_addin.schema.columns import FAMILY, month_column, number, text
from sop_addin.schema.declarations import PLANNER, Column, Owner, Table, Unit
from sop_addin.schema.labels import Label
from sop_addin.schema.months import HORIZON

__all__ = ["ASSUMPTIONS", "DEMAND_REVIEW", "VERSIONS"]

VERSIONS = Table(
    "versions",
    "tblVersions",
    "Versions",
    Label("Frozen versions by cycle", "各周期冻结版本"),
    (
        month_column("cycle", "Cycle", "周期"),
        text("version", "Version", "版本", required=True, width=12),
        FAMILY,
        text("series", "Series", "序列", required=True, width=24),
        *(
            number(f"lag{i}", f"Lag {i}", f"滞后{i}", Unit.UNITS, 2, width=9)
            for i in range(HORIZON)
        ),
    ),
    ("cycle", "version", "family", "series"),
    Owner.REGISTER,
    "forecast",
    Label(
        "Lag = month forecast less cycle month. The rows of a cycle follow its forecasts while it"
        " runs and are frozen afterwards.",
        "滞后 = 预测月份 - 周期月份。周期运行期间随预测更新，之后冻结。",
    ),
)

DEMAND_REVIEW = Table(
    "demand_review",
    "tblDemandReview",
    "Demand_Review",
    Label("Demand review: how good was the forecast, and why", "需求评审：预测准确度与原因"),
    (
        month_column(),
        FAMILY,
        number("lag", "Lag", "滞后", Unit.COUNT, width=6),
        number("forecast", "Forecast", "预测", Unit.UNITS, 0, width=9),
        number("actual", "Actual", "实际", Unit.UNITS, 0, width=9),
        number("bias", "Forecast - actual", "预测 - 实际", Unit.UNITS, 0, width=9),
        number("bias_of_month", "Off %", "偏离%", Unit.PERCENT, 1, width=7),
        text("status", "Status", "状态", width=21),
        Column(
            "cause",
            Label("Root cause", "根本原因"),
            planner=True,
            choices=(
                "promotion",
                "price",
                "customer",
                "competitor",
                "stock-out",
                "one-off order",
                "launch or phase-out",
                "data",
                "method",
                "other",
            ),
            width=14,
            note="Why the month came otherwise; the status asks for it beyond the tolerance.",
        ),
        Column("cause_text", Label("What happened", "说明"), planner=True, width=26),
        number("months", "Months counted", "计入月数", Unit.COUNT, width=7),
        number("accuracy", "Accuracy %", "准确率%", Unit.PERCENT, 1, width=10),
        number("bias_percent", "Bias %", "偏差%", Unit.PERCENT, 1, width=7),
        number("tracking", "Tracking signal", "跟踪信号", Unit.NONE, 1, width=9),
        number(
            "statistical_value", "Statistics add, points", "统计增值", Unit.PERCENT, 1, width=10
        ),
        number("plan_value", "Activities add, points", "活动增值", Unit.PERCENT, 1, width=10),
        number("people_value", "People add, points", "人工增值", Unit.PERCENT, 1, width=9),
        number("adjustment", "Adjustment", "调整", Unit.UNITS, 0, width=11),
        number(
            "adjustment_gain",
            "It helped by",
            "调整改善",
            Unit.UNITS,
            0,
            width=10,
            note="Units by which adjusting brought the forecast closer; negative: further off.",
        ),
        number(
            "reported_accuracy",
            "Accuracy % as reported",
            "当时准确率%",
            Unit.PERCENT,
            1,
            width=12,
            note="Against the actuals as they were known in the cycle after each month.",
        ),
        number("reported_bias", "Bias % as reported", "当时偏差%", Unit.PERCENT, 1, width=9),
        number("naive_months", "Months compared", "对比月数", Unit.COUNT, width=8),
    ),
    ("month", "family"),
    Owner.REGISTER,
    "demand",
    Label(
        "Forecast less actual: positive means over-forecast. Over the last 12 months with a frozen"
        " forecast of that lag. Statistics against last year's month, activities and launches"
        " against statistics, people (adjustments) against both.",
        "预测减实际：正数表示预测偏高。取最近12个有该滞后冻结预测的月份。",
    ),
    printed_to="people_value",
)

ASSUMPTIONS = Table(
    "assumptions",
    "tblAssumptions",
    "Assumptions",
    Label("What the demand plan assumes", "需求计划的假设"),
    (
        text("assumption", "Assumption", "假设", required=True, width=12),
        text("statement", "Statement", "内容", required=True, width=56),
        text("families", "Families", "产品族", width=24),
        text("owner", "Owner", "负责人", required=True, width=18),
        month_column(),
        number("expected", "Expected value", "预期值", Unit.NONE, 2),
        number("actual", "Actual value", "实际值", Unit.NONE, 2),
        text(
            "status",
            "Status",
            "状态",
            required=True,
            choices=("open", "held", "failed"),
            note="Held or failed needs the actual value.",
        ),
    ),
    ("assumption",),
    Owner.INPUT,
    PLANNER,
    Label(
        "Each has an owner and a month in which it shows. It closes, held or failed, only with the"
        " actual value: see Check.",
        "每条假设有负责人与验证月份；仅在填写实际值后才能关闭。",
    ),
)
