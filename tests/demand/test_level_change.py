"""Steps and fading demand are found, and neither noise nor trend nor season is taken for them."""

from __future__ import annotations

import numpy as np
import pytest

from sop_addin.demand.clear_season import clear_season
from sop_addin.demand.forecast import forecast
from sop_addin.demand.level_change import level_change
from sop_addin.demand.seasonality import seasonality

MONTHS = np.arange(60)


def _noise(seed: int, columns: int = 200) -> np.ndarray:
    return np.random.default_rng(seed).normal(1, 0.1, (60, columns))


def _found(y: np.ndarray) -> np.ndarray:
    return np.isfinite(level_change(y, seasonality(y)).step)


@pytest.mark.parametrize("change", [-0.4, 0.5])
def test_a_step_is_dated_and_measured(change):
    y = 100 * _noise(41)
    y[-6:] *= 1 + change
    found = level_change(y, seasonality(y))
    assert np.isfinite(found.step).mean() > 0.95
    assert np.nanmean(found.step) == pytest.approx(change, abs=0.05)
    assert np.median(found.months) == 6


def test_noise_trend_and_season_are_no_step():
    noise = 100 * _noise(42)
    trend = (100 + 3 * MONTHS[:, None]) * _noise(43)
    season = 100 * (1 + 0.5 * np.sin(MONTHS[:, None] * np.pi / 6)) * _noise(44)
    for y in (noise, trend, season):
        assert _found(y).mean() < 0.02
        assert not level_change(y, seasonality(y)).fading.any()


def test_demand_that_fades_is_found():
    y = 100 * _noise(45)
    y[-15:] *= np.linspace(0.9, 0.05, 15)[:, None]
    assert level_change(y, seasonality(y)).fading.mean() > 0.95


def test_a_short_history_has_no_step():
    y = np.r_[np.full(17, 10.0), np.full(6, 20.0)][:, None]
    assert not _found(y).any()


def test_the_planner_is_told(history):
    y = 100 * _noise(46, 2)
    y[-6:, 0] *= 1.5
    y[-15:, 1] *= np.linspace(0.9, 0.05, 15)
    text = forecast(history(Step=y[:, 0], Fades=y[:, 1]), 6).methods["explanation"]
    assert "level up " in text[0]
    assert " % since September 2025; " in text[0]
    assert "fading: the last quarter was at " in text[1]


def test_a_month_that_is_mostly_empty_is_not_divided_by():
    y = 100 * np.random.default_rng(46).normal(1, 0.3, (72, 1))
    y[11::12] = 0.0
    y[[23, 35]] = 60.0
    season = clear_season(y)
    assert season.evident[0]
    assert not season.multiplicative[0], "more Decembers than not sold nothing"
    y[-6:] *= 4
    assert np.isfinite(level_change(y, season).step[0])
