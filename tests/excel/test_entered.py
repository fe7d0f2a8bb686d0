"""Cells that people fill are written by place, taken back, and never where they hold a formula."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from sop_addin.errors import DataError, Place
from sop_addin.excel.book import BlockBook
from sop_addin.excel.changes import Changes
from sop_addin.schema.family_page import FAMILY_PAGE

PRICE = Place("families", "Pumps", "price")
MAY = Place(FAMILY_PAGE.name, "Pumps", "adjustment", "2026-05")
CURRENCY = Place(field="currency")


@pytest.fixture
def blocks(memory: Any) -> Any:
    made = memory.company_book(families=pd.DataFrame({"family": ["Pumps"], "price": [9.0]}))
    BlockBook(made).apply(Changes(cells={"cycle_month": pd.Period("2026-03", "M")}))
    return made


def test_a_cell_of_a_list_of_a_page_and_a_setting_are_written_and_taken_back(blocks: Any) -> None:
    before = blocks.content()
    book = BlockBook(blocks)
    undo = book.apply(Changes(entered={PRICE: 11.0, MAY: 30.0, CURRENCY: "CHF"}))
    assert undo.entered == {PRICE: 9.0, MAY: None, CURRENCY: "EUR"}
    held = [blocks.cells[blocks.find(book.locate(place))] for place in (PRICE, MAY, CURRENCY)]
    assert held == [11, 30, "CHF"]
    assert not book.apply(Changes(entered={PRICE: 11.0}))
    book.apply(undo)
    assert blocks.content() == before


def test_a_formula_stays_and_is_named(blocks: Any) -> None:
    where = BlockBook(blocks).locate(PRICE)
    blocks.texts[blocks.find(where)] = "=4+5"
    with pytest.raises(DataError) as caught:
        BlockBook(blocks).apply(Changes(entered={PRICE: 11.0}))
    assert caught.value.where == where and blocks.texts[blocks.find(where)] == "=4+5"


@pytest.mark.parametrize(
    "place",
    [
        Place(FAMILY_PAGE.name, "Pumps", "adjustment", "2026-02"),
        Place(FAMILY_PAGE.name, "Pumps", "production", "2026-05"),
        Place(field="plan_state"),
        Place("families", "Gears", "price"),
    ],
)
def test_what_people_do_not_fill_is_refused(blocks: Any, place: Place) -> None:
    with pytest.raises(ValueError, match=r"does not belong to people|is no row"):
        BlockBook(blocks).apply(Changes(entered={place: 1.0}))
