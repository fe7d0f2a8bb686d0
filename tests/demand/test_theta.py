"""The Theta method against numbers worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sop_addin.demand.seasonality import seasonality
from sop_addin.demand.theta import optimised_theta, simple_smoothing, theta


def test_a_line_carries_on_with_half_its_slope():
    y = np.arange(1.0, 31.0)[:, None]
    found = theta(y, 3, seasonality(y)).ravel()
    assert found[1] - found[0] == pytest.approx(0.5)
    # share 0.99: the level is 30 - 0.01/0.99; half the slope x (0 + 1/0.99)
    assert found[0] == pytest.approx(30 - 0.01 / 0.99 + 0.5 / 0.99, abs=1e-6)


def test_a_constant_stays():
    y = np.full((40, 1), 12.0)
    np.testing.assert_allclose(theta(y, 5, seasonality(y)), 12.0)


def test_the_share_that_fits_best_is_taken():
    noise = np.array([10.0, 12.0, 8.0, 12.0, 8.0, 12.0, 8.0, 12.0, 8.0, 12.0])[:, None]
    walk = np.cumsum(np.full(10, 3.0))[:, None]
    assert simple_smoothing(noise)[1].item() == 0.02
    assert simple_smoothing(walk)[1].item() == 0.99


def test_the_optimised_method_takes_more_of_a_line_and_none_of_a_level():
    line = np.arange(1.0, 31.0)[:, None]
    ahead = optimised_theta(line, 2, seasonality(line)).ravel()
    assert ahead[1] - ahead[0] == pytest.approx(0.9)  # theta 10, the most it may take
    level = np.full((30, 1), 8.0)
    np.testing.assert_allclose(optimised_theta(level, 3, seasonality(level)), 8.0)


def test_the_closed_form_finds_the_part_of_the_line_that_a_search_finds():
    rng = np.random.default_rng(2)
    y = (100 + 1.5 * np.arange(20) + rng.normal(0, 8, 20))[:, None]
    found = optimised_theta(y, 1, seasonality(y)).item()
    # the method by definition, searched over theta and the share, month after month
    months = np.arange(1, 21)
    slope = np.polyfit(months, y.ravel(), 1)[0]
    intercept = y.mean() - slope * months.mean()
    best = (np.inf, 0.0)
    for share in np.r_[0.02:1.0:0.04, 0.99]:
        for part in np.linspace(0, 0.9, 181):
            level, loss = y[0, 0], 0.0
            for k in range(21):
                left = (1 - share) ** k
                ahead = level + part * (left * intercept + (1 - left * (1 - share)) / share * slope)
                if k == 20:
                    break
                loss += (y[k, 0] - ahead) ** 2 * (k > 0)
                level += share * (y[k, 0] - level)
            best = min(best, (loss, ahead))
    assert found == pytest.approx(best[1], rel=2e-3)
