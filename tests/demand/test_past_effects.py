"""A coming activity without an effect takes that of past ones of its kind, with its range."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sop_addin.demand.event_effects import measured
from sop_addin.demand.events import counted
from sop_addin.demand.past_effects import past_effect, past_effects

SPAN = pd.period_range("2022-01", periods=48, freq="M")
COMING = pd.PeriodIndex(["2026-04"], freq="M")


def effects(*rows: tuple[str, str, float, float]) -> pd.DataFrame:
    columns = ["what", "family", "percent", "percent_error"]
    return pd.DataFrame(list(rows), columns=columns).assign(months=1)


def coming(what: str, family: str, **effect: float) -> pd.DataFrame:
    row = {"activity": "A9", "what": what, "unique_id": family, "ds": COMING}
    none = {"volume_percent": np.nan, "units": np.nan, "price_percent": np.nan}
    return pd.DataFrame(row | none | effect | {"probability": 0.5})


def added(rows: pd.DataFrame, past: pd.DataFrame, family: str) -> pd.Series:
    base = pd.DataFrame({family: [1000.0]}, index=COMING)
    return counted(rows, base, None, past).iloc[0]


def test_the_familys_own_past_goes_before_that_of_others() -> None:
    past = past_effects(effects(("Fair", "A", 20, 2), ("fair ", "B", 40, 2)))
    own = added(coming("FAIR", "A"), past, "A")
    assert own["units"] == pytest.approx(0.5 * 200) and own["learnt"]
    assert "other families" not in own["basis"] and "16 to 24 %" in own["basis"]


def test_a_family_without_such_a_past_takes_all_others_and_their_spread() -> None:
    past = past_effects(effects(("Fair", "A", 40, 2), ("Fair", "B", 44, 2), ("Fair", "C", 42, 2)))
    row = added(coming("Fair", "New"), past, "New")
    assert row["units"] == pytest.approx(0.5 * 420)
    assert "of other families (37 to 47 %" in row["basis"]


def test_effects_that_differ_widen_the_range_beyond_their_own_errors() -> None:
    alike = past_effects(effects(("Fair", "A", 20, 2), ("Fair", "A", 20, 2)))
    apart = past_effects(effects(("Fair", "A", 10, 2), ("Fair", "A", 30, 2)))
    assert apart["error"].item() > 3 * alike["error"].item()


def test_what_cannot_be_told_from_chance_is_said_and_not_counted() -> None:
    row = added(coming("Fair", "A"), past_effects(effects(("Fair", "A", 5, 4))), "A")
    assert np.isnan(row["units"]) and not row["learnt"]
    assert row["basis"].startswith("not counted: effect left blank, and +5 %")


def test_without_any_such_past_nothing_is_counted() -> None:
    row = added(coming("Fair", "A"), past_effects(effects(("Rebate", "A", 50, 1))), "A")
    assert np.isnan(row["units"]) and "no past one of this kind" in row["basis"]


def test_an_effect_that_was_given_is_never_replaced() -> None:
    past = past_effects(effects(("Fair", "A", 20, 2)))
    row = added(coming("Fair", "A", units=7.0), past, "A")
    assert row["units"] == 3.5 and not row["learnt"]
    assert added(coming("Fair", "A", volume_percent=0.0), past, "A")["units"] == 0


def test_a_planted_lift_is_found_again_within_its_range() -> None:
    noise = np.random.default_rng(3).normal(1, 0.04, 48)
    season = 1 + 0.3 * np.sin(np.arange(48) * np.pi / 6)
    history = pd.DataFrame({"unique_id": "A", "ds": SPAN, "y": 1000 * season * noise})
    lifted = [20, 33, 45]
    history.loc[lifted, "y"] *= 1.25
    names = {"activity": ["A1", "A2", "A3"], "what": "Fair", "ds": SPAN[lifted]}
    past = past_effects(measured(history, pd.DataFrame(names | {"unique_id": "A"})))
    found = past.loc[("fair", "A")]
    assert abs(found["percent"] - 25) < 1.96 * found["error"]
    share, words = past_effect(past.to_dict("index"), {"what": "Fair", "unique_id": "A"})
    assert share == pytest.approx(found["percent"] / 100) and "n = 3 months" in words
