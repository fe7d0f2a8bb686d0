"""A plan on sheets: whole units that never fall behind, locked months left alone, a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import pytest

from sop_addin.periods import month, months
from sop_addin.supply.plan import Plan, solve
from sop_addin.supply.problem import Family, Lock, Policy, Problem, Resource, ResourceBasis
from sop_addin.supply.sheets import (
    notes,
    page_rows,
    plan_shortfall,
    resource_rows,
    shortage_rows,
    strategy_rows,
)
from sop_addin.supply.strategy import CHASE, HYBRID, LEVEL


def test_locked_months_are_left_as_they_stand(stock_problem: Problem) -> None:
    second = stock_problem.months[1]
    lock = Lock(second, 1000.0, 0.0, 0.0, 50.0)
    family = replace(stock_problem.families[0], locks=(lock,))
    problem = replace(stock_problem, families=(family,))
    rows = page_rows(solve(problem, CHASE), problem)
    made = rows[rows["series"] == "regular"]
    assert made["month"].tolist() == [m for m in stock_problem.months if m != second]
    assert set(rows["series"]) == {
        "regular",
        "overtime",
        "subcontract",
        "tightest_resource",
        "minimum",
        "target",
        "maximum",
    }


def table(problem: Problem, units: Sequence[str] = (), cost: float = 2.0) -> pd.DataFrame:
    """Return the columns of table families that the comparison of strategies reads."""
    count = len(problem.families)
    prices = [float("nan") if f.price is None else f.price for f in problem.families]
    names = list(units) or ["pcs"] * count
    return pd.DataFrame({"unit": names, "price": prices, "cost": [cost] * count})


def pair() -> Problem:
    """Two families that cannot make what is wanted: one waits, one has too long a backlog."""
    horizon = months(month("2026-03"), 2)
    pumps = Family("Pumps", [100, 100], minimum=20, target=30, regular_limit=95, price=10)
    roofs = Family(
        "Roofs",
        [50, 50],
        Policy.MTO,
        opening_backlog=70,
        target=60,
        regular_limit=50,
        price=500,
    )
    return Problem(horizon, 20, (pumps, roofs))


def test_short_counts_backlog_too_and_a_unit_that_waits_twice_once() -> None:
    problem = pair()
    plan = solve(problem, HYBRID)
    assert plan.positions["past_due"].tolist() == [5, 10, 0, 0]
    assert plan.positions["backlog"].tolist()[2:] == [70, 70]
    (row,) = strategy_rows([plan], "hybrid", problem, table(problem), "EUR").to_dict("records")
    assert (row["short"], row["below_target"], row["unit"]) == (10 + 10, 30, "pcs")
    assert row["waiting"] == 5 + 10 + 10 + 10
    assert plan_shortfall(plan, problem).by_month.tolist() == [[5, 10], [10, 10]]
    assert all("short first in Mar 2026" in note for note in notes(plan, problem))


def test_where_units_differ_short_and_below_target_are_money() -> None:
    problem = pair()
    plan = solve(problem, HYBRID)
    rows = strategy_rows([plan], "hybrid", problem, table(problem, ["pcs", "m2"]), "EUR")
    (row,) = rows.to_dict("records")
    assert (row["short"], row["below_target"], row["unit"]) == (10 * 10 + 10 * 500, 30 * 2, "EUR")
    assert row["waiting"] == 15 * 10 + 20 * 500
    unpriced = table(problem, ["pcs", "m2"]).assign(price=[10.0, float("nan")])
    (row,) = strategy_rows([plan], "hybrid", problem, unpriced, "EUR").to_dict("records")
    assert (row["short"], row["unit"]) == (100, "EUR, without 1 unpriced")


def test_a_unit_below_minimum_or_above_maximum_is_listed_once() -> None:
    problem = pair()
    roofs = replace(problem.families[1], maximum=65)
    problem = replace(problem, families=(problem.families[0], roofs))
    found = solve(problem, HYBRID).shortages
    first = found[found["month"] == problem.months[0]]
    assert dict(zip(first["reason"], first["quantity"], strict=True)) == {
        "past due": 5,
        "stock below minimum": 20,
        "stock below target": 10,
        "backlog above maximum": 5,
        "backlog above target": 5,
    }


def test_strategies_stand_side_by_side_and_one_is_chosen(stock_problem: Problem) -> None:
    plans = [solve(stock_problem, strategy) for strategy in (LEVEL, CHASE, HYBRID)]
    rows = strategy_rows(plans, "chase", stock_problem, table(stock_problem), "EUR")
    rows = rows.set_index("strategy")
    assert rows["chosen"].tolist() == ["", "yes", ""]
    assert rows["cost"].tolist() == pytest.approx([plan.total_cost for plan in plans])
    parts = ["wages", "regular", "overtime", "subcontract", "workforce", "holding", "past_due"]
    assert rows[parts].fillna(0).sum(axis=1).tolist() == pytest.approx(rows["cost"].tolist())


def test_shortages_are_ranked_and_name_their_families(stock_problem: Problem) -> None:
    pool = replace(stock_problem.pools[0], max_workers=6.0)
    problem = replace(stock_problem, pools=(pool,))
    plan = solve(problem, HYBRID)
    rows = shortage_rows(plan, problem)
    assert len(rows) and rows["rank"].tolist() == list(range(1, len(rows) + 1))
    assert isinstance(rows["month"].dtype, pd.PeriodDtype)
    assert not rows.duplicated(["object", "month", "reason"]).any()
    (note,) = notes(plan, problem)
    assert note.startswith("Hybrid: ") and "short first in" in note


def test_too_much_stock_is_no_shortage_and_the_page_says_it() -> None:
    pumps = Family("Pumps", [10, 10, 10], maximum=30, opening_inventory=100, price=50, unit="pcs")
    problem = Problem(months(month("2026-03"), 3), 20, (pumps,))
    plan = solve(problem, HYBRID)
    assert plan.positions["inventory"].tolist() == [90, 80, 70]
    assert plan.shortages.empty and shortage_rows(plan, problem).empty
    (note,) = notes(plan, problem)
    assert "stock above maximum in 3 months, most in Mar 2026: 60 pcs" in note


def press(hours: float, *families: Family) -> Problem:
    takes = {f.id: 1.0 for f in families}
    return Problem(
        months(month("2026-03"), 3), 20, families, (), (Resource("Press", hours, takes),)
    )


def test_missing_stock_puts_no_money_at_risk_and_ranks_after_customers() -> None:
    cheap = Family("Cheap", [60, 60, 60], price=1, minimum=5, target=10)
    dear = Family("Dear", [30, 30, 30], price=900, minimum=5, target=10, priority=2)
    problem = press(88, cheap, dear)
    rows = shortage_rows(solve(problem, HYBRID), problem)
    at_risk = rows["money"].to_numpy()
    stock = rows["reason"].str.startswith("stock").to_numpy()
    assert stock.any() and (~stock).any()
    assert (at_risk[stock] == 0).all() and (at_risk[~stock & (rows["object"] != "Press")] > 0).all()
    assert rows["rank"][stock].min() > rows["rank"][at_risk > 0].max()
    levels = rows["reason"][stock].tolist()
    assert levels == sorted(levels, key=lambda reason: not reason.endswith("minimum"))


def test_the_resource_behind_a_shortage_and_behind_stock_built_ahead_is_named() -> None:
    pumps = Family("Pumps", [40, 60, 130], price=9, target=5, unit="pcs")
    problem = press(70, pumps)
    plan = solve(problem, HYBRID)
    rows = shortage_rows(plan, problem)
    assert set(rows["cause"]) == {"Press"}
    (note,) = notes(plan, problem)
    assert "builds 35 pcs above target by Apr 2026 (Press is full afterwards)" in note
    assert "short first in May 2026 (Press)" in note


def test_where_no_resource_is_full_the_strategy_is_the_cause() -> None:
    problem = Problem(months(month("2026-03"), 3), 20, (Family("Pumps", [100, 160, 100]),))
    plan = solve(replace(problem, families=(replace(problem.families[0], target=5),)), LEVEL)
    assert set(shortage_rows(plan, problem)["cause"]) <= {"level plan, no resource full"}


def test_what_is_made_and_ships_a_month_later_has_no_resource_behind_it() -> None:
    skids = Family("Skids", [8, 9, 12], Policy.MTO, opening_backlog=5, target=5, unit="pcs")
    problem = press(30, skids)
    plan = solve(problem, HYBRID)
    assert set(shortage_rows(plan, problem)["cause"]) == {"its orders ship next month"}
    assert "(its orders ship next month)" in notes(plan, problem).iloc[0]


def test_a_backlog_one_unit_above_target_is_short_and_less_than_half_is_not() -> None:
    def plan_of(opening: float) -> tuple[Plan, Problem]:
        skids = Family("Skids", [5, 5], Policy.MTO, opening_backlog=opening, target=10, price=9)
        skids = replace(skids, regular_limit=5)
        problem = Problem(months(month("2026-03"), 2), 20, (skids,))
        return solve(problem, HYBRID), problem

    late, nearly = plan_of(10.97), plan_of(10.4)
    assert plan_shortfall(*late).units.tolist() == pytest.approx([0.97])
    rows = shortage_rows(*late)
    assert rows["quantity"].tolist() == pytest.approx([0.97, 0.97])
    assert rows["money"].tolist() == pytest.approx([8.73, 8.73])
    assert plan_shortfall(*nearly).units.tolist() == [0]
    assert shortage_rows(*nearly).empty


def test_hours_of_labour_say_that_they_include_overtime(stock_problem: Problem) -> None:
    machine = Resource("Press", 1000.0, {stock_problem.families[0].id: 1.0})
    problem = replace(stock_problem, resources=(machine,))
    rows = resource_rows(solve(problem, HYBRID))
    measures = rows.groupby("kind")["measure"].unique()
    assert measures["equipment"].tolist() == ["load, hours", "available, hours", "utilisation %"]
    assert measures["labour"].tolist()[:2] == [
        "load incl. overtime, hours",
        "available incl. overtime, hours",
    ]


def test_a_resource_is_measured_in_its_own_unit(stock_problem: Problem) -> None:
    name = stock_problem.families[0].id
    store = Resource("Store", 900.0, {name: 0.5}, "m²", ResourceBasis.STOCK)
    caster = Resource("Caster", 5000.0, {name: 1.0}, "pieces", ResourceBasis.BOUGHT)
    problem = replace(stock_problem, resources=(store, caster))
    measures = resource_rows(solve(problem, HYBRID)).groupby("resource")["measure"].unique()
    assert measures["Store"].tolist() == ["load, m²", "available, m²", "utilisation %"]
    assert measures["Caster"].tolist() == ["load, pieces", "available, pieces", "utilisation %"]
    assert measures["Assembly"].tolist()[0] == "load incl. overtime, hours"
