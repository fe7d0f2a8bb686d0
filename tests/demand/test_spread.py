"""What error is to be expected of a series at each lead, seen on series whose truth is known."""

from __future__ import annotations

import numpy as np

from sop_addin.demand.seasonality import seasonality
from sop_addin.demand.spread import expected_error

_RNG = np.random.default_rng(71)
_NOISE = 500 + _RNG.normal(0, 20, (120, 40))
_WALK = 500 + np.cumsum(_RNG.normal(0, 8, (120, 40)), axis=0)


def _expected(y: np.ndarray, cuts: tuple[int, ...] = (), sigma: float = 20.0) -> np.ndarray:
    spread = np.full((1 + len(cuts), y.shape[1]), sigma)
    return expected_error(y, 12, cuts, seasonality(y), spread)


def test_errors_of_a_walk_grow_with_the_lead_and_those_around_a_level_do_not():
    noise, walk = _expected(_NOISE)[0], _expected(_WALK)[0]
    assert np.median(walk[11] / walk[0]) > 1.2 * np.median(noise[11] / noise[0])


def test_an_origin_does_not_know_the_errors_after_it():
    broken = _NOISE.copy()
    broken[-12:] += _RNG.normal(0, 300, (12, 40))
    season = seasonality(_NOISE)
    sigma = np.full((2, 40), 20.0)
    before = expected_error(_NOISE, 12, (12,), season, sigma)
    after = expected_error(broken, 12, (12,), season, sigma)
    assert np.median(after[0] / before[0]) > 1.15
    assert np.median(after[1] / before[1]) < 1.05  # the season and one share are shared


def test_months_of_a_high_season_are_less_certain():
    season = np.tile(np.r_[np.full(6, 0.5), np.full(6, 1.5)], 8)[:, None]
    y = 100 * season * np.random.default_rng(72).lognormal(0, 0.1, (96, 10))
    expected = _expected(y)[0]
    assert np.median(expected[6:].mean(axis=0) / expected[:6].mean(axis=0)) > 2


def test_errors_are_relative_to_the_size_of_the_series_then():
    grown = 100 * 1.02 ** np.arange(120)[:, None] * _RNG.lognormal(0, 0.05, (120, 20))
    expected = _expected(grown, cuts=(60,))
    ratio = expected[0, 0] / expected[1, 0]
    # five years on, the series is 1.02**60 = 3.3 times as large; half of that is sigma's part
    assert np.median(ratio) > np.sqrt(2)


def test_a_history_that_never_changed_has_a_floor_of_one_per_cent():
    np.testing.assert_allclose(_expected(np.full((40, 1), 50.0), sigma=0.0), 0.5)


def test_months_that_happen_to_look_alike_are_no_proof():
    y = np.full((36, 1), 100.0)
    errors = []
    for months in (1, 3, 12, 36):
        short = y[-months:]
        errors.append(expected_error(short, 6, (), seasonality(short), np.zeros((1, 1)))[0, 0, 0])
    assert errors[0] > 10
    assert (np.diff(errors) < 0).all()
    assert errors[-1] <= 1
