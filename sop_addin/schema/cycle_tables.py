"""Tables of the monthly cycle: who does what by when, and how far each phase is."""

from __future__ import annotations

from sop_addin.schema.columns import month_column, number, text
from sop_addin.schema.declarations import PLANNER, Column, Kind, Owner, Table, Unit
from sop_addin.schema.labels import Label
from sop_addin.schema.phases import PHASES

__all__ = ["CYCLE", "PHASE_PLAN", "STATES"]

STATES = ("open", "done", "signed", "closed")
"""How far a phase is: a draft at most; its command ran; somebody answers for it; it is over."""

_PHASE = Column(
    "phase",
    Label("Phase", "阶段"),
    required=True,
    choices=tuple(phase.key for phase in PHASES),
    width=12,
)

PHASE_PLAN = Table(
    "phase_plan",
    "tblPhases",
    "Phases",
    Label("Who does what by when", "职责与时间表"),
    (
        _PHASE,
        text("owner", "Owner", "负责人", required=True, width=24),
        number(
            "working_day",
            "Working day",
            "工作日序号",
            Unit.COUNT,
            0,
            least=1,
            required=True,
            note="Due on this working day after the end of the last closed month; 1 is the first.",
        ),
        text("responsible", "Does it", "执行", width=26),
        text("accountable", "Answers for it", "负责", width=24),
        text("consulted", "Is asked", "咨询", width=26),
        text("informed", "Is told", "知会", width=26),
        text("rule", "Before it is signed", "签署前提", width=50),
    ),
    ("phase",),
    Owner.INPUT,
    PLANNER,
    Label(
        "One row a phase. The dates of each month follow from the working day: see Cycle.",
        "每个阶段一行。每月日期由工作日序号推算，见“Cycle”。",
    ),
)

CYCLE = Table(
    "cycle",
    "tblCycle",
    "Cycle",
    Label("The cycle, phase by phase", "周期与阶段"),
    (
        month_column("cycle", "Cycle", "周期"),
        _PHASE,
        Column("due", Label("Due", "截止日"), Kind.DATE, width=12),
        text("owner", "Owner", "负责人", width=24),
        text("status", "Status", "状态", width=10),
        text("signed_by", "Signed by", "签署人", width=20),
        Column("signed_on", Label("Signed on", "签署日"), Kind.DATE, width=12),
        text("content", "Fingerprint", "指纹", width=14),
        number(
            "plan_version",
            "Plan version",
            "计划版本",
            Unit.COUNT,
            width=9,
            note="Which version of the cycle's plan was signed: 1, 2, 3; kept on Versions.",
        ),
        text("changed", "Since it was signed", "签署后的变化", width=60),
        Column("comment", Label("Comment", "备注"), planner=True, width=40),
    ),
    ("cycle", "phase"),
    Owner.REGISTER,
    "open",
    Label(
        "open: a draft at most. done: its own command ran in this cycle. signed: its owner answers"
        " for it; what changed afterwards is said here. closed: the cycle is over.",
        "open：仅有草稿；done：该阶段命令已运行；signed：负责人已签署，此后变化列于此；closed：周期已关闭。",
    ),
)
