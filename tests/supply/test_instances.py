"""Published planning problems with known answers, with both solvers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

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


def reached(folder: Path, family: dict[str, Any], strategy: dict[str, Any]) -> list[float]:
    """Return the cost of one family with either solver; ten units can be made at 1 each."""
    stated = {"id": "a", "cap_regular": 10, "c_regular": 1, "hold": 1, **family}
    case = {"id": "x", "strategy": strategy, "expected": 0}
    data = {"name": "one", "periods": len(family["demand"]), "families": [stated]}
    file = folder / "one.json"
    file.write_text(json.dumps(data | {"cases": [case]}))
    (read,) = read_cases(file)
    return [reach(read, solver) for solver in SOLVERS]


def test_demand_may_wait_or_be_lost_and_some_may_be_owed_at_the_end(tmp_path: Path) -> None:
    # 28 made, 10 lost at 4, 2 owed at the end at 3; or 30 made, 8 lost, 2 late for a month
    family = {"demand": [10, 20, 10], "backlog": 3, "lost": 4, "end_backlog": 2}
    assert reached(tmp_path, family, {}) == pytest.approx([74, 74])


def test_where_nothing_may_wait_what_is_short_is_lost_at_its_price(tmp_path: Path) -> None:
    family = {"demand": [10, 20], "backlog": 3, "lost": 4}
    assert reached(tmp_path, family, {"no_backlog": True}) == pytest.approx([60, 60])


def test_more_may_be_owed_at_the_end_than_the_last_month_asks_for(tmp_path: Path) -> None:
    # 13 made, 3 of them late for a month at 5; 3 of the first month owed for two, 1 more for one
    family = {"demand": [16, 1], "backlog": 5, "end_backlog": 4}
    assert reached(tmp_path, family, {}) == pytest.approx([13 + 15 + 30 + 5] * 2)


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
