"""A season is said where the eye sees one: odd months and walks do not deceive."""

from __future__ import annotations

import numpy as np

from sop_addin.demand.clear_season import clear_season
from sop_addin.demand.seasonality import seasonality

WINTER = np.array([130.0, 125.0, 110.0, 95.0, 80.0, 70.0, 65.0, 70.0, 85.0, 110.0, 125.0, 135.0])


def _years(number: int, noise: float = 4.0) -> np.ndarray:
    rng = np.random.default_rng(7)
    return np.tile(WINTER, number) + rng.normal(0, noise, 12 * number)


def test_a_one_off_order_does_not_hide_a_season():
    y = _years(4)[:, None]
    y[30] = 600.0
    assert not seasonality(y).evident[0]
    found = clear_season(y)
    assert found.evident[0]
    assert found.factors[:, 0].argmax() == 11


def test_a_one_off_order_makes_no_season():
    y = np.random.default_rng(8).normal(100, 8, (60, 200))
    y[30] = 600.0
    assert clear_season(y).evident.mean() < 0.06


def test_chance_is_a_season_in_one_case_of_forty():
    rng = np.random.default_rng(9)
    assert clear_season(rng.normal(100, 8, (96, 1000))).evident.mean() < 0.04


def test_growth_does_not_hide_a_season():
    y = _years(5) * 1.02 ** np.arange(60)
    assert clear_season(y[:, None]).evident[0]


def test_a_season_too_small_to_speak_of_is_not_said():
    y = 1000.0 + np.tile(np.arange(12.0), 5)[:, None]
    assert not clear_season(y).evident[0]


def test_two_years_show_no_season():
    assert not clear_season(_years(2)[:, None]).evident[0]


def test_demand_that_never_changes_has_no_season():
    assert not clear_season(np.full((60, 1), 1.0 / 3.0)).evident[0]


def test_two_low_months_of_a_year_are_a_season():
    plant = np.array([1.0, 1, 1, 1, 1, 1, 1, 0.8, 1, 1, 1, 0.8])
    noise = np.random.default_rng(3).normal(1.0, 0.05, (48, 200))
    found = clear_season(700 * np.tile(plant, 4)[:, None] * noise)
    assert found.evident.mean() > 0.9


def test_three_years_are_enough_for_a_season_that_stands_out():
    rng = np.random.default_rng(10)
    found = clear_season(np.tile(WINTER, 3)[:, None] + rng.normal(0, 8, (36, 200)))
    assert found.evident.mean() > 0.9
    assert clear_season(rng.normal(100, 10, (36, 1000))).evident.mean() < 0.025
