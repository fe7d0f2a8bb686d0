"""The primitives an adapter supplies; everything else about a workbook is written once, on top.

Rows and columns count from 1. A block is a list of rows. Adapters know sheets, cells and tables;
they know nothing of S&OP.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self, TypeVar

__all__ = ["Area", "Blocks", "Closing", "Raw", "RememberedBlocks", "TableArea"]

T = TypeVar("T")

Raw = None | bool | int | float | str | dt.datetime
"""One stored cell: blank is ``None``; an error is its text (``"#N/A"``).

Reading a date cell gives its serial number (file) or a ``datetime`` (Excel); writing takes a
``datetime`` for either. ``excel.convert`` is where the two are made one.
"""


@dataclass(frozen=True)
class Area:
    """A rectangle of cells on one sheet: first row and column, number of rows and columns."""

    sheet: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1

    def at_row(self, row: int) -> Area:
        """Return an area of the same size and columns that begins in another row."""
        return Area(self.sheet, row, self.column, self.rows, self.columns)


class Closing:
    """An adapter whose ``with`` block ends by letting go of the workbook, without saving."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the workbook."""
        raise NotImplementedError


@dataclass(frozen=True)
class TableArea:
    """Where an Excel Table stands.

    `row` and `column` are those of its header; `rows` counts data rows only (Excel keeps at least
    one, blank where the table is empty); `headers` are the column names from left to right.
    """

    name: str
    sheet: str
    row: int
    column: int
    rows: int
    headers: tuple[str, ...]
    totals: bool = False


class Blocks(Protocol):
    """What an adapter can do. A file keeps writes until :meth:`save`; Excel makes them at once."""

    @property
    def title(self) -> str:
        """The workbook's file name."""

    @property
    def date1904(self) -> bool:
        """Whether day 0 of the workbook is 1904-01-01."""

    @property
    def at_once(self) -> bool:
        """Whether writes are made at once, in a program that computes formulas after each."""

    def sheets(self) -> list[str]:
        """Return the sheets' names in tab order, hidden ones too."""

    def names(self) -> dict[tuple[str, str], Area]:
        """Return ``(scope, name) -> area``; scope is a sheet's name, or empty for the workbook.

        Names that refer to anything but one rectangle are left out.
        """

    def tables(self) -> dict[str, TableArea]:
        """Return every Excel Table by name."""

    def read(self, area: Area) -> list[list[Raw]]:
        """Return the stored values; formula cells give their stored result."""

    def formulas(self, area: Area) -> list[list[str | None]]:
        """Return the formulas (with ``=``) where cells hold one, else ``None``."""

    def write(self, sheet: str, row: int, column: int, block: Sequence[Sequence[Raw]]) -> None:
        """Write values, keeping every cell's format; ``None`` clears a cell."""

    def write_formulas(
        self, sheet: str, row: int, column: int, block: Sequence[Sequence[str | None]]
    ) -> None:
        """Write formulas (with ``=``) where given; ``None`` leaves the cell as it is."""

    def shift_notes(self, area: Area, columns: int) -> None:
        """Move the notes and comments on the cells of an area by `columns`, within the area.

        A note that would leave the area stays at its edge: none is lost.
        """

    def resize_table(self, name: str, rows: int) -> None:
        """Grow or shrink a table to `rows` data rows (at least 1), in place.

        New rows take formats and calculated columns from the first data row; totals row, filter,
        conditional formats and validations follow. Cells freed by shrinking are cleared. Refuses
        to grow over cells that hold something.
        """

    def copy_sheet(self, source: str, name: str, before: str) -> None:
        """Copy a sheet, visible, to stand before another one: formats, chart, sheet's own names."""

    def rename_sheet(self, old: str, new: str) -> None:
        """Rename a sheet; formulas and names that mention it follow."""

    def is_shown(self, sheet: str) -> bool:
        """Return whether the sheet has a tab that people see."""

    def set_shown(self, sheet: str, shown: bool) -> None:
        """Show a sheet's tab, or hide it; a book that showed it shows another sheet instead."""

    def save(self) -> None:
        """Store the workbook: the file atomically, with formulas recalculated; Excel: nothing."""

    def close(self) -> None:
        """Let go of the workbook without saving."""


class RememberedBlocks(Blocks, Protocol):
    """An adapter with a memory of what was made of its cells."""

    def kept(self, what: str, area: Area, find: Callable[[], T]) -> T:
        """Return what `find` makes of some rows of a sheet, made once until one is written."""
