"""The sheets of the workbook in tab order, and what each is for."""

from __future__ import annotations

from dataclasses import dataclass

from sop_addin.schema.functions import FUNCTIONS_SHEET
from sop_addin.schema.labels import Label

__all__ = [
    "APPENDIX_SHEET",
    "CONFIG_SHEET",
    "COVER_SHEET",
    "PACK_AFTER_PAGES",
    "PACK_APPENDIX",
    "PACK_BEFORE_PAGES",
    "PAGES_BEFORE",
    "SHEETS",
    "Sheet",
]


@dataclass(frozen=True)
class Sheet:
    """One sheet: its tab, the group of the month it belongs to, and the question it answers.

    `in_pack` sheets are visible in the meeting pack; the others are hidden there.
    """

    name: str
    group: str
    purpose: Label
    hidden: bool = False
    in_pack: bool = False


SHEETS: tuple[Sheet, ...] = (
    Sheet("Home", "frame", Label("Where the cycle stands and what to do next", "周期进度与下一步")),
    Sheet("Config", "frame", Label("Settings of this book", "设置")),
    Sheet("Families", "frame", Label("Families and planning parameters", "产品族参数")),
    Sheet("Items", "frame", Label("Items of the families and their mix", "物料与占比")),
    Sheet("Item_Mix", "frame", Label("Mix that changes from a month on", "占比变化")),
    Sheet("Resources", "frame", Label("Equipment and labour", "设备与人工")),
    Sheet("BillOfResources", "frame", Label("Hours of a resource a unit", "资源清单")),
    Sheet("Materials", "frame", Label("Key materials and their terms", "关键物料")),
    Sheet("BillOfMaterials", "frame", Label("Materials of a unit", "物料清单")),
    Sheet("OnOrder", "frame", Label("What suppliers still owe", "未交采购订单")),
    Sheet("Calendar", "frame", Label("Working days", "工作日历")),
    Sheet("Holidays", "frame", Label("Days nobody works", "节假日")),
    Sheet("Phases", "frame", Label("Who does what by when", "职责与时间表")),
    Sheet("Cycle", "frame", Label("How far the month is", "周期进度")),
    Sheet("Sources", "data", Label("How your extract calls its columns", "数据源列名")),
    Sheet("Actuals", "data", Label("What happened, month by month", "实际数据")),
    Sheet("Restatements", "data", Label("What changed after it was closed", "重述")),
    Sheet("Stock_Check", "data", Label("Where stock does not add up", "库存不平")),
    Sheet("Stock", "data", Label("What is usable, what is not", "库存状态")),
    Sheet("Orders", "data", Label("Orders of the running month", "当月订单")),
    Sheet("Customer_Orders", "data", Label("Who ordered what", "客户订单")),
    Sheet(
        "Business_Review",
        "business",
        Label("Why last month was not as planned", "上月差异原因"),
        in_pack=True,
    ),
    Sheet("Latest_Estimate", "business", Label("Where the year lands", "全年预估"), in_pack=True),
    Sheet("Events", "business", Label("What happens around us", "内外部事件")),
    Sheet("Activity_Plan", "business", Label("What marketing and sales will do", "营销活动计划")),
    Sheet("AOP", "business", Label("The annual operating plan", "年度经营计划")),
    Sheet("Forecast_Report", "demand", Label("How good is the forecast", "预测报告"), in_pack=True),
    Sheet("Backtests", "demand", Label("How good is each method", "方法回测")),
    Sheet("Forecast_Years", "demand", Label("Years side by side", "逐年对比"), in_pack=True),
    Sheet("Cleansing", "demand", Label("Which odd months to leave out", "异常月份")),
    Sheet("Event_Effects", "demand", Label("What past activities did", "活动效果"), in_pack=True),
    Sheet("NPI_Lifecycle", "demand", Label("What is launched and leaves", "产品生命周期")),
    Sheet("NPI_Gates", "demand", Label("What launches must pass", "阶段门"), in_pack=True),
    Sheet("Sales_Input", "demand", Label("What sales expects", "销售预期")),
    Sheet("Sales_Summary", "demand", Label("Sales input against demand", "销售预期汇总")),
    Sheet("Demand_Bridge", "demand", Label("Forecast to demand", "预测到需求"), in_pack=True),
    Sheet("Demand_Change", "demand", Label("What changed, and why", "变化与原因"), in_pack=True),
    Sheet("Adjustments", "demand", Label("Who adjusted, until when", "人工调整")),
    Sheet("Item_Forecast", "demand", Label("Demand by item", "按物料的需求")),
    Sheet("Demand_Review", "demand", Label("Was it right, and why not", "需求评审"), in_pack=True),
    Sheet("Root_Causes", "demand", Label("What comes otherwise again", "偏差原因汇总")),
    Sheet("Assumptions", "demand", Label("What the demand plan assumes", "需求假设")),
    Sheet("Proto_MTS", "demand", Label("Prototype of a make-to-stock page", "MTS原型"), True),
    Sheet("Proto_MTO", "demand", Label("Prototype of a make-to-order page", "MTO原型"), True),
    Sheet("Strategies", "supply", Label("What each strategy costs", "策略对比"), in_pack=True),
    Sheet("Supply_Review", "supply", Label("Was it made as approved", "生产与计划"), in_pack=True),
    Sheet("Resource_Plan", "supply", Label("Load against capacity", "资源计划"), in_pack=True),
    Sheet("Shortages", "supply", Label("What cannot be done", "短缺清单")),
    Sheet("Options", "supply", Label("What could be done about it", "可选方案"), in_pack=True),
    Sheet("Bottlenecks", "supply", Label("What one more hour is worth", "瓶颈价值"), in_pack=True),
    Sheet("Capacity_Map", "supply", Label("Where it is tight", "产能热图"), in_pack=True),
    Sheet("Requirement", "supply", Label("What demand outgrows", "中长期需求"), in_pack=True),
    Sheet("Purchase_Plan", "supply", Label("What to buy, by month", "采购计划"), in_pack=True),
    Sheet("Purchase_Orders", "supply", Label("Which orders to place", "待下订单")),
    Sheet("Scenarios", "presop", Label("Other courses to take", "可选情景")),
    Sheet("Scenario_Changes", "presop", Label("What each supposes", "情景假设")),
    Sheet("Scenario_Diff", "presop", Label("What each changes", "情景对比"), in_pack=True),
    Sheet("Pre_SOP", "presop", Label("One recommendation a family", "预备会议"), in_pack=True),
    Sheet("Finance", "presop", Label("The plan in money", "财务预测"), in_pack=True),
    Sheet(
        "Shortage_Periods",
        "presop",
        Label("What is short, and how long", "缺货期间"),
        in_pack=True,
    ),
    Sheet("New_Products", "presop", Label("Are launches on time", "新品进度"), in_pack=True),
    Sheet("Open_Issues", "presop", Label("What is not agreed", "未决事项"), in_pack=True),
    Sheet("Risks_Opps", "presop", Label("What may come otherwise", "风险与机会"), in_pack=True),
    Sheet("Risk_Range", "presop", Label("What the margin may come to", "利润区间"), in_pack=True),
    Sheet(
        "Cover", "executive", Label("The meeting pack at a glance", "会议资料封面"), in_pack=True
    ),
    Sheet("Outlook", "executive", Label("Is it balanced, what may come", "展望"), in_pack=True),
    Sheet("To_Decide", "executive", Label("What is open, who does what", "待决"), in_pack=True),
    Sheet("Appendix", "executive", Label("What lies behind it", "附录"), in_pack=True),
    Sheet(
        "Effectiveness",
        "executive",
        Label("Did we do what we said", "言行一致"),
        in_pack=True,
    ),
    Sheet("Dashboard", "executive", Label("Are we on target", "仪表盘"), in_pack=True),
    Sheet("KPI_Definitions", "executive", Label("What each KPI is", "指标定义")),
    Sheet("KPI_Targets", "executive", Label("What the KPIs are held against", "指标目标")),
    Sheet("Company", "executive", Label("The company by month", "公司汇总"), in_pack=True),
    Sheet("Executive", "executive", Label("Decide each family", "高层会议"), in_pack=True),
    Sheet("Agenda", "executive", Label("What the meeting decides", "会议议程"), in_pack=True),
    Sheet("Authorisations", "executive", Label("Who allows a change of rate", "产量变动授权")),
    Sheet("Decisions", "executive", Label("What was decided", "决定"), in_pack=True),
    Sheet("Minutes", "executive", Label("What was agreed", "会议纪要"), in_pack=True),
    Sheet("Actions", "release", Label("Who does what until when", "行动计划"), in_pack=True),
    Sheet("Game_Plan", "release", Label("What was approved", "公司经营计划"), in_pack=True),
    Sheet("MPS", "release", Label("What to make, week by week", "主生产计划"), in_pack=True),
    Sheet(
        "Functional_Plans",
        "release",
        Label("What each function does", "职能计划"),
        in_pack=True,
    ),
    Sheet("Allocation", "release", Label("Who gets what", "短缺分配"), in_pack=True),
    Sheet("Versions", "record", Label("What each cycle forecast", "各周期冻结预测")),
    Sheet("Audit", "record", Label("Who changed what, when", "审计")),
    Sheet("Seals", "record", Label("What each command left", "各命令输出的封印"), True),
    Sheet("Undo", "record", Label("What the last run took away", "最近一次运行前的内容"), True),
    Sheet("Status", "record", Label("What Home shows and compares", "首页所用状态"), True),
    Sheet("Freshness", "record", Label("What each step was computed from", "各步骤输入"), True),
    Sheet(FUNCTIONS_SHEET, "record", Label("Functions for your own formulas", "工作表函数")),
    Sheet("Words", "record", Label("Words of ribbon and buttons", "功能区与按钮文字"), True),
    Sheet("xlwings.conf", "record", Label("Where Python is", "Python设置"), True),
)

