"""Where a solver starts changes how long it takes, never whether there is a plan."""

from __future__ import annotations

import numpy as np
import pytest

import sop_addin.supply.solver
from sop_addin.errors import SolverError
from sop_addin.periods import month, months
from sop_addin.supply.model import build
from sop_addin.supply.problem import Family, Problem
from sop_addin.supply.solver import Settings, solve_again, solve_matrix
from sop_addin.supply.strategy import HYBRID


def test_a_start_that_leads_nowhere_is_left_and_the_model_solved_anew() -> None:
    pumps = Family("Pumps", [80, 130, 90], regular_limit=100, price=50)
    model = build(Problem(months(month("2026-03"), 3), 20, (pumps,)), HYBRID)
    matrix = model.matrix()
    solved = solve_matrix(matrix, model.weights, Settings())
    solved.start.solver.setOptionValue("simplex_iteration_limit", 0)  # the kept solver gives up
    columns = len(matrix.low)
    bounded = matrix.with_row("sum", np.ones(columns), 1e6)
    answer = solve_again(bounded, np.full(columns, -1.0), Settings(), solved.start)
    assert answer.values.sum() == 1e6 and answer.start.solver is not solved.start.solver


def test_where_one_way_to_solve_finds_nothing_the_next_is_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pumps = Family("Pumps", [80, 130, 90], regular_limit=100, price=50)
    model = build(Problem(months(month("2026-03"), 3), 20, (pumps,)), HYBRID)
    usual = solve_matrix(model.matrix(), model.weights, Settings())
    stuck = {"simplex_iteration_limit": 0, "presolve": "off"}
    ways = sop_addin.supply.solver._WAYS
    for way in ways[1:]:
        monkeypatch.setattr(sop_addin.supply.solver, "_WAYS", (stuck, way))
        found = solve_matrix(model.matrix(), model.weights, Settings())
        np.testing.assert_allclose(found.values, usual.values, atol=1e-9)
    monkeypatch.setattr(sop_addin.supply.solver, "_WAYS", (stuck,))
    with pytest.raises(SolverError, match="Iteration limit"):
        solve_matrix(model.matrix(), model.weights, Settings())
