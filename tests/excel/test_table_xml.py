from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from sop_addin.errors import BookError
from sop_addin.excel.blocks import Area, TableArea
from sop_addin.excel.file import FileBlocks

SHEET = "xl/worksheets/sheet1.xml"
Check = Callable[[Path], None]


def _part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as file:
        return file.read(name).decode()


def test_tables_are_listed(book: Path) -> None:
    with FileBlocks(book) as blocks:
        assert blocks.tables()["tblDemand"] == TableArea(
            "tblDemand", "Data", 3, 2, 3, ("Family", "Qty", "Double"), True
        )
        assert blocks.tables()["tblMine"].rows == 2


@pytest.mark.parametrize("rows", [1, 2, 4, 50])
def test_a_table_takes_along_all_that_belongs_to_it(book: Path, rows: int, lint: Check) -> None:
    with FileBlocks(book) as blocks:
        style = re.findall(r'<c r="C4" (s="\d+")', _part(book, "xl/worksheets/sheet1.xml"))[0]
        blocks.resize_table("tblDemand", rows)
        assert blocks.tables()["tblDemand"].rows == rows
        blocks.save()
    last, sheet = 3 + rows, _part(book, "xl/worksheets/sheet1.xml")
    table = _part(book, "xl/tables/table1.xml")
    assert f'ref="B3:D{last + 1}"' in table and f'<autoFilter ref="B3:D{last}"' in table
    area = f"C4:C{last}" if rows > 1 else "C4"
    assert f'<conditionalFormatting sqref="{area}">' in sheet
    assert f'sqref="{area}"' in sheet[sheet.index("<dataValidation ") :]
    assert f"<xm:sqref>{area}</xm:sqref>" in sheet
    assert sheet.count(f"{style}>") + sheet.count(f"{style}/>") >= rows
    with FileBlocks.reader(book) as blocks:
        formulas = blocks.formulas(Area("Data", 4, 2, rows + 1, 3))
        assert formulas[-1] == [None, "=SUM(tblDemand[Qty])", None]
        double = "=tblDemand[[#This Row],[Qty]]*2"
        assert [line[2] for line in formulas[:-1]] == [double] * rows
        assert blocks.read(Area("Data", last + 1, 2))[0] == ["Total"]
        assert blocks.read(Area("Data", last + 2, 2, 50, 3)) == [[None] * 3] * 50
        assert blocks.read(Area("Data", 4, 6)) == [["beside the table"]]
    lint(book)


def test_growing_and_shrinking_back_gives_the_same_ranges(book: Path) -> None:
    before = [_part(book, f"xl/{name}") for name in ("tables/table1.xml", "worksheets/sheet1.xml")]
    with FileBlocks(book) as blocks:
        blocks.resize_table("tblDemand", 400)
        blocks.resize_table("tblDemand", 3)
        blocks.save()
    assert _part(book, "xl/tables/table1.xml") == before[0]
    pattern = r'(?:ref|sqref)="[^"]*"|<xm:sqref>[^<]*'
    assert re.findall(pattern, _part(book, "xl/worksheets/sheet1.xml")) == re.findall(
        pattern, before[1]
    )


def test_a_table_does_not_grow_over_what_stands_below(book: Path) -> None:
    with FileBlocks(book) as blocks:
        blocks.write("Data", 12, 3, [["mine"]])
        blocks.save()
        blocks.resize_table("tblDemand", 7)
        with pytest.raises(BookError, match="Data!C12: got C12 in the way of table tblDemand"):
            blocks.resize_table("tblDemand", 8)
        assert blocks.tables()["tblDemand"].rows == 7
        blocks.write("Data", 12, 3, [[None]])
        blocks.resize_table("tblDemand", 8)


