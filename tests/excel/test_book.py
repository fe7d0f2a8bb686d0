"""The one implementation of the workbook, over primitives in memory."""

from __future__ import annotations

import dataclasses
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

from sop_addin.errors import BookError, DataError, Place
from sop_addin.excel.book import BlockBook
from sop_addin.excel.changes import Changes, NewPage
from sop_addin.schema.declarations import Policy
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import table

MARCH = pd.Period("2026-03", "M")
PAGE = FAMILY_PAGE.name


@pytest.fixture
def blocks(memory: ModuleType) -> Any:
    """Return a book of two families, one to stock and one to order."""
    families = pd.DataFrame(
        {"family": ["Pumps", "Drives"], "policy": ["MTS", "MTO"], "price": [10.0, 500.0]}
    )
    return memory.company_book(families=families)


@pytest.fixture
def book(blocks: Any) -> BlockBook:
    return BlockBook(blocks)


def months(values: list[float], first: pd.Period = MARCH, **names: str) -> pd.DataFrame:
    frame = pd.DataFrame(
        {"key": "Pumps", "series": "regular", "month": pd.period_range(first, periods=len(values))}
    )
    return frame.assign(value=values, **names)


def everything() -> Changes:
    actuals = pd.DataFrame({"family": ["Pumps"], "month": pd.PeriodIndex(["2026-02"], freq="M")})
    fields = pd.DataFrame({"opening_inventory": [240.0], "plan_note": ["Level."]}, index=["Pumps"])
    return Changes(
        cells={"cycle_month": MARCH + 1, "plan_state": "DRAFT"},
        tables={"actuals": actuals.assign(sales=7.0)},
        fields={PAGE: fields},
        grids={PAGE: months([1.0, 2.0, 3.0], MARCH + 1)},
    )


def test_a_new_book_has_its_families_and_their_pages(book: BlockBook) -> None:
    assert book.page_keys(FAMILY_PAGE) == ["Pumps", "Drives"]
    assert book.read_table(table("families"))["price"].tolist() == [10, 500]
    assert book.read_cells()["cycle_month"] == MARCH
    assert book.read_table(table("audit"))["command"].tolist() == ["new"]
    assert book.problems() == [] and book.overtyped() == []


def test_applying_twice_writes_nothing_the_second_time(blocks: Any) -> None:
    assert BlockBook(blocks).apply(everything())
    before = blocks.content()
    blocks.calls.clear()
    assert not BlockBook(blocks).apply(everything())
    assert blocks.calls == [] and blocks.content() == before


def test_the_inverse_takes_a_run_back_even_where_the_cycle_moved(blocks: Any) -> None:
    book, before = BlockBook(blocks), blocks.content()
    undo = book.apply(everything())
    assert blocks.content() != before
    book.apply(undo)
    assert blocks.content() == before


def test_the_inverse_takes_the_first_cycle_month_back(memory: ModuleType) -> None:
    blocks = memory.company_book(cycle=None, families=pd.DataFrame({"family": ["Pumps"]}))
    book, before = BlockBook(blocks), blocks.content()
    undo = book.apply(everything())
    book.apply(undo)
    assert blocks.content() == before


def test_the_inverse_brings_back_what_was_cleared(blocks: Any) -> None:
    book = BlockBook(blocks)
    book.apply(everything())
    before = blocks.content()
    fields = pd.DataFrame({"opening_inventory": ["", None], "plan_note": ["", ""]})
    fields.index = pd.Index(["Pumps", "Drives"])
    undo = book.apply(
        Changes(
            cells={"plan_state": None},
            tables={"actuals": pd.DataFrame(columns=["family", "month"])},
            fields={PAGE: fields},
            grids={PAGE: months([float("nan"), 2.0], MARCH + 1)},
        )
    )
    assert blocks.content() != before
    book.apply(undo)
    assert blocks.content() == before


