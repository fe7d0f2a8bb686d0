"""The page of the workbook, from its declaration."""

from __future__ import annotations

from collections.abc import Iterator

from docs.markdown import code, table
from docs.row_meanings import MEANINGS
from sop_addin.schema import formulas
from sop_addin.schema.alarms import PAGE_ALARMS, PageAlarm
from sop_addin.schema.captions import OWNER_GROUPS, TOTALS
from sop_addin.schema.cells import CELLS
from sop_addin.schema.charts import PAGE_CHARTS, SHEET_CHARTS, WATERFALLS, Chart
from sop_addin.schema.declarations import (
    FORMULA,
    PLANNER,
    Cell,
    Column,
    Field,
    Kind,
    Owner,
    Policy,
    Series,
    Table,
    Total,
    Unit,
)
from sop_addin.schema.family_page import FAMILY_PAGE, SECTIONS
from sop_addin.schema.months import CLOSED_IN_VIEW, HISTORY, HORIZON, HORIZON_IN_VIEW
from sop_addin.schema.sheets import PAGES_BEFORE, SHEETS, Sheet
from sop_addin.schema.tables import TABLES

__all__ = ["text"]

_INTRODUCTION = """\
# The workbook

<!-- Written by `python -m docs.build` from sop_addin/schema. -->

Everything below is declared in `sop_addin/schema`; the template, the commands and this page are
made from it.

Who fills a cell shows in its colour, and on a page in the column "By":

| letter | colour | who |
|---|---|---|
| I | yellow | the planner types; Python never writes there |
| P | grey-blue | a command writes; what a planner types there is replaced |
| F | white | a formula of the workbook; `sop check` lists what is over-typed |

A planner may add sheets, charts, comments, columns to the right of a table and whatever else;
commands leave them alone. Only the families' pages are protected, without a password.
"""

_OWNERS = {
    Owner.OUTPUT: "replaces all rows",
    Owner.INPUT: "rows are the planner's",
    Owner.REGISTER: "updates rows by key, and only its own columns",
}

_PERIODS = {
    "m": "months from the cycle month on",
    "w": "weeks from the first of the cycle month on, by their Mondays",
}

_TOTALS = {Total.SUM: "sum", Total.LAST: "last", Total.NONE: ""}


def text() -> str:
    """Return the page."""
    parts = [_INTRODUCTION, _sheets(), _family_page(), _language(), _cells(), _tables()]
    return "\n".join(parts)


# --- sheets --------------------------------------------------------------------------------------


def _sheets() -> str:
    rows: list[tuple[str, ...]] = []
    for sheet in SHEETS:
        if sheet.name == PAGES_BEFORE:
            purpose = "One page a family: see below"
            rows.append((code(f"{FAMILY_PAGE.prefix}…"), purpose, "yes"))
        rows.append((code(sheet.name), sheet.purpose.en, _in_pack(sheet)))
    return "## Sheets\n\n" + table(("sheet", "what it is for", "in the pack"), rows) + "\n"


def _in_pack(sheet: Sheet) -> str:
    if sheet.hidden:
        return "hidden sheet"
    return "yes" if sheet.in_pack else ""


# --- a family's page -----------------------------------------------------------------------------


def _family_page() -> str:
    return "\n".join(
        [
            "## A family's page",
            "",
            f"Months run across: {HISTORY} closed ones, the current month and {HORIZON - 1} more."
            f" {CLOSED_IN_VIEW} closed months and {HORIZON_IN_VIEW} months from the current one on"
            " are in view; the others are grouped. Closed months hold actuals. To the right stand "
            + ", ".join(label.en.lower() for label in TOTALS)
            + ". MTS is make to stock, MTO make to order; a family is one or the other.",
            "",
            "### On top",
            "",
            table(("field", "unit", "by", "for", "what it is"), map(_field, FAMILY_PAGE.fields)),
            "",
            "### Charts",
            "",
            "\n".join(f"- {_chart(chart)}" for chart in PAGE_CHARTS),
            "",
            "### Rows",
            "",
            'The formula is written in the rows\' names; `[-1]` is the month before. "Closed" and'
            ' "Ahead" say who fills the closed months and the months from the current one on;'
            " blank: nobody. The last column says how months add up to a year.",
            "",
            *(_section(name) for name in SECTIONS),
            "### Alarms",
            "",
            "\n".join(f"- {_alarm(alarm)}" for alarm in PAGE_ALARMS),
            "",
        ]
    )


def _field(field: Field) -> tuple[str, ...]:
    source = f"column `{field.lookup}` of the sheet Families"
    what = source if field.lookup else _FIELDS[field.name]
    return (
        f"{field.label.en}<br>{code(field.name)}",
        field.unit.value,
        _by(field.by),
        _only(field.policy),
        what,
    )


_FIELDS = {
    "family": "the family's code",
    "opening_inventory": "stock at the end of the last closed month; where nobody counted it, the"
    " target, and the source says so",
    "opening_past_due": "late units at the end of the last closed month",
    "opening_backlog": "all open orders at the end of the last closed month",
    "opening_finished": "units finished and not yet shipped at the end of the last closed month",
    "opening_source": "where the opening positions are from",
    "fingerprint": "digest of the plan's rows and its state; the same on all pages of one plan;"
    " says where demand or a manual change is newer",
    "changed": "hidden: 1 while demand, working days or manual changes are not those planned",
    "recommendation": "what the meeting is asked for, and why",
    "decision": "what was decided on the sheet Executive",
    "forecast_note": "methods, weights and backtest error of the forecast",
    "plan_note": "strategy, quantities and tightest resource of the plan",
}


