"""Reproduce: compute the month again from the book's inputs and compare it to the digit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from sop_addin.commands.demand import demand
from sop_addin.commands.executive import executive
from sop_addin.commands.forecast import forecast
from sop_addin.commands.freshness import changed_since
from sop_addin.commands.mps import mps
from sop_addin.commands.plan import plan
from sop_addin.commands.presop import presop
from sop_addin.commands.release import release
from sop_addin.commands.report import report
from sop_addin.commands.resources import resources
from sop_addin.commands.run import Command, Run
from sop_addin.errors import Place, SopError
from sop_addin.excel.book import Book
from sop_addin.excel.changes import Changes
from sop_addin.schema.declarations import Owner
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.freshness import SHEETS, STEPS
from sop_addin.schema.outputs import ALL_FAMILIES
from sop_addin.schema.tables import TABLES, table

__all__ = ["reproduce"]


def _plan(book: Book, run: Run) -> Changes:
    """Plan again under the same strategy, and for the same family, as the sheet says."""
    found = book.read_table(table("strategies"))
    last = found[found["chosen"] != ""]
    if last.empty or last["families"].iloc[0] in ("", ALL_FAMILIES):
        return plan(book, run)
    return plan(book, run, str(last["strategy"].iloc[0]), str(last["families"].iloc[0]))


_COMMANDS: dict[str, Command] = {
    "forecast": forecast,
    "report": report,
    "demand": demand,
    "plan": _plan,
    "resources": resources,
    "presop": presop,
    "executive": executive,
    "release": release,
    "mps": mps,
}
"""What computes, in the order of the month; actuals are inputs, for their extract is elsewhere."""

_STEPS = tuple(step.command for step in (*STEPS, *SHEETS))
_NOT_COMPUTED = ("freshness", "plan_state", "plan_version")
"""When a step ran from what, and whether the plan was signed or approved."""


def reproduce(book: Book, run: Run) -> list[str]:
    """Return a line for each sheet and page that is not what its command computes; none if all are.

    Each command is judged by itself, from the book as it stands, so that one bent number does not
    blame every sheet after it. One whose sheets are all empty has nothing to be compared: it has
    not run since the cycle was opened, or its run was taken back.

    Parameters
    ----------
    book
        A copy that is never saved: results are written into it and taken back.

    Returns
    -------
    list of str
        The first cell that differs, what it holds and what is computed.
    """
    ran = book.read_table(table("audit"))["command"].tolist()
    lines: list[str] = []
    for name, command in _COMMANDS.items():
        if name not in ran or _emptied(book, name):
            continue
        changed = [*(changed_since(book, name) if name in _STEPS else []), *_decided(ran, name)]
        why = f" (since it ran, changed: {', '.join(changed)})" if changed else ""
        try:
            undo = book.apply(command(book, run))
        except SopError as error:
            where = book.locate(error.where) if isinstance(error.where, Place) else error.where
            lines.append(f"{name}: {where}: got {error.got}, expected {error.expected}")
            continue
        lines += [f"{name}: {found}{why}" for found in _differences(book, undo)]
        book.apply(undo)
    return lines


def _decided(ran: Sequence[str], name: str) -> list[str]:
    """Name what was decided since the sheets of the meeting were made: they stay as they were."""
    since = ran[len(ran) - ran[::-1].index(name) :]
    return ["decisions, which were recorded"] if name == "executive" and "decide" in since else []


def _emptied(book: Book, name: str) -> bool:
    """Tell whether a command has sheets of its own and none of them has a row."""
    own = [each for each in TABLES if each.owner is Owner.OUTPUT and each.by == name]
    return bool(own) and all(book.read_table(each).empty for each in own)


def _differences(book: Book, undo: Changes) -> Iterator[str]:
    """Yield the first cell of each part that differs; the book holds what was computed."""
    cells = book.read_cells()
    for name, held in undo.cells.items():
        if name not in _NOT_COMPUTED:
            yield _line(book, Place(field=name), held, cells[name])
    for name, frame in undo.restore.items():
        if name not in _NOT_COMPUTED:
            yield _in_table(book, name, frame)
    for frame in undo.fields.values():
        yield from _in_fields(book, frame)
    for frame in undo.grids.values():
        yield from _in_months(book, frame)


def _line(book: Book, place: Place, held: object, computed: object, more: str = "") -> str:
    return f"{book.locate(place)} holds {_shown(held)}, computed {_shown(computed)}{more}"


def _shown(value: object) -> str:
    if value is None or value == "" or (isinstance(value, float) and np.isnan(value)):
        return "a blank"
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _in_table(book: Book, name: str, held: pd.DataFrame) -> str:
    computed = book.read_table(table(name))
    rows = min(len(held), len(computed))
    lengths = f"; {len(held)} rows, {len(computed)} computed" if len(held) != len(computed) else ""
    for at in range(rows):
        for column in table(name).column_names:
            was, now = held[column].iloc[at], computed[column].iloc[at]
            if was != now and not (pd.isna(was) and pd.isna(now)):
                return _line(book, Place(name, f"#{at + 1}", column), was, now, lengths)
    return f"{table(name).sheet}: the first {rows} rows are the same{lengths}"


def _in_fields(book: Book, held: pd.DataFrame) -> Iterator[str]:
    computed = book.read_fields(FAMILY_PAGE)
    for key in held.index:
        name = held.loc[key].first_valid_index()
        place = Place(FAMILY_PAGE.name, str(key), str(name))
        yield _line(book, place, held.at[key, name], computed.at[key, name])


def _in_months(book: Book, held: pd.DataFrame) -> Iterator[str]:
    """Yield the first month of each page that differs, and how many do."""
    wanted = set(held["series"])
    computed = book.read_grid(FAMILY_PAGE, [s for s in FAMILY_PAGE.series if s.name in wanted])
    both = held.merge(computed, on=["key", "series", "month"], suffixes=("_held", "_now"))
    was, now = both["value_held"].to_numpy(float), both["value_now"].to_numpy(float)
    both = both[~((was == now) | (np.isnan(was) & np.isnan(now)))]
    for key, own in both.groupby("key", sort=False):
        first = own.iloc[0]
        place = Place(FAMILY_PAGE.name, str(key), first["series"], str(first["month"]))
        more = f"; {len(own)} cells of the page differ" if len(own) > 1 else ""
        yield _line(book, place, first["value_held"], first["value_now"], more)
