"""The worked example, by hand: every plan of the two families comes out to the digit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sop_addin.supply.plan import Plan, evaluate, solve
from sop_addin.supply.problem import Problem
from sop_addin.supply.rates import chase, cover, level_rate_average, level_rate_no_stockout
from sop_addin.supply.strategy import CHASE, HYBRID, LEVEL

WHOLE = {"whole_workers": True}


def column(plan: Plan, frame: str, name: str) -> list[float]:
    return [round(float(x), 4) for x in getattr(plan, frame)[name]]


def test_level_at_the_average_rate_costs_149320(stock_problem: Problem) -> None:
    days = stock_problem.days
    rate = level_rate_average(stock_problem.families[0].demand, days, 200, 200)
    assert rate == 60
    plan = evaluate(stock_problem, np.array([rate * days]))
    assert column(plan, "positions", "constrained") == [1540, 1220, 1200, 1310, 1000, 970]
    assert column(plan, "positions", "inventory") == [20, 0, 0, 10, 330, 200]
    assert column(plan, "positions", "past_due") == [0, 210, 210, 0, 0, 0]
    assert plan.costs["wages"] == 144_000
    assert plan.costs["holding"] == 1_120
    assert plan.costs["past_due"] == 4_200
    assert plan.total_cost == 149_320


def test_level_strategy_of_the_model_finds_60_a_day(stock_problem: Problem) -> None:
    plan = solve(stock_problem, replace(LEVEL, **WHOLE))
    assert column(plan, "production", "regular") == [1320, 1200, 1200, 1320, 1320, 840]
    assert column(plan, "labour", "workers") == [12] * 6
    assert plan.total_cost == pytest.approx(149_320)


def test_level_without_past_due_is_65_a_day_and_costs_161640(stock_problem: Problem) -> None:
    demand, days = stock_problem.families[0].demand, stock_problem.days
    assert level_rate_no_stockout(demand, days, 200) == 65
    given = evaluate(stock_problem, np.array([65 * days]))
    plan = solve(stock_problem, replace(LEVEL, no_past_due=True, **WHOLE))
    for found in (given, plan):
        assert column(found, "production", "regular") == [1430, 1300, 1300, 1430, 1430, 910]
        assert column(found, "positions", "inventory") == [130, 0, 100, 430, 860, 800]
        assert found.costs[["wages", "hire", "holding"]].round(6).tolist() == [
            156_000,
            1_000,
            4_640,
        ]
        assert found.total_cost == pytest.approx(161_640)


def test_chase_costs_168400(chase_stock_problem: Problem) -> None:
    family = chase_stock_problem.families[0]
    given = evaluate(chase_stock_problem, chase(family.demand, family.target, 200)[None, :])
    plan = solve(chase_stock_problem, replace(CHASE, **WHOLE))
    for found in (given, plan):
        assert column(found, "production", "regular") == [1600, 1430, 1150, 1100, 950, 970]
        assert column(found, "positions", "inventory") == [300, 300, 250, 250, 200, 200]
        assert column(found, "labour", "workers") == [15, 15, 12, 10, 9, 14]
        kinds = found.costs[["wages", "hire", "layoff", "holding"]].round(6).tolist()
        assert kinds == [148_400, 8_000, 9_000, 3_000]
        assert found.total_cost == pytest.approx(168_400)


def test_hybrid_costs_150400_to_the_end_target(stock_problem: Problem) -> None:
    plan = solve(stock_problem, replace(HYBRID, no_past_due=True, **WHOLE))
    assert column(plan, "positions", "past_due") == [0] * 6
    assert plan.positions["inventory"].iat[-1] >= 200
    assert plan.total_cost == pytest.approx(150_400)


def test_hybrid_costs_159560_to_the_targets_of_each_month(chase_stock_problem: Problem) -> None:
    plan = solve(chase_stock_problem, replace(HYBRID, no_past_due=True, **WHOLE))
    assert (plan.positions["inventory"] >= chase_stock_problem.families[0].target).all()
    assert plan.total_cost == pytest.approx(159_560)


def test_the_cheapest_plan_has_the_worst_service(stock_problem: Problem) -> None:
    days = stock_problem.days
    cheap, good = (evaluate(stock_problem, np.array([rate * days])) for rate in (60, 65))
    assert cheap.total_cost < good.total_cost
    assert good.goals.rank < cheap.goals.rank
    assert cheap.goals.past_due == 420


def test_cover_of_chase_after_three_months_is_4_72_days(stock_problem: Problem) -> None:
    days = cover(
        [300, 300, 250, 250, 200, 200], stock_problem.families[0].demand, [22, 20, 20, 22, 22, 14]
    )
    assert round(float(days[2]), 2) == 4.72


def test_level_backlog_plan_costs_300000(order_problem: Problem) -> None:
    demand, days = order_problem.families[0].demand, order_problem.days
    assert level_rate_average(demand, days, -900, -600) == 25
    given = evaluate(order_problem, np.array([25 * days]))
    plan = solve(order_problem, replace(LEVEL, **WHOLE))
    for found in (given, plan):
        assert column(found, "positions", "constrained") == [550, 500, 500, 550, 550, 350]
        assert column(found, "positions", "backlog") == [750, 670, 620, 570, 500, 600]
        assert found.total_cost == pytest.approx(300_000)
        assert found.positions["constrained"].sum() * 500 == pytest.approx(1_500_000)
        assert found.positions["backlog"].iat[-1] * 500 == pytest.approx(300_000)


def test_chase_backlog_plan_costs_325600(chase_order_problem: Problem) -> None:
    family = chase_order_problem.families[0]
    made = chase(family.demand, -np.array(family.target), -900)
    given = evaluate(chase_order_problem, made[None, :])
    plan = solve(chase_order_problem, replace(CHASE, **WHOLE))
    for found in (given, plan):
        assert column(found, "production", "regular") == [450, 470, 500, 550, 530, 500]
        assert column(found, "positions", "backlog") == [850, 800, 750, 700, 650, 600]
        assert column(found, "labour", "workers") == [21, 24, 25, 25, 25, 36]
        kinds = found.costs[["wages", "hire", "layoff"]].round(6).tolist()
        assert kinds == [304_600, 15_000, 6_000]
        assert found.total_cost == pytest.approx(325_600)


def test_shipments_never_exceed_the_orders(order_problem: Problem) -> None:
    plan = evaluate(order_problem, np.full((1, 6), 700.0))
    assert column(plan, "positions", "constrained") == [700, 600, 420, 450, 500, 480]
    assert column(plan, "positions", "finished") == [0, 100, 380, 630, 830, 1050]
