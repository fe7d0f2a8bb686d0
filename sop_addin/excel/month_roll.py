"""What people typed on pages, moved with its months when the cycle month changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from sop_addin.excel.blocks import Area, Blocks, Raw
from sop_addin.excel.geometry import PageGrid
from sop_addin.excel.references import shift_formula
from sop_addin.excel.writes import Operation, Retype, ShiftNotes
from sop_addin.schema.declarations import PLANNER

__all__ = ["moved_with_month"]

Kept = Mapping[tuple[str, str, int], Raw]
"""Page key, series, months from the new cycle month -> what stood there."""


def moved_with_month(
    blocks: Blocks, grids: Sequence[PageGrid], former: pd.Period, cycle: pd.Period, back: Any
) -> tuple[list[Operation], pd.DataFrame]:
    """Return what moves typed months and notes to where a new cycle has their month.

    Parameters
    ----------
    grids
        Pages as they stand under the cycle month `former`.
    back
        ``key, series, month, value`` of months that had left the page and are on it again; or
        ``None``.

    Returns
    -------
    operations
        Rows that hold nothing have none. A typed formula moves as if it were filled.
    left
        ``key, series, month, value``: what leaves the horizon, closed now or too far ahead.
    """
    shift = int(former.ordinal - cycle.ordinal)
    kept = _kept(back, cycle)
    operations: list[Operation] = []
    left: list[tuple[str, str, pd.Period, Raw]] = []
    for grid in grids:
        for write, gone in _page(blocks, grid, shift, kept):
            operations.append(write)
            left += [(grid.key, name, former + at, value) for name, at, value in gone]
        if shift:
            area = Area(grid.sheet, 1, grid.months.column, grid.last_row, grid.months.columns)
            operations.append(ShiftNotes(area, shift))
    return operations, _frame(left)


def _kept(back: pd.DataFrame | None, cycle: pd.Period) -> Kept:
    if back is None:
        return {}
    offsets = back["month"].array.asi8 - cycle.ordinal
    rows = zip(back["key"], back["series"], offsets.tolist(), back["value"], strict=True)
    return {(key, series, offset): value for key, series, offset, value in rows}


def _page(
    blocks: Blocks, grid: PageGrid, shift: int, kept: Kept
) -> Iterator[tuple[Retype, list[tuple[str, int, Raw]]]]:
    """Yield each typed row that changes, and what leaves it: series, former offset, value."""
    names = [s.name for s in grid.page.series_of(grid.policy) if s.horizon == PLANNER]
    rows = [grid.rows[name] for name in names]
    top, count = min(rows), grid.page.horizon
    area = Area(grid.sheet, top, grid.horizon_column, max(rows) - top + 1, count)
    values, formulas = blocks.read(area), blocks.formulas(area)
    for name, row in zip(names, rows, strict=True):
        former = [
            None if text is not None else value
            for value, text in zip(values[row - top], formulas[row - top], strict=True)
        ]
        again = [kept.get((grid.key, name, at)) for at in range(count)]
        texts = formulas[row - top]
        wanted, moved, left = _shifted(former, texts, again, shift)
        gone = [(name, at, values[row - top][at]) for at in left]
        if (wanted, moved) != (former, texts):
            at = grid.sheet, row, grid.horizon_column
            yield Retype(*at, wanted, moved, former, texts), gone


def _shifted(
    values: Sequence[Raw], texts: Sequence[str | None], again: list[Raw], shift: int
) -> tuple[list[Raw], list[str | None], list[int]]:
    """Return values and formulas of a row after its move, and the offsets that left it."""
    count = len(values)
    moved: list[str | None] = [None] * count
    left = []
    for at, (value, text) in enumerate(zip(values, texts, strict=True)):
        if value is None and text is None:
            continue
        if not 0 <= at + shift < count:
            left.append(at)
            continue
        again[at + shift] = value
        moved[at + shift] = None if text is None else shift_formula(text, 0, shift)
    return again, moved, left


def _frame(left: list[tuple[str, str, pd.Period, Raw]]) -> pd.DataFrame:
    frame = pd.DataFrame(left, columns=["key", "series", "month", "value"], dtype=object)
    return frame.assign(month=pd.PeriodIndex(frame["month"], freq="M"))
