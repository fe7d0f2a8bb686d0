"""What is not paid yet is what was invoiced within the last days."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from sop_addin.presop.working_capital import unpaid

SPAN = pd.period_range("2025-03", periods=24, freq="M")
money = st.lists(st.integers(0, 9000), min_size=24, max_size=24)


@given(money, st.integers(0, 365))
def test_it_is_the_money_of_those_days_counted_one_by_one(flow: list[int], days: int) -> None:
    daily = pd.Series(
        np.repeat(np.array(flow) / SPAN.days_in_month, SPAN.days_in_month),
        pd.date_range(SPAN[0].start_time, SPAN[-1].end_time, freq="D"),
    )
    found = unpaid(np.array([flow], dtype=float), SPAN, days)[0]
    for at in range(13, 24):
        until = daily[: SPAN[at].end_time]
        np.testing.assert_allclose(found[at], until.iloc[len(until) - days :].sum(), atol=1e-6)


def test_a_month_that_is_not_known_blanks_only_those_that_need_it() -> None:
    flow = np.array([[100.0, np.nan, 100.0, 100.0, 100.0]])
    blank = np.isnan(unpaid(flow, SPAN[:5], 45)[0])
    assert blank.tolist() == [True, True, True, False, False]
    assert np.isnan(unpaid(flow, SPAN[:5], 0)).sum() == 0
