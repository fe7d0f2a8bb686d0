"""Cells that people fill, written on a planner's word: by place, one by one, never a formula."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from sop_addin.errors import DataError, Place
from sop_addin.excel.blocks import Area, Blocks
from sop_addin.excel.changes import Scalar
from sop_addin.excel.convert import read_value, to_raw
from sop_addin.excel.geometry import PageGrid, TableGrid, address
from sop_addin.excel.table_frames import row_keys
from sop_addin.excel.writes import Operation, Write
from sop_addin.periods import lag, month
from sop_addin.schema.cells import cell
from sop_addin.schema.declarations import PLANNER, Kind, Owner, Page, Table
from sop_addin.schema.family_page import PAGES
from sop_addin.schema.tables import table

__all__ = ["Standing", "entered_writes"]


class Standing(NamedTuple):
    """Where things stand in one workbook, as :class:`~sop_addin.excel.book.BlockBook` finds it."""

    table: Callable[[Table], TableGrid]
    rows: Callable[[Table], pd.DataFrame]
    pages: Callable[[Page], Sequence[PageGrid]]
    cell: Callable[[str], Area]
    cycle: Callable[[], pd.Period]


class _Spot(NamedTuple):
    sheet: str
    row: int
    column: int
    kind: Kind
    decimals: int


def entered_writes(
    blocks: Blocks, wanted: Mapping[Place, Scalar], standing: Standing
) -> tuple[list[Operation], dict[Place, Scalar]]:
    """Return the writes of cells that people fill and that hold something else, and what they held.

    Parameters
    ----------
    wanted
        Value by place: a row of a table by its keys and column, a month of a page's row, or a
        setting; blank is ``None``.

    Raises
    ------
    DataError
        The cell holds a formula, which only a planner can change, or what cannot be read.
    ValueError
        The cell is not one that people fill, or there is no such row.
    """
    operations: list[Operation] = []
    former: dict[Place, Scalar] = {}
    for place, value in wanted.items():
        spot = _spot(place, standing)
        area = Area(spot.sheet, spot.row, spot.column)
        where = address(spot.sheet, spot.row, spot.column)
        if blocks.formulas(area)[0][0] is not None:
            raise DataError(
                where, "a formula", "a typed value", "Type the value, then run the command again."
            )
        try:
            held: Any = read_value(blocks.read(area)[0][0], spot.kind, blocks.date1904)
        except ValueError as error:
            raise DataError(where, str(error), f"a {spot.kind.value}", "Correct it.") from None
        new, old = (to_raw([each], spot.kind, spot.decimals) for each in (_blank(value), held))
        if new != old:
            operations.append(Write(spot.sheet, spot.row, spot.column, [new], [old]))
            former[place] = None if old[0] is None else held
    return operations, former


def _blank(value: Scalar) -> Any:
    return float("nan") if value is None else value


def _spot(place: Place, standing: Standing) -> _Spot:
    if not place.part:
        item = cell(place.field)
        area = standing.cell(place.field)
        own, spot = (
            item.by == PLANNER,
            _Spot(area.sheet, area.row, area.column, item.kind, item.decimals),
        )
    elif any(page.name == place.part for page in PAGES):
        own, spot = _on_page(place, standing)
    else:
        own, spot = _in_table(place, standing)
    if not own:
        raise ValueError(f"{place} does not belong to people")
    return spot


def _on_page(place: Place, standing: Standing) -> tuple[bool, _Spot]:
    page = next(page for page in PAGES if page.name == place.part)
    grid = next(grid for grid in standing.pages(page) if grid.key == place.key)
    item = next(s for s in page.series_of(grid.policy) if s.name == place.field)
    offset = lag(month(place.month), standing.cycle())
    own = item.horizon == PLANNER and 0 <= offset < page.horizon
    at = grid.sheet, grid.rows[place.field], grid.column(offset)
    return own, _Spot(*at, item.kind, item.decimals)


def _in_table(place: Place, standing: Standing) -> tuple[bool, _Spot]:
    item = table(place.part)
    grid, rows = standing.table(item), standing.rows(item)
    keys = row_keys(item, rows)
    found = keys.index[keys == place.key]
    if len(found) != 1:
        raise ValueError(f"{place} is no row of table {item.name}")
    column = item.column(place.field)
    own = item.owner is Owner.INPUT or column.planner
    at = grid.area.sheet, grid.area.row + int(found[0]), grid.columns[place.field]
    return own, _Spot(*at, column.kind, column.decimals)
