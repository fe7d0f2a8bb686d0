from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_addin.excel.references import (
    Span,
    column_name,
    column_number,
    quote_sheet,
    retarget_sheet,
    shift_formula,
    split_sheet,
)


@given(st.integers(1, 16384))
def test_column_letters_and_numbers_are_inverse(number: int) -> None:
    assert column_number(column_name(number)) == number


@given(st.text(alphabet="abAB1 .'-&é中()", min_size=1).filter(lambda s: s[0] != "'" != s[-1]))
def test_a_quoted_sheet_reads_back(name: str) -> None:
    assert split_sheet(quote_sheet(name) + "!$A$1") == (name, "$A$1")


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("Plan!A1", "'New one'!A1"),
        ("plan!A1", "'New one'!A1"),
        ("Plan2!A1+MyPlan!A1+'A Plan'!A1", "Plan2!A1+MyPlan!A1+'A Plan'!A1"),
        ("SUM(Plan:Other!A1)", "SUM('New one:Other'!A1)"),
        ("SUM('Plan:An other'!A1)", "SUM('New one:An other'!A1)"),
        ("Plan!A1:Plan!B2", "'New one'!A1:'New one'!B2"),
        ("'[Book.xlsx]Plan'!A1", "'[Book.xlsx]Plan'!A1"),
        ("[2]Plan!A1", "[2]Plan!A1"),
        ("#REF!+Plan!#REF!", "#REF!+'New one'!#REF!"),
        ('tbl[[#This Row],[Plan!x]]&"Plan!A1"', 'tbl[[#This Row],[Plan!x]]&"Plan!A1"'),
        ("Plan!name", "'New one'!name"),
        ("$A$1:Plan!$B$2", "$A$1:'New one'!$B$2"),
    ],
)
def test_only_references_to_the_sheet_follow_its_name(formula: str, expected: str) -> None:
    assert retarget_sheet(formula, "Plan", "New one") == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("A1+$A1+A$1+$A$1", "B3+$A3+B$1+$A$1"),
        ("SUM(A1:C3)", "SUM(B3:D5)"),
        ("SUM($1:$2)+SUM(3:3)+SUM(A:$B)", "SUM($1:$2)+SUM(5:5)+SUM(B:$B)"),
        ("Sheet1!A1+'A1'!A1", "Sheet1!B3+'A1'!B3"),
        ("LOG10(A1)+A1B+_A1+A1.x", "LOG10(B3)+A1B+_A1+A1.x"),
        ('"A1"&A1', '"A1"&B3'),
        ("tblA1[A1]+tbl[[#This Row],[A1]]", "tblA1[A1]+tbl[[#This Row],[A1]]"),
        ("XFD1", "#REF!"),
        ("1.5E3+A1", "1.5E3+B3"),
    ],
)
def test_relative_cells_move_with_a_filled_formula(formula: str, expected: str) -> None:
    assert shift_formula(formula, 2, 1) == expected


@given(st.integers(1, 500), st.integers(1, 500), st.integers(0, 9), st.integers(0, 9))
def test_filling_there_and_back_changes_nothing(
    top: int, left: int, rows: int, columns: int
) -> None:
    formula = f"SUM({column_name(left)}{top}:{column_name(left)}{top + 3})"
    assert shift_formula(shift_formula(formula, rows, columns), -rows, -columns) == formula


@pytest.mark.parametrize("name", ["Q1", "R1C1", "R", "c", "A b", "TRUE", "1st", "é", "a-b"])
def test_names_that_could_be_something_else_are_quoted(name: str) -> None:
    assert quote_sheet(name) == f"'{name}'"


def test_spans_meet_only_where_they_share_a_cell() -> None:
    span = Span(2, 2, 4, 4)
    assert span.meets(Span(4, 4, 9, 9)) and not span.meets(Span(5, 2, 9, 9))
