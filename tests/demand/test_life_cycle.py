"""Launches, phase-outs, replacements: by hand, shifted, and conserved to the unit."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_addin.demand.life_cycle import changed_demand, ramp, run_out
from sop_addin.errors import DataError

INDEX = pd.period_range("2026-03", periods=12, freq="M")
OLD = np.array([100, 120, 140, 160, 180, 160, 140, 120, 100, 80, 80, 90], dtype=float)
FORECAST = pd.DataFrame({"Old": OLD, "Other": 200.0, "New": np.nan}, index=INDEX)


def a_change(kind: str, **more: object) -> pd.DataFrame:
    """Return one planned change of the family New (or Old, where it phases out) from June on."""
    row: dict[str, object] = {
        "change": "L1",
        "kind": kind,
        "family": "Old" if kind == "phase-out" else "New",
        "like_family": "Old" if kind == "launch" else "",
        "start_month": pd.Period("2026-06", "M"),
        "scale_percent": 50.0 if kind == "launch" else np.nan,
        "ramp_months": 4.0,
        "end_month": pd.Period("2026-09", "M") if kind == "phase-out" else pd.NaT,
        "replaced_family": "Old" if kind == "replacement" else "",
        "share_percent": 60.0 if kind == "replacement" else np.nan,
        "status": "planned",
    }
    return pd.DataFrame([row | more], index=[1])


def test_a_launch_is_the_like_family_scaled_and_ramped() -> None:
    new = changed_demand(a_change("launch"), FORECAST)["New"]
    by_hand = [0, 0, 0, 20, 45, 60, 70, 60, 50, 40, 40, 45]
    assert new.tolist() == pytest.approx(by_hand)


def test_two_months_later_is_the_same_ramp_two_months_later() -> None:
    level = FORECAST.assign(Old=100.0)
    now = changed_demand(a_change("launch"), level)["New"]
    later = changed_demand(a_change("launch", start_month=pd.Period("2026-08", "M")), level)["New"]
    assert later.iloc[:2].eq(0).all()
    assert later.iloc[2:].tolist() == now.iloc[:-2].tolist()


@given(st.integers(0, 6), st.integers(0, 5), st.integers(1, 12))
def test_moving_a_launch_moves_its_demand(start: int, shift: int, months: int) -> None:
    first = INDEX[0] + start
    level = FORECAST.assign(Old=100.0)
    change = a_change("launch", start_month=first, ramp_months=float(months))
    moved = change.assign(start_month=[first + shift])
    now, later = (changed_demand(c, level)["New"].to_numpy() for c in (change, moved))
    np.testing.assert_allclose(later[shift:], now[: len(now) - shift])
    assert (later[:shift] == 0).all()


def test_a_phase_out_falls_evenly_to_nothing() -> None:
    left = OLD + changed_demand(a_change("phase-out"), FORECAST)["Old"]
    assert left.iloc[:3].tolist() == OLD[:3].tolist()
    assert left.iloc[3:7].tolist() == pytest.approx([128, 108, 64, 28])
    assert (left.iloc[7:] == 0).all()


def test_a_phase_out_that_has_begun_goes_on_from_where_it_stands() -> None:
    change = a_change("phase-out", start_month=INDEX[0] - 2, end_month=INDEX[1])
    left = OLD + changed_demand(change, FORECAST)["Old"]
    assert left.iloc[:3].tolist() == pytest.approx([100 * 2 / 3, 120 / 3, 0])


def test_a_replacement_moves_demand_and_keeps_the_total() -> None:
    delta = changed_demand(a_change("replacement"), FORECAST)
    assert delta["New"].iloc[:5].tolist() == [0, 0, 0, 24, 54]
    assert (delta["New"] + delta["Old"]).eq(0).all()


@given(
    st.lists(st.floats(0, 1e5), min_size=12, max_size=12),
    st.floats(0, 100),
    st.floats(0, 300),
    st.integers(-4, 14),
    st.integers(1, 24),
)
def test_what_moves_is_conserved_to_the_unit_and_leaves_nothing_negative(
    demand: list[float], share: float, scale: float, start: int, months: int
) -> None:
    forecast = FORECAST.assign(Old=demand)
    when = {"start_month": INDEX[0] + start, "ramp_months": float(months)}
    two = pd.concat(
        [
            a_change("replacement", share_percent=share, **when),
            a_change("replacement", change="L2", family="Other", share_percent=80.0, **when),
        ],
        ignore_index=True,
    )
    delta = changed_demand(two, forecast)
    assert delta.sum(axis=1).eq(0).all()
    assert (forecast["Old"].round() + delta["Old"]).ge(0).all()
    assert (delta.to_numpy() % 1 == 0).all()
    launch = a_change("launch", replaced_family="Old", share_percent=share, like_family="Other")
    eaten = changed_demand(launch.assign(scale_percent=scale), forecast)
    assert (forecast["Old"].round() + eaten["Old"]).ge(0).all()
    assert (-eaten["Old"] <= np.round(eaten["New"]) + 1).all()


def test_a_launch_that_has_begun_adds_only_what_its_history_has_not_seen() -> None:
    begun = a_change("launch", start_month=INDEX[0] - 2)
    sold = FORECAST.assign(New=25.0, Old=100.0)
    assert changed_demand(begun, sold)["New"].tolist()[:3] == pytest.approx([12.5, 25, 25])
    late = changed_demand(begun, sold.assign(New=np.nan))["New"]
    assert late.tolist()[:3] == pytest.approx([37.5, 50, 50])


def test_a_ramp_of_one_month_or_none_sells_in_full_at_once() -> None:
    start = pd.Period("2026-06", "M")
    assert ramp(start, float("nan"), INDEX).tolist() == ramp(start, 1, INDEX).tolist()
    assert ramp(start, 1, INDEX)[2:5].tolist() == [0, 1, 1]
    assert run_out(start, start, INDEX)[2:5].tolist() == [1, 0.5, 0]


def test_a_cancelled_change_changes_nothing() -> None:
    assert changed_demand(a_change("launch", status="cancelled"), FORECAST).empty


@pytest.mark.parametrize(
    ("kind", "more", "field"),
    [
        ("launch", {"like_family": ""}, "like_family"),
        ("launch", {"scale_percent": np.nan}, "scale_percent"),
        ("launch", {"family": "Nobody"}, "family"),
        ("launch", {"like_family": "New"}, "like_family"),
        ("launch", {"share_percent": 20.0}, "share_percent"),
        ("launch", {"ramp_months": 0.0}, "ramp_months"),
        ("phase-out", {"end_month": pd.NaT}, "end_month"),
        ("phase-out", {"end_month": pd.Period("2026-05", "M")}, "end_month"),
        ("replacement", {"share_percent": 120.0}, "share_percent"),
        ("replacement", {"scale_percent": 90.0}, "scale_percent"),
        ("launch", {"family": "Old", "like_family": "New"}, "like_family"),
    ],
)
def test_what_is_wrong_is_named_with_its_row_and_column(
    kind: str, more: dict[str, object], field: str
) -> None:
    with pytest.raises(DataError) as caught:
        changed_demand(a_change(kind, **more), FORECAST)
    assert str(caught.value.where) == f"life_cycle #1 {field}"
