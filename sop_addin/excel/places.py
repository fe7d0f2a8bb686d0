"""The cell of a logical position, for errors that name a place in declared words."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pandas as pd

from sop_addin.errors import Place
from sop_addin.excel.geometry import PageGrid, TableGrid, address
from sop_addin.excel.table_frames import row_keys
from sop_addin.periods import lag, month

__all__ = ["cell_in_table", "cell_on_page"]

_MONTH = len("2026-03")


def cell_on_page(grids: Sequence[PageGrid], place: Place, cycle: Callable[[], pd.Period]) -> str:
    """Return the cell of a series in a month, or of a field; words where there is no such page.

    Parameters
    ----------
    cycle
        Gives the cycle month, asked only where the place names a month and not an offset.
    """
    grid = next((g for g in grids if g.key == place.key), None)
    if grid is None:
        return str(place)
    column = grid.values
    if len(place.month) == _MONTH:
        column = grid.column(lag(month(place.month), cycle()))
    elif place.month:
        column = grid.column(int(place.month))
    return address(grid.sheet, grid.rows.get(place.field, 1), column)


def cell_in_table(grid: TableGrid, frame: pd.DataFrame, place: Place) -> str:
    """Return the cell of a row, found by number or key, and column; the header without a row.

    Parameters
    ----------
    frame
        The table as it was read; its index is the number of the data row.
    """
    column = grid.columns.get(place.field, grid.area.column)
    row = 0
    if re.fullmatch(r"#[0-9]+", place.key):
        row = int(place.key[1:])
    elif place.key:
        wanted = "/".join(part for part in (place.key, place.month) if part)
        keys = row_keys(grid.table, frame)
        row = int(keys.index[keys == wanted][0]) if (keys == wanted).any() else 0
    return address(grid.area.sheet, grid.area.row + row, column)
