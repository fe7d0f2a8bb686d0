"""Verify: the chain of the audit, and whether outputs are those that the last runs left."""

from __future__ import annotations

import pandas as pd

from sop_addin.commands.seals import changed_parts, part_words
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import Book
from sop_addin.record.audit import breaks
from sop_addin.record.seals import root
from sop_addin.schema.tables import table

__all__ = ["head", "verify"]


def head(book: Book) -> str:
    """Return the number of runs and the digest of the last one, to be kept outside the book."""
    rows = book.read_table(table("audit"))
    last = str(rows["digest"].iloc[-1]) if len(rows) else "none"
    return f"{len(rows)} runs, the last row is {last}"


def verify(book: Book) -> list[str]:
    """Return a line for each place where the record does not hold; none where all of it does.

    Returns
    -------
    list of str
        First the rows of the audit, by cell; then the seals; then the sheets, pages and settings
        that were changed after the run that wrote them.
    """
    audit, known = book.read_table(table("audit")), book.read_table(table("seals"))
    lines = [
        _line(book, Place("audit", f"#{each.row}", each.column), each.got, each.expected)
        for each in breaks(audit)
    ]
    lines += _of_seals(book, audit, known)
    changed = changed_parts(book)
    return lines + [
        f"{part_words(part)}: not as {command} left it in run {int(run)}"
        for part, command, run in zip(
            changed["part"], changed["command"], changed["run"], strict=True
        )
    ]


def _line(book: Book, place: Place, got: str, expected: str) -> str:
    remedy = "Compare with a copy of the book from that time."
    return DataError(book.locate(place), got, expected, remedy).line()


def _of_seals(book: Book, audit: pd.DataFrame, known: pd.DataFrame) -> list[str]:
    """Return what is wrong with the seals themselves, which the last row of the audit covers."""
    if audit.empty:
        if known.empty:
            return []
        return [_line(book, Place("seals", "#1", "run"), "seals without a run", "a row in Audit")]
    newest = known["run"].max() if len(known) else 0
    last = Place("audit", f"#{audit.index[-1]}", "outputs")
    if newest > audit["run"].max():
        text = f"run {int(audit['run'].max())} as the last one"
        return [_line(book, last, text, f"run {int(newest)}, which left outputs: rows are missing")]
    if audit["outputs"].iloc[-1] != root(known):
        return [_line(book, last, "the digest of other outputs", "that of the seals in the book")]
    return []
