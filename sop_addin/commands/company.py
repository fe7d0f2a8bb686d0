"""The company's plan as the pages of an open book show it."""

from __future__ import annotations

import pandas as pd

from sop_addin.errors import DataError, Place
from sop_addin.excel.book import Book
from sop_addin.presop.company_plan import CompanyPlan, company_plan
from sop_addin.schema.declarations import Kind
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import table

__all__ = ["read_company_plan"]


def read_company_plan(book: Book) -> CompanyPlan:
    """Return every page of the book as one plan.

    Raises
    ------
    DataError
        Nothing was planned yet.
    """
    cells = book.read_cells()
    cycle = cells["cycle_month"]
    if not isinstance(cycle, pd.Period) or not cells["plan_fingerprint"]:
        raise DataError(
            Place(field="plan_fingerprint"),
            "no plan",
            "a production plan",
            "Run Plan (`sop plan`) first.",
        )
    numbers = [s for s in FAMILY_PAGE.series if s.kind is Kind.NUMBER]
    grid = book.read_grid(FAMILY_PAGE, numbers)
    families = book.read_table(table("families"))
    return company_plan(grid, families, cycle, str(cells["currency"] or ""))
