"""Commands see the same book through the file and through Excel: one book, both adapters."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

from sop_addin.commands.dispatch import Request, carry_out
from sop_addin.commands.merge import MergeWish
from sop_addin.commands.run import Run
from sop_addin.errors import BookError, Place
from sop_addin.excel.blocks import Area
from sop_addin.excel.book import BlockBook
from sop_addin.excel.changes import Changes
from sop_addin.excel.file import FileBlocks
from sop_addin.excel.live import LiveBlocks
from sop_addin.schema.declarations import Kind
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import TABLES, table

MONTH = pd.Period("2026-03", "M")
KEY = "BeltDrive"


@pytest.fixture(scope="module")
def loaded(sample_book: Path, excel_double: ModuleType) -> Any:
    return excel_double.load(sample_book)


@pytest.fixture(params=["file", "live"])
def blocks(
    request: pytest.FixtureRequest,
    sample_book: Path,
    loaded: Any,
    excel_double: ModuleType,
    tmp_path: Path,
) -> Iterator[Any]:
    if request.param == "file":
        with FileBlocks(shutil.copy(sample_book, tmp_path / "SOP.xlsm")) as opened:
            yield opened
    else:
        with LiveBlocks(excel_double.open_book(loaded.copy())) as opened:
            yield opened


def contents(blocks: Any) -> dict[str, Any]:
    """Return everything declared that a book holds, read anew."""
    book = BlockBook(blocks)
    held: dict[str, Any] = {"cells": book.read_cells()}
    for each in TABLES:
        held[each.name] = book.read_table(each).astype(object).fillna("").to_dict("list")
        held[f"{each.name} rows"] = blocks.tables()[each.excel].rows
    numbers = [s for s in FAMILY_PAGE.series if s.kind is Kind.NUMBER]
    texts = [s for s in FAMILY_PAGE.series if s.kind is Kind.TEXT]
    for name, series in (("numbers", numbers), ("texts", texts)):
        grid = book.read_grid(FAMILY_PAGE, series)
        held[name] = grid.astype(object).fillna("").to_dict("list")
    return held


def audit(number: int, summary: str) -> pd.DataFrame:
    row = dict.fromkeys(table("audit").column_names, "x")
    row |= {"run": number, "when": dt.datetime(2026, 3, 4, 9, 30), "summary": summary}
    return pd.DataFrame([row])


def shortages(rows: int) -> pd.DataFrame:
    data: dict[str, Any] = {}
    for column in table("shortages").columns:
        values = {Kind.NUMBER: 2.0, Kind.MONTH: MONTH, Kind.TEXT: column.name}
        one = column.choices[0] if column.choices else values[column.kind]
        data[column.name] = [one] * rows
    frame = pd.DataFrame(data)
    for key in table("shortages").keys:
        if table("shortages").column(key).kind is Kind.MONTH:
            frame[key] = pd.period_range(MONTH, periods=rows, freq="M")
    return frame


def grid(values: dict[str, list[float]]) -> pd.DataFrame:
    rows = [
        {"key": KEY, "series": name, "month": MONTH + i, "value": value}
        for name, numbers in values.items()
        for i, value in enumerate(numbers)
    ]
    return pd.DataFrame(rows).astype({"month": "period[M]"})


def test_a_register_updates_by_key_and_appends(blocks: Any) -> None:
    book = BlockBook(blocks)
    before = len(book.read_table(table("audit")))
    book.apply(Changes(tables={"audit": audit(900, "first")}))
    book.apply(Changes(tables={"audit": audit(901, "second")}))
    book.apply(Changes(tables={"audit": audit(900, "again")}))
    found = BlockBook(blocks).read_table(table("audit"))
    assert len(found) == before + 2
    assert found["summary"].tolist()[-2:] == ["again", "second"]
    assert found["when"].iloc[-1] == dt.datetime(2026, 3, 4, 9, 30)


def test_an_output_table_grows_shrinks_and_empties(blocks: Any) -> None:
    for rows in (5, 9, 2, 0, 3):
        BlockBook(blocks).apply(Changes(tables={"shortages": shortages(rows)}))
        assert blocks.tables()[table("shortages").excel].rows == max(rows, 1)
        found = BlockBook(blocks).read_table(table("shortages"))
        assert found.to_dict("list") == shortages(rows).to_dict("list") or rows == len(found) == 0


def test_the_same_changes_again_write_nothing(blocks: Any, excel_double: ModuleType) -> None:
    changes = Changes(
        cells={"plan_state": "DRAFT"},
        tables={"shortages": shortages(4), "audit": audit(7, "s")},
        grids={FAMILY_PAGE.name: grid({"regular": [10, 20], "overtime": [1, 2]})},
    )
    assert BlockBook(blocks).apply(changes)
    before = contents(blocks)
    excel_double.calls.clear()
    if isinstance(blocks, FileBlocks):
        blocks.save()
    assert not BlockBook(blocks).apply(changes)
    assert contents(blocks) == before
    assert excel_double.calls["write"] + excel_double.calls["resize"] == 0
    if isinstance(blocks, FileBlocks):
        assert blocks.changed() == []


def test_what_apply_gives_back_takes_it_back(blocks: Any) -> None:
    book, before = BlockBook(blocks), contents(blocks)
    undo = book.apply(
        Changes(
            cells={"plan_state": "DRAFT"},
            tables={"shortages": shortages(4), "audit": audit(7, "s")},
            grids={FAMILY_PAGE.name: grid({"regular": [10, 20], "overtime": [1, 2]})},
        )
    )
    assert contents(blocks) != before
    book.apply(undo)
    assert contents(blocks) == before


@pytest.mark.parametrize("failing", range(1, 6))
def test_a_failing_write_leaves_the_book_as_it_was(
    blocks: Any, failing: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    BlockBook(blocks).apply(Changes(tables={"shortages": shortages(9)}))
    before, write, done = contents(blocks), blocks.write, []

    def fail(*arguments: Any) -> None:
        done.append(arguments)
        if len(done) == failing:
            raise BookError("here", "a failure", "none", "Try again.")
        write(*arguments)

    monkeypatch.setattr(blocks, "write", fail)
    changes = Changes(
        cells={"plan_state": "DRAFT", "plan_status": "optimal"},
        tables={"shortages": shortages(3), "audit": audit(7, "s")},
        grids={FAMILY_PAGE.name: grid({"regular": [10, 20]})},
        fields={FAMILY_PAGE.name: pd.DataFrame({"plan_note": ["A note."]}, index=[KEY])},
    )
    with pytest.raises(BookError, match="a failure"):
        BlockBook(blocks).apply(changes)
    monkeypatch.undo()
    assert contents(blocks) == before


def test_all_that_was_applied_is_taken_back(blocks: Any) -> None:
    BlockBook(blocks).apply(Changes(tables={"shortages": shortages(6)}))
    book, before = BlockBook(blocks), contents(blocks)
    book.apply(Changes(tables={"shortages": shortages(2)}, cells={"plan_state": "DRAFT"}))
    book.apply(Changes(tables={"audit": audit(7, "s"), "shortages": shortages(8)}))
    book.take_back()
    assert contents(blocks) == before


PLACES = [
    Place(field="cycle_month"),
    Place("families", "#3", "price"),
    Place("families", KEY, "policy"),
    Place("calendar", "#2", "working_days"),
    Place(FAMILY_PAGE.name, KEY, "regular", "2026-05"),
    Place(FAMILY_PAGE.name, KEY, "plan_note"),
]


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_places_are_the_same_cells(blocks: Any, place: Place, sample_book: Path) -> None:
    cell = BlockBook(blocks).locate(place)
    assert cell == BlockBook(FileBlocks.reader(sample_book)).locate(place)
    assert "!" in cell


def test_an_overtyped_formula_is_found(blocks: Any) -> None:
    book = BlockBook(blocks)
    assert book.overtyped() == []
    place = Place(FAMILY_PAGE.name, KEY, "unconstrained_demand", "2")
    sheet, _, _ = book.locate(place).partition("!")
    row, column = next(
        (r, c)
        for r, line in enumerate(blocks.formulas(Area(sheet, 1, 1, 120, 60)), 1)
        for c, _ in enumerate(line, 1)
        if f"{sheet}!{_letters(c)}{r}" == book.locate(place)
    )
    blocks.write(sheet, row, column, [[123]])
    assert [cell.place for cell in BlockBook(blocks).overtyped()] == [place]


def _letters(column: int) -> str:
    return (chr(64 + (column - 1) // 26) if column > 26 else "") + chr(65 + (column - 1) % 26)


def test_what_a_copy_brings_back_is_taken_and_conflicts_stay(
    blocks: Any, sample_book: Path, tmp_path: Path
) -> None:
    may, june = (Place(FAMILY_PAGE.name, KEY, "adjustment", f"2026-0{m}") for m in (5, 6))
    price = Place("families", KEY, "price")
    returned = Path(shutil.copy(sample_book, tmp_path / "Ana.xlsm"))
    with FileBlocks(returned) as theirs:
        BlockBook(theirs).apply(Changes(entered={may: 120.0, june: 60.0, price: 77.0}))
        theirs.save()
    BlockBook(blocks).apply(Changes(entered={june: 50.0}))
    said: list[str] = []
    with FileBlocks.reader(returned) as copy, FileBlocks.reader(sample_book) as sent:
        wish = MergeWish((("Ana.xlsm", BlockBook(copy)),), BlockBook(sent))
        run = Run(dt.datetime(2026, 3, 4, 9, 30), "ana", said.append)
        carry_out(BlockBook(blocks), "merge", Request(None, merge=wish), run)
    book = BlockBook(blocks)
    typed = [series for series in FAMILY_PAGE.series if series.name == "adjustment"]
    held = book.read_grid(FAMILY_PAGE, typed).set_index(["key", "month"])["value"]
    assert held[KEY, MONTH + 2] == 120 and held[KEY, MONTH + 3] == 50
    assert book.read_table(table("families")).set_index("family").loc[KEY, "price"] == 77
    told = " ".join(said)
    assert book.locate(june) in told and "50" in told and "60" in told


def test_bad_cells_are_listed_alike(blocks: Any, sample_book: Path) -> None:
    area = blocks.tables()[table("families").excel]
    column = area.column + area.headers.index("Price")
    blocks.write(area.sheet, area.row + 2, column, [["much"]])
    (problem,) = BlockBook(blocks).problems()
    where = f"{area.sheet}!{_letters(column)}{area.row + 2}"
    assert problem.line() == f"{where}: got 'much', expected a number. Correct the cell."
