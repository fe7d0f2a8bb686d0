"""The regression on past changes against series whose next change is known."""

from __future__ import annotations

import numpy as np
import pytest

from sop_addin.demand.autoregression import autoregression


def test_a_yearly_pattern_carries_on():
    year = np.array([5.0, 9.0, 4.0, 8.0, 7.0, 1.0, 3.0, 6.0, 2.0, 9.0, 9.0, 4.0])
    found = autoregression(np.tile(year, 8)[:, None], 12).ravel()
    assert np.corrcoef(found, year)[0, 1] > 0.97


def test_a_single_lag_is_found():
    rng = np.random.default_rng(14)
    change = np.zeros(3000)
    for t in range(1, 3000):
        change[t] = 0.6 * change[t - 1] + rng.normal()
    y = np.cumsum(change)
    found = autoregression(y[:, None], 1).item()
    assert found - y[-1] == pytest.approx(0.6 * change[-1], abs=0.15)


@pytest.mark.parametrize("months", [1, 2, 5, 40])
def test_a_constant_stays(months):
    np.testing.assert_array_equal(autoregression(np.full((months, 2), 7.0), 4), 7.0)


def test_a_short_history_comes_out_near_its_last_month():
    y = np.array([10.0, 14.0, 9.0, 12.0])[:, None]
    assert autoregression(y, 3).ravel().tolist() == pytest.approx([12.0] * 3, abs=5.0)


def test_what_stands_before_a_start_does_not_count():
    y = np.random.default_rng(15).normal(100, 5, (50, 1))
    padded = np.concatenate([np.full((30, 1), np.nan), y])
    np.testing.assert_allclose(autoregression(padded, 6), autoregression(y, 6))
