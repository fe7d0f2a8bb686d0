"""Pages as frames: found by the names their sheets carry, read once, written in rectangles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sop_addin.errors import BookError, DataError
from sop_addin.excel.blocks import Area, Blocks, Raw
from sop_addin.excel.convert import read_column, read_value, to_raw
from sop_addin.excel.geometry import PageGrid, address
from sop_addin.excel.writes import Operation, Write
from sop_addin.schema.declarations import FORMULA, PLANNER, Kind, Page, Policy, Series

__all__ = ["KEY", "KEYS", "MONTHS", "field_writes", "grid_writes", "page_grids", "read_field"]
__all__ += ["read_months"]

KEY, KEYS, MONTHS = "page_key", "page_keys", "page_months"
"""Sheet-scoped names by which a page is known: key cell, column of row keys, month header."""


def page_grids(blocks: Blocks, page: Page) -> list[PageGrid]:
    """Return every page of a kind in tab order, the prototypes left out.

    Raises
    ------
    BookError
        A page lost rows that are declared, or has another number of months.
    """
    names = blocks.names()
    order = {sheet: i for i, sheet in enumerate(blocks.sheets())}
    sheets = sorted({s for s, name in names if name == KEY and s in order}, key=order.__getitem__)
    prototypes = {sheet for _, sheet in page.prototypes}
    return [_page_grid(blocks, page, s, names) for s in sheets if s not in prototypes]


def _page_grid(
    blocks: Blocks, page: Page, sheet: str, names: Mapping[tuple[str, str], Area]
) -> PageGrid:
    key, keys, months = (names.get((sheet, name)) for name in (KEY, KEYS, MONTHS))
    if (
        key is None
        or keys is None
        or months is None
        or months.columns != page.history + page.horizon
    ):
        raise BookError(
            sheet,
            "a page without its own names",
            f"the names {KEY}, {KEYS} and {MONTHS} over {page.history + page.horizon} months",
            "Restore the sheet from a copy of the book.",
        )
    column = blocks.read(keys)
    rows = {str(row[0]): keys.row + i for i, row in enumerate(column) if row[0] is not None}
    policy = Policy.MTO if "order_backlog" in rows else Policy.MTS
    declared = [f.name for f in page.fields_of(policy)] + [s.name for s in page.series_of(policy)]
    missing = [name for name in declared if name not in rows]
    if missing:
        raise BookError(
            sheet,
            f"no row {missing[0]!r}",
            "every row of the prototype",
            "Restore the sheet from a copy of the book.",
        )
    code = read_value(blocks.read(key)[0][0], Kind.TEXT)
    return PageGrid(page, policy, sheet, code, rows, months, key.column)


def read_field(blocks: Blocks, grid: PageGrid, name: str) -> Raw:
    """Return the raw value of a field."""
    return blocks.read(Area(grid.sheet, grid.rows[name], grid.values))[0][0]


def read_months(
    blocks: Blocks, grid: PageGrid, series: Sequence[Series]
) -> tuple[dict[str, npt.NDArray[Any]], list[DataError]]:
    """Return the stored months of series, all rows in one read.

    Returns
    -------
    values
        By series, shape (history + horizon,); NaN or ``""`` is blank.
    problems
        The cells that cannot be read.
    """
    if not series:
        return {}, []
    rows = [grid.rows[s.name] for s in series]
    top, months = min(rows), grid.months
    area = Area(grid.sheet, top, months.column, max(rows) - top + 1, months.columns)
    block = blocks.read(area)
    values: dict[str, npt.NDArray[Any]] = {}
    problems: list[DataError] = []
    for row, item in zip(rows, series, strict=True):
        cells = _own_cells(grid, item, block[row - top])
        values[item.name], bad = read_column(cells, item.kind, blocks.date1904)
        for problem in bad:
            cell = address(grid.sheet, row, months.column + problem.index)
            problems.append(DataError(cell, problem.got, problem.expected, "Correct the cell."))
    return values, problems


def _own_cells(grid: PageGrid, item: Series, cells: list[Raw]) -> list[Raw]:
    """Return the months of a row with the results of declared formulas blanked out."""
    cut = grid.page.history
    closed = [None] * cut if item.history == FORMULA else cells[:cut]
    ahead = [None] * grid.page.horizon if item.horizon == FORMULA else cells[cut:]
    return [*closed, *ahead]


def field_writes(blocks: Blocks, grid: PageGrid, values: Mapping[str, Any]) -> Iterator[Operation]:
    """Yield the writes that make fields hold `values`.

    Raises
    ------
    ValueError
        A field is not one that Python writes.
    """
    declared = {field.name: field for field in grid.page.fields_of(grid.policy)}
    for name, value in values.items():
        if name not in declared:
            continue
        field = declared[name]
        if field.by in (PLANNER, FORMULA):
            raise ValueError(f"field {name} is not written by Python")
        new = to_raw([value], field.kind, field.decimals)
        old = to_raw(
            [read_value(read_field(blocks, grid, name), field.kind, blocks.date1904)],
            field.kind,
            field.decimals,
        )
        if new != old:
            yield Write(grid.sheet, grid.rows[name], grid.values, [new], [old])


def grid_writes(
    blocks: Blocks, grid: PageGrid, wanted: pd.DataFrame, cycle: pd.Period
) -> Iterator[Operation]:
    """Yield one write for each rectangle of neighbouring rows and months that changes.

    Parameters
    ----------
    wanted
        Columns ``series, month, value`` of this page; NaN clears.

    Raises
    ------
    ValueError
        A series is not Python's in one of the months, or a month is not on the page.
    """
    declared = {s.name: s for s in grid.page.series_of(grid.policy)}
    rows: list[tuple[int, int, list[Raw], list[Raw]]] = []
    for name, part in wanted.groupby("series", sort=False):
        if name not in declared:
            continue
        item = declared[str(name)]
        ordered = part.sort_values("month")
        offsets = (ordered["month"].astype("int64") - cycle.ordinal).to_numpy()
        for run in np.split(np.arange(len(offsets)), np.flatnonzero(np.diff(offsets) != 1) + 1):
            _refuse_foreign(grid, item, offsets[run])
            new = to_raw(ordered["value"].iloc[run], item.kind, item.decimals)
            column = grid.column(int(offsets[run[0]]))
            area = Area(grid.sheet, grid.rows[item.name], column, 1, len(new))
            values, _ = read_column(blocks.read(area)[0], item.kind, blocks.date1904)
            rows.append((area.row, column, new, to_raw(values, item.kind, item.decimals)))
    yield from _rectangles(grid.sheet, sorted(rows, key=lambda r: (r[1], len(r[2]), r[0])))


def _refuse_foreign(grid: PageGrid, item: Series, offsets: npt.NDArray[Any]) -> None:
    if offsets[0] < -grid.page.history or offsets[-1] >= grid.page.horizon:
        raise ValueError(f"{item.name}: a month is not on the page")
    owners = {item.history if offset < 0 else item.horizon for offset in offsets}
    if owners & {PLANNER, FORMULA, ""}:
        raise ValueError(f"{item.name} is not written by Python in these months")


def _rectangles(
    sheet: str, rows: Sequence[tuple[int, int, list[Raw], list[Raw]]]
) -> Iterator[Operation]:
    group: list[tuple[int, int, list[Raw], list[Raw]]] = []
    for row in rows:
        last = group[-1] if group else None
        if last and (row[0], row[1], len(row[2])) != (last[0] + 1, last[1], len(last[2])):
            yield from _write(sheet, group)
            group = []
        group.append(row)
    if group:
        yield from _write(sheet, group)


def _write(sheet: str, group: Sequence[tuple[int, int, list[Raw], list[Raw]]]) -> Iterator[Write]:
    new, old = [row[2] for row in group], [row[3] for row in group]
    if new != old:
        yield Write(sheet, group[0][0], group[0][1], new, old)
