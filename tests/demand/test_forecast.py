"""The forecast of a panel: what it refuses, what it keeps to, what it says."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sop_addin.demand.forecast import ForecastResult, forecast
from sop_addin.demand.measures import wmape
from sop_addin.errors import DataError

YEAR = 1 + 0.4 * np.sin(np.arange(12) * np.pi / 6)
LIMITS = ["lo95", "lo80", "yhat", "hi80", "hi95"]


def _values(result: ForecastResult, name: str) -> pd.DataFrame:
    frame = result.forecasts
    return frame[frame["unique_id"] == name]


def _method(result: ForecastResult, name: str) -> pd.Series:
    return result.methods.set_index("unique_id").loc[name]


def _noisy(months: int, seed: int, size: float = 100.0) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(1, 0.1, months)
    return size * np.resize(YEAR, months) * noise


def test_months_ahead_follow_the_last_closed_month(history):
    result = forecast(history(A=_noisy(40, 1), B=[5.0]), 18, end=pd.Period("2026-02", freq="M"))
    for name in "AB":
        months = _values(result, name)["ds"]
        assert [str(months.iloc[0]), str(months.iloc[-1])] == ["2026-03", "2027-08"]
    assert result.forecasts["ds"].dtype == pd.PeriodDtype("M")
    assert np.isfinite(result.forecasts[LIMITS].to_numpy()).all()


def test_three_observations_are_repeated_and_it_says_so(history):
    result = forecast(history(A=[9, 11, 10]), 3)
    assert _values(result, "A")["yhat"].tolist() == [10, 10, 10]
    row = _method(result, "A")
    assert row["method"] == "last month"
    assert row["explanation"] == (
        "Only 3 months of history: the last month is repeated; too short to test on the past."
    )


@pytest.mark.parametrize("months", [1, 2, 5, 6, 11, 12, 13, 23, 24, 25, 26, 30, 36, 37])
def test_every_length_of_history_is_forecast(history, months):
    result = forecast(history(A=_noisy(months, 2)), 18)
    limits = _values(result, "A")[LIMITS].to_numpy()
    assert np.isfinite(limits).all()
    assert (np.diff(limits, axis=1) >= 0).all()
    assert 40 < limits[:, 2].mean() < 160
    assert _method(result, "A")["observations"] == months


def test_a_short_history_gets_no_season_of_its_own(history):
    result = forecast(history(A=_noisy(11, 3)), 12)
    assert _values(result, "A")["yhat"].nunique() == 1


def test_a_series_without_an_observation_is_refused_by_name(history):
    with pytest.raises(DataError, match="Valves"):
        forecast(history(Pumps=[1, 2], Valves=[np.nan]), 3)


def test_a_horizon_below_one_is_refused(history):
    with pytest.raises(ValueError, match="horizon is 0"):
        forecast(history(A=[1, 2]), 0)


def test_a_year_without_demand_means_discontinued(history):
    result = forecast(history(A=[*_noisy(36, 4), *np.zeros(12)], B=_noisy(48, 5)), 6)
    assert (_values(result, "A")[LIMITS] == 0).all(axis=None)
    assert _method(result, "A")["method"] == "discontinued"
    assert "Discontinued: no demand in the last 12 months" in _method(result, "A")["explanation"]


@pytest.mark.parametrize("months", [1, 3, 6, 11, 12, 24, 60])
@pytest.mark.parametrize("value", [0.0, 7.0, -7.0])
def test_a_history_that_never_changes_carries_on(history, value, months):
    result = forecast(history(A=np.full(months, value)), 18)
    np.testing.assert_allclose(_values(result, "A")["yhat"], value)


def test_seasonal_series_repeats_its_year(history):
    y = 100 * np.resize(YEAR, 60)
    result = forecast(history(A=y), 12)
    np.testing.assert_allclose(_values(result, "A")["yhat"], 100 * YEAR, rtol=1e-3)


def test_explanation_names_the_peak_and_both_errors(history):
    result = forecast(history(A=_noisy(60, 6)), 12)
    row = _method(result, "A")
    # the year of the pattern peaks in its fourth month; 60 months end in February
    assert row["explanation"].startswith("Seasonal, peak in June; ")
    assert f"{row['backtest_wmape']:.1%}".replace("%", " %") in row["explanation"]
    assert f"{row['naive_wmape']:.1%}".replace("%", " %") in row["explanation"]


def test_explanation_does_not_call_the_last_month_last_years(history):
    result = forecast(history(A=_noisy(20, 6), B=_noisy(30, 6)), 12)
    assert "for the last known month" in _method(result, "A")["explanation"]
    assert "for last year's month" in _method(result, "B")["explanation"]


@pytest.mark.parametrize("months", [5, 30])
def test_a_series_that_never_sold_is_called_so(history, months):
    text = _method(forecast(history(A=np.zeros(months)), 6), "A")["explanation"]
    assert text == (f"No demand in any of its {months} months of history, so the forecast is zero.")


@pytest.mark.parametrize(
    ("before", "said"),
    [(100, ""), (125, " 20 % below"), (80, " 25 % above"), (40, " 2.5 times"), (97, "")],
)
def test_a_year_that_differs_from_the_one_before_is_told(history, before, said):
    y = np.r_[np.full(24, before), np.full(12, 100)] * np.tile(
        [0.4, 1.6], 18
    )  # too wild for a step
    text = _method(forecast(history(A=y), 6), "A")["explanation"]
    assert "level" not in text
    assert (f"the last 12 months{said} the 12 before" in text) == bool(said)


def test_months_of_0_before_a_first_sale_are_told_apart_from_demand_now_and_then(history):
    late = history(A=np.r_[np.zeros(24), np.full(6, 50)], B=[0, 0, 9, 0, 0, 7] * 5)
    found = forecast(late, 6)
    said = "First sold in September 2025, 0 before, so taken as demand now and then; "
    assert _method(found, "A")["explanation"].startswith(said)
    said = "Intermittent demand: in 10 of 30 months; "
    assert _method(found, "B")["explanation"].startswith(said)


def test_rare_demand_of_very_different_size_is_called_lumpy(history):
    y = np.tile([0, 1, 0, 40, 0], 7)
    said = "Lumpy demand: in 14 of 35 months, of very different size; "
    assert _method(forecast(history(A=y), 6), "A")["explanation"].startswith(said)


def test_series_are_the_same_in_chunks_of_any_size(history, monkeypatch):
    frame = history(A=_noisy(60, 1), B=_noisy(30, 2), C=np.zeros(4), D=_noisy(48, 3))
    whole = forecast(frame, 15)
    monkeypatch.setattr("sop_addin.demand.forecast._CHUNK", 3)
    parts = forecast(frame, 15)
    pd.testing.assert_frame_equal(parts.forecasts, whole.forecasts, rtol=1e-9)
    pd.testing.assert_frame_equal(parts.methods, whole.methods, rtol=1e-9)


def test_error_of_last_years_month_is_that_of_the_last_twelve_months(history):
    y = _noisy(60, 7)
    result = forecast(history(A=y), 6)
    assert _method(result, "A")["naive_wmape"] == pytest.approx(wmape(y[-24:-12], y[-12:]))


def test_returns_are_accepted_and_not_floored(history):
    y = np.random.default_rng(8).normal(0, 10, 48)
    result = forecast(history(A=y), 6)
    assert (_values(result, "A")["lo95"] < 0).all()


def test_large_and_small_series_do_not_disturb_each_other(history):
    large, small = _noisy(48, 9, 1e12), _noisy(48, 10, 1e-6)
    both = forecast(history(L=large, S=small), 12)
    for name, y in (("L", large), ("S", small)):
        alone = forecast(history(**{name: y}), 12)
        np.testing.assert_allclose(_values(both, name)["yhat"], _values(alone, name)["yhat"])
        assert (_values(both, name)["hi95"] < 5 * y.max()).all()


def test_intermittent_demand_is_forecast_by_its_mean(history):
    y = 12.0 * (np.random.default_rng(18).random(48) < 1 / 3)
    result = forecast(history(A=y), 6)
    np.testing.assert_allclose(_values(result, "A")["yhat"], y[-12:].mean(), rtol=0.25)
    assert "Intermittent" in _method(result, "A")["explanation"]


def test_a_season_with_empty_months_is_not_flattened(history):
    summer = np.r_[np.zeros(4), 40.0, 90.0, 120.0, 80.0, np.zeros(4)]
    noise = np.random.default_rng(16).lognormal(0, 0.2, 60)
    result = forecast(history(A=np.tile(summer, 5) * noise), 12)
    np.testing.assert_allclose(_values(result, "A")["yhat"], summer, atol=20)
    assert "Seasonal, peak in" in _method(result, "A")["explanation"]


demand = st.lists(st.floats(0, 1e6, allow_subnormal=False), min_size=1, max_size=60)


@settings(max_examples=25, deadline=None)
@given(first=demand, second=demand)
def test_bands_never_cross_and_never_fall_below_zero(history, first, second):
    result = forecast(history(A=first, B=second), 15)
    limits = result.forecasts[LIMITS].to_numpy()
    assert np.isfinite(limits).all()
    assert (np.diff(limits, axis=1) >= 0).all()
    assert (limits >= 0).all()


@settings(max_examples=10, deadline=None)
@given(power=st.integers(-30, 30), seed=st.integers(0, 100), months=st.integers(20, 60))
def test_other_units_give_the_same_forecast_in_those_units(history, power, seed, months):
    y = _noisy(months, seed)
    unit = 2.0**power
    one, other = forecast(history(A=y), 6), forecast(history(A=unit * y), 6)
    np.testing.assert_allclose(
        other.forecasts[LIMITS], unit * one.forecasts[LIMITS].to_numpy(), rtol=1e-12
    )


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 100), months=st.integers(1, 60))
def test_a_neighbour_changes_bands_only(history, seed, months):
    y = _noisy(50, seed)
    alone = forecast(history(A=y), 6)
    beside = forecast(history(B=_noisy(months, seed + 1), A=y), 6)
    np.testing.assert_allclose(_values(beside, "A")["yhat"], _values(alone, "A")["yhat"], rtol=1e-9)
    assert _method(beside, "A")["method"] == _method(alone, "A")["method"]


def test_the_same_history_gives_the_same_digits(history):
    frame = history(A=_noisy(60, 11), B=_noisy(30, 12), C=_noisy(4, 13))
    one, two = forecast(frame, 18), forecast(frame.sample(frac=1, random_state=3), 18)
    order = ["unique_id", "ds"]
    pd.testing.assert_frame_equal(
        one.forecasts, two.forecasts.sort_values(order, ignore_index=True), check_exact=True
    )


def test_importing_the_forecast_imports_no_heavy_library():
    code = (
        "import sys, sop_addin.demand.forecast;"
        "print([m for m in ('scipy', 'sklearn', 'xlwings', 'pulp') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_m3_is_forecast_better_than_by_last_years_month_and_bands_hold(shared):
    data = pd.read_csv(shared / "data" / "m3_monthly.csv.gz")
    sample = data["unique_id"].drop_duplicates().iloc[::12]
    data = data[data["unique_id"].isin(sample)]
    data["ds"] = pd.PeriodIndex(data["ds"], freq="M")
    result = forecast(data.loc[data["split"] == "train", ["unique_id", "ds", "y"]], 18)
    test = data[data["split"] == "test"].merge(result.forecasts, on=["unique_id", "ds"])
    assert len(test) == 18 * len(sample)
    assert wmape(test["yhat"], test["y"]) < 0.16
    for level, least, most in ((80, 0.72, 0.88), (95, 0.90, 0.99)):
        held = ((test["y"] >= test[f"lo{level}"]) & (test["y"] <= test[f"hi{level}"])).mean()
        assert least < held < most


def test_a_year_without_demand_is_forecast_where_the_planner_says_still_sold(history):
    y = [*_noisy(36, 4), *np.zeros(12)]
    result = forecast(history(A=y, B=y), 6, still_sold={"B"})
    assert (_values(result, "A")["yhat"] == 0).all()
    assert (_values(result, "B")["yhat"] > 0).all()
    text = _method(result, "B")["explanation"]
    assert text.startswith("No demand in the last 12 months, but still sold; ")


def test_the_error_of_each_competing_method_stands_beside_the_forecast_best_first(history):
    y = _noisy(60, 6)
    row = _method(forecast(history(A=y, B=[1, 2]), 12), "A")
    parts = [part.rsplit(" ", 2) for part in row["backtest"].split(", ")]
    errors = {name: float(number) for name, number, _ in parts}
    assert {"ETS", "Theta", "Naive2", "last year's month"} <= set(errors)
    assert list(errors.values()) == sorted(errors.values())
    assert errors["last year's month"] == pytest.approx(100 * wmape(y[-24:-12], y[-12:]), abs=0.05)
    assert _method(forecast(history(B=[1, 2]), 12), "B")["backtest"] == ""
