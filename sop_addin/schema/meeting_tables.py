"""Tables of the executive meeting beside its sheet: agenda, authorisations, minutes."""

from __future__ import annotations

from sop_addin.schema.columns import FAMILY, month_column, number, text
from sop_addin.schema.declarations import Column, Kind, Owner, Table, Unit
from sop_addin.schema.labels import Label

__all__ = ["AGENDA", "AUTHORISATIONS", "MINUTES"]

AUTHORISATIONS = Table(
    "authorisations",
    "tblAuthorisations",
    "Authorisations",
    Label("Changes of rate inside the fence that need a name", "需授权的近期产量变动"),
    (
        month_column("cycle", "Cycle", "周期"),
        FAMILY,
        month_column(),
        number("before", "Approved before", "原批准产量", Unit.UNITS, 0, width=12),
        number("now", "Production now", "当前产量", Unit.UNITS, 0, width=12),
        number("change", "Change %", "变动%", Unit.PERCENT, 1, width=9),
        Column(
            "authorised",
            Label("Authorised up or down to", "授权产量"),
            Kind.NUMBER,
            Unit.UNITS,
            planner=True,
            width=13,
            note="Production of the month that may be made: at least an increase, at most a cut.",
        ),
        Column("authorised_by", Label("Authorised by", "授权人"), planner=True, width=18),
        Column("reason", Label("Reason", "原因"), planner=True, width=48),
    ),
    ("cycle", "family", "month"),
    Owner.REGISTER,
    "executive",
    Label(
        "Frozen and firm months whose production leaves the last approved plan by more than the"
        " share on Config. Approve waits for a number and a name in each row of the running cycle.",
        "冻结或确定月份内超出设置比例的变动；批准前每行须填授权产量与姓名。",
    ),
)

AGENDA = Table(
    "agenda",
    "tblAgenda",
    "Agenda",
    Label("Agenda of the executive meeting", "高层会议议程"),
    (
        number("number", "Item", "序号", Unit.COUNT, width=7),
        text("topic", "Topic", "议题", required=True, width=30),
        text("asked", "What is asked of the meeting", "请会议", width=78),
        text("kind", "Kind", "类别", width=14),
        number("money", "Money at stake", "涉及金额", Unit.MONEY, 0, width=13),
        number("starts", "After minutes", "开始（分钟）", Unit.COUNT, width=9),
        number("minutes", "Minutes", "时长（分钟）", Unit.COUNT, width=9),
        text("owner", "Owner", "负责人", width=18),
    ),
    ("number",),
    Owner.OUTPUT,
    "executive",
    Label(
        "Overdue actions first, then what needs a decision, the most money at stake first; families"
        " recommended for approval together. Issues come from Open_Issues, changes of rate from"
        " Authorisations.",
        "先逾期行动，再按涉及金额排列的决策事项，最后批准计划。",
    ),
)

MINUTES = Table(
    "minutes",
    "tblMinutes",
    "Minutes",
    Label("Minutes of the executive meeting", "高层会议纪要"),
    (
        number("line", "Line", "行", Unit.COUNT, width=7),
        text("section", "Section", "部分", required=True, width=22),
        text("id", "Id", "编号", width=12),
        text("what", "What", "内容", width=70),
        text("who", "Who", "谁", width=20),
        Column("date", Label("Date", "日期"), Kind.DATE, width=12),
        text("state", "Scenario, state or result", "情景、状态或结果", width=26),
        number("money", "Money at stake", "涉及金额", Unit.MONEY, 0, width=13),
    ),
    ("line",),
    Owner.OUTPUT,
    "minutes",
    Label(
        "Taken from the registers: the first line of a section counts its rows. Correct the"
        " register, not these lines.",
        "取自各登记表，每部分首行为行数；请修改登记表而非此处。",
    ),
)
