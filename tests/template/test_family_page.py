"""The prototypes of the family's page: every row and formula where the adapter looks for it."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from sop_addin.excel.recalculate import recalculate
from sop_addin.schema.declarations import FORMULA, PLANNER, Policy
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.formulas import render
from sop_addin.schema.functions import FUNCTIONS_SHEET
from sop_addin.template.page_layout import PageLayout

HISTORY, HORIZON = FAMILY_PAGE.history, FAMILY_PAGE.horizon
POLICIES = [policy for policy, _ in FAMILY_PAGE.prototypes]
NOW = dt.datetime(2026, 1, 1)
Values = Callable[..., Any]
"""Row and column → computed value on a filled prototype."""


@pytest.fixture(scope="module")
def template(root: Path) -> Path:
    return root / "workbook" / "SOP_Template.xlsm"


@pytest.fixture(scope="module")
def book(template: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(template)


@dataclass(frozen=True)
class Found:
    """A prototype as it is found by its names, without the builder's arithmetic."""

    sheet: Worksheet
    rows: dict[str, int]
    first_month: int
    header: int
    values: int

    def cell(self, name: str, month: int = 0) -> Any:
        return self.sheet.cell(self.rows[name], self.first_month + HISTORY + month)

    def field(self, name: str) -> Any:
        return self.sheet.cell(self.rows[name], self.values)


def found(book: openpyxl.Workbook, policy: Policy) -> Found:
    sheet = book[FAMILY_PAGE.prototype(policy)]
    areas = {
        name: range_boundaries(item.attr_text.split("!")[1].replace("$", ""))
        for name, item in sheet.defined_names.items()
        if name.startswith("page_")
    }
    left, top, right, bottom = areas["page_keys"]
    assert left == right == 1 and top == 1
    keys = {sheet.cell(row, 1).value: row for row in range(top, bottom + 1)}
    first, header, last, same = areas["page_months"]
    assert header == same and last - first + 1 == HISTORY + HORIZON
    keys.pop(None)
    return Found(sheet, keys, first, header, areas["page_key"][0])


@dataclass(frozen=True)
class Where:
    """Addresses from what was found."""

    page: Found
    policy: Policy
    closed: bool

    def at(self, name: str, month: int) -> str:
        fields = {field.name for field in FAMILY_PAGE.fields_of(self.policy)}
        if name in fields:
            return f"${get_column_letter(self.page.values)}${self.page.rows[name]}"
        series = next(s for s in FAMILY_PAGE.series_of(self.policy) if s.name == name)
        if month == -1 and series.opening and not self.closed:
            return self.at(series.opening, 0)
        return str(self.page.cell(name, month).coordinate)

    def span(self, name: str, first: int, last: int) -> str:
        return f"{self.at(name, first)}:{self.at(name, last)}"


@pytest.mark.parametrize("policy", POLICIES)
def test_every_declared_row_has_its_key(book: openpyxl.Workbook, policy: Policy) -> None:
    declared = [*FAMILY_PAGE.fields_of(policy), *FAMILY_PAGE.series_of(policy)]
    page = found(book, policy)
    assert set(page.rows) == {item.name for item in declared}
    order = [page.rows[s.name] for s in FAMILY_PAGE.series_of(policy)]
    assert order == sorted(order)
    assert page.sheet.column_dimensions["A"].hidden


@pytest.mark.parametrize("policy", POLICIES)
def test_every_declared_formula_stands_in_its_cells(
    book: openpyxl.Workbook, policy: Policy
) -> None:
    page = found(book, policy)
    for series in FAMILY_PAGE.series_of(policy):
        for month in range(-HISTORY, HORIZON):
            closed = month < 0
            owner = series.history if closed else series.horizon
            where = Where(page, policy, closed)
            expected = None
            if owner == FORMULA:
                expected = "=" + render(series.formula_of(policy), month, HORIZON, where)
            assert page.cell(series.name, month).value == expected, (series.name, month)


@pytest.mark.parametrize("policy", POLICIES)
def test_only_what_planners_type_is_unlocked_and_the_page_is_protected(
    book: openpyxl.Workbook, policy: Policy
) -> None:
    page = found(book, policy)
    assert page.sheet.protection.sheet and page.sheet.protection.password is None
    for series in FAMILY_PAGE.series_of(policy):
        for month in range(-HISTORY, HORIZON):
            owner = series.history if month < 0 else series.horizon
            assert page.cell(series.name, month).protection.locked == (owner != PLANNER)
    for field in FAMILY_PAGE.fields_of(policy):
        assert page.field(field.name).protection.locked


@pytest.mark.parametrize("policy", POLICIES)
def test_layout_and_names_tell_the_same(book: openpyxl.Workbook, policy: Policy) -> None:
    page, layout = found(book, policy), PageLayout(FAMILY_PAGE, policy)
    assert page.rows == {**layout.field_rows, **layout.series_rows}
    assert (page.header, page.first_month + HISTORY) == (layout.header, layout.cycle_column)


def filled(template: Path, policy: Policy, family: dict[str, Any]) -> bytes:
    """Return the template with a cycle month and one family, its prototype bound to it."""
    book = openpyxl.load_workbook(template)
    ((sheet, place),) = book.defined_names["cycle_month"].destinations
    book[sheet][place.replace("$", "")] = dt.datetime(2026, 3, 1)
    families = book["Families"]
    header, row = families[families.tables["tblFamilies"].ref]
    for head, cell in zip(header, row, strict=True):
        cell.value = family.get(head.value)
    page = found(book, policy)
    page.field("family").value = family["Family"]
    for month in range(HORIZON):
        page.cell("statistical_forecast", month).value = 100.0 + month
        page.cell("regular", month).value = 100.0
        page.cell("working_days", month).value = 20
    page.cell("revenue", -1).value = 500.0
    page.cell("revenue", -2).value = 400.0
    page.cell("revenue", -3).value = 300.0
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture(scope="module")
def made_to_stock(template: Path) -> Values:
    return values(template, Policy.MTS)


