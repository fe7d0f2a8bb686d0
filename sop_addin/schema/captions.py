"""Words that the workbook prints besides the declared labels, and what the first sheet shows."""

from __future__ import annotations

from dataclasses import dataclass

from sop_addin.schema.cycle_tables import STATES
from sop_addin.schema.declarations import FORMULA, PLANNER, Kind, Policy, Unit
from sop_addin.schema.kpi_tables import OFF_TARGET
from sop_addin.schema.labels import Label
from sop_addin.schema.recommended import TO_DECIDE

__all__ = [
    "BOOK_TITLE",
    "CARDS",
    "COVER",
    "COVER_CARDS",
    "EMPTY",
    "FAMILY_PAGES",
    "FIRST_STEP",
    "HEADINGS",
    "LEGEND",
    "MONTHS_HEAD",
    "MONTH_MARKS",
    "MONTH_SO_FAR",
    "NEXT_STEP",
    "NO_COMPANY",
    "OWNER_GROUPS",
    "PARTIAL",
    "PEOPLE_NEXT",
    "PHASE_HEADS",
    "PHASE_STATES",
    "POLICIES",
    "RUN_AGAIN",
    "SECOND_STEP",
    "SETTINGS_HINT",
    "STATE_WORDS",
    "TOOLS",
    "TOTALS",
    "UNIT_WORDS",
    "Card",
    "owner_mark",
]


@dataclass(frozen=True)
class Card:
    """A number or word in large type: what it is, and Excel's formula for it, without ``=``."""

    label: Label
    formula: str
    kind: Kind = Kind.TEXT


BOOK_TITLE = Label("Sales & Operations Planning", "销售与运营计划")

# --- pages ---------------------------------------------------------------------------------------

POLICIES = {
    Policy.MTS: Label("Make to stock: planned on inventory", "按库存生产：以库存为对象"),
    Policy.MTO: Label("Make to order: planned on the order backlog", "按订单生产：以积压为对象"),
}

MONTHS_HEAD = (Label("Months across", "按月"), Label("Unit", "单位"), Label("By", "来源"))
"""Over labels, units and owners' marks."""

MONTH_MARKS = {
    "closed": Label("closed", "已关账"),
    "current": Label("current", "当月"),
    "plan": Label("plan", "计划"),
}

TOTALS = (
    Label("Year to date", "年初至今"),
    Label("Rest of year", "本年剩余"),
    Label("Fiscal year", "财年"),
)
"""Right of the months."""

UNIT_WORDS = {
    Unit.UNITS: Label(Unit.UNITS.value, "数量"),
    Unit.UNITS_A_DAY: Label(Unit.UNITS_A_DAY.value, "数量/天"),
    Unit.DAYS: Label(Unit.DAYS.value, "天"),
    Unit.HOURS: Label(Unit.HOURS.value, "小时"),
    Unit.PEOPLE: Label(Unit.PEOPLE.value, "人"),
    Unit.PERCENT: Label(Unit.PERCENT.value, Unit.PERCENT.value),
    Unit.MONEY: Label(Unit.MONEY.value, "金额"),
    Unit.MONEY_A_UNIT: Label(Unit.MONEY_A_UNIT.value, "金额/单位"),
    Unit.COUNT: Label(Unit.COUNT.value, "个数"),
}
"""Units of measure; where there is none, there is no word."""

PARTIAL = Label("* not every month is known", "* 并非所有月份均已知")
"""Over the sums that are marked because they lack a month."""

OWNER_MARKS = {PLANNER: "I", FORMULA: "F", "": ""}
"""Letter of an owner; every other owner is a command."""


def owner_mark(by: str) -> str:
    """Return the letter that says who fills a row: I = input, P = Python, F = formula.

    Examples
    --------
    >>> owner_mark("planner"), owner_mark("forecast"), owner_mark("formula")
    ('I', 'P', 'F')
    """
    return OWNER_MARKS.get(by, "P")


# --- sheets with a table --------------------------------------------------------------------------

EMPTY = {
    "people": Label("No rows yet: type or paste them below.", "尚无内容：请在下方填写或粘贴。"),
    "command": Label(
        "No rows. They come from the button {}, or sop {} BOOK in a terminal.",
        "无内容。由按钮“{}”或命令 sop {} 写入。",
    ),
    "itself": Label("No rows yet: it fills itself.", "尚无内容：自动填写。"),
}
"""Before the purpose of a table that has no rows, by who fills it: button and shell command."""

# --- settings ------------------------------------------------------------------------------------

SETTINGS_HINT = Label(
    "Yellow cells are yours; the others fill themselves.", "黄色单元格由您填写，其余自动填写。"
)

OWNER_GROUPS = {
    PLANNER: Label("You set these", "由您设置"),
    "": Label("The commands set these", "由命令设置"),
    FORMULA: Label("The workbook computes these", "由工作簿计算"),
}
"""Headings over named cells by owner; the empty one stands for every command."""

# --- the first page of the pack -------------------------------------------------------------------

COVER = {
    "title": Label("Meeting pack", "会议资料"),
    "contents": Label("In this pack", "目录"),
    "families": Label(
        "After the Dashboard: one page for each family. A sheet without rows is left out.",
        "仪表盘之后：每个产品族一页。无内容的表不列入。",
    ),
    "appendix": Label("Appendix", "附录"),
    "left_out": Label("A sheet without rows is left out.", "无内容的表不列入。"),
}

