"""The commands: one declaration for shell, ribbon, buttons, VBA callbacks and documentation."""

from __future__ import annotations

from collections.abc import Iterator

from sop_addin.schema.command_options import FAMILY, ONE_FAMILY, PHASE, STRATEGY
from sop_addin.schema.command_words import Command, Control, Group
from sop_addin.schema.labels import Label
from sop_addin.schema.record_commands import RECORD_COMMANDS
from sop_addin.schema.record_commands import RUN as _RUN

__all__ = ["COMMANDS", "GROUPS", "Command", "Control", "Group", "controls"]


def controls() -> Iterator[Control]:
    """Yield everything that can be pressed, in the order of the ribbon."""
    for group in GROUPS:
        for command in COMMANDS:
            if command.group != group.name:
                continue
            if not command.options:
                yield Control(command)
            for option in command.options:
                yield from (Control(command, option.name, each.value) for each in option.choices)


GROUPS = (
    Group("cycle", Label("Cycle", "周期")),
    Group("data", Label("1 Data", "1 数据")),
    Group("demand", Label("3 Demand", "3 需求")),
    Group("supply", Label("4 Supply", "4 供应")),
    Group("presop", Label("5 Pre-S&OP", "5 S&OP 预备会")),
    Group("executive", Label("6 Executive", "6 高层会议")),
    Group("release", Label("7 Release", "7 发布")),
    Group("record", Label("Record", "记录")),
)
"""Groups of the ribbon, from left to right."""

