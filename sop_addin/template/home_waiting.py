"""The block of the first sheet that counts what waits for somebody, and tells the month so far."""

from __future__ import annotations

from sop_addin.schema.alarms import Severity
from sop_addin.schema.captions import MONTH_SO_FAR
from sop_addin.schema.cells import cell
from sop_addin.schema.labels import in_language
from sop_addin.schema.waiting import WAITING
from sop_addin.template.canvas import Canvas
from sop_addin.template.page_layout import cell_name
from sop_addin.template.styles import COLOURS

__all__ = ["draw_waiting"]

_WORDS, _COUNT = 4, 12


def draw_waiting(canvas: Canvas, row: int, first: int, last: int) -> int:
    """Draw the block from `row` between two columns; return its last row.

    A line: the sheet to go to, of what, and how many.
    """
    styles = canvas.styles
    muted = styles.make(font_color=COLOURS.muted)
    for number, item in enumerate(WAITING):
        here = row + number
        canvas.row(here, 16)
        name = styles.make(bold=True, indent=1)
        _block(canvas, here, first, first + 3, name)
        canvas.link(here, first, item.sheet, item.sheet, name)
        count = styles.make(bold=True, align="right", num_format="0")
        _block(canvas, here, first + _WORDS, first + _COUNT - 1, muted)
        canvas.label(here, first + _WORDS, item.words, muted)
        canvas.formula(here, first + _COUNT, item.count, count)
        place = cell_name(here, first + _COUNT)
        canvas.condition(place, f"{place}>0", styles.alarm(Severity.AMBER))
    end = row + len(WAITING)
    so_far = cell("month_so_far").name
    canvas.row(end, 16)
    _block(canvas, end, first, last, muted)
    canvas.formula(end, first, f'IF({so_far}="",{in_language(MONTH_SO_FAR)},{so_far})', muted)
    return end


def _block(canvas: Canvas, row: int, first: int, last: int, style: object) -> None:
    canvas.fill(row, first, last, style)
    canvas.merge(row, first, last, style)
