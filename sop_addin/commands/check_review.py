"""Check of the assumptions: none closes without the value that came."""

from __future__ import annotations

from collections.abc import Iterator

from sop_addin.errors import DataError, Place, SopError
from sop_addin.excel.book import Book
from sop_addin.schema.tables import table

__all__ = ["assumption_errors"]


def assumption_errors(book: Book) -> Iterator[SopError]:
    """Yield assumptions that are closed, held or failed, without an actual value."""
    rows = book.read_table(table("assumptions"))
    closed = rows["status"].isin(["held", "failed"]) & rows["actual"].isna()
    for number, row in rows[closed].to_dict("index").items():
        yield DataError(
            Place("assumptions", f"#{number}", "actual"),
            f"a blank, though {row['assumption']} is {row['status']}",
            "the value that came",
            "Fill it, or set the status to open.",
        )