def test_months_of_a_moved_cycle_stand_in_the_columns_of_the_new_one(blocks: Any) -> None:
    book = BlockBook(blocks)
    book.apply(everything())
    cell = book.locate(Place(PAGE, "Pumps", "regular", "2026-04"))
    assert cell == book.locate(Place(PAGE, "Pumps", "regular", "0"))
    assert blocks.cells[blocks.find(cell)] == 1
    grid = book.read_grid(FAMILY_PAGE, [s for s in FAMILY_PAGE.series if s.name == "regular"])
    known = grid.dropna()
    assert known["month"].astype(str).tolist() == ["2026-04", "2026-05", "2026-06"]
    assert set(known["key"]) == {"Pumps"}


@pytest.mark.parametrize("number", range(1, 8))
def test_a_failing_write_leaves_everything_as_it_was(blocks: Any, number: int) -> None:
    before = blocks.content()
    blocks.fail_at = number
    book = BlockBook(blocks)
    try:
        book.apply(everything())
    except BookError:
        assert blocks.content() == before
        blocks.fail_at = 0
        assert book.apply(everything()), "what was kept in memory is as it was, too"
    else:
        assert len(blocks.calls) < number


def test_a_register_keeps_what_planners_filled(blocks: Any) -> None:
    lines = pd.DataFrame({"family": ["Pumps", "Drives"], "recommendation": ["Make.", "Ship."]})
    BlockBook(blocks).apply(Changes(tables={"pre_sop": lines}))
    place = Place("pre_sop", "Drives", "status")
    blocks.type(BlockBook(blocks).locate(place), "agreed")
    lines["recommendation"] = ["Buy.", "Wait."]
    BlockBook(blocks).apply(Changes(tables={"pre_sop": lines.iloc[::-1]}))
    found = BlockBook(blocks).read_table(table("pre_sop"))
    assert found["family"].tolist() == ["Pumps", "Drives"]
    assert found["recommendation"].tolist() == ["Buy.", "Wait."]
    assert found["status"].tolist() == ["", "agreed"]


def test_an_input_table_that_people_filled_is_refused(book: BlockBook, blocks: Any) -> None:
    before = blocks.content()
    with pytest.raises(ValueError, match="families belongs to people"):
        book.apply(Changes(tables={"families": pd.DataFrame({"family": ["Other"]})}))
    calendar = pd.DataFrame({"month": pd.PeriodIndex([MARCH]), "working_days": [20.0]})
    assert blocks.content() == before
    assert book.apply(Changes(tables={"calendar": calendar})), "an empty one may be filled"


@pytest.mark.parametrize(
    "changes",
    [
        Changes(cells={"last_closed_month": MARCH}),
        Changes(fields={PAGE: pd.DataFrame({"decision": ["accept"]}, index=["Pumps"])}),
        Changes(grids={PAGE: months([1.0], series="adjustment")}),
        Changes(grids={PAGE: months([1.0], series="inventory")}),
        Changes(grids={PAGE: months([1.0], MARCH - 1, series="regular")}),
        Changes(grids={PAGE: months([1.0], MARCH + 18)}),
        Changes(grids={PAGE: months([1.0] * 2, MARCH - 1, series="production")}),
    ],
    ids=[
        "formula cell",
        "formula field",
        "planner's row",
        "formula row",
        "months of nobody",
        "beyond the page",
        "half a formula",
    ],
)
def test_what_python_does_not_own_is_refused(
    book: BlockBook, blocks: Any, changes: Changes
) -> None:
    before = blocks.content()
    with pytest.raises(ValueError, match=r"formula|not written by Python|not on the page"):
        book.apply(changes)
    assert blocks.content() == before


