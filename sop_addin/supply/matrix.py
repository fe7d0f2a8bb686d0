"""A linear model as arrays: columns with bounds, rows with limits, goals; checked by arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sop_addin.supply.goals import Goal, Weights
from sop_addin.supply.quantities import Floats, Integers

__all__ = ["Block", "Matrix"]


@dataclass(frozen=True)
class Block:
    """Columns or rows that were added together: their name, and the number of the first."""

    name: str
    first: int


@dataclass(frozen=True, eq=False)
class Matrix:
    """Rows ``row_low <= A x <= row_high`` over columns ``low <= x <= high``; A is stored by row.

    Parameters
    ----------
    low, high, whole
        Bounds of each column, and whether it is a whole number, shape (columns,).
    row_low, row_high
        Limits of each row, ``-inf`` or ``inf`` where there is none, shape (rows,).
    starts, columns, values
        Row i has ``values[starts[i]:starts[i + 1]]`` in ``columns[...]``.
    goals
        What one unit of each column adds to each goal, shape (columns,).
    constants
        What is added to each goal whatever the plan.
    column_blocks, row_blocks
        Names, in order.
    """

    low: Floats
    high: Floats
    whole: NDArray[np.bool_]
    row_low: Floats
    row_high: Floats
    starts: Integers
    columns: Integers
    values: Floats
    goals: Mapping[Goal, Floats]
    constants: Mapping[Goal, float]
    column_blocks: tuple[Block, ...]
    row_blocks: tuple[Block, ...]

    def activity(self, x: Floats) -> Floats:
        """Return ``A x``, shape (rows,)."""
        products = self.values * x[self.columns]
        return np.bincount(self._rows, products, len(self.row_low)).astype(np.float64)

    def reduced(self, cost: Floats, prices: Floats) -> Floats:
        """Return ``cost - A' prices``: what a unit more of each column costs, shape (columns,).

        Parameters
        ----------
        cost
            What a unit of each column costs by itself, shape (columns,).
        prices
            What a unit of each row costs, shape (rows,).
        """
        products = self.values * prices[self._rows]
        return cost - np.bincount(self.columns, products, len(self.low))

    def objective(self, weights: Weights, goals: tuple[Goal, ...] = tuple(Goal)) -> Floats:
        """Return the weighted sum of goals, shape (columns,)."""
        total = np.zeros(len(self.low))
        for goal in goals:
            total += weights.of(goal) * self.goals[goal]
        return total

    def reached(self, x: Floats) -> dict[Goal, float]:
        """Return the value of every goal in its own unit."""
        return {g: float(self.goals[g] @ x) + self.constants[g] for g in Goal}

    def worst(self, x: Floats) -> tuple[float, str]:
        """Return by how much `x` breaks the row or bound it breaks most, and the name of that.

        A row's excess is relative to its limit and largest term, a bound's to the value.
        """
        products, rows_of = self.values * x[self.columns], self._rows
        largest = np.zeros(len(self.row_low))
        np.maximum.at(largest, rows_of, np.abs(products))
        activity = np.bincount(rows_of, products, len(largest))
        over = np.maximum(self.row_low - activity, activity - self.row_high)
        limit = np.where(np.isfinite(self.row_high), self.row_high, self.row_low)
        rows = over / (1.0 + np.abs(np.nan_to_num(limit, posinf=0.0, neginf=0.0)) + largest)
        bounds = np.maximum(self.low - x, x - self.high) / (1.0 + np.abs(x))
        row, column = (int(np.nan_to_num(a, nan=np.inf).argmax()) for a in (rows, bounds))
        if rows[row] >= bounds[column]:
            return max(0.0, float(rows[row])), name_of(self.row_blocks, row)
        return max(0.0, float(bounds[column])), name_of(self.column_blocks, column)

    def with_row(self, name: str, values: Floats, high: float) -> Matrix:
        """Return the matrix with one row more, ``values x <= high``."""
        used = np.flatnonzero(values)
        return replace(
            self,
            row_low=np.append(self.row_low, -np.inf),
            row_high=np.append(self.row_high, high),
            starts=np.append(self.starts, self.starts[-1] + len(used)),
            columns=np.append(self.columns, used),
            values=np.append(self.values, values[used]),
            row_blocks=(*self.row_blocks, Block(name, len(self.row_low))),
        )

    def with_fixed(self, x: Floats) -> Matrix:
        """Return the matrix with every whole-number column fixed at its value in `x`."""
        at = np.rint(x)
        return replace(
            self,
            low=np.where(self.whole, at, self.low),
            high=np.where(self.whole, at, self.high),
            whole=np.zeros_like(self.whole),
        )

    def names(self) -> tuple[list[str], list[str]]:
        """Return a unique name for each column and row."""
        return (
            _all_names(self.column_blocks, len(self.low)),
            _all_names(self.row_blocks, len(self.row_low)),
        )

    @property
    def _rows(self) -> NDArray[Any]:
        return np.repeat(np.arange(len(self.row_low)), np.diff(self.starts))


def name_of(blocks: tuple[Block, ...], number: int) -> str:
    """Return the name of one column or row."""
    block = max((b for b in blocks if b.first <= number), key=lambda b: b.first)
    return f"{block.name}_{number - block.first}"


def _all_names(blocks: tuple[Block, ...], count: int) -> list[str]:
    ends = [*(b.first for b in blocks[1:]), count]
    return [
        f"{b.name}_{k}" for b, end in zip(blocks, ends, strict=True) for k in range(end - b.first)
    ]
