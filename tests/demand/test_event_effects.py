"""Past events: measured with an honest error, and taken out before a forecast is fitted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sop_addin.demand.event_effects import effect_rows, measured, without_events

SPAN = pd.period_range("2022-03", periods=48, freq="M")
SEASON = 1000 * (1 + 0.4 * np.sin(np.arange(48) * np.pi / 6))


def a_history(lifted: dict[int, float], noise: float = 0.0, name: str = "F0") -> pd.DataFrame:
    """Return four seasonal years in which some months sell a part more."""
    chance = np.random.default_rng(int(name[1:]))
    demand = SEASON * (1 + noise * chance.standard_normal(48))
    for number, lift in lifted.items():
        demand[number] *= 1 + lift
    return pd.DataFrame({"unique_id": name, "ds": SPAN, "y": demand})


def event(*numbers: int, name: str = "F0", activity: str = "A1") -> pd.DataFrame:
    rows = {"activity": activity, "what": "Fair", "unique_id": name, "ds": SPAN[list(numbers)]}
    return pd.DataFrame(rows)


def test_a_lift_of_thirty_percent_is_found_in_units_and_percent() -> None:
    found = measured(a_history({28: 0.3, 40: 0.3}), event(28, 40)).iloc[0]
    assert found["months"] == 2
    assert found["percent"] == pytest.approx(30, abs=0.1)
    assert found["effect"] == pytest.approx(0.3 * SEASON[[28, 40]].mean(), rel=0.01)
    assert found["standard_error"] > 0


@pytest.mark.parametrize("noise", [0.06, 0.12, 0.2])
def test_two_standard_errors_hold_the_truth_nineteen_times_in_twenty(noise: float) -> None:
    names = [f"F{k}" for k in range(300)]
    history = pd.concat([a_history({28: 0.3, 43: 0.3}, noise, name) for name in names])
    found = measured(history, pd.concat([event(28, 43, name=name) for name in names]))
    off = np.abs(found["effect"] - 0.3 * SEASON[[28, 43]].mean()) / found["standard_error"]
    assert 0.92 <= (off < 1.96).mean() <= 0.995


def test_the_error_shrinks_with_the_months() -> None:
    history = a_history({20: 0.3, 28: 0.3, 33: 0.3, 40: 0.3}, 0.1)
    one, four = measured(history, event(28)), measured(history, event(20, 28, 33, 40))
    assert four["standard_error"].item() < 0.7 * one["standard_error"].item()


def test_a_month_that_two_events_share_tells_about_neither() -> None:
    both = pd.concat([event(28, 40), event(40, activity="A2")])
    found = measured(a_history({28: 0.3, 40: 0.9}), both).set_index("activity")
    assert found["months"].to_dict() == {"A1": 1, "A2": 0}
    assert found.loc["A1", "percent"] == pytest.approx(30, abs=0.1)
    assert np.isnan(found.loc["A2", "effect"])


def test_a_short_history_measures_nothing() -> None:
    found = measured(a_history({45: 0.3}).tail(20), event(45)).iloc[0]
    assert found["months"] == 0 and np.isnan(found["percent"])


def test_an_event_that_comes_every_year_cannot_be_told_from_the_season() -> None:
    found = measured(a_history({4: 0.3, 16: 0.3, 28: 0.3, 40: 0.3}), event(4, 16, 28, 40)).iloc[0]
    assert found["months"] == 0 and np.isnan(found["effect"])


def test_the_baseline_is_what_would_have_sold_without_the_event() -> None:
    history = a_history({28: 0.5, 40: 0.5}, 0.05)
    clean = without_events(history, event(28, 40))
    np.testing.assert_allclose(clean["y"][[28, 40]], SEASON[[28, 40]], rtol=0.12)
    assert clean["y"].drop([28, 40]).equals(history["y"].drop([28, 40]))
    assert history["y"][40] > 1.3 * SEASON[40]


def test_a_promotion_is_not_counted_twice() -> None:
    from sop_addin.demand.forecast import forecast

    with_it = a_history({41: 0.6, 44: 0.6, 47: 0.6}, 0.03)
    plain = forecast(a_history({}, 0.03), 12).forecasts["yhat"].sum()
    once = forecast(without_events(with_it, event(41, 44, 47)), 12).forecasts["yhat"].sum()
    twice = forecast(with_it, 12).forecasts["yhat"].sum()
    assert abs(once - plain) < 0.5 * abs(twice - plain)


def test_without_events_nothing_changes() -> None:
    history = a_history({})
    assert without_events(history, event()) is history
    assert measured(history, event()).empty


def test_rows_show_the_past_with_its_error_and_what_is_ahead() -> None:
    effects = measured(a_history({28: 0.3}, 0.05), event(28))
    coming = pd.DataFrame(
        {
            "activity": ["A1", "A1", "B1"],
            "what": ["Fair", "Fair", "Rebate"],
            "unique_id": "F0",
            "ds": pd.period_range("2026-04", periods=3, freq="M"),
            "units": [50.0, 60.0, np.nan],
            "basis": ["+20 % of demand", "+20 % of demand", "not counted: no price history"],
        }
    )
    rows = effect_rows(effects, coming).set_index("activity")
    assert rows["ahead"].tolist()[0] == 110 and np.isnan(rows.loc["B1", "ahead"])
    assert "n = 1 month" in rows.loc["A1", "explanation"]
    assert "Ahead: +20 % of demand." in rows.loc["A1", "explanation"]
    assert rows.loc["B1", "explanation"] == "Ahead: not counted: no price history."
    assert np.isnan(rows.loc["B1", "months"])
