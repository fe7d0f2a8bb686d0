"""What must be written so that pages hold what a command wants, and what stood there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sop_addin.excel.blocks import Blocks, Raw, RememberedBlocks
from sop_addin.excel.convert import frame_of, read_column, to_raw
from sop_addin.excel.geometry import PageGrid
from sop_addin.excel.page_frames import read_fields
from sop_addin.excel.writes import Operation, Write
from sop_addin.schema.declarations import FORMULA, PLANNER, Kind, Series

__all__ = ["field_writes", "grid_writes"]

_Row = tuple[int, int, list[Raw], list[Raw]]
"""Sheet row, first column, new cells, present cells."""


class _Run(NamedTuple):
    """Consecutive months of one series that a command wants on one page."""

    series: str
    first: int
    """Offset of the first month from the cycle month."""
    values: npt.NDArray[Any]


def field_writes(
    blocks: RememberedBlocks, grids: Sequence[PageGrid], wanted: pd.DataFrame
) -> tuple[list[Operation], pd.DataFrame]:
    """Return one write for each run of fields that change, and what stood there.

    Parameters
    ----------
    wanted
        Index: page key; one column a field. NaN leaves a field as it is, ``""`` clears it.

    Returns
    -------
    operations
        Fields that hold what is wanted have none.
    former
        The fields that change, before, in the form of `wanted`.

    Raises
    ------
    ValueError
        A field is not one that Python writes.
    """
    operations: list[Operation] = []
    former: dict[str, dict[str, Any]] = {}
    by_page = wanted.to_dict("index")
    for grid in grids:
        if grid.key not in by_page:
            continue
        declared = {field.name: field for field in grid.page.fields_of(grid.policy)}
        present, _ = read_fields(blocks, grid)
        changed: list[_Row] = []
        for name, value in by_page[grid.key].items():
            field = declared.get(str(name))
            if field is None or pd.isna(value):
                continue
            if field.by in (PLANNER, FORMULA):
                raise ValueError(f"field {name} is not written by Python")
            new: list[Raw] = [None]
            if value != "":
                new = to_raw([value], field.kind, field.decimals)
            old = to_raw([present[field.name]], field.kind, field.decimals)
            if new != old:
                changed.append((grid.rows[field.name], grid.values, new, old))
                held = "" if old[0] is None else present[field.name]
                former.setdefault(grid.key, {})[field.name] = held
        operations += _rectangles(grid.sheet, sorted(changed, key=lambda row: row[0]))
    return operations, pd.DataFrame.from_dict(former, orient="index")


def grid_writes(
    blocks: Blocks,
    grids: Sequence[PageGrid],
    wanted: pd.DataFrame,
    cycle: pd.Period,
    former_cycle: pd.Period,
) -> tuple[list[Operation], pd.DataFrame]:
    """Return one write for each rectangle of rows and months that changes, and what stood there.

    Parameters
    ----------
    wanted
        ``key, series, month, value``; NaN clears. Series that a page does not have are left out.
    cycle, former_cycle
        Month of the horizon's first column, by which `wanted` and the former cells count.

    Returns
    -------
    operations
        Unchanged pages and rectangles have none.
    former
        The cells of changed rectangles before, in the form of `wanted`.

    Raises
    ------
    ValueError
        A series is not Python's in one of the months, or a month is not on the page.
    """
    runs = _runs(wanted, cycle)
    operations: list[Operation] = []
    before = _Before(former_cycle)
    for grid in grids:
        rows = _rows(blocks, grid, runs.get(grid.key, []))
        writes = list(_rectangles(grid.sheet, sorted(rows, key=lambda r: (r[1], len(r[2]), r[0]))))
        operations += writes
        if writes:
            names = {row: name for name, row in grid.rows.items()}
            for write in writes:
                before.add(grid, write, names)
    return operations, before.frame()


class _Before:
    """What stood in rectangles that change, gathered into one long frame."""

    def __init__(self, cycle: pd.Period) -> None:
        self._cycle = cycle.ordinal
        self._columns: tuple[list[str], list[str], list[int], list[Raw]] = ([], [], [], [])

    def add(self, grid: PageGrid, write: Write, names: dict[int, str]) -> None:
        keys, series, months, values = self._columns
        first = self._cycle + write.column - grid.horizon_column
        for i, cells in enumerate(write.before):
            keys += [grid.key] * len(cells)
            series += [names[write.row + i]] * len(cells)
            months += range(first, first + len(cells))
            values += cells

    def frame(self) -> pd.DataFrame:
        keys, series, months, values = self._columns
        return frame_of(
            {
                "key": np.array(keys, dtype=object),
                "series": np.array(series, dtype=object),
                "month": pd.arrays.PeriodArray(
                    np.array(months, np.int64), dtype=pd.PeriodDtype("M")
                ),
                "value": read_column(values, Kind.NUMBER)[0],
            },
            pd.RangeIndex(len(keys)),
        )


def _runs(wanted: pd.DataFrame, cycle: pd.Period) -> dict[str, list[_Run]]:
    """Cut a long frame into consecutive months by page and series."""
    keys, key_names = pd.factorize(wanted["key"])
    series, series_names = pd.factorize(wanted["series"])
    offsets = wanted["month"].array.asi8 - cycle.ordinal
    order = np.lexsort((offsets, series, keys))
    keys, series, offsets = keys[order], series[order], offsets[order]
    values = wanted["value"].to_numpy()[order]
    new = (np.diff(keys) != 0) | (np.diff(series) != 0) | (np.diff(offsets) != 1)
    starts = [0, *(np.flatnonzero(new) + 1).tolist(), len(order)]
    found: dict[str, list[_Run]] = {}
    for start, stop in pairwise(starts):
        if stop > start:
            run = _Run(series_names[series[start]], int(offsets[start]), values[start:stop])
            found.setdefault(key_names[keys[start]], []).append(run)
    return found


def _rows(blocks: Blocks, grid: PageGrid, runs: Sequence[_Run]) -> list[_Row]:
    """Return new and present cells of each run."""
    declared = {s.name: s for s in grid.page.series_of(grid.policy)}
    own = [run for run in runs if run.series in declared]
    if not own:
        return []
    rows = []
    for run in own:
        item, row = declared[run.series], grid.rows[run.series]
        _refuse_foreign(grid, item, run)
        at = run.first + grid.page.history
        cells = blocks.read(grid.months.at_row(row))[0][at : at + len(run.values)]
        present, _ = read_column(cells, item.kind, blocks.date1904)
        new = to_raw(run.values, item.kind, item.decimals)
        old = to_raw(present, item.kind, item.decimals)
        rows.append((row, grid.column(run.first), new, old))
    return rows


def _refuse_foreign(grid: PageGrid, item: Series, run: _Run) -> None:
    last = run.first + len(run.values) - 1
    if run.first < -grid.page.history or last >= grid.page.horizon:
        raise ValueError(f"{item.name}: a month is not on the page")
    owners = ({item.history} if run.first < 0 else set()) | ({item.horizon} if last >= 0 else set())
    if owners & {PLANNER, FORMULA, ""}:
        raise ValueError(f"{item.name} is not written by Python in these months")


def _rectangles(sheet: str, rows: Sequence[_Row]) -> Iterator[Write]:
    group: list[_Row] = []
    for row in rows:
        last = group[-1] if group else None
        if last and (row[0], row[1], len(row[2])) != (last[0] + 1, last[1], len(last[2])):
            yield from _write(sheet, group)
            group = []
        group.append(row)
    yield from _write(sheet, group)


def _write(sheet: str, group: Sequence[_Row]) -> Iterator[Write]:
    new, old = [row[2] for row in group], [row[3] for row in group]
    if new != old:
        yield Write(sheet, group[0][0], group[0][1], new, old)
