"""Sign: an owner answers for a phase; what it says is frozen, and later changes show."""

from __future__ import annotations

import pandas as pd

from sop_addin.commands.company import read_company_plan, read_families
from sop_addin.commands.plan import read_problem
from sop_addin.commands.plan_version import is_approved, keep_plan, signs_plan
from sop_addin.commands.promotions import with_promoted_capacity
from sop_addin.commands.resources import rough_cut, sourced
from sop_addin.commands.run import Run
from sop_addin.commands.signatures import content, fingerprint, running_cycle, signed_version
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import Book
from sop_addin.excel.changes import Changes
from sop_addin.record.cycle import CLOSED, OPEN, SIGNED, rows_of, with_status
from sop_addin.schema.phases import phase
from sop_addin.schema.tables import table
from sop_addin.supply.overload import overloads

__all__ = ["sign"]

_LOADED = ("supply", "presop")
"""Phases that answer for a plan that can be made."""

_GONE_THROUGH, _VISITED = "presop", "pre_sop"
"""The phase that answers for every family, and the table with a status of each."""

_NAMED = 5
"""Families without a status that are named."""

_APPROVED = "release"
"""The phase that answers for a plan that was approved."""


def sign(book: Book, run: Run, key: str, by: str) -> Changes:
    """Return the changes that sign a phase of the running cycle.

    Parameters
    ----------
    key
        Which phase, such as ``demand``.
    by
        Who answers for it.

    Raises
    ------
    DataError
        Its command has not run in this cycle, the release has no approved plan, the cycle is
        closed; a family has no status in pre-S&OP; or the plan on the pages asks more of people,
        machines or suppliers than there is.
    """
    cycle = running_cycle(book)
    own = rows_of(book.read_table(table("cycle")), cycle)
    row = with_status(own, key, SIGNED)
    before = own.set_index("phase").loc[key]
    where = Place("cycle", str(cycle), "status", key)
    if before["status"] == CLOSED:
        raise DataError(
            where, f"cycle {cycle}, which is closed", "a running cycle", "Open the next cycle."
        )
    if key == _APPROVED:
        _refuse_draft(book, where)
    if before["status"] == OPEN and phase(key).command:
        raise DataError(
            where,
            f"the phase {key}, which is still open",
            "a phase whose sheets are filled",
            f"Run `sop {phase(key).command}`: the draft that `sop cycle` makes advances no phase.",
        )
    if key in _LOADED:
        _refuse_overload(book)
    if key == _GONE_THROUGH:
        _refuse_unvisited(book)
    earlier = own[own["phase"].map(lambda each: phase(each).number) < phase(key).number]
    for name in earlier.loc[~earlier["status"].isin((SIGNED, CLOSED)), "phase"]:
        run.say(f"note: the earlier phase {name} is not signed yet")
    mark, number, kept = fingerprint(content(book, key)), float("nan"), None
    if signs_plan(key):
        kept = keep_plan(book, cycle)
        number = float(kept.number)
    same_plan = kept is None or before["plan_version"] == number
    if same_plan and (before["status"], before["signed_by"], before["content"]) == (
        SIGNED,
        by,
        mark,
    ):
        run.say(f"{key} of {cycle} is signed by {by} already, and nothing changed since")
        return Changes()
    run.report(f"{key} of {cycle} signed by {by}: {mark}")
    row["signed_by"], row["content"], row["changed"] = by, mark, ""
    row["signed_on"], row["plan_version"] = pd.Timestamp(run.now).normalize(), number
    frozen = signed_version(book, key, cycle)
    if kept is None:
        return Changes(tables={"cycle": row, "versions": frozen})
    return Changes(
        cells={"plan_version": number},
        tables={"cycle": row, "versions": pd.concat([frozen, kept.rows], ignore_index=True)},
    )


def _refuse_unvisited(book: Book) -> None:
    """Refuse to answer for families that the meeting has not been through."""
    visited = table(_VISITED)
    rows = book.read_table(visited)
    left = rows.loc[rows["status"].fillna("") == "", "family"].tolist()
    if left:
        more = f" and {len(left) - _NAMED} more" if len(left) > _NAMED else ""
        raise DataError(
            Place(_VISITED, left[0], "status"),
            f"no status of {', '.join(left[:_NAMED])}{more}",
            f"a status of every family: {', '.join(visited.column('status').choices)}",
            "Go through every family and choose its status, then sign.",
        )


def _refuse_draft(book: Book, where: Place) -> None:
    """Refuse to release a plan that nobody has approved."""
    state = book.read_cells()["plan_state"] or "no plan"
    if not is_approved(state):
        raise DataError(
            where,
            f"a plan that is {state}",
            "an approved plan",
            "Approve it first: `sop approve BOOK --by NAME`.",
        )


def _refuse_overload(book: Book) -> None:
    """Run the rough cut on the plan of the pages as it stands; refuse what cannot be made."""
    if book.read_table(table("resources")).empty:
        return
    plan = read_company_plan(book)
    problem = with_promoted_capacity(book, read_problem(book, read_families(book), plan.cycle))
    found = overloads(rough_cut(book, problem, sourced(plan)).load)
    if found:
        raise DataError(
            Place("resource_plan"),
            "; ".join(found),
            "at most 100 % of every resource",
            "Move production to another month (manual change), add capacity on its sheet, or"
            " promote a scenario that fits for all families that share it; then Plan, and sign.",
        )
