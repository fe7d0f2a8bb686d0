"""Level, chase and cover at the edges; their worked numbers are doctests and the worked example."""

from __future__ import annotations

import numpy as np

from sop_addin.supply.rates import chase, cover, level_rate_average, level_rate_no_stockout


def test_more_stock_than_demand_needs_no_production() -> None:
    assert level_rate_average([10, 10], [20, 20], 100) == 0
    assert level_rate_no_stockout([10, 10], [20, 20], 100) == 0
    assert chase([10, 10], 0, 15).tolist() == [0, 5]


def test_what_chase_has_over_carries_on() -> None:
    assert chase([10, 10, 10], [0, 30, 0], 50).tolist() == [0, 0, 0]
    assert chase([10, 10, 10], [0, 35, 0], 50).tolist() == [0, 5, 0]


def test_the_no_stockout_rate_keeps_the_minimum_of_each_month() -> None:
    demand, days = np.array([100.0, 300.0, 100.0]), np.array([20.0, 20.0, 20.0])
    minimum = np.array([np.nan, 50.0, 0.0])
    rate = level_rate_no_stockout(demand, days, 30, minimum)
    stock = 30 + np.cumsum(rate * days - demand)
    assert rate == 10.5
    assert stock[1] == 50


def test_months_without_working_days_do_not_divide_by_zero() -> None:
    assert level_rate_no_stockout([100, 100], [0, 20], 100) == 5
    assert np.isnan(cover([5, 5], [0, 0], [0, 0])).all()


def test_cover_is_blank_where_nothing_is_demanded_and_uses_the_last_window_at_the_end() -> None:
    days = cover([30, 30, 30, 30, 30], [10, 10, 10, 10, 10], 5 * [20])
    assert np.allclose(days, 60)
    assert np.isnan(cover([30, 30], [5, 0], [20, 20])).tolist() == [False, False]
    assert np.isnan(cover([30, 30, 30, 30], [5, 0, 0, 0], 4 * [20])).all()
