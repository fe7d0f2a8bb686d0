"""There is always a plan, and what it cannot do is named, counted and priced."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import numpy as np
import pandas as pd
import pytest

from sop_addin.periods import month, months
from sop_addin.supply.plan import evaluate, solve
from sop_addin.supply.problem import (
    Family,
    LabourPool,
    Lock,
    Policy,
    Problem,
    Resource,
    ShortagePolicy,
    UnitCosts,
)
from sop_addin.supply.strategy import CHASE, LEVEL, Strategy
from sop_addin.supply.verification import verify

HORIZON = months(month("2026-03"), 3)


def listed(plan_shortages: pd.DataFrame) -> list[tuple[object, ...]]:
    columns = ["kind", "id", "reason", "quantity", "value"]
    return [
        (kind, name, str(when), reason, round(quantity, 4), value)
        for (kind, name, reason, quantity, value), when in zip(
            plan_shortages[columns].itertuples(index=False), plan_shortages["month"], strict=True
        )
    ]


def test_a_full_resource_is_named_with_hours_money_and_families() -> None:
    press = Resource("Press", 100, {"Pumps": 0.5, "Valves": 1.0})
    pumps = Family("Pumps", [100, 140, 100], price=10, priority=2)
    valves = Family("Valves", [50, 50, 50], price=40)
    plan = solve(Problem(HORIZON, 20, (pumps, valves), resources=(press,)))
    assert listed(plan.shortages) == [
        ("equipment", "Press", "2026-04", "capacity short", 20.0, 400.0),
        ("family", "Pumps", "2026-04", "past due", 40.0, 400.0),
        ("family", "Pumps", "2026-05", "past due", 40.0, 400.0),
    ]
    assert set(plan.shortages["families"]) == {"Pumps"}


def test_the_higher_priority_is_served_first() -> None:
    press = Resource("Press", 100, {"A": 1.0, "B": 1.0})
    pair = [Family(n, [80, 80, 80], shortage=ShortagePolicy.LOST_SALES) for n in "AB"]
    for first in (0, 1):
        ranked = tuple(replace(f, priority=1 if i == first else 2) for i, f in enumerate(pair))
        plan = solve(Problem(HORIZON, 20, ranked, resources=(press,)))
        lost = plan.positions.groupby("family")["lost"].sum()
        assert lost["AB"[first]] == 0
        assert lost["AB"[1 - first]] == pytest.approx(180)


def test_no_capacity_at_all_gives_a_plan_with_everything_short() -> None:
    press = Resource("Press", 0, {"Pumps": 1.0})
    pumps = Family("Pumps", [10, 20, 30], target=5)
    plan = solve(Problem(HORIZON, 20, (pumps,), resources=(press,)))
    assert plan.production["production"].sum() == 0
    assert plan.positions["past_due"].tolist() == [10, 30, 60]
    assert plan.status.proof == "optimal"


def test_a_demand_spike_of_ten_thousand_percent_is_short_by_name() -> None:
    pumps = Family("Pumps", [100, 10_000, 100], regular_limit=120, price=5)
    plan = solve(Problem(HORIZON, 20, (pumps,)))
    assert plan.shortages.iloc[0][["id", "reason"]].tolist() == ["Pumps", "past due"]
    assert plan.positions["past_due"].tolist() == pytest.approx([0, 9860, 9840])


@pytest.mark.parametrize("strategy", [LEVEL, CHASE, Strategy("given", fixed_workforce={"P": 1})])
def test_locked_months_above_capacity_stay_and_are_named(strategy: Strategy) -> None:
    pool = LabourPool("P", 2, 8, {"Pumps": 1.0}, max_workers=2)
    press = Resource("Press", 200, {"Pumps": 1.0})
    lock = Lock(HORIZON[1], regular=500, manual=100)
    pumps = Family("Pumps", [300, 300, 300], locks=(lock,), price=1)
    plan = solve(Problem(HORIZON, 20, (pumps,), (pool,), (press,)), strategy)
    assert plan.production["production"].iat[1] == 600
    over = plan.shortages[plan.shortages["reason"] == "load above capacity"]
    assert set(over["id"]) == {"P", "Press"}
    assert over.set_index("id")["quantity"]["Press"] == pytest.approx(400)


@pytest.mark.parametrize(
    ("terms", "free"),
    [
        ({"overtime_share": 0.0}, 130),
        ({"overtime_share": 0.1}, 146),
        ({"overtime_share": 0.1, "overtime_hours_limit": 5.0}, 135),
    ],
)
def test_overtime_that_is_locked_above_the_limit_takes_regular_hours_of_others(
    terms: dict[str, float], free: int
) -> None:
    """One person, 160 hours: 30 hours of overtime are typed, of which 0, 16 or 5 are allowed."""
    typed = Lock(HORIZON[0], overtime=30)
    pumps = Family("Pumps", 10, overtime_limit=inf, locks=(typed,))
    pool = LabourPool("P", 1, 8, {"Pumps": 1.0, "Valves": 1.0}, max_workers=1, **terms)
    problem = Problem(HORIZON, 20, (pumps, Family("Valves", 500)), (pool,))
    plan = verify(problem, solve(problem))
    assert plan.production["regular"].tolist()[:4] == pytest.approx([0, 0, 0, free])


def test_overtime_is_not_there_for_others_where_typed_hours_take_it() -> None:
    """176 hours there are, 190 are typed in regular time: nothing is left for another family."""
    typed = Lock(HORIZON[0], regular=190)
    pumps = Family("Pumps", 10, locks=(typed,))
    valves = Family("Valves", 500, regular_limit=0, overtime_limit=inf)
    pool = LabourPool("P", 1, 8, {"Pumps": 1.0, "Valves": 1.0}, max_workers=1, overtime_share=0.1)
    problem = Problem(HORIZON, 20, (pumps, valves), (pool,))
    assert verify(problem, solve(problem)).production["overtime"].iat[3] == 0


def test_horizon_of_one_month_and_no_families_are_planned() -> None:
    one = months(month("2026-03"), 1)
    assert solve(Problem(one, 20, (Family("Pumps", 10),))).production["regular"].tolist() == [10]
    empty = solve(Problem(one, 20, ()))
    assert empty.production.empty
    assert empty.shortages.empty


def test_a_backlog_that_cannot_be_lowered_is_above_target() -> None:
    turbines = Family(
        "T", 50, Policy.MTO, opening_backlog=200, target=100, regular_limit=60, price=2
    )
    plan = solve(Problem(HORIZON, 20, (turbines,)))
    assert plan.positions["backlog"].tolist() == pytest.approx([190, 180, 170])
    assert set(plan.shortages["reason"]) == {"backlog above target"}


def test_unpriced_past_due_is_avoided_before_any_cost() -> None:
    costs = UnitCosts(regular=1, subcontract=1_000)
    pumps = Family("Pumps", [50, 150, 50], regular_limit=80, subcontract_limit=100, costs=costs)
    plan = solve(Problem(HORIZON, 20, (pumps,)))
    assert plan.positions["past_due"].sum() == 0
    assert plan.production["subcontract"].sum() == pytest.approx(40)


def test_stock_is_never_kept_from_a_customer_for_a_target() -> None:
    costs = UnitCosts(holding=1, past_due=1)
    pumps = Family("Pumps", [100, 100, 100], target=40, regular_limit=90, costs=costs)
    plan = solve(Problem(HORIZON, 20, (pumps,)))
    owed, held = plan.positions["past_due"], plan.positions["inventory"]
    assert ((owed == 0) | (held == 0)).all()


def test_what_a_solver_leaves_in_the_last_digits_is_no_shortage() -> None:
    press = Resource("Press", 100, {"Pumps": 1.0})
    pumps = Family("Pumps", [100, 140, 100], price=10)
    problem = Problem(HORIZON, 20, (pumps,), resources=(press,))
    nothing = np.zeros((1, 3))
    made = np.array([[100.0, 100.0, 100.0 - 1e-7]])
    plan = evaluate(problem, made, nothing, nothing, np.zeros((0, 3)))
    full = plan.shortages[plan.shortages["id"] == "Press"]
    assert full["month"].astype(str).tolist() == ["2026-04"]
