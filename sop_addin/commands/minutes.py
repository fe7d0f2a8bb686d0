"""Minutes: what the registers hold of this cycle, on one sheet."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sop_addin.commands.check_registers import register_errors
from sop_addin.commands.run import Run
from sop_addin.commands.signatures import running_cycle
from sop_addin.excel.book import Book
from sop_addin.excel.changes import Changes
from sop_addin.executive.minutes import Section
from sop_addin.executive.minutes import minutes as minutes_of
from sop_addin.schema.registers import ACTIONS, ISSUES, RISKS, register_of
from sop_addin.schema.tables import table

__all__ = ["minutes"]


def minutes(book: Book, run: Run) -> Changes:
    """Return the changes that write the minutes of the running cycle from the registers.

    Raises
    ------
    DataError
        A register does not hold together, such as an issue that is decided without a decision.
    """
    for error in register_errors(book):
        raise error
    sections = list(_sections(book, running_cycle(book)))
    run.report(", ".join(f"{each.title.lower()} {len(each.rows)}" for each in sections))
    return Changes(tables={"minutes": minutes_of(sections)})


def _sections(book: Book, cycle: pd.Period) -> Iterator[Section]:
    decisions = book.read_table(table("decisions"))
    made = decisions[_of_cycle(decisions["cycle"], decisions["date"], cycle)]
    names = {"id": "id", "what": "what", "who": "by", "date": "date", "money": "money"}
    yield Section(table("decisions").sheet, made, names | {"state": "scenario"})
    allowed = book.read_table(table("authorisations"))
    allowed = allowed[(allowed["cycle"] == cycle) & (allowed["authorised_by"] != "")]
    words = [
        f"{month} {before:,.0f} to {now:,.0f}, authorised {limit:,.0f}"
        for month, before, now, limit in zip(
            allowed["month"], allowed["before"], allowed["now"], allowed["authorised"], strict=True
        )
    ]
    names = {"id": "family", "what": "words", "who": "authorised_by", "state": "reason"}
    yield Section(table("authorisations").sheet, allowed.assign(words=words), names)
    issues, over = book.read_table(ISSUES), register_of(ISSUES).over
    names = {"id": "id", "what": "topic", "who": "owner", "date": "due", "money": "money"}
    settled = issues[issues["status"].isin(over) & issues["decision"].isin(made["id"])]
    yield Section("Issues decided", settled, names | {"state": "decision"})
    yield Section("Issues open", issues[~issues["status"].isin(over)], names | {"state": "status"})
    actions, over = book.read_table(ACTIONS), register_of(ACTIONS).over
    names = {"id": "id", "what": "what", "who": "owner", "date": "due", "state": "status"}
    yield Section("Actions open", actions[~actions["status"].isin(over)], names)
    closed = actions["status"].isin(over) & (actions["done_on"] >= cycle.start_time)
    names = {"id": "id", "what": "what", "who": "owner", "date": "done_on", "state": "result"}
    yield Section("Actions done", actions[closed], names)
    risks = book.read_table(RISKS)
    names = {"id": "id", "what": "what", "who": "owner", "date": "due", "money": "money"}
    noted = risks[~risks["status"].isin(register_of(RISKS).over)]
    yield Section("Risks and opportunities", noted, names | {"state": "kind"})


def _of_cycle(cycles: pd.Series, dates: pd.Series, cycle: pd.Period) -> pd.Series[bool]:
    """Tell which decisions are of a cycle: by its column, else by their date."""
    own = cycles == cycle
    dated = dates.map(lambda day: isinstance(day, pd.Timestamp) and day.to_period("M") == cycle)
    return own | (cycles.isna() & dated.astype(bool))
