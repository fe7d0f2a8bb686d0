"""Registers of the meetings: what they are made of, and what closing a row must have.

A register is data: its columns, the states in which a row is over, and the columns that such a
row must hold. Everything that is done with registers loops over :data:`REGISTERS`.
"""

from __future__ import annotations

from dataclasses import dataclass

from sop_addin.schema.columns import number, text
from sop_addin.schema.declarations import PLANNER, Column, Kind, Owner, Table, Unit
from sop_addin.schema.kpi_tables import KpiName
from sop_addin.schema.labels import Label
from sop_addin.schema.phases import PHASES
from sop_addin.schema.review_tables import ASSUMPTIONS

__all__ = [
    "ACTIONS",
    "DECISIONS",
    "EVENTS",
    "GATES",
    "ISSUES",
    "REGISTERS",
    "RISKS",
    "Register",
    "register_of",
]


@dataclass(frozen=True)
class Register:
    """What is asked of a table's rows.

    Parameters
    ----------
    id, owner
        Columns that name a row, and who answers for it.
    due
        Column with the date by which a row should be over; empty: none.
    over
        States in which a row is over.
    needs
        Columns that a row which is over must hold.
    refers
        Columns that name rows of other tables by their key, as ``(column, table)``.
    """

    table: Table
    id: str
    owner: str
    due: str
    over: tuple[str, ...]
    needs: tuple[str, ...]
    refers: tuple[tuple[str, str], ...] = ()


def _id(en: str, zh: str, example: str) -> Column:
    note = f"Such as {example}. It never changes: other rows and the minutes refer to it."
    return text("id", en, zh, required=True, width=8, note=note)


def _status(choices: tuple[str, ...], note: str) -> Column:
    return text("status", "Status", "状态", required=True, choices=choices, width=11, note=note)


def _date(name: str, en: str, zh: str) -> Column:
    return Column(name, Label(en, zh), Kind.DATE, width=12)


_PHASE = text(
    "phase",
    "From phase",
    "来源阶段",
    choices=tuple(phase.key for phase in PHASES),
    width=11,
)
_OWNER = text("owner", "Owner", "负责人", required=True, width=16)
_FAMILIES = text(
    "families",
    "Families",
    "产品族",
    width=18,
    note="Codes with commas between them; blank: the company.",
)
_MONEY = number("money", "Money at stake", "涉及金额", Unit.MONEY, 0, width=13)

EVENTS = Table(
    "events",
    "tblEvents",
    "Events",
    Label("Events inside and outside that move the business", "影响业务的内外部事件"),
    (
        _id("Event", "事件", "E1"),
        _date("date", "Date", "日期"),
        text("what", "What happens", "内容", required=True, width=50),
        text("kind", "Kind", "类别", choices=("internal", "external"), width=12),
        _FAMILIES,
        text("assumption", "Assumption", "相关假设", width=12, note="Its id on Assumptions."),
        _OWNER,
        _status(("open", "over"), "Over: say what it did."),
        text("effect", "What it did", "实际影响", width=40),
    ),
    ("id",),
    Owner.INPUT,
    PLANNER,
    Label("An event that is over says what it did.", "结束的事件须说明其实际影响。"),
)

ISSUES = Table(
    "issues",
    "tblOpenIssues",
    "Open_Issues",
    Label("What the departments do not agree on", "未决事项"),
    (
        _id("Issue", "事项", "I1"),
        text("topic", "What is not agreed", "分歧", required=True, width=29),
        _FAMILIES,
        _MONEY,
        text("alternative_a", "Alternative A", "方案A", required=True, width=22),
        text("impact_a", "Impact of A", "影响A", required=True, width=20),
        text("alternative_b", "Alternative B", "方案B", required=True, width=22),
        text("impact_b", "Impact of B", "影响B", required=True, width=20),
        _OWNER,
        _date("due", "Decide by", "决定期限"),
        _status(("open", "decided"), "Decided needs the id of the decision."),
        text("decision", "Decision", "决定", width=10, note="Its id on Decisions."),
    ),
    ("id",),
    Owner.INPUT,
    PLANNER,
    Label(
        "Each with two alternatives and what each does to units, money and service. It closes"
        " only with a decision.",
        "每项至少两个方案及其影响；仅凭决定关闭。",
    ),
)

DECISIONS = Table(
    "decisions",
    "tblDecisions",
    "Decisions",
    Label("What was decided, by whom", "决定"),
    (
        _id("Decision", "决定", "D1"),
        _date("date", "Date", "日期"),
        text("what", "What was decided", "内容", required=True, width=50),
        _FAMILIES,
        text("by", "By", "决定人", required=True, width=18),
        _PHASE,
        text("scenario", "Scenario", "情景", width=14),
        _MONEY,
        Column("cycle", Label("Cycle", "周期"), Kind.MONTH, width=10),
    ),
    ("id",),
    Owner.INPUT,
    PLANNER,
    Label(
        "One row a decision; issues and actions refer to it.", "每项决定一行；事项与行动引用它。"
    ),
)

