"""Approve: the plan that all phases signed becomes the authorised plan of the cycle."""

from __future__ import annotations

import pandas as pd

from sop_addin.commands.authorisations import refuse_unauthorised
from sop_addin.commands.company import read_company_plan
from sop_addin.commands.plan_version import APPROVED_STATE, keep_plan, signs_plan
from sop_addin.commands.promotions import refuse_undecided
from sop_addin.commands.run import Run
from sop_addin.commands.signatures import running_cycle, since_signed
from sop_addin.demand.snapshots import APPROVED
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import Book
from sop_addin.excel.changes import Changes
from sop_addin.record.cycle import CLOSED, SIGNED, rows_of
from sop_addin.schema.phases import PHASES
from sop_addin.schema.tables import table

__all__ = ["approve"]

_BEFORE = tuple(phase.key for phase in PHASES if phase.key != "release")


def approve(book: Book, run: Run, by: str) -> Changes:
    """Return the changes that make the plan on the pages the authorised one.

    Raises
    ------
    DataError
        There is no plan, a phase is not signed, or what was signed has changed since; a page
        stands on another scenario than was decided of its family; nobody authorised a change of
        rate inside the fence; or who runs the process would approve.
    """
    cycle = running_cycle(book)
    cells = book.read_cells()
    if not cells["plan_fingerprint"]:
        raise DataError(
            Place(field="plan_fingerprint"), "no plan", "a production plan", "Run `sop plan`."
        )
    _refuse_process_owner(book, by)
    _refuse_unsigned(book, cycle)
    plan = read_company_plan(book)
    refuse_undecided(book, cycle, plan.families)
    refuse_unauthorised(book, plan)
    kept = keep_plan(book, cycle, APPROVED)
    _refuse_other_version(book, cycle, kept.number)
    state = f"{APPROVED_STATE} by {by}"
    if cells["plan_state"] != state:
        run.report(f"plan {cells['plan_fingerprint']} v{kept.number} of {cycle} approved by {by}")
    else:
        run.say(f"the plan of {cycle} is {state} already, and nothing changed since")
    return Changes(
        cells={"plan_state": state, "plan_version": float(kept.number)},
        tables={"versions": kept.rows},
    )


def _refuse_process_owner(book: Book, by: str) -> None:
    """Refuse who runs the process: who prepares the recommendation does not approve it."""
    owners = book.read_table(table("phase_plan")).set_index("phase")["owner"]
    runs, decides = (str(owners.get(key) or "").strip() for key in ("presop", "executive"))
    if runs != decides and by.strip().casefold() == runs.casefold():
        raise DataError(
            Place("phase_plan", "presop", "owner"),
            f"{by}, who runs the process",
            f"who decides in the executive meeting ({decides or 'name them on Phases'})",
            "Approve it by another name.",
        )


def _refuse_unsigned(book: Book, cycle: pd.Period) -> None:
    own = rows_of(book.read_table(table("cycle")), cycle)
    status = own.set_index("phase")["status"]
    missing = [key for key in _BEFORE if status.get(key) not in (SIGNED, CLOSED)]
    if missing:
        raise DataError(
            Place("cycle", str(cycle), "status", missing[0]),
            f"not signed: {', '.join(missing)}",
            "every phase before the release signed",
            f"Sign it: `sop sign BOOK {missing[0]} --by NAME`.",
        )
    changed = [key for key, said in since_signed(book).items() if said]
    if changed:
        raise DataError(
            Place("cycle", str(cycle), "changed", changed[0]),
            f"changes since it was signed: {', '.join(changed)}",
            "signatures on what is to be approved",
            f"Take the changes back, or sign again: `sop sign BOOK {changed[0]} --by NAME`.",
        )


def _refuse_other_version(book: Book, cycle: pd.Period, number: int) -> None:
    """Refuse a plan of which a phase has signed another version."""
    own = rows_of(book.read_table(table("cycle")), cycle).set_index("phase")["plan_version"]
    other = [key for key in _BEFORE if signs_plan(key) and own[key] != number]
    if other:
        raise DataError(
            Place("cycle", str(cycle), "plan_version", other[0]),
            f"signatures on another version than v{number}: {', '.join(other)}",
            f"signatures on v{number}, which the pages show",
            f"Sign again: `sop sign BOOK {other[0]} --by NAME`.",
        )
