"""Every named cell of the workbook outside pages and tables."""

from __future__ import annotations

from collections.abc import Iterator

from sop_addin.schema.allocation_tables import PRO_RATA, RULES
from sop_addin.schema.declarations import FORMULA, PLANNER, Cell, Kind, Unit
from sop_addin.schema.freshness import (
    CELL_INPUTS,
    MINUTES_OF_A_TOPIC,
    PAGES_INPUT,
    PAYMENT_TERMS,
    STEPS,
    TABLE_INPUTS,
    now_cell,
    stale_cell,
    stale_formula,
    table_formula,
)
from sop_addin.schema.labels import CHINESE, ENGLISH, LANGUAGE, Label, in_language

__all__ = ["CELLS", "INPUT_LABELS", "PAGES_CHANGED", "cell"]

_CYCLE, _PLAN = Label("Cycle ", "周期 "), Label(" · plan ", " · 计划 ")
"""Words of the stamp."""

_DECLARED: tuple[Cell, ...] = (
    Cell("company", "Config", Label("Company", "公司"), Kind.TEXT, PLANNER),
    Cell("currency", "Config", Label("Currency", "货币"), Kind.TEXT, PLANNER, default="EUR"),
    Cell(
        "cycle_month",
        "Config",
        Label("Cycle month", "周期月份"),
        Kind.MONTH,
        "new",
        note="The month in which this cycle runs; the month before is the last closed one.",
    ),
    Cell(
        "fiscal_first_month",
        "Config",
        Label("Fiscal year starts in month", "财年起始月"),
        Kind.NUMBER,
        PLANNER,
        Unit.COUNT,
        default=1,
        note="1 = January.",
    ),
    Cell(
        LANGUAGE,
        "Config",
        Label("Language", "语言"),
        Kind.TEXT,
        PLANNER,
        default=ENGLISH,
        choices=(ENGLISH, CHINESE),
        note="Of titles and labels, at once; codes, names of columns and texts of rows stay.",
    ),
    Cell(
        "source",
        "Config",
        Label("Source of actuals", "实际数来源"),
        Kind.TEXT,
        PLANNER,
        note="Folder or file of the extract; the button Refresh actuals reads it.",
    ),
    Cell(
        "available_statuses",
        "Config",
        Label("Stock that is available", "可用库存状态"),
        Kind.TEXT,
        PLANNER,
        default="unrestricted",
        note="Statuses of the extract of stock that may be sold, with commas between them; all"
        " others, such as quality or blocked, do not open the plan.",
    ),
    Cell(
        "strategy",
        "Config",
        Label("Production strategy", "生产策略"),
        Kind.TEXT,
        "plan",
        default="hybrid",
        choices=("level", "chase", "hybrid"),
        note="Set by the last Plan; Run the month uses it.",
    ),
    Cell(
        "whole_workers",
        "Config",
        Label("Whole workers", "整数人数"),
        Kind.TEXT,
        PLANNER,
        default="no",
        choices=("yes", "no"),
        note="yes: hire and lay off whole people (slower to solve).",
    ),
    Cell(
        "accuracy_lag",
        "Config",
        Label("Lag of the demand review", "需求评审滞后"),
        Kind.NUMBER,
        PLANNER,
        Unit.COUNT,
        default=1,
        note="Months between the cycle that forecast a month and that month, 0 to 17.",
    ),
    Cell(
        "deviation_tolerance",
        "Config",
        Label("Tolerance of the forecast", "预测偏差容差"),
        Kind.NUMBER,
        PLANNER,
        Unit.PERCENT,
        default=20,
        note="Per cent of the actual beyond which the demand review asks for a root cause."
        " A family may have its own, on Families.",
    ),
    Cell(
        "supply_tolerance",
        "Config",
        Label("Tolerance of production", "生产偏差容差"),
        Kind.NUMBER,
        PLANNER,
        Unit.PERCENT,
        default=5,
        note="Per cent of the approved plan by which a month's production may differ."
        " A family may have its own, on Families.",
    ),
    Cell(
        "inventory_tolerance",
        "Config",
        Label("Tolerance of stock and backlog", "库存与积压容差"),
        Kind.NUMBER,
        PLANNER,
        Unit.PERCENT,
        default=15,
        note="Per cent of the approved plan by which stock or backlog may differ."
        " A family may have its own, on Families.",
    ),
    Cell(
        "firm_change",
        "Config",
        Label("Change inside the firm fence", "确定期内变动"),
        Kind.NUMBER,
        PLANNER,
        Unit.PERCENT,
        default=10,
        note="Per cent of the last approved plan by which a firm month may change, up or down.",
    ),
    Cell(
        "authorised_change",
        "Config",
        Label("Change of rate that needs a name", "需授权的产量变动"),
        Kind.NUMBER,
        PLANNER,
        Unit.PERCENT,
        default=10,
        note="Per cent of the last approved plan beyond which a frozen or firm month needs"
        " an authorisation.",
    ),
    *(
        Cell(
            name,
            "Config",
            Label(f"Minutes for {what}", zh),
            Kind.NUMBER,
            PLANNER,
            Unit.COUNT,
            default=minutes,
            note="On the agenda of the executive meeting, whole minutes.",
        )
        for name, what, zh, minutes in zip(
            MINUTES_OF_A_TOPIC,
            ("a family to decide", "an open issue", "any other topic"),
            ("每个待决产品族分钟数", "每个未决事项分钟数", "其他议题分钟数"),
            (8, 10, 5),
            strict=True,
        )
    ),
    Cell(
        "allocation_rule",
        "Config",
        Label("A shortage goes to customers", "短缺分配规则"),
        Kind.TEXT,
        PLANNER,
        default=PRO_RATA,
        choices=RULES,
        note="For families that have no rule of their own on Families.",
    ),
    *(
        Cell(
            name,
            "Config",
            Label(f"Days {what}", zh),
            Kind.NUMBER,
            PLANNER,
            Unit.DAYS,
            note=f"{who} For working capital on Finance; blank: not known, and Finance says so.",
        )
        for name, what, zh, who in zip(
            PAYMENT_TERMS,
            ("receivable", "payable"),
            ("应收天数", "应付天数"),
            (
                "Calendar days from the invoice until customers pay.",
                "Calendar days until the company pays, counted on cost of goods.",
            ),
            strict=True,
        )
    ),
    Cell(
        "review_months",
        "Config",
        Label("Review parameters every", "参数评审间隔"),
        Kind.NUMBER,
        PLANNER,
        Unit.COUNT,
        default=18,
        note="Months after which Check lists a family whose strategy and parameters nobody looked"
        " at. Families without a month of their last review are not listed. Blank: never.",
    ),
    Cell(
        "last_closed_month",
        "Config",
        Label("Last closed month", "最近关账月"),
        Kind.MONTH,
        FORMULA,
        formula='IF(cycle_month="","",EDATE(cycle_month,-1))',
    ),
    Cell(
        "fiscal_year_start",
        "Config",
        Label("This fiscal year from", "本财年开始"),
        Kind.MONTH,
        FORMULA,
        formula='IF(cycle_month="","",EDATE(cycle_month,-MOD(MONTH(cycle_month)-fiscal_first_month,12)))',
    ),
    Cell(
        "fiscal_year_end",
        "Config",
        Label("This fiscal year to", "本财年结束"),
        Kind.MONTH,
        FORMULA,
        formula='IF(cycle_month="","",EDATE(fiscal_year_start,11))',
    ),
    Cell(
        "newest_actuals",
        "Config",
        Label("Newest month in Actuals", "最新实际月份"),
        Kind.MONTH,
        FORMULA,
        formula='IF(COUNT(tblActuals[Month])=0,"",MAX(tblActuals[Month]))',
    ),
    Cell(
        "month_so_far",
        "Status",
        Label("The running month so far", "当月进度"),
        Kind.TEXT,
        "refresh",
        note="For display only: the running month is never history.",
    ),
    Cell(
        "plan_fingerprint",
        "Config",
        Label("Fingerprint of the plan", "计划指纹"),
        Kind.TEXT,
        "plan",
        note="Printed on every page: the same on all pages of one pack.",
    ),
    Cell(
        "plan_state",
        "Config",
        Label("State of the plan", "计划状态"),
        Kind.TEXT,
        "plan",
        note="DRAFT until the executive meeting approves it.",
    ),
    Cell(
        "plan_version",
        "Config",
        Label("Version of the plan", "计划版本"),
        Kind.NUMBER,
        "plan",
        Unit.COUNT,
        note="1, 2, 3 within a cycle: the next one begins once a version was signed or approved.",
    ),
    Cell(
        "kept_cycles",
        "Config",
        Label("Cycles kept on Versions", "保留周期数"),
        Kind.NUMBER,
        PLANNER,
        Unit.COUNT,
        default=13,
        note="Open cycle takes older ones out of the book; 13 are a year of accuracy at lag 1.",
    ),
    Cell("plan_status", "Config", Label("Proof of the plan", "求解状态"), Kind.TEXT, "plan"),
    Cell(
        "plan_stamp",
        "Config",
        Label("Printed on every sheet", "打印于各表"),
        Kind.TEXT,
        FORMULA,
        formula=f'IF(cycle_month="","",{in_language(_CYCLE)}&YEAR(cycle_month)'
        '&"-"&RIGHT("0"&MONTH(cycle_month),2)'
        f'&IF(plan_fingerprint="","",{in_language(_PLAN)}&plan_fingerprint'
        '&IF(plan_version="",""," v"&plan_version)&" "&plan_state))',
        note="Says which cycle and which plan the numbers of a printed page belong to.",
    ),
)


