"""Close: the cycle is over; its record stays as it is and the next one can begin."""

from __future__ import annotations

import pandas as pd

from sop_addin.commands.check_registers import open_rows
from sop_addin.commands.plan_version import plan_rows
from sop_addin.commands.run import Run
from sop_addin.commands.signatures import running_cycle
from sop_addin.demand.snapshots import APPROVED
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import Book
from sop_addin.excel.changes import Changes
from sop_addin.record.cycle import CLOSED, rows_of
from sop_addin.record.plan_versions import same_rows
from sop_addin.schema.registers import REGISTERS
from sop_addin.schema.tables import table

__all__ = ["close"]


def close(book: Book, run: Run) -> Changes:
    """Return the changes that close the running cycle.

    Raises
    ------
    DataError
        Its plan was not approved, or the pages say something else by now.
    """
    cycle = running_cycle(book)
    versions = book.read_table(table("versions"))
    approved = versions[(versions["cycle"] == cycle) & (versions["version"] == APPROVED)]
    own = rows_of(book.read_table(table("cycle")), cycle)
    if (own["status"] == CLOSED).all():
        run.say(f"cycle {cycle} is closed already; next: open {cycle + 1} (`sop open`)")
        return Changes()
    if approved.empty:
        raise DataError(
            Place(field="plan_state"),
            f"cycle {cycle} without an approved plan",
            "an approved plan",
            "Approve it: `sop approve BOOK --by NAME`.",
        )
    _refuse_changed(book, approved, cycle)
    run.report(f"cycle {cycle} closed: {_open_ends(book, cycle)}")
    return Changes(tables={"cycle": own.assign(status=CLOSED)})


def _refuse_changed(book: Book, approved: pd.DataFrame, cycle: pd.Period) -> None:
    if not same_rows(approved, plan_rows(book, cycle)):
        raise DataError(
            Place(field="plan_state"),
            "pages that say something else than the approved plan",
            "the plan that was approved, on every page",
            "Take the changes back, or sign and approve again: `sop approve BOOK --by NAME`.",
        )


def _open_ends(book: Book, cycle: pd.Period) -> str:
    """Say what goes on in the next cycle."""
    waiting = {each.table.sheet: len(open_rows(book, each)) for each in REGISTERS if each.over}
    listed = ", ".join(f"{count} on {sheet}" for sheet, count in waiting.items() if count)
    return f"still open, and going on in {cycle + 1}: {listed}" if listed else "nothing is open"
