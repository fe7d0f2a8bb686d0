"""Demand review: freeze this cycle's demand, and say how good the last forecasts were."""

from __future__ import annotations

import pandas as pd

from sop_addin.commands.demand_sheets import demand_sheets
from sop_addin.commands.freshness import stamps
from sop_addin.commands.planned import planned_book
from sop_addin.commands.root_causes import DEMAND, causes_of_all
from sop_addin.commands.run import Run
from sop_addin.commands.settings import family_tolerances, review_lag
from sop_addin.commands.versions import cycle_demand, cycle_snapshot
from sop_addin.demand.review import Came, review
from sop_addin.demand.snapshots import first_measured
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import Book
from sop_addin.excel.changes import Changes
from sop_addin.record.projection import demand_history
from sop_addin.record.restated import as_reported
from sop_addin.schema.retirement import planned
from sop_addin.schema.review_status import UNEXPLAINED
from sop_addin.schema.tables import table
from sop_addin.wording import counted

__all__ = ["demand"]


def demand(book: Book, run: Run) -> Changes:
    """Return the changes that fill the sheets of the demand review and freeze this cycle's demand.

    Raises
    ------
    DataError
        There are no actuals yet, or lag or a tolerance is no number in its range.
    """
    cycle = book.read_cells()["cycle_month"]
    actuals = book.read_table(table("actuals"))
    if not isinstance(cycle, pd.Period) or actuals.empty:
        raise DataError(
            Place("actuals"), "no rows", "closed months of every family", "Refresh actuals first."
        )
    former = book.read_table(table("demand_review"))
    review_rows = _review(book, run, cycle, actuals[actuals["month"] < cycle], former)
    live = planned_book(book)
    here = cycle_demand(live)
    return Changes(
        tables={
            "demand_review": review_rows,
            "root_causes": causes_of_all(book, cycle, DEMAND, review_rows),
            "versions": cycle_snapshot(book, cycle, run, here),
            **demand_sheets(live, run, cycle, here),
            "freshness": stamps(book, "demand"),
        }
    )


def _review(
    book: Book, run: Run, cycle: pd.Period, actuals: pd.DataFrame, former: pd.DataFrame
) -> pd.DataFrame:
    lag = review_lag(book.read_cells())
    families = planned(book.read_table(table("families")), cycle - 1)
    actuals = actuals[actuals["family"].isin(families["family"])]
    then = as_reported(actuals, book.read_table(table("restatements")))
    versions = book.read_table(table("versions"))
    rows = review(
        versions,
        Came(demand_history(actuals, families), demand_history(then, families)),
        families["family"].tolist(),
        cycle,
        lag,
        family_tolerances(book, "deviation_tolerance"),
        former[["month", "family", "cause"]],
    )
    _report(rows, first_measured(versions, cycle, lag), cycle, lag, run)
    _report_late(book.read_table(table("assumptions")), cycle, run)
    return rows


def _report(rows: pd.DataFrame, frozen: pd.Period, cycle: pd.Period, lag: int, run: Run) -> None:
    known = int(rows["forecast"].notna().sum())
    waiting = int((rows["status"] == UNEXPLAINED).sum())
    if known:
        run.report(
            f"{cycle - 1} at lag {lag}: {known} of {counted(len(rows), 'family')} measured,"
            f" {waiting} waiting for a root cause"
        )
    else:
        run.report(
            f"no snapshot of lag {lag} for {cycle - 1} yet: the forecast frozen in {frozen}"
            f" is the first to be measured, in {frozen + lag + 1}"
        )


def _report_late(assumptions: pd.DataFrame, cycle: pd.Period, run: Run) -> None:
    late = int(((assumptions["status"] == "open") & (assumptions["month"] < cycle)).sum())
    if late:
        run.report(f"assumptions of closed months still open: {late}")
