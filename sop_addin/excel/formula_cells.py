"""Which cells of a workbook file hold formulas, found without reading anything else of it."""

from __future__ import annotations

import functools
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from typing import NamedTuple
from xml.etree import ElementTree

__all__ = ["Formula", "FormulaCells", "address", "cells_of", "formula_cells", "position"]

_CELL = re.compile(
    rb'<(?:\w+:)?c (?=[^>]*?\br="([A-Z]{1,3})(\d+)")([^>]*)>'
    rb"<(?:\w+:)?f((?: [^>]*?)?)(?:/>|>([^<]*))"
)
_PLAIN_CELL = re.compile(
    rb'<c r="([A-Z]{1,3}+)(\d++)"([^>]*+)>' rb"<f((?: [^>]*?)?)(?:/>|>([^<]*+))"
)
"""The same in the spelling of almost every file, found in a fraction of the time."""
_FORMULA_TAG = re.compile(rb"<f[ >/]")
_SHARED_TEXT = re.compile(rb"<(?:\w+:)?si(?:/>|>(.*?)</(?:\w+:)?si>)", re.DOTALL)
_TAG = re.compile(rb"<[^>]*>")
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(frozen=True, eq=False)
class Formula:
    """What one cell computes; cells that compute the same share one object.

    Attributes
    ----------
    text
        Without ``=``; that of the first cell where cells share one; empty if there is none
        (a what-if table).
    kind
        Empty, ``array``, ``shared`` or ``dataTable``.
    area
        The cells that hold its results, if it has several: ``C1:C5``.
    dynamic
        Whether the area follows the size of the result.
    """

    text: str
    kind: str = ""
    area: str = ""
    dynamic: bool = False


@dataclass(frozen=True, eq=False)
class FormulaCells:
    """The formula cells of one sheet.

    Attributes
    ----------
    cells
        (row, column), counted from 1, in reading order.
    formulas
        The formula of each of them.
    part
        The sheet's member of the file.
    empty_texts
        Whether a cell may hold a text of no characters, which is not a blank in arithmetic.
    """

    sheet: str
    cells: tuple[tuple[int, int], ...]
    formulas: tuple[Formula, ...] = ()
    part: str = ""
    empty_texts: bool = False

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


_Found = tuple[tuple[bytes, bytes, bytes, bytes, bytes], ...]
"""Column, row, attributes, formula's attributes and formula of each formula cell of a sheet."""


class _Seen(NamedTuple):
    """What the sheets before had: pages of one kind hold the same formulas in the same cells."""

    formulas: dict[tuple[bytes, bytes, bool], Formula]
    sheets: dict[_Found, tuple[tuple[tuple[int, int], ...], tuple[Formula, ...]]]


def formula_cells(packed: bytes) -> tuple[list[FormulaCells], dict[str, list[str]]]:
    """Return the formula cells of every worksheet in tab order, and the defined names.

    Returns
    -------
    list of FormulaCells, dict
        The names in lower case, each with what it stands for on the sheets that define it.

    Raises
    ------
    zipfile.BadZipFile, KeyError, ValueError
        The bytes are not a workbook.
    """
    with zipfile.ZipFile(io.BytesIO(packed)) as package:
        try:
            book = ElementTree.fromstring(package.read("xl/workbook.xml"))
            relations = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
        except ElementTree.ParseError as error:
            raise ValueError(f"xl/workbook.xml: {error}") from error
        empty = _empty_texts(package)
        seen = _Seen({}, {})
        found = [
            _of_sheet(sheet, part, package.read(part), empty, seen)
            for sheet, part in _parts(book, relations)
        ]
    names: dict[str, list[str]] = {}
    for name in book.iter(f"{_MAIN}definedName"):
        names.setdefault(name.get("name", "").lower(), []).append(name.text or "")
    return found, names


