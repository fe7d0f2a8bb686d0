"""Refresh actuals: take the closed months of an extract into the book and onto the pages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sop_addin.commands.business_review import last_month
from sop_addin.commands.freshness import number_of, stamps
from sop_addin.commands.phases import timetable
from sop_addin.commands.records import read_records
from sop_addin.commands.run import Run
from sop_addin.commands.stock import listed_stock
from sop_addin.demand.order_book import order_book, order_rows, pace_text
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import Book
from sop_addin.excel.changes import Changes
from sop_addin.periods import last_closed
from sop_addin.record.projection import openings, page_rows, without_month, working_days
from sop_addin.record.stock_equation import stock_differences
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.retirement import planned, retired_since
from sop_addin.schema.tables import table
from sop_addin.sources.actuals import merge, read_actuals
from sop_addin.sources.orders import read_orders
from sop_addin.wording import counted

__all__ = ["refresh"]

_NAMED = 10
"""Most families named in one line."""


def refresh(book: Book, run: Run, source: Path) -> Changes:
    """Return the changes that bring `source` into the book.

    Parameters
    ----------
    source
        File, or folder with ``actuals.csv`` or ``actuals.xlsx``.

    Raises
    ------
    SourceError
        File, row and column of what cannot be used.
    DataError
        The extract does not reach the last closed month of the book's cycle.
    """
    cells = book.read_cells()
    families = book.read_table(table("families"))
    today = pd.Period(run.now, freq="M")
    known = cells["cycle_month"]
    limit = known if isinstance(known, pd.Period) else today
    named = book.read_table(table("sources"))
    mapping = dict(zip(named["column"], named["header"], strict=True))
    since = retired_since(families)
    extract, running = read_actuals(source, mapping, families["family"].tolist(), limit, since)
    run.report(f"read {counted(len(extract.frame), 'row')} of {extract.file} ({extract.origin})")
    if running:
        run.report(
            f"left out {counted(running, 'row')} of the running month {limit}: it is never history"
        )
    if extract.ignored:
        run.report("columns not asked for: " + ", ".join(extract.ignored))
    stock = listed_stock(book, run, source, limit)
    result = merge(book.read_table(table("actuals")), stock.filled(extract.frame, run))
    cycle = _cycle(known, result.actuals, run)
    sold = planned(families, last_closed(cycle))["family"]
    missing = without_month(result.actuals, sold, last_closed(cycle))
    if missing:
        run.report(f"without {last_closed(cycle)}: {_few(missing)}; see `sop check`")
    restated = counted(len(result.restatements), "restated value")
    run.report(f"{counted(result.added, 'new row')}, {restated}")
    listed = _listed(book.read_table(table("restatements")), result.restatements, cycle)
    actuals = result.actuals.reindex(columns=list(table("actuals").column_names))
    rows = page_rows(read_records(book, actuals), cycle, FAMILY_PAGE)
    gaps = stock_differences(actuals)
    if len(gaps):
        run.report(
            f"{counted(len(gaps), 'month')} whose stock does not add up,"
            f" on {table('stock_check').sheet}"
        )
    held = stock.rows(actuals, families, cycle, run)
    ahead = planned(families, cycle)
    booked = _orders(book, run, source, ahead, cycle)
    return Changes(
        cells={"cycle_month": cycle, "month_so_far": booked.pace or None},
        tables={
            "actuals": actuals,
            "restatements": listed,
            "stock_check": gaps,
            "stock": held,
            "business_review": last_month(book, actuals, families, cycle),
            "orders": booked.rows,
            "freshness": stamps(book, "refresh", {"actuals": number_of({"actuals": actuals})}),
            **timetable(book, cycle),
        },
        fields={FAMILY_PAGE.name: openings(actuals, ahead, cycle)},
        grids={FAMILY_PAGE.name: pd.concat([rows, booked.grid], ignore_index=True)},
    )


@dataclass(frozen=True)
class _Booked:
    """Orders of the running month: rows of their table, of the pages, and one sentence."""

    rows: pd.DataFrame
    grid: pd.DataFrame
    pace: str


def _orders(
    book: Book, run: Run, source: Path, families: pd.DataFrame, cycle: pd.Period
) -> _Booked:
    """Return the orders of the extract; where there is none, those that the book holds."""
    declared = table("orders")
    listed = book.read_table(table("families"))
    retired = set(listed["family"]) - set(families["family"])
    extract = read_orders(source, families["family"].tolist(), retired)
    if extract is None:
        known = book.read_table(declared)
    else:
        known = extract.frame
        other = int((known["month"] != cycle).sum())
        run.report(f"read {counted(len(known), 'row')} of {extract.file}")
        if other:
            run.report(
                f"{extract.file}: left out {counted(other, 'row')} of other months than {cycle}"
            )
    holidays = pd.to_datetime(book.read_table(table("holidays"))["date"]).dt.date
    days = float(working_days(book.read_table(table("calendar")), [cycle], holidays).iloc[0])
    rows = order_rows(known, cycle, days).reindex(columns=list(declared.column_names))
    months = pd.period_range(cycle, periods=FAMILY_PAGE.horizon, freq="M")
    stocked = families.loc[families["policy"] == "MTS", "family"].tolist()
    price = listed.set_index("family")["price"]
    currency = str(book.read_cells()["currency"] or "money")
    return _Booked(rows, order_book(rows, stocked, months), pace_text(rows, price, currency, days))


def _listed(former: pd.DataFrame, found: pd.DataFrame, cycle: pd.Period) -> pd.DataFrame:
    """Return the rows of a cycle's restatements; what was there first in the cycle stays."""
    keys = ["family", "month", "measure"]
    first = former[former["cycle"] == cycle].set_index(keys)["before"].to_dict()
    named = found[keys].itertuples(index=False, name=None)
    before = [first.get(key, now) for key, now in zip(named, found["before"], strict=True)]
    months = pd.PeriodIndex([cycle] * len(found), freq="M")
    return found.assign(cycle=months, before=before)


def _few(missing: dict[str, pd.Period | None]) -> str:
    """Return families with their last month, ten at most."""
    told = [
        f"{family} (nothing yet)" if last is None else f"{family} (last {last})"
        for family, last in list(missing.items())[:_NAMED]
    ]
    more = len(missing) - len(told)
    return ", ".join(told) + (f" and {more} more" if more else "")


def _cycle(known: object, actuals: pd.DataFrame, run: Run) -> pd.Period:
    """Return the cycle month; a book without one starts after its newest actuals."""
    newest = actuals["month"].max()
    if pd.isna(newest):
        raise DataError(
            Place("actuals"),
            "no closed month",
            "at least one closed month of a family",
            "Export the month just ended.",
        )
    if not isinstance(known, pd.Period):
        run.report(f"cycle month {newest + 1}: the month after the newest actuals")
        return pd.Period(newest + 1)
    if newest < last_closed(known):
        raise DataError(
            Place(field="cycle_month"),
            f"cycle {known}, but the newest actuals are of {newest}",
            f"actuals of the last closed month {last_closed(known)}",
            "Export the month just ended, or correct the cycle month.",
        )
    return known
