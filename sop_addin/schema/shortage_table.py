"""The table of what is short from when until when: one row an object and a reason."""

from __future__ import annotations

from sop_addin.schema.columns import number, text
from sop_addin.schema.declarations import Owner, Table, Unit
from sop_addin.schema.labels import Label

__all__ = ["SHORTAGE_PERIODS"]

SHORTAGE_PERIODS = Table(
    "shortage_periods",
    "tblShortagePeriods",
    "Shortage_Periods",
    Label("What is short, from when until when?", "缺什么？从何时到何时？"),
    (
        text("object", "Object", "对象", required=True, width=18),
        text("reason", "Reason", "原因", required=True, width=26),
        text("months", "Months", "月份", width=40),
        number("most", "Most in a month", "单月最大短缺", Unit.NONE, 1, width=11),
        text("unit", "Unit", "单位", width=8),
        number("money", "Money at risk", "风险金额", Unit.MONEY, 0, width=13),
        text("decide_by", "Decide by", "最迟决定", width=14),
        text("cause", "Resource behind it", "瓶颈资源", width=38),
    ),
    ("object", "reason"),
    Owner.OUTPUT,
    "presop",
    Label(
        "The lines of Shortages, months that follow each other joined. Money and resource are those"
        " of the month with the most money; decide by is that of the first month. Do not add lines"
        " up: a resource and the families it delays show the same money.",
        "Shortages 各行按连续月份合并。金额与资源取金额最大的月份，最迟决定取首月。请勿相加。",
    ),
)
