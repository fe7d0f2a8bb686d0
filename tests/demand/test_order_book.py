"""Orders of the running month: the larger counts, the pace is shown and never becomes history."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from sop_addin.demand.order_book import order_book, order_rows, pace_text
from sop_addin.demand.snapshots import AGREED, unconstrained

CYCLE = pd.Period("2026-03", "M")
AMOUNT = st.integers(0, 900)


def orders(
    shipped: float, due: float, passed: float = 5.0, month: pd.Period = CYCLE
) -> pd.DataFrame:
    row = {"family": "Pumps", "month": month, "shipped": shipped, "open_due": due}
    return pd.DataFrame([row | {"days_passed": passed}])


@settings(deadline=None)
@given(AMOUNT, AMOUNT, AMOUNT)
def test_demand_of_the_running_month_is_the_larger_of_forecast_and_orders(
    forecast: int, shipped: int, due: int
) -> None:
    months = pd.period_range(CYCLE, periods=3, freq="M")
    book = order_book(order_rows(orders(shipped, due), CYCLE, 22), ["Pumps"], months)
    ahead = pd.DataFrame({"key": "Pumps", "series": "statistical_forecast", "month": months})
    rows = unconstrained(pd.concat([ahead.assign(value=float(forecast)), book]))
    agreed = rows[rows["series"] == AGREED]["value"].tolist()
    assert agreed == [max(forecast, shipped + due), forecast, forecast]


def test_orders_of_another_month_count_nothing() -> None:
    rows = order_rows(orders(50, 30, month=CYCLE - 1), CYCLE, 22)
    assert rows.empty
    assert order_book(rows, ["Pumps"], pd.PeriodIndex([CYCLE]))["value"].isna().all()


def test_what_nobody_reported_is_no_order() -> None:
    rows = order_rows(orders(np.nan, np.nan), CYCLE, 22)
    assert np.isnan(rows["booked"].item()) and np.isnan(rows["run_rate"].item())
    assert order_rows(orders(np.nan, 30), CYCLE, 22)["booked"].item() == 30


def test_before_the_first_working_day_there_is_no_pace() -> None:
    rows = order_rows(orders(0, 30, passed=0), CYCLE, 22)
    assert np.isnan(rows["run_rate"].item())
    assert pace_text(rows, pd.Series({"Pumps": 2.0}), "EUR", 22) == ""


def test_the_pace_in_money_says_whom_it_leaves_out() -> None:
    both = pd.concat([orders(50, 0), orders(50, 0).assign(family="New")])
    text = pace_text(order_rows(both, CYCLE, 20), pd.Series({"Pumps": 2.0}), "EUR", 20)
    assert "shipped 100 EUR, at this pace 400 EUR" in text and "1 family without" in text
