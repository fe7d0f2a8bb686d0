"""A plan on sheets: whole units that never fall behind, locked months left alone, a sentence."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from sop_addin.supply.plan import solve
from sop_addin.supply.problem import Lock, Problem
from sop_addin.supply.sheets import notes, page_rows, shortage_rows, strategy_rows
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
