"""Merge: what planners typed into copies of the book comes home; nothing is lost or guessed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sop_addin.commands.run import Run
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import Book
from sop_addin.excel.changes import Changes, Scalar
from sop_addin.excel.table_frames import row_keys
from sop_addin.schema.cells import CELLS, cell
from sop_addin.schema.declarations import PLANNER, Kind, Owner, Table
from sop_addin.schema.family_codes import code_columns
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import TABLES, table
from sop_addin.wording import counted

__all__ = ["MergeWish", "merge"]

_FAMILIES = "families"
_UNSAID = "left as they are: say --take mine or --take theirs"


@dataclass(frozen=True)
class MergeWish:
    """What comes back, and how it is taken.

    Parameters
    ----------
    returned
        Copies of the book with the names of their files.
    base
        The book as it was sent; ``None``: not known, and two values that differ are a conflict.
    take
        ``mine`` or ``theirs`` where both sides changed a cell; empty: such cells are only listed.
    """

    returned: tuple[tuple[str, Book], ...]
    base: Book | None = None
    take: str = ""


@dataclass(frozen=True)
class _Typed:
    """What people fill in one book: values by place, and rows of lists by table and key."""

    cells: Mapping[Place, Scalar]
    rows: Mapping[tuple[str, str], pd.DataFrame]


@dataclass(frozen=True)
class _Conflict:
    """A cell with two values, each with whose it is: ``mine`` or the name of a file."""

    place: Place
    first: Scalar
    whose: str
    second: Scalar
    file: str


def merge(book: Book, run: Run, wish: MergeWish) -> Changes:
    """Return the changes that take what people typed into copies of the book.

    Only cells that people fill are looked at. A cell that only the copy changed is taken; one that
    both changed, or two copies differently, is a conflict. A row that a copy adds to a list is
    added; one that it lacks is said and stays.

    Raises
    ------
    DataError
        A file is no copy of this book, a cell of it cannot be read, or a cell to be written holds
        a formula here.
    """
    if wish.base is not None:
        _refuse_another(book, wish.base, "--base")
    mine = _typed(book)
    base = None if wish.base is None else _typed(wish.base)
    taken: dict[Place, Scalar] = {}
    giver: dict[Place, str] = {}
    fresh: dict[tuple[str, str], pd.DataFrame] = {}
    conflicts: list[_Conflict] = []
    for file, copy in wish.returned:
        _refuse_another(book, copy, file)
        theirs = _typed(copy)
        _say_other_month(book, copy, file, run)
        for place, value in theirs.cells.items():
            here = taken.get(place, mine.cells.get(place, value))
            if value == here:
                continue
            before = _before(base, place, here)
            if value == before:
                continue
            if place in taken or mine.cells[place] != before:
                conflicts.append(_Conflict(place, here, giver.get(place, "mine"), value, file))
            else:
                taken[place], giver[place] = value, file
        for line in _off_the_page(mine, base, theirs, file):
            run.say(line)
        for line in _of_rows(mine, base, theirs, fresh, file):
            run.say(line)
    return _result(book, run, wish, taken, fresh, conflicts)


def _refuse_another(book: Book, copy: Book, file: str) -> None:
    """Refuse a book with another beginning: its codes may be the same, its numbers are not ours."""
    ours, theirs = (each.read_table(table("audit"))["digest"].tolist() for each in (book, copy))
    if ours[:1] != theirs[:1]:
        raise DataError(
            file,
            f"another book, of {copy.read_cells()['company'] or 'a company without a name'}",
            "a copy of this book",
            "Give the file that was sent out and came back; a new book is filled by `sop new`.",
        )


def _say_other_month(book: Book, copy: Book, file: str, run: Run) -> None:
    """Say that a copy is of another cycle: only months that both show can come home."""
    here, there = book.read_cells()["cycle_month"], copy.read_cells()["cycle_month"]
    if here != there:
        run.say(f"note: {file} is of {_cycle(there)}, this book of {_cycle(here)}")


def _cycle(month: Scalar) -> str:
    return "no cycle yet" if month is None else f"cycle {month}"


def _before(base: _Typed | None, place: Place, here: Scalar) -> Scalar:
    """Return what was sent; where nobody knows, a blank here is taken to have been blank then."""
    return None if base is None else base.cells.get(place, here)


def _off_the_page(mine: _Typed, base: _Typed | None, theirs: _Typed, file: str) -> Iterator[str]:
    """Yield what a copy holds in months, or for families, that no page here has."""
    sent = {} if base is None else base.cells
    for place, value in theirs.cells.items():
        here = place.part != FAMILY_PAGE.name or place in mine.cells
        if not here and value is not None and value != sent.get(place):
            yield f"{file}: {place} holds {_shown(value)}, and no page here has such a month"


def _of_rows(
    mine: _Typed,
    base: _Typed | None,
    theirs: _Typed,
    fresh: dict[tuple[str, str], pd.DataFrame],
    file: str,
) -> Iterator[str]:
    """Gather rows that only a copy has; yield those that are not taken, in words."""
    strangers = {key for name, key in theirs.rows.keys() - mine.rows.keys() if name == _FAMILIES}
    left: Counter[str] = Counter()
    for name, key in sorted(theirs.rows.keys() - mine.rows.keys()):
        where = f"{file}: {table(name).sheet} {key}"
        if name == _FAMILIES:
            yield f"{where}: a family comes by `sop family add`, not by a merge"
        elif base is not None and (name, key) in base.rows:
            yield f"{where}: the row was deleted here and stays so"
        elif named := _codes(name, theirs.rows[name, key]) & strangers:
            left.update(named)
        elif (name, key) in fresh and not fresh[name, key].equals(theirs.rows[name, key]):
            yield f"{where}: another copy adds the same row otherwise; the first one is taken"
        else:
            fresh[name, key] = theirs.rows[name, key]
    for code, count in sorted(left.items()):
        yield f"{file}: {counted(count, 'row')} of {code}, which is no family here: not taken"
    if base is None:
        return
    for name, key in sorted((mine.rows.keys() & base.rows.keys()) - theirs.rows.keys()):
        yield f"{file}: {table(name).sheet} {key}: the row is gone there; it stays here"


def _codes(name: str, row: pd.DataFrame) -> set[str]:
    """Return the codes of families that a row of a list names."""
    texts = (str(row[column.name].iloc[0]) for column in code_columns(table(name)))
    return {part.strip() for text in texts for part in text.split(",")}


def _result(
    book: Book,
    run: Run,
    wish: MergeWish,
    taken: dict[Place, Scalar],
    fresh: Mapping[tuple[str, str], pd.DataFrame],
    conflicts: Sequence[_Conflict],
) -> Changes:
    for each in conflicts:
        both = f"{each.whose} {_shown(each.first)}, {each.file} {_shown(each.second)}"
        run.say(f"conflict {book.locate(each.place)} ({_named(each.place)}): {both}")
        if wish.take == "theirs":
            taken[each.place] = each.second
        else:
            taken.pop(each.place, None)
    files = ", ".join(file for file, _ in wish.returned)
    left = {"mine": "kept as they are here", "theirs": "taken from the last copy that differs"}
    said = (
        f"; {counted(len(conflicts), 'conflict')} {left.get(wish.take, _UNSAID)}"
        if conflicts
        else ""
    )
    if taken or fresh:
        run.report(
            f"merged {files}: {counted(len(taken), 'cell')}, {counted(len(fresh), 'row')}{said}"
        )
    elif said:
        run.say(f"{files}{said}")
    added: dict[str, pd.DataFrame] = {}
    for name in dict.fromkeys(name for name, _ in sorted(fresh)):
        rows = [fresh[key] for key in sorted(fresh) if key[0] == name]
        added[name] = pd.concat(rows, ignore_index=True)
    return Changes(entered=taken, added=added)


def _named(place: Place) -> str:
    """Return what a planner calls a cell: its row and month, its column, or its setting."""
    if place.part == FAMILY_PAGE.name:
        series = next(s for s in FAMILY_PAGE.series if s.name == place.field)
        return f"{series.label.en}, {place.month}"
    if place.part:
        return table(place.part).column(place.field or "").label.en
    return cell(place.field or "").label.en


def _shown(value: Scalar) -> str:
    return (
        "a blank" if value is None else f"{value:.12g}" if isinstance(value, float) else str(value)
    )


# --- what people typed ---------------------------------------------------------------------------


def _typed(book: Book) -> _Typed:
    cells = {place: value for place, value in _on_pages(book)}
    held = book.read_cells()
    cells |= {
        Place(field=c.name): _plain(held[c.name], c.kind, c.decimals)
        for c in CELLS
        if c.by == PLANNER
    }
    rows: dict[tuple[str, str], pd.DataFrame] = {}
    for item in TABLES:
        own = [c for c in item.columns if item.owner is Owner.INPUT or c.planner]
        own = [c for c in own if c.name not in item.keys]
        frame = book.read_table(item)
        keys = row_keys(item, frame).tolist()
        for column in own:
            values = zip(keys, frame[column.name], strict=True)
            cells |= {
                Place(item.name, key, column.name): _plain(v, column.kind, column.decimals)
                for key, v in values
            }
        if item.owner is Owner.INPUT:
            rows |= _rows(item, frame, keys)
    return _Typed(cells, rows)


def _rows(item: Table, frame: pd.DataFrame, keys: Sequence[str]) -> dict[tuple[str, str], Any]:
    return {(item.name, key): frame.iloc[[at]] for at, key in enumerate(keys)}


def _on_pages(book: Book) -> Iterator[tuple[Place, Scalar]]:
    cycle = book.read_cells()["cycle_month"]
    if not isinstance(cycle, pd.Period):
        return
    for series in FAMILY_PAGE.series:
        if series.horizon != PLANNER:
            continue
        grid = book.read_grid(FAMILY_PAGE, [series])
        ahead = grid[grid["month"] >= cycle]
        months = ahead["month"].astype(str)
        for key, month, value in zip(ahead["key"], months, ahead["value"], strict=True):
            place = Place(FAMILY_PAGE.name, key, series.name, month)
            yield place, _plain(value, series.kind, series.decimals)


def _plain(value: Any, kind: Kind, decimals: int) -> Scalar:
    """Return a value as it is compared: rounded, blank as ``None``."""
    if value is None or value == "" or pd.isna(value):
        return None
    return round(float(value), decimals) + 0.0 if kind is Kind.NUMBER else value
