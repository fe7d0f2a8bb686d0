"""The pre-S&OP sheet's numbers, by hand."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pandas as pd

from sop_addin.presop.review import review
from sop_addin.schema.outputs import PRE_SOP

NO_AOP = [float("nan")] * 17


def sheet(plans: ModuleType, *pages: object) -> pd.DataFrame:
    plan = plans.plan_of(*pages)
    return review(plan, plans.limits_of(plan)).set_index("family")


def test_columns_are_those_that_follow_from_the_plan_in_their_order(plans: ModuleType) -> None:
    plan = plans.plan_of(plans.Page("A"))
    found = review(plan, plans.limits_of(plan))
    later = ("scenario", "status")  # what the meeting adds
    assert found.columns.tolist() == [n for n in PRE_SOP.column_names if n not in later]


def test_made_to_stock_shows_three_months_and_the_stock_at_their_end(plans: ModuleType) -> None:
    page = plans.Page(
        "Pumps",
        [1500, 1430, 1200, 1100, 1000, 970],
        [1600, 1430, 1150, 1100, 950, 970],
        openings={"inventory": 240, "past_due": 40},
        ahead={"target": [300, 300, 250, 250, 200, 200], "aop_revenue": [16000, *NO_AOP]},
        closed={"unconstrained_demand": [1400], "aop_demand": [1450]},
    )
    row = sheet(plans, page).loc["Pumps"]
    assert row[["actual", "aop", "difference"]].tolist() == [1400, 1450, -50]
    assert row[["demand", "production"]].tolist() == [4130, 4180]
    assert row[["position", "target"]].tolist() == [250, 250]
    assert round(row["cover"], 2) == round(250 / ((1100 + 1000 + 970) / 60), 2)
    assert row["short"] == 0
    assert row["revenue"] == (7200 + 40) * 10
    assert row["gap"] == 1540 * 10 - 16000
    assert row["policy"] == "MTS"


def test_made_to_order_shows_its_backlog(plans: ModuleType) -> None:
    page = plans.Page(
        "Roofs",
        [400, 420, 450, 500, 480, 450],
        [550, 500, 500, 550, 550, 350],
        policy="MTO",
        openings={"order_backlog": 900},
        ahead={"target": 600},
    )
    row = sheet(plans, page).loc["Roofs"]
    assert row[["position", "target", "short"]].tolist() == [620, 600, 150]


def test_what_is_not_known_is_blank_and_never_zero(plans: ModuleType) -> None:
    row = sheet(plans, plans.Page("New", price=None)).loc["New"]
    blank = ["actual", "aop", "difference", "target", "revenue", "gap"]
    assert np.isnan(row[blank].astype(float)).all()


def test_stock_above_maximum_has_its_own_column_and_is_not_short(plans: ModuleType) -> None:
    high = {"openings": {"inventory": 300}, "ahead": {"maximum": 210}}
    pages = [plans.Page("High", **high), plans.Page("None"), plans.Page("Order", policy="MTO")]
    plan = plans.plan_of(*pages)
    found = review(plan, plans.limits_of(plan)).set_index("family")
    assert found.loc["High", ["above_maximum", "short"]].tolist() == [90, 0]
    assert found.loc[["None", "Order"], "above_maximum"].isna().all()