def test_places_are_found_by_key_number_and_month(book: BlockBook, blocks: Any) -> None:
    def at(*words: str) -> Any:
        return blocks.find(book.locate(Place(*words)))

    area = blocks.areas[table("families").excel]
    price = area.column + table("families").column_names.index("price")
    assert at("families", "Drives", "price") == (area.sheet, area.row + 2, price)
    assert at("families", "#1", "price") == (area.sheet, area.row + 1, price)
    assert at("families", "Nobody", "price") == (area.sheet, area.row, price)
    assert at("families") == (area.sheet, area.row, area.column)
    sheet, row, column = at(PAGE, "Pumps", "regular", "2026-05")
    assert at(PAGE, "Pumps", "regular", "2") == (sheet, row, column)
    assert at(PAGE, "Pumps", "regular", "-3") == (sheet, row, column - 5)
    assert at(PAGE, "Pumps", "overtime", "2") == (sheet, row + 1, column)
    assert at("", "", "cycle_month") == dataclasses.astuple(blocks.named["", "cycle_month"])[:3]
    assert book.locate(Place(PAGE, "Nobody", "regular")) == "family Nobody regular"


def test_a_row_of_several_keys_is_found_by_all_of_them(blocks: Any) -> None:
    actuals = pd.DataFrame(
        {"family": "Pumps", "month": pd.period_range("2026-01", periods=2, freq="M"), "sales": 1.0}
    )
    book = BlockBook(blocks)
    book.apply(Changes(tables={"actuals": actuals}))
    row = blocks.areas[table("actuals").excel].row
    assert blocks.find(book.locate(Place("actuals", "Pumps", "sales", "2026-02")))[1] == row + 2
    assert blocks.find(book.locate(Place("actuals", "Pumps/2026-01", "sales")))[1] == row + 1


BAD = [
    (Place("families", "Pumps", "price"), "dear", "got 'dear', expected a number"),
    (Place("families", "Pumps", "price"), "12", "got '12', expected a number"),
    (Place("families", "Pumps", "price"), -1, "got -1, expected at least 0"),
    (Place("families", "Pumps", "policy"), "MTX", "got 'MTX', expected MTS or MTO"),
    (Place("families", "Pumps", "policy"), None, "got a blank, expected a text for Policy"),
    (Place("families", "Drives", "family"), "Pumps", "got Pumps a second time"),
    (Place("families", "Pumps", "cost"), "#N/A", "got the error #N/A"),
    (Place(PAGE, "Pumps", "adjustment", "2026-05"), "many", "got 'many', expected a number"),
    (Place(PAGE, "Drives", "opening_backlog"), "none", "got 'none', expected a number"),
    (Place(field="cycle_month"), "March", "got 'March', expected a month"),
    (Place(field="strategy"), "best", "got 'best', expected level or chase or hybrid"),
    (Place(field="whole_workers"), None, "got a blank, expected yes or no"),
]


@pytest.mark.parametrize(("place", "typed", "said"), BAD, ids=str)
def test_a_bad_cell_is_listed_with_its_place(
    blocks: Any, place: Place, typed: Any, said: str
) -> None:
    cell = BlockBook(blocks).locate(place)
    blocks.type(cell, typed)
    (problem,) = BlockBook(blocks).problems()
    assert problem.line().startswith(f"{cell}: {said}")


def test_every_bad_cell_is_listed(blocks: Any) -> None:
    book = BlockBook(blocks)
    cells = [book.locate(place) for place, typed, _ in BAD if typed in ("dear", "many", "best")]
    for cell in cells:
        blocks.type(cell, "bad")
    assert {problem.where for problem in BlockBook(blocks).problems()} == set(cells)


OVERTYPED = [
    Place(PAGE, "Pumps", "inventory", "4"),
    Place(PAGE, "Pumps", "margin", "-24"),
    Place(PAGE, "Drives", "daily_rate", "17"),
    Place(PAGE, "Drives", "policy"),
    Place(field="fiscal_year_start"),
]


@pytest.mark.parametrize("place", OVERTYPED, ids=str)
def test_a_formula_that_was_typed_over_is_found(blocks: Any, place: Place) -> None:
    blocks.type(BlockBook(blocks).locate(place), 5)
    assert [cell.place for cell in BlockBook(blocks).overtyped()] == [place]


def test_another_formula_in_its_stead_is_found(blocks: Any) -> None:
    place = OVERTYPED[0]
    spot = blocks.find(BlockBook(blocks).locate(place))
    blocks.texts[spot] += "*2"
    assert [cell.place for cell in BlockBook(blocks).overtyped()] == [place]


