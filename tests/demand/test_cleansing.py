"""Odd months are found, clean ones are left alone, and what was decided stays decided."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sop_addin.demand.cleansing import apply, propose, register, restated, stock_outs
from sop_addin.demand.expectation import expectation, wide_history

SPAN = pd.period_range("2022-03", periods=48, freq="M")
YEAR = np.array([0.6, 0.7, 1.1, 1.4, 1.5, 1.3, 1.1, 1.0, 0.9, 0.9, 0.8, 0.7])


def a_history(noise: float = 0.06, seed: int = 1, growth: float = 0.0) -> pd.DataFrame:
    """Return four seasonal years of about 1,000 units a month."""
    chance = np.random.default_rng(seed)
    level = 1000 * (1 + growth) ** (np.arange(48) / 12) * YEAR[np.array(SPAN.month) - 1]
    demand = np.round(level * (1 + noise * chance.standard_normal(48)))
    return pd.DataFrame({"unique_id": "Pumps", "ds": SPAN, "y": np.maximum(demand, 0)})


def planted(number: int, factor: float, **more: float) -> pd.DataFrame:
    history = a_history(**more)  # type: ignore[arg-type]
    history.loc[number, "y"] = round(history.loc[number, "y"] * factor)
    return history


def decided(rows: pd.DataFrame, decision: str) -> pd.DataFrame:
    return rows.assign(decision=decision)


@pytest.mark.parametrize("number", [0, 7, 20, 36, 46, 47])
def test_a_planted_order_is_found_wherever_it_stands(number: int) -> None:
    found = propose(planted(number, 2.5))
    assert found[["month", "kind"]].values.tolist() == [[SPAN[number], "one-off order"]]
    clean = a_history()["y"][number]
    assert found["proposed"].item() == pytest.approx(clean, rel=0.2)


def test_a_month_that_collapsed_is_an_outlier() -> None:
    found = propose(planted(30, 0.2))
    assert found[["month", "kind"]].values.tolist() == [[SPAN[30], "outlier"]]


def test_the_reason_gives_both_numbers() -> None:
    row = propose(planted(20, 2.5)).iloc[0]
    assert f"{row['actual']:,.0f}" in row["reason"] and f"{row['proposed']:,.0f}" in row["reason"]


def test_a_peak_that_comes_every_year_is_no_outlier() -> None:
    history = a_history()
    history.loc[SPAN.month == 12, "y"] *= 4
    assert propose(history).empty


@pytest.mark.parametrize("first", [12, 24, 40, 46])
@pytest.mark.parametrize("factor", [0.4, 2.0])
def test_a_step_of_the_level_is_no_outlier(first: int, factor: float) -> None:
    history = a_history(noise=0.04)
    history.loc[first:, "y"] *= factor
    assert propose(history).empty


def test_growth_is_no_outlier() -> None:
    assert propose(a_history(growth=0.3)).empty


def test_short_and_intermittent_histories_are_left_alone() -> None:
    short = planted(40, 5.0).tail(30)
    rare = planted(40, 5.0)
    rare.loc[rare.index % 3 == 0, "y"] = 0.0
    assert propose(short).empty and propose(rare).empty


def test_a_history_with_gaps_is_judged_by_what_is_known() -> None:
    history = planted(40, 2.5).drop(index=[10, 11, 39])
    assert propose(history)["month"].tolist() == [SPAN[40]]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.0, 0.25), st.floats(-0.2, 0.3))
def test_cleansing_hardly_touches_clean_series(seed: int, noise: float, growth: float) -> None:
    history = a_history(noise, seed, growth)
    found = propose(history)
    assert len(found) <= 1
    moved = np.abs(found["actual"] - found["proposed"]).sum()
    assert moved <= 0.04 * history["y"].sum()


def test_less_than_one_month_in_two_hundred_of_clean_series_is_proposed() -> None:
    parts = [a_history(0.12, seed).assign(unique_id=f"F{seed:03}") for seed in range(200)]
    assert len(propose(pd.concat(parts))) < 0.005 * 200 * 48


def test_order_of_rows_and_other_families_change_nothing() -> None:
    history = planted(20, 2.5)
    other = a_history(seed=9).assign(unique_id="Drives")
    both = pd.concat([history, other]).sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(propose(both), propose(history))


def an_empty_shelf() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return history, actuals and families: the shelf was empty in month 30, half was sold."""
    history = planted(30, 0.55)
    actuals = history.rename(columns={"unique_id": "family", "ds": "month", "y": "sales"})
    actuals = actuals.assign(requested=np.nan, inventory=200.0)
    actuals.loc[30, "inventory"] = 0.0
    return history, actuals, pd.DataFrame({"family": ["Pumps"], "policy": ["MTS"]})


def test_an_empty_shelf_with_low_sales_is_a_stock_out() -> None:
    history, actuals, families = an_empty_shelf()
    found = propose(history, stock_outs(actuals, families))
    assert found[["month", "kind"]].values.tolist() == [[SPAN[30], "stock-out"]]
    assert found["proposed"].item() > found["actual"].item()


def test_requested_demand_is_not_cut_by_an_empty_shelf() -> None:
    _, actuals, families = an_empty_shelf()
    assert stock_outs(actuals.assign(requested=actuals["sales"]), families).empty
    assert stock_outs(actuals, families.assign(policy="MTO")).empty


def test_an_empty_shelf_with_usual_sales_is_nothing() -> None:
    _, actuals, families = an_empty_shelf()
    assert propose(a_history(), stock_outs(actuals, families)).empty


def test_a_month_with_a_known_event_is_not_proposed() -> None:
    event = pd.DataFrame({"unique_id": ["Pumps"], "ds": SPAN[20:21]})
    assert propose(planted(20, 2.5), explained=event).empty


def test_accepted_rows_are_fitted_and_actuals_stay() -> None:
    history = planted(20, 2.5)
    before = history.copy()
    rows = propose(history)
    fitted = apply(history, rows)
    pd.testing.assert_frame_equal(history, before)
    assert fitted["y"][20] == rows["proposed"].item()
    assert fitted["y"].drop(20).equals(history["y"].drop(20))
    assert apply(history, rows.iloc[:0])["y"].equals(history["y"])


def test_a_decided_month_is_not_proposed_again_and_does_not_drift() -> None:
    rows = propose(planted(20, 2.5))
    for decision in ("accept", "reject"):
        former = decided(rows.assign(proposed=rows["proposed"] + 7), decision)
        assert register(rows, former).empty


def test_an_open_row_that_is_odd_no_longer_says_so() -> None:
    former = decided(propose(planted(20, 2.5)), "")
    kept = register(propose(a_history()), former)
    assert kept["proposed"].item() == kept["actual"].item()
    again = register(propose(a_history()), former.assign(**kept[["proposed", "reason"]]))
    pd.testing.assert_frame_equal(again, kept)


def test_an_accepted_month_that_was_restated_is_not_applied_but_named() -> None:
    history = planted(20, 2.5)
    rows = propose(history)
    changed = history.assign(y=history["y"] + (history.index == 20))
    assert apply(changed, rows)["y"].equals(changed["y"])
    assert restated(changed, rows)["now"].item() == history["y"][20] + 1
    assert restated(history, rows).empty


def test_months_left_out_teach_nothing() -> None:
    wide = wide_history(planted(20, 9.0))
    left_out = np.zeros(wide.shape, dtype=bool)
    left_out[20] = True
    with_it, clean = expectation(wide, left_out), expectation(wide_history(a_history()), left_out)
    np.testing.assert_array_equal(with_it.expected, clean.expected)
