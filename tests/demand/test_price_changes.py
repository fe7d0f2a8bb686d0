"""Price changes by activities: expected factors, and plans without any are valued as before."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from sop_addin.demand.events import activity_months
from sop_addin.demand.price_changes import plan_prices, price_changes
from sop_addin.schema.declarations import Policy
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.formulas import evaluate

MONTHS = pd.period_range("2026-03", periods=4, freq="M")
CODES = ["Pumps", "Drives"]
PRICE = st.floats(0.01, 1e6)
PERCENT = st.floats(-90, 200)
CHANCE = st.floats(0, 1)


def an_activity(**more: object) -> dict[str, object]:
    row = {"activity": "A1", "what": "Price", "families": "Pumps", "status": "planned"}
    row |= {"first_month": MONTHS[1], "last_month": MONTHS[2], "probability": 1.0}
    return row | {"volume_percent": np.nan, "units": np.nan, "price_percent": 10.0} | more


def changes(*rows: dict[str, object]) -> pd.DataFrame:
    events = activity_months(pd.DataFrame(list(rows)).reset_index(drop=True), CODES)
    return price_changes(events, CODES, MONTHS)


def test_a_price_counts_in_its_months_by_its_probability() -> None:
    found = changes(an_activity(probability=0.5))
    assert np.allclose(found["Pumps"], [0, 5, 5, 0])
    assert (found["Drives"] == 0).all()


def test_a_price_counts_beside_a_volume_and_a_cancelled_one_does_not() -> None:
    assert np.allclose(changes(an_activity(volume_percent=20.0))["Pumps"], [0, 10, 10, 0])
    assert (changes(an_activity(status="cancelled")) == 0).all(axis=None)


@given(st.lists(st.tuples(PERCENT, CHANCE), max_size=4))
def test_the_change_is_that_of_independent_activities_expected(
    rows: list[tuple[float, float]],
) -> None:
    given_rows = [
        an_activity(activity=f"A{k}", price_percent=percent, probability=chance)
        for k, (percent, chance) in enumerate(rows)
    ]
    columns = list(an_activity())
    events = activity_months(pd.DataFrame(given_rows, columns=columns), CODES)
    found = price_changes(events, CODES, MONTHS)["Pumps"].to_numpy()
    factor = np.prod([1 + percent * chance / 100 for percent, chance in rows])
    assert np.allclose(1 + found / 100, [1, factor, factor, 1])


@given(st.lists(PRICE, min_size=1, max_size=5), st.booleans())
def test_without_a_price_activity_every_month_has_the_listed_price(
    listed: list[float], blank: bool
) -> None:
    price = np.array(listed)
    none = np.full((len(listed), 3), np.nan if blank else 0.0)
    assert (plan_prices(price, none) == price[:, None]).all()


@given(PRICE, PERCENT, st.integers(0, 10**6))
def test_the_page_earns_units_at_the_price_of_the_month(
    listed: float, percent: float, units: int
) -> None:
    for policy in Policy.MTS, Policy.MTO:
        formulas = FAMILY_PAGE.formulas_of(policy)
        money = {name: formulas[name] for name in ("plan_price", "revenue")}
        rows = {
            "price_change": np.array([[np.nan, percent]]),
            "constrained_sales": np.array([[units, units]], dtype=float),
        }
        page = evaluate(money, rows, {"price": np.array([listed])}, {})
        prices = plan_prices(np.array([listed]), rows["price_change"])
        assert (page["plan_price"] == prices).all()
        assert page["revenue"].tolist() == (units * prices).tolist()
        assert page["revenue"][0, 0] == units * listed
