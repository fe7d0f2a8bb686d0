"""The financial projection adds up, and says what it leaves out."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from sop_addin.presop.finance import MEASURES, projection
from sop_addin.presop.working_capital import UNKNOWN_TERMS, PaymentTerms
from sop_addin.schema.columns import COMPANY_KEY
from sop_addin.schema.outputs import FINANCE

MONTHS = [f"m{i}" for i in range(18)]
NAN = float("nan")
TERMS = PaymentTerms(receivable=45, payable=30)


def rows(frame: pd.DataFrame, family: str) -> pd.DataFrame:
    return frame[frame["family"] == family].set_index("measure")


def test_the_company_comes_first_then_families_in_the_order_of_the_table(
    plans: ModuleType,
) -> None:
    aop = {"aop_revenue": 900}
    pages = plans.Page("Z", ahead=aop), plans.Page("A", policy="MTO", ahead=aop)
    frame = projection(plans.plan_of(*pages), TERMS)
    assert frame.columns.tolist() == list(FINANCE.column_names)
    assert frame["family"].unique().tolist() == [COMPANY_KEY, "Z", "A"]
    assert frame["measure"].iloc[:10].tolist() == [m.label for m in MEASURES]
    assert "Backlog value" not in rows(frame, "Z").index
    assert not frame.duplicated(["family", "measure"]).any()


def test_rows_of_the_aop_stand_only_where_there_is_one(plans: ModuleType) -> None:
    pages = plans.Page("A", ahead={"aop_revenue": 900}), plans.Page("B")
    frame = projection(plans.plan_of(*pages))
    for family, there in ((COMPANY_KEY, True), ("A", True), ("B", False)):
        assert rows(frame, family).index.str.contains("AOP").any() == there, family
    assert not projection(plans.plan_of(pages[1]))["measure"].str.contains("AOP").any()


def test_flows_total_by_sum_and_positions_by_the_last_month(plans: ModuleType) -> None:
    frame = projection(plans.plan_of(plans.Page("A", 100, 110, price=10, cost=6)))
    page = rows(frame, "A")
    assert page.loc["Revenue", "total"] == 18 * 1000
    assert page.loc["Margin", ["m0", "total"]].tolist() == [400, 7200]
    assert page.loc["Stock value", ["m0", "m17", "total"]].tolist() == [60, 1080, 1080]
    assert rows(frame, COMPANY_KEY).loc["Stock value", "total"] == 1080


def test_an_aop_that_ends_early_is_compared_as_far_as_it_goes(plans: ModuleType) -> None:
    page = plans.Page("A", ahead={"aop_revenue": [900] * 10 + [NAN] * 8})
    found = rows(projection(plans.plan_of(page)), "A")
    assert found.loc["AOP revenue", "total"] == 9000
    assert found.loc["Revenue - AOP", ["m0", "total"]].tolist() == [100, 1000]
    assert np.isnan(found.loc["Revenue - AOP", "m10"])


def test_families_that_are_left_out_are_counted_in_the_label(plans: ModuleType) -> None:
    plan = plans.plan_of(
        plans.Page("A"),
        plans.Page("B", price=None),
        plans.Page("C", price=None, cost=None, policy="MTO"),
        plans.Page("D", policy="MTO", ahead={"aop_revenue": 900}),
    )
    company = rows(projection(plan, TERMS), COMPANY_KEY)
    assert company.index.tolist() == [
        "Revenue (2 families unpriced)",
        "Cost of goods (1 family uncosted)",
        "Margin (2 families unpriced or uncosted)",
        "Stock value (1 family uncosted)",
        "Receivables (2 families unpriced or without earlier revenue)",
        "Payables (1 family uncosted or without earlier cost)",
        "Working capital (2 families without one of its parts)",
        "Backlog value (1 family unpriced)",
        "AOP revenue (3 families without AOP)",
        "Revenue - AOP (3 families unpriced or without AOP)",
    ]
    assert company.iloc[0]["m0"] == 2000 - 1000  # D ships nothing: no backlog to ship from


def test_without_any_price_or_cost_everything_is_blank(plans: ModuleType) -> None:
    frame = projection(plans.plan_of(plans.Page("A", price=None, cost=None)))
    assert frame[[*MONTHS, "total"]].isna().all(axis=None)
    assert frame["measure"].tolist() == [
        "Revenue (1 family unpriced)",
        "Cost of goods (1 family uncosted)",
        "Margin (1 family unpriced or uncosted)",
        "Stock value (1 family uncosted)",
        "Working capital, stock only: no days receivable, no days payable (1 family uncosted)",
    ]


def test_what_is_owed_reaches_back_into_the_months_as_reported(plans: ModuleType) -> None:
    closed = {"revenue": [310.0, 280.0], "cost_of_goods": [62.0, 56.0]}
    page = plans.Page("A", 31, 31, price=10, cost=2, closed=closed, openings={"inventory": 50})
    found = rows(projection(plans.plan_of(page), TERMS), "A")
    assert found.loc["Receivables", "m0"] == 310 + 280 * 14 / 28
    assert found.loc["Payables", ["m0", "m1"]].tolist() == [62 * 30 / 31, 62]
    parts = found.loc[["Stock value", "Receivables"], MONTHS].sum() - found.loc["Payables", MONTHS]
    np.testing.assert_allclose(found.loc["Working capital", MONTHS], parts.astype(float))
    assert found.loc["Working capital", "total"] == found.loc["Working capital", "m17"]


def test_without_payment_terms_working_capital_is_stock_and_says_so(plans: ModuleType) -> None:
    plan = plans.plan_of(plans.Page("A", 31, 31, openings={"inventory": 50}))
    for terms, lacks in (
        (UNKNOWN_TERMS, "no days receivable, no days payable"),
        (PaymentTerms(45, None), "no days payable"),
        (PaymentTerms(None, 0), "no days receivable"),
    ):
        frame = projection(plan, terms)
        company = rows(frame, COMPANY_KEY)
        stock = company.loc["Stock value", MONTHS].tolist()
        said = f"Working capital, stock only: {lacks}"
        assert company.loc[said, MONTHS].tolist() == stock == [300.0] * 18
        assert not rows(frame, "A").index.str.startswith("Working capital").any()


def test_paid_on_the_day_nothing_is_owed(plans: ModuleType) -> None:
    found = rows(projection(plans.plan_of(plans.Page("A")), PaymentTerms(0, 0)), COMPANY_KEY)
    assert not found.loc[["Receivables", "Payables"], MONTHS].any(axis=None)


money = st.one_of(st.none(), st.integers(1, 99_999).map(lambda cents: cents / 100))
page = st.fixed_dictionaries(
    {
        "demand": st.lists(st.integers(0, 5000), min_size=18, max_size=18),
        "production": st.lists(st.integers(0, 5000), min_size=18, max_size=18),
        "policy": st.sampled_from(["MTS", "MTO"]),
        "price": money,
        "cost": money,
        "ahead": st.one_of(
            st.just({}), st.integers(0, 9999).map(lambda x: {"aop_revenue": [x] * 10 + [NAN] * 8})
        ),
    }
)


@settings(max_examples=40, deadline=None)
@given(st.lists(page, min_size=1, max_size=4), st.integers(0, 120), st.integers(0, 120))
def test_families_add_up_to_the_company_to_the_cent(
    plans: ModuleType, pages: list[dict[str, object]], receivable: int, payable: int
) -> None:
    closed = {"revenue": [500.0] * 6, "cost_of_goods": [300.0] * 6}
    made = (plans.Page(f"F{i}", closed=closed, **p) for i, p in enumerate(pages))
    frame = projection(plans.plan_of(*made), PaymentTerms(receivable, payable))
    frame["measure"] = frame["measure"].str.replace(r" \(\d.*", "", regex=True)
    values = [*MONTHS, "total"]
    company = rows(frame, COMPANY_KEY)[values]
    families = frame[frame["family"] != COMPANY_KEY].groupby("measure")[values].sum(min_count=1)
    families = families.reindex(company.index)
    np.testing.assert_allclose(company, families, atol=0.005, rtol=0)


def test_what_is_known_of_no_month_has_no_row_but_the_company_says_what_is_lacking(
    plans: ModuleType,
) -> None:
    frame = projection(
        plans.plan_of(plans.Page("A", price=None), plans.Page("B", price=None, cost=None))
    )
    assert rows(frame, "A").index.tolist() == ["Cost of goods", "Stock value"]
    assert rows(frame, "B").empty
    assert rows(frame, COMPANY_KEY).index[0].startswith("Revenue")
