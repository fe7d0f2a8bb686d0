"""Landing = actual to date + remaining plan of the fiscal year, against its AOP."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from sop_addin.executive.landing import landing

NAN = float("nan")


def sold(revenue: list[float], units: list[float] | None = None) -> dict[str, list[float]]:
    return {"revenue": revenue, "constrained_sales": units or [r / 10 for r in revenue]}


def test_calendar_year_in_march(plans: ModuleType) -> None:
    page = plans.Page(
        "A",
        closed=sold([999, 700, 800]) | {"aop_revenue": [999, 900, 900]},
        ahead={"aop_revenue": [900] * 10 + [777] * 8},
    )
    found = landing(plans.plan_of(page), 1)
    assert found.year == 2026
    assert (found.year_to_date, found.remaining) == (1500, 10 * 1000)
    assert (found.aop, found.landing, found.gap) == (10_800, 11_500, 700)
    assert found.gap_percent == pytest.approx(100 * 700 / 10_800)
    assert found.company_gap_percent == found.gap_percent[0]


@pytest.mark.parametrize(
    ("cycle", "first", "year", "to_date", "months"),
    [("2026-07", 7, 2027, 0, 12), ("2026-06", 7, 2026, 11 * 50, 1), ("2026-12", 1, 2026, 550, 1)],
)
def test_every_start_of_the_fiscal_year(
    plans: ModuleType, cycle: str, first: int, year: int, to_date: float, months: int
) -> None:
    page = plans.Page("A", closed=sold([50] * 24))
    found = landing(plans.plan_of(page, cycle=pd.Period(cycle, "M")), first)
    assert found.year == year
    assert (found.year_to_date, found.remaining) == (to_date, months * 1000)


def test_a_launch_has_sold_nothing_before_its_first_sale(plans: ModuleType) -> None:
    page = plans.Page("New", closed=sold([300]))
    assert landing(plans.plan_of(page), 1).year_to_date == 300
    assert landing(plans.plan_of(plans.Page("Unborn")), 1).year_to_date == 0


def test_a_month_sold_without_revenue_makes_the_year_to_date_blank(plans: ModuleType) -> None:
    missing = sold([300, NAN, 300], [30, 30, 30])
    nothing = sold([300, NAN, 300], [30, 0, 30])
    unknown = sold([300, NAN, 300], [30, NAN, 30])
    pages = [
        plans.Page(name, closed=closed)
        for name, closed in (("A", missing), ("B", nothing), ("C", unknown))
    ]
    np.testing.assert_array_equal(
        landing(plans.plan_of(*pages), 1).year_to_date, [np.nan, 300, np.nan]
    )


def test_the_company_compares_only_families_that_have_both(plans: ModuleType) -> None:
    plan = plans.plan_of(
        plans.Page("A", ahead={"aop_revenue": 500}),
        plans.Page("No AOP"),
        plans.Page("No price", price=None, ahead={"aop_revenue": 500}),
    )
    found = landing(plan, 3)
    assert found.compared.tolist() == [True, False, False]
    assert (found.company_gap, found.company_landing) == (12 * 500, 2 * 12_000)
    assert found.company_gap_percent == 100


def test_no_aop_at_all_is_blank(plans: ModuleType) -> None:
    found = landing(plans.plan_of(plans.Page("A")), 1)
    assert np.isnan([found.company_gap, found.company_gap_percent]).all()
    assert np.isnan(found.gap_percent).all()


def test_an_aop_of_a_part_of_the_year_is_not_compared_with_all_of_it(plans: ModuleType) -> None:
    page = plans.Page("A", closed=sold([700, 800]), ahead={"aop_revenue": [900] * 10 + [777] * 8})
    found = landing(plans.plan_of(page), 1)
    assert found.landing == 11_500
    assert np.isnan([found.aop, found.gap, found.gap_percent]).all()
    assert np.isnan(found.company_gap) and not found.compared.any()
