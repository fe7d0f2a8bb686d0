"""The worked example of the planning rules: six months, one MTS and one MTO family."""

from __future__ import annotations

from dataclasses import replace
from math import nan

import pandas as pd
import pytest

from sop_addin.periods import month, months
from sop_addin.supply.problem import Family, LabourPool, Policy, Problem, UnitCosts

DAYS = [22, 20, 20, 22, 22, 14]
END_ONLY = [nan] * 5


@pytest.fixture
def horizon() -> pd.PeriodIndex:
    return months(month("2026-03"), 6)


@pytest.fixture
def stock_problem(horizon: pd.PeriodIndex) -> Problem:
    """MTS: 5 units a worker-day, 12 workers, net opening 200, target 200 at the end."""
    family = Family(
        "Pumps",
        demand=[1500, 1430, 1200, 1100, 1000, 970],
        opening_inventory=240,
        opening_past_due=40,
        target=[*END_ONLY, 200],
        costs=UnitCosts(holding=2, past_due=10),
    )
    pool = LabourPool(
        "Assembly",
        workers=12,
        hours_per_day=8,
        hours_per_unit={"Pumps": 1.6},
        wage_per_day=100,
        hire_cost=1000,
        layoff_cost=1500,
    )
    return Problem(horizon, DAYS, (family,), (pool,))


@pytest.fixture
def order_problem(horizon: pd.PeriodIndex) -> Problem:
    """MTO: 1 unit a worker-day, 25 workers, opening backlog 900, 600 wanted at the end."""
    family = Family(
        "Turbines",
        demand=[400, 420, 450, 500, 480, 450],
        policy=Policy.MTO,
        opening_backlog=900,
        target=[*END_ONLY, 600],
        price=500,
    )
    pool = LabourPool(
        "Assembly",
        workers=25,
        hours_per_day=8,
        hours_per_unit={"Turbines": 8},
        wage_per_day=100,
        hire_cost=1000,
        layoff_cost=1500,
    )
    return Problem(horizon, DAYS, (family,), (pool,))


@pytest.fixture
def chase_stock_problem(stock_problem: Problem) -> Problem:
    family = replace(stock_problem.families[0], target=[300, 300, 250, 250, 200, 200])
    return replace(stock_problem, families=(family,))


@pytest.fixture
def chase_order_problem(order_problem: Problem) -> Problem:
    family = replace(order_problem.families[0], target=[850, 800, 750, 700, 650, 600])
    return replace(order_problem, families=(family,))
