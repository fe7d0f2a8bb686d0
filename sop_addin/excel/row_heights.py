"""Heights of rows whose texts stand on several lines, where no Excel is there to fit them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from sop_addin.excel.cell_xml import style_of, value_of
from sop_addin.excel.references import Span
from sop_addin.excel.row_xml import Row
from sop_addin.excel.text_width import REGULAR, text_width, wrapped
from sop_addin.excel.workbook_xml import MAIN

__all__ = ["RowHeights", "Wrap", "read_wraps"]

_HEIGHT = re.compile(r'\sht="[^"]*"')
_STYLE = re.compile(r'"([0-9]+)"')
_MERGED = re.compile(r'<mergeCell ref="([^"]*)"')
_COLUMN = re.compile(r"<col\b[^>]*>")
_LINE, _AROUND = 1.28, 4.0
_USUAL, _PADDING, _INDENT = 9.14, 0.75, 1.3
_TALLEST, _MOST = 409.0, 5_000
"""Points of the tallest row that Excel has, and characters after which no row is taller."""

_COLUMNS = 200
_WIDEST = 3.5
"""Characters of a column that one letter takes at most, so that short texts need no measuring."""


@dataclass(frozen=True)
class Wrap:
    """A cell format that breaks lines: size of its letters in points, steps of its indent."""

    points: float
    indent: int


def read_wraps(styles: etree._Element) -> dict[int, Wrap]:
    """Return the cell formats of a workbook's styles that break lines, by number."""
    fonts = [font.find(MAIN + "sz") for font in styles.iterfind(f"{MAIN}fonts/{MAIN}font")]
    sizes = [11.0 if size is None else float(size.get("val", "11")) for size in fonts]
    found = {}
    for number, form in enumerate(styles.iterfind(f"{MAIN}cellXfs/{MAIN}xf")):
        align = form.find(MAIN + "alignment")
        if align is not None and align.get("wrapText") in ("1", "true"):
            size = sizes[int(form.get("fontId", "0"))]
            found[number] = Wrap(size, int(align.get("indent", "0")))
    return found


class RowHeights:
    """Fits rows of one worksheet to their texts.

    A row that somebody gave its height keeps it. Excel takes the height as its own: it fits the
    row again when a cell of it is edited.

    Parameters
    ----------
    head, tail
        The worksheet's text before and after its cells.
    wraps
        Cell formats that break lines.
    strings
        Gives the workbook's shared strings.
    """

    def __init__(
        self,
        head: str,
        tail: str,
        wraps: Mapping[int, Wrap],
        strings: Callable[[], Sequence[str]],
    ) -> None:
        self._wraps, self._strings = wraps, strings
        self._widths: dict[int, float] = {}
        self._heights: dict[tuple[float, str], float] = {}
        for column in _COLUMN.findall(head):
            said = dict(re.findall(r'\b(min|max|width)="([0-9.]+)"', column))
            hidden = ' hidden="1"' in column
            for number in range(int(said["min"]), min(int(said["max"]), _COLUMNS) + 1):
                self._widths[number] = 0.0 if hidden else float(said.get("width", _USUAL))
        areas = [span for found in _MERGED.findall(tail) if (span := Span.of(found)) is not None]
        self._merged = {(span.top, span.left): span for span in areas}

    def fit(self, row: Row) -> None:
        """Give a row the height that its longest text takes; none where one line will do."""
        if " customHeight=" in row.attributes:
            return
        texts = ((at, cell) for at, cell in row.filled.items() if ' t="' in cell)
        heights = [self._known(cell, self._width(row.number, at)) for at, cell in texts]
        tallest = max(heights, default=0.0)
        attributes = _HEIGHT.sub("", row.attributes)
        row.attributes = attributes + (f' ht="{tallest:g}"' if tallest else "")

    def _width(self, row: int, column: int) -> float:
        """Return the width of a cell; of one merged over several rows nobody knows the height."""
        span = self._merged.get((row, column))
        if span is None:
            return self._widths.get(column, _USUAL)
        if span.bottom > span.top:
            return math.inf
        columns = range(span.left, min(span.right, _COLUMNS) + 1)
        return sum(self._widths.get(number, _USUAL) for number in columns)

    def _known(self, cell: str, width: float) -> float:
        """Return the height of a cell's text; the same texts come again from row to row."""
        held = width, cell[cell.find('"', 6) :]
        if held not in self._heights:
            self._heights[held] = self._height(cell, width - _PADDING)
        return self._heights[held]

    def _height(self, cell: str, width: float) -> float:
        """Return the height of a cell's text in points, 0 where it stands on one line."""
        style = _STYLE.search(style_of(cell))
        wrap = self._wraps.get(int(style[1])) if style else None
        text = value_of(cell, self._strings()) if wrap else None
        if wrap is None or not isinstance(text, str):
            return 0.0
        if len(text) < width / _WIDEST and "\n" not in text:
            return 0.0
        room = width - _INDENT * wrap.indent
        if "\n" not in text and text_width(text, REGULAR, wrap.points) <= room:
            return 0.0
        lines, _ = wrapped(text[:_MOST], room, REGULAR, wrap.points)
        return min(round(lines * wrap.points * _LINE + _AROUND, 1), _TALLEST)
