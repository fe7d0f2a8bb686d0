"""Tables that commands write: actuals, forecast, plan, meeting sheets, audit."""

from __future__ import annotations

from sop_addin.schema.columns import FAMILY, month_column, month_columns, number, text
from sop_addin.schema.declarations import Column, Owner, Table, Unit
from sop_addin.schema.labels import Label

__all__ = [
    "ACTUALS",
    "ALL_FAMILIES",
    "BACKTESTS",
    "COMPANY",
    "EXECUTIVE",
    "FINANCE",
    "FORECASTS",
    "PRE_SOP",
    "RESOURCE_PLAN",
    "RESTATEMENTS",
    "SHORTAGES",
    "STRATEGIES",
    "UTILISATION",
]

ACTUALS = Table(
    "actuals",
    "tblActuals",
    "Actuals",
    Label("Actuals", "实际数据"),
    (
        FAMILY,
        month_column(),
        number("sales", "Sales", "销售", Unit.UNITS, 2),
        number("requested", "Requested demand", "需求量", Unit.UNITS, 2),
        number("bookings", "Bookings", "订单", Unit.UNITS, 2),
        number("cancellations", "Cancellations", "取消", Unit.UNITS, 2),
        number("shipments", "Shipments", "发货", Unit.UNITS, 2),
        number("past_due", "Past due", "逾期", Unit.UNITS, 2, least=0),
        number("backlog", "Order backlog", "订单积压", Unit.UNITS, 2, least=0),
        number("production", "Production", "生产", Unit.UNITS, 2),
        number(
            "inventory",
            "Inventory",
            "库存",
            Unit.UNITS,
            2,
            least=0,
            note="Unrestricted stock at the end of the month.",
        ),
        number("adjustments", "Adjustments", "调整", Unit.UNITS, 2),
        number("revenue", "Revenue", "收入", Unit.MONEY, 2),
        number("cogs", "Cost of goods", "销售成本", Unit.MONEY, 2),
    ),
    ("family", "month"),
    Owner.OUTPUT,
    "refresh",
    Label(
        "Closed months as the extract reported them. Written by Refresh actuals.",
        "已关账月份的实际数据，由“刷新实际”写入。",
    ),
)

RESTATEMENTS = Table(
    "restatements",
    "tblRestatements",
    "Restatements",
    Label("Restatements", "重述"),
    (
        month_column("cycle", "Cycle", "周期"),
        FAMILY,
        month_column(),
        text("measure", "Measure", "指标", required=True, width=25),
        number("before", "Before", "之前", Unit.UNITS, 2),
        number("after", "After", "之后", Unit.UNITS, 2),
    ),
    ("cycle", "family", "month", "measure"),
    Owner.REGISTER,
    "refresh",
    Label(
        "Closed months whose numbers changed after they had been read once.",
        "首次读取后发生变化的已关账月份。",
    ),
)

FORECASTS = Table(
    "forecasts",
    "tblForecasts",
    "Forecast_Report",
    Label("Statistical forecast, family by family", "统计预测报告"),
    (
        FAMILY,
        text("method", "Method", "方法", width=28),
        number("observations", "Months used", "使用月数", Unit.COUNT, width=8),
        number("last_12", "Last 12 months", "过去12个月", Unit.UNITS, 0, width=10),
        number("next_12", "Next 12 months", "未来12个月", Unit.UNITS, 0, width=10),
        number(
            "change",
            "Change %",
            "变化%",
            Unit.PERCENT,
            1,
            width=9,
            note="Blank where one of the last 12 months is not known.",
        ),
        number("error", "Backtest error %", "回测误差%", Unit.PERCENT, 1, width=10),
        number("naive_error", "Last-year error %", "去年误差%", Unit.PERCENT, 1, width=10),
        text("backtest", "Error of each method, last 12 months", "各方法误差", width=38),
        text("explanation", "Why", "说明", width=60),
    ),
    ("family",),
    Owner.OUTPUT,
    "forecast",
    Label(
        "Errors are weighted absolute percentages (WMAPE) over months held back from the method.",
        "误差为加权绝对百分比误差（WMAPE），在未参与拟合的月份上计算。",
    ),
)