def _chart(chart: Chart) -> str:
    labels = {series.name: series.label.en.strip() for series in FAMILY_PAGE.series}
    only = f" ({chart.policy.value})" if chart.policy is not Policy.ANY else ""
    unit = "the family's unit" if chart.unit is Unit.UNITS else "the book's currency"
    shown = ", ".join(labels[line.source] for line in chart.lines)
    return f"{chart.question.en} ({unit}){only} {shown}"


def _section(name: str) -> str:
    heads = ("row", "for", "unit", "closed", "ahead", "formula ahead", "meaning", "year")
    rows = (_row(series) for series in FAMILY_PAGE.series if series.section == name)
    return f"#### {SECTIONS[name].en}\n\n{table(heads, rows)}\n"


def _row(series: Series) -> tuple[str, ...]:
    label = series.label.en.strip()
    if series.label_mto:
        label += f" (MTO: {series.label_mto.en})"
    unit = "text" if series.kind is Kind.TEXT else series.unit.value
    meaning = MEANINGS[series.name]
    return (
        f"{label}<br>{code(series.name)}",
        _only(series.policy),
        unit,
        _by(series.history),
        _by(series.horizon),
        _formula(series),
        meaning,
        _TOTALS[series.total],
    )


def _formula(series: Series) -> str:
    if not series.formula_mto:
        return code(series.formula)
    return f"{code(series.formula)}<br>MTO: {code(series.formula_mto)}"


def _only(policy: Policy) -> str:
    return "" if policy is Policy.ANY else policy.value


def _by(owner: str) -> str:
    if owner in (PLANNER, FORMULA, ""):
        return {PLANNER: "I", FORMULA: "F", "": ""}[owner]
    return f"P {code(owner)}"


def _alarm(alarm: PageAlarm) -> str:
    labels = {series.name: series.label.en.strip() for series in FAMILY_PAGE.series}
    way, limit = ("below", alarm.below) if alarm.above is None else ("above", alarm.above)
    name = labels.get(str(limit), str(limit)).lower()
    return f"{labels[alarm.series]} ({code(alarm.series)}) is {alarm.severity.value} {way} {name}"


# --- the language, the cells, the tables ---------------------------------------------------------


def _language() -> str:
    words = str(formulas.__doc__).split("\n\n", 1)[1].strip()
    return f"### The language of formulas\n\n```\n{words}\n```\n"


def _cells() -> str:
    owners = {PLANNER: "I", FORMULA: "F"}
    rows = (
        (
            code(cell.name),
            cell.label.en,
            owners.get(cell.by) or _by(cell.by),
            code(f"={cell.formula}") if cell.formula else _note(cell),
        )
        for cell in CELLS
    )
    groups = ", ".join(label.en for label in OWNER_GROUPS.values())
    return (
        "## Settings\n\nNamed cells of the sheet Config, under the headings: "
        f"{groups}.\n\n{table(('name', 'label', 'by', 'meaning'), rows)}\n"
    )


def _note(cell: Cell) -> str:
    listed = f"{' or '.join(cell.choices)}." if cell.choices else ""
    return " ".join(part for part in (listed, cell.note) if part)


def _tables() -> str:
    return "## Tables\n\n" + "\n".join(_table(each) for each in TABLES)


def _table(each: Table) -> str:
    if each.by == PLANNER:
        who = "filled by people; `sop new` fills it from an extract of the same name"
    else:
        who = f"written by {code(each.by)}, which {_OWNERS[each.owner]}"
    if each.by == "audit":
        who = "one row added by every run that changed something"
    parts = [
        f"### {each.sheet}",
        "",
        f"{each.purpose.en} Excel Table {code(each.excel)}, {who}."
        f" Key: {', '.join(map(code, each.keys))}.",
        "",
        *(f"Chart: {c.chart.question.en}\n" for c in SHEET_CHARTS if c.sheet == each.sheet),
        *(f"Waterfall: {w.question.en}\n" for w in WATERFALLS if w.table == each.name),
        table(("column", "header", "holds", "meaning"), _columns(each)),
        "",
    ]
    return "\n".join(parts)


def _columns(each: Table) -> Iterator[tuple[str, ...]]:
    across = [c for c in each.columns if c.name[:1] in _PERIODS and c.name[1:].isdigit()]
    for column in each.columns:
        if column in across[1:]:
            continue
        name, header, period = code(column.name), column.label.en, ""
        if column in across:
            name = f"{code(across[0].name)} … {code(across[-1].name)}"
            header = f"{across[0].label.en} … {across[-1].label.en}"
            period = _PERIODS[column.name[0]]
        yield name, header, _holds(column), _meaning(column, period)


def _holds(column: Column) -> str:
    if column.kind is not Kind.NUMBER:
        return str(column.kind.value)
    return column.unit.value or "number"


def _meaning(column: Column, period: str) -> str:
    parts = [
        period,
        "required" if column.required else "",
        "filled by people" if column.planner else "",
        " or ".join(column.choices),
        f"at least {column.least:g}" if column.least is not None else "",
        column.note.rstrip("."),
    ]
    return "; ".join(part for part in parts if part)
