"""Approve: the plan that all phases signed becomes the authorised plan of the cycle."""

from __future__ import annotations

import pandas as pd

from sop_addin.commands.authorisations import refuse_unauthorised
from sop_addin.commands.company import read_company_plan
from sop_addin.commands.run import Run
from sop_addin.commands.signatures import running_cycle, since_signed
from sop_addin.demand.snapshots import APPROVED, version_rows
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import Book
from sop_addin.excel.changes import Changes
from sop_addin.record.cycle import CLOSED, SIGNED, rows_of
from sop_addin.release.authorised import APPROVED_SERIES, PEOPLE
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.phases import PHASES
from sop_addin.schema.tables import table

__all__ = ["approve"]

_BEFORE = tuple(phase.key for phase in PHASES if phase.key != "release")


def approve(book: Book, run: Run, by: str) -> Changes:
    """Return the changes that make the plan on the pages the authorised one.

    Raises
    ------
    DataError
        There is no plan, a phase is not signed, or what was signed has changed since; or nobody
        authorised a change of rate inside the fence.
    """
    cycle = running_cycle(book)
    cells = book.read_cells()
    if not cells["plan_fingerprint"]:
        raise DataError(
            Place(field="plan_fingerprint"), "no plan", "a production plan", "Run `sop plan`."
        )
    _refuse_unsigned(book, cycle)
    refuse_unauthorised(book, read_company_plan(book))
    series = [s for s in FAMILY_PAGE.series if s.name in APPROVED_SERIES]
    grid = book.read_grid(FAMILY_PAGE, series)
    ahead = grid[grid["month"] >= cycle]
    kept = pd.concat([ahead, _people(book, cycle)], ignore_index=True)
    rows = version_rows(kept, cycle, FAMILY_PAGE.horizon, APPROVED)
    state = f"APPROVED by {by}"
    if cells["plan_state"] != state:
        run.report(f"plan {cells['plan_fingerprint']} of {cycle} approved by {by}")
    return Changes(cells={"plan_state": state}, tables={"versions": rows})


def _people(book: Book, cycle: pd.Period) -> pd.DataFrame:
    """Return ``key, series, month, value``: the head-count of each labour pool."""
    rows = book.read_table(table("resource_plan"))
    heads = rows[rows["measure"] == PEOPLE]
    names = {f"m{i}": cycle + i for i in range(FAMILY_PAGE.horizon)}
    long = heads.melt("resource", list(names), "month").rename(columns={"resource": "key"})
    month = pd.PeriodIndex(long["month"].map(names), freq="M")
    return long.assign(month=month, series=PEOPLE)[["key", "series", "month", "value"]]


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
