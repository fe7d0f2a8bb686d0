"""Boosting learns across series, from nothing after the origin, and only where there are many."""

from __future__ import annotations

import numpy as np
import pytest

from sop_addin.demand.backtest import backtest, origins
from sop_addin.demand.boosting import boost, fit_booster
from sop_addin.demand.combination import combine, route
from sop_addin.demand.forecast import forecast
from sop_addin.demand.members import Member


def _saw(columns: int, seed: int = 21) -> np.ndarray:
    """Return levels that fall by half every 30 months and start again: no other method sees it."""
    random = np.random.default_rng(seed)
    phase = random.integers(0, 30, columns)
    age = (np.arange(90)[:, None] + phase) % 30
    return 100 * 0.5 ** (age / 30) * random.lognormal(0, 0.03, (90, columns))


def test_what_series_have_in_common_is_learnt():
    y = _saw(120)
    booster = fit_booster(y[:72], 12)
    ahead = boost(booster, y[:72])
    assert np.abs(ahead - y[72:84]).mean() < 0.6 * np.abs(y[71] - y[72:84]).mean()


def test_a_few_short_series_teach_nothing():
    assert fit_booster(_saw(5)[-40:], 12) is None
    assert fit_booster(_saw(300)[-20:], 12) is None


def test_months_after_the_earliest_origin_teach_it_nothing():
    y = _saw(60)
    everyone = np.ones(60, dtype=bool)
    one = backtest(y, 12, pooled=everyone)
    changed = y.copy()
    changed[-12:] *= np.random.default_rng(3).lognormal(0, 1, (12, 60))
    other = backtest(changed, 12, pooled=everyone)
    assert origins(12)[0] == 12
    earlier, later = one.past[Member.BOOSTING], other.past[Member.BOOSTING]
    np.testing.assert_array_equal(earlier, later)
    assert np.isfinite(earlier).all()


def test_the_panels_backtest_can_put_it_out():
    y = _saw(60)
    test = backtest(y, 12, pooled=np.ones(60, dtype=bool))
    row = tuple(test.past).index(Member.BOOSTING)
    assert combine(test, route(y)).weights[row].max() > 0.3
    test.past[Member.BOOSTING][0] *= 1.6  # the other origins would have it trusted
    assert Member.BOOSTING not in combine(test, route(y)).members


@pytest.mark.parametrize("fewest", [40, 61])
def test_small_panels_do_without(history, monkeypatch, fewest):
    monkeypatch.setattr("sop_addin.demand.forecast._FEWEST_POOLED", fewest)
    y = _saw(60)
    frame = history(**{f"s{i}": y[:, i] for i in range(60)})
    result = forecast(frame, 12)
    used = result.methods["method"].str.contains("boosting").any()
    assert used == (fewest == 40)
    mixed = frame.sample(frac=1, random_state=4)
    again = forecast(mixed, 12).forecasts.sort_values(["unique_id", "ds"], ignore_index=True)
    first = result.forecasts.sort_values(["unique_id", "ds"], ignore_index=True)
    assert (again["yhat"] == first["yhat"]).all()
