"""Tables of what the plan asks of resources: how full each is, and what outgrows it."""

from __future__ import annotations

from sop_addin.schema.columns import month_columns, number, text
from sop_addin.schema.declarations import Column, Kind, Owner, Table, Unit
from sop_addin.schema.labels import Label

__all__ = ["CAPACITY_MAP", "REQUIREMENT"]

CAPACITY_MAP = Table(
    "capacity_map",
    "tblCapacityMap",
    "Capacity_Map",
    Label("Where is it tight? Load in % of what there is", "何处紧张？负荷占可用量的百分比"),
    (
        text("kind", "Kind", "类别", required=True, width=15),
        text("resource", "Resource", "资源", required=True, width=18),
        *month_columns(Unit.PERCENT, 1),
        number("peak", "Peak %", "峰值%", Unit.PERCENT, 1, width=9),
        Column("peak_month", Label("Peak in", "峰值月份"), Kind.MONTH, width=10),
    ),
    ("kind", "resource"),
    Owner.OUTPUT,
    "resources",
    Label(
        "The plan of the pages, typed changes included. Each kind begins with its fullest resource."
        " Material: arrivals in % of what the supplier delivers a month.",
        "各页当前计划的负荷；每类首行为最紧资源。物料：到货占供应商月上限的百分比。",
    ),
)

REQUIREMENT = Table(
    "requirement",
    "tblRequirement",
    "Requirement",
    Label("What demand will require, and by when to decide on more", "中长期资源需求与决策期限"),
    (
        text("resource", "Resource", "资源", required=True, width=18),
        text("kind", "Kind", "类别", width=12),
        number("near", "Months 1 to 6", "第1-6月", Unit.PERCENT, 1, width=10),
        number("mid", "Months 7 to 12", "第7-12月", Unit.PERCENT, 1, width=10),
        number("long", "Months 13 and after", "第13月起", Unit.PERCENT, 1, width=11),
        Column("first_month", Label("First short in", "首缺月份"), Kind.MONTH, width=11),
        number("short", "Most that is short", "最大缺口", Unit.NONE, 0, width=12),
        text("unit", "Unit", "单位", width=8),
        number("lead_months", "Lead time, months", "提前期（月）", Unit.COUNT, 0, width=10),
        Column("decide_by", Label("Decide by", "决策期限"), Kind.MONTH, width=11),
        text("status", "What to do", "措施", width=58),
    ),
    ("resource",),
    Owner.OUTPUT,
    "resources",
    Label(
        "Required in % of available: unconstrained demand and targets, nothing bought, today's"
        " people. First short: what building ahead cannot serve; decide by: the lead time before.",
        "需求占可用量%：无约束需求与目标，不外购、按现有人数。首缺：提前生产也无法满足的首月；决策期限为其前一个提前期。",
    ),
)
