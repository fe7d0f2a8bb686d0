"""The table of families: what each is, and the parameters that it is planned with."""

from __future__ import annotations

from sop_addin.schema.allocation_tables import ALLOCATION_RULE
from sop_addin.schema.columns import FAMILY, number, text
from sop_addin.schema.declarations import PLANNER, Column, Kind, Owner, Table, Unit
from sop_addin.schema.labels import Label

__all__ = ["FAMILIES", "TOLERANCES"]

_WHAT = (
    text("name", "Name", "名称", width=30),
    text(
        "policy",
        "Policy",
        "策略",
        required=True,
        choices=("MTS", "MTO"),
        note="MTS: planned on inventory. MTO: planned on order backlog.",
    ),
    text("unit", "Unit", "单位", note="Unit of measure; families add up only where it is one."),
    text(
        "shortage_policy",
        "Shortage policy",
        "缺货策略",
        choices=("backorder", "lost sales"),
        note="What happens to demand that cannot be met: it waits, or it is lost.",
        width=14,
    ),
)
"""What it is and how it is planned."""

_MONEY = (
    number("price", "Price", "价格", Unit.MONEY_A_UNIT, 2, least=0),
    number("cost", "Standard cost", "标准成本", Unit.MONEY_A_UNIT, 2, least=0),
    number(
        "holding_cost",
        "Holding cost",
        "持有成本",
        Unit.MONEY_A_UNIT,
        4,
        least=0,
        note="Money for a unit in stock at the end of a month.",
    ),
    number(
        "past_due_cost",
        "Past due cost",
        "逾期成本",
        Unit.MONEY_A_UNIT,
        4,
        least=0,
        note="Money for a unit past due at a month's end. Blank: not priced, avoided first.",
    ),
    number(
        "lost_sale_cost",
        "Lost sale cost",
        "失销成本",
        Unit.MONEY_A_UNIT,
        4,
        least=0,
        note="Money for a unit that is not sold. Blank: not priced, avoided first.",
    ),
    number(
        "regular_cost",
        "Regular cost",
        "正常成本",
        Unit.MONEY_A_UNIT,
        4,
        least=0,
        note="Money for a unit made in regular time, without the wages of a labour pool.",
    ),
    number("overtime_cost", "Overtime cost", "加班成本", Unit.MONEY_A_UNIT, 4, least=0),
    number("subcontract_cost", "Subcontract cost", "外协成本", Unit.MONEY_A_UNIT, 4, least=0),
    number(
        "subcontract_limit",
        "Subcontract limit",
        "外协上限",
        Unit.UNITS,
        0,
        least=0,
        note="Most units a month that can be bought or subcontracted. Blank: none.",
    ),
)
"""Prices and costs, and how much can be bought."""

_STOCK = (
    number(
        "minimum_days",
        "Minimum days",
        "最低天数",
        Unit.DAYS,
        1,
        least=0,
        note="Stock never below this many working days of the next three months' demand.",
    ),
    number("target_days", "Target days", "目标天数", Unit.DAYS, 1, least=0),
    number("maximum_days", "Maximum days", "最高天数", Unit.DAYS, 1, least=0),
    number(
        "backlog_target",
        "Backlog target",
        "订单积压目标",
        Unit.UNITS,
        0,
        least=0,
        note="MTO: open orders wanted at the end of every month.",
    ),
    number(
        "ship_share",
        "Ship share",
        "当月发货比例",
        Unit.NONE,
        2,
        least=0,
        note="MTO: part of a month's bookings that can ship in the same month, 0 to 1.",
    ),
    number(
        "priority",
        "Priority",
        "优先级",
        Unit.COUNT,
        0,
        least=0,
        note="In a shortage the smaller number is served first: 1, 2, 3. Blank is 1.",
    ),
    Column(
        "target_by",
        Label("Target by", "目标月份"),
        Kind.MONTH,
        width=13,
        note="Month in which stock or backlog is to be on target, raised or lowered evenly from"
        " where it is. Blank: on target every month.",
    ),
)
"""What is aimed at: stock, backlog, and who comes first."""

