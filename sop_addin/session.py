"""A workbook file from opening to saving: what the shell and the demonstration share."""

from __future__ import annotations

import contextlib
import datetime as dt
import getpass
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from sop_addin.commands.dispatch import Request, carry_out, located
from sop_addin.commands.executive import summary
from sop_addin.commands.new import template_file
from sop_addin.commands.overtyped import warn_overtyped
from sop_addin.commands.run import Run
from sop_addin.errors import BookError
from sop_addin.excel import vba
from sop_addin.excel.book import BlockBook, Book
from sop_addin.excel.conf import conf_rows
from sop_addin.excel.file import FileBlocks
from sop_addin.excel.finding import Finder
from sop_addin.excel.functions import PACKAGE, function_modules
from sop_addin.excel.locking import Lock
from sop_addin.excel.results import store_our_results
from sop_addin.record.pack import write_pack
from sop_addin.schema.sheets import CONFIG_SHEET

__all__ = [
    "current_run",
    "find_in_book",
    "make_pack",
    "new_book",
    "open_book",
    "read_book",
    "run_month",
]

_CLOCK = dt.datetime(2026, 1, 1)
"""What NOW() gives when results are stored: the same on every run, so that bytes repeat."""


def current_run(say: Callable[[str], None]) -> Run:
    """Return a run at the present time by the present user."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = "unknown"
    return Run(dt.datetime.now().replace(microsecond=0), user, say)


def _store_results(say: Callable[[str], None]) -> Callable[[FileBlocks], None]:
    def store(blocks: FileBlocks) -> None:
        left = store_our_results(blocks, _CLOCK).left_to_excel
        if left:
            first = f"{left[0].sheet}!{left[0].cell}: {left[0].reason}"
            say(f"{len(left)} formulas are left to Excel, the first {first}")

    return store


@contextlib.contextmanager
def open_book(path: Path, say: Callable[[str], None]) -> Iterator[BlockBook]:
    """Open a workbook file for a command; its errors come back with sheet and cell.

    Raises
    ------
    SopError
        Whatever the command meets; logical places are turned into cells.
    """
    with _located(FileBlocks(path, _store_results(say))) as book:
        yield book


@contextlib.contextmanager
def read_book(path: Path) -> Iterator[BlockBook]:
    """Open a workbook file that is only read, whoever else has it open."""
    with _located(FileBlocks.reader(path)) as book:
        yield book


@contextlib.contextmanager
def find_in_book(path: Path) -> Iterator[tuple[BlockBook, Finder]]:
    """Open a workbook file, or a pack, that is only read, with what finds its cells."""
    blocks = FileBlocks.reader(path)
    with _located(blocks) as book:
        yield book, Finder(blocks)


@contextlib.contextmanager
def _located(blocks: FileBlocks) -> Iterator[BlockBook]:
    with blocks:
        book = BlockBook(blocks)
        with located(book):
            yield book


@contextlib.contextmanager
def new_book(path: Path, say: Callable[[str], None]) -> Iterator[BlockBook]:
    """Make a book from the template; it appears at `path` only when everything worked.

    Raises
    ------
    BookError
        There is a file already, or the folder cannot be written.
    """
    if path.suffix.lower() != ".xlsm":
        raise BookError(
            str(path), f"the ending {path.suffix!r}", ".xlsm", "Name the book NAME.xlsm."
        )
    if not path.parent.is_dir():
        raise BookError(str(path.parent), "nothing", "a folder", "Make the folder first.")
    with _claimed(path), _folder_beside(path) as folder:
        draft = Path(folder, path.name)
        draft.write_bytes(template_file().read_bytes())
        with FileBlocks(draft, _store_results(say)) as blocks:
            yield BlockBook(blocks)
            _complete(blocks, say)
            blocks.save()
        os.replace(draft, path)


@contextlib.contextmanager
def _claimed(path: Path) -> Iterator[None]:
    """Hold the right to make a book at `path`, where there is none yet."""
    lock = Lock(path.resolve())
    try:
        if path.exists():
            raise BookError(
                str(path),
                "a file that exists",
                "a new name",
                "Choose another name or move it away.",
            )
        yield
    finally:
        lock.release()


def _folder_beside(path: Path) -> tempfile.TemporaryDirectory[str]:
    try:
        return tempfile.TemporaryDirectory(dir=path.parent, prefix=".sop-new-")
    except OSError as error:
        raise BookError(
            str(path.parent),
            f"a folder that cannot be written ({error.strerror})",
            "one that can",
            "Make the book in another folder.",
        ) from error


def _complete(blocks: FileBlocks, say: Callable[[str], None]) -> None:
    """Give the book xlwings' own VBA modules, the functions', and the place of this Python."""
    names = []
    for number, sheet in enumerate(blocks.sheets(), 1):
        name = blocks.code_name(sheet)
        if not name:
            name = f"Page{number}"
            blocks.set_code_name(sheet, name)
        names.append(name)
    project = "xl/vbaProject.bin"
    functions = _functions(say)
    blocks.replace_member(project, vba.complete(blocks.read_member(project), names, functions))
    package = PACKAGE if functions else ""
    rows = conf_rows(Path(sys.executable), sys.platform, functions=package)
    blocks.write(CONFIG_SHEET, 1, 1, [list(row) for row in rows])


def _functions(say: Callable[[str], None]) -> tuple[vba.Module, ...]:
    """Return the VBA of the worksheet functions; a book without them is whole, and says so."""
    try:
        return function_modules()
    except BookError as error:
        say(error.line())
        return ()


def make_pack(path: Path, out: Path, run: Run, *, pdf: bool = True) -> None:
    """Write the meeting pack of a workbook file into a folder, and say what was made.

    Raises
    ------
    SopError
        Nothing was planned yet, or a file cannot be read or written.
    """
    with read_book(path) as book:
        subject, text = _mail(book)
        warn_overtyped(book, run)
    _write_pack(path, out, run, subject, text, pdf)


def _mail(book: Book) -> tuple[str, str]:
    return f"S&OP {book.read_cells()['cycle_month']} DRAFT", summary(book)


def _write_pack(path: Path, out: Path, run: Run, subject: str, text: str, pdf: bool) -> None:
    pack = write_pack(path, out, subject=subject, text=text, when=run.now, pdf=pdf)
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
        subject, text = _mail(book)  # the pages are still in memory as they were read
        if changed:
            book.save()
    _write_pack(path, out, run, subject, text, pdf)
