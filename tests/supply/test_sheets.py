"""A plan on sheets: whole units that never fall behind, locked months left alone, a sentence."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_addin.supply.plan import solve
from sop_addin.supply.problem import Lock, Problem
from sop_addin.supply.sheets import notes, page_rows, shortage_rows, strategy_rows, whole
from sop_addin.supply.strategy import CHASE, HYBRID, LEVEL


@given(st.lists(st.floats(0, 1e5), min_size=1, max_size=36))
def test_whole_units_are_never_behind_and_less_than_one_ahead(amounts: list[float]) -> None:
    rounded = whole(np.array(amounts))
    assert (rounded == rounded.round()).all() and (rounded >= 0).all()
    ahead = np.cumsum(rounded) - np.cumsum(amounts)
    assert (ahead >= -1.1e-4).all() and (ahead < 1).all()


@pytest.mark.parametrize(
    ("amounts", "rounded"),
    [
        ([0.0, 0.0], [0, 0]),
        ([10.0, 20.0], [10, 20]),
        ([10.00001, 20.0], [10, 20]),
        ([9.99999, 20.00001], [10, 20]),
        ([0.5, 0.5, 0.5], [1, 0, 1]),
        ([-1e-9, 1e-9], [0, 0]),
    ],
)
def test_what_a_solver_leaves_behind_the_point_is_no_unit(
    amounts: list[float], rounded: list[float]
) -> None:
    found = whole(np.array(amounts))
    assert found.tolist() == rounded and not np.signbit(found).any()


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


def test_strategies_stand_side_by_side_and_one_is_chosen(stock_problem: Problem) -> None:
    plans = [solve(stock_problem, strategy) for strategy in (LEVEL, CHASE, HYBRID)]
    rows = strategy_rows(plans, "chase").set_index("strategy")
    assert rows["chosen"].tolist() == ["", "yes", ""]
    assert rows["cost"].tolist() == pytest.approx([plan.total_cost for plan in plans])
    parts = ["wages", "regular", "overtime", "subcontract", "workforce", "holding", "past_due"]
    assert rows[parts].fillna(0).sum(axis=1).tolist() == pytest.approx(rows["cost"].tolist())


def test_shortages_are_ranked_and_name_their_families(stock_problem: Problem) -> None:
    pool = replace(stock_problem.pools[0], max_workers=6.0)
    plan = solve(replace(stock_problem, pools=(pool,)), HYBRID)
    rows = shortage_rows(plan)
    assert len(rows) and rows["rank"].tolist() == list(range(1, len(rows) + 1))
    assert isinstance(rows["month"].dtype, pd.PeriodDtype)
    assert not rows.duplicated(["object", "month", "reason"]).any()
    (note,) = notes(plan)
    assert note.startswith("Hybrid: ") and "short first in" in note
