"""What surrounds a command: clock, user, progress, and the one audit row of a run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd

from sop_addin import __version__
from sop_addin.commands.signatures import changed_rows
from sop_addin.excel.book import Book
from sop_addin.excel.changes import Changes
from sop_addin.record.audit import audit_row
from sop_addin.schema.tables import table

__all__ = ["Command", "Run", "execute"]


@dataclass
class Run:
    """The outside world, given to commands so that they are pure.

    Parameters
    ----------
    now
        Time of the run; only the audit row and the pack's mail hold it.
    user
        Who runs it.
    say
        Takes one line of progress.
    summary
        Lines that the command wants recorded in its audit row.
    """

    now: dt.datetime
    user: str
    say: Callable[[str], None]
    summary: list[str] = field(default_factory=list)

    def report(self, line: str) -> None:
        """Say a line and record it."""
        self.summary.append(line)
        self.say(line)


Command = Callable[[Book, Run], Changes]


def execute(book: Book, name: str, command: Command, run: Run) -> bool:
    """Run a command on an open book, apply what it asks for, and record it.

    Returns
    -------
    bool
        Whether anything changed; if not, nothing is written at all.
    """
    run.summary.clear()
    changes = command(book, run)
    undo = book.apply(changes)
    noted = book.apply(Changes(tables={"cycle": changed_rows(book)}))
    if not undo and not noted:
        run.say(f"{name}: nothing new, nothing written")
        return False
    former = book.read_table(table("audit"))
    row = audit_row(
        number=int(former["run"].max()) + 1 if len(former) else 1,
        when=run.now,
        user=run.user,
        command=name,
        version=__version__,
        inputs=_content(undo),
        outputs=_content(changes),
        summary="; ".join(run.summary),
    )
    book.apply(Changes(tables={"audit": row}))
    return True


def _content(changes: Changes) -> dict[str, pd.DataFrame]:
    """Return changes as frames by name, for their digest."""
    frames: dict[str, pd.DataFrame] = {}
    for kind in ("tables", "added", "grids", "restore"):
        frames |= {f"{kind} {name}": frame for name, frame in getattr(changes, kind).items()}
    for name, frame in changes.fields.items():
        frames[f"fields {name}"] = frame.rename_axis("key").reset_index()
    if changes.cells:
        cells = {name: ["" if v is None else str(v)] for name, v in changes.cells.items()}
        frames["cells"] = pd.DataFrame(cells)
    if changes.renamed_pages:
        renamed = [(each.old, each.new) for each in changes.renamed_pages]
        frames["renamed"] = pd.DataFrame(renamed, columns=["old", "new"])
    if changes.new_pages:
        frames["pages"] = pd.DataFrame({"key": [new.key for new in changes.new_pages]})
    return frames
