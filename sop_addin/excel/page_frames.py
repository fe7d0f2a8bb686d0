"""Pages as frames: found by the names their sheets carry, read once, written in rectangles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy.typing as npt

from sop_addin.errors import BookError, DataError
from sop_addin.excel.blocks import Area, Blocks, Raw, RememberedBlocks
from sop_addin.excel.convert import read_column, read_value
from sop_addin.excel.geometry import PageGrid, address
from sop_addin.schema.declarations import FORMULA, Kind, Page, Policy, Series

__all__ = ["KEY", "KEYS", "MONTHS", "page_grids", "read_fields", "read_months"]

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
    grids = [_page_grid(blocks, page, s, names) for s in sheets if s not in prototypes]
    _refuse_twins(grids)
    return grids


def _refuse_twins(grids: Sequence[PageGrid]) -> None:
    first: dict[str, str] = {}
    for grid in grids:
        if grid.key in first:
            raise BookError(
                address(grid.sheet, grid.rows[grid.page.fields[0].name], grid.values),
                f"a second page of {grid.key}, the first is {first[grid.key]}",
                f"one page for each {grid.page.name}",
                "Delete the copied sheet.",
            )
        first[grid.key] = grid.sheet


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


def read_fields(blocks: RememberedBlocks, grid: PageGrid) -> tuple[dict[str, Any], list[DataError]]:
    """Return the value of every field that is not a formula, all in one read.

    Returns
    -------
    values
        By field; NaN or ``""`` is blank.
    problems
        The cells that cannot be read; they count as blank.
    """
    fields = grid.page.fields_of(grid.policy)
    rows = [grid.rows[field.name] for field in fields]
    area = Area(grid.sheet, min(rows), grid.values, max(rows) - min(rows) + 1)
    values, problems = blocks.kept("fields", area, lambda: _fields(blocks, grid, area))
    return dict(values), list(problems)


def _fields(blocks: Blocks, grid: PageGrid, area: Area) -> tuple[dict[str, Any], list[DataError]]:
    column, top = blocks.read(area), area.row
    values: dict[str, Any] = {}
    problems: list[DataError] = []
    for field in grid.page.fields_of(grid.policy):
        row = grid.rows[field.name]
        if field.by == FORMULA:
            continue
        raw = column[row - top][0]
        if field.kind is Kind.NUMBER and type(raw) is float:
            values[field.name] = raw
            continue
        found, bad = read_column([raw], field.kind, blocks.date1904)
        values[field.name] = found[0]
        for problem in bad:
            cell = address(grid.sheet, row, grid.values)
            problems.append(DataError(cell, problem.got, problem.expected, "Correct the cell."))
    return values, problems


def read_months(
    blocks: RememberedBlocks, grid: PageGrid, series: Sequence[Series]
) -> tuple[dict[str, npt.NDArray[Any]], list[DataError]]:
    """Return the stored months of series.

    Returns
    -------
    values
        By series, shape (history + horizon,); NaN or ``""`` is blank.
    problems
        The cells that cannot be read.
    """
    values: dict[str, npt.NDArray[Any]] = {}
    problems: list[DataError] = []
    for item in series:
        area = grid.months.at_row(grid.rows[item.name])
        values[item.name], bad = blocks.kept(
            "months", area, partial(_row, blocks, grid, item, area)
        )
        problems += bad
    return values, problems


def _row(
    blocks: Blocks, grid: PageGrid, item: Series, area: Area
) -> tuple[npt.NDArray[Any], list[DataError]]:
    cells = _own_cells(grid, item, blocks.read(area)[0])
    values, bad = read_column(cells, item.kind, blocks.date1904)
    places = [address(grid.sheet, area.row, area.column + problem.index) for problem in bad]
    return values, [
        DataError(place, problem.got, problem.expected, "Correct the cell.")
        for place, problem in zip(places, bad, strict=True)
    ]


def _own_cells(grid: PageGrid, item: Series, cells: list[Raw]) -> list[Raw]:
    """Return the months of a row with the results of declared formulas blanked out."""
    cut = grid.page.history
    closed = [None] * cut if item.history == FORMULA else cells[:cut]
    ahead = [None] * grid.page.horizon if item.horizon == FORMULA else cells[cut:]
    return [*closed, *ahead]
