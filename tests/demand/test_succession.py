"""A replacement under way goes on along its ramp, and both families together keep their total."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sop_addin.demand.forecast import ForecastResult, forecast
from sop_addin.demand.life_cycle import changed_demand, ramp
from sop_addin.demand.succession import joined, parted, successions

START = pd.Period("2025-12", "M")
SEEN = pd.period_range(START, periods=3, freq="M")
AHEAD = pd.period_range("2026-03", periods=8, freq="M")
BANDS = ["lo95", "lo80", "yhat", "hi80", "hi95"]


def replacement(**more: object) -> pd.DataFrame:
    """Return Old being replaced by New from December on: all of it, within ten months."""
    row: dict[str, object] = {"change": "R1", "kind": "replacement", "family": "New"}
    row |= {"like_family": "", "start_month": START, "scale_percent": np.nan}
    row |= {"ramp_months": 10.0, "end_month": pd.NaT, "replaced_family": "Old"}
    return pd.DataFrame([row | {"share_percent": 100.0, "status": "planned"} | more])


def _handed_over(history, total: np.ndarray) -> pd.DataFrame:
    gone = np.r_[np.zeros(len(total) - 3), ramp(START, 10, SEEN)] * total
    return history(Old=total - gone, New=gone[-3:])


def _parted(past: pd.DataFrame, changes: pd.DataFrame) -> ForecastResult:
    found = successions(past, changes)
    return parted(forecast(joined(past, found), len(AHEAD)), found)


def _wide(result: ForecastResult, name: str = "yhat") -> pd.DataFrame:
    return result.forecasts.pivot(index="ds", columns="unique_id", values=name)


def test_what_is_seen_in_the_actuals_goes_on_and_nothing_starts_flat(history):
    past = _handed_over(history, np.full(48, 1000.0))
    found = _wide(_parted(past, replacement()))
    assert found["New"].tolist() == [400, 500, 600, 700, 800, 900, 1000, 1000]
    assert found["Old"].tolist() == pytest.approx([600, 500, 400, 300, 200, 100, 0, 0])
    apart = _wide(forecast(past, len(AHEAD)))
    assert apart["New"].tolist() == pytest.approx([300] * 8), "alone it would stay where it is"


def test_no_more_is_added_or_taken_off_on_top(history):
    past, changes = _handed_over(history, np.full(48, 1000.0)), replacement()
    wide = _wide(_parted(past, changes))
    assert changed_demand(changes, wide, successions(past, changes)).empty
    ends = replacement(change="E1", kind="phase-out", end_month=AHEAD[5], start_month=AHEAD[0])
    both = pd.concat([changes, ends.assign(share_percent=np.nan, replaced_family="")])
    both.index = [1, 2]
    assert list(changed_demand(both, wide, {"New"})) == ["New"], "the phase-out still counts"


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from([2, 500]).flatmap(
        lambda most: st.lists(st.integers(0, most), min_size=30, max_size=48)
    ),
    st.floats(0, 100) | st.just(100.0),
    st.integers(1, 30),
    st.integers(1, 11),
    st.floats(0, 1.2),
)
def test_both_together_are_the_forecast_of_both_together(
    history, total: list[int], share: float, months: int, seen: int, moved: float
) -> None:
    start = pd.Period("2026-03", "M") - seen
    reached = ramp(start, months, pd.period_range(start, periods=seen, freq="M"))
    gone = np.round(np.minimum(moved * reached, 1.0) * total[-seen:])
    old = np.array(total, float)
    old[-seen:] -= gone
    past = history(Old=old, New=gone, Other=np.arange(30.0))
    changes = replacement(start_month=start, share_percent=share, ramp_months=float(months))
    whole = _wide(forecast(history(Old=total, New=gone, Other=np.arange(30.0)), len(AHEAD)))
    found = _parted(past, changes)
    if "New" not in successions(past, changes):
        return
    wide = _wide(found)
    assert (wide["Old"] + wide["New"]).tolist() == pytest.approx(whole["Old"].tolist(), abs=1e-9)
    assert wide["Other"].tolist() == whole["Other"].tolist()
    assert (wide["New"] % 1 == 0).all()
    assert (found.forecasts[BANDS].to_numpy() >= -1e-9).all()
    assert (np.diff(found.forecasts[BANDS].to_numpy(), axis=1) >= -1e-9).all()


def test_the_part_taken_is_that_of_the_months_sold_drawn_to_the_planned_one(history):
    past = _handed_over(history, np.full(48, 1000.0))
    past.loc[past["unique_id"] == "New", "y"] /= 2
    past.loc[past.index[45:48], "y"] += [50, 100, 150]
    found = successions(past, replacement())["New"]
    assert (found.sold, found.taken) == pytest.approx((0.5, 0.75))
    said = _parted(past, replacement()).methods.set_index("unique_id")["explanation"]
    assert "75 % of what Old and New sell together x ramp; so far 50 % has moved" in said["New"]
    assert said["Old"].startswith("Replaced by New (R1): the rest of what both sell together. ")


def test_bands_count_the_errors_of_the_total_and_of_the_parting(history):
    rng = np.random.default_rng(5)
    past = _handed_over(history, rng.normal(1000, 60, 48).round())
    changes = replacement()
    apart = forecast(joined(past, successions(past, changes)), len(AHEAD))
    found = _parted(past, changes)
    for new, old, total, left in zip(
        (_wide(found, "hi80") - _wide(found))["New"],
        (_wide(found, "hi80") - _wide(found))["Old"],
        (_wide(apart, "hi80") / _wide(apart))["Old"] - 1,
        _wide(found)["Old"],
        strict=True,
    ):
        assert old**2 == pytest.approx(new**2 + (left * total) ** 2)


@pytest.mark.parametrize(
    "more",
    [
        {"status": "cancelled"},
        {"start_month": pd.Period("2026-01", "M")},  # New was sold before
        {"replaced_family": "Gone"},
        {"kind": "launch"},
    ],
)
def test_what_is_not_under_way_is_left_alone(history, more):
    past = _handed_over(history, np.full(48, 1000.0))
    assert not successions(past, replacement(**more))


def test_a_family_in_two_changes_is_left_to_what_is_planned(history):
    past = _handed_over(history, np.full(48, 1000.0))
    both = pd.concat([replacement(), replacement(change="R2", family="Other")], ignore_index=True)
    assert not successions(past, both)
    assert joined(past, {}) is past


def test_with_a_year_and_its_ramp_at_its_end_it_speaks_for_itself(history):
    past = history(Old=[1000.0] * 36, New=[40.0] * 12)
    begun = {"start_month": pd.Period("2025-03", "M")}
    assert not successions(past, replacement(**begun))
    assert successions(past, replacement(**begun, ramp_months=18.0))
