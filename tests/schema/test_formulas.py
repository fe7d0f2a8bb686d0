"""The formula language: cells and Python agree, whatever the numbers and whatever is blank."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from sop_addin.excel.recalculate import recalculate
from sop_addin.schema.declarations import FORMULA, Policy
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.formulas import blankable, evaluate, names_in, render, window

MONTHS = 6
INPUTS = ("a", "b", "c")
OPENING = 2  # column of the position before the first month


@dataclass(frozen=True)
class Rows:
    """Names one below the other: fields and openings in column B, months from C on."""

    names: tuple[str, ...]

    def row(self, name: str) -> int:
        return self.names.index(name) + 1

    def at(self, name: str, month: int) -> str:
        column = OPENING if name in ("share", "policy") else OPENING + 1 + month
        return f"{get_column_letter(column)}{self.row(name)}"

    def span(self, name: str, first: int, last: int) -> str:
        return f"{self.at(name, first)}:{self.at(name, last)}"


@dataclass(frozen=True)
class Numbers:
    """What stands in the cells; NaN is blank."""

    months: np.ndarray
    openings: np.ndarray
    share: float
    policy: str


def by_engine(formulas: dict[str, str], numbers: Numbers) -> dict[str, list[Any]]:
    rows = Rows((*INPUTS, "share", "policy", *formulas))
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Page")
        for name, months, opening in zip(INPUTS, numbers.months, numbers.openings, strict=True):
            for month, value in enumerate([opening, *months], start=-1):
                if not np.isnan(value):
                    sheet.write_number(rows.at(name, month), value)
        sheet.write(rows.at("share", 0), numbers.share)
        sheet.write(rows.at("policy", 0), numbers.policy)
        for name, formula in formulas.items():
            sheet.write(rows.at(name, -1), 0.0)
            for month in range(MONTHS):
                cell = rows.at(name, month)
                sheet.write_formula(cell, "=" + render(formula, month, MONTHS, rows))
    results = recalculate(stream.getvalue(), now=dt.datetime(2026, 1, 1))
    assert not results.left_to_excel
    values = results.values["Page"]
    return {
        name: [values[rows.row(name), OPENING + 1 + month] for month in range(MONTHS)]
        for name in formulas
    }


def by_python(formulas: dict[str, str], numbers: Numbers) -> dict[str, list[Any]]:
    values = evaluate(
        formulas,
        {name: row[None, :] for name, row in zip(INPUTS, numbers.months, strict=True)},
        {"share": np.array([numbers.share]), "policy": np.array([numbers.policy])},
        {name: np.array([v]) for name, v in zip(INPUTS, numbers.openings, strict=True)}
        | {name: np.zeros(1) for name in formulas},
    )
    return {
        name: ["" if np.isnan(v) else v for v in row[0].tolist()] for name, row in values.items()
    }


def assert_agree(formulas: dict[str, str], numbers: Numbers) -> None:
    cells, python = by_engine(formulas, numbers), by_python(formulas, numbers)
    for name, formula in formulas.items():
        for month, (ours, theirs) in enumerate(zip(python[name], cells[name], strict=True)):
            same = ours == theirs if "" in (ours, theirs) else ours == pytest.approx(theirs)
            assert same, (formula, month, ours, theirs)


quarters = st.integers(-400, 400).map(lambda n: n / 4)
"""Exact in binary, so that the order of additions cannot matter."""
blank_or_number = st.one_of(st.just(np.nan), st.just(0.0), quarters)
names = st.sampled_from([*INPUTS, *(f"{name}[-1]" for name in INPUTS), "share"])
leaves = st.one_of(names, st.integers(0, 9).map(str))


def operations(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    binary = st.tuples(children, st.sampled_from("+-*"), children).map(
        lambda t: f"({t[0]} {t[1]} {t[2]})"
    )
    extreme = st.tuples(st.sampled_from(["MAX", "MIN"]), children, children).map(
        lambda t: f"{t[0]}({t[1]}, {t[2]})"
    )
    return st.one_of(binary, extreme)


arithmetic = st.recursive(leaves, operations, max_leaves=6)
sums = operations(arithmetic)
either = st.tuples(sums, sums).map(lambda t: f'IF(policy == "lost sales", {t[0]}, {t[1]})')
maybe_blank = st.tuples(st.sampled_from(["MINUS", "TIMES", "RATIO"]), arithmetic, arithmetic).map(
    lambda t: f"{t[0]}({t[1]}, {t[2]})"
)
ahead = st.permutations(INPUTS).map(lambda t: f"COVER({', '.join(t)})")
formula = st.one_of(sums, either, maybe_blank, ahead)
numbers = st.builds(
    lambda cells, share, policy: Numbers(cells[:, 1:], cells[:, 0], share, policy),
    st.lists(blank_or_number, min_size=3 * (MONTHS + 1), max_size=3 * (MONTHS + 1)).map(
        lambda cells: np.array(cells).reshape(3, MONTHS + 1)
    ),
    quarters,
    st.sampled_from(["lost sales", "backorder"]),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(formula, min_size=4, max_size=4), numbers)
def test_cells_and_python_agree_on_any_formula(written: list[str], found: Numbers) -> None:
    assert_agree({f"f{i}": text for i, text in enumerate(written)}, found)


def test_positions_carry_on_from_month_to_month() -> None:
    formulas = {
        "sold": "MAX(0, MIN(a, stock[-1] + b))",
        "stock": "stock[-1] + b - sold",
        "gap": "MINUS(stock, c)",
    }
    months = np.array([[3, 9, 1, 0, 4, 4], [5, 2, np.nan, 1, 3, 8], [1, np.nan, 2, 2, 0, 5]])
    found = Numbers(months, np.zeros(3), 0.0, "")
    assert_agree(formulas, found)
    assert by_python(formulas, found)["stock"] == [2, 0, 0, 1, 0, 4]
    assert by_python(formulas, found)["gap"] == [1, "", -2, -1, 0, -1]


@pytest.mark.parametrize(
    ("formula", "rendered"),
    [
        ("a - (b - c)", "C1-(C2-C3)"),
        ("a - b - c", "C1-C2-C3"),
        ("(a + b) * c", "(C1+C2)*C3"),
        ("a + b * c", "C1+C2*C3"),
        ("a + (b + c)", "C1+(C2+C3)"),
        ("a * (b * c)", "C1*(C2*C3)"),
        ("TIMES(a + b, c)", 'IF(OR((C1+C2)="",C3=""),"",(C1+C2)*C3)'),
        ("MAX(a, b[-1])", "MAX(C1+0,B2+0)"),
        ('IF(policy == "lost ""x"" sales", 0, 1)', 'IF(B5="lost x sales",0,1)'),
    ],
)
def test_precedence_is_kept(formula: str, rendered: str) -> None:
    assert render(formula, 0, MONTHS, Rows((*INPUTS, "share", "policy"))) == rendered


def test_a_circle_is_refused_and_named() -> None:
    with pytest.raises(ValueError, match=r"circle: \['x', 'y'\]"):
        evaluate({"x": "y + 1", "y": "x + a"}, {"a": np.ones((1, 3))}, {}, {})


REFUSED = r"formula language|known function|month offset"


@pytest.mark.parametrize("formula", ["a / b", "-a", "a < b", "SUM(a, b)", "a.b(1)", "(a.b)[-1]"])
def test_what_is_not_of_the_language_is_refused(formula: str) -> None:
    with pytest.raises(ValueError, match=REFUSED):
        render(formula, 0, MONTHS, Rows((*INPUTS, "share", "policy")))
    with pytest.raises(ValueError, match=REFUSED):
        evaluate({"x": formula}, {n: np.ones((1, 3)) for n in INPUTS}, {}, {"x": np.zeros(1)})


def test_near_the_end_cover_looks_at_the_last_three_months() -> None:
    assert [window(m, 6) for m in range(6)] == [(1, 3), (2, 4), (3, 5), (3, 5), (3, 5), (3, 5)]


POLICIES = [policy for policy, _ in FAMILY_PAGE.prototypes]


@pytest.mark.parametrize("policy", POLICIES)
def test_every_name_in_a_declared_formula_stands_on_the_page(policy: Policy) -> None:
    known = {s.name for s in FAMILY_PAGE.series_of(policy)}
    known |= {field.name for field in FAMILY_PAGE.fields_of(policy)}
    for series in FAMILY_PAGE.series_of(policy):
        if FORMULA in (series.history, series.horizon):
            assert series.formula_of(policy), series.name
            assert names_in(series.formula_of(policy)) <= known, series.name
        if series.opening:
            assert series.opening in known


@pytest.mark.parametrize("policy", POLICIES)
def test_plain_arithmetic_never_uses_what_may_be_a_blank_text(policy: Policy) -> None:
    """In Excel ``"" + 1`` is an error; only MINUS, TIMES, RATIO and COVER may take a blank."""
    page = FAMILY_PAGE
    may = {n for n, f in page.formulas_of(policy).items() if blankable(f)}
    may |= {f.name for f in page.fields_of(policy) if f.lookup and f.blank_as is None}
    text = {"shortage_policy"}
    for name, formula in page.formulas_of(policy).items():
        if not blankable(formula):
            assert not names_in(formula) & (may - text), name


@pytest.mark.parametrize("policy", POLICIES)
def test_only_a_series_with_an_opening_is_asked_for_the_month_before(policy: Policy) -> None:
    opened = {s.name for s in FAMILY_PAGE.series_of(policy) if s.opening}
    for name, formula in FAMILY_PAGE.formulas_of(policy).items():
        for other in names_in(formula):
            assert f"{other}[-1]" not in formula or other in opened, (name, other)