_MEETING = 'SUMIFS(tblCycle[Due],tblCycle[Cycle],cycle_month,tblCycle[Phase],"executive")'
_OVERDUE = (
    f'SUMPRODUCT((tblActions[Status]="open")*(tblActions[Due]<>"")*(tblActions[Due]<{_MEETING}))'
)
_CLOSED = 'COUNTIF(tblActions[Status],"done")'
_ON_TIME = (
    'SUMPRODUCT((tblActions[Status]="done")*(tblActions[Done on]<>"")'
    "*(tblActions[Done on]<=tblActions[Due]))"
)

COVER_CARDS = (
    Card(
        Label("Cycle", "周期"),
        'IF(cycle_month="","–",cycle_month)',
        Kind.MONTH,
    ),
    Card(Label("State of the plan", "计划状态"), 'IF(plan_state="","not planned",plan_state)'),
    Card(Label("KPIs off target", "未达标指标"), f'COUNTIF(tblKPI[Status],"{OFF_TARGET}")'),
    Card(Label("Families to decide", "待决产品族"), TO_DECIDE),
    Card(Label("Actions overdue at the meeting", "会议日逾期行动"), _OVERDUE),
    Card(
        Label("Due actions closed on time", "按期完成的行动"),
        f'IF({_CLOSED}+{_OVERDUE}=0,"none due",ROUND(100*{_ON_TIME}/({_CLOSED}+{_OVERDUE}),0)'
        f'&" % of "&({_CLOSED}+{_OVERDUE}))',
    ),
)

# --- the first sheet -----------------------------------------------------------------------------

NO_COMPANY = Label("Type the name of your company on Config", "请在“设置”中填写公司名称")

CARDS = (
    "cycle_month",
    "last_closed_month",
    "newest_actuals",
    "strategy",
    "plan_fingerprint",
    "plan_state",
)
"""Named cells shown at the top."""

TOOLS = ("cycle", "pack", "check")
"""Commands with a button beside the next step."""

NEXT_STEP = Label("What to do next", "下一步")

FIRST_STEP = Label(
    "Make your own book in a terminal: sop new BOOK.xlsm --families families.csv",
    "在终端中建立自己的工作簿：sop new BOOK.xlsm --families families.csv",
)
"""Shown while the book has no families: it is the template."""

SECOND_STEP = Label(
    "1 Data: press Refresh actuals. The first extract sets the month of the cycle.",
    "1 数据：请点击“刷新实际数”。首个导出文件决定周期月份。",
)
"""Shown while the book has no cycle month."""

PEOPLE_NEXT = {
    "agree": Label("Numbers are up to date; now people.", "数据已是最新，接下来由人确认。"),
    "approve": Label(
        "All phases are signed. In the executive meeting press Approve"
        " (sop approve BOOK --by NAME).",
        "各阶段均已签署。请在高层会议上批准（sop approve BOOK --by NAME）。",
    ),
    "close": Label(
        "The plan is approved. Press Pack, send it, then press Close cycle (sop close BOOK).",
        "计划已批准。请生成并发送资料包，然后关闭周期（sop close BOOK）。",
    ),
    "open": Label(
        "This cycle is closed. Press Open cycle for the next month (sop open BOOK).",
        "本周期已关闭。请开启下一个月（sop open BOOK）。",
    ),
}
"""What people do next once every number is up to date: sign phase by phase, approve, close."""

RUN_AGAIN = Label("Changed since its last run", "最近运行后已变更")
"""Before what changed since the step was computed."""

HEADINGS = {
    "phases": Label("The month in seven phases", "七个阶段"),
    "waiting": Label("Waiting for somebody", "待处理事项"),
    "sheets": Label("Sheets", "工作表"),
    "colours": Label("Colours", "颜色"),
}

MONTH_SO_FAR = Label(
    "The running month so far: no orders were read (extract orders).",
    "当月进度：未读取订单（导出文件 orders）。",
)
"""Shown while nothing is known of the running month."""

PHASE_HEADS = {
    "number": Label("Phase", "阶段"),
    "what": Label("What happens", "内容"),
    "button": Label("Button", "按钮"),
    "run": Label("Last run", "最近运行"),
    "numbers": Label("Numbers", "数据"),
    "cycle": Label("On Cycle", "周期状态"),
}

PHASE_STATES = {
    "current": Label("up to date", "最新"),
    "missing": Label("to run", "待运行"),
    "again": Label("run again", "需重新运行"),
    "meeting": Label("meeting", "会议"),
    "never": Label("not yet", "尚未"),
}
"""How far the numbers of a phase are; how far its people are stands on Cycle, in other words."""

FAMILY_PAGES = Label(
    "Each family has a page of its own, between demand and supply.",
    "每个产品族有自己的页面，位于需求与供应之间。",
)

LEGEND = {
    "planner": Label("I  you type", "I  您填写"),
    "python": Label("P  Python writes", "P  Python 写入"),
    "formula": Label("F  formula", "F  公式"),
    "nobody": Label("not used", "不使用"),
    "amber": Label("look at it", "请关注"),
    "red": Label("act on it", "请处理"),
}

STATE_WORDS = dict(
    zip(
        STATES,
        (
            Label("open", "未完成"),
            Label("done", "已完成"),
            Label("signed", "已签署"),
            Label("closed", "已关闭"),
        ),
        strict=True,
    )
)
"""What the first sheet says of a phase, by its status on Cycle."""
