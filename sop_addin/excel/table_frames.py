"""Declared tables as frames: read with every problem named, written with the least change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sop_addin.errors import BookError, DataError
from sop_addin.excel.blocks import Area, Blocks, Raw, TableArea
from sop_addin.excel.convert import blank_in, frame_of, read_column, to_raw
from sop_addin.excel.geometry import TableGrid, address
from sop_addin.excel.writes import Operation, Resize, Write
from sop_addin.schema.declarations import Column, Kind, Owner, Table

__all__ = [
    "additions",
    "as_stored",
    "merge_register",
    "raw_columns",
    "read",
    "row_keys",
    "table_grid",
    "writes",
]


def table_grid(table: Table, areas: Mapping[str, TableArea], title: str) -> TableGrid:
    """Find a declared table and its columns in the workbook.

    Raises
    ------
    BookError
        The table or one of its declared columns is not there.
    """
    area = areas.get(table.excel)
    if area is None:
        raise BookError(
            title,
            f"no table {table.excel}",
            f"the table on sheet {table.sheet}",
            "Restore the sheet from a copy, or make a new book with `sop new`.",
        )
    position = {header: area.column + i for i, header in enumerate(area.headers)}
    missing = [header for header in table.headers if header not in position]
    if missing:
        raise BookError(
            address(area.sheet, area.row, area.column),
            f"no column {missing[0]!r} in table {table.excel}",
            f"the columns {', '.join(table.headers)}",
            "Restore the header; columns of your own belong to the right of these.",
        )
    return TableGrid(table, area, {name: position[h] for h, name in table.headers.items()})


def read(blocks: Blocks, grid: TableGrid) -> tuple[pd.DataFrame, list[DataError]]:
    """Return the table's declared columns and every cell that cannot be used.

    Rows that are blank in all declared columns are left out; the frame's index is the number of
    the data row in the table, from 1.
    """
    first, last = min(grid.columns.values()), max(grid.columns.values())
    area = grid.area
    block = blocks.read(Area(area.sheet, grid.first_row, first, area.rows, last - first + 1))
    columns = list(zip(*block, strict=True))
    data: dict[str, Any] = {}
    problems: list[DataError] = []
    for column in grid.table.columns:
        cells = columns[grid.columns[column.name] - first]
        data[column.name], bad = read_column(cells, column.kind, blocks.date1904)
        problems += [
            DataError(_cell(grid, column.name, p.index + 1), p.got, p.expected, "Correct the cell.")
            for p in bad
        ]
    rows = pd.RangeIndex(1, area.rows + 1)
    blanks = {c.name: blank_in(data[c.name], c.kind) for c in grid.table.columns}
    filled = ~np.logical_and.reduce(list(blanks.values()))
    frame = frame_of(data, rows)
    if not filled.all():
        frame = frame[filled]
        blanks = {name: blank[filled] for name, blank in blanks.items()}
    return frame, [*problems, *_rule_problems(grid, frame, blanks)]


def _cell(grid: TableGrid, column: str, row: int) -> str:
    return address(grid.area.sheet, grid.area.row + row, grid.columns[column])


def _rule_problems(
    grid: TableGrid, frame: pd.DataFrame, blanks: Mapping[str, npt.NDArray[np.bool_]]
) -> Iterator[DataError]:
    """Yield cells that can be read but break what the column declares."""
    for column in grid.table.columns:
        values = frame[column.name]
        if column.required:
            for row in values.index[blanks[column.name]]:
                yield DataError(
                    _cell(grid, column.name, row),
                    "a blank",
                    _meaning(column),
                    "Fill it, or clear the whole row.",
                )
        if column.choices and not {"", *column.choices}.issuperset(values):
            for row in values.index[~values.isin(["", *column.choices])]:
                yield DataError(
                    _cell(grid, column.name, row),
                    repr(values[row]),
                    " or ".join(column.choices),
                    "Pick one from the list.",
                )
        if column.least is not None:
            for row in values.index[values.to_numpy() < column.least]:
                yield DataError(
                    _cell(grid, column.name, row),
                    f"{values[row]:g}",
                    f"at least {column.least:g}",
                    "Correct the cell.",
                )
    yield from _duplicates(grid, frame)


def _duplicates(grid: TableGrid, frame: pd.DataFrame) -> Iterator[DataError]:
    keys = list(grid.table.keys)
    if len(set(_keys(grid.table, frame))) == len(frame):
        return
    for row in frame.index[frame.duplicated(keys)]:
        text = " ".join(str(frame.at[row, key]) for key in keys)
        yield DataError(
            _cell(grid, keys[0], row),
            f"{text} a second time",
            f"each {' and '.join(keys)} once",
            "Delete one of the rows.",
        )


def _meaning(column: Column) -> str:
    words = {Kind.NUMBER: "a number", Kind.MONTH: "a month", Kind.TEXT: "a text"}
    return f"{words.get(column.kind, 'a value')} for {column.label.en}"


def merge_register(table: Table, former: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the register after `rows` were updated or appended by key.

    Columns that people fill keep what they hold; appended rows leave them blank. The order of
    former rows stays.

    Raises
    ------
    ValueError
        `rows` name a key twice.
    """
    numbers = {key: at for at, key in enumerate(_keys(table, former))}
    wanted = [numbers.setdefault(key, len(numbers)) for key in _keys(table, rows)]
    if len(set(wanted)) < len(wanted):
        raise ValueError(f"rows of {table.name} that name a key twice")
    taken = np.arange(len(numbers))
    taken[wanted] = len(former) + np.arange(len(rows))
    merged = {}
    for name in table.column_names:
        left = former[name]
        if name not in rows.columns:
            merged[name] = left.reset_index(drop=True).reindex(range(len(numbers))).array
        else:
            merged[name] = _joined(left, rows[name], table.column(name).kind)[taken]
    return frame_of(merged, pd.RangeIndex(len(numbers)))


