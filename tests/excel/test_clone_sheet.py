from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from sop_addin.errors import BookError
from sop_addin.excel.blocks import Area
from sop_addin.excel.file import FileBlocks

Check = Callable[[Path], None]


def _part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as file:
        return file.read(name).decode()


def _names(path: Path) -> list[tuple[str | None, str, str]]:
    text = _part(path, "xl/workbook.xml")
    found = re.findall(r"<definedName ([^>]*)>([^<]*)<", text)
    return [
        (
            (re.search(r'localSheetId="(\d+)"', attributes) or [None, None])[1],
            (re.search(r'name="([^"]*)"', attributes) or ["", ""])[1],
            reference,
        )
        for attributes, reference in found
    ]


def test_a_copy_stands_where_it_should_with_chart_notes_and_names(
    book: Path, lint: Check, validate: Check, same_members: Callable[..., None], tmp_path: Path
) -> None:
    before = tmp_path / "before.xlsx"
    before.write_bytes(book.read_bytes())
    with FileBlocks(book) as blocks:
        blocks.copy_sheet("Page", "Page & co", "Last")
        blocks.save()
        assert blocks.sheets() == ["Data", "Page", "Page & co", "Last", "My notes", "My pivot"]
        assert blocks.names()["Page & co", "pageKey"] == Area("Page & co", 1, 1)
        assert blocks.names()["Last", "pageKey"] == Area("Last", 1, 1)
        assert blocks.names()["", "allPages"] == Area("Page", 1, 1, 6, 13)
        copied = blocks.formulas(Area("Page & co", 6, 2))
        assert copied == [["=SUM(B1:B5)+'Page & co'!C1"]]
        assert blocks.read(Area("Page & co", 1, 1, 6, 13)) == blocks.read(Area("Page", 1, 1, 6, 13))
    assert "'Page &amp; co'!$B$1:$M$1" in _part(book, "xl/charts/chart2.xml")
    assert ("2", "_xlnm.Print_Area", "'Page &amp; co'!$A$1:$M$30") in _names(book)
    assert ("2", "_xlnm.Print_Titles", "'Page &amp; co'!$A:$A") in _names(book)
    assert ("3", "pageKey", "Last!$A$1") in _names(book)
    fresh = set(zipfile.ZipFile(book).namelist()) - set(zipfile.ZipFile(before).namelist())
    gone = {"xl/calcChain.xml"}
    changed = {"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"}
    same_members(before, book, except_=fresh | gone | changed)
    lint(book)
    validate(book)


def test_a_sheet_in_the_middle_moves_the_active_tab(tmp_path: Path) -> None:
    path = tmp_path / "tabs.xlsx"
    workbook = xlsxwriter.Workbook(str(path))
    for name in ("One", "Two", "Three"):
        workbook.add_worksheet(name)
    workbook.get_worksheet_by_name("Two").activate()
    workbook.get_worksheet_by_name("Three").hide()
    workbook.close()
    with FileBlocks(path) as blocks:
        blocks.copy_sheet("Three", "Shown", "Two")
        blocks.copy_sheet("Two", "Copy", "Three")
        blocks.save()
        assert blocks.sheets() == ["One", "Shown", "Two", "Copy", "Three"]
    text = _part(path, "xl/workbook.xml")
    assert 'activeTab="2"' in text and text.count('state="hidden"') == 1
    with zipfile.ZipFile(path) as file:
        sheets = [n for n in file.namelist() if n.startswith("xl/worksheets/sheet")]
        assert sum(b'tabSelected="1"' in file.read(name) for name in sheets) == 1


def test_code_names_are_not_copied_but_can_be_set(tmp_path: Path) -> None:
    path = tmp_path / "code.xlsx"
    workbook = xlsxwriter.Workbook(str(path))
    workbook.add_worksheet("One").set_vba_name("Sheet1")
    workbook.add_worksheet("Two")
    workbook.close()
    with FileBlocks(path) as blocks:
        blocks.set_code_name("One", "Sheet1")
        assert 'codeName="Sheet1"' in blocks.read_member("xl/worksheets/sheet1.xml").decode()
        blocks.copy_sheet("One", "Copy", "Two")
        assert "codeName" not in blocks.read_member("xl/worksheets/sheet3.xml").decode()
        blocks.set_code_name("Copy", "Sheet7")
        assert (
            '<sheetPr codeName="Sheet7"' in blocks.read_member("xl/worksheets/sheet3.xml").decode()
        )
        with pytest.raises(BookError, match="code name"):
            blocks.set_code_name("Copy", "_x")


