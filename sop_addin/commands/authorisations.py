"""Changes of rate inside the fence: listed for the meeting, refused while nobody allows them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sop_addin.errors import DataError, Place
from sop_addin.excel.book import Book
from sop_addin.executive.authorisation import COLUMNS, rate_changes, unauthorised
from sop_addin.presop.company_plan import CompanyPlan
from sop_addin.schema.tables import table

__all__ = ["read_rate_changes", "refuse_unauthorised", "register_rows", "to_authorise"]


def read_rate_changes(book: Book, plan: CompanyPlan) -> pd.DataFrame:
    """Return the changes of rate of the pages' plan that need a name.

    Raises
    ------
    DataError
        The setting of the change that needs nobody is no percentage.
    """
    share = book.read_cells()["authorised_change"]
    if not isinstance(share, int | float) or share < 0:
        raise DataError(
            Place(field="authorised_change"),
            "a blank" if share is None else repr(share),
            "per cent, 0 or more",
            "Correct the setting.",
        )
    rows = book.read_table(table("families")).set_index("family")
    fences = rows.loc[list(plan.families), ["frozen_months", "firm_months"]].to_numpy(dtype=float)
    return rate_changes(plan, np.nan_to_num(fences).max(axis=1), share / 100)


def register_rows(book: Book, changes: pd.DataFrame, plan: CompanyPlan) -> pd.DataFrame:
    """Return the rows of the register: changes that need a name, and those that no longer do."""
    known = book.read_table(table("authorisations"))
    own = known[known["cycle"] == plan.cycle][list(COLUMNS)]
    keys = ["cycle", "family", "month"]
    gone = own[~own.set_index(keys).index.isin(changes.set_index(keys).index)]
    gone = gone[gone["family"].isin(plan.families)]
    made = plan.horizon("production")
    at = [
        made[plan.families.index(family), month.ordinal - plan.cycle.ordinal]
        for family, month in zip(gone["family"], gone["month"], strict=True)
    ]
    before = gone["before"].to_numpy(dtype=float)
    now = np.array(at, dtype=float)
    change = np.full(len(at), np.nan)
    np.divide(100 * (now - before), before, out=change, where=before > 0)
    kept = gone.assign(now=now, change=change)
    return pd.concat([changes, kept], ignore_index=True) if len(kept) else changes


def to_authorise(book: Book, changes: pd.DataFrame) -> pd.DataFrame:
    """Return the changes of rate that wait for a name."""
    return unauthorised(changes, book.read_table(table("authorisations")))


def refuse_unauthorised(book: Book, plan: CompanyPlan) -> None:
    """Refuse a plan with a change of rate inside the fence that nobody authorised.

    Raises
    ------
    DataError
        The first of them.
    """
    waiting = to_authorise(book, read_rate_changes(book, plan))
    if waiting.empty:
        return
    row = waiting.iloc[0]
    more = f", and {len(waiting) - 1} more" if len(waiting) > 1 else ""
    raise DataError(
        Place("authorisations"),
        f"{row['family']} {row['month']} changed from {row['before']:,.0f} to {row['now']:,.0f}"
        f" inside the fence without authorisation{more}",
        "a production and a name beside each such change",
        "Run Executive sheets; fill Authorised up or down to and Authorised by, or take the change"
        " back.",
    )
