"""The table of the risk-adjusted range, and the names of its fixed rows."""

from __future__ import annotations

from sop_addin.schema.bridge_tables import BARS, chart_bars
from sop_addin.schema.columns import number, text
from sop_addin.schema.declarations import Owner, Table, Unit
from sop_addin.schema.labels import Label

__all__ = ["EXPECTED", "HIGH", "LOW", "PLANNED", "RANGE_BARS", "RANGE_ROWS", "RISK_RANGE", "SHOWN"]

PLANNED, EXPECTED, LOW, HIGH = "Plan", "Expected", "Low", "High"
"""Rows that are no effects: the plan's margin, and the range."""

SHOWN = 8
"""Effects that stand one by one."""

RANGE_ROWS = SHOWN + 6
"""Most rows of the table: plan, effects, two of the others, expected, low, high."""

RANGE_BARS = (*BARS, "beyond")
"""Columns that the waterfall is drawn from: bars around the plan, and what a rise has above it."""

_DRAWN = "The chart above is drawn from it: the difference from the plan."

RISK_RANGE = Table(
    "risk_range",
    "tblRiskRange",
    "Risk_Range",
    Label("What may the margin come to?", "利润可能落在哪里？"),
    (
        text("step", "Step", "步骤", required=True, width=14),
        text("what", "What", "内容", width=80),
        number("probability", "Probability", "概率", Unit.PERCENT, 0, width=12),
        number("full", "If it happens", "发生时", Unit.MONEY, 0, width=14),
        number("weighted", "Weighted", "加权", Unit.MONEY, 0, width=14),
        number("margin", "Margin after it", "此后利润", Unit.MONEY, 0, width=15),
        *chart_bars(_DRAWN),
        number(
            RANGE_BARS[-1],
            "Rise beyond the plan",
            "超过计划的增加",
            Unit.NONE,
            0,
            width=11,
            note=_DRAWN,
        ),
    ),
    ("step",),
    Owner.OUTPUT,
    "presop",
    Label(
        "The plan's margin, then every open row of Risks_Opps x its probability: expected. Low:"
        " every risk happens and no opportunity; high: the other way round. Risks are negative.",
        "计划利润加各未结风险与机会×概率为期望值；低：全部风险发生；高：全部机会发生。风险为负。",
    ),
)
