"""The demand review measures frozen forecasts of one lag, by calendar month, signs right."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from sop_addin.demand.review import Came, review
from sop_addin.demand.snapshots import AGREED, STATISTICAL, at_lag, is_frozen, snapshot
from sop_addin.schema.review_status import EXPLAINED, UNEXPLAINED, WITHIN

CYCLE = pd.Period("2026-03", "M")
NO_CAUSE = pd.DataFrame({"month": [], "family": [], "cause": []})
WITHIN_20 = dict.fromkeys(("Pumps", "Valves", "New"), 20.0)


def frozen(family: str, cycle: str, series: str, *lags: float) -> dict[str, Any]:
    values = {f"lag{i}": lags[i] if i < len(lags) else np.nan for i in range(18)}
    head = {"cycle": pd.Period(cycle, "M"), "version": "forecast", "family": family}
    return head | {"series": series} | values


def history(**families: dict[str, float]) -> pd.DataFrame:
    rows = [(f, pd.Period(m, "M"), y) for f, came in families.items() for m, y in came.items()]
    return pd.DataFrame(rows, columns=["unique_id", "ds", "y"])


VERSIONS = pd.DataFrame(
    [
        frozen("Pumps", "2025-12", AGREED, 1, 110, 999),
        frozen("Pumps", "2025-12", STATISTICAL, 1, 120, 999),
        frozen("Pumps", "2026-01", AGREED, 2, 150, 888),
        frozen("Pumps", "2026-01", STATISTICAL, 2, 90, 888),
        frozen("Pumps", "2026-02", AGREED, 3, 777),
        frozen("Valves", "2026-01", AGREED, 2, 95, 3),
    ]
)
CAME = history(
    Pumps={"2025-01": 80, "2025-02": 130, "2026-01": 100, "2026-02": 100},
    Valves={"2026-02": 100},
)


def reviewed(lag: int = 1, causes: pd.DataFrame = NO_CAUSE) -> pd.DataFrame:
    codes = ["Valves", "Pumps", "New"]
    rows = review(VERSIONS, Came(CAME, CAME), codes, CYCLE, lag, WITHIN_20, causes)
    return rows.set_index("family")


def test_the_hand_made_case() -> None:
    pumps = reviewed().loc["Pumps"]
    assert pumps[["lag", "forecast", "actual", "bias", "months"]].tolist() == [1, 150, 100, 50, 2]
    assert pumps["bias_of_month"] == pytest.approx(50)
    assert pumps["accuracy"] == pytest.approx(100 * (1 - (10 + 50) / 200))
    assert pumps["bias_percent"] == pytest.approx(100 * 60 / 200)
    assert pumps["tracking"] == pytest.approx(60 / 30)
    assert pumps["naive_months"] == 2
    naive, statistical, agreed = (20 + 30) / 200, (20 + 10) / 200, (10 + 50) / 200
    assert pumps["statistical_value"] == pytest.approx(100 * (naive - statistical))
    assert pumps["people_value"] == pytest.approx(100 * (statistical - agreed))


def test_each_step_is_credited_with_what_it_changed() -> None:
    parts = pd.DataFrame(
        [
            frozen("Pumps", "2026-01", STATISTICAL, 0, 80),
            frozen("Pumps", "2026-01", "activities", 0, 15),
            frozen("Pumps", "2026-01", "adjustment", 0, 25),
            frozen("Pumps", "2026-01", AGREED, 0, 120),
        ]
    )
    came = history(Pumps={"2025-02": 130, "2026-02": 100})
    row = review(parts, Came(came, came), ["Pumps"], CYCLE, 1, WITHIN_20, NO_CAUSE).iloc[0]
    assert row["statistical_value"] == pytest.approx(30 - 20)
    assert row["plan_value"] == pytest.approx(20 - 5)
    assert row["people_value"] == pytest.approx(5 - 20)
    assert (row["adjustment"], row["adjustment_gain"]) == (25, 5 - 20)


def test_a_restated_month_is_measured_as_reported_and_restated() -> None:
    first = history(Pumps={"2026-01": 100, "2026-02": 150})
    row = review(VERSIONS, Came(CAME, first), ["Pumps"], CYCLE, 1, WITHIN_20, NO_CAUSE).iloc[0]
    assert row["actual"] == 100 and row["months"] == 2
    assert row["accuracy"] == pytest.approx(100 * (1 - 60 / 200))
    assert row["reported_accuracy"] == pytest.approx(100 * (1 - 10 / 250))
    assert row["reported_bias"] == pytest.approx(100 * 10 / 250)


def test_another_lag_takes_the_forecast_of_another_cycle() -> None:
    assert reviewed(lag=2).loc["Pumps", "forecast"] == 999
    assert reviewed(lag=0).loc["Pumps", "forecast"] == 3


def test_what_lies_within_the_tolerance_needs_no_cause() -> None:
    assert reviewed()["status"].to_dict() == {
        "Valves": WITHIN,
        "Pumps": UNEXPLAINED,
        "New": "no snapshot of lag 1 yet",
    }


def test_each_family_is_held_to_its_own_tolerance() -> None:
    own = {"Pumps": 50.0, "Valves": 4.0}
    rows = review(VERSIONS, Came(CAME, CAME), list(own), CYCLE, 1, own, NO_CAUSE)
    assert dict(zip(rows["family"], rows["status"], strict=True)) == {
        "Pumps": WITHIN,
        "Valves": UNEXPLAINED,
    }


def test_a_root_cause_of_that_month_answers_and_one_of_another_does_not() -> None:
    causes = pd.DataFrame({"month": [CYCLE - 1], "family": ["Pumps"], "cause": ["price"]})
    assert reviewed(causes=causes).loc["Pumps", "status"] == EXPLAINED
    causes["month"] = [CYCLE - 2]
    assert reviewed(causes=causes).loc["Pumps", "status"] == UNEXPLAINED


def test_demand_that_did_not_come_at_all_asks_for_a_cause() -> None:
    came = history(Pumps={"2026-02": 0.0})
    rows = review(VERSIONS, Came(came, came), ["Pumps"], CYCLE, 1, WITHIN_20, NO_CAUSE).iloc[0]
    assert rows["status"] == UNEXPLAINED and np.isnan(rows["bias_of_month"])
    assert np.isnan(rows["accuracy"])


def test_accuracy_is_never_below_nothing() -> None:
    came = history(Pumps={"2026-02": 10.0})
    rows = review(VERSIONS, Came(came, came), ["Pumps"], CYCLE, 1, WITHIN_20, NO_CAUSE)
    assert rows["accuracy"].item() == 0


def test_a_book_without_any_version_measures_nothing() -> None:
    empty = VERSIONS.iloc[:0]
    rows = review(empty, Came(CAME, CAME), ["Pumps"], CYCLE, 1, WITHIN_20, NO_CAUSE).iloc[0]
    assert rows["status"] == "no snapshot of lag 1 yet"
    assert rows["months"] == 0 and np.isnan(rows["tracking"])


def test_a_snapshot_is_read_back_by_calendar_month() -> None:
    months = pd.period_range(CYCLE - 1, periods=20, freq="M")
    rows = pd.DataFrame(
        {"key": "Pumps", "series": AGREED, "month": months, "value": np.arange(20.0)}
    )
    made = snapshot(rows, CYCLE, 18)
    assert made["cycle"].tolist() == [CYCLE] and made["lag0"].item() == 1
    for lag in (0, 1, 17):
        assert at_lag(made, lag)[AGREED].to_dict() == {("Pumps", CYCLE + lag): lag + 1.0}
    assert not is_frozen(made, CYCLE) and is_frozen(made, CYCLE - 1)
