"""The meeting pack of a finished book: made again at will, the book only read."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sop_addin.errors import BookError, DataError, Place
from sop_addin.excel.blocks import Area
from sop_addin.excel.book import BlockBook
from sop_addin.excel.file import FileBlocks
from sop_addin.executive.decisions import to_decide
from sop_addin.record.pack import write_pack
from sop_addin.record.pdf import find_soffice, workbook_to_pdf
from sop_addin.schema.digests import DIGESTS, Block, Digest, Order
from sop_addin.schema.registers import register_of
from sop_addin.schema.sheets import (
    APPENDIX_SHEET,
    COVER_SHEET,
    PACK_AFTER_PAGES,
    PACK_APPENDIX,
    PACK_BEFORE_PAGES,
    SHEETS,
)
from sop_addin.schema.tables import table
from sop_addin.session.making import new_book
from sop_addin.session.month import make_pack
from sop_addin.session.opening import open_book


def visible(path: Path) -> set[str]:
    text = zipfile.ZipFile(path).read("xl/workbook.xml").decode()
    sheets = [part.split("/>")[0] for part in text.split("<sheet ")[1:]]
    return {s.split('name="')[1].split('"')[0] for s in sheets if "state=" not in s}


def test_only_what_the_meeting_needs_is_shown(company: Path) -> None:
    shown = visible(company / "pack" / "SOP_Demo_DRAFT.xlsx")
    pack = openpyxl.load_workbook(company / "pack" / "SOP_Demo_DRAFT.xlsx", data_only=True)
    for sheet in (s.name for s in SHEETS if s.in_pack):
        rows = [row for t in pack[sheet].tables.values() for row in pack[sheet][t.ref][1:]]
        filled = any(cell.value is not None for row in rows for cell in row)
        drawn = (COVER_SHEET, APPENDIX_SHEET, *PACK_AFTER_PAGES)
        assert (sheet in shown) == (filled or sheet in drawn), sheet
    assert not shown & {s.name for s in SHEETS if not s.in_pack}
    assert len([name for name in shown if name.startswith("Fam_")]) >= 8


def test_a_table_that_begins_with_a_blank_row_is_not_taken_for_empty(
    company: Path, run: Any
) -> None:
    book, packed = company / "SOP_Demo.xlsm", company / "pack" / "SOP_Demo_DRAFT.xlsx"
    with FileBlocks(book) as blocks:
        area = blocks.tables()[table("strategies").excel]
        assert area.rows > 1 and area.sheet in visible(packed)
        blocks.write(area.sheet, area.row + 1, area.column, [[None] * len(area.headers)])
        blocks.save()
    make_pack(book, packed.parent, run, pdf=False)
    assert area.sheet in visible(packed)


def test_a_page_of_tables_that_are_all_blank_is_left_out_and_one_to_write_on_stays(
    company: Path, run: Any
) -> None:
    outlook, to_decide = PACK_AFTER_PAGES
    book, packed = company / "SOP_Demo.xlsm", company / "pack" / "SOP_Demo_DRAFT.xlsx"
    assert {outlook, to_decide} <= visible(packed)
    with FileBlocks(book) as blocks:
        for digest in DIGESTS:
            for part in (part for band in digest.bands for part in band if isinstance(part, Block)):
                area = blocks.tables()[table(part.table).excel]
                blank = [[None] * len(area.headers)] * area.rows
                blocks.write(area.sheet, area.row + 1, area.column, blank)
        blocks.save()
    write_pack(book, packed.parent, packed.stem, subject="s", text="t", when=run.now, pdf=False)
    shown = visible(packed)
    assert to_decide in shown and outlook not in shown


def test_it_opens_on_the_cover_and_shows_the_pages_between_meeting_and_detail(
    company: Path,
) -> None:
    pack = openpyxl.load_workbook(company / "pack" / "SOP_Demo_DRAFT.xlsx", data_only=True)
    shown = [sheet.title for sheet in pack if sheet.sheet_state == "visible"]
    assert pack.active.title == shown[0] == COVER_SHEET
    pages = [name for name in shown if name.startswith("Fam_")]
    after = [n for n in (APPENDIX_SHEET, *PACK_APPENDIX) if n in shown]
    assert shown == [*PACK_BEFORE_PAGES, *pages, *PACK_AFTER_PAGES, *after]
    assert shown.index(APPENDIX_SHEET) <= 15 and len(pages) == 10
    for sheet in pack:
        for name in sheet.defined_names.values():
            assert name.attr_text.split("!")[0].strip("'") == sheet.title


def test_the_cover_names_the_plan_and_the_families_of_the_executive_meeting(
    company: Path,
) -> None:
    pack = openpyxl.load_workbook(company / "pack" / "SOP_Demo_DRAFT.xlsx", data_only=True)
    texts = {cell.value for row in pack[COVER_SHEET].iter_rows() for cell in row}
    executive = pack["Executive"]
    header, last = (int(n) for n in re.findall(r"\d+", executive.tables["tblExecutive"].ref))
    assert {executive.cell(row, 2).value for row in range(header + 1, header + 4)} <= texts
    assert "DRAFT" in texts and last > header + 3


@pytest.mark.parametrize("digest", DIGESTS, ids=lambda digest: digest.sheet)
def test_a_page_of_the_pack_shows_the_rows_of_its_tables(company: Path, digest: Digest) -> None:
    pack = openpyxl.load_workbook(company / "pack" / "SOP_Demo_DRAFT.xlsx", data_only=True)
    sheet = pack[digest.sheet]
    places = {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value}
    with FileBlocks.reader(company / "SOP_Demo.xlsm") as blocks:
        book = BlockBook(blocks)
        for block in (part for band in digest.bands for part in band if isinstance(part, Block)):
            rows = book.read_table(table(block.table))
            name = block.columns[0][0]
            heading = places[block.heading.en]
            below = sheet.iter_rows(heading.row, None, heading.column, heading.column)
            cells = [cell.value for (cell,) in below]
            if block.order is Order.OPEN:
                over = register_of(table(block.table)).over
                past = rows["status"].isin(over)
                assert not set(rows.loc[past, name]) & set(cells)
                rows = rows[~past]
            near = rows.head(block.rows) if block.order is Order.FIRST else rows.tail(block.rows)
            assert len(near), block.table
            shown = [value for value in cells if value in set(near[name])]
            wanted = near[name].tolist()
            wanted = wanted if block.order is Order.FIRST else wanted[::-1]
            assert shown[: len(wanted)] == wanted


def test_the_meeting_prints_on_at_most_fifteen_pages(company: Path, tmp_path: Path) -> None:
    if find_soffice() is None or shutil.which("pdftotext") is None:
        pytest.skip("LibreOffice or poppler (pdftotext) is not installed")
    pdf = tmp_path / "pack.pdf"
    assert workbook_to_pdf(company / "pack" / "SOP_Demo_DRAFT.xlsx", pdf).path == pdf
    text = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, text=True, check=True)
    pages = text.stdout.split("\f")
    first = next(n for n, page in enumerate(pages) if f"· {APPENDIX_SHEET}\n" in page + "\n")
    assert first <= 15, f"{first} pages before the appendix"


def test_cover_and_mail_count_the_same_families_to_decide(company: Path, run: Any) -> None:
    def told(folder: Path) -> tuple[object, str]:
        cover = openpyxl.load_workbook(folder / "SOP_Demo_DRAFT.xlsx", data_only=True)[COVER_SHEET]
        cards = dict(zip((c.value for c in cover[5]), (c.value for c in cover[6]), strict=True))
        mail = (folder / "SOP_Demo_DRAFT.eml").read_text()
        return cards["Families to decide"], re.findall(r"To decide: (\d+)", mail)[0]

    book = company / "SOP_Demo.xlsm"
    with open_book(book, run.say) as opened:
        rows = opened.read_table(table("executive"))
        waits = to_decide(rows)["family"].tolist()
        for family, name, text in zip(
            waits, ("decision", "recorded"), ("accept", "D1"), strict=False
        ):
            sheet, cell = opened.locate(Place("executive", family, name)).rsplit("!", 1)
            opened._blocks.write(*place_of(sheet, cell), [[text]])
        opened.save()
    waiting = len(waits)
    assert 1 < waiting < len(rows)
    assert told(company / "pack") == (waiting, str(waiting))
    make_pack(book, company / "p", run, pdf=False)
    assert told(company / "p") == (waiting - 2, str(waiting - 2))


def place_of(sheet: str, cell: str) -> tuple[str, int, int]:
    row, column = openpyxl.utils.cell.coordinate_to_tuple(cell)
    return sheet, row, column


def test_a_pack_made_again_replaces_the_last_one_and_leaves_the_book_alone(
    company: Path, run: Any, members: Any
) -> None:
    book, out = company / "SOP_Demo.xlsm", company / "pack"
    before, first = book.read_bytes(), members(out / "SOP_Demo_DRAFT.xlsx")
    (out / "SOP_Demo_DRAFT.xlsx").write_bytes(b"an old one")
    make_pack(book, out, run, pdf=False)
    assert members(out / "SOP_Demo_DRAFT.xlsx") == first
    assert book.read_bytes() == before
    assert {p.name for p in out.iterdir()} == {"SOP_Demo_DRAFT.xlsx", "SOP_Demo_DRAFT.eml"}


def test_a_pack_without_pdf_leaves_no_pdf_of_an_earlier_plan(company: Path, run: Any) -> None:
    printed = company / "pack" / "SOP_Demo_DRAFT.pdf"
    printed.write_bytes(b"of an earlier plan")
    make_pack(company / "SOP_Demo.xlsm", company / "pack", run, pdf=False)
    assert not printed.exists()


def test_no_folder_of_the_senders_machine_is_in_the_pack(company: Path, run: Any) -> None:
    book, folder = company / "SOP_Demo.xlsm", b"sender/extracts"
    with FileBlocks(book) as blocks:
        at = blocks.names()["", "source"]
        blocks.write(at.sheet, at.row, at.column, [[folder.decode()]])
        blocks.save()
    make_pack(book, company / "p", run, pdf=False)
    with zipfile.ZipFile(company / "p" / "SOP_Demo_DRAFT.xlsx") as pack:
        assert not [name for name in pack.namelist() if folder in pack.read(name)]
    assert any(folder in zipfile.ZipFile(book).read(n) for n in zipfile.ZipFile(book).namelist())


def test_a_book_open_in_excel_can_be_packed(company: Path, run: Any) -> None:
    (company / "~$SOP_Demo.xlsm").write_bytes(b"")
    make_pack(company / "SOP_Demo.xlsm", company / "other", run, pdf=False)
    assert len(list((company / "other").iterdir())) == 2


def test_formulas_on_a_planners_sheet_are_computed_in_the_copy_only(
    company: Path, run: Any, planners: Any
) -> None:
    book = company / "SOP_Demo.xlsm"
    planners.add_planners_parts(book)
    before = book.read_bytes()
    pack = write_pack(book, company / "p", "P", subject="s", text="t", when=run.now, pdf=False)
    notes = planners.PLANNERS_SHEETS[0]
    with FileBlocks.reader(pack.workbook) as copy, FileBlocks.reader(book) as original:
        area = Area(notes, 1, 1, 3, 4)
        formulas = original.formulas(area)
        assert any(text for line in formulas for text in line)
        for texts, values in zip(copy.formulas(area), copy.read(area), strict=True):
            for text, value in zip(texts, values, strict=True):
                assert text is None or value is not None
    assert book.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_one_clear_error(company: Path, run: Any) -> None:
    (company / "file").write_text("")
    with pytest.raises(BookError, match="a folder that can be written"):
        make_pack(company / "SOP_Demo.xlsm", company / "file", run, pdf=False)


def test_a_book_without_a_plan_is_not_packed(tmp_path: Path, run: Any) -> None:
    path = tmp_path / "New.xlsm"
    with new_book(path, run.say):
        pass
    with pytest.raises(
        DataError, match=r"Run first, in this order: Refresh actuals .*`sop plan`.*`sop executive`"
    ):
        make_pack(path, tmp_path / "pack", run, pdf=False)
    assert not (tmp_path / "pack").exists()
