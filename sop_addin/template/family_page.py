"""The prototypes that a family's page is cloned from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sop_addin.excel.page_frames import KEY, KEYS, MONTHS
from sop_addin.schema.alarms import PAGE_ALARMS, PageAlarm
from sop_addin.schema.cells import cell
from sop_addin.schema.charts import PAGE_CHARTS
from sop_addin.schema.declarations import (
    FORMULA,
    PLANNER,
    Field,
    Kind,
    Page,
    Policy,
    Series,
    Total,
    Unit,
)
from sop_addin.schema.family_page import SECTIONS
from sop_addin.schema.formulas import render
from sop_addin.schema.tables import table
from sop_addin.template import page_layout as at
from sop_addin.template.canvas import HOME_LINK, Canvas
from sop_addin.template.charts import Frame, Row, draw
from sop_addin.template.page_layout import PageAddress, PageLayout, cell_name, range_name
from sop_addin.template.styles import COLOURS
from sop_addin.template.validation import offer

__all__ = ["draw_page", "field_formula", "month_formula"]

_MARKS = {PLANNER: "I", FORMULA: "F", "": ""}
_WIDTHS = {at.LABELS: 29.0, at.VALUES: 11.0, at.MARKS: 3.5}
_MONTH_WIDTH, _TOTAL_WIDTH, _GAP_WIDTH = 8.7, 11.5, 1.2
_FACT_HEIGHT, _SENTENCE_HEIGHT = 19.5, 25.5
_POLICIES = {
    Policy.MTS: "Make to stock: planned on inventory",
    Policy.MTO: "Make to order: planned on the order backlog",
}
_TOTALS = ("Year to date", "Rest of year", "Fiscal year")
_CYCLE, _CLOSED = cell("cycle_month").name, cell("last_closed_month").name
_YEAR = cell("fiscal_year_start").name, cell("fiscal_year_end").name


def draw_page(canvas: Canvas, page: Page, policy: Policy, home: str) -> None:
    """Draw the prototype of a page of `policy` on an empty sheet, with names and protection."""
    layout = PageLayout(page, policy)
    _columns(canvas, layout)
    _title(canvas, layout, home)
    _fields(canvas, layout)
    _months(canvas, layout)
    _sections(canvas, layout)
    for series in layout.series:
        _series(canvas, layout, series)
    _alarms(canvas, layout)
    _charts(canvas, layout)
    _names(canvas, layout)
    _protect_and_print(canvas, layout)


def _columns(canvas: Canvas, layout: PageLayout) -> None:
    first, last = layout.view
    canvas.columns(at.KEYS, at.KEYS, 14, hidden=True)
    for column, width in _WIDTHS.items():
        canvas.columns(column, column, width)
    hidden = {"level": 1, "hidden": True}
    canvas.columns(at.MONTHS, first - 1, _MONTH_WIDTH, **hidden)
    canvas.columns(first, first, _MONTH_WIDTH, collapsed=True)
    canvas.columns(first + 1, last, _MONTH_WIDTH)
    canvas.columns(last + 1, layout.last_month, _MONTH_WIDTH, **hidden)
    canvas.columns(layout.last_month + 1, layout.last_month + 1, _GAP_WIDTH, collapsed=True)
    canvas.columns(layout.totals[0], layout.totals[-1], _TOTAL_WIDTH)
    free = canvas.styles.make(locked=False)
    canvas.worksheet.set_column(layout.totals[-1], 16_383, 9, free)
    canvas.worksheet.outline_settings(True, False, True, False)


def _title(canvas: Canvas, layout: PageLayout, home: str) -> None:
    styles, last = canvas.styles, layout.totals[-1]
    title = styles.band(font_size=15, bold=True)
    ruler = styles.band(font_color=COLOURS.on_band_soft, font_size=8, align="right")
    canvas.row(at.TITLE, 28, title)
    canvas.row(at.RULER, 16, ruler)
    canvas.fill(at.TITLE, at.LABELS, last, title)
    canvas.fill(at.RULER, at.LABELS, last, ruler)
    key, name = (layout.field_cell(field.name) for field in layout.facts[:2])
    canvas.formula(at.TITLE, at.LABELS, f'IF({key}="","",{key}&"  ·  "&{name})', title)
    canvas.link(at.RULER, at.LABELS, home, HOME_LINK, styles.chip())
    month = styles.band(
        font_color=COLOURS.on_band_soft, font_size=8, align="right", num_format="mmm yy"
    )
    for column in layout.month_columns():
        canvas.formula(at.RULER, column, cell_name(layout.header, column), month)
    for column, text in zip(layout.totals, _TOTALS, strict=True):
        canvas.text(at.RULER, column, text, ruler)
    canvas.text(
        at.SUBTITLE, at.LABELS, _POLICIES[layout.policy], styles.make(font_color=COLOURS.muted)
    )
    canvas.row(at.SUBTITLE, 18)
    canvas.row(at.SUBTITLE + 1, 4)


def field_formula(layout: PageLayout, field: Field) -> str:
    """Return the formula of a field, without ``=``.

    A field that looks up the families table is blank where the table is, or counts as declared.
    """
    if not field.lookup:
        formula = field.formula
        for other in layout.page.fields_of(layout.policy):
            formula = formula.replace("{" + other.name + "}", layout.field_cell(other.name))
        return formula
    families = table("families")
    key = layout.field_cell(layout.facts[0].name)
    shown = f"{families.excel}[{families.column(field.lookup).label.en}]"
    keys = f"{families.excel}[{families.column(families.keys[0]).label.en}]"
    found = f"INDEX({shown},MATCH({key},{keys},0))"
    blank = '""' if field.blank_as is None else f"{field.blank_as:g}"
    return f'IFERROR(IF({key}="",{blank},IF({found}="",{blank},{found})),{blank})'


def _fields(canvas: Canvas, layout: PageLayout) -> None:
    styles, wide = canvas.styles, {field.name for field in layout.sentences}
    for field in layout.page.fields_of(layout.policy):
        row = layout.field_rows[field.name]
        sentence = field.name in wide
        canvas.row(row, _SENTENCE_HEIGHT if sentence else _FACT_HEIGHT)
        canvas.text(row, at.KEYS, field.name, styles.make())
        label = styles.make(bold=sentence, bottom=1, bottom_color=COLOURS.line)
        canvas.text(row, at.LABELS, field.label.en, label)
        decimals = 2 if field.unit is Unit.MONEY_A_UNIT else field.decimals
        kind_look = {"text_wrap": True} if sentence else {"shrink": True, "align": "right"}
        style = styles.value(field.by, field.kind, field.unit, decimals, **kind_look)
        canvas.merge(row, at.VALUES, layout.totals[-1] if sentence else at.MARKS, style)
        if field.by == FORMULA:
            canvas.formula(row, at.VALUES, field_formula(layout, field), style)


def month_formula(layout: PageLayout, column: int) -> str:
    """Return the formula of a month in the header, without ``=``."""
    return f'IF({_CYCLE}="","",EDATE({_CYCLE},{layout.offset(column)}))'


def _months(canvas: Canvas, layout: PageLayout) -> None:
    styles, row = canvas.styles, layout.header
    canvas.row(layout.marker, 14)
    canvas.row(row, 20)
    canvas.row(layout.marker - 1, 10)
    for column in layout.month_columns():
        offset = layout.offset(column)
        fill, ink, word = COLOURS.band_soft, COLOURS.on_band, "plan"
        if offset < 0:
            fill, ink, word = COLOURS.closed, COLOURS.ink, "closed"
        elif offset == 0:
            fill, word = COLOURS.accent, "current"
        small = styles.make(font_size=8, font_color=COLOURS.muted, align="right")
        canvas.text(layout.marker, column, word, small)
        look = styles.make(
            bold=True, bg_color=fill, font_color=ink, align="right", num_format="mmm yy"
        )
        canvas.formula(row, column, month_formula(layout, column), look)
    head = styles.make(bold=True, bg_color=COLOURS.band_soft, font_color=COLOURS.on_band)
    right = styles.make(
        bold=True, bg_color=COLOURS.band_soft, font_color=COLOURS.on_band, align="right"
    )
    canvas.text(row, at.LABELS, "Months across", head)
    canvas.text(row, at.VALUES, "Unit", head)
    canvas.text(row, at.MARKS, "By", head)
    for column, text in zip(layout.totals, _TOTALS, strict=True):
        canvas.text(row, column, text, right)


def _sections(canvas: Canvas, layout: PageLayout) -> None:
    style = canvas.styles.make(
        bold=True, font_size=10, font_color=COLOURS.accent, bg_color=COLOURS.accent_soft
    )
    for name, row in layout.sections.items():
        canvas.row(row, 17)
        canvas.fill(row, at.LABELS, layout.totals[-1], style)
        canvas.text(row, at.LABELS, SECTIONS[name].en, style)


def _series(canvas: Canvas, layout: PageLayout, series: Series) -> None:
    row, styles = layout.series_rows[series.name], canvas.styles
    canvas.row(row, 15, None, **({"level": 1, "hidden": True} if series.detail else {}))
    label = series.label_of(layout.policy).en
    strong = series.horizon == FORMULA and series.history not in ("", FORMULA)
    look = {"bottom": 1, "bottom_color": COLOURS.line}
    canvas.text(row, at.KEYS, series.name, styles.make())
    indent = 1 if label.startswith(" ") else 0
    canvas.text(row, at.LABELS, label.strip(), styles.make(indent=indent, bold=strong, **look))
    faint = styles.make(font_size=8, font_color=COLOURS.muted, **look)
    if series.unit is Unit.MONEY:
        canvas.formula(row, at.VALUES, cell("currency").name, faint)
    else:
        canvas.text(row, at.VALUES, series.unit.value, faint)
    mark = _MARKS.get(series.horizon or series.history, "P")
    canvas.text(row, at.MARKS, mark, styles.make(font_color=COLOURS.faint, align="center", **look))
    for column in layout.month_columns():
        _month_cell(canvas, layout, series, column, strong)
    if series.horizon == PLANNER:
        area = range_name(row, layout.cycle_column, row, layout.last_month)
        offer(canvas, area, series)
    _totals(canvas, layout, series, strong)


def _month_cell(
    canvas: Canvas, layout: PageLayout, series: Series, column: int, strong: bool
) -> None:
    row, offset = layout.series_rows[series.name], layout.offset(column)
    by = series.history if offset < 0 else series.horizon
    edge: dict[str, Any] = {"left": 1, "left_color": COLOURS.accent} if offset == 0 else {}
    look = {"bold": strong, **edge}
    if series.kind is Kind.TEXT:
        look |= {"font_size": 8, "align": "left"}
    style = canvas.styles.value(by, series.kind, series.unit, series.decimals, **look)
    if by == FORMULA:
        address = PageAddress(layout, closed=offset < 0)
        formula = render(series.formula_of(layout.policy), offset, layout.page.horizon, address)
        canvas.formula(row, column, formula, style)
    else:
        canvas.blank(row, column, style)


def _totals(canvas: Canvas, layout: PageLayout, series: Series, strong: bool) -> None:
    row = layout.series_rows[series.name]
    numbers = range_name(row, at.MONTHS, row, layout.last_month)
    months = layout.header_range()
    fill = {"bg_color": COLOURS.grey, "bold": strong}
    style = canvas.styles.value(FORMULA, series.kind, series.unit, series.decimals, **fill)
    wanted: Iterable[str | None] = (None, None, None)
    if series.total is Total.SUM:
        wanted = _sums(numbers, months, bool(series.history))
    elif series.total is Total.LAST:
        closed = _last(numbers, months, _CLOSED) if series.history else None
        wanted = (closed, None, _last(numbers, months, _YEAR[1]))
    for column, formula in zip(layout.totals, wanted, strict=True):
        if formula is None:
            canvas.blank(row, column, style)
        else:
            canvas.formula(row, column, formula, style)


def _sums(numbers: str, months: str, closed: bool) -> tuple[str | None, str, str | None]:
    """Return year to date, rest of the year, and both; a row of the horizon has only the rest."""

    def between(first: str, last: str) -> str:
        sums = f'SUMIFS({numbers},{months},">="&{first},{months},"<="&{last})'
        return f'IF({_CYCLE}="","",{sums})'

    rest = between(_CYCLE, _YEAR[1])
    return (between(_YEAR[0], _CLOSED), rest, between(*_YEAR)) if closed else (None, rest, None)


def _last(numbers: str, months: str, month: str) -> str:
    found = f"INDEX({numbers},MATCH({month},{months},0))"
    return f'IFERROR(IF({found}="","",{found}),"")'


def _alarms(canvas: Canvas, layout: PageLayout) -> None:
    for alarm in PAGE_ALARMS:
        if alarm.series in layout.series_rows:
            _alarm(canvas, layout, alarm)


def _alarm(canvas: Canvas, layout: PageLayout, alarm: PageAlarm) -> None:
    row = layout.series_rows[alarm.series]
    sign, limit = (">", alarm.above) if alarm.above is not None else ("<", alarm.below)
    here = cell_name(row, at.MONTHS)
    tests = [f"ISNUMBER({here})"]
    if isinstance(limit, str):
        beyond = cell_name(layout.series_rows[limit], at.MONTHS)
        tests.append(f"ISNUMBER({beyond})")
    else:
        beyond = f"{limit:g}"
    area = range_name(row, at.MONTHS, row, layout.last_month)
    formula = f"AND({','.join(tests)},{here}{sign}{beyond})"
    canvas.condition(area, formula, canvas.styles.alarm(alarm.severity))


def _charts(canvas: Canvas, layout: PageLayout) -> None:
    charts = [c for c in PAGE_CHARTS if c.belongs_to(layout.page, layout.policy)]
    first, last = layout.view
    months = int(_MONTH_WIDTH * 7 + 5) * (last - first + 1)
    whole = months + int(_TOTAL_WIDTH * 7 + 5) * len(layout.totals) + int(_GAP_WIDTH * 7 + 5)
    width = whole // len(charts)
    height = round((layout.last_fact - layout.first_fact + 1) * _FACT_HEIGHT * 4 / 3)
    sheet = canvas.sheet.name
    for number, chart in enumerate(charts):
        rows = []
        for line in chart.lines:
            row = layout.series_rows[line.source]
            label = [sheet, row - 1, at.LABELS - 1]
            rows.append((label, Row(sheet, row, first, last)))
        frame = Frame(layout.first_fact, first, 8 + number * width, width - 8, height - 6)
        draw(canvas, chart, Row(sheet, layout.header, first, last), rows, frame)


def _names(canvas: Canvas, layout: PageLayout) -> None:
    areas = {
        KEY: layout.field_cell(layout.facts[0].name),
        KEYS: range_name(1, at.KEYS, layout.last_row, at.KEYS),
        MONTHS: layout.header_range(),
    }
    for name, area in areas.items():
        sheet = canvas.sheet.name
        canvas.workbook.define_name(f"{sheet}!{name}", f"={sheet}!{area}")


def _protect_and_print(canvas: Canvas, layout: PageLayout) -> None:
    page = canvas.worksheet
    page.protect("", {"objects": True, "format_columns": True, "format_rows": True})
    page.freeze_panes(at.RULER, at.MONTHS - 1)
    canvas.print_on_a4(layout.last_row)
    page.repeat_rows(0, at.RULER - 1)
    page.set_zoom(90)
