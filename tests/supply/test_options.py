"""Options mend the shortage they are for, at the price that is stated, no sooner than they can."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest

from sop_addin.errors import DataError
from sop_addin.periods import month, months
from sop_addin.supply.kept import Change, KeptModel, changed
from sop_addin.supply.options import option_list
from sop_addin.supply.plan import solve
from sop_addin.supply.problem import (
    Family,
    LabourPool,
    Policy,
    Problem,
    Resource,
    ResourceBasis,
    UnitCosts,
)
from sop_addin.supply.remedies import remedies
from sop_addin.supply.strategy import CHASE, HYBRID, LEVEL, STRATEGIES

HORIZON = months(month("2026-03"), 6)


@pytest.fixture
def problem() -> Problem:
    """Return two families on one press; from June on its hours are not enough."""
    costs = UnitCosts(regular=10, subcontract=25, holding=1)
    pumps = Family("Pumps", [60, 60, 60, 140, 140, 60], price=50, costs=costs, bought_lead_months=2)
    valves = Family("Valves", 30, price=20, costs=costs, priority=2)
    press = Resource("Press", 85, {"Pumps": 1.0, "Valves": 0.5}, more_lead_months=4)
    return Problem(HORIZON, 20, (pumps, valves), resources=(press,))


def test_each_kind_of_option_is_offered_for_a_full_resource_and_its_families(
    problem: Problem,
) -> None:
    table = option_list(KeptModel(problem))
    offered = set(zip(table["option"], table["on"], strict=True))
    assert offered >= {
        ("overtime", "Press"),
        ("extra shift", "Press"),
        ("subcontract", "Valves"),
        ("later month", "Valves"),
    }
    assert (table["money_at_risk"] > 0).all()
    assert (table["waiting"] > 0).all()
    bought = table[table["option"] == "subcontract"].iloc[0]
    assert bought["priced"]
    assert not table[table["option"] == "overtime"]["priced"].any()


def test_an_option_without_a_price_has_no_cost_and_one_with_a_price_pays_for_what_it_uses(
    problem: Problem,
) -> None:
    without = option_list(KeptModel(problem)).query("option == 'overtime'").iloc[0]
    assert np.isnan(without["cost"]) and not without["priced"]
    press = replace(problem.resources[0], more_cost=3.0)
    kept = KeptModel(replace(problem, resources=(press,)))
    overtime = option_list(kept).query("option == 'overtime'").iloc[0]
    more = np.zeros(6) + overtime["quantity"]
    (remedy,) = (r for r in remedies(kept.problem, kept.base, "Press") if r.kind == "overtime")
    plan = kept.plan(remedy.changes)
    hours = plan.load.query("resource == 'Press'")["load"].to_numpy() - 85
    used = np.maximum(hours, 0).sum()
    assert 0 < used <= more[0] and overtime["priced"]
    spent = plan.total_cost - kept.base.total_cost + 3.0 * used
    assert overtime["cost"] == pytest.approx(spent, abs=0.02)


def test_a_shift_that_gives_no_more_than_overtime_is_not_offered_beside_it() -> None:
    press = Resource("Press", 85, {"Pumps": 1.0})

    def offered(demand: float) -> list[str]:
        pumps = Family("Pumps", demand, price=50)
        short = Problem(HORIZON, 20, (pumps,), resources=(press,))
        return [remedy.kind for remedy in remedies(short, solve(short), "Press")]

    assert offered(90) == ["overtime"]
    assert offered(140) == ["overtime", "extra shift"]


def test_an_option_works_no_sooner_than_its_lead_time(problem: Problem) -> None:
    table = option_list(KeptModel(problem))
    shift = table[table["option"] == "extra shift"].iloc[0]
    assert shift["works_from"] >= HORIZON[4]
    assert str(shift["works_from"] - 4) == str(shift["decide_by"])


def test_the_cost_of_an_option_is_that_of_solving_with_it(problem: Problem) -> None:
    kept = KeptModel(problem)
    bought = option_list(kept).query("option == 'subcontract'").iloc[0]
    family = next(f for f in problem.families if f.id == bought["on"])
    base = solve(problem)
    late = base.positions.query(f"family == '{family.id}'")["past_due"].to_numpy()
    newly = np.maximum(np.diff(late, prepend=0.0), 0.0)
    assert bought["quantity"] == pytest.approx(newly.sum())
    again = solve(changed(problem, [Change("family", family.id, "subcontract_limit", newly)]))
    assert bought["cost"] == pytest.approx(again.total_cost - base.total_cost, abs=0.02)


def test_people_can_work_overtime_or_be_hired() -> None:
    pool = LabourPool(
        "Crew", 2, 8, {"Pumps": 4.0}, 100.0, 500.0, 500.0, 0.0, inf, 30.0, max_workers=2
    )
    pumps = Family("Pumps", 100, price=50)
    table = option_list(KeptModel(Problem(HORIZON, 20, (pumps,), (pool,))))
    crew = table[table["on"] == "Crew"].set_index("option")
    assert crew["priced"].tolist() == [True, True]
    assert crew.at["hire", "quantity"] >= 1
    assert crew.at["hire", "waiting"] >= crew.at["overtime", "waiting"] > 0


def test_make_to_order_and_suppliers_have_options_too() -> None:
    foundry = Resource("Foundry", 10, {"Drives": 1.0}, "tons", ResourceBasis.BOUGHT)
    drives = Family(
        "Drives", 20, Policy.MTO, opening_backlog=50, target=50, regular_limit=5, price=9
    )
    drives = replace(drives, subcontract_limit=inf)
    table = option_list(KeptModel(Problem(HORIZON, 20, (drives,), resources=(foundry,))))
    assert "more from the supplier" in set(table["option"])


def test_nothing_short_gives_no_options() -> None:
    table = option_list(KeptModel(Problem(HORIZON, 20, (Family("Pumps", 10),))))
    assert table.empty


def test_a_kept_model_answers_as_solving_anew_does(problem: Problem) -> None:
    kept = KeptModel(problem)
    for strategy in (LEVEL, CHASE):
        assert kept.under(strategy).goals.rank == pytest.approx(solve(problem, strategy).goals.rank)
    changes = [
        Change("family", "Pumps", "demand", [90.0, 60, 60, 100, 140, 60]),
        Change("family", "Valves", "costs.regular", 12.0),
        Change("resource", "Press", "available", 90.0),
    ]
    anew = solve(changed(problem, changes))
    assert kept.plan(changes).goals.rank == pytest.approx(anew.goals.rank)


def test_scenarios_do_not_depend_on_their_order(problem: Problem) -> None:
    one = [Change("resource", "Press", "available", 70.0)]
    two = [Change("family", "Pumps", "demand", 80.0)]
    kept, other = KeptModel(problem), KeptModel(problem)
    first = kept.plan(one), kept.plan(two)
    second = other.plan(two), other.plan(one)
    for a, b in zip(first, second[::-1], strict=True):
        assert a.production.equals(b.production)
        assert a.costs.equals(b.costs)
    assert kept.plan([]).costs.equals(other.plan([]).costs)


@pytest.mark.parametrize(
    "change",
    [
        Change("family", "Nobody", "demand", 1.0),
        Change("family", "Pumps", "colour", 1.0),
        Change("planet", "Pumps", "demand", 1.0),
        Change("family", "Pumps", "demand", -1.0),
    ],
)
def test_a_change_of_nothing_known_or_possible_is_refused(problem: Problem, change: Change) -> None:
    with pytest.raises(DataError):
        changed(problem, [change])


def test_strategies_have_the_same_base_rows(problem: Problem) -> None:
    from sop_addin.supply.model import build

    base = build(problem, HYBRID).matrix()
    for strategy in STRATEGIES.values():
        matrix = build(problem, strategy).matrix()
        rows, entries = len(base.row_low), len(base.values)
        assert np.array_equal(matrix.row_low[:rows], base.row_low)
        assert np.array_equal(matrix.row_high[:rows], base.row_high)
        assert np.array_equal(matrix.values[:entries], base.values)
        assert np.array_equal(matrix.columns[:entries], base.columns)


def test_nothing_mends_a_shortage_in_the_last_digits(problem: Problem) -> None:
    crew = LabourPool("Crew", 10, 8, {"Pumps": 1.0})
    staffed = replace(problem, pools=(crew,))
    row = {"id": "Crew", "month": HORIZON[0], "quantity": 1e-8}
    plan = cast(Any, SimpleNamespace(shortages=pd.DataFrame([row])))
    assert remedies(staffed, plan, "Crew") == ()
