"""Which declared thing a cell of a workbook is: the way back from what people see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sop_addin.errors import BookError, Place
from sop_addin.excel.blocks import Area, Blocks, Raw
from sop_addin.excel.geometry import PageGrid, address
from sop_addin.excel.page_frames import page_grids
from sop_addin.excel.references import Span, column_number, split_sheet
from sop_addin.excel.table_frames import table_grid
from sop_addin.schema.cells import CELLS
from sop_addin.schema.family_page import PAGES
from sop_addin.schema.tables import TABLES

__all__ = ["Finder", "Found"]

_CELL = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)")
_SPAN = re.compile(
    r"(?:'(?:[^']|'')+'!|[\w.]+!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?(?![\w(])"
)
_WORD = re.compile(r"[A-Za-z_]\w*")
_MOST = 400
"""Cells of one range that are looked at."""


@dataclass(frozen=True)
class Found:
    """A cell: what it holds, and the declared place that it is.

    Parameters
    ----------
    cell
        As people write it: ``Fam_Pumps!F14``.
    formula
        With ``=``; empty for a value.
    place
        ``None`` where nothing is declared; a table's row is ``#5``, a page's month its offset from
        the cycle month.
    """

    cell: str
    value: Raw
    formula: str
    place: Place | None


class Finder:
    """Finds what stands in the cells of one workbook.

    Parameters
    ----------
    blocks
        The workbook.
    """

    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks
        areas, names = blocks.tables(), blocks.names()
        self._tables = [table_grid(each, areas, blocks.title) for each in TABLES]
        self._pages = [grid for page in PAGES for grid in page_grids(blocks, page)]
        declared = {item.name for item in CELLS}
        self._cells = {
            (area.sheet, area.row, area.column): name
            for (scope, name), area in names.items()
            if not scope and name in declared
        }

    def at(self, cell: str) -> Found:
        """Return what a cell is.

        Raises
        ------
        BookError
            It is no cell of the workbook.
        """
        sheet, row, column = self._spot(cell)
        area = Area(sheet, row, column)
        formula = self._blocks.formulas(area)[0][0] or ""
        value = self._blocks.read(area)[0][0]
        return Found(address(sheet, row, column), value, formula, self._place(sheet, row, column))

    def _spot(self, cell: str) -> tuple[str, int, int]:
        parts = split_sheet(cell)
        found = _CELL.fullmatch(parts[1].upper()) if parts else None
        if parts is None or found is None or parts[0] not in self._blocks.sheets():
            raise BookError(
                self._blocks.title, repr(cell), "a cell of the book", "Write it as Sheet!A1."
            )
        return parts[0], int(found[2]), column_number(found[1])

    def _place(self, sheet: str, row: int, column: int) -> Place | None:
        if (sheet, row, column) in self._cells:
            return Place(field=self._cells[sheet, row, column])
        for table in self._tables:
            number = row - table.area.row
            if table.area.sheet == sheet and 1 <= number <= table.area.rows:
                names = [name for name, at in table.columns.items() if at == column]
                if names:
                    return Place(table.table.name, f"#{number}", names[0])
        for page in self._pages:
            if page.sheet == sheet:
                return _on_page(page, row, column)
        return None

    def sources(self, formula: str, sheet: str) -> Iterator[Place | str]:
        """Yield what a formula of a sheet mentions: declared places without a row, and cells.

        Parameters
        ----------
        formula
            In Excel's own words.
        sheet
            On which it stands.
        """
        plain = re.sub(r'"[^"]*"', '""', formula)
        words = set(_WORD.findall(plain))
        yield from (Place(each.table.name) for each in self._tables if each.table.excel in words)
        yield from (Place(field=item.name) for item in CELLS if item.name in words)
        for text in _SPAN.findall(re.sub(r"\[[^\]]*\]", "", plain)):
            yield from self._cells_of(text, sheet)

    def _cells_of(self, text: str, sheet: str) -> Iterator[str]:
        parts = split_sheet(text) or (sheet, text)
        span = Span.of(parts[1].replace("$", ""))
        if span is None or parts[0] not in self._blocks.sheets():
            return
        spots = [
            (row, column)
            for row in range(span.top, span.bottom + 1)
            for column in range(span.left, span.right + 1)
        ]
        yield from (address(parts[0], row, column) for row, column in spots[:_MOST])


def _on_page(page: PageGrid, row: int, column: int) -> Place | None:
    """Return the field or the month of a row of a page; ``None`` beside both."""
    name = next((name for name, at in page.rows.items() if at == row), "")
    if not name:
        return None
    offset = column - page.horizon_column
    fields = {item.name for item in page.page.fields}
    if name in fields:
        return Place(page.page.name, page.key, name) if column == page.values else None
    if -page.page.history <= offset < page.page.horizon:
        return Place(page.page.name, page.key, name, str(offset))
    return None
