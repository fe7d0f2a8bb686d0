"""Every kind of cell, as it is read and as it is written."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_addin.excel.convert import read_column, read_value, serial_to_datetime, to_raw
from sop_addin.schema.declarations import Kind

MARCH = pd.Period("2026-03", "M")
NAN, NAT = float("nan"), pd.NaT
NUMBER, TEXT, MONTH, DATE, TIME = Kind.NUMBER, Kind.TEXT, Kind.MONTH, Kind.DATE, Kind.TIME

READ = [
    (None, NUMBER, NAN),
    ("", NUMBER, NAN),
    ("   ", NUMBER, NAN),
    (0, NUMBER, 0.0),
    (12, NUMBER, 12.0),
    (-0.0, NUMBER, 0.0),
    (1e300, NUMBER, 1e300),
    (None, TEXT, ""),
    ("  Pumps  ", TEXT, "Pumps"),
    (1001.0, TEXT, "1001"),
    (1001, TEXT, "1001"),
    (12.5, TEXT, "12.5"),
    (True, TEXT, "TRUE"),
    (False, TEXT, "FALSE"),
    (dt.datetime(2026, 3, 1), TEXT, "2026-03-01"),
    (None, MONTH, NAT),
    (" ", MONTH, NAT),
    (46082.0, MONTH, MARCH),
    (46112, MONTH, MARCH),
    (46112.999, MONTH, MARCH),
    (46113, MONTH, MARCH + 1),
    (dt.datetime(2026, 3, 31, 23, 59), MONTH, MARCH),
    (46082.5, TIME, dt.datetime(2026, 3, 1, 12)),
    (46082, DATE, dt.datetime(2026, 3, 1)),
    (1, DATE, dt.datetime(1900, 1, 1)),
    (59, DATE, dt.datetime(1900, 2, 28)),
    (61, DATE, dt.datetime(1900, 3, 1)),
]


@pytest.mark.parametrize(("raw", "kind", "value"), READ, ids=str)
def test_a_cell_is_read_as_its_kind(raw: object, kind: Kind, value: object) -> None:
    found = read_value(raw, kind)  # type: ignore[arg-type]
    assert type(found) is type(value)
    assert found == value or (pd.isna(found) and pd.isna(value))


REFUSED = [
    ("12", NUMBER, "'12'"),
    ("n/a", NUMBER, "'n/a'"),
    (True, NUMBER, "True"),
    (dt.datetime(2026, 3, 1), NUMBER, "the date 2026-03-01"),
    ("#N/A", NUMBER, "the error #N/A"),
    ("#DIV/0!", TEXT, "the error #DIV/0!"),
    (" #REF! ", MONTH, "the error #REF!"),
    ("2026-03", MONTH, "'2026-03'"),
    (False, MONTH, "False"),
    (0.0, MONTH, "0.0"),
    (202603123, MONTH, "202603123"),
    (-5, TIME, "-5"),
]


@pytest.mark.parametrize(("raw", "kind", "said"), REFUSED, ids=str)
def test_what_a_cell_must_not_hold_is_quoted(raw: object, kind: Kind, said: str) -> None:
    with pytest.raises(ValueError, match=r".") as raised:
        read_value(raw, kind)  # type: ignore[arg-type]
    assert str(raised.value) == said
    values, problems = read_column([None, raw, None], kind)  # type: ignore[list-item]
    assert [(p.index, p.got) for p in problems] == [(1, said)]
    assert problems[0].expected and len(values) == 3
    assert values[1] == "" or pd.isna(values[1])


def test_dates_count_from_1904_where_the_workbook_does() -> None:
    assert read_value(44620.0, MONTH, date1904=True) == MARCH
    assert serial_to_datetime(44620, date1904=True) == serial_to_datetime(46082)
    assert serial_to_datetime(1, date1904=True) == dt.datetime(1904, 1, 2)


WRITTEN = [
    (NAN, NUMBER, 0, None),
    (None, NUMBER, 0, None),
    (3.0, NUMBER, 0, 3),
    (1.26, NUMBER, 1, 1.3),
    (0.5, NUMBER, 0, 0),
    (1.5, NUMBER, 0, 2),
    (2.5, NUMBER, 0, 2),
    (-0.0, NUMBER, 2, 0),
    (-0.4, NUMBER, 0, 0),
    (1e20, NUMBER, 0, 1e20),
    (np.int64(7), NUMBER, 0, 7),
    ("", TEXT, 0, None),
    ("   ", TEXT, 0, None),
    (" Pumps ", TEXT, 0, "Pumps"),
    (None, TEXT, 0, None),
    (NAN, TEXT, 0, None),
    (MARCH, MONTH, 0, dt.datetime(2026, 3, 1)),
    (NAT, MONTH, 0, None),
    (None, MONTH, 0, None),
    (pd.Timestamp(2026, 3, 4, 9, 30), TIME, 0, dt.datetime(2026, 3, 4, 9, 30)),
    (NAT, TIME, 0, None),
]


@pytest.mark.parametrize(("value", "kind", "decimals", "raw"), WRITTEN, ids=str)
def test_a_value_is_written_rounded_and_blank_as_nothing(
    value: object, kind: Kind, decimals: int, raw: object
) -> None:
    (found,) = to_raw([value], kind, decimals)
    assert found == raw and type(found) is type(raw)
    assert not (isinstance(found, float | int) and math.copysign(1, found) < 0 and found == 0)


@given(st.lists(st.one_of(st.none(), st.floats(-1e12, 1e12)), max_size=9), st.integers(0, 4))
def test_what_was_written_is_read_back_and_written_the_same(
    values: list[float | None], decimals: int
) -> None:
    raw = to_raw(values, NUMBER, decimals)
    back, problems = read_column(raw, NUMBER)
    assert not problems
    assert to_raw(back, NUMBER, decimals) == raw


@given(st.lists(st.text(max_size=8).filter(lambda text: "#" not in text), max_size=9))
def test_texts_come_back_as_they_were_written(values: list[str]) -> None:
    raw = to_raw(values, TEXT)
    back, problems = read_column(raw, TEXT)
    assert not problems and to_raw(back, TEXT) == raw


def test_months_come_back_as_they_were_written() -> None:
    months = pd.PeriodIndex([MARCH, NAT, MARCH + 9], freq="M")
    back, problems = read_column(to_raw(months, MONTH), MONTH)
    assert not problems and back.dtype == "period[M]"
    assert pd.PeriodIndex(back).equals(months)


def test_a_column_is_of_one_type_whatever_it_holds() -> None:
    assert read_column([], NUMBER)[0].dtype == float
    assert read_column([None, 1], NUMBER)[0].dtype == float
    assert read_column([None], MONTH)[0].dtype == "period[M]"
    assert read_column([None, "x"], TEXT)[0].tolist() == ["", "x"]
