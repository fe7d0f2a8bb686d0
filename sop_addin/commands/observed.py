"""A book that remembers what a command read from it: the inputs of the run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import pandas as pd

from sop_addin.errors import DataError, Place
from sop_addin.excel.book import Book
from sop_addin.excel.changes import Changes, Scalar
from sop_addin.excel.checks import Overtyped
from sop_addin.record import seals
from sop_addin.schema.cells import CELLS
from sop_addin.schema.declarations import Kind, Page, Series, Table
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.record_tables import RECORD

__all__ = ["EVERY_ROW", "ROWS", "Observed"]

ROWS, EVERY_ROW = "rows of pages:", "every row of pages"
"""Before the rows of pages that a run read, and in their place where it read all."""

_NUMBERS = {each.name for each in FAMILY_PAGE.series if each.kind is Kind.NUMBER}

T = TypeVar("T")


class Observed:
    """The same book; :meth:`digest` stands for all that was read through it.

    Parameters
    ----------
    book
        The book itself.
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        self._read: dict[str, str] = {}
        self._sheets: set[str] = set()
        self._rows: dict[str, None] = {}

    def digest(self) -> str:
        """Return the digest of every setting, table, row and field of pages that was read, and of
        which pages there are; the record of runs is none of them."""
        rows = {"part": list(self._read), "digest": list(self._read.values())}
        return seals.whole(pd.DataFrame(rows)) if self._read else ""

    def words(self) -> str:
        """Return what was read, as people call it: sheets, and rows of the pages."""
        every = self._rows.keys() >= _NUMBERS
        rows = [EVERY_ROW if every else f"{ROWS} {', '.join(self._rows)}"] if self._rows else []
        return "; ".join([*([", ".join(sorted(self._sheets))] if self._sheets else []), *rows])

    @property
    def title(self) -> str:
        """The workbook's file name."""
        return self._book.title

    def read_cells(self) -> dict[str, Scalar]:
        """Return every declared named cell, and remember them."""
        cells = self._book.read_cells()
        if "cells" not in self._read:
            text = "\0".join(f"{name}={value}" for name, value in sorted(cells.items()))
            self._read["cells"] = seals.of_bytes(text.encode())
            self._sheets.update(item.sheet for item in CELLS)
        return cells

    def read_table(self, table: Table) -> pd.DataFrame:
        """Return a table, and remember it."""
        self._note(table)
        return self._book.read_table(table)

    def _note(self, table: Table) -> None:
        name = f"table {table.name}"
        if name in self._read or table.name in RECORD:
            return
        decimals = {c.name: c.decimals for c in table.columns}
        self._read[name] = self._book.kept(
            f"digest of {name}",
            [table],
            lambda: seals.of_frame(self._book.read_table(table), decimals),
        )
        self._sheets.add(table.sheet)

    def read_grid(self, page: Page, series: Sequence[Series]) -> pd.DataFrame:
        """Return rows of pages, and remember them."""
        frame = self._book.read_grid(page, series)
        name = f"page {page.name}: {','.join(s.name for s in series)}"
        if name not in self._read and len(frame):
            self._read[name] = self.kept(f"digest of {name}", [page], lambda: seals.of_grid(frame))
            self._rows |= dict.fromkeys(each.name for each in series)
        return frame

    def read_fields(self, page: Page) -> pd.DataFrame:
        """Return the fields of pages, and remember them."""
        fields = self._book.read_fields(page)
        name, decimals = f"fields {page.name}", {f.name: f.decimals for f in page.fields}
        if name not in self._read:
            rows = fields.rename_axis("key").reset_index()
            self._read[name] = self.kept(
                f"digest of {name}", [page], lambda: seals.of_frame(rows, decimals)
            )
        return fields

    def kept(self, what: str, of: Sequence[Table | Page], find: Callable[[], T]) -> T:
        """Return what was made of tables and pages, and remember the tables."""
        for part in of:
            if isinstance(part, Table):
                self._note(part)
        return self._book.kept(what, of, find)

    def page_keys(self, page: Page) -> list[str]:
        """Return the keys that have a page, and remember them."""
        keys = self._book.page_keys(page)
        self._read[f"keys {page.name}"] = seals.of_bytes(*(key.encode() for key in keys))
        return keys

    def apply(self, changes: Changes) -> Changes:
        """Write changes."""
        return self._book.apply(changes)

    def problems(self) -> list[DataError]:
        """Return cells that cannot be used."""
        return self._book.problems()

    def overtyped(self) -> list[Overtyped]:
        """Return declared formula cells that hold something else."""
        return self._book.overtyped()

    def locate(self, place: Place) -> str:
        """Return the cell of a logical position."""
        return self._book.locate(place)

    def save(self) -> None:
        """Store the workbook."""
        self._book.save()

    def close(self) -> None:
        """Let go of the workbook."""
        self._book.close()
