"""A short history borrows the season of the panel where the panel has one, and says so."""

from __future__ import annotations

import numpy as np
import pytest

from sop_addin.demand.forecast import forecast
from sop_addin.demand.profile import panel_profile
from sop_addin.demand.seasonality import SEASON

YEAR = 1 + 0.4 * np.sin(np.arange(12) * np.pi / 6)  # of the months March to February


def _panel(columns: int, seed: int = 61) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(1, 0.05, (60, columns))
    return 100 * np.tile(YEAR, 5)[:, None] * noise


def _named(y: np.ndarray) -> dict[str, np.ndarray]:
    return {f"s{i}": y[:, i] for i in range(y.shape[1])}


@pytest.mark.parametrize("months", [3, 8, 18])
def test_a_short_history_gets_the_season_that_the_others_share(history, months):
    new = 500 * np.tile(YEAR, 5)[-months:]
    result = forecast(history(New=new, **_named(_panel(25))), 12)
    ahead = result.forecasts.query("unique_id == 'New'")["yhat"]
    np.testing.assert_allclose(ahead, 500 * YEAR, rtol=0.08)
    text = result.methods.set_index("unique_id").loc["New", "explanation"]
    assert "with the season that the other series share" in text


def test_too_few_or_disagreeing_series_lend_none():
    ends = np.full(25, 673)
    assert np.ptp(panel_profile(_panel(25), ends)) > 0.5
    assert np.ptp(panel_profile(_panel(19), ends[:19])) == 0
    y = _panel(24)
    shifted = np.column_stack([np.roll(y[:, i], i % SEASON) for i in range(24)])
    assert np.ptp(panel_profile(shifted, ends[:24])) == 0


def test_calendar_months_are_matched_where_histories_end_at_different_times():
    y = _panel(30)
    ends = np.full(30, 673)  # February
    early = y[:-5]
    found = panel_profile(early, ends - 5)
    np.testing.assert_allclose(found, panel_profile(y, ends), rtol=0.05)
    assert found.argmax() == (2 + YEAR.argmax()) % SEASON  # January first
