"""Whether a step's inputs are still those that it was computed from, and the record of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from sop_addin.commands.run import Run
from sop_addin.errors import DataError
from sop_addin.excel.book import Book, Readable
from sop_addin.excel.convert import blank_in
from sop_addin.record.fingerprint import digest
from sop_addin.schema.cells import INPUT_LABELS
from sop_addin.schema.declarations import Column, Table
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.freshness import (
    CELL_INPUTS,
    MADE,
    PAGE_INPUT,
    PAGE_PARTS,
    PAGE_ROWS,
    PAGES_INPUT,
    SHEETS,
    STEPS,
    TABLE_INPUTS,
    Step,
    checksum,
    differs,
    page_checksum,
)
from sop_addin.schema.phases import PHASES
from sop_addin.schema.ribbon import COMMANDS
from sop_addin.schema.tables import TABLES, table

__all__ = [
    "changed_since",
    "has_run",
    "number_of",
    "refuse_missing",
    "refuse_stale",
    "refuse_stale_sheets",
    "stamps",
    "warn_stale",
    "way_to",
]

_TEXTS = "texts"
"""Row for what no sum can see: one code typed for another of the same length."""

_DECIMALS = 6


def number_of(frames: Mapping[str, pd.DataFrame]) -> float:
    """Return a number that stands for the content of some frames: 32 bits of their digest.

    Examples
    --------
    >>> number_of({"plan": pd.DataFrame({"value": [1.0]})})
    1786809273.0
    """
    return float(int(digest(frames, _DECIMALS)[:8], 16))


def stamps(book: Readable, command: str, made: Mapping[str, float] | None = None) -> pd.DataFrame:
    """Return the rows that say what a step is computed from.

    Parameters
    ----------
    made
        What the step makes for later ones, and settings that it is about to write, by name.

    Returns
    -------
    DataFrame
        Rows of the table of freshness: ``step, input, checksum``.
    """
    step, made = _step(command), dict(made or {})
    now = _Inputs(book).now(step, made) | {name: made[name] for name in step.makes if name in made}
    return pd.DataFrame({"step": command, "input": list(now), "checksum": list(now.values())})


def changed_since(book: Readable, command: str) -> list[str]:
    """Return what changed since a step last ran, in a planner's words; empty if nothing did.

    A step that never ran has nothing that changed since.
    """
    return _changed(_Inputs(book), command)


def _changed(inputs: _Inputs, command: str) -> list[str]:
    former = inputs.book.read_table(table("freshness"))
    then = former[former["step"] == command].set_index("input")["checksum"].to_dict()
    if not then:
        return []
    now = inputs.now(_step(command), {})
    found = [name for name, value in now.items() if differs(then.get(name, -1.0), value)]
    return list(_words(_step(command), found))


def warn_stale(book: Book, run: Run, commands: Iterable[str]) -> None:
    """Say which of some earlier steps have inputs that changed since they ran."""
    inputs = _Inputs(book)
    for command in commands:
        changed = _changed(inputs, command)
        if changed:
            run.report(
                f"{', '.join(changed)} changed since {_button(command)} last ran:"
                f" `sop {command}` takes it in"
            )


def refuse_stale(book: Book, commands: Iterable[str]) -> None:
    """Refuse to build on a step whose inputs changed since it ran.

    Raises
    ------
    DataError
        What changed, and which command to run again.
    """
    inputs = _Inputs(book)
    for command in commands:
        changed = _changed(inputs, command)
        if changed:
            raise DataError(
                _sheet(command),
                f"numbers from before {', '.join(changed)} changed",
                f"what {_button(command)} makes of the book as it stands",
                f"Run {_button(command)} (`sop {command}`) again, and what follows it.",
            )


def refuse_stale_sheets(book: Book) -> None:
    """Refuse to print sheets of the commands beside the steps that are older than their inputs.

    Raises
    ------
    DataError
        As :func:`refuse_stale`; sheets without rows are not printed, and not asked for.
    """
    refuse_stale(book, (step.command for step in SHEETS if _filled(book, step.command)))


def _filled(book: Book, command: str) -> bool:
    return any(len(book.read_table(each)) for each in TABLES if each.by == command)


def refuse_missing(book: Book, commands: Iterable[str]) -> None:
    """Refuse to go on where a step has never run.

    Raises
    ------
    DataError
        The first step that is missing, and every step to run, in their order.
    """
    missing = [command for command in commands if command not in _ran(book)]
    if missing:
        raise DataError(
            _sheet(missing[0]),
            "nothing yet",
            f"what {_button(missing[0])} makes",
            way_to(book, missing[-1]),
        )


def way_to(book: Readable, command: str) -> str:
    """Return what to run, in its order, so that a step and all that it builds on have run."""
    order, ran = [step.command for step in STEPS], _ran(book)
    todo = [each for each in order[: order.index(command) + 1] if each not in ran] or [command]
    named = [f"{_button(each)} (`sop {each}`)" for each in todo]
    if len(named) == 1:
        return f"Run {named[0]} first."
    return f"Run first, in this order: {', '.join(named)}; or all of them at once (`sop cycle`)."


def has_run(book: Book, command: str) -> bool:
    """Return whether a step has left its numbers in this book."""
    return command in _ran(book)


def _ran(book: Readable) -> set[str]:
    return set(book.read_table(table("freshness"))["step"])


def _step(command: str) -> Step:
    return next(step for step in (*STEPS, *SHEETS) if step.command == command)


def _button(command: str) -> str:
    return next(each.label.en for each in COMMANDS if each.name == command)


def _sheet(command: str) -> str:
    own = (phase.sheet for phase in PHASES if phase.command == command)
    return next(own, None) or next(each.sheet for each in TABLES if each.by == command)


def _words(step: Step, found: list[str]) -> Iterator[str]:
    pages = [name.removeprefix(PAGE_INPUT) for name in found if name.startswith(PAGE_INPUT)]
    others = [name for name in found if name in INPUT_LABELS]
    yield from (INPUT_LABELS[name].en for name in others)
    if pages:
        more = f" and {len(pages) - 3} more" if len(pages) > 3 else ""
        yield f"the page of {', '.join(pages[:3])}{more}"
    if found == [_TEXTS]:
        sheets = (INPUT_LABELS[name].en for name in step.inputs if name in TABLE_INPUTS)
        yield f"a text on {' or '.join(sheets)}"


class _Inputs:
    """The inputs of steps as they stand, each read once; only while nothing is written."""

    def __init__(self, book: Readable) -> None:
        self.book = book
        self._frames: dict[str, pd.DataFrame] = {}
        self._sums: dict[str, dict[str, float]] = {}

    def now(self, step: Step, made: Mapping[str, float]) -> dict[str, float]:
        """Return the checksums of a step's inputs; those `made` are given."""
        found: dict[str, float] = {}
        for name in step.inputs:
            if name in made:
                found[name] = made[name]
                continue
            if name not in self._sums:
                self._sums[name] = self._read(name)
            found |= self._sums[name]
        frames = {n: self._frames[n] for n in step.inputs if n in TABLE_INPUTS and n not in made}
        if frames:
            tables = [TABLE_INPUTS[name][0] for name in frames]
            found[_TEXTS] = self.book.kept(
                f"texts of {','.join(frames)}", tables, lambda: number_of(frames)
            )
        return found

    def _read(self, name: str) -> dict[str, float]:
        if name in TABLE_INPUTS:
            each, columns = TABLE_INPUTS[name]
            filled = self._frames[name] = self.book.kept(
                f"filled rows of {name}", [each], lambda: self._filled(each, columns)
            )
            total = self.book.kept(f"sum of {name}", [each], lambda: checksum(columns, filled))
            return {name: total}
        if name in CELL_INPUTS:
            return {name: _setting(self.book.read_cells()[name])}
        if name == PAGES_INPUT:
            return _pages(self.book)
        if name in PAGE_PARTS:
            return {name: _parts(self.book, name)}
        return {name: _made(self.book, name)}

    def _filled(self, each: Table, columns: Sequence[Column]) -> pd.DataFrame:
        """Return the rows that hold something: a row may not be decided yet."""
        frame = self.book.read_table(each)[[c.name for c in columns]]
        blank = np.logical_and.reduce([blank_in(frame[c.name], c.kind) for c in columns])
        filled: pd.DataFrame = frame[~blank]
        return filled


