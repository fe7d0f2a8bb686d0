"""The settings of the book: every named cell, grouped by who fills it."""

from __future__ import annotations

from collections.abc import Iterator

from sop_addin.excel.text_width import REGULAR, wrapped
from sop_addin.schema.captions import OWNER_GROUPS, SETTINGS_HINT, UNIT_WORDS
from sop_addin.schema.cells import CELLS
from sop_addin.schema.declarations import FORMULA, Cell, Kind, Unit
from sop_addin.schema.labels import Label
from sop_addin.template.canvas import MARGIN, Canvas
from sop_addin.template.page_layout import cell_name
from sop_addin.template.styles import COLOURS
from sop_addin.template.validation import offer

__all__ = ["draw_config"]

_LABEL, _VALUE, _UNIT, _NOTE = 2, 3, 4, 5
_WIDTHS = {1: MARGIN, _LABEL: 32.0, _VALUE: 24.0, _UNIT: 10.0, _NOTE: 78.0}
_FIRST = 5


def draw_config(canvas: Canvas, home: str) -> None:
    """Draw label, value, unit and meaning of every named cell of this sheet, and name them."""
    canvas.title(_NOTE, home)
    band = canvas.styles.band(font_size=14, bold=True, indent=1)
    canvas.label(1, _LABEL, canvas.sheet.purpose, band)
    soft = canvas.styles.band(font_color=COLOURS.on_band_soft, indent=1)
    canvas.label(2, _LABEL, SETTINGS_HINT, soft)
    for column, width in _WIDTHS.items():
        canvas.columns(column, column, width)
    heading = canvas.styles.make(
        bold=True, font_size=10, font_color=COLOURS.accent, bg_color=COLOURS.accent_soft, indent=1
    )
    for row, item in _rows(canvas.sheet.name):
        lines = 1 if isinstance(item, Label) else wrapped(item.note, _WIDTHS[_NOTE], REGULAR)[0]
        canvas.row(row, 20 + 11.5 * (lines - 1))
        if isinstance(item, Label):
            canvas.fill(row, _LABEL, _NOTE, heading)
            canvas.label(row, _LABEL, item, heading)
        else:
            _draw_cell(canvas, row, item)
    canvas.worksheet.freeze_panes(2, 0)
    canvas.print_on_a4(_LABEL, _NOTE)


def _rows(sheet: str) -> Iterator[tuple[int, Cell | Label]]:
    row = _FIRST
    for owner, heading in OWNER_GROUPS.items():
        members = [c for c in CELLS if c.sheet == sheet and _group(c) == owner]
        if not members:
            continue
        yield row, heading
        yield from enumerate(members, start=row + 1)
        row += len(members) + 2


def _group(item: Cell) -> str:
    return item.by if item.by in OWNER_GROUPS else ""


def _draw_cell(canvas: Canvas, row: int, item: Cell) -> None:
    styles = canvas.styles
    line = {"bottom": 1, "bottom_color": COLOURS.line}
    canvas.label(row, _LABEL, item.label, styles.make(indent=1, **line))
    muted = styles.make(font_color=COLOURS.muted, **line)
    if item.unit in (Unit.NONE, Unit.COUNT):
        canvas.blank(row, _UNIT, muted)
    else:
        canvas.label(row, _UNIT, UNIT_WORDS[item.unit], muted)
    note = styles.make(font_color=COLOURS.muted, text_wrap=True, **line)
    canvas.text(row, _NOTE, item.note, note)
    style = styles.value(item.by, item.kind, item.unit, item.decimals, align="left", indent=1)
    if item.by == FORMULA:
        canvas.formula(row, _VALUE, item.formula, style)
    elif isinstance(item.default, str):
        canvas.text(row, _VALUE, item.default, style)
    elif item.default is not None:
        canvas.number(row, _VALUE, item.default, style)
    else:
        canvas.blank(row, _VALUE, style)
    place = cell_name(row, _VALUE, absolute=True)
    canvas.workbook.define_name(item.name, f"='{canvas.sheet.name}'!{place}")
    if (item.by != FORMULA and item.kind is not Kind.TEXT) or item.choices or item.note:
        offer(canvas, place, item)
