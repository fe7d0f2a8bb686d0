"""Undo: take back what the last run changed, unless somebody changed it since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from sop_addin.commands.run import Run
from sop_addin.commands.taken import MONTHS, as_plain, by_people
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import Book
from sop_addin.excel.changes import Changes, RenamedPage, Scalar, ShownPage
from sop_addin.excel.table_frames import row_keys
from sop_addin.record.taken import (
    Marks,
    changed_at,
    content_of,
    decoded,
    former_rows,
    keys_of,
    places_of,
    unpacked,
)
from sop_addin.schema.declarations import Kind
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import table

__all__ = ["undo"]

_REMEDY = "Put back what the run had left there, or correct the cell by hand."


def undo(book: Book, run: Run) -> Changes:
    """Return the changes that take back the last run of the book, an undo among them.

    Raises
    ------
    DataError
        There is nothing to go back to, or a cell that the run wrote was changed since.
    """
    content, number, command = _last(book)
    if content["added"]:
        raise DataError(
            Place("undo"),
            f"run {number} ({command}), which added the page of {content['added'][0]}",
            "a run that added no page",
            f"A page is not taken back: `sop family retire BOOK {content['added'][0]}`.",
        )
    place = next(_changed(book, content), None)
    if place is not None:
        raise DataError(
            place, f"a change after run {number} ({command})", "what the run left there", _REMEDY
        )
    run.report(f"run {number} ({command}) taken back; undo again does it again")
    return _changes(book, content)


def _last(book: Book) -> tuple[dict[str, Any], int, str]:
    """Return what the last run kept, its number and its command."""
    audit, rows = book.read_table(table("audit")), book.read_table(table("undo"))
    if audit.empty:
        raise DataError(Place("audit"), "no run", "a run to take back", "There is nothing to do.")
    number, command = int(audit["run"].iloc[-1]), str(audit["command"].iloc[-1])
    if rows.empty or int(rows["run"].iloc[0]) != number:
        raise DataError(
            Place("undo"),
            f"nothing that run {number} ({command}) kept",
            "the former values of the last run",
            "A new book, and a run that changed too much to keep, are not taken back: use a copy.",
        )
    try:
        return unpacked(rows.sort_values("part")["content"].tolist()), number, command
    except ValueError as error:
        place = Place("undo", "#1", "content")
        raise DataError(
            place, str(error), "what the run kept", "Use a copy of the book."
        ) from error


def _marks(pair: Sequence[str]) -> Marks:
    return Marks(bytes.fromhex(pair[0]), pair[1])


# --- was it changed since? -----------------------------------------------------------------------


def _changed(book: Book, content: dict[str, Any]) -> Iterator[Place]:
    """Yield places that the run wrote and that hold something else by now."""
    cells = book.read_cells()
    for name, (_, left) in content["cells"].items():
        if as_plain(cells[name]) != left:
            yield Place(field=name)
    for name, kept in content["tables"].items():
        yield from _in_table(book, name, kept)
    for kept in content["months"].values():
        yield from _in_months(book, kept)
    fields = book.read_fields(FAMILY_PAGE) if content["fields"] else pd.DataFrame()
    for page, key, field, _, mark in content["fields"]:
        if key not in fields.index or content_of([fields.at[key, field]]) != mark:
            yield Place(page, key, field)
    yield from _by_people(book, content["people"])


def _in_table(book: Book, name: str, kept: dict[str, Any]) -> Iterator[Place]:
    declared, now = table(name), book.read_table(table(name))
    if keys_of(now, declared) != kept["keys"]:
        yield Place(name)
        return
    fresh = places_of(kept["fresh"])
    found = []
    for at, (column, mark) in enumerate(kept["marks"].items()):
        changed = changed_at(_marks(mark), now[column].iloc[fresh])
        if changed is not None:
            found.append((fresh[changed], at, column))
    if found:
        row, _, column = min(found)
        yield Place(name, f"#{now.index[row]}", column)
    yield from _typed_in(name, kept, now.iloc[fresh])


def _typed_in(name: str, kept: dict[str, Any], fresh: pd.DataFrame) -> Iterator[Place]:
    """Yield what people typed beside rows that would go."""
    declared = table(name)
    own = [column.name for column in declared.columns if column.planner]
    gone = pd.DataFrame({n: decoded(v, declared.column(n).kind) for n, v in kept["gone"].items()})
    stay = set(row_keys(declared, gone))
    for (number, row), key in zip(fresh.iterrows(), row_keys(declared, fresh), strict=True):
        if key not in stay:
            for column in own:
                if not (pd.isna(row[column]) or row[column] == ""):
                    yield Place(name, f"#{number}", column)


def _in_months(book: Book, kept: dict[str, Any]) -> Iterator[Place]:
    former = _months(kept)
    named = set(former["series"])
    now = book.read_grid(FAMILY_PAGE, [s for s in FAMILY_PAGE.series if s.name in named])
    both = former.merge(now, on=MONTHS, how="left", suffixes=("", "_now"))
    at = changed_at(_marks(kept["marks"]), both["value_now"])
    if at is not None:
        row = former.iloc[at]
        yield Place(FAMILY_PAGE.name, str(row["key"]), str(row["series"]), str(row["month"]))


def _by_people(book: Book, kept: dict[str, Any]) -> Iterator[Place]:
    """Yield a month that somebody typed since all months were moved."""
    for name, values in (by_people(book) if kept else {}).items():
        at = changed_at(_marks(kept[name]), values["value"])
        if at is not None:
            row = values.iloc[at]
            yield Place(FAMILY_PAGE.name, str(row["key"]), name, str(row["month"]))


# --- back ----------------------------------------------------------------------------------------


def _changes(book: Book, content: dict[str, Any]) -> Changes:
    entered = {Place(*row[:4]): _scalar(row[4]) for row in content["entered"]}
    return Changes(
        renamed_pages=tuple(RenamedPage(*row) for row in content["renamed"]),
        cells={name: _scalar(former) for name, (former, _) in content["cells"].items()},
        fields=_fields(content["fields"]),
        grids={name: _months(kept) for name, kept in content["months"].items()},
        restore={name: _former(book, name, kept) for name, kept in content["tables"].items()},
        typed={name: _typed(rows) for name, rows in content["typed"].items()},
        entered=entered,
        shown_pages=tuple(ShownPage(*row) for row in content["shown"]),
    )


def _scalar(value: Any) -> Scalar:
    if isinstance(value, list):
        kind, text = value
        return pd.Period(text, "M") if kind == "month" else dt.datetime.fromisoformat(text)
    return float(value) if isinstance(value, int) else value


def _former(book: Book, name: str, kept: dict[str, Any]) -> pd.DataFrame:
    declared = table(name)
    gone = {n: decoded(v, declared.column(n).kind) for n, v in kept["gone"].items()}
    now = book.read_table(declared)
    return former_rows(places_of(kept["at"]), pd.DataFrame(gone), now, declared)


def _months(kept: dict[str, Any]) -> pd.DataFrame:
    values = decoded(kept["values"], Kind.NUMBER)
    named = {
        name: [kept[part][0][code] for code, count in kept[part][1] for _ in range(count)]
        for name, part in (("key", "keys"), ("series", "series"))
    }
    months = decoded(places_of(kept["months"]), Kind.MONTH)
    return pd.DataFrame({**named, "month": months, "value": values})


def _fields(rows: Sequence[Sequence[Any]]) -> dict[str, pd.DataFrame]:
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for page, key, field, former, _ in rows:
        found.setdefault(page, {}).setdefault(key, {})[field] = former
    return {page: pd.DataFrame.from_dict(by, orient="index") for page, by in found.items()}


def _typed(rows: Sequence[Sequence[Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["key", "series", "month", "value"], dtype=object)
    return frame.assign(month=pd.PeriodIndex(frame["month"], freq="M"))
