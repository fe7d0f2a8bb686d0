"""A short gap is estimated, what stands before a long one left out, and both are told."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sop_addin.demand.gaps import gap_text, without_gaps
from sop_addin.demand.panel import panel

MONTHS = pd.period_range("2020-01", periods=60, freq="M")
YEAR = np.array([50.0, 60, 80, 120, 180, 220, 200, 150, 110, 80, 60, 50])


def seasonal(*missing: int) -> pd.DataFrame:
    """Return five years of a plain season, without some of the months by number."""
    y = np.tile(YEAR, 5)
    y[list(missing)] = np.nan
    return pd.DataFrame({"unique_id": "Pumps", "ds": MONTHS, "y": y})


def test_a_missing_month_is_what_its_season_lets_expect() -> None:
    found = without_gaps(seasonal(29, 30))
    assert found.rows["ds"].astype(str).tolist()[-2:] == ["2022-06", "2022-07"]
    np.testing.assert_allclose(found.rows["y"].iloc[-2:], [220, 200], rtol=1e-9)
    said = gap_text(found.gaps.iloc[0])
    assert said.startswith("No actuals in 2 months, the newest 2022-07: 2 months estimated")
    assert len(panel(found.rows).values) == 60


def test_too_little_for_a_season_is_estimated_on_a_line(history) -> None:
    found = without_gaps(history(Pumps=[1, 2, 3, np.nan, np.nan, 6, 7, 8]))
    assert found.rows.sort_values("ds")["y"].tolist() == [1, 2, 3, 4, 5, 6, 7, 8]


def test_what_stands_before_more_than_half_a_year_without_numbers_is_left_out() -> None:
    assert without_gaps(seasonal(*range(30, 36))).gaps["left_out"].tolist() == [0]
    found = without_gaps(seasonal(*range(29, 36), 50))
    gap = found.gaps.iloc[0]
    assert (gap["missing"], gap["estimated"], gap["left_out"]) == (8, 1, 29)
    assert gap_text(gap).endswith("history counts from 2023-01 on, without 29 months before it.")
    assert found.rows["ds"].min() == pd.Period("2023-01", "M")
    assert len(panel(found.rows).values) == 24


def test_no_more_than_a_quarter_of_a_history_is_estimated(history) -> None:
    assert without_gaps(history(Pumps=[1, np.nan, 3, 4])).rows["y"].tolist() == [1, 3, 4, 2]
    found = without_gaps(history(Pumps=[5, np.nan, np.nan, 7, 8, 9]))
    assert found.rows["y"].tolist() == [7, 8, 9]
    assert found.gaps[["missing", "estimated", "left_out"]].values.tolist() == [[2, 0, 1]]


def test_other_series_and_their_order_stay_as_they_are(history) -> None:
    frame = history(Pumps=[1, 2, np.nan, 4, 5], Valves=[np.nan, 1, 2], Oil=[3, 4, np.nan])
    found = without_gaps(frame)
    assert panel(found.rows).ids == ("Pumps", "Valves", "Oil")
    assert found.rows[found.rows["unique_id"] == "Oil"]["y"].tolist() == [3, 4]
    assert found.gaps["unique_id"].tolist() == ["Pumps"]


def test_a_history_without_gaps_stays_as_it_is(history) -> None:
    frame = history(Pumps=[1, 2, 3])
    found = without_gaps(frame)
    pd.testing.assert_frame_equal(found.rows, frame)
    assert found.gaps.empty
