"""What the commands write for the business review: the last month, and where the year lands."""

from __future__ import annotations

import pandas as pd

from sop_addin.demand.events import activity_months
from sop_addin.demand.panel import Floats
from sop_addin.demand.price_changes import plan_prices, price_changes
from sop_addin.demand.snapshots import APPROVED, approved_before
from sop_addin.excel.book import Book
from sop_addin.executive.business_review import Month, estimate_rows, review_rows
from sop_addin.executive.landing import landing
from sop_addin.periods import last_closed
from sop_addin.presop.company_plan import CompanyPlan
from sop_addin.schema.tables import table

__all__ = ["last_month", "latest_estimate"]


def last_month(
    book: Book, actuals: pd.DataFrame, families: pd.DataFrame, cycle: pd.Period
) -> pd.DataFrame:
    """Return the rows that set the last closed month against AOP, approved plan and estimate.

    Parameters
    ----------
    actuals
        As the command is about to write them.
    """
    month, codes = last_closed(cycle), families["family"]
    rows = actuals[actuals["month"] == month].set_index("family").reindex(codes)
    shipped = rows["shipments"].fillna(rows["sales"])
    came = Month(shipped.to_numpy(float), rows["revenue"].to_numpy(float))
    aop = book.read_table(table("aop"))
    aop = aop[aop["month"] == month].set_index("family").reindex(codes)
    approved = approved_before(book.read_table(table("versions")), "constrained_sales", cycle)
    planned = approved.reindex(index=codes, columns=[month]).to_numpy(float)[:, 0]
    price = _prices(book, families, month)
    expected = book.read_table(table("latest_estimate"))
    expected = expected[expected["cycle"] == month].set_index("family").reindex(codes)
    bases = {
        "annual plan": Month(aop["units"].to_numpy(float), aop["revenue"].to_numpy(float)),
        "approved plan": Month(planned, planned * price),
        "latest estimate": Month(
            expected["month_units"].to_numpy(float), expected["month_revenue"].to_numpy(float)
        ),
    }
    return review_rows(families, month, came, bases)


def _prices(book: Book, families: pd.DataFrame, month: pd.Period) -> Floats:
    """Return the price of a closed month, changed by its activities, shape (families,)."""
    activities, codes = book.read_table(table("activities")), families["family"].tolist()
    events = activity_months(activities[activities["price_percent"].notna()], codes)
    change = price_changes(events, codes, pd.PeriodIndex([month])).to_numpy(float).T
    return plan_prices(families["price"].to_numpy(float), change)[:, 0]


def latest_estimate(book: Book, plan: CompanyPlan, fiscal_first_month: int) -> pd.DataFrame:
    """Return the rows of this cycle in the history of latest estimates."""
    former, versions = (book.read_table(table(name)) for name in ("latest_estimate", "versions"))
    approved = versions.loc[versions["version"] == APPROVED, "cycle"].unique()
    adopted = former[former["cycle"].isin(approved)]
    return estimate_rows(plan, landing(plan, fiscal_first_month), adopted)
