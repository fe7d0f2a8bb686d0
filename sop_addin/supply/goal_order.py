"""A model solved for its goals in their order: one weighted sum, and proof that no goal was sold.

The weights of :mod:`sop_addin.supply.goals` bound what a unit of a goal can save in a lower one
directly. A chain of exchanges (material kept for a later month, there a unit of another family, its
hours to a third) can be worth more than any bound that is useful as a weight. So after solving, the
reduced costs of every goal are looked at by themselves: where a move along a non-basic column or
row would better a goal and was refused for lower ones, that goal weighs more than they are worth,
and the model is solved again from where it stood. A plan without such a move is the best in the
lexicographic order, because a basis whose vectors of reduced costs are lexicographically positive
is (Isermann, 1982, *Linear lexicographic optimization*, OR Spektrum 4).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sop_addin.errors import SolverError
from sop_addin.supply.answers import Answer, Start
from sop_addin.supply.goals import RANKS, Goal, Weights
from sop_addin.supply.matrix import Matrix
from sop_addin.supply.quantities import Floats
from sop_addin.supply.solver import Settings, minimise

__all__ = ["Solution", "solve_matrix"]

_ROUNDS = 12
_MARGIN = 2.0
_MOST = 1e8
"""Times by which a weight may be raised before goals are optimised one after another."""

_NOISE = 1e-7
"""A reduced cost below this part of the largest cost of its goal is 0."""


@dataclass(frozen=True, eq=False)
class Solution:
    """The solver's answer, verified.

    Parameters
    ----------
    values
        Value of every column.
    goals
        Value of every goal in its own unit, without weights.
    weights
        Under which the values are the best: those asked for, or larger ones of higher goals.
    proof
        ``optimal`` or ``stopped``.
    gap
        Relative gap that is left, 0 where the optimum is proved.
    reproducible
        Whether the same inputs give the same digits again.
    start
        Where the solver stood, whole numbers held as they are.
    """

    values: Floats
    goals: dict[Goal, float]
    weights: Weights
    proof: str
    gap: float
    reproducible: bool
    start: Start


def solve_matrix(
    matrix: Matrix, weights: Weights, settings: Settings, start: Start | None = None
) -> Solution:
    """Solve a model.

    Parameters
    ----------
    matrix, weights
        The model and the weights of its goals.
    settings
        Solver, gap, limits.
    start
        From an earlier run of a model of the same size; only without whole numbers is it used.

    Raises
    ------
    SolverError
        The solver is unknown or gave no usable answer.
    """
    if not len(matrix.row_low):
        none = Answer(np.zeros(len(matrix.low)), 0.0, True, Start())
        return _solution(matrix, weights, settings, [none], Start())
    if settings.exact:
        return _one_after_another(matrix, weights, settings)
    try:
        return _weighted(matrix, weights, settings, start)
    except SolverError:
        # The weights span many powers of ten; one goal after another is slower, never as wide.
        return _one_after_another(matrix, weights, settings)


def _weighted(
    matrix: Matrix, weights: Weights, settings: Settings, start: Start | None
) -> Solution:
    """Solve for the weighted sum, with larger weights until no goal was sold for a lower one."""
    used = weights
    for _ in range(_ROUNDS):
        cost = matrix.objective(used)
        answer = minimise(matrix, cost, settings, start)
        held, corner = matrix, answer
        if matrix.whole.any():
            held = matrix.with_fixed(answer.values)
            corner = minimise(held, cost, settings)
        more = _raised(held, used, corner)
        if more is used:
            return _solution(matrix, used, settings, [answer], corner.start)
        if more.service > _MOST * weights.service:
            break
        used, start = more, corner.start
    return _one_after_another(matrix, weights, settings)


def _raised(matrix: Matrix, weights: Weights, answer: Answer) -> Weights:
    """Return weights that refuse what was sold of a goal for lower ones; the same if nothing was.

    A solver that keeps no basis shows no reduced costs, and the weights stay.
    """
    if answer.start.solver is None:
        return weights
    moves = _Moves(matrix, answer)
    for k, rank in enumerate(RANKS[:-1]):
        lower = [goal for later in RANKS[k + 1 :] for goal in later]
        factor = moves.refused(
            matrix.objective(weights, rank), matrix.objective(weights, tuple(lower))
        )
        if factor > 1.0:
            higher = [goal for each in RANKS[: k + 1] for goal in each]
            raised = {goal.value: factor * weights.of(goal) for goal in higher}
            return replace(weights, **raised)
    return weights


class _Moves:
    """Moves away from a solved corner, one for each non-basic column and row."""

    def __init__(self, matrix: Matrix, answer: Answer) -> None:
        self.matrix, self.solver = matrix, answer.start.solver
        _, basic = self.solver.getBasicVariables()
        self.basic = np.asarray(basic)
        activity = matrix.activity(answer.values)
        away = np.concatenate(
            [
                _away(answer.values, matrix.low, matrix.high),
                _away(activity, matrix.row_low, matrix.row_high),
            ]
        )
        columns = len(matrix.low)
        away[np.where(self.basic >= 0, self.basic, columns - 1 - self.basic)] = 0.0
        self.away = away

    def refused(self, goal: Floats, lower: Floats) -> float:
        """Return how many times `goal` has to count so that no move that betters it is refused.

        1 where none is. Moves that make it worse are not looked at any more: no lower goal can ask
        for them.

        Parameters
        ----------
        goal, lower
            What a unit of each column costs in the goal and in all that are less important.
        """
        change = self._change(goal)
        noise = _NOISE * float(np.abs(goal).max(initial=0.0))
        better = change < -noise
        times = 1.0
        if better.any():
            times = _MARGIN * float((self._change(lower)[better] / -change[better]).max())
        self.away[change > noise] = 0.0
        return times

    def _change(self, cost: Floats) -> Floats:
        """Return what a unit of each move costs, 0 for what cannot move."""
        prices = np.where(self.basic >= 0, cost[np.maximum(self.basic, 0)], 0.0)
        _, found = self.solver.getBasisTransposeSolve(prices)
        rows = np.asarray(found, dtype=np.float64)
        change: Floats = self.away * np.concatenate([self.matrix.reduced(cost, rows), rows])
        return change


def _away(values: Floats, low: Floats, high: Floats) -> Floats:
    """Return 1 where a value can only rise from its bound, -1 where it can only fall, else 0."""
    near = _NOISE * (1.0 + np.abs(values))
    rises, falls = values - low <= near, high - values <= near
    return np.where(rises == falls, 0.0, np.where(rises, 1.0, -1.0))


def _one_after_another(matrix: Matrix, weights: Weights, settings: Settings) -> Solution:
    """Optimise one goal after another, each kept while the next is optimised."""
    stages = [goal for goal in Goal if matrix.goals[goal].any()] or [Goal.COST]
    answers: list[Answer] = []
    held = matrix
    for goal in stages:
        values = matrix.goals[goal]
        answers.append(minimise(held, matrix.objective(weights, (goal,)), settings))
        reached = float(values @ answers[-1].values)
        limit = reached + max(1e-7 * abs(reached), 1e-7)
        held = held.with_row(f"keep_{goal}", values, limit)
    return _solution(matrix, weights, settings, answers, Start())


def _solution(
    matrix: Matrix, weights: Weights, settings: Settings, answers: list[Answer], start: Start
) -> Solution:
    last, gap = answers[-1], max(a.gap for a in answers)
    return Solution(
        last.values,
        matrix.reached(last.values),
        weights,
        "optimal" if gap <= settings.gap else "stopped",
        gap,
        all(a.reproducible for a in answers),
        start,
    )
