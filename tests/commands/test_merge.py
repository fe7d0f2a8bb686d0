"""Copies of the book come back: what people typed is taken, what both changed is listed."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from sop_addin.commands.check import check
from sop_addin.commands.dispatch import Request, carry_out
from sop_addin.commands.family_codes import FamilyWish
from sop_addin.commands.merge import MergeWish
from sop_addin.commands.open_cycle import open_cycle
from sop_addin.commands.refresh import refresh
from sop_addin.commands.verify import verify
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import BlockBook
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import table

CLOSED = pd.period_range("2024-01", "2026-02", freq="M")
MAY = Place(FAMILY_PAGE.name, "Pumps", "adjustment", "2026-05")
JUNE = Place(FAMILY_PAGE.name, "Valves", "manual_change", "2026-06")
WHY = Place(FAMILY_PAGE.name, "Pumps", "adjustment_reason", "2026-05")
PRICE = Place("families", "Pumps", "price")
Do = Callable[..., bool]


@pytest.fixture
def blocks(memory: Any, carry: Any, extract: Any) -> Any:
    families = {"family": ["Pumps", "Valves"], "price": [9.0, 7.0], "target_days": [5.0, 5.0]}
    made = memory.company_book(families=pd.DataFrame(families))
    lines = [f"{f},{m},{100 + m.month},50" for f in ("Pumps", "Valves") for m in CLOSED]
    carry(made, refresh, source=extract("family,month,sales,inventory", *lines))
    return made


@pytest.fixture
def do(blocks: Any, run: Any) -> Do:
    """Return a function that merges copies: ``do(base, copy, ..., take="mine")``."""

    def command(base: Any, *copies: Any, take: str = "") -> bool:
        returned = tuple((f"{at}.xlsm", BlockBook(each)) for at, each in enumerate(copies, 1))
        wish = MergeWish(returned, None if base is None else BlockBook(base), take)
        return carry_out(BlockBook(blocks), "merge", Request(None, merge=wish), run)

    return command


def test_another_companys_book_is_refused_whole(blocks: Any, do: Do, memory: Any) -> None:
    stranger = memory.company_book(families=pd.DataFrame({"family": ["Pumps"], "price": [1.0]}))
    typed = BlockBook(stranger).locate(Place(field="company"))
    stranger.type(typed, "Acme")
    before = blocks.content()
    for base, copies in ((None, [stranger]), (stranger, [sent(blocks)])):
        with pytest.raises(DataError, match=r"another book, of Acme, expected a copy of this"):
            do(base, *copies)
    assert blocks.content() == before


def sent(blocks: Any) -> Any:
    return copy.deepcopy(blocks)


def put(blocks: Any, place: Place, value: Any) -> str:
    cell: str = BlockBook(blocks).locate(place)
    blocks.type(cell, value)
    return cell


def at(blocks: Any, place: Place) -> Any:
    return blocks.cells.get(blocks.find(BlockBook(blocks).locate(place)))


def test_what_only_the_copies_changed_is_taken_and_nothing_else(blocks: Any, do: Do) -> None:
    base = sent(blocks)
    first, second = sent(blocks), sent(blocks)
    put(first, MAY, 30)
    put(first, WHY, "fair")
    put(second, JUNE, -5)
    put(second, PRICE, 11)
    first.type(BlockBook(first).locate(Place("actuals", "#1", "sales")), 999)  # not theirs to fill
    before = dict(blocks.cells)
    assert do(base, first, second)
    assert [at(blocks, place) for place in (MAY, WHY, JUNE, PRICE)] == [30, "fair", -5, 11]
    own = {blocks.find(BlockBook(blocks).locate(place)) for place in (MAY, WHY, JUNE, PRICE)}
    record = {table(name).sheet for name in ("audit", "seals", "undo")}
    changed = {spot for spot in blocks.cells if blocks.cells[spot] != before.get(spot)}
    assert {spot for spot in changed if spot[0] not in record} == own
    assert check(BlockBook(blocks)) == [] and verify(BlockBook(blocks)) == []
    assert not do(base, first, second)


def test_what_was_changed_here_since_stays(blocks: Any, do: Do) -> None:
    base = sent(blocks)
    returned = sent(blocks)
    put(blocks, MAY, 40)
    put(returned, JUNE, 7)
    assert do(base, returned)
    assert (at(blocks, MAY), at(blocks, JUNE)) == (40, 7)


@pytest.mark.parametrize(("take", "holds"), [("", 40), ("mine", 40), ("theirs", 30)])
def test_a_cell_that_both_changed_is_listed_with_both_values(
    blocks: Any, do: Do, said: list[str], take: str, holds: float
) -> None:
    base, returned = sent(blocks), sent(blocks)
    cell = put(blocks, MAY, 40)
    put(returned, MAY, 30)
    put(returned, JUNE, 7)
    assert do(base, returned, take=take)
    assert f"conflict {cell} (Adjustment ±, 2026-05): mine 40, 1.xlsm 30" in said
    assert (at(blocks, MAY), at(blocks, JUNE)) == (holds, 7)
    assert ("--take" in said[-1]) == (take == "")
    audit = BlockBook(blocks).read_table(table("audit")).iloc[-1]
    assert audit["command"] == "merge" and "1 conflict " in audit["summary"]


@pytest.mark.parametrize(("take", "holds"), [("", None), ("mine", None), ("theirs", 35)])
def test_two_copies_that_differ_are_a_conflict_and_neither_is_taken_unasked(
    blocks: Any, do: Do, said: list[str], take: str, holds: float | None
) -> None:
    base, first, second = sent(blocks), sent(blocks), sent(blocks)
    put(first, MAY, 30)
    cell = put(second, MAY, 35)
    assert do(base, first, second, take=take) == (take == "theirs")
    assert f"conflict {cell} (Adjustment ±, 2026-05): 1.xlsm 30, 2.xlsm 35" in said
    assert at(blocks, MAY) == holds


def test_a_copy_of_another_month_is_said(blocks: Any, do: Do, carry: Any, said: list[str]) -> None:
    base = sent(blocks)
    carry(blocks, open_cycle)
    assert not do(base, base)
    assert "note: 1.xlsm is of cycle 2026-03, this book of cycle 2026-04" in said


def test_a_cell_that_a_copy_cleared_is_cleared_where_it_is_known_what_was_sent(
    blocks: Any, do: Do
) -> None:
    put(blocks, MAY, 30)
    base, returned = sent(blocks), sent(blocks)
    put(returned, MAY, None)
    assert not do(None, returned)
    assert at(blocks, MAY) == 30
    assert do(base, returned)
    assert at(blocks, MAY) is None


def test_without_what_was_sent_blanks_are_filled_and_the_rest_is_listed(
    blocks: Any, do: Do, said: list[str]
) -> None:
    returned = sent(blocks)
    cell = put(blocks, MAY, 40)
    put(returned, MAY, 30)
    put(returned, JUNE, 7)
    assert do(None, returned)
    assert (at(blocks, MAY), at(blocks, JUNE)) == (40, 7)
    assert f"conflict {cell} (Adjustment ±, 2026-05): mine 40, 1.xlsm 30" in said


def test_a_row_that_a_copy_adds_is_added_and_a_family_is_not(
    blocks: Any, do: Do, said: list[str]
) -> None:
    base, returned = sent(blocks), sent(blocks)
    area = returned.areas["tblAssumptions"]
    row = {"assumption": "A1", "statement": "Steel stays", "families": "Pumps", "status": "open",
           "owner": "Ana", "month": 46143}  # fmt: skip
    for column, name in enumerate(table("assumptions").column_names, area.column):
        if name in row:
            returned.cells[area.sheet, area.row + 1, column] = row[name]
    listed = returned.areas["tblFamilies"]
    returned.resize_table("tblFamilies", 3)
    for column, value in enumerate(("Caps", "Caps", "MTS"), listed.column):
        returned.cells[listed.sheet, listed.row + 3, column] = value
    assert do(base, returned)
    assert BlockBook(blocks).read_table(table("assumptions"))["assumption"].tolist() == ["A1"]
    assert "1.xlsm: Families Caps: a family comes by `sop family add`, not by a merge" in said
    assert len(BlockBook(blocks).read_table(table("families"))) == 2


def test_rows_of_a_code_that_was_changed_meanwhile_do_not_come_back(
    blocks: Any, do: Do, run: Any, said: list[str]
) -> None:
    area = blocks.areas["tblBillOfResources"]
    for column, value in enumerate(("Pumps", "Press", 0.5), area.column):
        blocks.cells[area.sheet, area.row + 1, column] = value
    returned = sent(blocks)
    wish = FamilyWish("rename", "Pumps", new="Motors")
    assert carry_out(BlockBook(blocks), "family", Request(None, family=wish), run)
    hours = BlockBook(blocks).read_table(table("bill_of_resources"))
    assert not do(None, returned)
    assert BlockBook(blocks).read_table(table("bill_of_resources")).equals(hours)
    assert "1.xlsm: 1 row of Pumps, which is no family here: not taken" in said


def test_a_month_that_has_left_the_pages_is_said_and_the_others_are_taken(
    blocks: Any, do: Do, carry: Any, said: list[str]
) -> None:
    base, returned = sent(blocks), sent(blocks)
    march = Place(FAMILY_PAGE.name, "Pumps", "adjustment", "2026-03")
    put(returned, march, 12)
    put(returned, MAY, 30)
    carry(blocks, open_cycle)
    assert do(base, returned)
    assert at(blocks, MAY) == 30
    assert any("2026-03 holds 12, and no page here has such a month" in line for line in said)
