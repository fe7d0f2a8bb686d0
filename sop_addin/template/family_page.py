"""The prototypes that a family's page is cloned from."""

from __future__ import annotations

from typing import Any

from sop_addin.excel.page_frames import KEY, KEYS, MONTHS
from sop_addin.schema.alarms import PAGE_ALARMS, PageAlarm
from sop_addin.schema.captions import POLICIES, TOTALS
from sop_addin.schema.cells import cell
from sop_addin.schema.charts import PAGE_CHARTS
from sop_addin.schema.declarations import (
    FORMULA,
    Field,
    Page,
    Policy,
    Unit,
)
from sop_addin.schema.tables import table
from sop_addin.template import page_layout as at
from sop_addin.template.canvas import Canvas, pixels
from sop_addin.template.charts import Behind, Frame, Row, draw, title_cell
from sop_addin.template.page_layout import PageLayout, cell_name, range_name
from sop_addin.template.page_months import draw_months, mark_partial_sums
from sop_addin.template.styles import COLOURS

__all__ = ["draw_page"]

_WIDTHS = {at.LABELS: 25.0, at.VALUES: 10.0, at.MARKS: 2.6}
_MONTH_WIDTH, _TOTAL_WIDTH, _GAP_WIDTH = 6.6, 8.7, 0.7
_FACT_HEIGHT, _LINE_HEIGHT, _SPACE = 13.5, 11.5, 3.5


def draw_page(canvas: Canvas, page: Page, policy: Policy, home: str) -> None:
    """Draw the prototype of a page of `policy` on an empty sheet, with names and protection."""
    layout = PageLayout(page, policy)
    _columns(canvas, layout)
    _title(canvas, layout, home)
    _fields(canvas, layout)
    draw_months(canvas, layout)
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
    title = styles.band(font_size=14, bold=True, indent=1)
    ruler = styles.make(
        bg_color=COLOURS.band_soft, font_color=COLOURS.on_band_soft, font_size=8, align="right"
    )
    canvas.row(at.TITLE, 23, title)
    canvas.row(at.RULER, 15, ruler)
    canvas.fill(at.TITLE, at.LABELS, last, title)
    canvas.fill(at.RULER, at.LABELS, last, ruler)
    key, name = (layout.field_cell(field.name) for field in layout.facts[:2])
    canvas.formula(at.TITLE, at.LABELS, f'IF({key}="","",{key}&"  ·  "&{name})', title)
    canvas.stamp(at.TITLE, last)
    canvas.link(at.RULER, at.LABELS, home, f"← {home}", styles.chip())
    month = styles.make(
        bg_color=COLOURS.band_soft,
        font_color=COLOURS.on_band,
        font_size=8,
        align="right",
        num_format="mmm yy",
    )
    for column in layout.month_columns():
        canvas.formula(at.RULER, column, cell_name(layout.header, column), month)
    for column, label in zip(layout.totals, TOTALS, strict=True):
        canvas.label(at.RULER, column, label, ruler)
    muted = styles.make(font_color=COLOURS.muted, indent=1)
    canvas.label(at.SUBTITLE, at.LABELS, POLICIES[layout.policy], muted)
    canvas.row(at.SUBTITLE, 14)
    canvas.row(at.SUBTITLE + 1, _SPACE)
    canvas.row(layout.first_fact - 1, _SPACE)


def field_formula(layout: PageLayout, field: Field) -> str:
    """Return the formula of a field, without ``=``.

    A field that looks up the families table is blank where the table is, or counts as declared.
    """
    if not field.lookup:
        formula = field.formula
        for other in layout.page.fields_of(layout.policy):
            formula = formula.replace("{" + other.name + "}", layout.field_cell(other.name))
        for series in layout.series:
            formula = formula.replace("{" + series.name + "}", layout.ahead(series.name))
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
        height = _SPACE + _LINE_HEIGHT * field.lines if sentence else _FACT_HEIGHT
        canvas.row(row, height, hidden=field.hidden)
        canvas.text(row, at.KEYS, field.name, styles.make())
        label = styles.make(bold=sentence, bottom=1, bottom_color=COLOURS.line, indent=1)
        canvas.label(row, at.LABELS, field.label, label)
        decimals = 2 if field.unit is Unit.MONEY_A_UNIT else field.decimals
        look: dict[str, Any] = (
            {"text_wrap": True} if sentence else {"shrink": True, "align": "right"}
        )
        style = styles.value(field.by, field.kind, field.unit, decimals, **look)
        canvas.merge(row, at.VALUES, layout.totals[-1] if sentence else at.MARKS, style)
        if field.by == FORMULA:
            canvas.formula(row, at.VALUES, field_formula(layout, field), style)


def _alarms(canvas: Canvas, layout: PageLayout) -> None:
    mark_partial_sums(canvas, layout)
    for alarm in PAGE_ALARMS:
        if alarm.series in layout.series_rows:
            _alarm(canvas, layout, alarm)
    first, last = layout.header + 1, layout.last_row
    area = range_name(first, at.MONTHS, last, layout.totals[-1])
    here = cell_name(first, at.MONTHS)
    canvas.condition(area, f"AND(ISNUMBER({here}),{here}<0)", canvas.styles.negative())


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
    months = pixels(_MONTH_WIDTH) * (last - first + 1)
    whole = months + pixels(_TOTAL_WIDTH) * len(layout.totals) + pixels(_GAP_WIDTH)
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
        unit = layout.field_cell("unit") if chart.unit is Unit.UNITS else cell("currency").name
        behind = Behind(unit, chart.unit.value)
        title = title_cell(canvas, layout.first_fact + number, first + 1, chart.question, behind)
        draw(canvas, chart, Row(sheet, layout.header, first, last), rows, frame, title)


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
    page.freeze_panes(at.TITLE, at.MONTHS - 1)
    canvas.print_on_a4(at.LABELS, layout.totals[-1], (at.TITLE, layout.last_row))
