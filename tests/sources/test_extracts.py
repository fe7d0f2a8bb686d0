"""Extracts are read as they are or refused with file, row, column and what to do."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xlsxwriter

from sop_addin.errors import SourceError
from sop_addin.sources.extracts import Extract, ExtractColumn, find_extract, read_extract

COLUMNS = (
    ExtractColumn("family", "text", required=True, key=True),
    ExtractColumn("month", "month", required=True, key=True),
    ExtractColumn("sales", "number", required=True),
    ExtractColumn("inventory", "number"),
)


def read_csv(folder: Path, content: str | bytes, **mapping: str) -> Extract:
    path = folder / "actuals.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_extract(path, COLUMNS, mapping)


def read_xlsx(folder: Path, rows: list[list[Any]], **options: Any) -> Extract:
    path = folder / "actuals.xlsx"
    with xlsxwriter.Workbook(path, options) as book:
        notes = book.add_worksheet("Notes")
        notes.hide()
        notes.write(0, 0, "not this one")
        sheet = book.add_worksheet("Data")
        sheet.activate()
        sheet.set_first_sheet()
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    sheet.write_datetime(r, c, cell, date)
                elif isinstance(cell, str) and cell.startswith("#"):
                    sheet.write_formula(r, c, "=NA()", None, cell)
                elif cell is not None:
                    sheet.write(r, c, cell)
    return read_extract(path, COLUMNS)


def refusal(folder: Path, *lines: str) -> str:
    with pytest.raises(SourceError) as caught:
        read_csv(folder, "\n".join(lines) + "\n")
    return str(caught.value)


def test_columns_get_their_types_and_rows_their_numbers(tmp_path: Path) -> None:
    extract = read_csv(
        tmp_path, "family,month,sales\n Pumps ,2026-01,10\n\nValves,2026/2,-1.5e2\n,,\n"
    )
    assert extract.frame["family"].tolist() == ["Pumps", "Valves"]
    assert extract.frame["month"].dtype == pd.PeriodDtype("M")
    assert extract.frame["month"].astype(str).tolist() == ["2026-01", "2026-02"]
    assert extract.frame["sales"].tolist() == [10, -150]
    assert extract.rows.tolist() == [2, 4]
    assert (extract.file, extract.origin) == ("actuals.csv", "utf-8, comma")


def test_a_column_that_is_absent_is_told_from_one_that_is_blank(tmp_path: Path) -> None:
    without = read_csv(tmp_path, "family,month,sales\nA,2026-01,1\n")
    blank = read_csv(tmp_path, "family,month,sales,inventory\nA,2026-01,1,\n")
    assert without.absent == ("inventory",)
    assert blank.absent == ()
    for extract in (without, blank):
        assert np.isnan(extract.frame["inventory"]).all()


def test_unknown_columns_are_listed(tmp_path: Path) -> None:
    extract = read_csv(tmp_path, "plant,family,month,sales,\nP1,A,2026-01,1,\n")
    assert extract.ignored == ("plant",)


def test_a_companys_own_headers_are_mapped(tmp_path: Path) -> None:
    extract = read_csv(tmp_path, "Family,MONTH,Net qty,Sales\nA,2026-01,7,9\n", sales="net qty")
    assert extract.frame["sales"].tolist() == [7]
    assert extract.ignored == ("Sales",)


@pytest.mark.parametrize(
    ("encoding", "origin"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16"), ("cp1252", "cp1252")],
)
def test_encodings_are_found_out(tmp_path: Path, encoding: str, origin: str) -> None:
    extract = read_csv(tmp_path, "family,month,sales\nKräne,2026-01,1\n".encode(encoding))
    assert extract.frame["family"].tolist() == ["Kräne"]
    assert extract.origin == f"{origin}, comma"


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("family;month;sales\nA;2026-01;1,5\n", "semicolon"),
        ("family\tmonth\tsales\nA\t2026-01\t1.5\n", "tab"),
        ("sep=;\nfamily;month;sales\nA;2026-01;1,5\n", "semicolon"),
        ('family,"month",sales,"a;b;c;d"\nA,2026-01,1.5,\n', "comma"),
    ],
)
def test_separators_are_found_out(tmp_path: Path, text: str, separator: str) -> None:
    extract = read_csv(tmp_path, text)
    assert extract.frame["sales"].tolist() == [1.5]
    assert extract.origin.endswith(separator)


def test_rows_keep_excels_numbers_behind_a_separator_line(tmp_path: Path) -> None:
    assert read_csv(tmp_path, "sep=,\nfamily,month,sales\nA,2026-01,1\n").rows.tolist() == [3]


@pytest.mark.parametrize("cell", ["1,234", "1 234", "1'234.5", "12,345,678"])
def test_thousands_separators_are_refused(tmp_path: Path, cell: str) -> None:
    message = refusal(tmp_path, "family,month,sales", f'A,2026-01,"{cell}"')
    assert message.startswith("actuals.csv row 2, sales: got ")
    assert "without thousands separators" in message


def test_decimal_point_in_a_semicolon_file_is_refused(tmp_path: Path) -> None:
    assert "decimal comma" in refusal(tmp_path, "family;month;sales", "A;2026-01;1.234")


@pytest.mark.parametrize("cell", ["abc", "NaN", "inf", "-Infinity", "1e999", "#N/A", "1_000"])
def test_what_is_not_a_finite_number_is_refused(tmp_path: Path, cell: str) -> None:
    message = refusal(tmp_path, "family,month,sales", f"A,2026-01,{cell}")
    assert f"row 2, sales: got '{cell}'" in message


def test_a_blank_is_advised_only_where_a_blank_is_taken(tmp_path: Path) -> None:
    header = "family,month,sales,inventory"
    assert refusal(tmp_path, header, "A,2026-01,abc,1").endswith("expected a number. Correct it.")
    assert "leave the cell blank" in refusal(tmp_path, header, "A,2026-01,1,abc")


@pytest.mark.parametrize("cell", ["03/04/2026", "Mar-26", "2026-13", "202603", "2026"])
def test_unclear_months_are_refused(tmp_path: Path, cell: str) -> None:
    message = refusal(tmp_path, "family,month,sales", f"A,{cell},1")
    assert f"row 2, month: got '{cell}', expected a month such as 2026-03." in message


@pytest.mark.parametrize(
    ("row", "column"), [(",2026-01,1", "family"), ("A,,1", "month"), ("A,2026-01,", "sales")]
)
def test_blanks_are_refused_where_a_value_is_required(
    tmp_path: Path, row: str, column: str
) -> None:
    message = refusal(tmp_path, "family,month,sales", row)
    assert f"actuals.csv row 2, {column}: got a blank" in message


def test_a_family_month_that_comes_twice_is_refused(tmp_path: Path) -> None:
    message = refusal(
        tmp_path, "family,month,sales", "A,2026-01,1", "B,2026-01,1", "A,2026-01-15,2"
    )
    assert "row 4, family, month: got A 2026-01 again (first in row 2)" in message


def test_the_first_error_says_how_many_follow(tmp_path: Path) -> None:
    message = refusal(
        tmp_path, "family,month,sales", "A,2026-01,x", "B,soon,1", "C,2026-01,", "D,2026-01,1"
    )
    assert message.startswith("actuals.csv row 2, sales: got 'x'")
    assert message.endswith("The file has 2 more such errors.")


def test_a_missing_column_is_named_with_the_headers_found(tmp_path: Path) -> None:
    message = refusal(tmp_path, "family,month,qty", "A,2026-01,1")
    assert "the headers family, month, qty, expected a column 'sales'" in message


def test_a_mapped_header_must_be_there_even_if_optional(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="expected a column 'Stock'"):
        read_csv(tmp_path, "family,month,sales\nA,2026-01,1\n", inventory="Stock")


def test_a_header_that_comes_twice_is_refused(tmp_path: Path) -> None:
    assert "2 columns 'sales'" in refusal(tmp_path, "family,month,sales,Sales", "A,2026-01,1,2")


def test_a_row_of_another_width_is_refused(tmp_path: Path) -> None:
    message = refusal(tmp_path, "family,month,sales", "A,2026-01,1,5")
    assert "actuals.csv row 2: got 4 cells, expected 3, as in the header" in message
    assert "got 2 cells" in refusal(tmp_path, "family,month,sales", "A,2026-01")


def test_a_quote_that_never_closes_is_refused(tmp_path: Path) -> None:
    assert "double quotes" in refusal(tmp_path, "family,month,sales", '"A,2026-01,1')


def test_a_quoted_line_break_inside_a_number_is_refused(tmp_path: Path) -> None:
    assert "row 2, sales" in refusal(tmp_path, "family,month,sales", 'A,2026-01,"1\n2"')


@pytest.mark.parametrize("content", ["", "\n\n", "family,month,sales\n"])
def test_a_file_without_data_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(SourceError, match="at least one row of data"):
        read_csv(tmp_path, content)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="not text"):
        read_csv(tmp_path, b"family\0\0\1")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="No such file"):
        read_extract(tmp_path / "actuals.csv", COLUMNS)
    with pytest.raises(SourceError, match="csv or xlsx"):
        read_extract(tmp_path / "actuals.pdf", COLUMNS)


def test_an_extract_is_found_in_its_folder_or_given_itself(tmp_path: Path) -> None:
    file = tmp_path / "Actuals.CSV"
    file.write_text("x")
    assert find_extract(tmp_path, "actuals") == file
    assert find_extract(file, "actuals") == file
    with pytest.raises(SourceError, match="no extract called families"):
        find_extract(tmp_path, "families")
    with pytest.raises(SourceError, match="got nothing"):
        find_extract(tmp_path / "nowhere", "actuals")
    (tmp_path / "actuals.xlsx").write_text("x")
    with pytest.raises(SourceError, match=r"Actuals\.CSV and actuals\.xlsx, expected one file"):
        find_extract(tmp_path, "actuals")


@pytest.mark.parametrize("date_1904", [False, True])
def test_workbooks_are_read_with_excel_dates(tmp_path: Path, date_1904: bool) -> None:
    extract = read_xlsx(
        tmp_path,
        [
            [None],
            [None, "family", "month", "sales"],
            [None, "A", dt.date(2026, 2, 28), 12.5],
            [None, 1001, "2026-02", 3],
        ],
        default_date_format="yyyy-mm-dd",
        date_1904=date_1904,
    )
    assert extract.frame["family"].tolist() == ["A", "1001"]
    assert extract.frame["month"].astype(str).tolist() == ["2026-02", "2026-02"]
    assert extract.frame["sales"].tolist() == [12.5, 3]
    assert extract.rows.tolist() == [3, 4]
    assert extract.origin == "sheet Data"


@pytest.mark.parametrize(
    ("cells", "where"),
    [
        (["A", dt.date(2026, 1, 1), "1 234"], "row 2, sales: got '1 234', expected a number"),
        (["A", dt.date(2026, 1, 1), "1234"], "The cell holds text"),
        (["A", dt.date(2026, 1, 1), True], "row 2, sales: got True"),
        (["A", 46023, 1], "row 2, month: got 46023.0"),
        ([dt.date(2026, 1, 1), dt.date(2026, 1, 1), 1], "row 2, family: got 2026-01-01"),
        (["A", dt.date(2026, 1, 1), "#N/A"], "Data!C2: got an error value"),
    ],
)
def test_cells_of_another_type_are_refused(tmp_path: Path, cells: list[Any], where: str) -> None:
    with pytest.raises(SourceError) as caught:
        read_xlsx(tmp_path, [["family", "month", "sales"], cells])
    assert where in str(caught.value)


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "actuals.xlsx"
    path.write_text("family,month,sales")
    with pytest.raises(SourceError, match="expected an Excel workbook"):
        read_extract(path, COLUMNS)