def _setting(value: object) -> float:
    match value:
        case pd.Period():
            return float(value.year * 12 + value.month)
        case float():
            return value + 1
        case str():
            return float(len(value))
        case _:
            return 0.0


def _made(book: Readable, name: str) -> float:
    """Return the number that an earlier step left; 0 where it never ran."""
    rows = book.read_table(table("freshness"))
    row = rows[(rows["step"] == MADE[name]) & (rows["input"] == name)]
    return float(row["checksum"].iloc[0]) if len(row) else 0.0


def _pages(book: Readable) -> dict[str, float]:
    series = [s for s in FAMILY_PAGE.series if s.name in PAGE_ROWS]
    grid = book.read_grid(FAMILY_PAGE, series)
    cycle = book.read_cells()["cycle_month"]
    if grid.empty or not isinstance(cycle, pd.Period):
        return {}
    return book.kept("sums of pages", [FAMILY_PAGE], lambda: _page_sums(grid, cycle))


def _parts(book: Readable, name: str) -> float:
    """Return the number of some rows of the pages, from the cycle month on."""
    series = [s for s in FAMILY_PAGE.series if s.name in PAGE_PARTS[name]]
    grid = book.read_grid(FAMILY_PAGE, series)
    ahead = grid[grid["month"] >= book.read_cells()["cycle_month"]]
    return book.kept(
        f"number of {name}",
        [FAMILY_PAGE],
        lambda: number_of({name: ahead.dropna(subset="value").reset_index(drop=True)}),
    )


def _page_sums(grid: pd.DataFrame, cycle: pd.Period) -> dict[str, float]:
    ahead = grid[grid["month"] >= cycle]
    wide = {
        str(name): part.pivot(index="key", columns="month", values="value")
        for name, part in ahead.groupby("series")
    }
    keys = wide[PAGE_ROWS[0]].index
    rows = {name: wide[name].reindex(keys).to_numpy(dtype=float) for name in PAGE_ROWS}
    return {
        f"{PAGE_INPUT}{key}": page_checksum({name: values[at] for name, values in rows.items()})
        for at, key in enumerate(keys)
    }
