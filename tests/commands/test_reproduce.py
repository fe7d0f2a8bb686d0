"""The same inputs give the same digits; what does not is named by its first cell."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from sop_addin.commands.open_cycle import open_cycle
from sop_addin.commands.plan import plan
from sop_addin.commands.presop import presop
from sop_addin.commands.reproduce import reproduce
from sop_addin.errors import Place
from sop_addin.excel.book import BlockBook
from sop_addin.schema.family_page import FAMILY_PAGE


@pytest.fixture
def blocks(forecast_book: Any, carry: Any) -> Any:
    carry(forecast_book, plan, strategy="chase")
    return forecast_book


def lines_of(blocks: Any, run: Any) -> list[str]:
    """Return what is not reproduced, of a copy; and prove that the copy ends as it began."""
    scratch = copy.deepcopy(blocks)
    before = scratch.content()
    lines = reproduce(BlockBook(scratch), run)
    assert scratch.content() == before
    return lines


def type_on(blocks: Any, place: Place, value: Any) -> str:
    cell = BlockBook(blocks).locate(place)
    blocks.type(cell, value)
    return cell


def test_a_month_that_nobody_bent_is_reproduced_to_the_digit(blocks: Any, run: Any) -> None:
    assert lines_of(blocks, run) == []


def test_sheets_that_a_new_month_has_emptied_are_not_missed(
    blocks: Any, run: Any, carry: Any
) -> None:
    carry(blocks, presop)
    assert lines_of(blocks, run) == []
    carry(blocks, open_cycle)
    assert [line for line in lines_of(blocks, run) if line.startswith(("presop", "plan"))] == []


def test_a_forecast_typed_over_is_named_by_its_cell(blocks: Any, run: Any) -> None:
    place = Place(FAMILY_PAGE.name, "Valves", "statistical_forecast", "2026-05")
    cell = type_on(blocks, place, 7)
    lines = lines_of(blocks, run)
    assert lines[0].startswith(f"forecast: {cell} holds 7, computed ")


def test_a_table_changed_by_hand_is_named_by_its_cell(blocks: Any, run: Any) -> None:
    cell = type_on(blocks, Place("strategies", "#1", "cost"), 7)
    (line,) = lines_of(blocks, run)
    assert line.startswith(f"plan: {cell} holds 7, computed ")


def test_an_input_changed_since_is_given_as_the_reason(blocks: Any, run: Any) -> None:
    type_on(blocks, Place(FAMILY_PAGE.name, "Pumps", "adjustment", "2026-05"), 30)
    lines = [line for line in lines_of(blocks, run) if line.startswith("plan: ")]
    assert lines and all("since it ran, changed: the page of Pumps" in line for line in lines)