def _parts(book: ElementTree.Element, relations: ElementTree.Element) -> Iterator[tuple[str, str]]:
    """Yield name and part of every worksheet; chart sheets have no cells."""
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in relations
        if relation.get("Type", "").endswith("/worksheet")
    }
    for sheet in book.iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(_RELATION))
        if target is not None:
            yield sheet.get("name", ""), posixpath.join("/xl", target).lstrip("/")


def _of_sheet(
    sheet: str,
    part: str,
    xml: bytes,
    empty: Sequence[re.Pattern[bytes]],
    seen: _Seen,
) -> FormulaCells:
    """Return a sheet's formula cells; what equals that of another sheet is the same object."""
    found = tuple(_cells_with_formulas(xml))
    if found not in seen.sheets:
        seen.sheets[found] = _cells_and_formulas(found, seen.formulas)
    has_empty = any(pattern.search(xml) for pattern in empty)
    return FormulaCells(sheet, *seen.sheets[found], part, has_empty)


def _cells_and_formulas(
    found: _Found, seen: dict[tuple[bytes, bytes, bool], Formula]
) -> tuple[tuple[tuple[int, int], ...], tuple[Formula, ...]]:
    cells = []
    formulas = []
    shared: dict[str, Formula] = {}
    for letters, digits, attributes, kind, text in found:
        dynamic = b' cm="' in b" " + attributes
        key = (kind, text, dynamic)
        formula = seen.get(key)
        if formula is None:
            formula = seen[key] = _formula(kind.decode(), text.decode(), dynamic)
        if formula.kind == "shared":
            group = dict(_ATTRIBUTE.findall(kind.decode())).get("si", "")
            formula = shared.setdefault(group, formula)
        cells.append((int(digits), _column(letters)))
        formulas.append(formula)
    return tuple(cells), tuple(formulas)


def _empty_texts(package: zipfile.ZipFile) -> list[re.Pattern[bytes]]:
    """Return what finds a text of no characters in a sheet, be it one of the shared ones."""
    strings = [name for name in package.namelist() if name.lower().endswith("/sharedstrings.xml")]
    shared = _SHARED_TEXT.findall(b"".join(package.read(name) for name in strings))
    empty = [b"%d" % at for at, text in enumerate(shared) if not _TAG.sub(b"", text)]
    held = [rb't="s"[^>]*><(?:\w+:)?v>(?:%s)<' % b"|".join(empty)] if empty else []
    return [re.compile(start + rb"t(?: [^>]*)?(?:/>|></)") for start in (b"<", b":")] + [
        re.compile(pattern) for pattern in held
    ]


def _cells_with_formulas(xml: bytes) -> list[tuple[bytes, bytes, bytes, bytes, bytes]]:
    """Return column, row, attributes, formula's attributes and formula of each formula cell."""
    found = _PLAIN_CELL.findall(xml)
    plain = len(found) == len(_FORMULA_TAG.findall(xml)) and b":sheetData" not in xml
    return found if plain else _CELL.findall(xml)


def _formula(attributes: str, text: str, dynamic: bool) -> Formula:
    given = dict(_ATTRIBUTE.findall(attributes))
    kind = "" if given.get("t") == "normal" else given.get("t", "")
    area = given.get("ref", "") if kind in {"array", "dataTable"} else ""
    return Formula(unescape(text), kind, area, dynamic and kind == "array")


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


def cells_of(area: str) -> Iterator[str]:
    """Yield the addresses of an area.

    Examples
    --------
    >>> list(cells_of("B2:C3")), list(cells_of("A1"))
    (['B2', 'C2', 'B3', 'C3'], ['A1'])
    """
    first, _, last = area.partition(":")
    top, left = position(first)
    bottom, right = position(last or first)
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            yield address(row, column)


def position(cell: str) -> tuple[int, int]:
    """Return row and column of an address, counted from 1.

    Examples
    --------
    >>> position("F14")
    (14, 6)
    """
    letters = cell.rstrip("0123456789")
    return int(cell[len(letters) :]), _column(letters.encode())
