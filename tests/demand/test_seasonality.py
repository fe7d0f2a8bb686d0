"""Indices by hand, and none from too little history."""

from __future__ import annotations

import numpy as np
import pytest

from sop_addin.demand.seasonality import repeat_index, seasonality, shrink

YEAR = np.array([0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.0, 1.0, 1.0])


def test_pure_season_gives_back_its_own_indices():
    found = seasonality(np.tile(50 * YEAR, 4)[:, None])
    np.testing.assert_allclose(found.factors[:, 0], YEAR)
    np.testing.assert_allclose(found.offsets[:, 0], 50 * YEAR - 50, atol=1e-9)
    assert found.evident[0]


def test_a_linear_trend_does_not_enter_the_additive_index():
    line = 3.0 * np.arange(48)
    found = seasonality((line + np.tile(10 * YEAR - 10, 4))[:, None])
    np.testing.assert_allclose(found.offsets[:, 0], 10 * YEAR - 10, atol=1e-9)


def test_indices_continue_with_the_right_month():
    y = np.tile(50 * YEAR, 4)[5:]  # starts in its sixth month
    found = seasonality(y[:, None])
    np.testing.assert_allclose(50 * repeat_index(found.factors, len(y), 3)[:, 0], 50 * YEAR[:3])


@pytest.mark.parametrize(("months", "index", "test"), [(23, False, False), (35, True, False)])
def test_too_little_history_gives_no_index_and_no_verdict(months, index, test):
    found = seasonality(np.tile(50 * YEAR, 3)[:months, None])
    assert found.multiplicative[0] == found.additive[0] == index
    assert found.evident[0] == test


def test_negative_months_have_no_multiplicative_index():
    y = np.tile(50 * YEAR, 4)
    y[7] = -1.0
    found = seasonality(y[:, None])
    assert not found.multiplicative[0]
    assert found.additive[0]


def test_a_season_that_repeats_stays_and_chance_goes():
    rng = np.random.default_rng(4)
    real = np.tile(50 * YEAR, 5) * rng.normal(1, 0.01, 60)
    chance = rng.normal(50, 5, (60, 40))
    y = np.column_stack([real, chance])
    raw = seasonality(y)
    weak = shrink(y, raw)
    kept = (weak.factors - 1).std(axis=0) / (raw.factors - 1).std(axis=0)
    assert kept[0] > 0.99
    assert kept[1:].mean() < 0.5