PAGES_BEFORE = "Strategies"
"""Pages of families stand before this sheet."""

COVER_SHEET = "Cover"
"""The first page of the pack."""

APPENDIX_SHEET = "Appendix"
"""The page of the pack that begins its appendix."""

PACK_BEFORE_PAGES = (COVER_SHEET, "Effectiveness", "Dashboard")
"""First sheets of the pack; the pages of the families follow."""

PACK_AFTER_PAGES = ("Outlook", "To_Decide")
"""What follows the pages of the families; with ten families that is fifteen pages before the
appendix."""

PACK_APPENDIX = (
    "Agenda",
    "Executive",
    "Capacity_Map",
    "Open_Issues",
    "Company",
    "Pre_SOP",
    "Finance",
    "Business_Review",
    "Latest_Estimate",
    "New_Products",
    "NPI_Gates",
    "Risk_Range",
    "Risks_Opps",
    "Decisions",
    "Minutes",
    "Actions",
    "Shortage_Periods",
    "Options",
    "Bottlenecks",
    "Resource_Plan",
    "Requirement",
    "Scenario_Diff",
    "Strategies",
    "Purchase_Plan",
    "Game_Plan",
    "MPS",
    "Functional_Plans",
    "Allocation",
    "Demand_Review",
    "Supply_Review",
    "Demand_Bridge",
    "Demand_Change",
    "Event_Effects",
    "Forecast_Report",
    "Forecast_Years",
)
"""What lies behind the pages of the meeting; any other sheet comes after these."""

CONFIG_SHEET = "xlwings.conf"
"""The sheet that xlwings reads; no other name works."""
