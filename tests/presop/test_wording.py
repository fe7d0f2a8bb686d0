"""Numbers and months read the same on every machine."""

from __future__ import annotations

from types import ModuleType

import pytest

from sop_addin.presop.wording import money
from sop_addin.wording import amount


@pytest.mark.parametrize(
    ("value", "text"), [(1234567.4, "1,234,567"), (-0.4, "0"), (-1.6, "-2"), (0.5, "0"), (1.5, "2")]
)
def test_amount(value: float, text: str) -> None:
    assert amount(value) == text


def test_money_that_is_not_known_is_empty(plans: ModuleType) -> None:
    plan = plans.plan_of(plans.Page("A"))
    assert (money(1200, plan), money(float("nan"), plan)) == ("1,200 EUR", "")
