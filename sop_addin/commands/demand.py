"""Demand review: freeze this cycle's demand, and say how good the last forecasts were."""

from __future__ import annotations

import pandas as pd

from sop_addin.commands.run import Run
from sop_addin.commands.versions import cycle_snapshot
from sop_addin.demand.review import WAITING, review
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import Book
from sop_addin.excel.changes import Changes
from sop_addin.record.projection import demand_history
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import table

__all__ = ["demand"]


def demand(book: Book, run: Run) -> Changes:
    """Return the changes that fill the demand review and freeze the running cycle's demand.

    Raises
    ------
    DataError
        There are no actuals yet, or lag or tolerance is no number in its range.
    """
    cells = book.read_cells()
    cycle = cells["cycle_month"]
    actuals = book.read_table(table("actuals"))
    if not isinstance(cycle, pd.Period) or actuals.empty:
        raise DataError(
            Place("actuals"), "no rows", "closed months of every family", "Refresh actuals first."
        )
    lag = _setting(cells["accuracy_lag"], "accuracy_lag", FAMILY_PAGE.horizon - 1)
    if not lag.is_integer():
        place = Place(field="accuracy_lag")
        raise DataError(place, f"{lag:g}", "whole months", "Correct it: 1 is the month before.")
    tolerance = _setting(cells["deviation_tolerance"], "deviation_tolerance", 1000)
    families = book.read_table(table("families"))
    history = demand_history(actuals[actuals["month"] < cycle], families)
    rows = review(
        book.read_table(table("versions")),
        history,
        families["family"].tolist(),
        cycle,
        int(lag),
        tolerance,
        book.read_table(table("demand_review"))[["month", "family", "cause"]],
    )
    _report(rows, book.read_table(table("assumptions")), cycle, int(lag), run)
    return Changes(tables={"demand_review": rows, "versions": cycle_snapshot(book, cycle, run)})


def _setting(value: object, name: str, most: float) -> float:
    if not isinstance(value, float) or not 0 <= value <= most:
        found = "a blank" if value is None else str(value)
        raise DataError(Place(field=name), found, f"a number, 0 to {most:g}", "Correct it.")
    return value


def _report(
    rows: pd.DataFrame, assumptions: pd.DataFrame, cycle: pd.Period, lag: int, run: Run
) -> None:
    known = int(rows["forecast"].notna().sum())
    waiting = int((rows["status"] == WAITING).sum())
    if known:
        run.report(
            f"{cycle - 1} at lag {lag}: {known} of {len(rows)} families measured,"
            f" {waiting} waiting for a root cause"
        )
    else:
        run.report(
            f"no snapshot of lag {lag} for {cycle - 1} yet: the forecast frozen in {cycle}"
            f" is the first to be measured, in {cycle + lag + 1}"
        )
    late = int(((assumptions["status"] == "open") & (assumptions["month"] < cycle)).sum())
    if late:
        run.report(f"{late} assumptions of closed months are still open")
