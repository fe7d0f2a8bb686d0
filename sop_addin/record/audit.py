"""The audit: one row for each run that changed something, each sealing the row before.

The digest of a row covers its cells and the digest of the row above it, so that a row cannot be
changed, removed, added or moved without every later digest being wrong. Whoever computes all later
digests anew can still bend the whole chain of one file: what holds against that is any digest that
left the file before, in a mail or on paper.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from sop_addin.record.fingerprint import digest

__all__ = ["Break", "audit_row", "breaks"]

_CONTENT = ("run", "when", "user", "command", "version", "inputs", "outputs", "summary")
_CELLS = (*_CONTENT, "libraries", "reads")
"""Cells that have a mark of their own."""

_MARK = 4


@dataclass(frozen=True)
class Break:
    """Where the chain does not hold.

    Parameters
    ----------
    row
        Number of the data row in the table, from 1.
    column
        Column of the audit.
    got, expected
        What stands there, and what would hold.
    """

    row: int
    column: str
    got: str
    expected: str


def audit_row(
    *,
    number: int,
    when: dt.datetime,
    user: str,
    command: str,
    version: str,
    libraries: str,
    inputs: str,
    outputs: str,
    before: str,
    summary: str,
    reads: str,
) -> pd.DataFrame:
    """Return the audit's row of one run.

    Parameters
    ----------
    number
        Number of the run, counted from 1.
    when
        Time of the run; seconds are kept, fractions are not.
    user, command, version, libraries
        Who ran which command of which version of the add-in, and what computed.
    inputs, outputs
        Digest of what the run read, and of all that runs left in the book up to this one.
    before
        Digest of the row before; empty for the first.
    summary
        What it did, in a line.
    reads
        Sheets and rows that it read, by name.

    Returns
    -------
    DataFrame
        One row: the parameters, ``marks`` (the start of the digest of each cell) and ``digest``,
        64 hexadecimal digits (SHA-256).

    Examples
    --------
    >>> row = audit_row(
    ...     number=1, when=dt.datetime(2026, 3, 2, 9, 0, 7, 123), user="ana", command="plan",
    ...     version="0.1.0", libraries="numpy 2.0.0", inputs="", outputs="", before="",
    ...     summary="1 family planned", reads="Families",
    ... )
    >>> row.loc[0, ["when", "digest"]].to_list()[0], len(row.loc[0, "digest"])
    (Timestamp('2026-03-02 09:00:07'), 64)
    >>> breaks(row), breaks(row.assign(user="bo"))[0].column
    ([], 'user')
    """
    row = pd.DataFrame(
        {
            "run": [float(number)],
            "when": [pd.Timestamp(when).floor("s")],
            "user": [user.strip()],
            "command": [command],
            "version": [version],
            "inputs": [inputs],
            "outputs": [outputs],
            "summary": [summary.strip()],
            "libraries": [libraries],
            "reads": [reads],
        }
    )
    marks = _marks(row)
    return row.assign(marks=marks, before=before, digest=_digest(row, marks, before))


def breaks(rows: pd.DataFrame) -> list[Break]:
    """Return every place where the chain does not hold, from the first row to the last.

    Parameters
    ----------
    rows
        The audit as it stands in the book; the index is the number of the data row.
    """
    found: list[Break] = []
    before, number = "", 0
    for at, row in enumerate(rows.index):
        one = rows.iloc[[at]]
        found += _broken(one, int(row), before, number)
        before, number = str(one["digest"].iloc[0]), _number(one["run"].iloc[0])
    return found


def _broken(row: pd.DataFrame, at: int, before: str, number: int) -> Iterator[Break]:
    """Yield what is wrong with one row, after the one with `before` and `number`."""
    own = row.iloc[0]
    run = _number(own["run"])
    if run != number + 1:
        yield Break(at, "run", f"run {run}", f"run {number + 1}: a row was removed, added or moved")
    elif own["before"] != before:
        yield Break(
            at, "before", _shown(own["before"]), f"{_shown(before)}, the digest of the row above"
        )
    cells, marks = row[list(_CELLS)], _marks(row[list(_CELLS)])
    if own["digest"] == _digest(cells, own["marks"], own["before"]):
        return
    pairs = zip(_CELLS, marks.split("-"), str(own["marks"]).split("-"), strict=False)
    changed = [name for name, now, then in pairs if now != then]
    if own["digest"] == _digest(cells, marks, own["before"]):
        changed = ["marks"]
    for name in changed or ["digest"]:
        got = str(own[name]) if changed else _shown(own["digest"])
        yield Break(at, name, f"{got!r} in run {run}", "what the run wrote")


def _number(value: float) -> int:
    return 0 if pd.isna(value) else int(value)


def _shown(full: str) -> str:
    return f"{full[:12]}..." if full else "nothing"


def _digest(row: pd.DataFrame, marks: str, before: str) -> str:
    """Return the digest of a row's cells, of their marks and of the row before."""
    return digest({"audit": _canonical(row).assign(marks=marks, before=before)}, 0)


def _marks(row: pd.DataFrame) -> str:
    cells = _canonical(row)
    texts = zip(_CELLS, cells.iloc[0].tolist(), strict=True)
    found = (hashlib.sha256(f"{name}\0{text}".encode()) for name, text in texts)
    return "-".join(mark.hexdigest()[:_MARK] for mark in found)


def _canonical(row: pd.DataFrame) -> pd.DataFrame:
    """Return the cells as text; times to the second, as they come back from a sheet."""
    when = pd.to_datetime(row["when"]).dt.round("s").dt.strftime("%Y-%m-%dT%H:%M:%S")
    texts = {name: row[name].astype(str) for name in _CELLS if name not in ("run", "when")}
    numbers = row["run"].map(_number).astype(str)
    frame = pd.DataFrame({"run": numbers, "when": when.fillna(""), **texts})
    return frame.reset_index(drop=True)
