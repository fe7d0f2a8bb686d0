"""What a run changed, kept in the book so that the next command may take it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sop_addin.excel.book import Book
from sop_addin.excel.changes import Changes, Scalar
from sop_addin.record.taken import (
    content_of,
    encoded,
    keys_of,
    marked,
    packed,
    row_delta,
    runs_of,
)
from sop_addin.schema.declarations import PLANNER, Kind
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import table

__all__ = ["MONTHS", "as_plain", "by_people", "kept", "net"]

MONTHS = ["key", "series", "month"]

_MOST = 100
"""Texts of 30,000 characters that are kept at most; a run that changed more is not taken back."""

_ROLLED = "cycle_month"


def net(taken: Sequence[Changes]) -> Changes:
    """Return what takes back several steps at once: of each place, what stood there at first.

    Parameters
    ----------
    taken
        What takes each step back, in the order in which they ran.
    """
    whole = Changes()
    for step in taken:
        whole = Changes(
            new_pages=whole.new_pages + step.new_pages,
            renamed_pages=step.renamed_pages + whole.renamed_pages,
            cells={**step.cells, **whole.cells},
            fields=_both(whole.fields, step.fields, _fields),
            tables={},
            grids=_both(whole.grids, step.grids, _months),
            restore={**step.restore, **whole.restore},
            typed={**step.typed, **whole.typed},
            entered={**step.entered, **whole.entered},
            shown_pages=step.shown_pages + whole.shown_pages,
        )
    return whole


def _both(
    first: Mapping[str, pd.DataFrame],
    second: Mapping[str, pd.DataFrame],
    join: Callable[[pd.DataFrame, pd.DataFrame], pd.DataFrame],
) -> dict[str, pd.DataFrame]:
    joined = {name: join(first[name], second[name]) for name in first.keys() & second.keys()}
    return {**second, **first, **joined}


def _fields(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    return first.combine_first(second)


def _months(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([first, second]).drop_duplicates(MONTHS)


def kept(book: Book, taken: Sequence[Changes]) -> pd.DataFrame:
    """Return the rows of the table that keeps the last run: none where it changed too much.

    Parameters
    ----------
    taken
        As for :func:`net`; the book holds what the last step left.
    """
    number = int(book.read_table(table("audit"))["run"].max())
    texts = packed(dict(_content(book, net(taken))))
    texts = texts if len(texts) <= _MOST else []
    return pd.DataFrame({"part": range(1, len(texts) + 1), "run": number, "content": texts})


def _content(book: Book, undo: Changes) -> Iterator[tuple[str, Any]]:
    """Yield the parts of what is kept, as JSON takes them."""
    cells = book.read_cells()
    yield "cells", {name: [as_plain(v), as_plain(cells[name])] for name, v in undo.cells.items()}
    yield "tables", {name: _table(book, name, former) for name, former in undo.restore.items()}
    rolled = _ROLLED in undo.cells
    yield "months", {name: _grid(book, frame, rolled) for name, frame in undo.grids.items()}
    yield "fields", list(_of_fields(book, undo.fields))
    yield (
        "entered",
        [[p.part, p.key, p.field, p.month, as_plain(v)] for p, v in undo.entered.items()],
    )
    yield "typed", {name: _typed(frame) for name, frame in undo.typed.items()}
    yield "renamed", [[each.page, each.old, each.new] for each in undo.renamed_pages]
    yield "shown", [[each.page, each.key, each.shown] for each in undo.shown_pages]
    yield "added", [each.key for each in undo.new_pages]
    people = by_people(book) if rolled else {}
    yield "people", {name: _marks(rows["value"]) for name, rows in people.items()}


def as_plain(value: Scalar) -> Any:
    """Return the value of one cell as JSON takes it."""
    match value:
        case pd.Period():
            return ["month", str(value)]
        case dt.datetime():
            return ["time", value.isoformat()]
        case _:
            return value


def _marks(values: pd.Series[Any]) -> list[str]:
    found = marked(values)
    return [found.each.hex(), found.whole]


def _table(book: Book, name: str, former: pd.DataFrame) -> dict[str, Any]:
    """Return former rows that stand nowhere any more, where the others stand, and marks."""
    declared, now = table(name), book.read_table(table(name))
    own = [c for c in declared.columns if not c.planner]
    names = [c.name for c in own]
    at = row_delta(former[names], now[names])
    gone = former[np.array(at, dtype=np.int64) < 0]
    fresh = sorted(set(range(len(now))) - set(at))
    return {
        "at": runs_of(at),
        "gone": {c.name: encoded(gone[c.name].tolist(), c.kind) for c in declared.columns},
        "fresh": runs_of(fresh),
        "marks": {n: _marks(now[n].iloc[fresh]) for n in names},
        "keys": keys_of(now, declared),
    }


def _grid(book: Book, former: pd.DataFrame, rolled: bool) -> dict[str, Any]:
    """Return former months that are not so now, and marks of what stands there.

    Once all months were moved (`rolled`), those with the same number stand elsewhere, too.
    """
    named = set(former["series"])
    now = book.read_grid(FAMILY_PAGE, [s for s in FAMILY_PAGE.series if s.name in named])
    both = former.merge(now, on=MONTHS, how="left", suffixes=("", "_now"))
    same = (both["value"] == both["value_now"]) | (both["value"].isna() & both["value_now"].isna())
    both = both[~same | rolled].sort_values(MONTHS, kind="stable")
    keys, key_names = pd.factorize(both["key"])
    series, series_names = pd.factorize(both["series"])
    return {
        "keys": [key_names.tolist(), _runs_of(keys)],
        "series": [series_names.tolist(), _runs_of(series)],
        "months": runs_of(both["month"].array.asi8.tolist()),
        "values": encoded(both["value"].tolist(), Kind.NUMBER),
        "marks": _marks(both["value_now"]),
    }


def _runs_of(codes: Any) -> list[list[int]]:
    """Return codes and how often each stands in a row."""
    runs: list[list[int]] = []
    for code in codes.tolist():
        if runs and runs[-1][0] == code:
            runs[-1][1] += 1
        else:
            runs.append([code, 1])
    return runs


def _of_fields(book: Book, fields: Mapping[str, pd.DataFrame]) -> Iterator[list[Any]]:
    """Yield page, key, field, former value and the mark of the present one."""
    for name, frame in fields.items():
        now = book.read_fields(FAMILY_PAGE)
        for field in frame.columns:
            for key, value in frame[field].dropna().items():
                yield [name, key, field, value, content_of([now.at[key, field]])]


def _typed(frame: pd.DataFrame) -> list[list[Any]]:
    months = frame["month"].astype(str)
    return [
        list(row) for row in zip(frame["key"], frame["series"], months, frame["value"], strict=True)
    ]


def by_people(book: Book) -> dict[str, pd.DataFrame]:
    """Return ``key, series, month, value`` of what people typed on pages, by row."""
    own = [s for s in FAMILY_PAGE.series if s.horizon == PLANNER]
    return {s.name: book.read_grid(FAMILY_PAGE, [s]) for s in own}
