from __future__ import annotations

import datetime as dt
import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_addin.record.fingerprint import digest, short


def plan(**columns: Any) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "family": ["Pumps", "Pumps", "Valves"],
            "month": pd.period_range("2026-03", periods=3, freq="M"),
            "value": [100.0, np.nan, 3.25],
        }
    )
    return frame.assign(**columns)


def of(frame: pd.DataFrame) -> str:
    return digest({"plan": frame}, 2)


def test_a_digest_is_sha_256_and_its_short_form_readable() -> None:
    full = of(plan())
    assert re.fullmatch("[0-9a-f]{64}", full)
    assert re.fullmatch("[0-9A-F]{4}-[0-9A-F]{4}", short(full))


def test_the_digest_of_a_plan_stays_what_it_was_in_every_release() -> None:
    assert of(plan()) == "bf4202a6a2062fe3e9bc48b50f8b486221628412bd4cb9ee956d0bbd4db18bd0"


@given(st.permutations(range(3)), st.permutations(["family", "month", "value"]))
def test_order_of_rows_and_columns_does_not_matter(rows: list[int], columns: list[str]) -> None:
    assert of(plan().iloc[rows][columns]) == of(plan())


def test_order_of_frames_and_the_index_do_not_matter() -> None:
    one, two = plan(), plan(value=0.0)
    assert digest({"a": one, "b": two}, 2) == digest({"b": two, "a": one.set_index([[7, 8, 9]])}, 2)
    assert digest({"a": one, "b": two}, 2) != digest({"a": two, "b": one}, 2)


@pytest.mark.parametrize(
    "changed",
    [
        plan(value=[100.01, np.nan, 3.25]),
        plan(value=[-100.0, np.nan, 3.25]),
        plan(value=[100.0, 0.0, 3.25]),
        plan(value=[100.0, 3.25, np.nan]),
        plan(family=["Pumps", "Pumps", "valves"]),
        plan(family=["Pumps", None, "Valves"]),
        plan(month=pd.period_range("2026-04", periods=3, freq="M")),
        plan().rename(columns={"value": "values"}),
        plan().iloc[:2],
        pd.concat([plan(), plan().iloc[:1]]),
        plan(extra=1.0),
    ],
)
def test_any_change_of_content_shows(changed: pd.DataFrame) -> None:
    assert of(changed) != of(plan())


@pytest.mark.parametrize(
    "same",
    [
        plan(value=[100.004, np.nan, 3.2499]),
        plan(value=[100, None, 3.25]),
        plan(value=pd.array([100, None, 3.25], dtype="Float64")),
        plan(value=pd.Series([100, None, 3.25], dtype=object)),
        plan(value=pd.Series([100, "", 3.25], dtype=object)),
        plan(value=pd.Series([np.int64(100), np.nan, np.float64(3.25)], dtype=object)),
        plan(month=["2026-03", "2026-04", "2026-05"]),
        plan(family=pd.Categorical(["Pumps", "Pumps", "Valves"])),
        plan(family=np.array(["Pumps", "Pumps", "Valves"], dtype=object)),
    ],
)
def test_the_same_content_in_another_dtype_is_the_same(same: pd.DataFrame) -> None:
    assert of(same) == of(plan())


def test_negative_zero_is_zero_and_nothing_is_not() -> None:
    zero, negative, tiny, nothing = (
        plan(value=[value, 1.0, 2.0]) for value in (0.0, -0.0, -0.001, None)
    )
    assert of(zero) == of(negative) == of(tiny) != of(nothing)


@given(st.floats(-1e9, 1e9), st.integers(0, 6))
def test_a_number_keeps_its_digest_when_it_is_rounded_and_read_back(x: float, places: int) -> None:
    rounded = float(str(np.round(x, places)))
    assert digest({"p": pd.DataFrame({"v": [x]})}, places) == digest(
        {"p": pd.DataFrame({"v": [rounded]})}, places
    )


def test_decimals_may_differ_by_column_and_must_be_declared() -> None:
    frame = pd.DataFrame({"units": [1.4], "price": [2.346], "note": ["a"]})
    decimals = {"units": 0, "price": 2}
    rounded = frame.assign(units=1, price=2.35)
    assert digest({"p": frame}, decimals) == digest({"p": rounded}, decimals)
    with pytest.raises(KeyError, match="price"):
        digest({"p": frame}, {"units": 0})


def test_kinds_of_values_are_kept_apart() -> None:
    values = [1, True, "1", "", "True", dt.datetime(2026, 3, 1), "2026-03-01"]
    digests = {digest({"p": pd.DataFrame({"v": pd.Series([v], dtype=object)})}, 0) for v in values}
    assert len(digests) == len(values)


def test_a_column_of_nothing_is_the_same_in_every_dtype() -> None:
    columns = [pd.Series([None, None], dtype=kind) for kind in (object, float, str, "Float64")]
    assert len({digest({"p": pd.DataFrame({"v": column})}, 0) for column in columns}) == 1


def test_a_number_beside_a_text_in_one_column_is_rounded_too() -> None:
    near, exact = (pd.Series([x, "a"], dtype=object) for x in (1.001, 1.0))
    assert digest({"p": pd.DataFrame({"v": near})}, 2) == digest(
        {"p": pd.DataFrame({"v": exact})}, 2
    )


def test_an_empty_frame_is_not_an_absent_one() -> None:
    empty = pd.DataFrame({"v": pd.Series([], dtype=float)})
    blank = pd.DataFrame({"v": [np.nan]})
    assert len({digest({"p": empty}, 0), digest({"p": blank}, 0), digest({}, 0)}) == 3


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (pd.DataFrame({"v": [np.inf]}), "column v: a number is infinite"),
        (pd.DataFrame({"v": ["a\x1fb"]}), "holds a separator"),
        (pd.DataFrame([[1, 2]], columns=["v", "v"]), "named twice"),
    ],
)
def test_what_cannot_be_told_apart_is_refused(frame: pd.DataFrame, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        digest({"p": frame}, 0)
