"""What the buttons call: the same commands as the shell's, on the workbook open in Excel."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sop_addin.commands.check import check
from sop_addin.commands.dispatch import (
    PACKS,
    WRITES,
    Request,
    carry_out,
    located,
    pack_folder,
    release_folder,
)
from sop_addin.commands.family_codes import FamilyWish
from sop_addin.commands.release import release_files
from sop_addin.commands.run import Run
from sop_addin.commands.verify import head, verify
from sop_addin.errors import BookError, SopError
from sop_addin.excel.book import BlockBook
from sop_addin.excel.live import LiveBlocks, calling_book
from sop_addin.excel.page_frames import KEY
from sop_addin.schema.declarations import Policy
from sop_addin.schema.sheets import SHEETS
from sop_addin.session.month import make_pack
from sop_addin.session.opening import current_run
from sop_addin.wording import counted, of_each

__all__ = ["run"]

_TITLE = "S&OP"
_LINES = 20
_FILES = "release"
"""The command that leaves files of what stands in the book."""


@dataclass(frozen=True)
class _Chosen:
    """What a planner chose from a button's menu, and answered."""

    strategy: str | None
    phase: str
    page: str
    action: str
    told: tuple[str, ...]


def run(
    name: str,
    strategy: str | None = None,
    phase: str = "",
    page: str = "",
    action: str = "",
    told: Sequence[str] = (),
) -> None:
    """Run a command for a button of the workbook that Excel calls from.

    Progress stands in Excel's status line, where the last line stays. An error is one message;
    the workbook is then as it was.

    Parameters
    ----------
    name
        A command that has a button, see :data:`sop_addin.schema.ribbon.COMMANDS`.
    strategy
        ``level``, ``chase`` or ``hybrid``, for ``plan``; ``None``: the one the book is set to.
    phase
        Phase that ``sign`` signs, in the name of Excel's user.
    page
        ``front``: ``plan`` plans the family alone whose page is in front; empty: all together.
    action
        What ``family`` does: ``add``, ``rename``, ``retire`` or ``restore``.
    told
        What the planner answered, each text as hexadecimal UTF-16 codes, four digits a letter.
    """
    chosen = _Chosen(strategy, phase, page, action, tuple(map(_decoded, told)))
    book = calling_book()
    app = book.app
    try:
        told = _answer(book, name, chosen, current_run(partial(_say, app)))
    except SopError as error:
        app.status_bar = False
        app.alert(error.line(), title=_TITLE, mode="critical")
    else:
        if told:
            app.alert(told, title=_TITLE, mode="info")


def _say(app: Any, line: str) -> None:
    app.status_bar = f"{_TITLE}: {line}"


def _answer(book: Any, name: str, chosen: _Chosen, run: Run) -> str:
    """Run the command; return what shall be shown in a message, empty where nothing."""
    with LiveBlocks(book) as blocks:
        if name in (*PACKS, _FILES) and blocks.folder is None:
            raise BookError(
                blocks.title,
                "a book that was never saved on this computer",
                "a saved book: the files go beside it",
                "Save the book in a folder of this computer.",
            )
        if name in WRITES:
            blocks.refuse_passwords(_own_sheets(blocks))
        opened = BlockBook(blocks)
        with located(opened):
            if name in _LISTS:
                return _listed(*_LISTS[name](opened), blocks.title)
            if name in WRITES:
                _write(opened, name, _request(blocks, chosen), run)
            if name == _FILES:
                made = release_files(opened, release_folder(Path(book.fullname)))
                return f"{counted(len(made), 'file')} in {made[0].parent}"
    return _pack(book, run) if name in PACKS else ""


def _request(blocks: LiveBlocks, chosen: _Chosen) -> Request:
    """Return what was chosen in the words of the shell; pages in front by their family."""
    only = _in_front(blocks) if chosen.page else ""
    family = _family(blocks, chosen.action, *chosen.told) if chosen.action else None
    return Request(blocks.folder, chosen.strategy, phase=chosen.phase, only=only, family=family)


def _family(blocks: LiveBlocks, action: str, code: str = "", like: str = "") -> FamilyWish:
    """Return what is wished of a family: added and planned again by its code, else in front."""
    if action == "add":
        policy = like.upper() if like.upper() in (Policy.MTS.value, Policy.MTO.value) else ""
        return FamilyWish(action, code, "" if policy else like, policy)
    if action == "restore":
        return FamilyWish(action, code)
    return FamilyWish(action, _in_front(blocks), new=code)


def _decoded(answer: str) -> str:
    """Return a text from its codes.

    Examples
    --------
    >>> _decoded("00500075006D00700073")
    'Pumps'
    """
    return bytes.fromhex(answer).decode("utf-16-be").strip()


def _write(book: BlockBook, name: str, request: Request, run: Run) -> None:
    """Run a command that writes; a month that fails half way leaves nothing behind."""
    try:
        carry_out(book, name, request, run)
    except BaseException:
        book.take_back()
        raise


def _in_front(blocks: LiveBlocks) -> str:
    """Return the code of the family whose page is in front."""
    sheet = blocks.in_front()
    area = blocks.names().get((sheet, KEY))
    if area is None:
        raise BookError(
            sheet, "the sheet in front", "the page of a family", "Go to its page, and press again."
        )
    return str(blocks.read(area)[0][0])


def _own_sheets(blocks: LiveBlocks) -> list[str]:
    """Return the sheets that commands may write: declared ones and pages, not a planner's own."""
    declared = {sheet.name for sheet in SHEETS}
    pages = {sheet for sheet, name in blocks.names() if name == KEY}
    return [sheet for sheet in blocks.sheets() if sheet in declared | pages]


def _checked(book: BlockBook) -> tuple[list[str], str, str]:
    return check(book), "error", "no errors"


def _verified(book: BlockBook) -> tuple[list[str], str, str]:
    return verify(book), "difference from the record", f"the record holds: {head(book)}"


_LISTS = {"check": _checked, "verify": _verified}
"""Commands that only say what they found: the lines, what they are, and what to say if none."""


def _listed(lines: list[str], what: str, none: str, title: str) -> str:
    if not lines:
        return f"{title}: {none}"
    left = len(lines) - _LINES
    more = [f"... and {left} more: run the command in a shell."] if left > 0 else []
    return "\n".join([f"{of_each(len(lines), what)} in {title}", *lines[:_LINES], *more])


def _pack(book: Any, run: Run) -> str:
    """Make the pack from a copy of the book as it stands in Excel, saved or not."""
    blocks = LiveBlocks(book)
    out = pack_folder(Path(book.fullname))
    with tempfile.TemporaryDirectory(prefix="sop-pack-") as folder:
        copy = Path(folder, blocks.title)
        blocks.save_copy(copy)
        make_pack(copy, out, run)
    return f"The pack is in {out}"
