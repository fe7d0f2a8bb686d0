"""Published planning problems with known answers, with both solvers."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.instances import reach, read_cases
from benchmarks.planning_instances import main
from benchmarks.quadratic import reach_quadratic, read_quadratic
from sop_addin.supply.plan import solve
from sop_addin.supply.solver import SOLVERS

NAMED = ("red_tomato_base", "good_and_rich", "heizer_roofing_new")


@pytest.mark.parametrize("solver", sorted(SOLVERS))
@pytest.mark.parametrize("name", NAMED)
def test_published_answers_are_reached(shared: Path, name: str, solver: str) -> None:
    cases = read_cases(shared / "instances" / f"{name}.json")
    assert cases
    for case in cases:
        assert reach(case, solver) == pytest.approx(case.expected, abs=case.tolerance), case.id


def test_red_tomato_costs_422275_and_422660_with_whole_workers(shared: Path) -> None:
    cases = {c.id: c for c in read_cases(shared / "instances" / "red_tomato_base.json")}
    assert solve(cases["hybrid_lp"].problem).total_cost == pytest.approx(422_275, abs=1e-3)
    whole = solve(cases["hybrid_int"].problem, cases["hybrid_int"].strategy)
    assert whole.total_cost == pytest.approx(422_660, abs=1e-3)
    assert (whole.labour["workers"] % 1 == 0).all()


def test_every_linear_instance_is_reached(shared: Path) -> None:
    missed = [
        (case.instance, case.id, case.expected, reached)
        for path in sorted((shared / "instances").glob("*.json"))
        for case in read_cases(path)
        if abs((reached := reach(case)) - case.expected) > case.tolerance
    ]
    assert not missed


def test_demand_may_wait_or_be_lost_and_some_may_be_owed_at_the_end(tmp_path: Path) -> None:
    # 28 made, 10 lost at 4, 2 owed at the end at 3; or 30 made, 8 lost, 2 late for a month
    family = '{"id": "a", "demand": [10, 20, 10], "cap_regular": 10, "c_regular": 1, "hold": 1,'
    family += ' "backlog": 3, "lost": 4, "end_backlog": 2}'
    cases = '"cases": [{"id": "x", "strategy": {}, "expected": 74}]'
    file = tmp_path / "both.json"
    file.write_text(f'{{"name": "both", "periods": 3, "families": [{family}], {cases}}}')
    (case,) = read_cases(file)
    for solver in SOLVERS:
        assert reach(case, solver) == pytest.approx(74)


@pytest.mark.parametrize("solver", sorted(SOLVERS))
def test_quadratic_costs_are_met_by_tangents_with_either_solver(shared: Path, solver: str) -> None:
    cost, rule = read_quadratic(shared / "instances" / "hmms_paint_factory.json")
    found = reach_quadratic(cost, solver)
    assert cost.expected == pytest.approx(found.cost, rel=1e-6)
    assert rule.is_reached(found)
    assert {name: round(value, 2) for name, value in found.first.items()} == pytest.approx(
        {"P1": cost.data["cases"][0]["P1"], "W1": 77.98, "I1": 300.1}, abs=0.06
    )


def test_a_square_that_one_number_solves(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # 10 P + (P - 20)^2 with 12 ordered and 0 in stock: P = 15 costs 175, and I = 3 costs nothing
    data = '{"name": "one", "periods": 1, "orders": [12], "init_workers": 0, "init_inv": 0,'
    data += ' "cost": "10 P + (P-20)^2", "cases": [{"id": "a", "expected": 175},'
    data += ' {"id": "b", "expected": {"P1": 15, "I1": 4}}]}'
    file = tmp_path / "one.json"
    file.write_text(data)
    assert main([str(file)]) == 1, "the second case is wrong"
    lines = [line.split("\t")[2:] for line in capsys.readouterr().out.splitlines()]
    assert lines[1] == ["175.00", "175.000000", "yes"]
    assert lines[2] == ["P1 15, I1 4", "P1 15.00, I1 3.00", "NO"]