@pytest.mark.parametrize(
    ("source", "name", "message"),
    [
        ("Data", "Copy", "got table"),
        ("My pivot", "Copy", "got pivotTable"),
        ("Page", "last", "which is taken"),
        ("Page", "a/b", "sheet name 'a/b'"),
        ("Page", "x" * 32, "1 to 31 characters"),
        ("Page", "'q", "sheet name"),
        ("Nothing", "Copy", "no sheet 'Nothing'"),
    ],
)
def test_what_cannot_be_copied_is_refused(book: Path, source: str, name: str, message: str) -> None:
    with FileBlocks(book) as blocks:
        with pytest.raises(BookError, match=message):
            blocks.copy_sheet(source, name, "Last")
        assert blocks.changed() == []


def _without_table_and_slicer(path: Path) -> None:
    cuts = {
        "xl/worksheets/planner1.xml": rb"<tableParts.*?</tableParts>|<extLst>.*</extLst>",
        "xl/worksheets/_rels/planner1.xml.rels": rb'<Relationship Id="rId[56]"[^>]*>',
    }
    with zipfile.ZipFile(path) as file:
        members = {info: file.read(info) for info in file.infolist()}
    with zipfile.ZipFile(path, "w") as file:
        for info, data in members.items():
            cut = cuts.get(info.filename, b"(?!)")
            file.writestr(info, re.sub(cut, b"", data, flags=re.DOTALL))


def test_copied_threads_of_comments_get_identities_of_their_own(book: Path) -> None:
    _without_table_and_slicer(book)
    with FileBlocks(book) as blocks:
        blocks.copy_sheet("My notes", "Copy", "Last")
        new = [name for name in blocks.members() if "omments" in name]
        texts = {name: blocks.read_member(name).decode() for name in new}
    threads = {
        name: set(re.findall(r'(?:id="|tc=)(\{[^}]*\})', text)) for name, text in texts.items()
    }
    own = {name: ids for name, ids in threads.items() if ids}
    assert len(own) == 4 and len(set.union(*own.values())) == 2


def test_a_renamed_sheet_keeps_everything_that_mentions_it(
    book: Path, lint: Check, same_members: Callable[..., None], tmp_path: Path
) -> None:
    before = tmp_path / "before.xlsx"
    before.write_bytes(book.read_bytes())
    with FileBlocks(book) as blocks:
        blocks.rename_sheet("Page", "Pumps 2")
        assert blocks.formulas(Area("Last", 1, 1)) == [["='Pumps 2'!B6+SUM('My notes'!B2:B3)"]]
        assert blocks.formulas(Area("Pumps 2", 6, 2)) == [["=SUM(B1:B5)+'Pumps 2'!C1"]]
        assert blocks.names()["", "allPages"].sheet == "Pumps 2"
        blocks.rename_sheet("My notes", "Notes")
        blocks.save()
        assert blocks.sheets() == ["Data", "Pumps 2", "Last", "Notes", "My pivot"]
    assert "'Pumps 2'!$B$1:$M$1" in _part(book, "xl/charts/chart1.xml")
    assert "<c:f>Notes!$B$2:$B$3</c:f>" in _part(book, "xl/charts/planner1.xml")
    assert "<xm:f>Notes!B2:B3</xm:f>" in _part(book, "xl/worksheets/planner1.xml")
    same_members(
        before,
        book,
        except_={
            *("xl/workbook.xml", "xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml"),
            *("xl/charts/chart1.xml", "xl/charts/planner1.xml", "xl/worksheets/planner1.xml"),
        },
    )
    lint(book)


def test_a_sheet_is_not_renamed_to_a_name_in_use(book: Path) -> None:
    with FileBlocks(book) as blocks:
        with pytest.raises(BookError, match="which is taken"):
            blocks.rename_sheet("Page", "DATA")
        blocks.rename_sheet("Page", "PAGE")
        assert "PAGE" in blocks.sheets()


def test_eighty_copies_have_each_their_own_chart_and_place(book: Path, lint: Check) -> None:
    with FileBlocks(book) as blocks:
        for number in range(80):
            blocks.copy_sheet("Page", f"Fam_{number}", "Last")
        blocks.write("Fam_7", 1, 2, [[99]])
        blocks.save()
        assert blocks.sheets()[1:82] == ["Page", *(f"Fam_{number}" for number in range(80))]
        assert blocks.names()["Fam_79", "pageKey"] == Area("Fam_79", 1, 1)
        assert blocks.read(Area("Fam_7", 1, 2)) == [[99]]
        assert blocks.read(Area("Fam_8", 1, 2)) == blocks.read(Area("Page", 1, 2))
    with zipfile.ZipFile(book) as file:
        charts = [file.read(n).decode() for n in file.namelist() if n.startswith("xl/charts/chart")]
    targets = {found for text in charts for found in re.findall(r"<c:f>([^!]*)!\$B", text)}
    assert len(charts) == 81 and len(targets) == 81
    lint(book)
