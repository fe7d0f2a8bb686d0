"""Pre-S&OP sheets: one line and one recommendation a family, and the plan in money."""

from __future__ import annotations

import pandas as pd

from sop_addin.commands.check_registers import open_rows
from sop_addin.commands.company import read_company_plan
from sop_addin.commands.freshness import refuse_stale, stamps
from sop_addin.commands.limits import read_limits
from sop_addin.commands.overtyped import warn_overtyped
from sop_addin.commands.phases import meeting_day
from sop_addin.commands.run import Run
from sop_addin.commands.settings import payment_terms
from sop_addin.excel.book import Book
from sop_addin.excel.changes import Changes
from sop_addin.presop.finance import projection
from sop_addin.presop.new_products import new_products
from sop_addin.presop.review import review
from sop_addin.presop.risk_range import planned_margin, risk_range
from sop_addin.presop.shortage_periods import shortage_periods
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.registers import RISKS, register_of
from sop_addin.schema.tables import table
from sop_addin.wording import counted

__all__ = ["presop"]


def presop(book: Book, run: Run) -> Changes:
    """Return the changes that fill the sheets of the pre-S&OP meeting.

    Raises
    ------
    DataError
        Nothing was planned yet, or an input changed since.
    """
    plan = read_company_plan(book)
    refuse_stale(book, ("refresh", "forecast", "plan"))
    warn_overtyped(book, run)
    lines = review(plan, read_limits(book, plan))
    finance = projection(plan, payment_terms(book.read_cells()))
    run.report(f"{counted(len(lines), 'family')} for the pre-S&OP meeting")
    notes = lines.set_index("family")[["recommendation"]]
    return Changes(
        tables={
            "pre_sop": lines,
            "finance": finance,
            "new_products": new_products(
                plan,
                book.read_table(table("life_cycle")),
                book.read_table(table("gates")),
                book.read_table(table("bill_of_resources")),
                meeting_day(book, plan.cycle),
            ),
            "shortage_periods": shortage_periods(book.read_table(table("shortages"))),
            "risk_range": risk_range(*planned_margin(finance), open_rows(book, register_of(RISKS))),
            "freshness": stamps(book, "presop"),
        },
        fields={FAMILY_PAGE.name: pd.DataFrame(notes)},
    )
