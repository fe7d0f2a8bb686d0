"""The worth of one more hour is what solving again with one more hour gives."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sop_addin.periods import month, months
from sop_addin.supply.bottleneck_rows import bottleneck_rows
from sop_addin.supply.bottlenecks import bottleneck_values
from sop_addin.supply.goal_order import Solution, solve_matrix
from sop_addin.supply.goals import Goal
from sop_addin.supply.model import build
from sop_addin.supply.problem import (
    Family,
    LabourPool,
    Problem,
    Resource,
    ShortagePolicy,
    UnitCosts,
)
from sop_addin.supply.solver import Settings
from sop_addin.supply.strategy import HYBRID, Strategy

SETTINGS = Settings()
demands = st.lists(st.integers(0, 150).map(float), min_size=4, max_size=4)


def weighted(problem: Problem, weights: object) -> float:
    """Return the model's objective under given weights."""
    model = build(problem, HYBRID)
    solution = solve_matrix(model.matrix(), weights, SETTINGS)  # type: ignore[arg-type]
    return total(solution, weights)


def total(solution: Solution, weights: object) -> float:
    return sum(weights.of(goal) * solution.goals[goal] for goal in Goal)  # type: ignore[attr-defined]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(demands, demands, st.integers(40, 200), st.booleans())
def test_values_are_those_of_solving_again(
    first: list[float], second: list[float], hours: int, lost: bool
) -> None:
    policy = ShortagePolicy.LOST_SALES if lost else ShortagePolicy.BACKORDER
    costs = UnitCosts(regular=5, holding=1)
    pair = (
        Family("A", first, price=10, target=20, costs=costs),
        Family("B", second, price=20, shortage=policy, costs=costs),
    )
    press = Resource("Press", [float(hours)] * 4, {"A": 1.0, "B": 2.0})
    problem = Problem(months(month("2026-03"), 4), 20, pair, resources=(press,))
    model = build(problem, HYBRID)
    matrix = model.matrix()
    solution = solve_matrix(matrix, model.weights, SETTINGS)
    table = bottleneck_values(model, matrix, solution, SETTINGS)
    for row in table.itertuples():
        step = min(1.0, 0.5 * row.up_to)
        assert step > 0
        t = row.month.ordinal - problem.months[0].ordinal
        available = np.array(press.available, float)
        available[t] += step
        more = replace(problem, resources=(replace(press, available=available),))
        again = build(more, HYBRID)
        better = solve_matrix(again.matrix(), model.weights, SETTINGS)
        gained = total(solution, model.weights) - total(better, model.weights)
        stated = matrix.objective(model.weights)
        assert gained >= -1e-6 * np.abs(stated).max()
        saved = solution.goals[Goal.COST] - better.goals[Goal.COST]
        assert saved == pytest.approx(row.saves * step, abs=1e-3)


def test_an_hour_is_worth_units_customers_get_a_month_earlier() -> None:
    pumps = Family("Pumps", [80, 130, 90], costs=UnitCosts(regular=7))
    press = Resource("Press", 50, {"Pumps": 0.5})
    problem = Problem(months(month("2026-03"), 3), 20, (pumps,), resources=(press,))
    model = build(problem, HYBRID)
    matrix = model.matrix()
    table = bottleneck_values(
        model, matrix, solve_matrix(matrix, model.weights, SETTINGS), SETTINGS
    )
    first = table.iloc[0]
    # 2 pumps an hour: 10 wait from April, none from May on
    assert (first["resource"], first["waiting"], first["up_to"]) == ("Press", 2, 5)


def valued(problem: Problem, strategy: Strategy = HYBRID) -> list[tuple[object, ...]]:
    """Return resource, month, waiting less, below target less, money saved, and up to how many."""
    model = build(problem, strategy)
    matrix = model.matrix()
    solution = solve_matrix(matrix, model.weights, SETTINGS)
    table = bottleneck_values(model, matrix, solution, SETTINGS)
    shown = ["resource", "month", "waiting", "below", "saves", "up_to"]
    rows = table[shown].astype({"month": str}).round(4)
    return sorted(tuple(row) for row in rows.itertuples(index=False))


def test_with_whole_people_an_hour_is_worth_what_it_makes_and_the_people_stay() -> None:
    """480 hours a month make 120 pumps; 370 are wanted by May, so that 10 wait then.

    An hour of any month makes a quarter of a pump that waits no more, for 40 hours. That a fourth
    worker would be worth more is not asked: people are whole, and held.
    """
    pool = LabourPool("Crew", 3, 8, {"Pumps": 4.0}, 100.0, 500.0, 500.0, max_workers=3)
    pumps = Family("Pumps", [100, 130, 140], costs=UnitCosts(regular=8))
    problem = Problem(months(month("2026-03"), 3), 20, (pumps,), (pool,))
    worth = (0.25, 0.0, -2.0, 40.0)
    expected = [("Crew", f"2026-0{m}", *worth) for m in (3, 4, 5)]
    assert valued(problem, Strategy("whole", whole_workers=True)) == expected


def test_an_hour_saves_the_overtime_that_it_replaces_until_none_is_left() -> None:
    """100 pumps, 40 hours of machine, half an hour each: 20 are bought at 30 instead of 12."""
    pumps = Family(
        "Pumps", [100], costs=UnitCosts(regular=12, subcontract=30), subcontract_limit=50
    )
    press = Resource("Press", 40, {"Pumps": 0.5})
    problem = Problem(months(month("2026-03"), 1), 20, (pumps,), resources=(press,))
    assert valued(problem) == [("Press", "2026-03", 0.0, 0.0, 36.0, 10.0)]


def test_where_two_are_full_an_hour_of_one_alone_is_worth_nothing() -> None:
    """A corner of the plan: both bind, and either's price by the solver may be anything."""
    pumps = Family("Pumps", [100], costs=UnitCosts(regular=12))
    pair = tuple(Resource(n, 40, {"Pumps": 0.5}) for n in ("Press", "Oven"))
    problem = Problem(months(month("2026-03"), 1), 20, (pumps,), resources=pair)
    assert valued(problem) == []


def test_a_machine_that_is_just_full_needs_no_hour_more() -> None:
    pumps = Family("Pumps", [80, 60], costs=UnitCosts(regular=12, holding=1))
    press = Resource("Press", 40, {"Pumps": 0.5})
    problem = Problem(months(month("2026-03"), 2), 20, (pumps,), resources=(press,))
    assert valued(problem) == []


def test_a_resource_has_one_row_and_worthless_hours_none() -> None:
    march = pd.Period("2026-03", "M")
    worth = {
        "Press": [(0, 0, 9.0), (0, 0, 0), (2.0, -1.0, -5.0), (0.001, 0, 7.0)],
        "Oven": [(0, -9.0, 700.0), (0, 0.001, 0.0), (-1.0, 5.0, 5.0), (0, 0, -3.0)],
        "Crew": [(0, 3.0, 0), (0, 0, 0), (0, 0, 0), (0, 0, 0)],
    }
    values = pd.DataFrame(
        [(name, march + t, *row) for name, rows in worth.items() for t, row in enumerate(rows)],
        columns=["resource", "month", "waiting", "below", "saves"],
    )
    found = bottleneck_rows(values.assign(kind="", unit="hours", up_to=1.0))
    assert found["resource"].tolist() == ["Press", "Crew"]
    assert found["month"].tolist() == [march + 2, march]
    assert found["months"].tolist() == ["Mar 2026, May to Jun 2026", "Mar 2026"]
