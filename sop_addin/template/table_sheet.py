"""A sheet with one table: title, units or months over the header, one blank row to start from."""

from __future__ import annotations

from math import ceil
from typing import Any

from sop_addin.schema.alarms import HEAT_MAPS, TABLE_ALARMS, TableAlarm
from sop_addin.schema.captions import EMPTY
from sop_addin.schema.cells import cell
from sop_addin.schema.charts import Waterfall
from sop_addin.schema.declarations import PLANNER, Column, Kind, Owner, Table, Unit
from sop_addin.schema.ribbon import COMMANDS
from sop_addin.schema.tables import table
from sop_addin.template.canvas import MARGIN, Canvas
from sop_addin.template.charts import Frame, Row, draw
from sop_addin.template.page_layout import cell_name, range_name
from sop_addin.template.styles import COLOURS
from sop_addin.template.table_layout import LEFT, TableLayout, period_head
from sop_addin.template.validation import offer
from sop_addin.template.waterfall import Down, draw_waterfall

__all__ = ["draw_table"]

_STYLE = "Table Style Light 1"
_LINE, _ARROW_HEIGHT, _AROUND = 11.5, 11.5, 4.0
_LETTER, _SMALL_LETTER = 0.95, 0.82
_USUAL_WIDTH = 8.43
_PAPER = 246.0
_LARGE = 1000
_CURRENCY = cell("currency").name
_LEAST_BAND = 110.0
_WIDEST = 700


def draw_table(canvas: Canvas, layout: TableLayout, home: str) -> None:
    """Draw a sheet and its table on an empty worksheet."""
    declared = layout.table
    last = _last_of_band(layout)
    canvas.title(last, home)
    canvas.stamp(1, _last_printed(layout))
    title = canvas.styles.band(font_size=14, bold=True, indent=1)
    canvas.text(1, _title_column(layout), declared.title.en, title)
    _draw_purpose(canvas, layout)
    canvas.columns(1, 1, MARGIN)
    if layout.across:
        canvas.fill(layout.header - 1, LEFT, layout.last_column, canvas.styles.header(bottom=0))
    for column in declared.columns:
        number = layout.column(column.name)
        canvas.columns(number, number, _width(column))
        _over_header(canvas, layout, column)
        _first_cell(canvas, layout, column)
    canvas.row(layout.header - 1, 15)
    lines = max(_lines(column) for column in declared.columns)
    arrow = 0.0 if layout.charts else _ARROW_HEIGHT
    canvas.row(layout.header, lines * _LINE + arrow + _AROUND)
    canvas.row(layout.header + 1, max(c.lines for c in declared.columns) * _LINE + _AROUND)
    _add_table(canvas, layout)
    for alarm in TABLE_ALARMS:
        if alarm.table == declared.name:
            _alarm(canvas, layout, alarm)
    for heat in HEAT_MAPS:
        if heat.table == declared.name:
            row, columns = layout.header + 1, layout.across
            area = range_name(row, columns[0], row, columns[-1])
            canvas.heat(area, heat.low, heat.middle, heat.high)
    _numbers(canvas, layout)
    _whole_numbers(canvas, layout)
    _charts(canvas, layout)
    _freeze_and_print(canvas, layout)


def _draw_purpose(canvas: Canvas, layout: TableLayout) -> None:
    """Write what the sheet is for under its title, on as many lines as its length takes."""
    look = canvas.styles.band(
        font_color=COLOURS.on_band_soft, align="left", indent=1, text_wrap=True, valign="top"
    )
    first, last, declared = _title_column(layout), _last_printed(layout), layout.table
    shown = [c for c in declared.columns if first <= layout.column(c.name) <= last]
    room = sum(_width(c) for c in shown) + _USUAL_WIDTH * max(0, last - layout.last_column)
    lines = ceil(len(declared.purpose.en) * _SMALL_LETTER / room)
    canvas.row(2, lines * _LINE + _AROUND)
    canvas.merge(2, first, last, look)
    canvas.formula(2, first, _purpose(declared), look)


def _purpose(declared: Table) -> str:
    """Return the formula of what the sheet is for; of an empty one also who fills it."""
    key = f"{declared.excel}[{declared.column(declared.keys[0]).label.en}]"
    filler = EMPTY["people"].en
    if declared.owner is not Owner.INPUT:
        command = next((c for c in COMMANDS if c.name == declared.by), None)
        words = (command.label.en, command.name) if command else ("", "")
        filler = EMPTY["command" if command else "itself"].en.format(*words)
    said = declared.purpose.en.replace('"', '""')
    return f'IF(COUNTA({key})=0,"{filler}  ","")&"{said}"'


