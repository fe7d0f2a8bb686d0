from __future__ import annotations

import datetime as dt
import math
from xml.etree import ElementTree

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sop_addin.excel.cell_xml import encode, encode_formula, to_serial, value_of, with_result

TEXTS = st.text(
    st.characters(min_codepoint=9, exclude_categories=("Cs",)).filter(
        lambda c: (c >= " " and c not in "\ufffe\uffff") or c in "\t\n\r"
    ),
    max_size=40,
)
VALUES = st.one_of(
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    TEXTS,
)


@given(VALUES)
@example("_x000D_ &lt; _x0041_")
@example(" \r\n ")
@example("]]>")
@example("#N/A")
def test_a_cell_gives_back_what_was_put_into_it(value: bool | float | str) -> None:
    cell = encode("B2", ' s="3"', value)
    ElementTree.fromstring(cell)
    assert value_of(cell, []) == (value if value != "" else None)


@given(VALUES)
def test_a_result_leaves_the_formula_as_it_is(value: bool | float | str) -> None:
    cell = '<c r="B2" s="3" t="str" cm="1"><f t="shared" si="4"/><v>old</v></c>'
    stored = with_result(cell, value)
    assert '<f t="shared" si="4"/>' in stored and 's="3" cm="1"' in stored
    assert value_of(stored, []) == value


@pytest.mark.parametrize(
    ("moment", "date1904", "serial"),
    [
        (dt.datetime(1900, 1, 1), False, 1),
        (dt.datetime(1900, 2, 28), False, 59),
        (dt.datetime(1900, 3, 1), False, 61),
        (dt.datetime(2026, 3, 1, 18), False, 46082.75),
        (dt.datetime(2026, 3, 1), True, 46082 - 1462),
        (pd.Timestamp("2026-03-01"), False, 46082),
        (dt.date(2026, 3, 1), False, 46082),
    ],
)
def test_dates_become_serial_numbers(moment: dt.date, date1904: bool, serial: float) -> None:
    assert to_serial(moment, date1904) == serial


@pytest.mark.parametrize(
    "value",
    [
        math.nan,
        math.inf,
        "bell \x07",
        "\ud800",
        "x" * 32_768,
        pd.NaT,
        dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        dt.datetime(1899, 1, 1),
        [1],
        pd.NA,
    ],
)
def test_what_no_cell_can_hold_is_refused(value: object) -> None:
    with pytest.raises((ValueError, OverflowError)):
        encode("A1", "", value)  # type: ignore[arg-type]


def test_stored_kinds_are_read() -> None:
    cells = {
        '<c r="A1" t="s"><v>1</v></c>': "two",
        '<c r="A1" t="e"><v>#DIV/0!</v></c>': "#DIV/0!",
        '<c r="A1" t="str"><f>"a"&amp;"b"</f><v>a &amp; b</v></c>': "a & b",
        '<c r="A1" t="d"><v>2026-03-01T00:00:00</v></c>': dt.datetime(2026, 3, 1),
        '<c r="A1" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r><rPh sb="0" eb="1">'
        "<t>x</t></rPh>"
        "</is></c>": "ab",
        '<c r="A1"><f>A2</f></c>': None,
        '<c r="A1"><f t="shared" si="0"/><v>4</v></c>': 4,
    }
    for cell, value in cells.items():
        assert value_of(cell, ["one", "two"]) == value


def test_a_formula_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="not a formula"):
        encode_formula("A1", "", "=")
