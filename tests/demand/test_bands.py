"""Bands hold what they promise, on series made so that the truth is known."""

from __future__ import annotations

import numpy as np

from sop_addin.demand.backtest import backtest
from sop_addin.demand.bands import Bands, bands
from sop_addin.demand.combination import combine, route


def _bands(y: np.ndarray, horizon: int = 12) -> tuple[np.ndarray, Bands]:
    test = backtest(y, horizon)
    chosen = combine(test, route(y))
    found = bands(y, chosen.ahead, chosen.past, test.actuals, test.expected, chosen.routes)
    return chosen.ahead, found


def test_coverage_of_noise_around_a_level_is_as_promised():
    y = np.random.default_rng(10).normal(100, 10, (84, 120))
    _, found = _bands(y[:72])
    held80 = ((y[72:] >= found.lo80) & (y[72:] <= found.hi80)).mean()
    held95 = ((y[72:] >= found.lo95) & (y[72:] <= found.hi95)).mean()
    assert 0.76 < held80 < 0.85
    assert 0.92 < held95 < 0.97


def test_bands_widen_with_the_lead_and_the_noise():
    rng = np.random.default_rng(11)
    quiet = 1000 + np.cumsum(rng.normal(0, 5, (80, 30)), axis=0)
    loud = 1000 + np.cumsum(rng.normal(0, 20, (80, 30)), axis=0)
    _, found = _bands(np.hstack([quiet, loud]))
    width = found.hi80 - found.lo80
    assert (np.diff(width.mean(axis=1)) > 0).all()
    assert width[:, 30:].mean() > 2.5 * width[:, :30].mean()


def test_a_constant_series_gets_a_narrow_band_and_not_none():
    y = np.hstack([np.full((60, 1), 50.0), np.random.default_rng(12).normal(50, 10, (60, 5))])
    _, found = _bands(y)
    width = (found.hi95 - found.lo95)[:, 0]
    assert (width > 0).all()
    assert (width < 10).all()


def test_one_wild_series_does_not_widen_the_others():
    rng = np.random.default_rng(13)
    calm = rng.normal(100, 5, (60, 12))
    wild = rng.lognormal(2, 2, (60, 1))
    _, alone = _bands(calm)
    _, beside = _bands(np.hstack([calm, wild]))
    change = (beside.hi80 - beside.lo80)[:, :12] / (alone.hi80 - alone.lo80)
    assert change.min() > 0.8
    assert change.max() < 1.25


def test_an_intermittent_series_may_sell_nothing_again():
    y = 20.0 * (np.random.default_rng(17).random((48, 1)) < 0.25)
    ahead, found = _bands(y)
    assert (found.lo80 == 0).all()
    assert (found.hi95 >= 20).all()
    assert (found.hi80 >= ahead).all()