BACKTESTS = Table(
    "backtests",
    "tblBacktests",
    "Backtests",
    Label("How far off each method would have been", "各方法的回测"),
    (
        FAMILY,
        text("method", "Method", "方法", required=True, width=26),
        number("weight", "Weight %", "权重%", Unit.PERCENT, 0, width=9),
        number("error", "Error %, last 12 months", "近12个月误差%", Unit.PERCENT, 1, width=12),
        number("bias", "Bias %, last 12 months", "近12个月偏差%", Unit.PERCENT, 1, width=12),
        number("all_error", "Error %, all three tests", "三次回测误差%", Unit.PERCENT, 1, width=12),
        number("months", "Months compared", "比较月数", Unit.COUNT, 0, width=10),
    ),
    ("family", "method"),
    Owner.OUTPUT,
    "forecast",
    Label(
        "What each method would have said at three earlier months, knowing nothing later; the last"
        " 12 months are those of the newest test. Error = sum of |forecast - actual|, bias = sum of"
        " forecast - actual, in % of demand: positive means over-forecast. Blank: not tested.",
        "各方法在三个过去时点、不知后情时的预测。误差为绝对误差占需求的百分比；偏差为预测减实际，正数表示预测偏高。",
    ),
)

ALL_FAMILIES = "all"
"""What stands where a plan was made for all families together; no family is called so."""

STRATEGIES = Table(
    "strategies",
    "tblStrategies",
    "Strategies",
    Label("Level, chase and hybrid side by side", "均衡、追逐与混合策略对比"),
    (
        text("strategy", "Strategy", "策略", required=True, width=14),
        text("chosen", "Chosen", "已选", width=8),
        number("short", "Short, 18 months", "18个月缺货", Unit.NONE, 0, width=12),
        number("waiting", "Waits, added up", "累计等待", Unit.NONE, 0, width=11),
        number("below_target", "Below target, average", "平均低于目标", Unit.NONE, 0, width=13),
        text("unit", "Unit", "单位", width=10),
        number("cost", "Total cost", "总成本", Unit.MONEY, 0, width=14),
        number("wages", "Wages", "工资", Unit.MONEY, 0),
        number("regular", "Regular", "正常", Unit.MONEY, 0),
        number("overtime", "Overtime", "加班", Unit.MONEY, 0),
        number("subcontract", "Subcontract", "外协", Unit.MONEY, 0),
        number("workforce", "Hire and lay-off", "招聘与裁员", Unit.MONEY, 0, width=14),
        number("holding", "Holding", "持有", Unit.MONEY, 0),
        number("past_due", "Past due and lost", "逾期与失销", Unit.MONEY, 0, width=15),
        text("proof", "Solver", "求解状态", width=28),
        text(
            "families",
            "Planned for",
            "计划范围",
            width=14,
            note="all: all families together; a code: that family alone, the others held.",
        ),
    ),
    ("strategy",),
    Owner.OUTPUT,
    "plan",
    Label(
        "Never choose by cost alone: service first, then target, then cost. All over 18 months."
        " Short: most that wait at a month's end + lost. Waits: what waits at each month's end,"
        " added up, + lost. Below target: stock at an average month's end. Where units differ:"
        " short and waits at price, below target at cost. The approved plan is the last cycle's,"
        " under today's demand and stock; what it does not reach is the chosen plan's.",
        "切勿仅按成本选择：先服务，再目标，后成本。均为18个月。缺货：月末最大等待量加失销。"
        "等待：各月末等待量累计加失销。"
        "低于目标：平均月末库存缺口。单位不同时按金额。"
        "“approved plan”为上期批准计划，按当前需求与库存计算。",
    ),
)

UTILISATION = "utilisation %"
"""Measure of the resource plan: load in per cent of what is available."""

