"""A long history becomes an array and back; what is wrong with it is named, never mended."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sop_addin.demand.panel import long_frame, panel
from sop_addin.errors import DataError


def test_series_are_aligned_at_their_last_month(history):
    found = panel(history(A=[1, 2, 3], B=[9]))
    assert found.ids == ("A", "B")
    np.testing.assert_array_equal(found.values, [[1, np.nan], [2, np.nan], [3, 9]])
    assert [str(pd.Period(ordinal=int(e), freq="M")) for e in found.ends] == ["2026-02", "2026-02"]


def test_long_to_array_and_back_is_the_same_frame(history):
    frame = history(B=[4, 5, 6], A=[7, 8, 9])
    found = panel(frame.sample(frac=1, random_state=1).sort_values("unique_id", ascending=False))
    back = long_frame(found.ids, found.ends - 2, {"y": found.values})
    pd.testing.assert_frame_equal(back, frame, check_dtype=False)


def test_empty_months_before_the_first_number_are_not_history(history):
    found = panel(history(A=[np.nan, np.nan, 1, 2]))
    np.testing.assert_array_equal(found.values, [[1], [2]])


@pytest.mark.parametrize(
    ("change", "month", "got"),
    [
        (lambda f: f.drop(index=6), "2025-12", "no number"),
        (lambda f: f.assign(y=f.y.where(f.index != 6)), "2025-12", "no number"),
        (lambda f: f.assign(y=f.y.where(f.index != 8)), "2026-02", "no number"),
        (lambda f: pd.concat([f, f.loc[[7]]]), "2026-01", "the month twice"),
        (lambda f: f.assign(y=f.y.where(f.index != 7, np.inf)), "2026-01", "inf"),
    ],
    ids=["gap", "empty cell", "last month empty", "duplicate", "infinite"],
)
def test_a_bad_month_is_refused_with_series_and_month(history, change, month, got):
    frame = history(Pumps=[1, 2, 3], Valves=[1, 2, 3, 4, 5, 6])
    with pytest.raises(DataError) as caught:
        panel(change(frame))
    place = caught.value.where
    assert (place.part, place.key, place.field, place.month) == ("actuals", "Valves", "y", month)
    assert caught.value.got == got


def test_a_series_without_a_number_is_refused_by_name(history):
    with pytest.raises(DataError, match="actuals Valves y: got no observation"):
        panel(history(Pumps=[1, 2], Valves=[np.nan, np.nan]))


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (lambda f: f.drop(columns="ds"), "actuals ds: got columns unique_id, y"),
        (lambda f: f.assign(ds=f.ds.astype(str)), "expected months"),
        (lambda f: f.assign(y=["1", "two"]), "actuals y: got type"),
        (lambda f: f.assign(unique_id=["A", None]), "actuals unique_id: got an empty cell"),
        (lambda f: f.iloc[:0], "actuals: got no rows"),
    ],
    ids=["no month column", "months as text", "text in a number cell", "no name", "no rows"],
)
def test_a_bad_column_is_refused_by_name(history, change, text):
    with pytest.raises(DataError, match=text):
        panel(change(history(A=[1, 2])))


@pytest.mark.parametrize("end", ["2026-01", "2026-03"])
def test_a_series_must_end_in_the_last_closed_month(history, end):
    with pytest.raises(DataError, match=f"got 2026-02 as the last month, expected .* {end}"):
        panel(history(A=[1, 2]), end=pd.Period(end, freq="M"))
