"""Cells as Excel hands them over, to arrays; arrays, to rows of cells.

A blank arrives as ``None``, an empty text or a number that is not one, and is unknown, never 0.
Text where a number belongs is refused with its position: nothing is guessed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sop_addin.demand.panel import Floats
from sop_addin.errors import DataError
from sop_addin.periods import month

__all__ = ["Block", "block", "month_of", "number", "row_or_column", "same_months"]

Rows = list[list[Any]]


@dataclass(frozen=True)
class Block:
    """Numbers of some cells.

    Parameters
    ----------
    values
        Shape (months, series); NaN where a cell is blank.
    across
        Whether the months run across: one row of several cells.
    """

    values: Floats
    across: bool

    def laid_out(self, values: Floats) -> Rows:
        """Return an answer, shape (months, columns), with its months as these run."""
        rows = values.T if self.across else values
        return [["" if np.isnan(v) else float(v) for v in row] for row in rows]


def _rows(cells: Any) -> Rows:
    if isinstance(cells, str) or not isinstance(cells, Sequence | np.ndarray):
        return [[cells]]
    return [list(r) if isinstance(r, Sequence | np.ndarray) else [r] for r in cells]


def _is_blank(cell: Any) -> bool:
    if isinstance(cell, str):
        return not cell.strip()
    return cell is None or bool(pd.isna(cell))


def _found(cell: Any) -> str:
    return f"the date {cell:%Y-%m-%d}" if isinstance(cell, dt.date) else repr(cell)


def _float(cell: Any, where: str) -> float:
    if _is_blank(cell):
        return float("nan")
    if isinstance(cell, bool | str) or not isinstance(cell, int | float | np.number):
        raise DataError(where, _found(cell), "a number", "Correct the cell.")
    value = float(cell)
    if not np.isfinite(value):
        raise DataError(where, _found(cell), "a finite number", "Correct the cell.")
    return value


def block(cells: Any, name: str) -> Block:
    """Return a row, a column, one cell, or a block with months down.

    Parameters
    ----------
    cells
        Rows of cells, one cell, or a flat list, which is a column.
    name
        Name of the argument, for errors.

    Raises
    ------
    DataError
        A cell holds text, a date or an error; its position is counted from 1.

    Examples
    --------
    >>> found = block([[1, None, 3]], "history")
    >>> found.values.ravel().tolist(), found.across
    ([1.0, nan, 3.0], True)
    >>> block([[1], ["abc"]], "history")
    Traceback (most recent call last):
    ...
    sop_addin.errors.DataError: history row 2: got 'abc', expected a number. Correct the cell.
    """
    rows = _rows(cells)
    across = len(rows) == 1 and len(rows[0]) > 1

    def where(i: int, j: int) -> str:
        if across:
            return f"{name} cell {j + 1}"
        column = f" column {j + 1}" if len(rows[0]) > 1 else ""
        return f"{name} row {i + 1}{column}"

    values = np.array(
        [[_float(cell, where(i, j)) for j, cell in enumerate(row)] for i, row in enumerate(rows)]
    )
    return Block(values.T if across else values, across)


def row_or_column(cells: Any, name: str, *, known: bool = False) -> Block:
    """Return one series; `known` refuses blanks.

    Raises
    ------
    DataError
        There are several rows and columns, or a blank where none may be.
    """
    found = block(cells, name)
    if found.values.shape[1] != 1:
        got = "{} rows and {} columns".format(*found.values.shape)
        raise DataError(name, got, "one row or one column", "Select one series.")
    if known and np.isnan(found.values).any():
        at = int(np.isnan(found.values[:, 0]).argmax()) + 1
        raise DataError(f"{name} cell {at}", "a blank", "a number", "Blank is not 0: fill it.")
    return found


def same_months(**blocks: Block) -> None:
    """Refuse blocks of different sizes; names are those of the arguments.

    Raises
    ------
    DataError
        They differ.
    """
    sizes = {name: found.values.shape for name, found in blocks.items()}
    first, *others = sizes
    for name in others:
        if sizes[name] != sizes[first]:
            got, wanted = ("{} months of {} series".format(*sizes[n]) for n in (name, first))
            raise DataError(name, got, f"{wanted}, as {first} has", "Select the same months.")


def number(cells: Any, name: str, default: float | None = None) -> float:
    """Return the number of one cell; `default` where it is blank or left out.

    Raises
    ------
    DataError
        Several cells, no number, or a blank without a default.
    """
    rows = _rows(cells)
    if len(rows) != 1 or len(rows[0]) != 1:
        raise DataError(name, "several cells", "one cell", "Select one cell.")
    value = _float(rows[0][0], name)
    if not np.isnan(value):
        return value
    if default is None:
        raise DataError(name, "a blank", "a number", "Blank is not 0: fill it.")
    return default


def month_of(cells: Any, name: str) -> pd.Period:
    """Return the month of one cell: a date, or a text such as ``2026-03``.

    Raises
    ------
    DataError
        It is neither.
    """
    rows = _rows(cells)
    if len(rows) != 1 or len(rows[0]) != 1:
        raise DataError(name, "several cells", "one cell", "Select one cell.")
    try:
        return month(rows[0][0])
    except ValueError as error:
        wanted = "a date, or a month such as 2026-03"
        raise DataError(name, _found(rows[0][0]), wanted, "Correct the cell.") from error
