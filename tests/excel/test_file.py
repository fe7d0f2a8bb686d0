from __future__ import annotations

import datetime as dt
import io
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from sop_addin.errors import BookError
from sop_addin.excel.blocks import Area, Blocks
from sop_addin.excel.file import FileBlocks

Check = Callable[[Path], None]
SHEET = {name: f"xl/worksheets/sheet{n}.xml" for n, name in enumerate(("Data", "Page", "Last"), 1)}
RESIZED = {SHEET["Data"], "xl/tables/table1.xml"}
COPIED = {"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"}
NEW = {
    *("xl/worksheets/sheet4.xml", "xl/worksheets/_rels/sheet4.xml.rels", "xl/charts/chart2.xml"),
    *("xl/drawings/drawing2.xml", "xl/drawings/_rels/drawing2.xml.rels", "xl/comments2.xml"),
    "xl/drawings/vmlDrawing2.vml",
}

EDITS: dict[str, tuple[Callable[[FileBlocks], None], set[str]]] = {
    "values": (
        lambda b: b.write(
            "Page", 1, 2, [[1, "two", None], [True, 2.5, dt.datetime.min.replace(2026)]]
        ),
        {SHEET["Page"]},
    ),
    "formulas": (
        lambda b: b.write_formulas("Last", 2, 1, [["=A1*2", "=Page!B2"]]),
        {SHEET["Last"]},
    ),
    "grown": (lambda b: b.resize_table("tblDemand", 300), RESIZED),
    "shrunk": (lambda b: b.resize_table("tblDemand", 1), RESIZED),
    "results": (lambda b: b.store_results({"Last": {(1, 1): 77.5}}), {SHEET["Last"]}),
    "copied": (lambda b: b.copy_sheet("Page", "Copy", "Last"), COPIED | NEW),
    "renamed": (
        lambda b: b.rename_sheet("Page", "Side"),
        {"xl/workbook.xml", SHEET["Page"], SHEET["Last"], "xl/charts/chart1.xml"},
    ),
    "full": (lambda b: b.set_full_calculation(False), {"xl/workbook.xml"}),
}


def _as_blocks(blocks: FileBlocks) -> Blocks:
    return blocks


@pytest.mark.parametrize("name", EDITS)
def test_a_planners_things_survive_every_edit_byte_for_byte(
    book: Path, tmp_path: Path, name: str, lint: Check, same_members: Callable[..., None]
) -> None:
    before = tmp_path / "before.xlsx"
    shutil.copy2(book, before)
    edit, owned = EDITS[name]
    with FileBlocks(book) as blocks:
        edit(blocks)
        assert set(blocks.changed()) == owned
        blocks.save()
        assert blocks.changed() == []
    same_members(before, book, except_=owned)
    lint(book)


@pytest.mark.parametrize("name", EDITS)
def test_the_same_edit_again_writes_nothing(book: Path, name: str) -> None:
    edit, _ = EDITS[name]
    if name in ("copied", "renamed"):
        return
    with FileBlocks(book) as blocks:
        edit(blocks)
        blocks.save()
    first, moment = book.read_bytes(), book.stat().st_mtime_ns
    with FileBlocks(book, lambda blocks: pytest.fail("recalculated for nothing")) as blocks:
        edit(blocks)
        blocks.save()
    assert book.read_bytes() == first and book.stat().st_mtime_ns == moment


def test_all_edits_together_can_be_opened_by_others(
    book: Path, tmp_path: Path, lint: Check, validate: Check
) -> None:
    with FileBlocks(book) as blocks:
        for name in ("values", "grown", "copied", "renamed", "formulas", "full"):
            EDITS[name][0](blocks)
        blocks.save()
    lint(book)
    validate(book)
    with pytest.warns(UserWarning, match="not supported"):
        read = openpyxl.load_workbook(book)
    assert read.sheetnames == ["Data", "Side", "Copy", "Last", "My notes", "My pivot"]
    assert read["Side"]["B1"].value == 1 and read["Side"]["C1"].value == "two"
    assert read["Data"].tables["tblDemand"].ref == "B3:D304"
    assert read["Copy"].print_area == "'Copy'!$A$1:$M$30"


