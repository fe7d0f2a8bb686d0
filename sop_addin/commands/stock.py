"""Stock by status: what an extract lists, and what refresh takes of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sop_addin.commands.run import Run
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import Book
from sop_addin.periods import last_closed
from sop_addin.record.stock_status import available_stock, status_rows
from sop_addin.schema.closing_tables import ALL_AVAILABLE, STOCK
from sop_addin.schema.columns import COMPANY_KEY
from sop_addin.schema.retirement import retired_since
from sop_addin.schema.tables import table
from sop_addin.sources.stock import read_stock
from sop_addin.wording import counted

__all__ = ["ListedStock", "listed_stock"]

_COLUMNS = ["family", "month", "status", "units"]
_SMALL = 0.005


@dataclass(frozen=True, eq=False)
class ListedStock:
    """Stock by family, closed month and status, and the statuses that count as available."""

    stock: pd.DataFrame
    statuses: tuple[str, ...]

    def filled(self, actuals: pd.DataFrame, run: Run) -> pd.DataFrame:
        """Return an extract whose blank inventories are what is available, where it is listed."""
        available = available_stock(self.stock, self.statuses)
        keys = pd.MultiIndex.from_frame(actuals[["family", "month"]])
        listed = pd.Series(available.reindex(keys).to_numpy(), actuals.index)
        taken = actuals["inventory"].isna() & listed.notna()
        if taken.any():
            months = counted(int(taken.sum()), "month")
            run.report(f"inventory of {months} taken from the list of stock")
        return actuals.assign(inventory=actuals["inventory"].where(~taken, listed))

    def rows(
        self, actuals: pd.DataFrame, families: pd.DataFrame, cycle: pd.Period, run: Run
    ) -> pd.DataFrame:
        """Return the rows of the sheet for the last closed month, and say what does not agree."""
        month = last_closed(cycle)
        closed = actuals[actuals["month"] == month].set_index("family")["inventory"]
        rows = status_rows(self.stock, self.statuses, families, closed, month)
        apart = int((rows["gap"].abs() > _SMALL).sum())
        if apart:
            whose = counted(apart, "family")
            run.report(f"{whose} whose available stock is not the inventory, on {STOCK.sheet}")
        return rows


def listed_stock(book: Book, run: Run, source: Path, limit: pd.Period) -> ListedStock:
    """Return the stock of the extract; where there is none, that which the book holds.

    Raises
    ------
    SourceError
        File, row and column of what cannot be used.
    DataError
        The extract lists statuses, and no status counts as available.
    """
    families = book.read_table(table("families"))
    extract = read_stock(source, families["family"].tolist(), limit, retired_since(families))
    if extract is None:
        held = book.read_table(STOCK)
        own = (held["status"] != ALL_AVAILABLE) & (held["family"] != COMPANY_KEY)
        return ListedStock(held.loc[own, _COLUMNS], _statuses(book))
    run.report(f"read {counted(len(extract.frame), 'row')} of {extract.file}")
    statuses = _statuses(book)
    if not statuses:
        raise DataError(
            Place(field="available_statuses"),
            "a blank",
            "the statuses of stock that may be sold, such as unrestricted",
            "Fill the cell.",
        )
    return ListedStock(extract.frame[_COLUMNS], statuses)


def _statuses(book: Book) -> tuple[str, ...]:
    named = str(book.read_cells()["available_statuses"] or "").lower()
    return tuple(each.strip() for each in named.split(",") if each.strip())
