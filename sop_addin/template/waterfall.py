"""Native waterfalls: stacked columns, the lowest part of which is not drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sop_addin.template.canvas import Canvas
from sop_addin.template.charts import Frame, dress, place, value_axis
from sop_addin.template.page_layout import range_name
from sop_addin.template.styles import COLOURS, FONT

__all__ = ["Down", "draw_waterfall"]

_BARS = (None, "#5B7C99", COLOURS.accent, COLOURS.red, COLOURS.accent)
"""Colours of what stays empty, of levels, rises and falls, and of a rise beyond zero."""


_FONT = {"name": FONT, "size": 8, "color": COLOURS.muted}
_LABELS = {
    "value": True,
    "num_format": '[>=1000000]0.0#,," M";[>=1]#,##0;',
    "font": {"name": FONT, "size": 8, "color": COLOURS.ink},
    "fill": {"color": "#FFFFFF"},
}
"""A bar of nothing has no label."""


@dataclass(frozen=True)
class Down:
    """Cells of one column of a sheet; rows and columns count from 1."""

    sheet: str
    column: int
    first: int
    last: int

    def reference(self) -> list[Any]:
        """Return the cells as XlsxWriter takes them."""
        return [self.sheet, self.first - 1, self.column - 1, self.last - 1, self.column - 1]

    def formula(self) -> str:
        """Return the cells as formulas call them."""
        return f"'{self.sheet}'!{range_name(self.first, self.column, self.last, self.column)}"


def draw_waterfall(
    canvas: Canvas,
    question: str,
    title: list[Any],
    words: Down,
    bars: Sequence[tuple[str, Down]],
    frame: Frame,
) -> None:
    """Draw a waterfall.

    Parameters
    ----------
    question
        What it answers, for those who cannot see it.
    title
        Cell that holds what stands above it, as ``[sheet, row, column]`` from 0.
    words
        Texts under the bars.
    bars
        Name and cells of what stays empty, of levels, rises and falls. With a fifth, of what a
        rise has beyond zero, bars are differences: an axis says how much, and bars have no label.
    """
    around_zero = len(bars) == len(_BARS)
    chart = canvas.workbook.add_chart({"type": "column", "subtype": "stacked"})
    for colour, (name, cells) in zip(_BARS, bars, strict=False):
        fill = {"none": True} if colour is None else {"color": colour}
        chart.add_series(
            {
                "name": name,
                "categories": words.reference(),
                "values": cells.reference(),
                "fill": fill,
                "border": {"none": True},
                "gap": 40,
            }
            | ({} if colour is None or around_zero else {"data_labels": _LABELS})
        )
    dress(chart, title, frame)
    if not around_zero:
        chart.set_y_axis({"visible": False, "major_gridlines": {"visible": False}})
    else:
        chart.set_y_axis({**value_axis(), "num_format": "+#,##0;-#,##0;0"})
    chart.set_x_axis(
        {
            "num_font": _FONT,
            "line": {"color": COLOURS.line},
            "major_tick_mark": "none",
            "label_position": "low",
        }
    )
    chart.set_legend(
        {"position": "bottom", "font": _FONT, "delete_series": [0, 4][: len(bars) - 3]}
    )
    place(canvas, chart, question, frame)
