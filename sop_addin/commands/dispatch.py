"""One command by its name, on an open book: what the shell and the ribbon share."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from sop_addin.commands.phases import advancing
from sop_addin.commands.run import Command, Run, execute
from sop_addin.errors import BookError, DataError, Place, SopError
from sop_addin.excel.book import Book
from sop_addin.excel.changes import Changes

if TYPE_CHECKING:  # a command loads what it computes with, and nothing else
    from sop_addin.commands.decide import DecisionWish
    from sop_addin.commands.family_codes import FamilyWish
    from sop_addin.commands.merge import MergeWish
    from sop_addin.commands.scenario import ScenarioWish

__all__ = ["PACKS", "WRITES", "Request", "carry_out", "located", "pack_folder", "release_folder"]


@dataclass(frozen=True)
class Request:
    """What was asked for beside the command's name.

    Parameters
    ----------
    folder
        Folder of the workbook, from which a path in the book counts; ``None``: never saved.
    strategy
        ``level``, ``chase`` or ``hybrid``; ``None``: the one that the book is set to.
    source
        File or folder of the extract; ``None``: the one that the cell ``source`` names.
    phase, by
        Phase that is signed, and who signs or approves; empty: the user of the run.
    month
        Month of the cycle that is opened; ``None``: the next one.
    family
        What ``family`` does, and to which.
    merge
        The copies that ``merge`` takes in.
    only
        Code of the family that ``plan`` plans alone; empty: all together.
    scenario
        What ``scenario`` does, and with which; ``None``: it compares all of the list.
    decision
        What ``decide`` records; ``None``: what people typed on the sheet of the meeting.
    """

    folder: Path | None
    strategy: str | None = None
    source: Path | None = None
    phase: str = ""
    by: str = ""
    month: pd.Period | None = None
    family: FamilyWish | None = None
    merge: MergeWish | None = None
    only: str = ""
    scenario: ScenarioWish | None = None
    decision: DecisionWish | None = None


def carry_out(book: Book, name: str, request: Request, run: Run) -> bool:
    """Run a command that writes, one of :data:`WRITES`; what it changed is kept for an undo.

    Returns
    -------
    bool
        Whether anything changed; if not, nothing is written at all.

    Raises
    ------
    SopError
        Whatever the command meets; the book is then as it was.
    """
    run.taken.clear()
    told = _TOLD.get(name)
    changed = told(book, request, run) if told else execute(book, name, _alone(name), run)
    if changed:
        from sop_addin.commands.taken import kept

        book.apply(Changes(restore={"undo": kept(book, run.taken)}))
    return changed


_ALONE: Mapping[str, str] = {
    "close": "",
    "forecast": "demand",
    "report": "",
    "demand": "demand",
    "resources": "",
    "presop": "presop",
    "executive": "executive",
    "minutes": "",
    "release": "release",
    "mps": "",
    "undo": "",
}
"""Commands that are told nothing beside the book -> the phase that is done once they ran."""


def _alone(name: str) -> Command:
    """Return a command that is told nothing, from the module that is called like it."""
    command: Command = getattr(import_module(f"sop_addin.commands.{name}"), name)
    return advancing(_ALONE[name], command) if _ALONE[name] else command


def _refresh(book: Book, request: Request, run: Run) -> bool:
    from sop_addin.commands.refresh import refresh

    command = partial(refresh, source=_source(book, request, run))
    return execute(book, "refresh", advancing("data", command), run)


def _plan(book: Book, request: Request, run: Run) -> bool:
    from sop_addin.commands.plan import plan

    command = partial(plan, strategy=request.strategy, only=request.only)
    return execute(book, "plan", advancing("supply", command), run)


def _cycle(book: Book, request: Request, run: Run) -> bool:
    from sop_addin.commands.cycle import cycle

    return cycle(book, run, _source(book, request, run), request.strategy)


def _open(book: Book, request: Request, run: Run) -> bool:
    from sop_addin.commands.open_cycle import open_cycle

    return execute(book, "open", partial(open_cycle, wanted=request.month), run)


def _sign(book: Book, request: Request, run: Run) -> bool:
    from sop_addin.commands.sign import sign

    command = partial(sign, key=request.phase, by=request.by or run.user)
    return execute(book, "sign", command, run)


def _approve(book: Book, request: Request, run: Run) -> bool:
    from sop_addin.commands.approve import approve

    return execute(book, "approve", partial(approve, by=request.by or run.user), run)


def _family(book: Book, request: Request, run: Run) -> bool:
    from sop_addin.commands.family import add
    from sop_addin.commands.family_rename import rename
    from sop_addin.commands.family_retire import restore, retire

    wish = request.family
    if wish is None:
        raise ValueError("no family was named")
    command = {"add": add, "rename": rename, "retire": retire, "restore": restore}[wish.action]
    return execute(book, f"family {wish.action}", partial(command, wish=wish), run)


def _scenario(book: Book, request: Request, run: Run) -> bool:
    from sop_addin.commands.scenario import ScenarioWish, compare, promote

    wish = request.scenario or ScenarioWish("compare")
    command = {"compare": compare, "promote": promote}[wish.action]
    return execute(book, f"scenario {wish.action}", partial(command, wish=wish), run)


def _decide(book: Book, request: Request, run: Run) -> bool:
    from sop_addin.commands.decide import decide

    return execute(book, "decide", partial(decide, wish=request.decision), run)


def _merge(book: Book, request: Request, run: Run) -> bool:
    from sop_addin.commands.merge import merge

    if request.merge is None:
        raise ValueError("no copy was named")
    return execute(book, "merge", partial(merge, wish=request.merge), run)


_TOLD: Mapping[str, Callable[[Book, Request, Run], bool]] = {
    "open": _open,
    "sign": _sign,
    "approve": _approve,
    "family": _family,
    "refresh": _refresh,
    "plan": _plan,
    "scenario": _scenario,
    "decide": _decide,
    "cycle": _cycle,
    "merge": _merge,
}
"""Commands that take something of the request."""

WRITES = frozenset((*_ALONE, *_TOLD))
"""Commands that write into the book."""

PACKS = frozenset(("pack", "cycle"))
"""Commands that end with the meeting pack."""


def _source(book: Book, request: Request, run: Run) -> Path:
    """Return where the extract is: as asked for, else as the book's cell says."""
    if request.source is not None:
        return request.source
    where = Place(field="source")
    named = str(book.read_cells()["source"] or "").strip()
    if not named:
        raise DataError(
            where,
            "a blank",
            "the folder or file of the extract",
            "Fill the cell, or name it in a shell: --source PATH.",
        )
    path = Path(named).expanduser()
    if not path.is_absolute():
        if request.folder is None:
            raise BookError(where, repr(named), "a whole path", "Save the book, or name it whole.")
        path = request.folder / path
    run.say(f"source {path}, as {book.locate(where)} says")
    return path


def pack_folder(book: Path) -> Path:
    """Return where the pack of a workbook goes if nobody says: a folder beside it.

    Examples
    --------
    >>> pack_folder(Path("plans/SOP_Pumps.xlsm")).as_posix()
    'plans/SOP_Pumps_pack'
    """
    return book.with_name(f"{book.stem}_pack")


def release_folder(book: Path) -> Path:
    """Return where the files of a release go if nobody says: a folder beside the workbook.

    Examples
    --------
    >>> release_folder(Path("plans/SOP_Pumps.xlsm")).as_posix()
    'plans/SOP_Pumps_release'
    """
    return book.with_name(f"{book.stem}_release")


@contextlib.contextmanager
def located(book: Book) -> Iterator[None]:
    """Turn the logical place of an error into the cell where it stands in `book`."""
    try:
        yield
    except SopError as error:
        if not isinstance(error.where, Place):
            raise
        where = book.locate(error.where)
        raise type(error)(where, error.got, error.expected, error.remedy) from error
