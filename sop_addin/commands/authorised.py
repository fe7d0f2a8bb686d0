"""The approved version of the running cycle, read from the book."""

from __future__ import annotations

import pandas as pd

from sop_addin.commands.signatures import running_cycle
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import Book
from sop_addin.release.authorised import AuthorisedPlan, authorised_plan
from sop_addin.schema.tables import table

__all__ = ["find_authorised", "read_authorised"]


def find_authorised(book: Book, families: pd.DataFrame, cycle: pd.Period) -> AuthorisedPlan | None:
    """Return the approved version of a cycle for the families; ``None`` where there is none."""
    return authorised_plan(book.read_table(table("versions")), families["family"].tolist(), cycle)


def read_authorised(book: Book, families: pd.DataFrame) -> AuthorisedPlan:
    """Return the approved version of the running cycle.

    Raises
    ------
    DataError
        There is no cycle, or its plan was not approved.
    """
    cycle = running_cycle(book)
    plan = find_authorised(book, families, cycle)
    if plan is None:
        raise DataError(
            Place(field="plan_state"),
            f"cycle {cycle} without an approved plan",
            "an approved plan: only that is released",
            "Approve it: `sop approve BOOK --by NAME`.",
        )
    return plan
