"""A workbook file's meeting pack, and its whole month."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sop_addin.commands.dispatch import Request, carry_out
from sop_addin.commands.executive import summary
from sop_addin.commands.overtyped import warn_overtyped
from sop_addin.commands.plan_version import APPROVED_STATE, DRAFT_STATE, is_approved
from sop_addin.commands.run import Run
from sop_addin.excel.book import Book
from sop_addin.record.pack import write_pack
from sop_addin.session.opening import open_book, read_book

__all__ = ["make_pack", "run_month"]


def make_pack(path: Path, out: Path, run: Run, *, pdf: bool = True) -> None:
    """Write the meeting pack of a workbook file into a folder, and say what was made.

    Raises
    ------
    SopError
        Nothing was planned yet, or a file cannot be read or written.
    """
    with read_book(path) as book:
        mail = _mail(book)
        warn_overtyped(book, run)
    _write_pack(path, out, run, mail, pdf)


@dataclass(frozen=True)
class _Mail:
    """What the mail says; `state` is the word that pack and subject carry."""

    state: str
    subject: str
    text: str


def _mail(book: Book) -> _Mail:
    cells = book.read_cells()
    state = APPROVED_STATE if is_approved(cells["plan_state"]) else DRAFT_STATE
    return _Mail(state, f"S&OP {cells['cycle_month']} {state}", summary(book))


def _write_pack(path: Path, out: Path, run: Run, mail: _Mail, pdf: bool) -> None:
    name = f"{path.stem}_{mail.state}"
    pack = write_pack(path, out, name, subject=mail.subject, text=mail.text, when=run.now, pdf=pdf)
    for made in (pack.workbook, pack.pdf, pack.mail):
        if made is not None:
            run.say(f"made {made}")
    if pack.note:
        run.say(pack.note)


def run_month(
    path: Path, source: Path | None, out: Path, run: Run, *, strategy: str | None, pdf: bool = True
) -> None:
    """Run the whole month on a workbook file: one open, one recalculation, one save; then the pack.

    Without `source`, the book's own cell says where the extract is.

    Raises
    ------
    SopError
        Whatever a step meets; the workbook is then as it was.
    """
    with open_book(path, run.say) as book:
        changed = carry_out(book, "cycle", Request(path.resolve().parent, strategy, source), run)
        mail = _mail(book)  # the pages are still in memory as they were read
        if changed:
            book.save()
    _write_pack(path, out, run, mail, pdf)