COMMANDS = (
    Command(
        "new",
        Label("New book", "新建工作簿"),
        "",
        "sop new",
        "",
        "",
        Label(
            "Make a company's own book from the template, one page a family.",
            "由模板生成公司自己的工作簿，每个产品族一页。",
        ),
    ),
    Command(
        "open",
        Label("Open cycle", "开启周期"),
        _RUN,
        "sop open",
        "cycle",
        "CalendarInsert",
        Label(
            "Open the next month: every bucket moves by one, the plan so far is the start.",
            "开启下一个月：所有月份前移一格，以现有计划为起点。",
        ),
    ),
    Command(
        "sign",
        Label("Sign", "签署"),
        _RUN,
        "sop sign",
        "cycle",
        "SignatureLineInsert",
        Label(
            "Answer for a phase: what it says is frozen, and later changes show.",
            "签署一个阶段：内容即被冻结，之后的变化会显示。",
        ),
        (PHASE,),
    ),
    Command(
        "approve",
        Label("Approve", "批准"),
        _RUN,
        "sop approve",
        "cycle",
        "ReviewAcceptChange",
        Label(
            "Make the plan the authorised one, once every phase before the release is signed.",
            "在发布前各阶段均已签署后，批准该计划为授权计划。",
        ),
    ),
    Command(
        "close",
        Label("Close cycle", "关闭周期"),
        _RUN,
        "sop close",
        "cycle",
        "ReviewProtectWorkbook",
        Label(
            "End the cycle: its record stays, and the next one can begin.",
            "结束本周期：记录保留，可开始下一周期。",
        ),
    ),
    Command(
        "family",
        Label("Family", "产品族"),
        _RUN,
        "sop family",
        "cycle",
        "SheetInsert",
        Label(
            "Add a family to a book in use, give one another code, retire one or plan it again.",
            "在使用中的工作簿内添加产品族、更改其代码、停用或恢复。",
        ),
        (FAMILY,),
    ),
    Command(
        "check",
        Label("Check", "检查"),
        _RUN,
        "sop check",
        "cycle",
        "AcceptInvitation",
        Label(
            "List every error of the book with its sheet and cell; nothing is changed.",
            "列出工作簿中每个错误及其工作表和单元格，不作任何修改。",
        ),
    ),
    Command(
        "cycle",
        Label("Run the month", "运行本月"),
        _RUN,
        "sop cycle",
        "cycle",
        "MacroPlay",
        Label(
            "Refresh, forecast, demand review, plan, meeting sheets and a DRAFT pack in one go.",
            "一次完成数据刷新、预测、需求评审、计划、会议表与资料包，资料包标注“草稿”。",
        ),
    ),
    Command(
        "refresh",
        Label("Refresh actuals", "刷新实际数"),
        _RUN,
        "sop refresh",
        "data",
        "RefreshAll",
        Label(
            "Read the month just ended from the extract and list what was restated.",
            "从导出文件读取刚结束的月份，并列出被更正的数据。",
        ),
    ),
    Command(
        "forecast",
        Label("Forecast", "预测"),
        _RUN,
        "sop forecast",
        "demand",
        "ChartTypeLineInsertGallery",
        Label(
            "Compute the statistical forecast with 80 and 95 % bands for every family.",
            "为每个产品族计算统计预测及 80%、95% 区间。",
        ),
    ),
    Command(
        "report",
        Label("Forecast report", "预测报告"),
        _RUN,
        "sop report",
        "demand",
        "ChartTypeAreaInsertGallery",
        Label(
            "Lay three years of demand and the forecast with its band side by side, by family.",
            "按产品族并列三年需求、预测及其区间。",
        ),
    ),
    Command(
        "demand",
        Label("Demand review", "需求评审"),
        _RUN,
        "sop demand",
        "demand",
        "ReviewNewComment",
        Label(
            "Fill the bridge, freeze this cycle's demand, and review the last month's forecast.",
            "填写需求桥，冻结本周期需求，并评审上月预测。",
        ),
    ),
    Command(
        "plan",
        Label("Plan", "计划"),
        _RUN,
        "sop plan",
        "supply",
        "CalculateNow",
        Label(
            "Compute production, inventory and backlog within the resources; name shortages.",
            "在资源限制内计算产量、库存与积压订单，并列出资源短缺。",
        ),
        (STRATEGY, ONE_FAMILY),
    ),
    Command(
        "resources",
        Label("Resource plan", "资源计划"),
        _RUN,
        "sop resources",
        "supply",
        "ConditionalFormattingColorScalesGallery",
        Label(
            "Set the plan of the pages, as it stands, against people, machines and suppliers.",
            "将各页当前计划与人员、设备及供应商对照。",
        ),
    ),
    Command(
        "scenario",
        Label("Compare scenarios", "比较情景"),
        _RUN,
        "sop scenario",
        "presop",
        "ChartTypeBarInsertGallery",
        Label(
            "Solve each scenario and list what it changes, or promote one for a family.",
            "求解各情景并列出变化，或为产品族选定情景。",
        ),
    ),
    Command(
        "presop",
        Label("Pre-S&OP sheets", "预备会表"),
        _RUN,
        "sop presop",
        "presop",
        "TableInsert",
        Label(
            "Fill the sheets of the pre-S&OP meeting in units and money.",
            "填写 S&OP 预备会的各表（数量与金额）。",
        ),
    ),
    Command(
        "executive",
        Label("Executive sheets", "高层会议表"),
        _RUN,
        "sop executive",
        "executive",
        "ChartTypeColumnInsertGallery",
        Label(
            "Fill the dashboard and the sheets of the executive meeting.",
            "填写仪表板与高层 S&OP 会议的各表。",
        ),
    ),
    Command(
        "release",
        Label("Release", "发布计划"),
        _RUN,
        "sop release",
        "release",
        "FileSave",
        Label(
            "Hand out the approved plan: game plan, functional plans, MPS, files for the ERP.",
            "发布已批准的计划：经营计划、职能计划、主生产计划与ERP文件。",
        ),
    ),
    Command(
        "decide",
        Label("Record decisions", "记录决定"),
        _RUN,
        "sop decide",
        "executive",
        "ReviewTrackChanges",
        Label(
            "Record what the meeting decided of each family; an alternative goes onto its page.",
            "记录会议对各产品族的决定；选定的替代情景写入其页面。",
        ),
    ),
    Command(
        "minutes",
        Label("Minutes", "会议纪要"),
        _RUN,
        "sop minutes",
        "executive",
        "ReviewNewComment",
        Label(
            "Write the minutes of the cycle from the registers, with their counts.",
            "由各登记表生成本周期会议纪要及行数。",
        ),
    ),
    Command(
        "mps",
        Label("MPS", "主生产计划"),
        _RUN,
        "sop mps",
        "release",
        "ChartTypeBarInsertGallery",
        Label(
            "Split the families' plans into items and weeks, never above the rate of a family.",
            "将产品族计划拆分到物料与周，任何期间不超过产品族产量。",
        ),
    ),
    Command(
        "pack",
        Label("Pack", "资料包"),
        _RUN,
        "sop pack",
        "release",
        "FileSendAsAttachment",
        Label(
            "Make the meeting pack: a copy without macros, a PDF and a mail draft.",
            "生成会议资料包：无宏副本、PDF 与邮件草稿。",
        ),
    ),
    *RECORD_COMMANDS,
)
"""Every command, in the order of the month."""
