"""Check of the pages' rows that are copies of tables: each month as its table has it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from sop_addin.commands.records import read_records
from sop_addin.demand.order_book import order_book
from sop_addin.errors import DataError, Place, SopError
from sop_addin.excel.book import Book
from sop_addin.excel.convert import to_raw
from sop_addin.periods import months
from sop_addin.record.projection import Records, page_rows
from sop_addin.schema.declarations import Kind
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.retirement import planned
from sop_addin.schema.tables import table

__all__ = ["copy_errors", "stock_count_errors"]

_TABLES = {
    "working_days": "calendar",
    "aop_demand": "aop",
    "aop_revenue": "aop",
    "previous_demand": "versions",
    "previous_production": "versions",
    "order_book": "orders",
}
"""Row of the pages -> table that it is a copy of; of the actuals where it is not named."""


def copy_errors(book: Book) -> Iterator[SopError]:
    """Yield, by page and row, the first month that is not as its table has it.

    A book that was never refreshed has no copies yet.
    """
    cycle, records = book.read_cells()["cycle_month"], read_records(book)
    if not isinstance(cycle, pd.Period) or records.actuals.empty:
        return
    wanted = pd.concat(
        [page_rows(records, cycle, FAMILY_PAGE), _order_book(book, records, cycle)],
        ignore_index=True,
    )
    copied = [s for s in FAMILY_PAGE.series if s.name in set(wanted["series"])]
    held = book.read_grid(FAMILY_PAGE, copied)
    decimals = {s.name: s.decimals for s in copied}
    on = ["key", "series", "month"]
    rows = held.merge(wanted, on=on, suffixes=("", "_wanted"))
    for (key, name), part in rows.groupby(["key", "series"], sort=False):
        found, expected = (
            np.array(to_raw(part[c].tolist(), Kind.NUMBER, decimals[str(name)]), dtype=float)
            for c in ("value", "value_wanted")
        )
        wrong = ~np.isclose(found, expected, rtol=1e-12, atol=0, equal_nan=True)
        if wrong.any():
            yield _error(str(key), str(name), part["month"], wrong, found, expected)


def _error(
    key: str,
    name: str,
    months_of: pd.Series[pd.Period],
    wrong: np.ndarray[tuple[int], np.dtype[np.bool_]],
    found: np.ndarray[tuple[int], np.dtype[np.float64]],
    expected: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> DataError:
    at, more = int(wrong.argmax()), int(wrong.sum()) - 1
    sheet = table(_TABLES.get(name, "actuals")).sheet
    rest = f" and {more} more months of the row" if more else ""
    return DataError(
        Place(FAMILY_PAGE.name, key, name, str(months_of.iloc[at])),
        _text(found[at]) + rest,
        f"{_text(expected[at])}, from {sheet}",
        "Run Refresh actuals (`sop refresh`): the row is a copy and is not typed.",
    )


def _text(value: float) -> str:
    return "a blank" if np.isnan(value) else f"{value:.12g}"


def _order_book(book: Book, records: Records, cycle: pd.Period) -> pd.DataFrame:
    orders = book.read_table(table("orders"))
    families = planned(records.families, cycle)
    stocked = families.loc[families["policy"] == "MTS", "family"].tolist()
    return order_book(orders[orders["month"] == cycle], stocked, months(cycle, FAMILY_PAGE.horizon))


def stock_count_errors(book: Book) -> Iterator[SopError]:
    """Yield families made to stock that were counted before and not in the last closed month."""
    cycle, actuals = book.read_cells()["cycle_month"], book.read_table(table("actuals"))
    if not isinstance(cycle, pd.Period) or actuals.empty:
        return
    families = planned(book.read_table(table("families")), cycle - 1)
    stocked = families.loc[families["policy"] == "MTS", "family"]
    own = actuals[actuals["family"].isin(stocked)]
    counted = own[own["inventory"].notna()].groupby("family")["month"].max()
    last = own[(own["month"] == cycle - 1) & own["inventory"].isna()]
    for number, row in last[last["family"].isin(counted.index)].to_dict("index").items():
        yield DataError(
            Place("actuals", f"#{number}", "inventory"),
            "a blank",
            f"the stock count of {row['family']}, last one {counted[row['family']]}",
            "Add it to the extract and refresh; until then Plan takes the target for it.",
        )
