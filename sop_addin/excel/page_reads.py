"""Pages read whole and once between two writes, over any adapter."""

from __future__ import annotations

from collections.abc import Sequence

from sop_addin.excel.blocks import Area, Blocks, Raw, TableArea
from sop_addin.excel.page_frames import KEY, KEYS, MONTHS

__all__ = ["PageReads"]


class PageReads:
    """An adapter's primitives; what is asked of one page after another comes from one read each.

    A write to any sheet forgets every page, because Excel may compute all of them anew.

    Parameters
    ----------
    blocks
        The adapter.
    """

    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks
        self._pages: dict[str, Area] = {}
        self._kept: dict[str, list[list[Raw]]] = {}
        self._listed: list[str] | None = None

    @property
    def title(self) -> str:
        """The workbook's file name."""
        return self._blocks.title

    @property
    def date1904(self) -> bool:
        """Whether day 0 of the workbook is 1904-01-01."""
        return self._blocks.date1904

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
        """Return the stored values; those of a page from its one read."""
        page = self._pages.get(area.sheet)
        if page is None or not _inside(area, page):
            return self._blocks.read(area)
        if area.sheet not in self._kept:
            self._kept[area.sheet] = self._blocks.read(page)
        lines = self._kept[area.sheet][area.row - 1 : area.row - 1 + area.rows]
        first, last = area.column - 1, area.column - 1 + area.columns
        return [line[first:last] for line in lines]

    def formulas(self, area: Area) -> list[list[str | None]]:
        """Return the formulas (with ``=``) where cells hold one, else ``None``."""
        return self._blocks.formulas(area)

    def write(self, sheet: str, row: int, column: int, block: Sequence[Sequence[Raw]]) -> None:
        """Write values, keeping every cell's format; ``None`` clears a cell."""
        self._kept.clear()
        self._blocks.write(sheet, row, column, block)

    def write_formulas(
        self, sheet: str, row: int, column: int, block: Sequence[Sequence[str | None]]
    ) -> None:
        """Write formulas (with ``=``) where given; ``None`` leaves the cell as it is."""
        self._kept.clear()
        self._blocks.write_formulas(sheet, row, column, block)

    def shift_notes(self, area: Area, columns: int) -> None:
        """Move the notes on the cells of an area by `columns`, within the area."""
        self._blocks.shift_notes(area, columns)

    def resize_table(self, name: str, rows: int) -> None:
        """Grow or shrink a table to `rows` data rows (at least 1), in place."""
        self._kept.clear()
        self._blocks.resize_table(name, rows)

    def copy_sheet(self, source: str, name: str, before: str) -> None:
        """Copy a sheet, visible, to stand before another one."""
        self._kept.clear()
        self._listed = None
        self._blocks.copy_sheet(source, name, before)

    def rename_sheet(self, old: str, new: str) -> None:
        """Rename a sheet; formulas and names that mention it follow."""
        self._kept.clear()
        self._listed = None
        self._blocks.rename_sheet(old, new)

    def save(self) -> None:
        """Store the workbook, formulas recalculated."""
        self._kept.clear()
        self._blocks.save()

    def close(self) -> None:
        """Let go of the workbook without saving."""
        self._kept.clear()
        self._blocks.close()


def _inside(area: Area, page: Area) -> bool:
    return area.row + area.rows <= page.rows + 1 and area.column + area.columns <= page.columns + 1
