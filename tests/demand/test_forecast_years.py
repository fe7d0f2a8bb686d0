"""The report holds every closed month and every month ahead once, where its calendar says."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sop_addin.demand.forecast_years import HISTORY, MONTHS, year_rows

AHEAD = pd.period_range("2026-03", periods=18, freq="M")
CLOSED = pd.period_range(end="2026-02", periods=48, freq="M")


def blocks() -> pd.DataFrame:
    codes = ["Pumps", "New", "Drives"]
    history = [
        pd.DataFrame({"unique_id": f, "ds": CLOSED, "y": np.arange(48.0) + add})
        for f, add in (("Drives", 1000), ("Pumps", 0))
    ]
    ahead = [
        pd.DataFrame({"key": "Pumps", "series": s, "month": AHEAD, "value": np.arange(18.0) + add})
        for s, add in (("statistical_forecast", 500), ("low80", 400), ("high80", 600))
    ]
    return year_rows(pd.concat(history), pd.concat(ahead), codes, AHEAD)


def along(rows: pd.DataFrame, family: str, measure: str) -> dict[pd.Period, float]:
    own = rows[(rows["family"] == family) & (rows["measure"] == measure)]
    return {
        pd.Period(f"{row['year']}-{at:02d}", "M"): row[name]
        for row in own.to_dict("records")
        for at, name in enumerate(MONTHS, 1)
        if np.isfinite(row[name])
    }


def test_three_years_of_history_and_the_horizon_stand_in_their_months() -> None:
    rows = blocks()
    came = along(rows, "Pumps", "Demand")
    assert list(came) == list(CLOSED[-HISTORY:]) and list(came.values()) == list(range(12, 48))
    assert along(rows, "Drives", "Demand")[CLOSED[-1]] == 1047
    for measure, add in (("Forecast", 500), ("80 % band, low", 400), ("80 % band, high", 600)):
        found = along(rows, "Pumps", measure)
        assert list(found) == list(AHEAD) and found[AHEAD[3]] == add + 3


def test_blocks_follow_the_families_and_leave_out_what_nobody_knows() -> None:
    rows = blocks()
    assert list(dict.fromkeys(rows["family"])) == ["Pumps", "Drives"]
    assert set(rows.loc[rows["family"] == "Drives", "measure"]) == {"Demand"}


def test_totals_are_of_what_adds_up() -> None:
    rows = blocks()
    months = rows[list(MONTHS)].sum(axis=1)
    flows = rows["measure"].isin(["Demand", "Forecast"])
    assert rows.loc[flows, "total"].tolist() == months[flows].tolist()
    assert rows.loc[~flows, "total"].isna().all()


def test_without_history_and_forecast_there_is_no_block() -> None:
    none = pd.DataFrame({"unique_id": [], "ds": pd.PeriodIndex([], freq="M"), "y": []})
    ahead = pd.DataFrame({"key": [], "series": [], "month": AHEAD[:0], "value": []})
    assert year_rows(none, ahead, ["Pumps"], AHEAD).empty
