"""The recursions against numbers worked by hand; the fit against series whose form is known."""

from __future__ import annotations

import numpy as np
import pytest

from sop_addin.demand.ets import FORMS, Parameters, Season, States, ets, smooth
from sop_addin.demand.seasonality import seasonality


def _one(level: float, trend: float = 0.0, season: float = 0.0, damping: float = 0.0) -> Parameters:
    return Parameters(*(np.full((1, 1), x) for x in (level, trend, season, damping)))


def test_simple_smoothing_by_hand():
    start = States(np.array([10.0]), np.zeros(1), np.zeros((12, 1)))
    last, squares = smooth(np.array([[12.0], [8.0]]), start, _one(0.5), Season.NONE)
    # 10 -> error 2, level 11 -> error -3, level 9.5
    assert last.level.item() == 9.5
    assert squares.item() == 13.0


def test_damped_trend_by_hand():
    start = States(np.array([100.0]), np.array([10.0]), np.zeros((12, 1)))
    parameters = _one(0.5, 0.1, damping=0.8)
    last, squares = smooth(np.array([[110.0], [118.0]]), start, parameters, Season.NONE)
    # month 1: 100 + 0.8 x 10 = 108, error 2; level 109, trend 8 + 0.2 = 8.2
    # month 2: 109 + 0.8 x 8.2 = 115.56, error 2.44; level 116.78, trend 6.56 + 0.244 = 6.804
    assert last.level.item() == pytest.approx(116.78)
    assert last.trend.item() == pytest.approx(6.804)
    assert squares.item() == pytest.approx(4 + 2.44**2)


@pytest.mark.parametrize(
    ("season", "index", "expected"),
    [
        # forecast 10 + 2 = 12, error 4: index 2 + 0.1 x 4, level 10 + 0.5 x 4
        (Season.ADDITIVE, 2.0, (2.4, 12.0)),
        # forecast 10 x 1.2 = 12, error 4: index 1.2 + 0.1 x 4 / 10, level 10 + 0.5 x 4 / 1.2
        (Season.MULTIPLICATIVE, 1.2, (1.24, 10.0 + 2.0 / 1.2)),
    ],
)
def test_seasonal_month_by_hand(season, index, expected):
    start = States(np.array([10.0]), np.zeros(1), np.full((12, 1), index))
    last, _ = smooth(np.array([[16.0]]), start, _one(0.5, season=0.1), season)
    assert last.season[0].item() == pytest.approx(expected[0])
    assert last.level.item() == pytest.approx(expected[1])


def test_a_series_that_starts_later_is_smoothed_from_its_own_start():
    y = np.array([[5.0, np.nan], [7.0, np.nan], [6.0, 6.0], [9.0, 9.0]])
    start = States(np.array([5.0, 5.5]), np.array([1.0, 2.0]), np.zeros((12, 2)))
    parameters = _one(0.4, 0.1, damping=0.9)
    both, squares = smooth(y, start, parameters, Season.NONE)
    alone = States(start.level[1:], start.trend[1:], start.season[:, 1:])
    one, square = smooth(y[2:, 1:], alone, parameters, Season.NONE)
    assert both.level[0, 1] == one.level.item()
    assert squares[0, 1] == square.item()


def test_damped_line_carries_on_and_season_is_found():
    months = np.arange(60)
    y = (200 + 2 * months) * (1 + 0.4 * np.sin(months * np.pi / 6))
    found = ets(y[:, None], 12, seasonality(y[:, None]))
    ahead = np.arange(60, 72)
    truth = (200 + 2 * ahead) * (1 + 0.4 * np.sin(ahead * np.pi / 6))
    np.testing.assert_allclose(found.mean[:, 0], truth, rtol=0.05)
    best = FORMS[int(found.weights[:, 0].argmax())]
    assert best.season is Season.MULTIPLICATIVE
    assert best.damped


def test_weights_add_up_and_short_series_get_no_season():
    y = np.random.default_rng(3).normal(100, 10, (24, 5))
    found = ets(y, 3, seasonality(y))
    np.testing.assert_allclose(found.weights.sum(axis=0), 1.0)
    seasonal = [form.season is not Season.NONE for form in FORMS]
    assert found.weights[seasonal].max() == 0.0