RESOURCE_PLAN = Table(
    "resource_plan",
    "tblResourcePlan",
    "Resource_Plan",
    Label("Resource plan (rough-cut capacity)", "资源计划（粗能力）"),
    (
        text("resource", "Resource", "资源", required=True, width=16),
        text("kind", "Kind", "类别", width=11),
        text("measure", "Measure", "指标", required=True, width=25),
        *month_columns(Unit.NONE, 1),
    ),
    ("resource", "measure"),
    Owner.OUTPUT,
    "plan",
    Label(
        "Load = units x what one takes, in hours or the resource's own unit. Over 100 % is a"
        " shortage: see Shortages.",
        "负荷 = 数量 x 单位用量，以工时或资源自身单位计。超过100%即为短缺。",
    ),
)

SHORTAGES = Table(
    "shortages",
    "tblShortages",
    "Shortages",
    Label("Resource shortage list", "资源短缺清单"),
    (
        number("rank", "Rank", "排名", Unit.COUNT, width=7),
        text("object", "Object", "对象", required=True, width=18),
        month_column(),
        text("reason", "Reason", "原因", required=True, width=30),
        number("quantity", "Short in the month", "当月短缺量", Unit.NONE, 1),
        text("unit", "Unit", "单位", width=9),
        number("percent", "Short %", "短缺率%", Unit.PERCENT, 1, width=9),
        number("money", "Money at risk", "风险金额", Unit.MONEY, 0, width=14),
        text("families", "Families hit", "受影响产品族", width=30),
        text("decide_by", "Decide by", "最迟决定", width=13),
        text("cause", "Resource behind it", "瓶颈资源", width=38),
    ),
    ("object", "month", "reason"),
    Owner.OUTPUT,
    "plan",
    Label(
        "Do not add lines up: a resource and the families it delays show the same money, and what"
        " waits two months stands in two lines. The total is on the Dashboard. Short %: of the"
        " month's demand, of the stock that is wanted, of what the resource has.",
        "请勿相加：资源与其影响的产品族显示同一金额，等待两个月的数量出现两行。合计见仪表板。"
        "短缺率：占当月需求、目标库存或可用产能。",
    ),
)

PRE_SOP = Table(
    "pre_sop",
    "tblPreSOP",
    "Pre_SOP",
    Label("Pre-S&OP: one line a family", "预备会议：每个产品族一行"),
    (
        FAMILY,
        text("name", "Name", "名称", width=16),
        number("actual", "Demand last month", "上月需求", Unit.UNITS, 0, width=9),
        number("difference", "Actual - AOP last month", "上月差异", Unit.UNITS, 0, width=9),
        number("demand", "Demand next 3 months", "未来3个月需求", Unit.UNITS, 0, width=9),
        number("production", "Production next 3 months", "未来3个月生产", Unit.UNITS, 0, width=9),
        number(
            "position", "Stock or backlog in 3 months", "3个月后库存或积压", Unit.UNITS, 0, width=9
        ),
        number("cover", "Cover in 3 months", "3个月后覆盖天数", Unit.DAYS, 1, width=9),
        number("short", "Short over 18 months", "18个月缺货", Unit.UNITS, 0, width=10),
        number(
            "above_maximum",
            "Above maximum at most",
            "超过上限最大量",
            Unit.UNITS,
            0,
            width=10,
        ),
        number("revenue", "Revenue, 18 months", "18个月收入", Unit.MONEY, 0, width=11),
        number(
            "gap", "Revenue - AOP, AOP months", "收入差异（有AOP月份）", Unit.MONEY, 0, width=11
        ),
        text("recommendation", "Recommendation over 18 months", "18个月建议", width=42),
        text(
            "scenario",
            "Promoted scenario",
            "选定情景",
            width=10,
            note="The plan on the page is that of this scenario; blank: the base.",
        ),
        Column(
            "status",
            Label("Status", "状态"),
            planner=True,
            choices=("open", "agreed", "not agreed"),
            width=11,
        ),
        text("policy", "Policy", "策略", width=8),
        number("aop", "AOP last month", "上月AOP", Unit.UNITS, 0, width=9),
        number("target", "Target in 3 months", "3个月后目标", Unit.UNITS, 0, width=9),
    ),
    ("family",),
    Owner.REGISTER,
    "presop",
    Label(
        "Units are the family's own. Short: most that wait at a month's end + lost. Too much stock"
        " is no shortage: see above maximum. Set the status of every family.",
        "数量按产品族自身单位。缺货：月末最大等待量加失销。库存过多不算缺货，见超过上限。逐族填写状态。",
    ),
    printed_to="status",
)

