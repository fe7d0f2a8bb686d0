"""The seam between commands and workbooks: what a command may do with a book."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

import pandas as pd

from sop_addin.errors import DataError, Place
from sop_addin.excel.changes import Changes, Scalar
from sop_addin.excel.checks import Overtyped
from sop_addin.schema.declarations import Page, Series, Table

__all__ = ["Book", "Readable"]

T = TypeVar("T")


class Readable(Protocol):
    """What commands may read of a workbook, or of a view of one."""

    def read_cells(self) -> dict[str, Scalar]:
        """Return every declared named cell that is not a formula; blank is ``None``."""

    def read_table(self, table: Table) -> pd.DataFrame:
        """Return the declared columns; the index is the number of the data row, from 1."""

    def kept(self, what: str, of: Sequence[Table | Page], find: Callable[[], T]) -> T:
        """Return what `find` makes of tables and pages, made once until one of them is written."""

    def page_keys(self, page: Page) -> list[str]:
        """Return the keys that have a page, in tab order."""

    def read_grid(self, page: Page, series: Sequence[Series]) -> pd.DataFrame:
        """Return ``key, series, month, value`` of every page, declared formulas computed."""

    def read_fields(self, page: Page) -> pd.DataFrame:
        """Return the fields on top of every page that are no formulas; the index is the key."""


class Book(Readable, Protocol):
    """What commands may do with a workbook."""

    @property
    def title(self) -> str:
        """The workbook's file name."""

    def apply(self, changes: Changes) -> Changes:
        """Write everything that is not so already, or nothing; return what takes it back."""

    def problems(self) -> list[DataError]:
        """Return every cell of declared tables and pages that cannot be used."""

    def overtyped(self) -> list[Overtyped]:
        """Return declared formula cells that hold something else."""

    def locate(self, place: Place) -> str:
        """Return the cell of a logical position, such as ``Fam_Pumps!F14``."""

    def save(self) -> None:
        """Store the workbook; in Excel the planner saves."""

    def close(self) -> None:
        """Let go of the workbook."""
