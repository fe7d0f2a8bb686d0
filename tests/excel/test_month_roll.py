"""A new cycle month takes what people typed, and their notes, along with their months."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

from sop_addin.errors import Place
from sop_addin.excel.book import BlockBook
from sop_addin.excel.changes import Changes
from sop_addin.excel.file import FileBlocks
from sop_addin.excel.live import LiveBlocks
from sop_addin.excel.notes import shift_notes
from sop_addin.excel.package import Package
from sop_addin.excel.references import Span
from sop_addin.schema.family_page import FAMILY_PAGE

KEY = "BeltDrive"


@pytest.fixture(params=["file", "live"])
def blocks(
    request: pytest.FixtureRequest, sample_book: Path, excel_double: ModuleType, tmp_path: Path
) -> Iterator[Any]:
    if request.param == "file":
        with FileBlocks(shutil.copy(sample_book, tmp_path / "SOP.xlsm")) as opened:
            yield opened
    else:
        with LiveBlocks(excel_double.open_book(excel_double.load(sample_book))) as opened:
            yield opened


def spot(book: BlockBook, series: str, offset: int) -> tuple[str, int, int]:
    sheet, cell = book.locate(Place(FAMILY_PAGE.name, KEY, series, f"{offset:+d}")).split("!")
    span = Span.of(cell)
    assert span is not None
    return sheet, span.top, span.left


def typed(book: BlockBook) -> dict[str, Any]:
    names = ("adjustment", "adjustment_reason", "manual_change")
    found: dict[str, Any] = {}
    for name in names:
        (series,) = (s for s in FAMILY_PAGE.series if s.name == name)
        grid = book.read_grid(FAMILY_PAGE, [series])
        own = grid[(grid["key"] == KEY) & grid["value"].notna() & (grid["value"] != "")]
        found |= {(name, str(m)): v for m, v in zip(own["month"], own["value"], strict=True)}
    return found


def test_typed_months_move_and_come_back(blocks: Any) -> None:
    book = BlockBook(blocks)
    cycle = book.read_cells()["cycle_month"]
    assert isinstance(cycle, pd.Period)
    for series, offset, value in (
        ("adjustment", 0, 5),
        ("adjustment", 3, -7),
        ("adjustment_reason", 3, "fair, until 2027"),
        ("manual_change", 17, 40),
    ):
        sheet, row, column = spot(book, series, offset)
        blocks.write(sheet, row, column, [[value]])
    before = typed(BlockBook(blocks))
    assert len(before) == 4
    book = BlockBook(blocks)
    undo = book.apply(Changes(cells={"cycle_month": cycle + 1}))
    after = typed(BlockBook(blocks))
    assert ("adjustment", str(cycle)) not in after
    assert after == {at: v for at, v in before.items() if at[1] != str(cycle)}
    BlockBook(blocks).apply(undo)
    assert typed(BlockBook(blocks)) == before


def test_a_typed_formula_moves_as_if_filled(blocks: Any) -> None:
    book = BlockBook(blocks)
    cycle = book.read_cells()["cycle_month"]
    assert isinstance(cycle, pd.Period)
    sheet, row, column = spot(book, "adjustment", 4)
    blocks.write_formulas(sheet, row, column, [["=F9*0.1+$B$2"]])
    BlockBook(blocks).apply(Changes(cells={"cycle_month": cycle + 1}))
    assert blocks.formulas(area(sheet, row, column - 1)) == [["=E9*0.1+$B$2"]]
    assert blocks.formulas(area(sheet, row, column)) == [[None]]


def area(sheet: str, row: int, column: int) -> Any:
    from sop_addin.excel.blocks import Area

    return Area(sheet, row, column)


def test_notes_move_in_excel(sample_book: Path, excel_double: ModuleType) -> None:
    data = excel_double.load(sample_book)
    with LiveBlocks(excel_double.open_book(data)) as blocks:
        book = BlockBook(blocks)
        cycle = book.read_cells()["cycle_month"]
        assert isinstance(cycle, pd.Period)
        sheet, row, column = spot(book, "production", 2)
        data.sheets[sheet].notes = {(row, column): "line down", (row, 2): "on a label"}
        book.apply(Changes(cells={"cycle_month": cycle + 1}))
        assert data.sheets[sheet].notes == {
            (row, column - 1): "line down",
            (row, 2): "on a label",
        }


def noted_package(tmp_path: Path) -> tuple[Package, str]:
    """Return a workbook with notes on B2, C2 and F2, as XlsxWriter stores them."""
    import xlsxwriter

    path = tmp_path / "notes.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Page")
    for cell in ("B2", "C2", "F2"):
        sheet.write_comment(cell, f"was on {cell}")
    book.close()
    return Package(path.read_bytes(), str(path)), "xl/worksheets/sheet1.xml"


def test_notes_of_a_file_move_with_their_boxes_and_none_is_lost(tmp_path: Path) -> None:
    import openpyxl

    package, part = noted_package(tmp_path)
    shift_notes(package, part, Span.of("B2:H2"), -1)  # type: ignore[arg-type]
    moved = tmp_path / "moved.xlsx"
    moved.write_bytes(package.to_bytes(5))
    sheet = openpyxl.load_workbook(moved)["Page"]
    found = {c.coordinate: c.comment.text for c in sheet[2] if c.comment}
    assert found == {"B2": "was on B2", "C2": "was on C2", "E2": "was on F2"}
    with zipfile.ZipFile(moved) as held:
        drawing = next(n for n in held.namelist() if n.endswith(".vml"))
        text = held.read(drawing).decode()
    assert "<x:Column>4</x:Column>" in text and "<x:Column>5</x:Column>" not in text


def test_notes_outside_the_area_keep_their_bytes(tmp_path: Path) -> None:
    package, part = noted_package(tmp_path)
    before = {name: package.read(name) for name in package.names()}
    shift_notes(package, part, Span.of("B5:H9"), -1)  # type: ignore[arg-type]
    assert {name: package.read(name) for name in package.names()} == before