FINANCE = Table(
    "finance",
    "tblFinance",
    "Finance",
    Label("Financial projection", "财务预测"),
    (
        text("family", "Family", "产品族", required=True, width=16),
        text("measure", "Measure", "指标", required=True, width=20),
        number("total", "Total", "合计", Unit.MONEY, 2, width=11),
        *month_columns(Unit.MONEY, 2),
    ),
    ("family", "measure"),
    Owner.OUTPUT,
    "presop",
    Label(
        "The constrained plan in money. Total: all 18 months; of positions the last month; of"
        " Revenue - AOP the months with an AOP. Working capital: stock + receivables - payables;"
        " the first months need what came before.",
        "约束计划的金额。时点数的合计为最后一个月；收入与AOP之差只计有AOP的月份。营运资金=库存+应收-应付；前几个月需要此前的数据。",
    ),
)

EXECUTIVE = Table(
    "executive",
    "tblExecutive",
    "Executive",
    Label("Executive S&OP: decide each family", "高层会议：逐族决策"),
    (
        FAMILY,
        text("name", "Name", "名称", width=16),
        number("landing", "Landing, full year", "全年预计", Unit.MONEY, 0, width=11),
        number("aop", "AOP, full year", "全年AOP", Unit.MONEY, 0, width=11),
        number("gap", "Landing - AOP, full year", "全年差距", Unit.MONEY, 0, width=11),
        number("gap_percent", "Gap, % of AOP", "差距占AOP%", Unit.PERCENT, 1, width=8),
        number("service", "Service over 18 months", "18个月服务水平", Unit.PERCENT, 1, width=8),
        number("at_risk", "At risk over 18 months", "18个月风险金额", Unit.MONEY, 0, width=11),
        text("recommendation", "Recommendation over 18 months", "18个月建议", width=46),
        text("recorded", "Recorded decision", "已记录决定", width=15),
        Column(
            "decision",
            Label("Decision", "决定"),
            planner=True,
            choices=("accept", "alternative", "defer"),
            width=12,
        ),
        Column(
            "alternative",
            Label("Alternative", "替代情景"),
            planner=True,
            width=11,
            note="Beside alternative: the id of the scenario that was picked.",
        ),
        Column("decided_by", Label("Decided by", "决策人"), planner=True, width=11),
        Column("note", Label("Note", "备注"), planner=True, width=12),
        number("year_to_date", "Actual, year to date", "年初至今实际", Unit.MONEY, 0, width=11),
        number("remaining", "Plan, rest of year", "本年剩余计划", Unit.MONEY, 0, width=11),
    ),
    ("family",),
    Owner.REGISTER,
    "executive",
    Label(
        "Landing = actual to date + remaining plan of the fiscal year; the recommendation looks at"
        " all 18 months, so that their gaps to the AOP differ. Most money at stake first.",
        "年末预计 = 年初至今实际 + 本财年剩余计划；建议着眼于18个月，两者差距不同。金额大者在前。",
    ),
    printed_to="note",
)

COMPANY = Table(
    "company",
    "tblCompany",
    "Company",
    Label("The company by month", "公司月度汇总"),
    (
        text("measure", "Measure", "指标", required=True, width=30),
        text("unit", "Unit", "单位", width=10),
        *month_columns(Unit.NONE, 1),
    ),
    ("measure",),
    Owner.OUTPUT,
    "executive",
    Label(
        "Sums of the families' pages. Units appear only where all families share one unit.",
        "各产品族页面的汇总。仅当单位一致时才汇总数量。",
    ),
)