# --- what changed since a step last ran ----------------------------------------------------------

PAGES_CHANGED = now_cell(PAGES_INPUT)
"""The cell that counts pages that changed since the plan; a sum over them."""

INPUT_LABELS: dict[str, Label] = {
    **{name: Label(t.sheet, t.title.zh) for name, (t, _) in TABLE_INPUTS.items()},
    **{c.name: c.label for c in _DECLARED if c.name in CELL_INPUTS},
    PAGES_INPUT: Label("family pages", "产品族页面"),
    "actuals": Label("Actuals", "实际数据"),
    "plan": Label("the plan", "计划"),
    "forecast": Label("the forecast", "预测"),
    "demand": Label("demand on the family pages", "产品族页面的需求"),
}
"""What a planner calls each input of a step."""


def _checks() -> Iterator[Cell]:
    """Yield the cells that hold checksums of the inputs, and what changed since each step."""
    tables = {name: table_formula(*each) for name, each in TABLE_INPUTS.items()}
    for name, formula in {**tables, **CELL_INPUTS}.items():
        label = INPUT_LABELS[name]
        words = Label(f"Checksum: {label.en}", f"校验和：{label.zh}")
        yield Cell(
            now_cell(name), "Status", words, Kind.NUMBER, FORMULA, decimals=3, formula=formula
        )
    words = Label("Pages changed since the plan", "计划后变更的页面")
    yield Cell(PAGES_CHANGED, "Status", words, Kind.NUMBER, FORMULA, formula="0", over="changed")
    shown = {name: label.en for name, label in INPUT_LABELS.items()}
    for step in STEPS:
        yield Cell(
            stale_cell(step.command),
            "Status",
            Label(f"Changed since: {step.command}", f"此后变更：{step.command}"),
            Kind.TEXT,
            FORMULA,
            formula=stale_formula(step, shown),
        )


CELLS: tuple[Cell, ...] = (*_DECLARED, *_checks())

_BY_NAME = {c.name: c for c in CELLS}


def cell(name: str) -> Cell:
    """Return a declared named cell.

    Raises
    ------
    KeyError
        No cell of that name is declared.

    Examples
    --------
    >>> cell("cycle_month").sheet
    'Config'
    """
    return _BY_NAME[name]
