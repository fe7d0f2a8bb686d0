"""Check of what people enter around the forecast: activities, planned changes, adjustments."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sop_addin.commands.demand_sheets import adjustments_and_reasons
from sop_addin.demand import adjustments, events, life_cycle
from sop_addin.demand.cleansing import ACCEPT, restated
from sop_addin.errors import DataError, Place, SopError
from sop_addin.excel.book import Book
from sop_addin.record.projection import demand_history
from sop_addin.schema.tables import table

__all__ = ["demand_errors"]


def demand_errors(book: Book) -> Iterator[SopError]:
    """Yield activities, changes, decisions and adjustments that cannot stand as they are."""
    families = book.read_table(table("families"))
    codes = families["family"].tolist()
    yield from events.problems(book.read_table(table("activities")), codes)
    yield from life_cycle.problems(book.read_table(table("life_cycle")), codes)
    yield from _restated(book, families)
    if isinstance(book.read_cells()["cycle_month"], pd.Period):
        yield from adjustments.problems(*adjustments_and_reasons(book))


def _restated(book: Book, families: pd.DataFrame) -> Iterator[SopError]:
    register = book.read_table(table("cleansing"))
    accepted = register[register["decision"] == ACCEPT]
    if accepted.empty:
        return
    history = demand_history(book.read_table(table("actuals")), families)
    for number, row in restated(history, accepted).to_dict("index").items():
        yield DataError(
            Place("cleansing", f"#{number}", "actual"),
            f"{row['actual']:g}, now {row['now']:g}",
            "the actual on which the row was accepted",
            "Delete the row; the next forecast proposes anew.",
        )
