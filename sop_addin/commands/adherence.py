"""What Resource plan writes of last month's production: kept to the approved plan, or why not."""

from __future__ import annotations

import pandas as pd

from sop_addin.commands.root_causes import PRODUCTION, causes_of_all
from sop_addin.commands.run import Run
from sop_addin.commands.settings import family_tolerances
from sop_addin.demand.review import WINDOW
from sop_addin.demand.snapshots import approved_before
from sop_addin.demand.tolerance import explained_in
from sop_addin.excel.book import Readable
from sop_addin.periods import last_closed
from sop_addin.presop.company_plan import CompanyPlan
from sop_addin.schema.review_status import UNEXPLAINED
from sop_addin.schema.tables import table
from sop_addin.supply.adherence import adherence
from sop_addin.wording import counted

__all__ = ["adherence_sheets"]


def adherence_sheets(book: Readable, plan: CompanyPlan, run: Run) -> dict[str, pd.DataFrame]:
    """Return the rows of the last closed month's production, and the root causes of all reviews.

    Parameters
    ----------
    plan
        Actuals of the closed months.

    Raises
    ------
    DataError
        A tolerance of production is no number in its range.
    """
    closed = last_closed(plan.cycle)
    former = book.read_table(table(PRODUCTION.table))
    approved = approved_before(book.read_table(table("versions")), "production", plan.cycle)
    months = pd.period_range(end=closed, periods=WINDOW, freq="M")
    rows = adherence(
        plan.families,
        closed,
        approved.reindex(index=list(plan.families), columns=months).to_numpy(dtype=float),
        plan.closed("production")[:, -WINDOW:],
        family_tolerances(book, "supply_tolerance"),
        explained_in(former, closed),
    )
    _report(rows, closed, run)
    return {
        PRODUCTION.table: rows,
        "root_causes": causes_of_all(book, plan.cycle, PRODUCTION, rows),
    }


def _report(rows: pd.DataFrame, closed: pd.Period, run: Run) -> None:
    if rows.empty:
        run.report(f"no plan of {closed} was approved before it: production is not compared")
        return
    known = int(rows["made"].notna().sum())
    waiting = int((rows["status"] == UNEXPLAINED).sum())
    run.report(
        f"{closed} against the approved plan: production of {known} of"
        f" {counted(len(rows), 'family')} known, {waiting} waiting for a reason code"
    )
