"""Where a solver starts and stops: how long it takes, what it then says, never whether it plans."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import sop_addin.supply.solver
from sop_addin.periods import month, months
from sop_addin.supply.answers import Answer, Start
from sop_addin.supply.goal_order import solve_matrix
from sop_addin.supply.model import build
from sop_addin.supply.plan import Status, solve
from sop_addin.supply.problem import Family, LabourPool, Problem, UnitCosts
from sop_addin.supply.solver import SOLVERS, Settings, minimise
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


def crews() -> Problem:
    """Return a problem whose whole people a search through one node does not settle."""
    families = tuple(
        Family(
            f"F{k}", [90 + 17 * k, 140 - 23 * k, 60 + 31 * k, 120 - 11 * k], costs=UnitCosts(1, 2)
        )
        for k in range(4)
    )
    pools = tuple(
        LabourPool(f"P{j}", 3, 8, {f"F{k}": 2.3 + 0.7 * k for k in (j, j + 1)}, 100, 400, 300, 0.2)
        for j in range(3)
    )
    return Problem(months(month("2026-03"), 4), 20, families, pools)


@pytest.mark.parametrize("solver", list(SOLVERS))
def test_a_search_that_is_stopped_says_its_gap_and_never_that_it_is_the_best(solver: str) -> None:
    whole = replace(HYBRID, whole_workers=True)
    stopped = solve(crews(), whole, Settings(solver, nodes=1)).status
    assert str(solve(crews(), whole, Settings(solver)).status) == "optimal"
    assert stopped.proof == "stopped" and stopped.gap > 0
    assert str(stopped).startswith("stopped, gap ")


def test_a_run_that_hits_the_net_of_wall_time_is_not_reproducible(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = SOLVERS["highs"]

    def late(*asked: Any) -> Answer:
        return replace(found(*asked), gap=0.034, reproducible=False, start=Start())

    monkeypatch.setitem(SOLVERS, "highs", late)
    status = solve(crews(), replace(HYBRID, whole_workers=True)).status
    assert str(status) == "stopped, gap 3.40%, not reproducible"


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status("stopped", gap=float("inf")), "stopped, gap not known"),
        (Status("stopped", gap=1e-6), "stopped, gap 0.01%"),
        (Status("optimal", reproducible=False), "optimal, not reproducible"),
    ],
)
def test_a_gap_that_is_left_is_said(status: Status, words: str) -> None:
    assert str(status) == words
