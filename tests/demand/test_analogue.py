"""A launch under way climbs on as its like family and its own sales say."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sop_addin.demand.analogue import analogues, carried_on
from sop_addin.demand.forecast import ForecastResult, forecast
from sop_addin.demand.life_cycle import changed_demand, ramp

START = pd.Period("2025-09", "M")
OLD = [100.0] * 36
CLIMB = [4.0, 8.0, 12.0, 16.0, 20.0, 24.0]  # 40 % of Old, 6 of 10 months into the ramp


def launch(**more: object) -> pd.DataFrame:
    row: dict[str, object] = {"change": "L1", "kind": "launch", "family": "New"}
    row |= {"like_family": "Old", "start_month": START, "scale_percent": 50.0, "ramp_months": 10.0}
    row |= {"end_month": pd.NaT, "replaced_family": "", "share_percent": np.nan}
    return pd.DataFrame([row | {"status": "planned"} | more])


def _ahead(past: pd.DataFrame, changes: pd.DataFrame) -> tuple[ForecastResult, pd.DataFrame]:
    result = carried_on(forecast(past, 6), analogues(past, changes))
    return result, result.forecasts[result.forecasts["unique_id"] == "New"]


def test_a_climb_goes_on_to_the_end_of_its_ramp(history):
    result, new = _ahead(history(Old=OLD, New=CLIMB), launch())
    size = 100 * (6 * 0.4 + 3 * 0.5) / 9
    assert new["yhat"].tolist() == pytest.approx([size * part for part in (0.7, 0.8, 0.9, 1, 1, 1)])
    said = result.methods.set_index("unique_id").loc["New"]
    assert said["method"] == "like Old"
    assert "sold for 6 months of a ramp of 10" in said["explanation"]
    assert "it sold 40 % of Old in full, 50 % was planned" in said["explanation"]


def test_no_error_is_shown_of_methods_that_are_not_used(history):
    climb = [float(m) for m in range(1, 21)]
    slow = launch(start_month=pd.Period("2024-07", "M"), ramp_months=30.0)
    past = history(Old=OLD, New=climb)
    assert np.isfinite(forecast(past, 6).methods["backtest_wmape"]).all()
    result, _ = _ahead(past, slow)
    said = result.methods.set_index("unique_id").loc["New"]
    assert np.isnan(said["backtest_wmape"]) and np.isnan(said["naive_wmape"])
    assert said["backtest"] == ""
    tested = result.tests.set_index("unique_id").loc[["New"]]
    assert tested["method"].tolist() == ["like Old"] and tested["months"].tolist() == [0]


def test_bands_keep_their_width_in_per_cent(history):
    past = history(Old=OLD, New=CLIMB)
    before = forecast(past, 6).forecasts.query("unique_id == 'New'")
    _, after = _ahead(past, launch())
    for limit in ("lo80", "hi80", "lo95", "hi95"):
        assert (after[limit] / after["yhat"]).tolist() == pytest.approx(
            (before[limit] / before["yhat"]).tolist()
        )


def test_nothing_is_counted_twice(history):
    past = history(Old=OLD, New=CLIMB)
    eats = launch(replaced_family="Old", share_percent=50.0)
    result, _ = _ahead(past, eats)
    wide = result.forecasts.pivot(index="ds", columns="unique_id", values="yhat")
    delta = changed_demand(eats, wide, analogues(past, eats))
    assert list(delta) == ["Old"]
    assert delta["Old"].tolist() == changed_demand(eats, wide)["Old"].tolist()
    assert (delta["Old"] < 0).all()


def test_a_like_familys_season_is_taken_over(history):
    year = np.array([50.0, 50, 50, 50, 50, 50, 150, 150, 150, 150, 150, 150])
    old = np.tile(year, 4)
    reached = ramp(START, 10, pd.period_range(START, periods=6, freq="M"))
    _, new = _ahead(history(Old=old, New=0.5 * reached * old[-6:]), launch())
    assert new["yhat"].tolist() == pytest.approx(
        [25 * part for part in (0.7, 0.8, 0.9, 1, 1, 1)], rel=0.1
    )


@pytest.mark.parametrize(
    "more",
    [
        {"status": "cancelled"},
        {"start_month": pd.Period("2026-01", "M")},  # sold before it began: a relaunch
        {"like_family": "Gone"},
    ],
)
def test_what_is_not_under_way_is_left_alone(history, more):
    assert not analogues(history(Old=OLD, New=CLIMB), launch(**more))


def test_with_a_year_and_its_ramp_at_its_end_it_speaks_for_itself(history):
    begun = {"start_month": pd.Period("2025-03", "M")}
    assert not analogues(history(Old=OLD, New=[40.0] * 12), launch(**begun))
    assert analogues(history(Old=OLD, New=[40.0] * 12), launch(**begun, ramp_months=18.0))


def test_one_of_two_likes_is_not_chosen(history):
    both = pd.concat([launch(), launch(change="L2", like_family="Old")], ignore_index=True)
    assert not analogues(history(Old=OLD, New=CLIMB), both)
