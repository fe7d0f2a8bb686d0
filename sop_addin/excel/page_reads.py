"""What was read of a workbook, remembered until it is written: the one memory of its cells."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, TypeVar

from sop_addin.excel.blocks import Area, Blocks, Raw, TableArea
from sop_addin.excel.page_frames import KEY, KEYS, MONTHS

__all__ = ["PageReads"]

T = TypeVar("T")


class PageReads:
    """An adapter's primitives, and a memory of what was made of the cells that they gave.

    In Excel a call costs, whatever its size: what is asked of one page after another comes from
    one read each. There a write to any sheet forgets everything, because Excel may compute all
    cells anew; in a file it concerns the rows that are written.

    Parameters
    ----------
    blocks
        The adapter.
    """

    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks
        self._pages: dict[str, Area] = {}
        self._kept: dict[Hashable, tuple[int, Any]] = {}
        self._listed: list[str] | None = None
        self._writes = 0
        self._last = 0  # the last write that may concern any cell
        self._of_sheet: dict[str, int] = {}
        self._of_row: dict[tuple[str, int], int] = {}

    @property
    def title(self) -> str:
        """The workbook's file name."""
        return self._blocks.title

    @property
    def date1904(self) -> bool:
        """Whether day 0 of the workbook is 1904-01-01."""
        return self._blocks.date1904

    @property
    def at_once(self) -> bool:
        """Whether writes are made at once, in a program that computes formulas after each."""
        return self._blocks.at_once

    # --- memory ----------------------------------------------------------------------------------

    def revision(self, sheets: Iterable[str]) -> int:
        """Return the number of the last write that may concern some sheets."""
        return max([self._last, *(self._of_sheet.get(sheet, 0) for sheet in sheets)])

    def kept(self, what: str, area: Area, find: Callable[[], T]) -> T:
        """Return what `find` makes of some rows of a sheet, made once until one is written.

        Parameters
        ----------
        what
            Tells apart what is made of the same rows.
        area
            The cells that `find` reads.
        """
        last = self._of_row.get((area.sheet, area.row), 0)
        for row in range(area.row + 1, area.row + area.rows):
            last = max(last, self._of_row.get((area.sheet, row), 0))
        return self._remembered((what, area), max(last, self._last), find)

    def _remembered(self, key: Hashable, revision: int, find: Callable[[], T]) -> T:
        known = self._kept.get(key)
        if known is None or known[0] != revision:
            known = self._kept[key] = (revision, find())
        value: T = known[1]
        return value

    def _wrote(self, sheet: str, rows: Iterable[int]) -> None:
        if self._blocks.at_once:
            self._wrote_anything()
            return
        self._writes += 1
        self._of_sheet[sheet] = self._writes
        self._of_row.update(dict.fromkeys(((sheet, row) for row in rows), self._writes))

    def _wrote_anything(self) -> None:
        self._writes += 1
        self._last = self._writes
        self._kept.clear()
        self._of_sheet.clear()
        self._of_row.clear()

    # --- reading ---------------------------------------------------------------------------------

    def sheets(self) -> list[str]:
        """Return the sheets' names in tab order, hidden ones too."""
        if self._listed is None:
            self._listed = self._blocks.sheets()
        return list(self._listed)

    def names(self) -> dict[tuple[str, str], Area]:
        """Return ``(scope, name) -> area``; it tells where the pages stand."""
        names = self._blocks.names()
        self._pages = {}
        for sheet, name in names:
            keys, months = names.get((sheet, KEYS)), names.get((sheet, MONTHS))
            if name == KEY and keys is not None and months is not None:
                last_row = keys.row + keys.rows - 1
                last_column = months.column + months.columns - 1
                self._pages[sheet] = Area(sheet, 1, 1, last_row, last_column)
        return names

    def tables(self) -> dict[str, TableArea]:
        """Return every Excel Table by name."""
        return self._blocks.tables()

    def read(self, area: Area) -> list[list[Raw]]:
        """Return the stored values; in Excel those of a page from its one read."""
        return self._part("values", area, self._blocks.read)

    def formulas(self, area: Area) -> list[list[str | None]]:
        """Return the formulas (with ``=``) where cells hold one; likewise."""
        return self._part("whole formulas", area, self._blocks.formulas)

    def _part(self, what: str, area: Area, read: Callable[[Area], list[list[T]]]) -> list[list[T]]:
        page = self._pages.get(area.sheet)
        if page is None or not self._blocks.at_once or not _inside(area, page):
            return read(area)
        whole = self.kept(what, page, lambda: read(page))
        lines = whole[area.row - 1 : area.row - 1 + area.rows]
        first, last = area.column - 1, area.column - 1 + area.columns
        return [line[first:last] for line in lines]

    # --- writing ---------------------------------------------------------------------------------

    def write(self, sheet: str, row: int, column: int, block: Sequence[Sequence[Raw]]) -> None:
        """Write values, keeping every cell's format; ``None`` clears a cell."""
        self._wrote(sheet, range(row, row + len(block)))
        self._blocks.write(sheet, row, column, block)

    def write_formulas(
        self, sheet: str, row: int, column: int, block: Sequence[Sequence[str | None]]
    ) -> None:
        """Write formulas (with ``=``) where given; ``None`` leaves the cell as it is."""
        self._wrote(sheet, range(row, row + len(block)))
        self._blocks.write_formulas(sheet, row, column, block)

    def shift_notes(self, area: Area, columns: int) -> None:
        """Move the notes on the cells of an area by `columns`, within the area."""
        self._blocks.shift_notes(area, columns)

    def resize_table(self, name: str, rows: int) -> None:
        """Grow or shrink a table to `rows` data rows (at least 1), in place."""
        table = self._blocks.tables().get(name)
        if table is None:
            self._wrote_anything()
        else:
            most = max(table.rows, rows) + 1  # and a totals row
            self._wrote(table.sheet, range(table.row, table.row + 1 + most))
        self._blocks.resize_table(name, rows)

    def copy_sheet(self, source: str, name: str, before: str) -> None:
        """Copy a sheet, visible, to stand before another one."""
        self._wrote_anything()
        self._listed = None
        self._blocks.copy_sheet(source, name, before)

    def rename_sheet(self, old: str, new: str) -> None:
        """Rename a sheet; formulas and names that mention it follow."""
        self._wrote_anything()
        self._listed = None
        self._blocks.rename_sheet(old, new)

    def is_shown(self, sheet: str) -> bool:
        """Return whether the sheet has a tab that people see."""
        return self._blocks.is_shown(sheet)

    def set_shown(self, sheet: str, shown: bool) -> None:
        """Show a sheet's tab, or hide it."""
        self._blocks.set_shown(sheet, shown)

    def save(self) -> None:
        """Store the workbook, formulas recalculated."""
        self._wrote_anything()
        self._blocks.save()

    def close(self) -> None:
        """Let go of the workbook without saving."""
        self._wrote_anything()
        self._blocks.close()


def _inside(area: Area, page: Area) -> bool:
    return area.row + area.rows <= page.rows + 1 and area.column + area.columns <= page.columns + 1
