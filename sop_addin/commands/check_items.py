"""Check of the items: of which family they are, and whether its mix adds up."""

from __future__ import annotations

from collections.abc import Iterator

from sop_addin.demand import levels
from sop_addin.errors import DataError, Place, SopError
from sop_addin.excel.book import Book
from sop_addin.schema.tables import table

__all__ = ["item_errors"]


def item_errors(book: Book) -> Iterator[SopError]:
    """Yield items of no family, mixes other than 100 %, and conversions of 0."""
    items = book.read_table(table("items"))
    families = book.read_table(table("families"))["family"].tolist()
    yield from levels.problems(items, families)
    for number in items.index[items["conversion"] == 0]:
        yield DataError(
            Place("items", f"#{number}", "conversion"),
            "0",
            "units of the family in one unit of the item, above 0",
            "Correct it, or leave it blank for 1.",
        )