@pytest.fixture(scope="module")
def made_to_order(template: Path) -> Values:
    return values(template, Policy.MTO)


def values(template: Path, policy: Policy) -> Values:
    family = {"Family": "Pumps", "Name": "Pumps and more", "Price": 10}
    data = filled(template, policy, family)
    computed = recalculate(data, now=NOW)
    assert {left.sheet for left in computed.left_to_excel} == {FUNCTIONS_SHEET}
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = found(book, policy)
    results = computed.values[page.sheet.title]

    def value(name: str, column: int | None = None) -> Any:
        row = page.header if name == "header" else page.rows[name]
        return results[row, page.values if column is None else column]

    return value


def test_fields_look_up_the_families_table_and_stay_blank_where_it_is(
    made_to_order: Values,
) -> None:
    assert made_to_order("name") == "Pumps and more"
    assert [made_to_order(name) for name in ("price", "cost", "unit")] == [10.0, "", ""]
    assert made_to_order("ship_share") == 0.0


def test_a_blank_cost_leaves_its_money_blank_and_a_blank_ship_share_counts_as_none(
    made_to_order: Values,
) -> None:
    layout, value = PageLayout(FAMILY_PAGE, Policy.MTO), made_to_order
    assert value("constrained_sales", layout.cycle_column) == 0.0
    assert value("order_backlog", layout.cycle_column) == 100.0
    assert value("constrained_sales", layout.cycle_column + 1) == 100.0
    assert value("cost_of_goods", layout.cycle_column) == ""
    assert value("backlog_value", layout.cycle_column) == 1000.0


def test_totals_of_the_year_add_closed_months_and_the_rest(made_to_stock: Values) -> None:
    layout, value = PageLayout(FAMILY_PAGE, Policy.MTS), made_to_stock
    to_date, rest, year = layout.totals
    assert value("revenue", to_date) == 900.0  # January and February; December is last year
    sold = [value("constrained_sales", layout.cycle_column + m) for m in range(10)]
    assert value("revenue", rest) == pytest.approx(10 * sum(sold))
    assert value("revenue", year) == pytest.approx(900 + 10 * sum(sold))
    closing = layout.cycle_column + 9
    assert value("past_due", year) == value("past_due", closing)


def test_a_year_without_a_known_month_is_blank_and_never_0(made_to_stock: Values) -> None:
    to_date, rest, year = PageLayout(FAMILY_PAGE, Policy.MTS).totals
    for unknown in ("aop_demand", "aop_revenue", "demand_less_aop", "cost_of_goods", "margin"):
        assert [made_to_stock(unknown, c) for c in (to_date, rest, year)] == ["", "", ""], unknown
    assert made_to_stock("constrained_sales", to_date) == ""
    assert made_to_stock("constrained_sales", year) == made_to_stock("constrained_sales", rest)
    assert made_to_stock("adjustment", rest) == made_to_stock("overtime", rest) == ""


@pytest.mark.parametrize(
    ("name", "marked"),
    [("revenue", (False, False, False)), ("constrained_sales", (False, False, True))],
)
def test_a_sum_that_lacks_a_month_is_marked(
    template: Path, name: str, marked: tuple[bool, ...]
) -> None:
    """The condition is computed in spare cells, for the row of `name`, once for each total."""
    family = {"Family": "Pumps", "Price": 10}
    book = openpyxl.load_workbook(io.BytesIO(filled(template, Policy.MTS, family)))
    page, layout = found(book, Policy.MTS), PageLayout(FAMILY_PAGE, Policy.MTS)
    spare = layout.last_row + 2
    for column in layout.totals:
        place = f"{get_column_letter(column)}{page.rows[name]}"
        rule, first = next(
            (rule, str(area.sqref).split()[0].split(":")[0])
            for area in page.sheet.conditional_formatting
            for rule in area.rules
            if place in area.sqref and rule.dxf.numFmt and "*" in rule.dxf.numFmt.formatCode
        )
        moved = Translator("=" + rule.formula[0], first).translate_formula(place)
        page.sheet.cell(spare, column).value = moved
    stream = io.BytesIO()
    book.save(stream)
    results = recalculate(stream.getvalue(), now=NOW).values[page.sheet.title]
    assert tuple(results[spare, column] for column in layout.totals) == marked


def test_the_header_counts_months_from_the_cycle_month(made_to_stock: Values) -> None:
    layout = PageLayout(FAMILY_PAGE, Policy.MTS)

    def month(offset: int) -> dt.date:
        serial = made_to_stock("header", layout.cycle_column + offset)
        return dt.date(1899, 12, 30) + dt.timedelta(days=int(serial))

    assert month(-HISTORY) == dt.date(2024, 3, 1)
    assert (month(-1), month(0)) == (dt.date(2026, 2, 1), dt.date(2026, 3, 1))
    assert month(HORIZON - 1) == dt.date(2027, 8, 1)


@pytest.mark.parametrize("policy", POLICIES)
def test_cover_is_marked_where_fewer_than_three_months_follow(
    book: openpyxl.Workbook, policy: Policy
) -> None:
    page = found(book, policy)
    marked = [m for m in range(HORIZON) if "≈" in page.cell("cover", m).number_format]
    assert marked == [HORIZON - 3, HORIZON - 2, HORIZON - 1]