def test_libreoffice_opens_the_result_and_computes_it(
    book: Path, libreoffice_values: Callable[[Path], dict[str, dict[tuple[int, int], object]]]
) -> None:
    with FileBlocks(book) as blocks:
        blocks.resize_table("tblDemand", 4)
        blocks.write("Data", 7, 2, [["Caps", 10]])
        blocks.copy_sheet("Page", "Copy", "Last")
        blocks.write("Copy", 1, 2, [[100]])
        blocks.save()
    values = libreoffice_values(book)
    assert values["Data"][7, 4] == 20 and values["Data"][8, 3] == 17.5
    assert values["Data"][1, 7] == 17.5
    assert values["Page"][6, 2] == pytest.approx(10 + values["Page"][1, 3])
    assert values["Copy"][6, 2] == pytest.approx(110 + values["Copy"][1, 3])


def test_what_was_written_is_read_back(book: Path) -> None:
    block = [["a & b", 1.5, None, True], [" lead", -0.0, "#N/A", "two\nlines"]]
    with FileBlocks(book) as blocks:
        _as_blocks(blocks).write("Last", 3, 2, block)
        assert blocks.read(Area("Last", 3, 2, 2, 4)) == block
        blocks.save()
    with FileBlocks.reader(book) as blocks:
        assert blocks.read(Area("Last", 3, 2, 2, 4)) == block
        assert blocks.title == "Book.xlsx"
        assert blocks.read(Area("last", 3, 2)) == [["a & b"]]


@pytest.mark.parametrize(("date1904", "serial"), [(False, 46082.0), (True, 44620.0)])
def test_dates_follow_the_workbooks_first_day(
    tmp_path: Path, date1904: bool, serial: float
) -> None:
    path = tmp_path / "dates.xlsx"
    workbook = xlsxwriter.Workbook(str(path), {"date_1904": date1904})
    workbook.add_worksheet("S")
    workbook.close()
    with FileBlocks(path) as blocks:
        assert blocks.date1904 is date1904
        blocks.write("S", 1, 1, [[dt.datetime(2026, 3, 1)]])
        assert blocks.read(Area("S", 1, 1)) == [[serial]]


def test_saving_recalculates_once_and_only_after_a_change(book: Path) -> None:
    seen: list[list[str]] = []

    def recalculate(blocks: FileBlocks) -> None:
        with zipfile.ZipFile(io.BytesIO(blocks.to_bytes())) as file:
            seen.append([n for n in file.namelist() if b">42<" in file.read(n)])
        blocks.store_results({"Last": {(1, 1): 123.25}})

    with FileBlocks(book, recalculate) as blocks:
        blocks.save()
        blocks.write("Page", 1, 2, [[42]])
        blocks.save()
        blocks.save()
        assert blocks.read(Area("Last", 1, 1)) == [[123.25]]
    assert seen == [[SHEET["Page"]]]


def test_a_failing_recalculation_leaves_the_file(book: Path) -> None:
    before = book.read_bytes()

    def fail(_: FileBlocks) -> None:
        raise RuntimeError("engine")

    with FileBlocks(book, fail) as blocks:
        blocks.write("Page", 1, 2, [[42]])
        with pytest.raises(RuntimeError):
            blocks.save()
    assert book.read_bytes() == before


