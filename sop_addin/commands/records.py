"""The tables that pages copy rows from, read from the book."""

from __future__ import annotations

import pandas as pd

from sop_addin.excel.book import Book
from sop_addin.record.projection import Records
from sop_addin.schema.tables import table

__all__ = ["read_records"]


def read_records(book: Book, actuals: pd.DataFrame | None = None) -> Records:
    """Return the tables that pages copy rows from.

    Parameters
    ----------
    actuals
        Actuals that a command is about to write; ``None``: as the book holds them.
    """
    return Records(
        book.read_table(table("actuals")) if actuals is None else actuals,
        book.read_table(table("families")),
        book.read_table(table("calendar")),
        book.read_table(table("holidays")),
        book.read_table(table("aop")),
        book.read_table(table("versions")),
    )
