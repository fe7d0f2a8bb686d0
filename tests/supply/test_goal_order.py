"""Weights that are too small for a problem are found by their reduced costs, and raised."""

from __future__ import annotations

import numpy as np
import pytest

from sop_addin.supply.goal_order import solve_matrix
from sop_addin.supply.goals import Goal, Weights
from sop_addin.supply.matrix import Block, Matrix
from sop_addin.supply.solver import Settings

WEIGHTS = Weights(service=100, target=10, strategy=5, cost=1, stability=1e-5)
GOALS = (Goal.SERVICE, Goal.TARGET, Goal.COST)


def exchange(target: float, cost: float, whole: bool) -> Matrix:
    """Return a model in which one short unit spares so many units of target, or so much money."""
    goals = {goal: np.zeros(3) for goal in Goal}
    for k, goal in enumerate(GOALS):
        goals[goal][k] = 1.0
    return Matrix(
        np.zeros(3),
        np.full(3, np.inf),
        np.array([False, False, whole]),
        np.array([1.0]),
        np.array([np.inf]),
        np.array([0, 3]),
        np.arange(3),
        np.array([1.0, 1 / target, 1 / cost]),
        goals,
        dict.fromkeys(Goal, 0.0),
        (Block("x", 0),),
        (Block("row", 0),),
    )


@pytest.mark.parametrize("whole", [False, True])
def test_no_unit_of_service_is_sold_for_any_target(whole: bool) -> None:
    matrix = exchange(target=7_000.0, cost=np.inf, whole=whole)
    assert matrix.objective(WEIGHTS) @ [1.0, 0, 0] < matrix.objective(WEIGHTS) @ [0, 7_000.0, 0]
    found = solve_matrix(matrix, WEIGHTS, Settings())
    np.testing.assert_allclose(found.values, [0.0, 7_000.0, 0.0])


def test_weights_that_were_raised_make_the_plan_the_best_and_keep_their_order() -> None:
    matrix = exchange(target=3.0, cost=500.0, whole=False)
    found = solve_matrix(matrix, WEIGHTS, Settings())
    np.testing.assert_allclose(found.values, [0.0, 0.0, 500.0])
    used = found.weights
    assert used.cost == 1.0 and used.service > 500 and used.target * 3 > 500
    assert used.service / used.target >= WEIGHTS.service / WEIGHTS.target


def test_weights_that_sold_nothing_stay() -> None:
    found = solve_matrix(exchange(target=2.0, cost=9.0, whole=False), WEIGHTS, Settings())
    assert found.weights is WEIGHTS
