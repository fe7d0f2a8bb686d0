"""Whatever stands in a history, the forecast is finite, its bands are in order, and order is none.

Warnings of division, overflow or NaN are errors here.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sop_addin.demand.forecast import forecast

Shape = Callable[[np.ndarray], np.ndarray]

LIMITS = ["lo95", "lo80", "yhat", "hi80", "hi95"]
NOISE = np.random.default_rng(7).normal(100, 20, 97)
SHAPES: dict[str, Shape] = {
    "constant": lambda t: np.full(len(t), 7.0),
    "nothing": lambda t: np.zeros(len(t)),
    "one spike": lambda t: np.where(t == len(t) // 2, 900.0, 0.0),
    "negative": lambda t: -NOISE[t],
    "alternating": lambda t: np.where(t % 2, 50.0, -50.0),
    "now and then": lambda t: np.where(t % 3, 0.0, NOISE[t]),
    "huge at the end": lambda t: np.where(t == t[-1], 1e7, NOISE[t]),
    "return at the end": lambda t: np.where(t == t[-1], -1e7, NOISE[t]),
    "one month a year": lambda t: np.where(t % 12 == 5, NOISE[t], 0.0),
    "explosion": lambda t: 1.3**t,
    "decay": lambda t: 0.5**t,
    "walk": lambda t: np.cumsum(NOISE[t] - 100),
    "stopped": lambda t: np.where(t < len(t) // 2, NOISE[t], 0.0),
    "begun": lambda t: np.where(t < len(t) // 2, 0.0, NOISE[t]),
    "hair's breadth": lambda t: 1.0 + 1e-12 * (t % 2),
}
SERIES = st.tuples(
    st.sampled_from(sorted(SHAPES)),
    st.sampled_from([1, 2, 3, 6, 11, 12, 13, 18, 23, 24, 25, 26, 36, 37, 60, 97]),
    st.sampled_from([1e-6, 1.0, 1e12]),
    st.sampled_from([0, 0, 7]),
)


def _history(panel: list[tuple[str, int, float, int]]) -> pd.DataFrame:
    parts = []
    for number, (shape, months, size, earlier) in enumerate(panel):
        ds = pd.period_range(end=pd.Period("2026-02", "M") - earlier, periods=months, freq="M")
        y = size * SHAPES[shape](np.arange(months))
        parts.append(pd.DataFrame({"unique_id": f"{number} {shape}", "ds": ds, "y": y}))
    return pd.concat(parts, ignore_index=True)


@pytest.mark.filterwarnings("error")
@settings(max_examples=40, deadline=None)
@given(st.lists(SERIES, min_size=1, max_size=6), st.sampled_from([1, 12, 18, 36]), st.randoms())
def test_odd_histories_are_forecast_and_their_order_changes_no_digit(panel, horizon, chance):
    history = _history(panel)
    rows = list(range(len(history)))
    chance.shuffle(rows)
    with np.errstate(divide="raise", over="raise", invalid="raise"):
        found = forecast(history, horizon)
        shuffled = forecast(history.iloc[rows], horizon)
    limits = found.forecasts[LIMITS].to_numpy()
    assert np.isfinite(limits).all()
    assert (np.diff(limits, axis=1) >= 0).all()
    least = found.forecasts["unique_id"].map(history.groupby("unique_id")["y"].min())
    assert (limits[least >= 0] >= 0).all()
    for ours, other in zip(_sorted(found), _sorted(shuffled), strict=True):
        pd.testing.assert_frame_equal(ours, other, check_exact=True)


def _sorted(found):
    by_month = found.forecasts.sort_values(["unique_id", "ds"], ignore_index=True)
    return by_month, found.methods.sort_values("unique_id", ignore_index=True)
