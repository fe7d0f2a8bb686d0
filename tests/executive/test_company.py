"""The company's months: seven rows that charts read by position, then units."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from sop_addin.executive.company import company
from sop_addin.schema.outputs import COMPANY

SEVEN = [
    "Demand revenue",
    "Plan revenue",
    "AOP revenue",
    "Inventory value",
    "Backlog value",
    "Short units",
    "Tightest resource %",
]


def test_seven_rows_then_units_where_families_share_one(plans: ModuleType) -> None:
    pages = [
        plans.Page("A", 100, 90, ahead={"tightest_resource": [90, 80], "aop_revenue": 950}),
        plans.Page("B", 100, 120, price=1, ahead={"aop_revenue": 50}),
    ]
    frame = company(plans.plan_of(*pages)).set_index("measure")
    assert frame.columns.tolist() == list(COMPANY.column_names[1:])
    assert frame.index.tolist() == [*SEVEN, "Demand", "Production", "Inventory"]
    assert frame["m1"].iloc[:4].tolist() == [1100, 1000, 1000, 240]
    assert np.isnan(frame.loc["Backlog value", "m1"])
    assert frame.loc["Short units", ["unit", "m0", "m1"]].tolist() == ["pcs", 10, 20]
    assert frame.loc["Tightest resource %", ["m0", "m1"]].tolist() == [90, 80]
    assert frame.loc["Production", "m0"] == 210


def test_short_is_in_money_where_units_differ(plans: ModuleType) -> None:
    pages = [plans.Page("A", 100, 90), plans.Page("B", unit="kg", price=None)]
    frame = company(plans.plan_of(*pages))
    assert len(frame) == 7
    short = frame.iloc[5]
    assert short[["measure", "unit", "m0", "m1"]].tolist() == ["Short at price", "EUR", 100, 200]
    assert frame["measure"].iloc[0] == "Demand revenue (1 family unpriced)"


def test_the_order_of_rows_never_changes(plans: ModuleType) -> None:
    only: dict[str, object] = {
        "nothing known": plans.Page("A", production=None, price=None, cost=None),
        "made to order": plans.Page("A", policy="MTO"),
    }
    for page in only.values():
        frame = company(plans.plan_of(page))
        assert frame["measure"].iloc[:7].tolist() == SEVEN


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 500), st.integers(0, 500), st.integers(1, 9999)),
        min_size=1,
        max_size=4,
    )
)
def test_money_is_the_sum_of_the_pages(
    plans: ModuleType, families: list[tuple[int, int, int]]
) -> None:
    pages = [
        plans.Page(f"F{i}", demand, made, price=cents / 100, cost=cents / 200)
        for i, (demand, made, cents) in enumerate(families)
    ]
    frame: pd.DataFrame = company(plans.plan_of(*pages))
    values = [plans.page_values(page) for page in pages]
    for row, series in ((1, "revenue"), (3, "stock_value")):
        total = sum(v[series][-18:] for v in values)
        np.testing.assert_allclose(frame.iloc[row, 2:].astype(float), total, atol=0.005)
