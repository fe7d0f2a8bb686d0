"""Trace leads from a cell over formulas to what was typed and to the run that wrote it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from sop_addin.commands.plan import plan
from sop_addin.commands.refresh import refresh
from sop_addin.commands.trace import trace
from sop_addin.errors import BookError, Place
from sop_addin.excel.book import BlockBook
from sop_addin.excel.finding import Finder
from sop_addin.schema.family_page import FAMILY_PAGE


@pytest.fixture
def blocks(memory: Any, carry: Any, extract: Any) -> Any:
    families = pd.DataFrame({"family": ["Pumps"], "price": [9.0], "target_days": [5.0]})
    made = memory.company_book(families=families)
    carry(made, refresh, source=extract("family,month,sales,inventory", "Pumps,2026-02,200,100"))
    for offset in range(18):
        place = Place(FAMILY_PAGE.name, "Pumps", "statistical_forecast", str(offset))
        made.type(BlockBook(made).locate(place), 200)
    carry(made, plan)
    return made


def traced(blocks: Any, *where: str) -> list[str]:
    book = BlockBook(blocks)
    return trace(book, Finder(blocks), book.locate(Place(*where)))


@pytest.mark.parametrize(
    "place",
    [
        Place("families", "#1", "price"),
        Place("strategies", "#2", "cost"),
        Place(FAMILY_PAGE.name, "Pumps", "regular", "0"),
        Place(FAMILY_PAGE.name, "Pumps", "inventory", "-3"),
        Place(FAMILY_PAGE.name, "Pumps", "opening_inventory"),
        Place(field="currency"),
    ],
    ids=str,
)
def test_a_cell_is_found_where_its_place_is_located(blocks: Any, place: Place) -> None:
    assert Finder(blocks).at(BlockBook(blocks).locate(place)).place == place


def test_a_written_number_names_its_run_what_it_read_and_the_runs_before(blocks: Any) -> None:
    lines = traced(blocks, FAMILY_PAGE.name, "Pumps", "regular", "1")
    assert lines[0].endswith("holds 184: Regular of Pumps in 2026-04")
    assert lines[1] == "what plan writes on the page of Pumps: written in run 3, as it left it"
    assert lines[2].startswith("run 3: plan, 2026-03-04 09:30 by planner, add-in ")
    assert "Families" in lines[3] and "unconstrained_demand" in lines[3]
    assert [line.split(",")[0] for line in lines if line.startswith("run ")] == [
        "run 3: plan",
        "run 2: refresh",
        "run 1: new",
    ]
    assert lines[-1].startswith("inputs behind all of it: ") and "Families" in lines[-1]


def test_a_formula_names_its_rows_and_what_was_typed_behind_them(blocks: Any) -> None:
    lines = traced(blocks, FAMILY_PAGE.name, "Pumps", "revenue", "0")
    assert lines[1] == "computed by TIMES(constrained_sales, plan_price)"
    price = BlockBook(blocks).locate(Place("families", "Pumps", "price"))
    assert any(line.startswith("typed by people: ") and price in line for line in lines)
    assert any("written in run 3" in line for line in lines)


def test_a_number_bent_by_hand_is_told(blocks: Any) -> None:
    place = Place("strategies", "#2", "cost")
    blocks.type(BlockBook(blocks).locate(place), 1.0)
    lines = traced(blocks, "strategies", "#2", "cost")
    assert lines[1] == "the sheet Strategies: written in run 3, changed by hand since"


def test_what_people_typed_has_no_run(blocks: Any) -> None:
    lines = traced(blocks, "families", "#1", "price")
    assert lines[0].endswith("holds 9: Price of Pumps on Families")
    assert lines[1:] == [f"typed by people: {lines[0].split()[0]}"]


@pytest.mark.parametrize("cell", ["Finance", "Nowhere!B2", "Finance!2B", "Finance!A1"])
def test_what_is_no_number_of_the_book_is_refused_in_words(blocks: Any, cell: str) -> None:
    with pytest.raises(BookError, match="of the book"):
        trace(BlockBook(blocks), Finder(blocks), cell)
