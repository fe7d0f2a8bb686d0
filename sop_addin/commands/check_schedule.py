"""Check of the master schedule: the items of a family stay within its authorised rate."""

from __future__ import annotations

from collections.abc import Iterator

from sop_addin.commands.mps import current_schedule
from sop_addin.errors import DataError, SopError
from sop_addin.excel.book import Book
from sop_addin.release.schedule_rows import violations
from sop_addin.schema.tables import table

__all__ = ["schedule_errors"]


def schedule_errors(book: Book) -> Iterator[SopError]:
    """Yield families and weeks in which items exceed the rate; none before the first schedule."""
    rows = book.read_table(table("master_schedule"))
    if rows.empty:
        return
    try:
        schedule = current_schedule(book)
    except DataError as error:
        yield error
        return
    yield from violations(rows, schedule)
