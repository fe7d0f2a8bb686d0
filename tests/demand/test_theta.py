"""The Theta method against numbers worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sop_addin.demand.seasonality import seasonality
from sop_addin.demand.theta import simple_smoothing, theta


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
