"""Elasticities: known answers, honest errors, refusals, and real prices."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sop_addin.demand.elasticity import elasticities, price_effect, price_history

SPAN = pd.period_range("2021-01", periods=60, freq="M")


def panel_of(series: int, slope: float, noise: float, seed: int = 1) -> pd.DataFrame:
    """Return seasonal, growing series whose price moves by a tenth around its own trend."""
    chance = np.random.default_rng(seed)
    season = 1 + 0.4 * np.sin(np.arange(60) * np.pi / 6)
    parts = []
    for number in range(series):
        price = 20 * 1.002 ** np.arange(60) * np.exp(0.1 * chance.standard_normal(60))
        error = np.exp(noise * chance.standard_normal(60))
        demand = 5000 * season * 1.01 ** np.arange(60) * price**slope * error
        parts.append(
            pd.DataFrame({"unique_id": f"F{number}", "ds": SPAN, "y": demand, "price": price})
        )
    return pd.concat(parts, ignore_index=True)


def test_season_and_trend_are_not_taken_for_an_answer_to_price() -> None:
    found = elasticities(panel_of(3, -1.5, 0.0))
    np.testing.assert_allclose(found["elasticity"].astype(float), -1.5, atol=1e-9)
    assert (found["refused"] == "").all()


def test_two_standard_errors_hold_the_truth_nineteen_times_in_twenty() -> None:
    found = elasticities(panel_of(400, -1.5, 0.15))
    off = np.abs(found["elasticity"] + 1.5) / found["standard_error"]
    assert 0.92 <= (off < 1.96).mean() <= 0.99


def test_no_effect_is_refused_nineteen_times_in_twenty() -> None:
    found = elasticities(panel_of(400, 0.0, 0.15))
    assert (found["refused"] == "").mean() <= 0.07
    assert found["refused"].str.contains("cannot be told from no effect").any()


def test_a_demand_that_rises_with_the_price_is_shown_and_refused() -> None:
    found = elasticities(panel_of(1, 1.0, 0.01)).iloc[0]
    assert found["elasticity"] == pytest.approx(1.0, abs=0.05)
    assert found["refused"].endswith(": demand rose with the price, so something else was at work")


@pytest.mark.parametrize(
    ("price", "months", "why"),
    [
        (20 * 1.02 ** (np.arange(60) // 12), 20, "20 months with a price; 24 are needed"),
        (np.full(60, 20.0), 60, "1 price point; 4 are needed"),
        (20 * np.exp(0.02 * np.arange(60)), 60, "the price moved with season and trend only"),
    ],
    ids=["short", "one price", "steady rise"],
)
def test_too_little_to_learn_from_is_refused_with_the_reason(
    price: np.ndarray, months: int, why: str
) -> None:
    rows = panel_of(1, -1.0, 0.1).assign(price=price).head(months)
    found = elasticities(rows).iloc[0]
    assert np.isnan(found["elasticity"]) and found["refused"] == why


def test_other_series_and_gaps_change_nothing_in_a_series() -> None:
    both = panel_of(2, -1.2, 0.1).drop(index=[65, 66])
    alone = elasticities(both[both["unique_id"] == "F0"]).loc["F0"]
    together = elasticities(both)
    assert together.loc["F0", "elasticity"] == pytest.approx(alone["elasticity"])
    assert together.loc["F1", "months"] == 58


def test_months_without_revenue_or_units_have_no_price() -> None:
    month = pd.period_range("2026-01", periods=3, freq="M")
    rows = pd.DataFrame({"family": "Pumps", "month": month, "sales": [5.0, 0.0, 4.0]})
    rows = rows.assign(shipments=[4.0, 0.0, np.nan], revenue=[40.0, 10.0, np.nan])
    assert price_history(rows)[["y", "price"]].values.tolist() == [[4.0, 10.0]]
    assert elasticities(price_history(rows)).loc["Pumps", "refused"].startswith("1 month ")
    assert elasticities(price_history(rows.head(0))).empty


def test_a_tenth_off_at_minus_two_gives_a_quarter_more() -> None:
    assert price_effect(-2.0, -0.10) == pytest.approx(0.9**-2 - 1)
    assert price_effect(-2.0, 0.0) == 0.0


def test_real_prices_of_a_brewery_are_answered_as_economics_says(shared: Path) -> None:
    frame = pd.read_csv(shared / "data" / "stallion_sku_agency_monthly.csv.gz")
    frame = frame.rename(columns={"price_actual": "price"})
    frame["ds"] = pd.PeriodIndex(pd.to_datetime(frame["ds"]), freq="M")
    found = elasticities(frame[["unique_id", "ds", "y", "price"]])
    known = found["elasticity"].dropna().astype(float)
    used = found[found["refused"] == ""]["elasticity"].astype(float)
    assert len(found) == 350 and len(known) > 290 and len(used) > 120
    assert (known < 0).mean() > 0.75
    assert -2.5 < used.median() < -1.0
    wrong_way = known / found.loc[known.index, "standard_error"].astype(float)
    assert (wrong_way > 1.645).mean() < 0.05
