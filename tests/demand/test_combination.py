"""Which methods a series gets, and that the backtest decides."""

from __future__ import annotations

import numpy as np
import pytest

from sop_addin.demand.backtest import backtest
from sop_addin.demand.combination import Route, combine, route
from sop_addin.demand.members import Member


@pytest.mark.parametrize(
    ("y", "expected"),
    [
        (np.ones(3), Route.NAIVE),
        (np.ones(11), Route.AVERAGE),
        (np.ones(24), Route.YEAR),
        (np.ones(25), Route.REGULAR),
        (np.tile([1.0, 0.0], 12), Route.INTERMITTENT),
        (np.r_[np.ones(20), np.zeros(12)], Route.DISCONTINUED),
    ],
)
def test_the_history_decides_the_route(y, expected):
    assert Route(route(y[:, None]).item()) is expected


def test_weights_add_up_and_small_ones_are_left_out():
    y = np.random.default_rng(6).normal(100, 15, (60, 6))
    found = combine(backtest(y, 12), route(y))
    np.testing.assert_allclose(found.weights.sum(axis=0), 1.0)
    assert not ((found.weights > 0) & (found.weights < 0.05)).any()


def test_last_years_month_takes_over_where_it_clearly_wins():
    rng = np.random.default_rng(7)
    drift = 500 + np.cumsum(rng.normal(0, 40, (8, 12, 20)), axis=0).reshape(96, 20)
    noise = rng.normal(500, 40, (96, 20))
    both = np.hstack([drift, noise])  # each month a walk from its last year's value; mere noise
    found = combine(backtest(both, 12), route(both))
    weights = found.weights[found.members.index(Member.SEASONAL_NAIVE)]
    assert weights[:20].mean() > 2 * weights[20:].mean()


def test_a_walk_gives_naive2_more_weight_than_noise_does():
    rng = np.random.default_rng(8)
    walk = 500 + np.cumsum(rng.normal(0, 10, (90, 20)), axis=0)
    noise = rng.normal(500, 10, (90, 20))
    both = np.hstack([walk, noise])
    found = combine(backtest(both, 12), route(both))
    weights = found.weights[found.members.index(Member.NAIVE2)]
    assert weights[:20].mean() > 2 * weights[20:].mean()


def test_an_origins_own_errors_do_not_choose_its_weights():
    y = np.random.default_rng(9).normal(100, 15, (60, 1))
    test = backtest(y, 12)
    before = combine(test, route(y)).past[0]
    test.past[Member.SEASONAL_NAIVE][0] *= 1.5  # worse at the first origin only
    after = combine(test, route(y)).past[0]
    weight = (after - before) / (test.past[Member.SEASONAL_NAIVE][0] / 1.5 * 0.5)
    assert np.ptp(weight) < 1e-9  # the same weight as before, and no other changed


def test_a_nearer_origin_counts_more():
    y = np.random.default_rng(9).normal(100, 15, (60, 1))

    def weight_of_last_year(worse: int) -> float:
        test = backtest(y, 12)
        test.past[Member.SEASONAL_NAIVE][worse] *= 1.5
        found = combine(test, route(y))
        return float(found.weights[found.members.index(Member.SEASONAL_NAIVE), 0])

    assert weight_of_last_year(0) < weight_of_last_year(2)
