"""Forecast report: what sales and marketing read before they say what they expect."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sop_addin.commands.freshness import stamps
from sop_addin.commands.planned import planned_book
from sop_addin.commands.run import Run
from sop_addin.demand.forecast_years import year_rows
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import Book
from sop_addin.excel.changes import Changes
from sop_addin.record.folder import write_into
from sop_addin.record.mail import draft
from sop_addin.record.owner_reports import owner_reports
from sop_addin.record.projection import demand_history
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import table
from sop_addin.wording import counted

__all__ = ["report", "report_files"]

_SHOWN = ("statistical_forecast", "low80", "high80")


def report(book: Book, run: Run) -> Changes:
    """Return the changes that fill the forecast report, one block a family.

    Raises
    ------
    DataError
        There are no actuals yet.
    """
    cycle = book.read_cells()["cycle_month"]
    actuals = book.read_table(table("actuals"))
    if not isinstance(cycle, pd.Period) or actuals.empty:
        raise DataError(
            Place("actuals"), "no rows", "closed months of every family", "Refresh actuals first."
        )
    live = planned_book(book)
    families = live.read_table(table("families"))
    ahead = live.read_grid(FAMILY_PAGE, [s for s in FAMILY_PAGE.series if s.name in _SHOWN])
    months = pd.period_range(cycle, periods=FAMILY_PAGE.horizon, freq="M")
    own = actuals[actuals["family"].isin(families["family"])]
    history = demand_history(own, families)
    rows = year_rows(history, ahead, families["family"].tolist(), months)
    forecast = rows.loc[rows["measure"] == "Forecast", "family"].nunique()
    run.report(
        f"{counted(rows['family'].nunique(), 'family')} reported, {forecast} with a forecast"
    )
    return Changes(tables={"forecast_years": rows, "freshness": stamps(book, "report")})


def report_files(book: Book, folder: Path, run: Run) -> list[Path]:
    """Write, for each demand owner, a file of the families of that owner and a mail draft with it.

    The book is only read. The same book gives the same bytes: a draft is dated as of the cycle,
    and its mail program dates it anew when it is sent.

    Raises
    ------
    DataError
        The report has no rows yet.
    BookError
        The folder cannot be written.
    """
    cycle = book.read_cells()["cycle_month"]
    rows, families = (book.read_table(table(name)) for name in ("forecast_years", "families"))
    if rows.empty or not isinstance(cycle, pd.Period):
        raise DataError(
            Place("forecast_years"), "no rows", "a forecast report", "Run it first: `sop report`."
        )
    reports = owner_reports(rows, families, cycle)
    reported = families[families["family"].isin(rows["family"])]
    nobody = reported.loc[reported["demand_owner"].fillna("").str.strip() == "", "family"].tolist()
    if nobody:
        run.say(f"without a demand owner, so in no mail: {', '.join(nobody)}")
    tables = {f"{each.file}.csv": each.table.encode("utf-8-sig") for each in reports}
    made = dict(zip(tables, write_into(folder, tables), strict=True))
    drafts = {
        f"{each.file}.eml": draft(
            each.subject,
            each.text,
            each.recipients,
            [made[f"{each.file}.csv"]],
            cycle.start_time.to_pydatetime(),
        )
        for each in reports
    }
    return [*made.values(), *write_into(folder, drafts)]
