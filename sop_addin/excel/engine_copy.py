"""A workbook's bytes as the engine needs them: without cells that no formula it computes reads."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import groupby

from sop_addin.excel.archive import Archive, deflated, pack
from sop_addin.excel.references import column_name

__all__ = ["engine_copy", "only_columns"]

_NO_CELLS = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/>'
    b"</worksheet>"
)
_DATA = re.compile(rb"<sheetData>(.*)</sheetData>", re.DOTALL)
_CELL = (
    rb'<c r="(?:(?:%s)(?=[0-9])|[A-Z]++(?=[0-9]++"[^>/]*+><f))([0-9]++)"[^>/]*+>'
    rb"[^<]*+(?:<(?!/c>)[^<]*+)*+</c>"
)
"""A cell of some columns that holds something, or a formula anywhere; group 1 is its row."""


def engine_copy(
    packed: bytes, emptied: Collection[str], columns: Mapping[str, Collection[int]]
) -> bytes:
    """Return a workbook with fewer cells.

    Parameters
    ----------
    packed
        The workbook.
    emptied
        Worksheets, by their members' names, that are to hold nothing.
    columns
        Worksheets that are to hold formulas, and values in these columns (counted from 1) only.
    """
    archive = Archive(packed, "workbook")
    members = []
    for name in archive.names():
        if name in emptied:
            members.append(deflated(name, _NO_CELLS, None, 0))
        elif name in columns:
            fewer = only_columns(archive.read(name), columns[name])
            members.append(deflated(name, fewer, None, 0))
        else:
            members.append(archive.stored(name))
    return pack(members)


def only_columns(xml: bytes, columns: Collection[int]) -> bytes:
    """Return a worksheet that holds its formulas, and of values only those of some columns.

    One in an unusual spelling stays whole.

    Examples
    --------
    >>> only_columns(
    ...     b'<sheetData><row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c>'
    ...     b'<c r="C2"><f>A2</f></c><c r="D2" s="1"/></row></sheetData>', [2])
    b'<sheetData><row r="2"><c r="B2"><v>2</v></c><c r="C2"><f>A2</f></c></row></sheetData>'
    """
    found = _DATA.search(xml)
    if found is None or xml.count(b"<c ") != xml.count(b'<c r="') or b"<!" in xml:
        return xml
    letters = b"|".join(column_name(column).encode() for column in sorted(columns))
    rows = b"".join(_rows(re.compile(_CELL % (letters or b"(?!)")), xml, found.span(1)))
    return xml[: found.start(1)] + rows + xml[found.end(1) :]


def _rows(cell: re.Pattern[bytes], xml: bytes, span: tuple[int, int]) -> Iterator[bytes]:
    for row, cells in groupby(cell.finditer(xml, *span), key=lambda each: each[1]):
        yield b'<row r="%s">%s</row>' % (row, b"".join([each[0] for each in cells]))
