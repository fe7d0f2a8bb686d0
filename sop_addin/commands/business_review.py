"""What the commands write for the business review: the last month, and where the year lands."""

from __future__ import annotations

import pandas as pd

from sop_addin.demand.snapshots import approved_before
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
    """Return the rows that set the last closed month against the AOP and the last approved plan.

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
    price = families["price"].to_numpy(float)
    bases = {
        "annual plan": Month(aop["units"].to_numpy(float), aop["revenue"].to_numpy(float)),
        "approved plan": Month(planned, planned * price),
    }
    return review_rows(families, month, came, bases)


def latest_estimate(book: Book, plan: CompanyPlan, fiscal_first_month: int) -> pd.DataFrame:
    """Return the rows of this cycle in the history of latest estimates."""
    former = book.read_table(table("latest_estimate"))
    found = landing(plan, fiscal_first_month)
    return estimate_rows(found, plan.families, plan.cycle, former)
