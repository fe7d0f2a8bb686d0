"""Undo takes back the last run and nothing else, and refuses where a cell was changed since."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sop_addin.commands.dispatch import Request, carry_out
from sop_addin.commands.family_codes import FamilyWish
from sop_addin.commands.verify import verify
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import BlockBook
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.record_tables import RECORD
from sop_addin.schema.tables import TABLES, table

CLOSED = pd.period_range("2024-01", "2026-02", freq="M")
Do = Callable[..., bool]


@pytest.fixture
def source(extract: Any) -> Path:
    lines = [f"{f},{m},{100 + m.month},50" for f in ("Pumps", "Valves") for m in CLOSED]
    path: Path = extract("family,month,sales,inventory", *lines)
    return path


@pytest.fixture
def blocks(memory: Any) -> Any:
    families = {"family": ["Pumps", "Valves"], "price": [9.0, 7.0], "target_days": [5.0, 5.0]}
    return memory.company_book(families=pd.DataFrame(families))


@pytest.fixture
def do(blocks: Any, source: Path, run: Any) -> Do:
    """Return a function that runs a command as shell and ribbon do: ``do("plan")``."""

    def command(name: str, **more: Any) -> bool:
        return carry_out(BlockBook(blocks), name, Request(None, source=source, **more), run)

    return command


def content(blocks: Any) -> dict[Any, Any]:
    """Return every value and formula but those of the record of runs."""
    own = {table(name).sheet for name in RECORD}
    held = {("value", *spot): value for spot, value in blocks.cells.items() if spot[0] not in own}
    texts = {("text", *spot): text for spot, text in blocks.texts.items() if spot[0] not in own}
    return held | texts


def frames(blocks: Any) -> dict[str, str]:
    """Return every table as it reads; a blank row that a table keeps is nothing."""
    book = BlockBook(blocks)
    return {t.name: book.read_table(t).to_csv(index=False) for t in TABLES if t.name not in RECORD}


def pages(blocks: Any) -> pd.DataFrame:
    book = BlockBook(blocks)
    parts = [book.read_grid(FAMILY_PAGE, [series]) for series in FAMILY_PAGE.series]
    return pd.concat(parts, ignore_index=True)


@pytest.mark.parametrize("name", ["forecast", "plan", "presop", "cycle"])
def test_undo_gives_the_book_of_before_the_run(blocks: Any, do: Do, name: str) -> None:
    do("refresh")
    if name == "presop":
        do("forecast")
        do("plan")
    before, tables, months = content(blocks), frames(blocks), pages(blocks)
    assert do(name)
    assert content(blocks) != before
    assert do("undo")
    assert frames(blocks) == tables
    assert pages(blocks).equals(months)
    left = {k: v for k, v in content(blocks).items() if before.get(k) != v}
    assert left == {} and verify(BlockBook(blocks)) == []


def test_undo_of_an_undo_does_the_run_again(blocks: Any, do: Do) -> None:
    do("refresh")
    do("forecast")
    after, tables = content(blocks), frames(blocks)
    do("undo")
    assert do("undo")
    assert content(blocks) == after and frames(blocks) == tables
    names = BlockBook(blocks).read_table(table("audit"))["command"].tolist()
    assert names[-3:] == ["forecast", "undo", "undo"]
    assert verify(BlockBook(blocks)) == []


def test_a_month_that_was_opened_goes_back_with_what_people_typed(blocks: Any, do: Do) -> None:
    do("cycle")
    places = [Place(FAMILY_PAGE.name, "Pumps", "adjustment", m) for m in ("2026-03", "2026-05")]
    for place in places:
        blocks.type(BlockBook(blocks).locate(place), 30)
    before, months = frames(blocks), pages(blocks)
    do("open")
    assert do("undo")
    assert frames(blocks) == before and pages(blocks).equals(months)


def test_a_month_typed_after_the_month_was_opened_is_named(blocks: Any, do: Do) -> None:
    do("cycle")
    do("open")
    cell = BlockBook(blocks).locate(Place(FAMILY_PAGE.name, "Valves", "adjustment", "2026-06"))
    blocks.type(cell, 5)
    with pytest.raises(DataError) as caught:
        do("undo")
    assert BlockBook(blocks).locate(caught.value.where) == cell


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("forecast", Place(FAMILY_PAGE.name, "Valves", "statistical_forecast", "2026-07")),
        ("forecast", Place("forecasts", "#2", "next_12")),
        ("plan", Place(field="strategy")),
        ("plan", Place(FAMILY_PAGE.name, "Pumps", "plan_note")),
    ],
)
def test_the_first_cell_that_was_changed_since_is_named_and_nothing_is_written(
    blocks: Any, do: Do, name: str, place: Place
) -> None:
    do("refresh")
    do("forecast")
    if name == "plan":
        do("plan", strategy="level")
    cell = BlockBook(blocks).locate(place)
    blocks.type(cell, "chase" if place.field == "strategy" else 77)
    held = blocks.content()
    with pytest.raises(DataError) as caught:
        do("undo")
    assert BlockBook(blocks).locate(caught.value.where) == cell
    assert f"({name})" in caught.value.got
    assert blocks.content() == held


def test_what_was_typed_elsewhere_since_stays(blocks: Any, do: Do) -> None:
    do("refresh")
    do("forecast")
    cell = BlockBook(blocks).locate(Place(FAMILY_PAGE.name, "Pumps", "adjustment", "2026-05"))
    blocks.type(cell, 30)
    assert do("undo")
    assert blocks.cells[blocks.find(cell)] == 30


def test_a_decision_typed_beside_a_row_stays_where_the_row_does(blocks: Any, do: Do) -> None:
    do("cycle")
    cell = BlockBook(blocks).locate(Place("executive", "Pumps", "decision"))
    price = BlockBook(blocks).locate(Place("families", "Pumps", "price"))
    blocks.type(price, 11)
    for name in ("plan", "presop", "executive"):
        do(name)
    blocks.type(cell, "accept")
    assert do("undo")
    assert (
        BlockBook(blocks).read_table(table("executive"))["decision"].tolist().count("accept") == 1
    )


def test_a_family_gets_its_old_code_back_and_a_retired_one_is_planned_again(
    blocks: Any, do: Do
) -> None:
    do("cycle")
    before, tables = content(blocks), frames(blocks)
    do("family", family=FamilyWish("rename", "Pumps", new="Drives"))
    do("undo")
    assert frames(blocks) == tables and content(blocks) == before
    do("family", family=FamilyWish("retire", "Pumps"))
    do("undo")
    assert frames(blocks) == tables and blocks.hidden == set()


def test_a_page_that_was_added_is_not_taken_back(blocks: Any, do: Do) -> None:
    do("refresh")
    do("family", family=FamilyWish("add", "Caps", like="Pumps"))
    with pytest.raises(DataError, match="sop family retire BOOK Caps"):
        do("undo")


def test_a_new_book_and_a_bent_record_have_nothing_to_go_back_to(blocks: Any, do: Do) -> None:
    with pytest.raises(DataError, match="A new book"):
        do("undo")
    do("refresh")
    blocks.type(BlockBook(blocks).locate(Place("undo", "#1", "content")), "zabc")
    with pytest.raises(DataError, match="not whole"):
        do("undo")
