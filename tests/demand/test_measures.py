"""Measures against numbers worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sop_addin.demand.measures import accuracy, bias, bias_percent, mase, rmsse, wmape


def test_errors_are_weighted_by_demand_and_not_by_family():
    forecast, actual = np.array([900.0, 20.0]), np.array([1000.0, 10.0])
    assert wmape(forecast, actual) == pytest.approx(110 / 1010)
    assert f"{wmape(forecast, actual):.1%}" == "10.9%"
    assert np.mean(np.abs(forecast - actual) / actual) == pytest.approx(0.55)


def test_positive_bias_means_over_forecast():
    assert bias([12, 10], [10, 10]) == 2
    assert bias_percent([12, 10], [10, 10]) == pytest.approx(0.1)
    assert bias_percent([8, 10], [10, 10]) == pytest.approx(-0.1)


def test_accuracy_is_never_below_zero():
    assert accuracy([5], [1]) == 0
    assert accuracy([1, 3], [2, 2]) == pytest.approx(0.5)


@pytest.mark.parametrize("measure", [wmape, accuracy, bias_percent])
def test_without_demand_there_is_no_percentage(measure):
    assert math.isnan(measure([1, 2], [0, 0]))


def test_mase_is_one_for_errors_as_large_as_last_years_month():
    history = np.r_[np.full(12, 10.0), np.full(12, 14.0)]
    assert mase([10], [14], history) == pytest.approx(1.0)


def test_rmsse_weighs_by_squares():
    assert rmsse([2, 2], [0, 4], [0, 1, 0, 1]) == pytest.approx(2.0)


@pytest.mark.parametrize("measure", [mase, rmsse])
def test_a_history_that_never_changes_gives_no_scale(measure):
    assert math.isnan(measure([1], [2], [5, 5, 5]))
    assert math.isnan(measure([1], [2], [5]))


def test_arrays_of_different_shape_are_refused():
    with pytest.raises(ValueError, match=r"forecast has shape \(2,\), actual \(1,\)"):
        wmape([1, 2], [1])