def test_a_copied_page_is_refused_and_named(blocks: Any) -> None:
    sheet = BlockBook(blocks).locate(Place(PAGE, "Pumps", "family")).split("!")[0]
    blocks.copy_sheet(sheet, "Fam_Pumps (2)", sheet)
    with pytest.raises(BookError, match=r"a second page of Pumps.*Delete the copied sheet"):
        BlockBook(blocks).page_keys(FAMILY_PAGE)


def test_a_page_that_lost_a_row_is_refused(blocks: Any) -> None:
    book = BlockBook(blocks)
    sheet, row, _ = blocks.find(book.locate(Place(PAGE, "Pumps", "regular")))
    blocks.cells[sheet, row, 1] = "something else"
    with pytest.raises(BookError, match="no row 'regular'"):
        BlockBook(blocks).page_keys(FAMILY_PAGE)


def test_a_table_or_name_that_is_gone_is_refused(blocks: Any) -> None:
    del blocks.areas[table("calendar").excel]
    with pytest.raises(BookError, match=f"no table {table('calendar').excel}"):
        BlockBook(blocks).read_table(table("calendar"))
    del blocks.named["", "strategy"]
    with pytest.raises(BookError, match="no cell named strategy"):
        BlockBook(blocks).read_cells()


def test_a_renamed_header_is_refused(blocks: Any) -> None:
    area = blocks.areas[table("families").excel]
    headers = tuple("Preis" if h == "Price" else h for h in area.headers)
    blocks.areas[area.name] = dataclasses.replace(area, headers=headers)
    with pytest.raises(BookError, match="no column 'Price'"):
        BlockBook(blocks).read_table(table("families"))


def test_formulas_are_computed_by_python_not_read(blocks: Any, book: BlockBook) -> None:
    blocks.cells[blocks.find(book.locate(Place(PAGE, "Pumps", "production", "0")))] = 999_999
    book.apply(Changes(grids={PAGE: months([5.0])}))
    grid = book.read_grid(FAMILY_PAGE, [s for s in FAMILY_PAGE.series if s.name == "production"])
    now = grid[(grid["month"] == MARCH) & (grid["key"] == "Pumps")]
    assert now["value"].tolist() == [5]


def test_a_page_is_named_after_its_family_as_far_as_excel_allows(memory: ModuleType) -> None:
    codes = ["A/B:C", "A_B_C", "a_b_c d", "X" * 31, "X" * 30 + "Y", "[1]", "'quoted'"]
    blocks = memory.company_book(families=pd.DataFrame({"family": codes}))
    sheets = [sheet for sheet in blocks.sheets() if sheet.startswith(FAMILY_PAGE.prefix)]
    assert len({sheet.lower() for sheet in sheets}) == len(codes)
    for sheet in sheets:
        assert len(sheet) <= 31 and not set(sheet) & set("[]:*?/\\'")
    assert BlockBook(blocks).page_keys(FAMILY_PAGE) == codes


def test_pages_are_cloned_from_the_prototype_of_their_policy(blocks: Any) -> None:
    book = BlockBook(blocks)
    book.apply(Changes(new_pages=(NewPage(PAGE, "Motors", Policy.MTO),)))
    assert book.page_keys(FAMILY_PAGE) == ["Pumps", "Drives", "Motors"]
    assert blocks.calls[0] == f"copy {FAMILY_PAGE.prototype(Policy.MTO)}"


def test_a_blank_cycle_is_refused_where_months_are_asked_for(memory: ModuleType) -> None:
    blocks = memory.company_book(cycle=None, families=pd.DataFrame({"family": ["Pumps"]}))
    with pytest.raises(DataError, match="the month in which this cycle runs"):
        BlockBook(blocks).read_grid(FAMILY_PAGE, FAMILY_PAGE.series)


def test_a_place_outside_the_workbook_stays_in_words(book: BlockBook) -> None:
    assert book.locate(Place("history", "Pumps", "y", "2026-02")) == "history Pumps y 2026-02"
