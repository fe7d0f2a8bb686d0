"""The backtest as a table: the forecast, then every method that competed, the best first."""

from __future__ import annotations

import numpy as np
import pytest

from sop_addin.demand import forecast as engine
from sop_addin.demand.forecast import forecast
from sop_addin.demand.measures import bias_percent, wmape


def _noisy(months, seed):
    return np.random.default_rng(seed).normal(100, 12, months)


def _rows(result, name):
    mine = result.tests[result.tests["unique_id"] == name]
    return mine.drop(columns="unique_id").reset_index(drop=True)


def test_the_forecast_stands_first_then_the_methods_the_best_first(history):
    result = forecast(history(A=_noisy(60, 1)), 12)
    rows = _rows(result, "A")
    assert rows.at[0, "method"] == "the forecast" and rows.at[0, "weight"] == 1
    methods = rows.iloc[1:]
    assert {"ETS", "Theta", "Naive2", "last year's month"} <= set(methods["method"])
    assert methods["wmape"].is_monotonic_increasing
    assert methods["weight"].sum() == pytest.approx(1)
    assert rows.at[0, "wmape"] == result.methods["backtest_wmape"].item()


def test_errors_are_those_that_were_made(history):
    y = _noisy(60, 2)
    rows = _rows(forecast(history(A=y), 12), "A").set_index("method")
    last_year = rows.loc["last year's month"]
    assert last_year["wmape"] == pytest.approx(wmape(y[-24:-12], y[-12:]))
    assert last_year["bias"] == pytest.approx(bias_percent(y[-24:-12], y[-12:]))
    said = [(y[-24:-12], y[-12:]), (y[-27:-15], y[-15:-3]), (y[-30:-18], y[-18:-6])]
    forecasts, actuals = (np.concatenate(part) for part in zip(*said, strict=True))
    assert last_year["all_wmape"] == pytest.approx(wmape(forecasts, actuals))
    assert last_year["months"] == 36


def test_what_could_not_be_tested_says_so(history):
    result = forecast(history(Short=[3, 4], Gone=np.r_[np.ones(30), np.zeros(12)]), 6)
    row = _rows(result, "Short")
    assert row["method"].tolist() == ["the forecast", "last month"]
    assert row["weight"].tolist() == [1, 1] and row["months"].tolist() == [0, 0]
    assert row[["wmape", "bias", "all_wmape"]].isna().all(axis=None)
    assert _rows(result, "Gone").empty


def test_rows_follow_the_series_in_chunks_of_any_size(history, monkeypatch):
    past = history(**{name: _noisy(48, seed) for seed, name in enumerate("DBCA")})
    whole = forecast(past, 6).tests
    monkeypatch.setattr(engine, "_CHUNK", 1)
    parts = forecast(past, 6).tests
    assert whole["unique_id"].drop_duplicates().tolist() == list("DBCA")
    assert parts[["unique_id", "method"]].equals(whole[["unique_id", "method"]])
    np.testing.assert_allclose(parts["wmape"], whole["wmape"], rtol=1e-9)
