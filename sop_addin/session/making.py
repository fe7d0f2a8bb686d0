"""A new workbook, made from the template: all of it, or none."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from sop_addin.commands.new import template_file
from sop_addin.errors import BookError
from sop_addin.excel import vba
from sop_addin.excel.book import BlockBook
from sop_addin.excel.conf import conf_rows
from sop_addin.excel.file import FileBlocks
from sop_addin.excel.functions import PACKAGE, function_modules
from sop_addin.excel.locking import Lock
from sop_addin.schema.sheets import CONFIG_SHEET
from sop_addin.session.opening import results_stored

__all__ = ["new_book"]


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
        with FileBlocks(draft, results_stored(say)) as blocks:
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