def test_the_calculation_chain_goes_when_formulas_come_or_go(book: Path) -> None:
    with zipfile.ZipFile(book) as file:
        members = {info: file.read(info) for info in file.infolist()}
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
    content = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    chain = f'<calcChain xmlns="{main}"><c r="A1" i="3"/></calcChain>'
    relation = f'<Relationship Id="rIdC" Type="{kind}" Target="calcChain.xml"/></Relationships>'
    override = f'<Override PartName="/xl/calcChain.xml" ContentType="{content}"/></Types>'
    edits = {
        "xl/_rels/workbook.xml.rels": lambda d: d.replace(b"</Relationships>", relation.encode()),
        "[Content_Types].xml": lambda d: d.replace(b"</Types>", override.encode()),
    }
    with zipfile.ZipFile(book, "w") as file:
        for info, data in members.items():
            file.writestr(info, edits.get(info.filename, lambda same: same)(data))
        file.writestr("xl/calcChain.xml", chain)
    with FileBlocks(book) as blocks:
        blocks.write("Page", 1, 2, [[1]])
        blocks.store_results({"Last": {(1, 1): 5}})
        assert "xl/calcChain.xml" in blocks.members()
        assert set(blocks.changed()) == {SHEET["Page"], SHEET["Last"]}
        blocks.write("Last", 1, 1, [[1]])
        assert "xl/calcChain.xml" in blocks.changed()
        blocks.save()
        assert "xl/calcChain.xml" not in blocks.members()
        assert b"calcChain" not in blocks.read_member("[Content_Types].xml")


def test_full_calculation_is_asked_for_and_taken_back(book: Path) -> None:
    with FileBlocks(book) as blocks:
        blocks.set_full_calculation(False)
        assert b"fullCalcOnLoad" not in blocks.read_member("xl/workbook.xml")
        blocks.set_full_calculation(True)
        assert b'fullCalcOnLoad="1"' in blocks.read_member("xl/workbook.xml")
        assert blocks.changed() == []


def test_one_writer_at_a_time_and_readers_at_any_time(book: Path) -> None:
    with FileBlocks(book):
        with pytest.raises(BookError, match="another run is writing"):
            FileBlocks(book)
        with FileBlocks.reader(book) as reader:
            reader.write("Page", 1, 2, [[5]])
            with pytest.raises(BookError, match="opened for reading"):
                reader.save()
            reader.save_copy(book.with_name("copy.xlsx"))
    with FileBlocks(book.with_name("copy.xlsx")) as copy:
        assert copy.read(Area("Page", 1, 2)) == [[5]]


def test_a_file_changed_by_another_program_is_not_overwritten(book: Path) -> None:
    with FileBlocks(book) as blocks:
        blocks.write("Page", 1, 2, [[5]])
        book.write_bytes(book.read_bytes())
        os.utime(book, (1, 1))
        with pytest.raises(BookError, match="another program changed"):
            blocks.save()


@pytest.mark.parametrize(("row", "column"), [(0, 1), (1, 0), (1_048_576, 1), (1, 16_384)])
def test_a_block_beyond_the_sheet_is_refused(book: Path, row: int, column: int) -> None:
    with FileBlocks(book) as blocks, pytest.raises(BookError, match="a block down to"):
        blocks.write("Page", row, column, [[1, 2], [3, 4]])


def test_an_unknown_sheet_is_named(book: Path) -> None:
    with FileBlocks(book) as blocks, pytest.raises(BookError, match="no sheet 'None'"):
        blocks.read(Area("None", 1, 1))


def test_a_hidden_sheet_is_neither_shown_first_nor_selected(tmp_path: Path, lint: Check) -> None:
    path = tmp_path / "tabs.xlsx"
    workbook = xlsxwriter.Workbook(str(path))
    for name in ("One", "Two"):
        workbook.add_worksheet(name)
    workbook.close()
    with FileBlocks(path) as blocks:
        blocks.hide_sheet("One")
        blocks.save()
        assert b"tabSelected" not in blocks.read_member(SHEET["Data"])
        assert b'activeTab="1"' in blocks.read_member("xl/workbook.xml")
        with pytest.raises(BookError, match="the last visible sheet"):
            blocks.hide_sheet("Two")
    lint(path)