def _joined(first: pd.Series[Any], second: pd.Series[Any], kind: Kind) -> Any:
    """Return two columns as one array."""
    if kind is Kind.TEXT:
        return np.concatenate([first.to_numpy(dtype=object), second.to_numpy(dtype=object)])
    if kind is Kind.NUMBER and first.dtype == second.dtype == float:
        return np.concatenate([first.to_numpy(), second.to_numpy()])
    return pd.concat([first, second], ignore_index=True).array


def _keys(table: Table, frame: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Yield each row's key, months as numbers: those are compared in a fraction of the time."""
    columns = []
    for name in table.keys:
        column: Any = frame[name]
        if table.column(name).kind is Kind.MONTH:
            column = pd.PeriodIndex(column, freq="M").asi8
        columns.append(column.tolist())
    return zip(*columns, strict=True)


def row_keys(table: Table, frame: pd.DataFrame) -> pd.Series[str]:
    """Return the key columns of each row joined by ``/``: the key of its place.

    Examples
    --------
    >>> from sop_addin.schema.tables import table
    >>> months = pd.PeriodIndex(["2026-03"], freq="M")
    >>> row_keys(table("aop"), pd.DataFrame({"family": ["Pumps"], "month": months})).tolist()
    ['Pumps/2026-03']
    """
    columns = [frame[name].astype(str) for name in table.keys]
    joined = ["/".join(row) for row in zip(*columns, strict=True)]
    return pd.Series(joined, frame.index, dtype=object)


def raw_columns(
    table: Table, frame: pd.DataFrame, names: Sequence[str] | None = None
) -> dict[str, list[Raw]]:
    """Return declared columns as the cells to be written; all columns where none are named."""
    return {
        name: to_raw(frame[name], table.column(name).kind, table.column(name).decimals)
        for name in (table.column_names if names is None else names)
    }


def as_stored(table: Table, raw: Mapping[str, Sequence[Raw]]) -> pd.DataFrame:
    """Return all columns as they will be read back once they are written."""
    stored = {c.name: read_column(raw[c.name], c.kind)[0] for c in table.columns}
    return frame_of(stored, pd.RangeIndex(1, len(raw[table.column_names[0]]) + 1))


def writes(
    grid: TableGrid, former: pd.DataFrame, wanted: Mapping[str, list[Raw]], everything: bool
) -> list[Operation]:
    """Return the operations that make the table hold `wanted`; none where it does already.

    Parameters
    ----------
    former
        The declared columns before.
    wanted
        The same after, as :func:`raw_columns` gives them.
    everything
        Whether to write the columns that people fill, too.
    """
    gaps = list(former.index) != list(range(1, len(former) + 1))
    everything = everything or gaps
    names = [c.name for c in grid.table.columns if everything or not c.planner]
    before, after = raw_columns(grid.table, former, names), {name: wanted[name] for name in names}
    count = len(wanted[grid.table.column_names[0]])
    if before == after and len(former) == count:
        return []
    operations: list[Operation] = []
    rows = max(count, 1)
    if rows != grid.area.rows:
        operations.append(Resize(grid.area.name, rows, grid.area.rows))
    for run in grid.runs(names):
        operations += _run_writes(grid, run, before, after, rows, gaps)
    return operations


def additions(
    blocks: Blocks, grid: TableGrid, former: pd.DataFrame, rows: pd.DataFrame
) -> list[Operation]:
    """Return the operations that append rows to a table that people fill.

    They stand below the last row that holds something; no cell that holds anything is written.

    Parameters
    ----------
    rows
        Some of the declared columns, the keys among them.

    Raises
    ------
    ValueError
        The table is not one that people fill, or a key is there already.
    """
    keys = list(grid.table.keys)
    if grid.table.owner is not Owner.INPUT:
        raise ValueError(f"table {grid.table.name} does not belong to people")
    if pd.concat([former[keys], rows[keys]]).duplicated().any():
        raise ValueError(f"a row of table {grid.table.name} is there already")
    if rows.empty:
        return []
    names = [name for name in grid.table.column_names if name in rows.columns]
    area, last = grid.area, int(former.index.max()) if len(former) else 0
    if last < area.rows:
        width, left = len(area.headers), area.rows - last
        below = Area(area.sheet, grid.first_row + last, area.column, left, width)
        if any(text for line in blocks.formulas(below) for text in line):
            last = area.rows
    needed = last + len(rows)
    operations: list[Operation] = []
    if needed > area.rows:
        operations.append(Resize(area.name, needed, area.rows))
    values = raw_columns(grid.table, rows, names)
    for run in grid.runs(names):
        block = list(zip(*(values[name] for name in run), strict=True))
        blank = [(None,) * len(run)] * len(block)
        operations.append(
            Write(area.sheet, grid.first_row + last, grid.columns[run[0]], block, blank)
        )
    return operations


def _run_writes(
    grid: TableGrid,
    run: list[str],
    before: Mapping[str, list[Raw]],
    after: Mapping[str, list[Raw]],
    rows: int,
    gaps: bool,
) -> Iterator[Operation]:
    """Yield the write of the rows of one run of columns that differ."""
    old = list(zip(*(before[name] for name in run), strict=True))
    new = list(zip(*(after[name] for name in run), strict=True))
    new += [(None,) * len(run)] * (rows - len(new))
    same = (
        0
        if gaps
        else next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), None)
    )
    start = min(len(old), len(new)) if same is None else same
    stop = len(new)
    if len(old) >= len(new) and not gaps:
        while stop > start and old[stop - 1] == new[stop - 1]:
            stop -= 1
    if stop > start:
        blank: tuple[Raw, ...] = (None,) * len(run)
        former = [old[i] if i < len(old) else blank for i in range(start, stop)]
        column = grid.columns[run[0]]
        yield Write(grid.area.sheet, grid.first_row + start, column, new[start:stop], former)
