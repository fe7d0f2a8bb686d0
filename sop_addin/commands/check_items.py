"""Check of the items: of which family they are, whether mixes add up, what sales entered."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sop_addin.demand import levels, sales_input
from sop_addin.demand.item_forecast import mix_problems
from sop_addin.errors import DataError, Place, SopError
from sop_addin.excel.book import Book
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import table

__all__ = ["item_errors"]


def item_errors(book: Book) -> Iterator[SopError]:
    """Yield items of no family, mixes other than 100 %, conversions of 0, wrong sales input."""
    items = book.read_table(table("items"))
    families = book.read_table(table("families"))["family"].tolist()
    wrong = list(levels.problems(items, families))
    yield from wrong
    yield from sales_input.problems(book.read_table(table("sales_input")), items, families)
    cycle = book.read_cells()["cycle_month"]
    if not wrong and isinstance(cycle, pd.Period):
        months = pd.period_range(cycle, periods=FAMILY_PAGE.horizon, freq="M")
        yield from mix_problems(items, book.read_table(table("item_mix")), months)
    for number in items.index[items["conversion"] == 0]:
        yield DataError(
            Place("items", f"#{number}", "conversion"),
            "0",
            "units of the family in one unit of the item, above 0",
            "Correct it, or leave it blank for 1.",
        )
