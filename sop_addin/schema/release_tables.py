"""Tables of the release: the authorised plan, family by family and function by function."""

from __future__ import annotations

from sop_addin.schema.columns import FAMILY, month_columns, number, text
from sop_addin.schema.declarations import Owner, Table, Unit
from sop_addin.schema.labels import Label

__all__ = ["FUNCTIONAL_PLANS", "GAME_PLAN"]

GAME_PLAN = Table(
    "game_plan",
    "tblGamePlan",
    "Game_Plan",
    Label("The company's game plan, as approved", "公司经营计划（已批准）"),
    (
        FAMILY,
        text("plan", "Plan", "计划", required=True, width=18),
        text("name", "Name", "名称", width=24),
        text("unit", "Unit", "单位", width=9),
        *month_columns(Unit.UNITS, 2),
        number("total", "Total", "合计", Unit.UNITS, 2, width=12),
    ),
    ("family", "plan"),
    Owner.OUTPUT,
    "release",
    Label(
        "From the approved plan only, whatever the pages show since. Production: receipts, made and"
        " bought; purchase: the bought part of it. Inventory and backlog stand at the end of the"
        " month, and so does their total.",
        "仅取自已批准的计划。生产：自制与外购的收货；采购：其中外购部分。库存与积压为月末数，"
        "合计列为最后一个月。",
    ),
)

FUNCTIONAL_PLANS = Table(
    "functional_plans",
    "tblFunctionalPlans",
    "Functional_Plans",
    Label("What the approved plan asks of each function", "各职能的执行计划"),
    (
        text("function", "Function", "职能", required=True, width=13),
        text("code", "Resource, family or material", "资源、产品族或物料", required=True, width=15),
        text("measure", "Measure", "指标", required=True, width=17),
        text("name", "Name, or what to note", "名称或提示", width=24),
        text("unit", "Unit", "单位", width=8),
        *month_columns(Unit.NONE, 2),
        number("total", "Total", "合计", Unit.NONE, 2, width=12),
    ),
    ("function", "code", "measure"),
    Owner.OUTPUT,
    "release",
    Label(
        "Labour: hours and people by pool. Maintenance: hours of each machine, and when to stop it."
        " Logistics: what leaves (money: plan price) and arrives (standard cost), and storage."
        " Purchase: what arrives and what to order, by the month of each. Others: load, available"
        " and free. A total stands only where months add up.",
        "人工：按班组的工时与人数。维护：各设备工时及最佳停机月份。物流：发货（计划价）与收货"
        "（标准成本）及仓储。采购：到货与订货。其他：负荷、可用与空余。仅可相加的指标有合计。",
    ),
)