def _width(column: Column) -> float:
    """Return a width that holds the declared one and the longest word of the header."""
    longest = max(len(word) for word in column.label.en.split())
    return max(column.width, longest * _LETTER + 1)


def _lines(column: Column) -> int:
    """Return on how many lines the header stands in its width."""
    lines, room = 1, _width(column)
    left = room
    for word in column.label.en.split():
        size = (len(word) + 1) * _LETTER
        if size > left and left < room:
            lines, left = lines + 1, room
        left -= size
    return lines


def _last_of_band(layout: TableLayout) -> int:
    """Return the column to which the title band reaches: a narrow table has a wider band."""
    width = sum(_width(column) for column in layout.table.columns)
    return layout.last_column + max(0, ceil((_LEAST_BAND - width) / _USUAL_WIDTH))


def _last_printed(layout: TableLayout) -> int:
    band = _last_of_band(layout)
    return band if band > layout.last_column else layout.last_printed


def _pages_across(layout: TableLayout) -> int:
    """Return on how many pages side by side the table is printed."""
    last = _last_printed(layout)
    width = sum(_width(c) for c in layout.table.columns if layout.column(c.name) <= last)
    return ceil(width / _PAPER)


def _title_column(layout: TableLayout) -> int:
    """Return where title and purpose begin: not over keys that are printed on every page."""
    return LEFT + (len(layout.table.keys) if _pages_across(layout) > 1 else 0)


def _over_header(canvas: Canvas, layout: TableLayout, column: Column) -> None:
    """Write the unit of a column, or the month it stands for, over its header."""
    number, row, styles = layout.column(column.name), layout.header - 1, canvas.styles
    if period := period_head(column.name):
        formula, shown = period
        canvas.formula(
            row, number, formula, styles.header(align="right", num_format=shown, bottom=0)
        )
        return
    small = styles.make(font_size=8, font_color=COLOURS.muted, align="right")
    if layout.across:
        small = styles.header(
            font_size=8, font_color=COLOURS.on_band_soft, bold=False, align="right", bottom=0
        )
    if column.unit is Unit.MONEY:
        canvas.formula(row, number, _CURRENCY, small)
    elif column.unit is Unit.MONEY_A_UNIT:
        canvas.formula(row, number, f'{_CURRENCY}&" a unit"', small)
    elif column.unit not in (Unit.NONE, Unit.COUNT) and not _says(column, column.unit.value):
        canvas.text(row, number, column.unit.value, small)


def _says(column: Column, unit: str) -> bool:
    """Tell whether a header names the unit itself."""
    return unit in column.label.en.replace(",", "").split()


def _owner(layout: TableLayout, column: Column) -> str:
    typed = layout.table.owner is Owner.INPUT or column.planner
    return PLANNER if typed else layout.table.by


def _first_cell(canvas: Canvas, layout: TableLayout, column: Column) -> None:
    """Give the blank first row its formats and rules; later rows take them from it."""
    row, number = layout.header + 1, layout.column(column.name)
    by = _owner(layout, column)
    look: dict[str, Any] = {"text_wrap": True} if column.kind is Kind.TEXT else {}
    if column.kind is not Kind.NUMBER:
        look["align"] = "left"
    style = canvas.styles.value(by, column.kind, column.unit, column.decimals, **look)
    canvas.blank(row, number, style)
    if by == PLANNER:
        offer(canvas, cell_name(row, number), column)


def _add_table(canvas: Canvas, layout: TableLayout) -> None:
    styles = canvas.styles
    columns = []
    for column in layout.table.columns:
        align = "right" if column.kind is Kind.NUMBER else "left"
        look = styles.header(align=align, valign="top", indent=int(align == "left"))
        if period_head(column.name):
            look = styles.header(
                align=align, valign="top", bold=False, font_size=8, font_color=COLOURS.on_band_soft
            )
        columns.append({"header": column.label.en, "header_format": look})
    canvas.worksheet.add_table(
        layout.header - 1,
        LEFT - 1,
        layout.header,
        layout.last_column - 1,
        {
            "name": layout.table.excel,
            "columns": columns,
            "style": _STYLE,
            "banded_rows": False,
            "autofilter": not layout.drawings,
        },
    )


