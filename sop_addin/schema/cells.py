"""Every named cell of the workbook outside pages and tables."""

from __future__ import annotations

from sop_addin.schema.declarations import FORMULA, PLANNER, Cell, Kind, Unit
from sop_addin.schema.labels import Label

__all__ = ["CELLS", "cell"]

CELLS: tuple[Cell, ...] = (
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
        "language",
        "Config",
        Label("Language", "语言"),
        Kind.TEXT,
        PLANNER,
        default="English",
        choices=("English", "中文"),
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
        note="Per cent of the actual beyond which the demand review asks for a root cause.",
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
        "Config",
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
    Cell("plan_status", "Config", Label("Proof of the plan", "求解状态"), Kind.TEXT, "plan"),
    Cell(
        "plan_stamp",
        "Config",
        Label("Printed on every sheet", "打印于各表"),
        Kind.TEXT,
        FORMULA,
        formula='IF(cycle_month="","","Cycle "&YEAR(cycle_month)'
        '&"-"&RIGHT("0"&MONTH(cycle_month),2)'
        '&IF(plan_fingerprint="",""," · plan "&plan_fingerprint&" "&plan_state))',
        note="Says which cycle and which plan the numbers of a printed page belong to.",
    ),
)

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
