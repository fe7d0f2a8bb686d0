"""Growth in per cent is carried on in per cent, and months near zero do no harm."""

from __future__ import annotations

import numpy as np

from sop_addin.demand.proportional import proportional
from sop_addin.demand.seasonality import seasonality, shrink
from sop_addin.demand.theta import theta


def _both(y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    season = shrink(y, seasonality(y))
    return proportional((theta,), y, 12, season)[0], theta(y, 12, season)


def test_a_series_with_months_near_zero_is_forecast_as_it_stands():
    y = np.random.default_rng(31).normal(100, 10, (48, 2))
    y[10, 1] = 0.5
    on_logs, as_is = _both(y)
    assert (on_logs[:, 0] != as_is[:, 0]).all()
    np.testing.assert_allclose(on_logs[:, 1], as_is[:, 1], rtol=1e-12)


def test_a_season_in_per_cent_grows_with_the_level():
    months = np.arange(96)
    y = (100 * 1.01**months * (1 + 0.3 * np.sin(months * np.pi / 6)))[:, None]
    on_logs, _ = _both(y)
    swing = np.ptp(on_logs) / on_logs.mean()
    assert 0.5 < swing < 0.7


def test_a_wild_history_does_not_explode():
    y = np.geomspace(6.0, 100.0, 30)[:, None]
    on_logs, _ = _both(y)
    assert on_logs.max() <= 100.0 * 100.0 / 6.0
