"""Scenarios: what people suppose, change by change, and what follows against the base plan."""

from __future__ import annotations

from sop_addin.schema.columns import month_column, number, text
from sop_addin.schema.declarations import PLANNER, Column, Kind, Owner, Table, Unit
from sop_addin.schema.labels import Label

__all__ = ["BASE", "SCENARIOS", "SCENARIO_CHANGES", "SCENARIO_DIFF"]

BASE = "base"
"""What the plan without any scenario is called, wherever a scenario is named."""

SCENARIOS = Table(
    "scenarios",
    "tblScenarios",
    "Scenarios",
    Label("Other courses that could be taken", "可选情景"),
    (
        text(
            "scenario",
            "Scenario",
            "情景",
            required=True,
            width=10,
            note="Such as S1. It never changes: changes and decisions refer to it.",
        ),
        text("name", "Name", "名称", required=True, width=40),
        text("owner", "Owner", "负责人", required=True, width=18),
        text("reason", "Why it is looked at", "原因", width=56),
    ),
    ("scenario",),
    Owner.INPUT,
    PLANNER,
    Label(
        "What each supposes stands on Scenario_Changes; Compare solves it and fills Scenario_Diff.",
        "各情景的假设见Scenario_Changes；比较后写入Scenario_Diff。",
    ),
)

SCENARIO_CHANGES = Table(
    "scenario_changes",
    "tblScenarioChanges",
    "Scenario_Changes",
    Label("What each scenario supposes", "情景假设"),
    (
        text("scenario", "Scenario", "情景", required=True, width=10),
        text(
            "what",
            "What changes",
            "变化",
            required=True,
            choices=("demand", "lost customer", "launch later", "capacity", "subcontract"),
            width=15,
            note="Demand or subcontract of a family, its launch, a customer, or a capacity.",
        ),
        text(
            "item",
            "On",
            "对象",
            required=True,
            width=22,
            note="Family, resource or customer, as it is called on its own sheet.",
        ),
        number(
            "amount",
            "By",
            "幅度",
            Unit.NONE,
            1,
            required=True,
            width=10,
            note="More is positive, less negative. A lost customer: how many % are lost.",
        ),
        text(
            "unit",
            "Measured in",
            "单位",
            required=True,
            choices=("%", "a month", "months"),
            width=11,
            note="% of the base; units or hours a month; or so many months (launch later).",
        ),
        month_column("first_month", "From month", "起始月份"),
        Column(
            "last_month",
            Label("To month", "结束月份"),
            Kind.MONTH,
            width=10,
            note="Blank: to the end of the horizon.",
        ),
        text("reason", "Reason", "原因", width=48),
    ),
    ("scenario", "what", "item", "first_month"),
    Owner.INPUT,
    PLANNER,
    Label(
        "One row a change, such as: S1, demand, Pumps, 10, %, from March; S1, capacity, Paint, 320,"
        " a month, from May. The changes of one scenario are taken together.",
        "每行一项变化，例如：S1，demand，Pumps，10，%，自三月；同一情景的变化一并计算。",
    ),
)

SCENARIO_DIFF = Table(
    "scenario_diff",
    "tblScenarioDiff",
    "Scenario_Diff",
    Label("What each scenario changes against the base plan", "情景与基准对比"),
    (
        text("scenario", "Scenario", "情景", required=True, width=44),
        text("part", "Part", "部分", required=True, width=10),
        text("what", "What", "内容", required=True, width=26),
        text("item", "On", "对象", required=True, width=22),
        text("unit", "Unit", "单位", width=10),
        number("base", "Base", "基准", Unit.NONE, 1, width=13),
        number("now", "Scenario value", "情景值", Unit.NONE, 1, width=13),
        number("difference", "Scenario - base", "差异", Unit.NONE, 1, width=13),
        text("months", "Months", "月份", width=24),
    ),
    ("scenario", "part", "what", "item"),
    Owner.OUTPUT,
    "scenario",
    Label(
        "Read down: what is supposed, which plans change for it, and what comes out; over 18"
        " months. Weigh service first, then target, then money. Base: the plan without a scenario."
        " Short: the most that wait at a month's end + lost; waits, added up: what plans minimise.",
        "自上而下：假设、计划变化、结果；均为18个月。先服务，再目标，后金额。缺货：月末最大等待量加失销；计划则按等待月数权衡。",
    ),
)
