"""A sheet with one table: title, units or months over the header, one blank row to start from."""

from __future__ import annotations

from math import ceil
from typing import Any

from sop_addin.excel.text_width import BOLD, REGULAR, halved, text_width, wrapped
from sop_addin.schema.captions import EMPTY, UNIT_WORDS
from sop_addin.schema.cells import cell
from sop_addin.schema.charts import Waterfall
from sop_addin.schema.declarations import PLANNER, Column, Kind, Owner, Table, Unit
from sop_addin.schema.labels import CHINESE, LANGUAGE, Label, in_language, quoted
from sop_addin.schema.ribbon import COMMANDS, Command
from sop_addin.schema.tables import table
from sop_addin.template.canvas import MARGIN, Canvas, pixels
from sop_addin.template.charts import Behind, Frame, Row, draw, title_cell
from sop_addin.template.page_layout import cell_name
from sop_addin.template.styles import COLOURS
from sop_addin.template.table_conditions import draw_conditions
from sop_addin.template.table_layout import LEFT, TableLayout, period_head
from sop_addin.template.validation import offer
from sop_addin.template.waterfall import Down, draw_waterfall

__all__ = ["draw_table", "draw_waterfall_of"]

_STYLE = "Table Style Light 1"
_LINE, _AROUND = 11.5, 4.0
_ARROW, _HEAD = 2.6, 12.0
_USUAL_WIDTH = 8.43
_PAPER = 1640.0
"""Pixels of a sheet that one page across holds in print of 6.5 points."""

_CURRENCY = cell("currency").name
_A_UNIT = Label(" a unit", "/单位")
_LEAST_BAND = 110.0
_WIDEST = 700


def draw_table(canvas: Canvas, layout: TableLayout, home: str) -> None:
    """Draw a sheet and its table on an empty worksheet."""
    declared = layout.table
    last = _last_of_band(layout)
    canvas.title(last, home)
    canvas.stamp(1, _last_printed(layout))
    title = canvas.styles.band(font_size=14, bold=True, indent=1)
    canvas.label(1, _title_column(layout), declared.title, title)
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
    lines = max(_head_lines(layout, column) for column in declared.columns)
    canvas.row(layout.header, lines * _LINE + _AROUND)
    _add_table(canvas, layout)
    draw_conditions(canvas, layout)
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
    lines, _ = wrapped(declared.purpose.en, room - 2, REGULAR)
    canvas.row(2, lines * _LINE + _AROUND)
    canvas.merge(2, first, last, look)
    canvas.formula(2, first, _purpose(declared), look)


def _purpose(declared: Table) -> str:
    """Return the formula of what the sheet is for; of an empty one also who fills it."""
    key = f"{declared.excel}[{declared.column(declared.keys[0]).label.en}]"
    filler = EMPTY["people"]
    if declared.owner is not Owner.INPUT:
        command = next((c for c in COMMANDS if c.name == declared.by), None)
        filler = EMPTY["itself"] if command is None else _filled_by(command)
    said, empty = in_language(declared.purpose), in_language(Label(f"{filler.en}  ", filler.zh))
    return f'IF(COUNTA({key})=0,{empty},"")&{said}'


def _filled_by(command: Command) -> Label:
    words, label = EMPTY["command"], command.label
    return Label(words.en.format(label.en, command.name), words.zh.format(label.zh, command.name))


def _width(column: Column) -> float:
    """Return a width that holds the declared one, each word of the header, and two lines of it."""
    words = [text_width(word, BOLD) for word in column.label.en.split()]
    return max(column.width, max(words) + 1, min(halved(column.label.en, BOLD) + 1, _HEAD))


def _head_lines(layout: TableLayout, column: Column) -> int:
    """Return how many lines a header takes, with one for the filter's arrow if it is in the way."""
    if period_head(column.name):
        lines, last = 1, _width(column)
    else:
        lines, last = wrapped(column.label.en, _width(column) - 0.6, BOLD)
    covered = column.kind is Kind.NUMBER or last + _ARROW > _width(column)
    return lines + int(covered and not layout.drawings)


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
    columns = [c for c in layout.table.columns if layout.column(c.name) <= last]
    return ceil(sum(pixels(_width(column)) for column in columns) / _PAPER)


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
    align = "right" if column.kind is Kind.NUMBER else "left"
    look: dict[str, Any] = {"font_size": 8, "shrink": True, "align": align}
    look["indent"] = int(align == "left")
    small = styles.make(font_color=COLOURS.muted, **look)
    if layout.across:
        small = styles.header(font_color=COLOURS.on_band_soft, bold=False, bottom=0, **look)
    canvas.formula(row, number, _over(column), small)


