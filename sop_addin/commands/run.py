"""What surrounds a command: clock, user, progress, and the one audit row of a run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd

from sop_addin import __version__
from sop_addin.commands.observed import Observed
from sop_addin.commands.seals import following, sealed, touched
from sop_addin.commands.signatures import changed_rows
from sop_addin.excel.book import Book
from sop_addin.excel.changes import Changes
from sop_addin.record.audit import audit_row
from sop_addin.record.libraries import libraries
from sop_addin.record.seals import merged, root
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
    taken
        What takes back each step that was applied, in their order.
    """

    now: dt.datetime
    user: str
    say: Callable[[str], None]
    summary: list[str] = field(default_factory=list)
    taken: list[Changes] = field(default_factory=list)

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
    seen = Observed(book)
    changes = command(seen, run)
    known, parts = following(book, changes.renamed_pages)
    undo = book.apply(changes)
    noted = book.apply(Changes(tables={"cycle": changed_rows(book)}))
    if not undo and not noted:
        run.say(f"{name}: nothing new, nothing written")
        return False
    run.taken += [undo, noted]
    parts |= touched(book, undo) | touched(book, noted)
    book.apply(_recorded(book, name, run, seen, (known, parts)))
    return True


def _recorded(
    book: Book, name: str, run: Run, seen: Observed, seals: tuple[pd.DataFrame, set[str]]
) -> Changes:
    """Return the audit's row of a run, and the seals: those before, and of parts it wrote."""
    known, parts = seals
    former = book.read_table(table("audit"))
    number = int(former["run"].max()) + 1 if len(former) else 1
    now = sealed(book, parts)
    fresh = pd.DataFrame({"part": list(now), "digest": list(now.values())})
    after = merged(known, fresh.assign(run=float(number), command=name))
    row = audit_row(
        number=number,
        when=run.now,
        user=run.user,
        command=name,
        version=__version__,
        libraries=libraries(),
        inputs=seen.digest(),
        outputs=root(after),
        before=str(former["digest"].iloc[-1]) if len(former) else "",
        summary="; ".join(run.summary),
        reads=seen.words(),
    )
    return Changes(tables={"audit": row}, restore={"seals": after})
