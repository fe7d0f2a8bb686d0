"""How far the running cycle is: its timetable, and a phase that is done once its command ran."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from sop_addin.commands.run import Command, Run
from sop_addin.excel.book import Book
from sop_addin.excel.changes import Changes
from sop_addin.record.cycle import DONE, OPEN, opened, rows_of
from sop_addin.schema.phases import PHASES, phase
from sop_addin.schema.tables import table

__all__ = ["advancing", "meeting_day", "timetable"]


def timetable(
    book: Book, cycle: pd.Period, plan: pd.DataFrame | None = None
) -> dict[str, pd.DataFrame]:
    """Return the table with the rows of a cycle that begins; none where it has them already."""
    if len(rows_of(book.read_table(table("cycle")), cycle)):
        return {}
    holidays = pd.to_datetime(book.read_table(table("holidays"))["date"]).dt.date
    plan = book.read_table(table("phase_plan")) if plan is None else plan
    return {"cycle": opened(cycle, plan, book.read_table(table("calendar")), holidays)}


def meeting_day(book: Book, cycle: pd.Period) -> pd.Timestamp:
    """Return the day of a cycle's executive meeting; where none is set, the cycle's first day."""
    own = rows_of(book.read_table(table("cycle")), cycle).set_index("phase")["due"]
    due = own.get(phase("executive").key, pd.NaT)
    return cycle.start_time if pd.isna(due) else due


def advancing(key: str, command: Command) -> Command:
    """Return the command with its phase done after it, and a word on earlier phases still open."""

    def advance(book: Book, run: Run) -> Changes:
        changes = command(book, run)
        cycle = changes.cells.get("cycle_month", book.read_cells()["cycle_month"])
        known = [book.read_table(table("cycle")), changes.tables.get("cycle")]
        rows = pd.concat([each for each in known if each is not None and len(each)] or known[:1])
        own = rows_of(rows, cycle) if isinstance(cycle, pd.Period) else rows.iloc[:0]
        if own.empty:
            return changes
        number = {each.key: each.number for each in PHASES}
        for name, status, owner, due in zip(
            own["phase"], own["status"], own["owner"], own["due"], strict=True
        ):
            if status == OPEN and number[name] < number[key]:
                run.say(f"note: the phase {name} is still open ({owner or 'nobody'}{_due(due)})")
        now = (own["phase"] == key) & (own["status"] == OPEN)
        if not now.any():
            return changes
        rows = own.assign(status=own["status"].mask(now, DONE))
        return replace(changes, tables={**changes.tables, "cycle": rows})

    return advance


def _due(due: object) -> str:
    return f", due {due:%Y-%m-%d}" if isinstance(due, pd.Timestamp) else ""