_TIMES = (
    number(
        "lead_months",
        "Lead time",
        "生产提前期",
        Unit.COUNT,
        0,
        least=0,
        note="Whole months from the start of production, which loads people, machines and"
        " material, to its receipt. Blank is 0.",
    ),
    number(
        "frozen_months",
        "Frozen months",
        "冻结月数",
        Unit.COUNT,
        0,
        least=0,
        note="Months from the cycle month on in which the plan stays as approved. Blank is 0.",
    ),
    number(
        "firm_months",
        "Firm months",
        "确定月数",
        Unit.COUNT,
        0,
        least=0,
        note="Months from the cycle month on in which the plan changes by the share on Config"
        " only. Not shorter than the lead times of production and material together.",
    ),
    number(
        "most_change",
        "Most change of rate",
        "速率变化上限",
        Unit.UNITS,
        1,
        least=0,
        note="Most by which regular production a working day changes from month to month."
        " Blank: not limited.",
    ),
    number(
        "bought_lead_months",
        "Lead time of bought units",
        "外购提前期",
        Unit.COUNT,
        0,
        least=0,
        width=13,
        note="Whole months from order to receipt of subcontracted, bought or transferred units."
        " Blank is 0.",
    ),
)
"""Lead times and time fences."""

_OFF = (
    number(
        "deviation_tolerance",
        "Tolerance of the forecast",
        "预测偏差容差",
        Unit.PERCENT,
        0,
        least=0,
        note="Per cent of the actual beyond which the demand review asks for a root cause."
        " Blank: the company's, on Config.",
    ),
    number(
        "supply_tolerance",
        "Tolerance of production",
        "生产偏差容差",
        Unit.PERCENT,
        0,
        least=0,
        note="Per cent of the approved plan by which a month's production may differ."
        " Blank: the company's, on Config.",
    ),
    number(
        "inventory_tolerance",
        "Tolerance of stock and backlog",
        "库存与积压容差",
        Unit.PERCENT,
        0,
        least=0,
        width=13,
        note="Per cent of the approved plan by which stock or backlog may differ."
        " Blank: the company's, on Config.",
    ),
)
"""How far a month may be off what was said of it, where the family differs from the company."""

TOLERANCES = tuple(column.name for column in _OFF)
"""Columns that are named as the setting of the company that stands for a blank."""

_UPKEEP = (
    Column(
        "last_reviewed",
        Label("Last reviewed", "最近评审"),
        Kind.MONTH,
        width=13,
        note="Month in which strategy, stock levels and parameters were last looked at.",
    ),
    text("demand_owner", "Demand owner", "需求负责人", width=24),
    text("supply_owner", "Supply owner", "供应负责人", width=24),
    text(
        "still_sold",
        "Still sold",
        "仍在销售",
        choices=("yes", "no"),
        width=11,
        note="After 12 months without demand the forecast is zero, unless this says yes.",
    ),
    Column(
        "retired",
        Label("Retired since", "停用自"),
        Kind.MONTH,
        width=13,
        note="First month in which it is not planned; `sop family retire` fills it.",
    ),
)
"""Who answers for it, and whether it is still sold."""

FAMILIES = Table(
    "families",
    "tblFamilies",
    "Families",
    Label("Families and their planning parameters", "产品族与计划参数"),
    (FAMILY, *_WHAT, *_MONEY, *_STOCK, *_TIMES, *_OFF, *_UPKEEP, ALLOCATION_RULE),
    ("family",),
    Owner.INPUT,
    PLANNER,
    Label(
        "One row a family. A blank cost is counted nowhere; what would look free to the plan for it"
        " is named by Check.",
        "每个产品族一行。空白成本不计入任何地方；因此在计划看来像免费的，由“检查”指出。",
    ),
)
