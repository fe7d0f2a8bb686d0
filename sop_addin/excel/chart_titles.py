"""Titles of charts that show a cell: what the chart stores of them follows the cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from xml.sax.saxutils import escape

from sop_addin.excel.blocks import Raw
from sop_addin.excel.package import Package
from sop_addin.excel.references import Span

__all__ = ["follow_titles"]

_TITLE = re.compile(r"<c:title>.*?</c:title>", re.DOTALL)
_SHOWN = re.compile(r"(<c:f>)([^<]+)(</c:f><c:strCache>.*?<c:v>)([^<]*)(</c:v>)", re.DOTALL)


def follow_titles(
    package: Package, part: str, sheet: str, value: Callable[[Span], Raw]
) -> list[str]:
    """Store the texts that the titles of a sheet's charts show of cells of the same sheet.

    Excel does so by itself when it opens the book; a program that draws what is stored does not.

    Parameters
    ----------
    part, sheet
        The sheet's part and name.
    value
        Gives the value of a cell of the sheet.

    Returns
    -------
    list of str
        The parts that changed.
    """
    changed = []
    for chart in _charts(package, part):
        text = package.read(chart).decode()
        edited = _TITLE.sub(lambda title: _followed(title[0], sheet, value), text)
        if edited != text:
            package.replace(chart, edited.encode())
            changed.append(chart)
    return changed


def _charts(package: Package, part: str) -> Iterator[str]:
    for drawing in package.relationships(part).values():
        if drawing.kind == "drawing" and not drawing.external:
            for each in package.relationships(drawing.target).values():
                if each.kind == "chart" and not each.external:
                    yield each.target


def _followed(title: str, sheet: str, value: Callable[[Span], Raw]) -> str:
    def shown(found: re.Match[str]) -> str:
        name, _, cell = found[2].rpartition("!")
        span = Span.of(cell.replace("$", ""))
        if span is None or name.strip("'").replace("''", "'") != sheet:
            return found[0]
        return f"{found[1]}{found[2]}{found[3]}{escape(str(value(span) or ''))}{found[5]}"

    return _SHOWN.sub(shown, title, count=1)
