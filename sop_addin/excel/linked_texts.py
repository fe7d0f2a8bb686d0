"""Charts' titles and shapes that show a cell: what the file stores of their text follows it."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.sax.saxutils import escape, unescape

from sop_addin.excel.blocks import Raw
from sop_addin.excel.package import Package
from sop_addin.excel.references import Span

__all__ = ["CellText", "follow_cells"]

CellText = Callable[[str, Span], Raw]
"""Gives the value of a cell by its sheet and place; ``None`` where that sheet has none."""

_TITLE = re.compile(r"<c:title>.*?</c:title>", re.DOTALL)
_SHOWN = re.compile(r"(<c:f>)([^<]+)(</c:f><c:strCache>.*?<c:v>)([^<]*)(</c:v>)", re.DOTALL)
_SHAPE = re.compile(
    r'(<xdr:sp\b[^>]*\stextlink=")([^"]+)("[^>]*>(?:(?!</xdr:sp>).)*?<a:fld\b[^>]*type="TxLink">'
    r"(?:(?!</a:fld>).)*?<a:t>)([^<]*)(</a:t>)",
    re.DOTALL,
)


def follow_cells(package: Package, part: str, value: CellText) -> None:
    """Store the texts that a sheet's shapes and the titles of its charts show of cells.

    Excel does so by itself when it opens the book; a program that draws what is stored does not.

    Parameters
    ----------
    part
        The sheet on which shapes and charts stand.
    """
    for drawing in package.relationships(part).values():
        if drawing.kind != "drawing" or drawing.external:
            continue
        _edit(package, drawing.target, lambda text: _SHAPE.sub(_stored(value), text))
        for each in package.relationships(drawing.target).values():
            if each.kind == "chart" and not each.external:
                _edit(package, each.target, lambda text: _TITLE.sub(_titled(value), text))


def _edit(package: Package, part: str, edited: Callable[[str], str]) -> None:
    text = package.read(part).decode()
    if (new := edited(text)) != text:
        package.replace(part, new.encode())


def _titled(value: CellText) -> Callable[[re.Match[str]], str]:
    return lambda title: _SHOWN.sub(_stored(value), title[0], count=1)


def _stored(value: CellText) -> Callable[[re.Match[str]], str]:
    """Return what replaces a match whose groups are: before, place, between, text, after."""

    def followed(found: re.Match[str]) -> str:
        sheet, _, cell = found[2].rpartition("!")
        span = Span.of(cell.replace("$", ""))
        if span is None:
            return found[0]
        shown = value(unescape(sheet).strip("'").replace("''", "'"), span)
        if shown is None:
            return found[0]
        return f"{found[1]}{found[2]}{found[3]}{escape(str(shown))}{found[5]}"

    return followed
