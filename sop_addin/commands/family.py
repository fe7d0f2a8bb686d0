"""Family: a page comes into a book that is already planned with."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from sop_addin.commands.family_codes import FamilyWish, other_codes, refuse_unfit, refuse_unknown
from sop_addin.commands.new import ASSUMED
from sop_addin.commands.records import read_records
from sop_addin.commands.run import Run
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import Book
from sop_addin.excel.changes import Changes, NewPage
from sop_addin.record.projection import openings, page_rows
from sop_addin.schema.declarations import Policy
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import table

__all__ = ["add"]

_OWN = ("family", "name", "last_reviewed")
"""Columns that a family does not take over from the one that it is like."""


def add(book: Book, run: Run, wish: FamilyWish) -> Changes:
    """Return the changes that give a family its row, unless it has one, and its page.

    Raises
    ------
    DataError
        The code will not do, or nobody says whether the family is made to stock or to order.
    """
    if wish.new:
        raise DataError(
            Place("families"),
            f"two codes, {wish.code} and {wish.new}",
            "one code to add",
            "Put --name before a name in words; put quotes around a code with blanks.",
        )
    families = book.read_table(table("families"))
    known = families["family"].tolist()
    paged = wish.code in book.page_keys(FAMILY_PAGE)
    if not paged:
        refuse_unfit(wish.code, [code for code in known if code != wish.code], other_codes(book))
    if wish.code in known:
        row = families[families["family"] == wish.code]
        _refuse_other_policy(row, wish)
        if paged:
            run.say(f"{wish.code} is on the list already, with a page of its own")
            return Changes()
        if wish.like or wish.name:
            run.say(f"{wish.code} has its row already: its own parameters and name stay")
        added: dict[str, pd.DataFrame] = {}
    else:
        row = _row(families, wish, run)
        added = {"families": row}
    pages = () if paged else (_page(row),)
    run.report(
        f"{wish.code} added: {'its page was there' if paged else 'a page of its own'}, {_made(row)}"
    )
    run.say(_next())
    records = replace(read_records(book), families=row)
    cycle = book.read_cells()["cycle_month"]
    if not isinstance(cycle, pd.Period):
        return Changes(new_pages=pages, added=added)
    return Changes(
        new_pages=pages,
        added=added,
        fields={FAMILY_PAGE.name: openings(records.actuals, row, cycle)},
        grids={FAMILY_PAGE.name: page_rows(records, cycle, FAMILY_PAGE)},
    )


def _next() -> str:
    """Return what a planner does with a new family before it is planned."""
    own, hours, aop, launch = (
        table(name).sheet for name in ("families", "bill_of_resources", "aop", "life_cycle")
    )
    return (
        f"next: its row on {own}, its hours on {hours}, its plan on {aop}, a launch on {launch};"
        " then refresh, forecast and plan"
    )


def _page(row: pd.DataFrame) -> NewPage:
    return NewPage(FAMILY_PAGE.name, row["family"].iloc[0], Policy(row["policy"].iloc[0]))


def _made(row: pd.DataFrame) -> str:
    return "made to stock" if row["policy"].iloc[0] == "MTS" else "made to order"


def _refuse_other_policy(row: pd.DataFrame, wish: FamilyWish) -> None:
    policy = row["policy"].iloc[0]
    if wish.policy not in ("", policy):
        raise DataError(
            Place("families", wish.code, "policy"),
            f"{policy}, and the wish for {wish.policy}",
            "one policy",
            "A page is made for one policy: correct the row before it has a page.",
        )


def _row(families: pd.DataFrame, wish: FamilyWish, run: Run) -> pd.DataFrame:
    """Return the one row that the list of families gets, blank columns left out."""
    if bool(wish.like) == bool(wish.policy):
        raise DataError(
            Place("families"),
            f"{wish.code}, " + ("both like another and a policy" if wish.like else "no policy"),
            "the policy, MTS or MTO, or the family that it is like",
            "Say --policy MTS, --policy MTO or --like FAMILY, or type its row first.",
        )
    row = pd.DataFrame({**ASSUMED, "policy": wish.policy}, index=[0])
    if wish.like:
        refuse_unknown(wish.like, families["family"])
        row = families[families["family"] == wish.like].drop(columns=[*_OWN])
        run.say(f"{wish.code} takes over the parameters of {wish.like}, prices and costs too")
    else:
        said = (f"{name} {value}" for name, value in ASSUMED.items() if name != "policy")
        run.say(f"{wish.code} is taken to have {', '.join(said)}: correct its row where not so")
    row = row.assign(family=wish.code, name=wish.name or wish.code)
    return row.loc[:, ~(row.isna() | (row == "")).iloc[0]]
