"""The record of a month: whole while nobody bends it, and by cell where somebody does."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from sop_addin.commands.family_codes import FamilyWish
from sop_addin.commands.family_rename import rename
from sop_addin.commands.forecast import forecast
from sop_addin.commands.plan import plan
from sop_addin.commands.refresh import refresh
from sop_addin.commands.verify import head, verify
from sop_addin.errors import Place
from sop_addin.excel.book import BlockBook
from sop_addin.excel.changes import Changes
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import table

CLOSED = pd.period_range("2024-01", "2026-02", freq="M")


@pytest.fixture
def blocks(memory: Any, carry: Any, extract: Any) -> Any:
    families = pd.DataFrame({"family": ["Pumps", "Drives"], "policy": ["MTS", "MTO"]})
    made = memory.company_book(families=families)
    lines = [f"Pumps,{m},{100 + m.month},50," for m in CLOSED]
    lines += [f"Drives,{m},{80 + m.month},,40" for m in CLOSED]
    carry(made, refresh, source=extract("family,month,sales,inventory,backlog", *lines))
    carry(made, forecast)
    carry(made, plan, strategy="hybrid")
    return made


def type_on(blocks: Any, place: Place, value: Any) -> str:
    """Type a value as a planner does, and return the cell."""
    cell = BlockBook(blocks).locate(place)
    blocks.type(cell, value)
    return cell


def page(series: str, month: str, key: str = "Pumps") -> Place:
    return Place(FAMILY_PAGE.name, key, series, month)


def test_a_month_that_nobody_bent_is_whole(blocks: Any) -> None:
    book = BlockBook(blocks)
    assert verify(book) == []
    rows = book.read_table(table("audit"))
    assert rows["command"].tolist() == ["new", "refresh", "forecast", "plan"]
    assert rows["before"].tolist() == ["", *rows["digest"].tolist()[:-1]]
    assert head(book) == f"4 runs, the last row is {rows['digest'].iloc[-1]}"
    assert rows["libraries"].str.contains(r"numpy \d.*highspy \d.*cellrune", regex=True).all()
    assert rows["inputs"].str.len().eq(64).all() and rows["inputs"].is_unique


def test_a_changed_row_is_named_by_its_cell(blocks: Any) -> None:
    cell = type_on(blocks, Place("audit", "#2", "user"), "somebody else")
    (line,) = verify(BlockBook(blocks))
    assert line.startswith(f"{cell}: got 'somebody else' in run 2, expected what the run wrote")


def test_planners_cells_may_change(blocks: Any) -> None:
    type_on(blocks, page("adjustment", "2026-05"), 30)
    type_on(blocks, Place(field="source"), "elsewhere")
    assert verify(BlockBook(blocks)) == []


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (page("production", "2026-01"), "what refresh writes on the page of Pumps"),
        (page("statistical_forecast", "2026-05"), "what forecast writes on the page of Pumps"),
        (page("regular", "2026-05", "Drives"), "what plan writes on the page of Drives"),
        (page("opening_inventory", ""), "what refresh writes on the page of Pumps"),
        (Place("actuals", "#3", "sales"), "the sheet Actuals"),
        (Place("strategies", "#1", "cost"), "the sheet Strategies"),
        (Place(field="plan_fingerprint"), "the setting 'Fingerprint of the plan'"),
    ],
    ids=str,
)
def test_an_output_changed_by_hand_is_named_with_its_run(
    blocks: Any, place: Place, words: str
) -> None:
    type_on(blocks, place, 7)
    lines = verify(BlockBook(blocks))
    assert [line.split(":")[0] for line in lines] == [words]
    assert " left it in run " in lines[0]


def test_a_seal_that_was_bent_with_its_sheet_shows_in_the_chain(blocks: Any) -> None:
    type_on(blocks, Place("seals", "#1", "digest"), "0000-0000-0000-0000")
    lines = verify(BlockBook(blocks))
    assert "expected that of the seals in the book" in lines[0] and lines[0].startswith("Audit!")


def test_last_rows_that_were_cut_off_show_by_the_seals(blocks: Any) -> None:
    book = BlockBook(blocks)
    rows = book.read_table(table("audit"))
    book.apply(Changes(restore={"audit": rows.iloc[:-1]}))
    assert any("expected run 4, which left outputs: rows are missing" in x for x in verify(book))


def test_a_command_that_runs_again_makes_its_outputs_whole(blocks: Any, carry: Any) -> None:
    type_on(blocks, page("statistical_forecast", "2026-05"), 7)
    carry(blocks, forecast)
    assert verify(BlockBook(blocks)) == []


def test_a_family_that_gets_another_code_keeps_its_seals_and_its_bent_numbers(
    blocks: Any, carry: Any
) -> None:
    type_on(blocks, page("statistical_forecast", "2026-05"), 7)
    type_on(blocks, Place("strategies", "#1", "cost"), 7)
    carry(blocks, rename, wish=FamilyWish("rename", "Pumps", new="Pompes"))
    assert [line.split(":")[0] for line in verify(BlockBook(blocks))] == [
        "what forecast writes on the page of Pompes",
        "the sheet Strategies",
    ]