def _alarm(canvas: Canvas, layout: TableLayout, alarm: TableAlarm) -> None:
    row = layout.header + 1
    across = alarm.column.endswith("*")
    numbers = layout.across if across else (layout.column(alarm.column),)
    here = cell_name(row, numbers[0])
    tests = []
    if alarm.equals:
        tests.append("OR(" + ",".join(f'{here}="{text}"' for text in alarm.equals) + ")")
    else:
        tests.append(f"ISNUMBER({here})")
    if alarm.above is not None:
        tests.append(f"{here}>{alarm.above:g}")
    if alarm.below is not None:
        tests.append(f"{here}<{alarm.below:g}")
    for name, sign in ((alarm.beyond, ">"), (alarm.inside, "<=")):
        if name:
            tests.append(f"ABS({here}){sign}${cell_name(row, layout.column(name))}")
    if alarm.where:
        column, text = alarm.where
        tests.append(f'${cell_name(row, layout.column(column))}="{text}"')
    area = range_name(row, numbers[0], row, numbers[-1])
    look = canvas.styles.alarm(alarm.severity)
    canvas.condition(area, f"AND({','.join(tests)})", look, last=False)


def _whole_numbers(canvas: Canvas, layout: TableLayout) -> None:
    """Show whole numbers, and large ones of any unit, without decimals."""
    row = layout.header + 1
    for column in layout.table.columns:
        here = cell_name(row, layout.column(column.name))
        if column.kind is not Kind.NUMBER or not column.decimals:
            continue
        if column.unit is Unit.NONE or period_head(column.name):
            tests = [f"{here}=ROUND({here},0)"]
            tests += [f"ABS({here})>={_LARGE}"] if column.unit is Unit.NONE else []
            test = f"IF(ISNUMBER({here}),OR({','.join(tests)}))"
            canvas.condition(here, test, canvas.styles.whole(), last=False)


def _numbers(canvas: Canvas, layout: TableLayout) -> None:
    """Set groups of keys apart and redden negatives."""
    row = layout.header + 1
    first = cell_name(row, LEFT)
    area = range_name(row, LEFT, row, layout.last_column)
    if layout.table.columns[0].name in layout.table.keys[:-1]:
        same = f"AND({first}={cell_name(row - 1, LEFT)},ISTEXT({first}))"
        canvas.condition(first, same, canvas.styles.repeated())
        begins = f"AND(${first}<>${cell_name(row - 1, LEFT)},ISTEXT(${first}))"
        canvas.condition(area, begins, canvas.styles.group(), last=False)
    below = f"AND(ISNUMBER({first}),{first}<0)"
    canvas.condition(area, below, canvas.styles.negative(), last=False)


def _charts(canvas: Canvas, layout: TableLayout) -> None:
    if not layout.drawings:
        return
    whole = min(sum(int(_width(c) * 7 + 5) for c in layout.table.columns), _WIDEST * 3)
    width = min(whole // layout.drawings, _WIDEST)
    height = (layout.header - 5) * 20
    frames = [Frame(4, LEFT, n * width, width - 8, height) for n in range(layout.drawings)]
    for item, frame in zip(layout.charts, frames, strict=False):
        source = TableLayout(table(item.table))
        sheet, first, last = source.table.sheet, source.across[0], source.across[-1]
        named = source.column(source.table.keys[-1])
        rows = []
        for line in item.chart.lines:
            row = source.header + 1 + item.measures.index(line.source)
            rows.append(([sheet, row - 1, named - 1], Row(sheet, row, first, last)))
        months = Row(sheet, source.header - 1, first, last)
        draw(canvas, item.chart, months, rows, frame)
    for fall, frame in zip(layout.waterfalls, frames[len(layout.charts) :], strict=True):
        _waterfall(canvas, layout, fall, frame)


def _waterfall(canvas: Canvas, layout: TableLayout, fall: Waterfall, frame: Frame) -> None:
    first, last = layout.header + 1, layout.header + fall.rows
    sheet = layout.table.sheet
    words = Down(sheet, layout.column(fall.category), first, last)
    shown = (*fall.bars, *([fall.beyond] if fall.beyond else []))
    bars = [Down(sheet, layout.column(name), first, last) for name in shown]
    names = [layout.table.column(name).label.en for name in shown]
    draw_waterfall(canvas, fall.question.en, words, list(zip(names, bars, strict=True)), frame)


def _freeze_and_print(canvas: Canvas, layout: TableLayout) -> None:
    if layout.drawings:
        canvas.worksheet.freeze_panes(2, 0)
    else:
        canvas.worksheet.freeze_panes(layout.header, layout.frozen_columns)
        canvas.worksheet.repeat_rows(0, layout.header - 1)
    across = _pages_across(layout)
    if across > 1:
        canvas.worksheet.repeat_columns(LEFT - 1, LEFT - 2 + len(layout.table.keys))
    canvas.print_on_a4(LEFT, _last_printed(layout), across=across)
