"""Buttons on sheets: shapes whose text follows the cell that holds their label."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sop_addin.schema.ribbon import Control
from sop_addin.template.canvas import Canvas
from sop_addin.template.styles import COLOURS, FONT
from sop_addin.template.words_sheet import labelled, place_of

__all__ = ["draw_buttons", "with_macros"]

_FEWEST, _WIDEST = 2, 150
_GAP, _EDGE = 6, 4
_BESIDE = 12
_UNTIED = re.compile(r'macro="" textlink="(?P<place>[^"]+)"(?P<shape>.*?<a:bodyPr )', re.DOTALL)
_WHOLE_WIDTH = 'lIns="0" tIns="0" rIns="0" bIns="0" '


def draw_buttons(
    canvas: Canvas, row: int, column: int, room: int, pressed: Sequence[Control], points: float
) -> None:
    """Put buttons side by side, beginning at a cell.

    Parameters
    ----------
    room
        Pixels from the left edge of the cell to where the last button may end.
    points
        Height of the row.
    """
    width = (room - _BESIDE) // max(len(pressed), _FEWEST)
    width = width if len(pressed) > 1 else max(width, _WIDEST)
    for number, control in enumerate(pressed):
        look = {
            "textlink": f"={place_of(control)}",
            "description": control.tip.en,
            "width": width - _GAP,
            "height": round(points * 4 / 3) - 2 * _EDGE,
            "x_offset": _GAP + number * width,
            "y_offset": _EDGE,
            "object_position": 2,
            "fill": {"color": COLOURS.grey},
            "line": {"color": COLOURS.faint, "width": 1},
            "font": {"name": FONT, "size": 9, "color": COLOURS.ink},
            "align": {"vertical": "middle", "horizontal": "center"},
        }
        canvas.worksheet.insert_textbox(row - 1, column - 1, control.label.en, look)


def with_macros(drawing: bytes) -> bytes:
    """Return a drawing whose buttons call the macro of the control whose label they show.

    Their text may take their whole width.

    Examples
    --------
    >>> from sop_addin.schema.ribbon import controls
    >>> place = place_of(next(controls()))
    >>> button = f'<xdr:sp macro="" textlink="{place}"><a:bodyPr wrap="square"/></xdr:sp>'
    >>> with_macros(button.encode())[:33]
    b'<xdr:sp macro="[0]!Sop_Open_Click'
    """
    tied = labelled()

    def called(found: re.Match[str]) -> str:
        if (control := tied.get(found["place"])) is None:
            return found[0]
        link = f'macro="[0]!{control.macro}" textlink="{found["place"]}"'
        return f"{link}{found['shape']}{_WHOLE_WIDTH}"

    return _UNTIED.sub(called, drawing.decode()).encode()
