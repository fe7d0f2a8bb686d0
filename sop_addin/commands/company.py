"""What several commands read: families that match their pages, the fiscal year, the plan."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sop_addin.commands.freshness import way_to
from sop_addin.commands.signatures import running_cycle
from sop_addin.demand.price_changes import PRICE
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import Book, Readable
from sop_addin.presop.company_plan import CompanyPlan, company_plan
from sop_addin.schema.declarations import Kind
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import table

__all__ = [
    "page_mismatches",
    "read_company_plan",
    "read_families",
    "read_fiscal_first_month",
    "read_plan_prices",
]


def page_mismatches(families: pd.DataFrame, pages: list[str]) -> Iterator[DataError]:
    """Yield families without a page, and pages without a family."""
    for code in families["family"][~families["family"].isin(pages)]:
        yield DataError(
            Place("families", code, "family"),
            f"{code} without a page",
            "a page for every family",
            f"Give it one (`sop family add BOOK {code}`), or remove the row.",
        )
    for code in sorted(set(pages) - set(families["family"])):
        yield DataError(
            Place(FAMILY_PAGE.name, code, "family"),
            f"a page of {code or 'no family'}",
            "a family of the sheet Families",
            "Restore the row of the family.",
        )


def read_families(book: Readable) -> pd.DataFrame:
    """Return the families table; every family has its page.

    Raises
    ------
    DataError
        A family has no page, or a page no family.
    """
    families = book.read_table(table("families"))
    for error in page_mismatches(families, book.page_keys(FAMILY_PAGE)):
        raise error
    return families


def read_fiscal_first_month(book: Book) -> int:
    """Return the number of the month in which the fiscal year starts.

    Raises
    ------
    DataError
        The cell holds no month number.
    """
    value = book.read_cells()["fiscal_first_month"]
    if not isinstance(value, float) or not (value.is_integer() and 1 <= value <= 12):
        raise DataError(
            Place(field="fiscal_first_month"),
            "a blank" if value is None else str(value),
            "a month number, 1 to 12",
            "Correct it: 1 is January.",
        )
    return int(value)


def read_company_plan(book: Readable, until: str = "plan") -> CompanyPlan:
    """Return every page of the book as one plan.

    Parameters
    ----------
    until
        The last step that the caller needs: where there is no plan, the error names the way there.

    Raises
    ------
    DataError
        Nothing was planned yet, or families and pages do not match.
    """
    cells = book.read_cells()
    cycle = cells["cycle_month"]
    if not isinstance(cycle, pd.Period) or not cells["plan_fingerprint"]:
        raise DataError(
            Place(field="plan_fingerprint"),
            "no plan",
            "a production plan",
            way_to(book, until),
        )
    numbers = [s for s in FAMILY_PAGE.series if s.kind is Kind.NUMBER]
    grid = book.read_grid(FAMILY_PAGE, numbers)
    families = read_families(book)
    return company_plan(grid, families, cycle, str(cells["currency"] or ""))


def read_plan_prices(book: Readable, codes: list[str]) -> pd.DataFrame:
    """Return the price at which each month of the horizon is valued, months x families.

    It is that of the row "at a price of": money a unit, NaN where a family has none.
    """
    row = [series for series in FAMILY_PAGE.series if series.name == PRICE]
    grid = book.read_grid(FAMILY_PAGE, row)
    wide = grid.pivot(index="month", columns="key", values="value")
    months = pd.period_range(running_cycle(book), periods=FAMILY_PAGE.horizon, freq="M")
    return wide.reindex(index=months, columns=codes).astype(float)
