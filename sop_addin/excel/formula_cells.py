"""Which cells of a workbook file hold formulas, found without reading anything else of it."""

from __future__ import annotations

import functools
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from xml.etree import ElementTree

__all__ = ["FormulaCells", "address", "formula_cells"]

_CELL = re.compile(
    rb'<(?:\w+:)?c (?=[^>]*?\br="([A-Z]{1,3})(\d+)")([^>]*)><(?:\w+:)?f((?: [^>]*)?)>([^<]*)'
)
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(frozen=True)
class FormulaCells:
    """The formula cells of one sheet.

    Attributes
    ----------
    cells
        (row, column), counted from 1, in reading order.
    spilling
        Address and formula (with ``=``) of the dynamic arrays, whose size follows their data.
    """

    sheet: str
    cells: tuple[tuple[int, int], ...]
    spilling: tuple[tuple[str, str], ...] = ()

    def areas(self) -> Iterator[tuple[str, str]]:
        """Yield first and last address of rectangles that cover exactly the formula cells.

        Examples
        --------
        >>> list(FormulaCells("Page", ((2, 1), (2, 2), (3, 1), (3, 2), (3, 4))).areas())
        [('A2', 'B3'), ('D3', 'D3')]
        """
        growing: dict[tuple[int, int], tuple[int, int]] = {}  # columns → first and last row
        for row, first, last in self._runs():
            top, bottom = growing.get((first, last), (row, row))
            if bottom < row - 1:
                yield address(top, first), address(bottom, last)
                top = row
            growing[first, last] = (top, row)
        for (first, last), (top, bottom) in growing.items():
            yield address(top, first), address(bottom, last)

    def _runs(self) -> Iterator[tuple[int, int, int]]:
        start: tuple[int, int] | None = None
        end = (0, 0)
        for cell in self.cells:
            if start is None:
                start = cell
            elif cell != (end[0], end[1] + 1):
                yield start[0], start[1], end[1]
                start = cell
            end = cell
        if start is not None:
            yield start[0], start[1], end[1]


def formula_cells(packed: bytes) -> list[FormulaCells]:
    """Return the formula cells of every worksheet, in tab order.

    Raises
    ------
    zipfile.BadZipFile, KeyError, ValueError
        The bytes are not a workbook.
    """
    found = []
    with zipfile.ZipFile(io.BytesIO(packed)) as package:
        for sheet, part in _parts(package):
            cells = []
            spilling = []
            for match in _CELL.finditer(package.read(part)):
                letters, digits, attributes, kind, text = match.groups()
                cells.append((int(digits), _column(letters)))
                if b' cm="' in b" " + attributes and b't="array"' in kind:
                    formula = unescape(text.decode())
                    spilling.append(((letters + digits).decode(), f"={formula}"))
            found.append(FormulaCells(sheet, tuple(cells), tuple(spilling)))
    return found


def _parts(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield name and part of every worksheet; chart sheets have no cells."""
    try:
        book = ElementTree.fromstring(package.read("xl/workbook.xml"))
        relations = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    except ElementTree.ParseError as error:
        raise ValueError(f"xl/workbook.xml: {error}") from error
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in relations
        if relation.get("Type", "").endswith("/worksheet")
    }
    for sheet in book.iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(_RELATION))
        if target is not None:
            yield sheet.get("name", ""), posixpath.join("/xl", target).lstrip("/")


@functools.cache
def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


@functools.cache
def _letters(column: int) -> str:
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def address(row: int, column: int) -> str:
    """Return the address of a cell, counted from 1.

    Examples
    --------
    >>> address(14, 6), address(1, 28)
    ('F14', 'AB1')
    """
    return f"{_letters(column)}{row}"
