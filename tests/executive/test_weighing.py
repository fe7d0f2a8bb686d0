"""Families add up in their common unit, else in money, and who is left out is said."""

from __future__ import annotations

from types import ModuleType

import numpy as np

from sop_addin.executive.service import company_service
from sop_addin.executive.weighing import Worth, weighed_ratio, weighed_sum
from sop_addin.presop.delivery import delivery

NAN = float("nan")


def test_one_unit_adds_up_in_units_even_without_prices(plans: ModuleType) -> None:
    plan = plans.plan_of(plans.Page("A", price=None), plans.Page("B"))
    found = weighed_sum(plan, np.array([3.0, 4.0]), Worth("price", plan.price), "stock")
    assert (found.value, found.unit, found.note) == (7, "pcs", "")


def test_different_units_add_up_in_money(plans: ModuleType) -> None:
    plan = plans.plan_of(plans.Page("A", price=2), plans.Page("B", unit="kg", price=5))
    found = weighed_sum(plan, np.array([3.0, 4.0]), Worth("price", plan.price), "stock")
    assert (found.value, found.unit) == (26, "EUR")


def test_what_has_no_price_is_left_out_by_number_unless_it_adds_nothing(
    plans: ModuleType,
) -> None:
    plan = plans.plan_of(
        plans.Page("A", price=2),
        plans.Page("B", unit="kg", price=None),
        plans.Page("C", price=None),
    )
    worth = Worth("price", plan.price)
    some = weighed_sum(plan, np.array([3.0, 4.0, 0.0]), worth, "stock")
    assert (some.value, some.note) == (6, "1 family without stock and a price is left out")
    none = weighed_sum(plan, np.array([NAN, 4.0, 1.0]), worth, "stock")
    assert np.isnan(none.value)
    assert none.note == "no family has stock and a price"


def test_a_ratio_takes_the_same_families_above_and_below(plans: ModuleType) -> None:
    plan = plans.plan_of(plans.Page("A"), plans.Page("B"))
    worth = Worth("price", plan.price)
    found = weighed_ratio(plan, np.array([1.0, NAN]), np.array([2.0, 100.0]), worth, "stock")
    assert (found.value, found.note) == (0.5, "1 family without stock is left out")


def test_a_zero_denominator_gives_a_blank_with_the_reason(plans: ModuleType) -> None:
    plan = plans.plan_of(plans.Page("A"))
    zero = np.zeros(1)
    found = weighed_ratio(plan, zero, zero, Worth("price", plan.price), "stock")
    assert np.isnan(found.value)
    assert found.note == "the denominator is zero"


def test_company_service_weighs_by_price_where_units_differ(plans: ModuleType) -> None:
    pages = [
        plans.Page("A", production=90, shortage_policy="lost sales", price=1),
        plans.Page("B", unit="kg", price=9),
    ]
    plan = plans.plan_of(*pages)
    found = company_service(plan, delivery(plan))
    assert found.value == 100 * (1620 * 1 + 1800 * 9) / (1800 * 10)
    assert found.unit == "%"