def _two_tables(path: Path) -> None:
    workbook = xlsxwriter.Workbook(str(path))
    sheet = workbook.add_worksheet("S")
    sheet.add_table("A1:B2", {"name": "tblUp", "columns": [{"header": "a"}, {"header": "b"}]})
    sheet.add_table("B6:C7", {"name": "tblDown", "columns": [{"header": "c"}, {"header": "d"}]})
    sheet.add_table("E1:E3", {"name": "tblBare", "header_row": False})
    sheet.merge_range("E9:F9", "")
    workbook.close()


def test_a_table_does_not_grow_over_another_one_or_merged_cells(tmp_path: Path) -> None:
    _two_tables(tmp_path / "two.xlsx")
    with FileBlocks(tmp_path / "two.xlsx") as blocks:
        with pytest.raises(BookError, match="B6 in the way"):
            blocks.resize_table("tblUp", 5)
        blocks.write("S", 6, 2, [[None]])
        with pytest.raises(BookError, match="table tblDown in the way"):
            blocks.resize_table("tblUp", 5)
        with pytest.raises(BookError, match="merged cells E9:F9 in the way"):
            blocks.resize_table("tblBare", 9)
        blocks.resize_table("tblBare", 8)
        assert blocks.tables()["tblBare"].row == 0


def test_no_rows_is_refused(book: Path) -> None:
    with FileBlocks(book) as blocks, pytest.raises(BookError, match="0 rows"):
        blocks.resize_table("tblDemand", 0)


def test_an_unknown_table_is_refused(book: Path) -> None:
    with FileBlocks(book) as blocks, pytest.raises(BookError, match="no table 'tblNone'"):
        blocks.resize_table("tblNone", 3)


def test_calculated_columns_with_cell_addresses_are_filled_down(tmp_path: Path) -> None:
    path = tmp_path / "relative.xlsx"
    workbook = xlsxwriter.Workbook(str(path))
    sheet = workbook.add_worksheet("S")
    columns = [{"header": "a"}, {"header": "b", "formula": "=A2*$D$1"}]
    sheet.add_table("A1:B2", {"name": "tbl", "columns": columns})
    workbook.close()
    with FileBlocks(path) as blocks:
        blocks.resize_table("tbl", 3)
        assert blocks.formulas(Area("S", 2, 2, 3)) == [["=A2*$D$1"], ["=A3*$D$1"], ["=A4*$D$1"]]


def test_a_format_of_the_totals_row_moves_with_it(tmp_path: Path) -> None:
    path = tmp_path / "totals.xlsx"
    workbook = xlsxwriter.Workbook(str(path))
    sheet = workbook.add_worksheet("S")
    columns = [{"header": "a", "total_function": "SUM(tbl[a])"}]
    sheet.add_table("A1:A4", {"name": "tbl", "columns": columns, "total_row": True})
    for area in ("A4", "A2:A4", "A1:A3", "A2:A9", "C2:C3"):
        sheet.conditional_format(area, {"type": "data_bar"})
    workbook.close()
    with FileBlocks(path) as blocks:
        blocks.resize_table("tbl", 5)
        blocks.save()
    text = _part(path, "xl/worksheets/sheet1.xml")
    found = re.findall(r'<conditionalFormatting sqref="([^"]*)"', text)
    assert found == ["A7", "A2:A7", "A1:A6", "A2:A9", "C2:C3"]


def test_new_rows_are_as_high_as_the_first(tmp_path: Path) -> None:
    path = tmp_path / "high.xlsx"
    workbook = xlsxwriter.Workbook(str(path))
    sheet = workbook.add_worksheet("S")
    sheet.add_table("A1:A2", {"name": "tbl", "columns": [{"header": "a"}]})
    sheet.set_row(1, 30)
    workbook.close()
    with FileBlocks(path) as blocks:
        blocks.write("S", 2, 1, [["x"]])
        blocks.resize_table("tbl", 2)
        blocks.write("S", 3, 1, [["y"]])
        blocks.save()
    rows = re.findall(r'<row r="\d" [^>]*ht="30" customHeight="1"', _part(path, SHEET))
    assert len(rows) == 2
