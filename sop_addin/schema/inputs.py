"""Tables that people fill: master data, calendar and the annual operating plan."""

from __future__ import annotations

from sop_addin.schema.columns import FAMILY, month_column, number, text
from sop_addin.schema.declarations import PLANNER, Column, Kind, Owner, Table, Unit
from sop_addin.schema.labels import Label

__all__ = ["AOP", "BILL_OF_RESOURCES", "CALENDAR", "FAMILIES", "RESOURCES", "SOURCES"]

FAMILIES = Table(
    "families",
    "tblFamilies",
    "Families",
    Label("Families and their planning parameters", "产品族与计划参数"),
    (
        FAMILY,
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
            note="In a shortage the smaller number is served first.",
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
        Column(
            "last_reviewed",
            Label("Last reviewed", "最近评审"),
            Kind.MONTH,
            width=13,
            note="Month in which strategy, stock levels and parameters were last looked at.",
        ),
        text("demand_owner", "Demand owner", "需求负责人", width=24),
        text("supply_owner", "Supply owner", "供应负责人", width=24),
    ),
    ("family",),
    Owner.INPUT,
    PLANNER,
    Label(
        "One row a family. Blank costs are left out of every comparison, never taken as zero.",
        "每个产品族一行。空白成本不参与比较，绝不视为零。",
    ),
)

RESOURCES = Table(
    "resources",
    "tblResources",
    "Resources",
    Label("Resources: equipment and labour", "资源：设备与人工"),
    (
        text("resource", "Resource", "资源", required=True, width=16),
        text("name", "Name", "名称", width=30),
        text("kind", "Kind", "类别", required=True, choices=("labour", "equipment")),
        number(
            "workers",
            "Workers",
            "人数",
            Unit.PEOPLE,
            0,
            least=0,
            note="Labour: people at the end of the last closed month.",
        ),
        number(
            "hours_per_day",
            "Hours a day",
            "每日工时",
            Unit.HOURS,
            2,
            least=0,
            required=True,
            note="Labour: hours of a worker on a working day. Equipment: hours on a working day.",
        ),
        number(
            "overtime_share",
            "Overtime share",
            "加班比例",
            Unit.NONE,
            2,
            least=0,
            note="Overtime allowed as a part of regular hours, 0.1 = 10 %.",
        ),
        number("wage_per_day", "Wage a day", "日工资", Unit.MONEY, 2, least=0),
        number("overtime_cost_per_hour", "Overtime an hour", "加班时薪", Unit.MONEY, 2, least=0),
        number("hire_cost", "Hire cost", "招聘成本", Unit.MONEY, 2, least=0),
        number("layoff_cost", "Lay-off cost", "裁员成本", Unit.MONEY, 2, least=0),
        number("max_workers", "Most workers", "人数上限", Unit.PEOPLE, 0, least=0),
        number("max_hires", "Most hires a month", "每月招聘上限", Unit.PEOPLE, 0, least=0),
        number("max_layoffs", "Most lay-offs a month", "每月裁员上限", Unit.PEOPLE, 0, least=0),
        number(
            "lead_months",
            "Lead time of more",
            "扩能提前期",
            Unit.COUNT,
            0,
            least=0,
            note="Whole months from the decision to more of it: a machine ordered, people trained.",
        ),
    ),
    ("resource",),
    Owner.INPUT,
    PLANNER,
    Label(
        "What the plan may not exceed. A book without resources is planned without limits.",
        "计划不得超过的能力。没有资源的工作簿按无限能力计划。",
    ),
)

BILL_OF_RESOURCES = Table(
    "bill_of_resources",
    "tblBillOfResources",
    "BillOfResources",
    Label("Bill of resources", "资源清单"),
    (
        FAMILY,
        text("resource", "Resource", "资源", required=True, width=16),
        number("hours_per_unit", "Hours a unit", "单位工时", Unit.HOURS, 4, least=0, required=True),
    ),
    ("family", "resource"),
    Owner.INPUT,
    PLANNER,
    Label("Hours of a resource that one unit of a family takes.", "每单位产品族占用的资源工时。"),
)

CALENDAR = Table(
    "calendar",
    "tblCalendar",
    "Calendar",
    Label("Plant calendar", "工厂日历"),
    (
        month_column(),
        number(
            "working_days", "Working days", "工作日", Unit.DAYS, 1, least=0, required=True, width=14
        ),
    ),
    ("month",),
    Owner.INPUT,
    PLANNER,
    Label(
        "Working days by month. Months that are not listed count Monday to Friday.",
        "每月工作日。未列出的月份按周一至周五计算。",
    ),
)

AOP = Table(
    "aop",
    "tblAOP",
    "AOP",
    Label("Annual operating plan", "年度经营计划"),
    (
        FAMILY,
        month_column(),
        number("units", "Units", "数量", Unit.UNITS, 0),
        number("revenue", "Revenue", "收入", Unit.MONEY, 0),
    ),
    ("family", "month"),
    Owner.INPUT,
    PLANNER,
    Label(
        "The business plan by family and month, in units and money.", "按产品族和月份的经营计划。"
    ),
)

SOURCES = Table(
    "sources",
    "tblSources",
    "Sources",
    Label("Column names of your extract", "导出文件的列名"),
    (
        text("column", "Column", "列", required=True, width=18),
        text("header", "Header in the extract", "导出文件中的列名", required=True, width=28),
    ),
    ("column",),
    Owner.INPUT,
    PLANNER,
    Label(
        "Only for columns that your extract calls otherwise; the rest is found by its own name.",
        "仅需填写名称不同的列；其余按原名匹配。",
    ),
)