ACTIONS = Table(
    "actions",
    "tblActions",
    "Actions",
    Label("Who does what until when", "行动计划"),
    (
        _id("Action", "行动", "A1"),
        text("what", "What is to be done", "内容", required=True, width=50),
        _OWNER,
        Column("due", Label("Due", "期限"), Kind.DATE, required=True, width=12),
        _PHASE,
        text("decision", "Decision", "决定", width=12, note="Its id on Decisions."),
        text(
            "kpi",
            "KPI",
            "指标",
            choices=tuple(name.value for name in KpiName),
            width=28,
            note="As on the Dashboard: the one that it brings back on target; blank: none.",
        ),
        _status(("open", "done"), "Done needs the date and the result."),
        _date("done_on", "Done on", "完成日"),
        text("result", "Result", "结果", width=40),
    ),
    ("id",),
    Owner.INPUT,
    PLANNER,
    Label(
        "Open ones go on in the next cycle until they are done, with the date and the result.",
        "未完成的行动延续至下一周期，完成时须填日期与结果。",
    ),
)

GATES = Table(
    "gates",
    "tblGates",
    "NPI_Gates",
    Label("Gates of launches, phase-outs and replacements", "上市、退市与换代的阶段门"),
    (
        _id("Gate id", "编号", "G1"),
        text("change", "Change", "变更", required=True, width=12, note="Its id on NPI_Lifecycle."),
        text("gate", "Gate", "阶段门", required=True, width=34),
        Column("due", Label("Due", "期限"), Kind.DATE, required=True, width=12),
        _status(("open", "passed"), "Passed needs the date."),
        _OWNER,
        _date("passed_on", "Passed on", "通过日"),
        text("remark", "Remark", "备注", width=40),
    ),
    ("id",),
    Owner.INPUT,
    PLANNER,
    Label(
        "What has to be passed before a change may start, and who answers for it. New_Products says"
        " what is late and what a slip of two months moves.",
        "变更开始前须通过的阶段门及负责人。New_Products 显示延误及推迟两个月的影响。",
    ),
)

RISKS = Table(
    "risks",
    "tblRisksOpps",
    "Risks_Opps",
    Label("Risks and opportunities beside the plan", "风险与机会"),
    (
        _id("Id", "编号", "R1"),
        text("kind", "Kind", "类别", required=True, choices=("risk", "opportunity"), width=12),
        text("what", "What may happen", "内容", required=True, width=34),
        _FAMILIES,
        number(
            "money",
            "Margin if it happens",
            "发生时利润影响",
            Unit.MONEY,
            0,
            least=0,
            required=True,
            width=14,
            note="What the margin of the 18 months gains or loses. Without a sign: the kind says"
            " which way.",
        ),
        number(
            "probability",
            "Probability",
            "概率",
            Unit.PERCENT,
            0,
            least=0,
            required=True,
            width=12,
            note="0 to 100.",
        ),
        text("response", "What we do about it", "应对", width=32),
        _OWNER,
        _date("due", "Look again on", "复查日"),
        _status(("open", "happened", "gone"), "Happened or gone: say what came of it."),
        text("outcome", "What came of it", "结果", width=26),
    ),
    ("id",),
    Owner.INPUT,
    PLANNER,
    Label(
        "Not in the plan: probability x margin makes the range around it, see Risk_Range.",
        "不计入计划：概率×利润影响构成计划区间，见Risk_Range。",
    ),
)

REGISTERS = (
    Register(ASSUMPTIONS, "assumption", "owner", "", ("held", "failed"), ("actual",)),
    Register(EVENTS, "id", "owner", "", ("over",), ("effect",), (("assumption", "assumptions"),)),
    Register(GATES, "id", "owner", "due", ("passed",), ("passed_on",), (("change", "life_cycle"),)),
    Register(RISKS, "id", "owner", "due", ("happened", "gone"), ("outcome",)),
    Register(
        ISSUES, "id", "owner", "due", ("decided",), ("decision",), (("decision", "decisions"),)
    ),
    Register(DECISIONS, "id", "by", "", (), ()),
    Register(
        ACTIONS,
        "id",
        "owner",
        "due",
        ("done",),
        ("done_on", "result"),
        (("decision", "decisions"),),
    ),
)
"""Every register, in the order of the month."""


def register_of(table: Table) -> Register:
    """Return what is asked of a table's rows.

    Examples
    --------
    >>> register_of(ACTIONS).over
    ('done',)
    """
    return next(each for each in REGISTERS if each.table is table)
