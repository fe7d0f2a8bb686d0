"""The first page of the meeting pack, and the one that begins its appendix."""

from __future__ import annotations

from collections.abc import Sequence

from sop_addin.schema.captions import BOOK_TITLE, COVER, COVER_CARDS
from sop_addin.schema.cells import cell
from sop_addin.schema.digests import AGENDA_BLOCK
from sop_addin.schema.labels import Label, in_language
from sop_addin.schema.sheets import (
    APPENDIX_SHEET,
    PACK_AFTER_PAGES,
    PACK_APPENDIX,
    PACK_BEFORE_PAGES,
    SHEETS,
    Sheet,
)
from sop_addin.template.canvas import MARGIN, Canvas
from sop_addin.template.digest_sheet import draw_block, heading
from sop_addin.template.styles import COLOURS, TAB_COLOURS, number_format

__all__ = ["draw_appendix", "draw_cover"]

_FIRST, _LAST = 2, 13
_WIDTH = 11.0
_CARD_ROW, _AGENDA_ROW = 5, 8


def draw_cover(canvas: Canvas, home: str) -> None:
    """Draw the first page of the pack: which plan, the agenda, what follows."""
    _title(canvas, home, COVER["title"])
    _cards(canvas)
    row = draw_block(canvas, AGENDA_BLOCK, _AGENDA_ROW, _FIRST, _WIDTH) + 2
    heading(canvas, row, _FIRST, COVER["contents"])
    meeting = [name for name in PACK_BEFORE_PAGES if name != canvas.sheet.name]
    last = _contents(canvas, row + 1, (*meeting, *PACK_AFTER_PAGES, APPENDIX_SHEET))
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
    both = Label(f"{BOOK_TITLE.en}  ·  {title.en}", f"{BOOK_TITLE.zh}  ·  {title.zh}")
    for row, unnamed, named in (
        (1, in_language(BOOK_TITLE), f'{company}&""'),
        (2, in_language(title), in_language(both)),
    ):
        canvas.formula(row, _FIRST, f'IF({company}="",{unnamed},{named})', looks[row - 1][1])
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
