"""What changes in a solved plan when one limit rises by a unit, and how far that holds."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sop_addin.supply.answers import Answer
from sop_addin.supply.goal_order import Solution
from sop_addin.supply.matrix import Matrix
from sop_addin.supply.quantities import Floats
from sop_addin.supply.solver import Settings, minimise

__all__ = ["Marginal", "marginals"]

_STUCK = 1e-6
"""A limit that can rise by less than this stands at a corner of the plan."""


@dataclass(frozen=True, eq=False)
class Marginal:
    """What one more unit of a row's upper limit changes, whole numbers held as they are.

    Parameters
    ----------
    row
        The row.
    change
        Change of every column a unit, shape (columns,).
    up, down
        How many units more, and less, it holds for.
    """

    row: int
    change: Floats
    up: float
    down: float


def marginals(
    matrix: Matrix, solution: Solution, rows: list[int], settings: Settings
) -> list[Marginal]:
    """Return what one more unit of the limit of each row changes, from the solved basis.

    Where a row's limit cannot rise at all in that basis, the next one is looked at.
    """
    fixed = matrix.with_fixed(solution.values)
    cost = fixed.objective(solution.weights)
    start = solution.start
    if not start.fits(fixed):
        start = minimise(fixed, cost, settings).start
    found = []
    for row in rows:
        answer = minimise(fixed, cost, settings, start)
        step = 0.0
        marginal = _marginal(fixed, answer, row)
        if marginal.up < _STUCK:
            step = 1e-4 * (1.0 + abs(float(fixed.row_high[row])))
            high = fixed.row_high.copy()
            high[row] += step
            low = fixed.row_low.copy()
            low[row] += step
            more = replace(fixed, row_low=low, row_high=high)
            marginal = _marginal(more, minimise(more, cost, settings, answer.start), row)
        found.append(replace(marginal, up=marginal.up + step, down=max(0.0, marginal.down - step)))
    return found


def _marginal(matrix: Matrix, answer: Answer, row: int) -> Marginal:
    solver = answer.start.solver
    unit = np.zeros(len(matrix.row_low))
    unit[row] = 1.0
    _, basic = solver.getBasicVariables()
    _, moves = solver.getBasisSolve(unit)
    basic, moves = np.asarray(basic), np.asarray(moves)
    change = np.zeros(len(matrix.low))
    columns = basic >= 0
    change[basic[columns]] = moves[columns]
    if (basic == -1 - row).any():  # the row has room: its limit changes nothing
        change[:] = 0.0
    activity, slope = matrix.activity(answer.values), matrix.activity(change)
    slope[row] = 0.0
    up = _room(answer.values, change, matrix.low, matrix.high, +1)
    up = min(up, _room(activity, slope, matrix.row_low, matrix.row_high, +1))
    down = _room(answer.values, change, matrix.low, matrix.high, -1)
    down = min(down, _room(activity, slope, matrix.row_low, matrix.row_high, -1))
    return Marginal(row, change, up, down)


def _room(values: Floats, change: Floats, low: Floats, high: Floats, sign: int) -> float:
    """Return how far values can move along `change` until the first meets a bound."""
    move = sign * change
    moving = np.abs(move) > 1e-9
    there = np.where(move > 0, high - values, values - low)[moving]
    return max(0.0, float((there / np.abs(move[moving])).min(initial=np.inf)))
