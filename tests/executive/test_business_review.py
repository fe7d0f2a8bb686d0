"""The last month against its plans, and the latest estimate by cycle."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from sop_addin.executive.business_review import Month, estimate_rows, review_rows
from sop_addin.executive.landing import landing

FEBRUARY = pd.Period("2026-02", "M")
PARTS = ["price", "volume", "mix", "came_or_went"]


def families(*units: str) -> pd.DataFrame:
    return pd.DataFrame({"family": ["Pumps", "Valves", "Kits"][: len(units)], "unit": units})


def month(units: list[float], revenue: list[float]) -> Month:
    return Month(np.array(units), np.array(revenue))


def test_rows_and_parts_add_up_to_the_cent() -> None:
    came = month([11, 7, 3], [110.13, 70.57, 9.99])
    bases = {"AOP": month([10, 9, 0], [101.01, 88.88, 0])}
    rows = review_rows(families("pcs", "pcs", "pcs"), FEBRUARY, came, bases)
    np.testing.assert_allclose(rows[PARTS].sum(axis=1), rows["difference"], atol=1e-9)
    assert rows["difference"].tolist() == [0.8, 9.12, -18.31, 9.99]
    money = ["difference", "revenue", "base_revenue", *PARTS]
    np.testing.assert_allclose(rows[money].iloc[0], rows[money].iloc[1:].sum(), atol=1e-9)


def test_units_of_different_measures_are_not_added() -> None:
    came = month([11, 7], [110, 70])
    rows = review_rows(families("pcs", "t"), FEBRUARY, came, {"AOP": came})
    assert np.isnan(rows.loc[0, "units"]) and rows.loc[0, "revenue"] == 180


def test_a_family_without_a_plan_is_shown_and_left_out_of_the_sum() -> None:
    came = month([11, 7], [110, 70])
    rows = review_rows(
        families("pcs", "pcs"), FEBRUARY, came, {"Plan": month([10, np.nan], [100, np.nan])}
    )
    assert rows["family"].tolist() == ["Company", "Pumps", "Valves"]
    assert rows.loc[0, "revenue"] == 110 and np.isnan(rows.loc[2, "difference"])


def test_a_plan_that_was_never_approved_has_no_rows() -> None:
    nothing = month([np.nan], [np.nan])
    assert review_rows(families("pcs"), FEBRUARY, month([1], [2]), {"Plan": nothing}).empty


def test_the_latest_estimate_says_what_changed_since_the_last_approved_one(plans: Any) -> None:
    closed = {"revenue": 900.0, "aop_revenue": 1000.0}
    plan = plans.plan_of(*(plans.Page(code, closed=closed) for code in ("A", "B")))
    found = landing(plan, 1)
    none = pd.DataFrame(columns=["cycle", "family", "year", "estimate"])
    first = estimate_rows(plan, found, none)
    assert first["former"].isna().all()
    first = first.assign(estimate=first["estimate"] - 100, cycle=plan.cycle - 1)
    rows = estimate_rows(plan, found, first)
    assert rows["change"].tolist() == pytest.approx([100, 100, 100])
    np.testing.assert_allclose(rows["estimate"], rows["year_to_date"] + rows["remaining"])
    assert rows.loc[0, "estimate"] == pytest.approx(rows.loc[1:, "estimate"].sum())
    assert rows["month_units"].tolist() == [200, 100, 100]


def test_the_estimate_of_a_month_adds_up_in_money_where_units_differ(plans: Any) -> None:
    pages = (
        plans.Page(code, unit=unit, price=9.00007) for code, unit in (("A", "pcs"), ("B", "t"))
    )
    plan = plans.plan_of(*pages)
    none = pd.DataFrame(columns=["cycle", "family", "year", "estimate"])
    rows = estimate_rows(plan, landing(plan, 1), none)
    assert np.isnan(rows.loc[0, "month_units"])
    assert rows.loc[0, "month_revenue"] == pytest.approx(rows.loc[1:, "month_revenue"].sum())
