"""The first page of the meeting pack, and the one that begins its appendix."""

from __future__ import annotations

from collections.abc import Sequence

from sop_addin.schema.captions import BOOK_TITLE, COVER, COVER_CARDS, COVER_COLUMNS, NO_COMPANY
from sop_addin.schema.cells import cell
from sop_addin.schema.declarations import Kind, Unit
from sop_addin.schema.labels import Label, in_language
from sop_addin.schema.sheets import (
    APPENDIX_SHEET,
    PACK_APPENDIX,
    PACK_BEFORE_PAGES,
    SHEETS,
    Sheet,
)
from sop_addin.schema.tables import table
from sop_addin.template.canvas import MARGIN, Canvas
from sop_addin.template.page_layout import cell_name, range_name
from sop_addin.template.styles import COLOURS, TAB_COLOURS, number_format

__all__ = ["draw_appendix", "draw_cover"]

_FIRST, _LAST = 2, 13
_WIDTH = 11.0
_CARD_ROW, _QUESTION_ROW, _QUESTIONS = 5, 8, 8
_CURRENCY = cell("currency").name


def draw_cover(canvas: Canvas, home: str) -> None:
    """Draw the first page of the pack: which plan, the largest questions, what follows."""
    _title(canvas, home, COVER["title"])
    _cards(canvas)
    row = _questions(canvas) + 2
    _heading(canvas, row, COVER["contents"])
    meeting = [name for name in PACK_BEFORE_PAGES if name != canvas.sheet.name]
    last = _contents(canvas, row + 1, (*meeting, APPENDIX_SHEET))
    _note(canvas, last, COVER["families"])
    canvas.print_on_a4(_FIRST, _LAST, (1, last))


def draw_appendix(canvas: Canvas, home: str) -> None:
    """Draw the page that begins the appendix: what is in it."""
    _title(canvas, home, COVER["appendix"])
    last = _contents(canvas, _CARD_ROW, PACK_APPENDIX)
    _note(canvas, last, COVER["left_out"])
    canvas.print_on_a4(_FIRST, _LAST, (1, last))


def _title(canvas: Canvas, home: str, title: Label) -> None:
    canvas.columns(1, 1, MARGIN)
    canvas.columns(_FIRST, _LAST, _WIDTH)
    canvas.worksheet.freeze_panes(3, 0)
    styles, company = canvas.styles, cell("company").name
    looks = (
        (44, styles.band(font_size=24, bold=True, indent=1)),
        (22, styles.band(font_size=12, font_color=COLOURS.on_band_soft, indent=1)),
        (10, styles.band()),
    )
    for row, (points, look) in enumerate(looks, 1):
        canvas.row(row, points)
        canvas.fill(row, 1, _LAST, look)
    canvas.home(1, 1, home)
    canvas.formula(
        1, _FIRST, f'IF({company}="",{in_language(NO_COMPANY)},{company}&"")', looks[0][1]
    )
    both = Label(f"{BOOK_TITLE.en}  ·  {title.en}", f"{BOOK_TITLE.zh}  ·  {title.zh}")
    canvas.label(2, _FIRST, both, looks[1][1])
    canvas.stamp(2, _LAST)
    canvas.row(4, 8)


def _cards(canvas: Canvas) -> None:
    styles, span = canvas.styles, (_LAST - _FIRST + 1) // len(COVER_CARDS)
    edge = {"bg_color": COLOURS.grey, "left": 5, "left_color": COLOURS.accent, "indent": 1}
    label = styles.make(font_size=8, font_color=COLOURS.muted, **edge)
    canvas.row(_CARD_ROW, 16)
    canvas.row(_CARD_ROW + 1, 28)
    for number, card in enumerate(COVER_CARDS):
        first = _FIRST + number * span
        last = first + span - 1
        form = number_format(card.kind)
        value = styles.make(
            font_size=15, bold=True, align="left", shrink=True, num_format=form, **edge
        )
        canvas.merge(_CARD_ROW, first, last, label)
        canvas.label(_CARD_ROW, first, card.label, label)
        canvas.merge(_CARD_ROW + 1, first, last, value)
        canvas.formula(_CARD_ROW + 1, first, card.formula, value)


def _questions(canvas: Canvas) -> int:
    """Draw the families with most money at stake; return the last row."""
    styles, row = canvas.styles, _QUESTION_ROW
    _heading(canvas, row, COVER["questions"])
    executive, header = table("executive"), styles.header()
    canvas.row(row + 1, 28)
    canvas.fill(row + 1, _FIRST, _LAST, header)
    line = {"bottom": 1, "bottom_color": COLOURS.line}
    for number in range(1, _QUESTIONS + 1):
        canvas.row(row + 1 + number, 27)
        canvas.fill(row + 1 + number, _FIRST, _LAST, styles.make(**line))
    first = _FIRST
    for name, span in COVER_COLUMNS:
        column, last = executive.column(name), first + span - 1
        money = column.unit is Unit.MONEY
        align = "right" if column.kind is Kind.NUMBER else "left"
        head = styles.header(align=align, indent=int(align == "left"))
        if span > 1:
            canvas.merge(row + 1, first, last, head)
        unit = f'&", "&{_CURRENCY}' if money else ""
        canvas.formula(row + 1, first, in_language(column.label) + unit, head)
        form = number_format(column.kind, column.unit, column.decimals)
        look = styles.make(
            align=align, indent=int(align == "left"), text_wrap=True, num_format=form, **line
        )
        for number in range(1, _QUESTIONS + 1):
            if span > 1:
                canvas.merge(row + 1 + number, first, last, look)
            shown = f"INDEX({executive.excel}[[{column.label.en}]],{number})"
            formula = f'IFERROR(IF({shown}="","",{shown}),"")'
            canvas.formula(row + 1 + number, first, formula, look)
        if money:
            here = cell_name(row + 2, first)
            area = range_name(row + 2, first, row + 1 + _QUESTIONS, first)
            canvas.condition(area, f"AND(ISNUMBER({here}),{here}<0)", styles.negative())
        first = last + 1
    return row + 1 + _QUESTIONS


def _heading(canvas: Canvas, row: int, text: Label) -> None:
    look = canvas.styles.make(bold=True, font_size=11, font_color=COLOURS.accent)
    canvas.label(row, _FIRST, text, look)
    canvas.row(row, 22)


def _contents(canvas: Canvas, row: int, names: Sequence[str]) -> int:
    """List sheets from a row in their order, in two columns; return the row after them."""
    declared = {sheet.name: sheet for sheet in SHEETS}
    half, width = -(-len(names) // 2), (_LAST - _FIRST + 1) // 2
    for number, name in enumerate(names):
        left = _FIRST + (number // half) * width
        _entry(canvas, row + number % half, left, width, declared[name])
    return row + half


def _note(canvas: Canvas, row: int, text: Label) -> None:
    canvas.label(row, _FIRST, text, canvas.styles.make(font_color=COLOURS.muted, italic=True))


def _entry(canvas: Canvas, row: int, left: int, width: int, sheet: Sheet) -> None:
    styles = canvas.styles
    canvas.row(row, 16)
    name = styles.make(bold=True, left=5, left_color=TAB_COLOURS[sheet.group], indent=1)
    canvas.merge(row, left, left + 1, name)
    canvas.link(row, left, sheet.name, sheet.name, name)
    purpose = styles.make(font_color=COLOURS.muted)
    canvas.merge(row, left + 2, left + width - 1, purpose)
    canvas.label(row, left + 2, sheet.purpose, purpose)
