"""Trace: where a number comes from, from its cell to the runs that wrote it and their inputs.

A run leads on by what it read, which its row of the audit names, to the runs that wrote that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from sop_addin.commands.observed import EVERY_ROW, ROWS
from sop_addin.commands.origin import origin, roots, shown_value, step
from sop_addin.commands.seals import PAGES, changed_parts, part_words, table_part
from sop_addin.excel.book import Book
from sop_addin.excel.finding import Finder
from sop_addin.schema.declarations import FORMULA, PLANNER, Owner
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import TABLES, table

__all__ = ["runs", "trace"]

_LISTED = 12


def runs(book: Book, parts: Iterable[str]) -> pd.DataFrame:
    """Return the newest run that wrote each part, with its row of the audit.

    Returns
    -------
    DataFrame
        ``part, run, command, when, user, version, inputs, reads, held``; `held` tells whether the
        part still is as that run left it.
    """
    wanted = list(dict.fromkeys(parts))
    seals = book.read_table(table("seals"))
    own = seals.loc[seals["part"].isin(wanted), ["part", "run"]]
    bent = set(changed_parts(book, wanted)["part"])
    audit = book.read_table(table("audit")).drop(columns=["digest", "before", "marks"])
    return own.merge(audit, on="run").assign(held=~own["part"].isin(bent).to_numpy())


def trace(book: Book, finder: Finder, address: str) -> list[str]:
    """Return where a number comes from, a line a step: cell, formula, runs and what they read.

    Raises
    ------
    BookError
        As :func:`origin`.
    """
    first = origin(book, finder, address)
    lines = [f"{first.found.cell} holds {shown_value(first.found.value)}: {first.words}"]
    if first.by == FORMULA:
        lines.append(f"computed by {first.formula}")
        for source in first.sources:
            if isinstance(source, str) and (back := step(book, finder, source)):
                lines.append(f"from {source}, {shown_value(back.found.value)}: {back.words}")
    ends = roots(book, finder, address)
    typed = sorted(e.found.cell for e in ends if e.by == PLANNER and e.found.value is not None)
    if typed:
        more = f" and {len(typed) - _LISTED} more" if len(typed) > _LISTED else ""
        lines.append(f"typed by people: {', '.join(typed[:_LISTED])}{more}")
    written = runs(book, (each.part for each in ends if each.part))
    for _, run in written.iterrows():
        state = "as it left it" if run["held"] else "changed by hand since"
        lines.append(f"{part_words(run['part'])}: written in run {int(run['run'])}, {state}")
    return lines + list(_of_runs(book, set(written["run"])))


def _of_runs(book: Book, numbers: set[float]) -> Iterator[str]:
    """Yield a line for each run and for those that wrote what it read, then the inputs of all."""
    audit = book.read_table(table("audit")).set_index("run")
    sealed = book.read_table(table("seals"))
    waiting, known, inputs = sorted(numbers), set(numbers), set[str]()
    while waiting:
        number = waiting.pop()
        run = audit.loc[number]
        yield (
            f"run {int(number)}: {run['command']}, {run['when']:%Y-%m-%d %H:%M} by {run['user']},"
            f" add-in {run['version']}, inputs {run['inputs'][:12]}..."
        )
        yield f"  read {run['reads'] or 'nothing of the book'}"
        parts, typed = _read_by(str(run["reads"]), sealed["part"])
        earlier = sealed.loc[sealed["part"].isin(parts) & (sealed["run"] < number), "run"]
        waiting = sorted({*waiting, *(set(earlier) - known)})
        known |= set(earlier)
        inputs |= typed
    if inputs:
        yield f"inputs behind all of it: {', '.join(sorted(inputs))}"


def _read_by(reads: str, known: pd.Series[str]) -> tuple[set[str], set[str]]:
    """Return the sealed parts that a run read, by its row of the audit, and sheets of people."""
    sheets, _, rows = reads.partition(ROWS)
    names = {name.strip(" ;") for name in sheets.split(",")}
    on_them = [each for each in TABLES if each.sheet in names]
    parts = {table_part(each.name) for each in on_them if each.owner is not Owner.INPUT}
    read = {name.strip() for name in rows.split(",")}
    owners = {
        owner
        for each in FAMILY_PAGE.series
        if each.name in read or EVERY_ROW in reads
        for owner in (each.history, each.horizon)
        if owner not in ("", PLANNER, FORMULA)
    }
    parts |= {part for part in known if part.startswith(PAGES) and part.split()[-1] in owners}
    return parts, {each.sheet for each in on_them if each.owner is Owner.INPUT}
