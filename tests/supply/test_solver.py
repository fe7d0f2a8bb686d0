"""Where a solver starts changes how long it takes, never whether there is a plan."""

from __future__ import annotations

import numpy as np
import pytest

import sop_addin.supply.solver
from sop_addin.periods import month, months
from sop_addin.supply.goal_order import solve_matrix
from sop_addin.supply.model import build
from sop_addin.supply.problem import Family, Problem
from sop_addin.supply.solver import Settings, minimise
from sop_addin.supply.strategy import HYBRID


def test_a_start_that_leads_nowhere_is_left_and_the_model_solved_anew() -> None:
    pumps = Family("Pumps", [80, 130, 90], regular_limit=100, price=50)
    model = build(Problem(months(month("2026-03"), 3), 20, (pumps,)), HYBRID)
    matrix = model.matrix()
    solved = solve_matrix(matrix, model.weights, Settings())
    solved.start.solver.setOptionValue("simplex_iteration_limit", 0)  # the kept solver gives up
    columns = len(matrix.low)
    bounded = matrix.with_row("sum", np.ones(columns), 1e6)
    answer = minimise(bounded, np.full(columns, -1.0), Settings(), solved.start)
    assert answer.values.sum() == 1e6 and answer.start.solver is not solved.start.solver


def test_where_the_solver_gives_up_it_is_asked_again_with_smaller_costs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pumps = Family("Pumps", [80, 130, 90], regular_limit=100, price=50)
    model = build(Problem(months(month("2026-03"), 3), 20, (pumps,)), HYBRID)
    usual = solve_matrix(model.matrix(), model.weights, Settings())
    asked: list[int] = []

    def options(settings: Settings) -> dict[str, int | str]:
        asked.append(1)
        return {"simplex_iteration_limit": 0, "presolve": "off"} if len(asked) == 1 else {}

    monkeypatch.setattr(sop_addin.supply.solver, "_options", options)
    found = solve_matrix(model.matrix(), model.weights, Settings())
    np.testing.assert_allclose(found.values, usual.values, atol=1e-9)
    assert len(asked) == 2