def _over(column: Column) -> str:
    """Return the formula of what stands over a header: its unit; in Chinese the header, too.

    The header itself is the name by which formulas know the column: it stays in English.
    """
    chinese, unit = quoted(column.label.zh), '""'
    if column.unit is Unit.MONEY:
        unit = _CURRENCY
    elif column.unit is Unit.MONEY_A_UNIT:
        unit = f"{_CURRENCY}&{in_language(_A_UNIT)}"
    elif column.unit not in (Unit.NONE, Unit.COUNT) and not _says(column, column.unit.value):
        unit = in_language(UNIT_WORDS[column.unit])
    if unit != '""':
        chinese += f'&" "&{unit}'
    return f'IF({LANGUAGE}="{CHINESE}",{chinese},{unit})'


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
    whole = by != PLANNER and column.unit is Unit.MONEY
    decimals = 0 if whole else column.decimals
    style = canvas.styles.value(by, column.kind, column.unit, decimals, **look)
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


def _charts(canvas: Canvas, layout: TableLayout) -> None:
    if not layout.drawings:
        return
    whole = min(sum(pixels(_width(c)) for c in layout.table.columns), _WIDEST * 3)
    width = min(whole // layout.drawings, _WIDEST)
    height = (layout.header - 5) * 20 - 8
    frames = [Frame(4, LEFT, n * width, width - 8, height) for n in range(layout.drawings)]
    for number, (item, frame) in enumerate(zip(layout.charts, frames, strict=False)):
        source = TableLayout(table(item.table))
        sheet, first, last = source.table.sheet, source.across[0], source.across[-1]
        named = source.column(source.table.keys[-1])
        rows = []
        for line in item.chart.lines:
            row = source.header + 1 + item.measures.index(line.source)
            rows.append(([sheet, row - 1, named - 1], Row(sheet, row, first, last)))
        months = Row(sheet, source.header - 1, first, last)
        unit = _unit(source, item.measured) if item.chart.unit is Unit.MONEY else ""
        behind = Behind(unit, item.chart.unit.value, rows[0][1].formula())
        at = frame.row + 2 + number
        title = title_cell(canvas, at, LEFT, item.chart.question, behind)
        draw(canvas, item.chart, months, rows, frame, title)
    for fall, frame in zip(layout.waterfalls, frames[len(layout.charts) :], strict=True):
        draw_waterfall_of(canvas, layout, fall, frame)


def draw_waterfall_of(canvas: Canvas, layout: TableLayout, fall: Waterfall, frame: Frame) -> None:
    """Draw the waterfall of a table, on its own sheet or another."""
    first, last = layout.header + 1, layout.header + fall.rows
    sheet = layout.table.sheet
    words = Down(sheet, layout.column(fall.category), first, last)
    shown = (*fall.bars, *([fall.beyond] if fall.beyond else []))
    bars = [Down(sheet, layout.column(name), first, last) for name in shown]
    names = [layout.table.column(name).label.en for name in shown]
    behind = Behind(_unit(layout, fall.measured), Unit.MONEY.value, bars[1].formula())
    at = frame.row + 2 + len(layout.charts)
    title = title_cell(canvas, at, frame.column, fall.question, behind)
    named = list(zip(names, bars, strict=True))
    draw_waterfall(canvas, fall.question.en, title, words, named, frame)


def _unit(layout: TableLayout, measured: str) -> str:
    """Return the formula of what a chart's numbers are counted in, as its first row says."""
    if not measured:
        return _CURRENCY
    column = f"{layout.table.excel}[{layout.table.column(measured).label.en}]"
    return f'IFERROR(INDEX({column},1)&"","")'


def _freeze_and_print(canvas: Canvas, layout: TableLayout) -> None:
    if layout.drawings:
        canvas.worksheet.freeze_panes(2, 0)
        canvas.worksheet.repeat_rows(layout.header - 2, layout.header - 1)
    else:
        canvas.worksheet.freeze_panes(layout.header, layout.frozen_columns)
        canvas.worksheet.repeat_rows(0, layout.header - 1)
    across = _pages_across(layout)
    if across > 1:
        canvas.worksheet.repeat_columns(LEFT - 1, LEFT - 2 + len(layout.table.keys))
    canvas.print_on_a4(LEFT, _last_printed(layout), across=across)
