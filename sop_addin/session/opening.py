"""A workbook file from opening to saving: what the shell and the demonstration share."""

from __future__ import annotations

import contextlib
import datetime as dt
import getpass
from collections.abc import Callable, Iterator
from pathlib import Path

from sop_addin.commands.dispatch import located
from sop_addin.commands.run import Run
from sop_addin.excel.book import BlockBook
from sop_addin.excel.file import FileBlocks
from sop_addin.excel.finding import Finder
from sop_addin.excel.results import store_our_results

__all__ = ["current_run", "find_in_book", "open_book", "read_book", "results_stored"]

_CLOCK = dt.datetime(2026, 1, 1)
"""What NOW() gives when results are stored: the same on every run, so that bytes repeat."""


def current_run(say: Callable[[str], None]) -> Run:
    """Return a run at the present time by the present user."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = "unknown"
    return Run(dt.datetime.now().replace(microsecond=0), user, say)


def results_stored(say: Callable[[str], None]) -> Callable[[FileBlocks], None]:
    """Return what stores the results of our formulas at a save, and says what is left to Excel."""

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
    with _located(FileBlocks(path, results_stored(say))) as book:
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
