from __future__ import annotations

import builtins
import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from sop_addin.excel import engine
from sop_addin.excel.recalculate import LeftToExcel, Results, recalculate

NOW = dt.datetime(2026, 3, 2, 12)


def book(fill: Callable[[xlsxwriter.Workbook], Any], **options: Any) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, **options}) as workbook:
        fill(workbook)
    return stream.getvalue()


def sheet_of(*formulas: str) -> Callable[[xlsxwriter.Workbook], None]:
    """Column A: 1, 2, 3; column B: the formulas from row 1."""

    def fill(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet("Page")
        for row in range(3):
            sheet.write(row, 0, row + 1)
        for row, formula in enumerate(formulas):
            sheet.write_formula(row, 1, formula, None, "stale")

    return fill


def column_b(results: Results) -> dict[int, Any]:
    return {row: value for (row, _), value in results.values["Page"].items()}


def test_every_kind_of_value_is_given() -> None:
    formulas = ("=A1+A2", '="a"&A1', "=A1>A2", "=A1/A9", '=IF(A9="","","x")', "=DATE(2026,3,1)")
    computed = column_b(recalculate(book(sheet_of(*formulas)), now=NOW))
    assert computed == {1: 3.0, 2: "a1", 3: False, 4: "#DIV/0!", 5: "", 6: 46082.0}


def test_a_path_gives_what_its_bytes_give(tmp_path: Path) -> None:
    data = book(sheet_of("=A1*7"))
    (tmp_path / "book.xlsx").write_bytes(data)
    assert recalculate(tmp_path / "book.xlsx", now=NOW) == recalculate(data, now=NOW)


def test_unknown_function_and_all_that_depends_on_it_are_left_to_excel() -> None:
    data = book(
        sheet_of("=SOP_FORECAST(A1:A3)", "=B1+1", "=IFERROR(B1,0)", "=SUM(B1:B2)", "=A3", "=B3*2")
    )
    results = recalculate(data, now=NOW)
    assert column_b(results) == {5: 3.0}
    assert [cell.cell for cell in results.left_to_excel] == ["B1", "B2", "B3", "B4", "B6"]
    assert results.left_to_excel[0].reason == "function SOP_FORECAST is left to Excel"
    assert results.left_to_excel[1].reason == "depends on a cell that is left to Excel"


@pytest.mark.parametrize(
    "formula",
    ["=[1]Sheet1!A1", "=NoSuchName", '=WEBSERVICE("x")', "=B1+A1", '=CELL("filename")'],
)
def test_what_the_engine_cannot_know_is_left_to_excel(formula: str) -> None:
    results = recalculate(book(sheet_of(formula)), now=NOW)
    assert column_b(results) == {}
    assert results.left_to_excel[0].cell == "B1"
    assert results.left_to_excel[0].reason


def test_clock_and_seed_are_the_callers() -> None:
    data = book(sheet_of("=TODAY()", "=NOW()", "=RAND()"))
    first = column_b(recalculate(data, now=NOW, seed=1))
    assert (first[1], first[2]) == (46083.0, 46083.5)
    assert first == column_b(recalculate(data, now=NOW, seed=1))
    assert first[3] != column_b(recalculate(data, now=NOW, seed=2))[3]


def test_the_clock_follows_the_1904_date_system() -> None:
    data = book(sheet_of("=TODAY()"), date_1904=True)
    assert column_b(recalculate(data, now=NOW)) == {1: 46083.0 - 1462}


def pages(count: int) -> Callable[[xlsxwriter.Workbook], None]:
    """A sheet that adds up all pages first, then the pages: a stock recursion over 24 months."""

    def fill(workbook: xlsxwriter.Workbook) -> None:
        total = workbook.add_worksheet("Total")
        for page in range(count):
            name = f"Page {page}"
            total.write_formula(page, 0, f"='{name}'!Y3*2")
            sheet = workbook.add_worksheet(name)
            sheet.write_column(0, 0, [100, page, 10])
            for column in range(1, 25):
                left, here = (xlsxwriter.utility.xl_col_to_name(c) for c in (column - 1, column))
                sheet.write(0, column, 10)
                sheet.write_formula(1, column, f"=MAX(0,{left}2+1)")
                sheet.write_formula(2, column, f"={left}3+{here}1-{here}2")
        total.write_formula(count, 0, f"=SUM(A1:A{count})")

    return fill


def test_sheets_that_need_all_others_agree_however_the_work_is_cut(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = book(pages(12))
    whole = recalculate(data, now=NOW)
    expected = [2 * (10 + sum(10 - page - step for step in range(1, 25))) for page in range(12)]
    total = {(row + 1, 1): float(value) for row, value in enumerate(expected)}
    assert whole.values["Total"] == {**total, (13, 1): float(sum(expected))}
    assert list(whole.values) == ["Total", *(f"Page {page}" for page in range(12))]
    monkeypatch.setattr(engine, "_BATCH", 1)
    assert recalculate(data, now=NOW) == whole
    monkeypatch.setattr(engine, "_WORTH_TWO", 1)
    assert recalculate(data, now=NOW) == whole


def test_only_the_wanted_sheets_are_given_with_what_they_depend_on_computed() -> None:
    results = recalculate(book(pages(2)), now=NOW, only=["Total"])
    assert list(results.values) == ["Total"]
    assert results.not_asked == ("Page 0", "Page 1")
    assert results.values["Total"][1, 1] == 2 * (10 + sum(10 - s for s in range(1, 25)))


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        ("=SUM(A1:C1*2)", "A1:C1 stands where one cell is expected"),
        ("=SUM(IF(A1:A3>1,1,0))", "A1:A3 stands where one cell is expected"),
        ("=SUMPRODUCT(ROW(A1:A3)*A1:A3)", "function ROW of several cells is left to Excel"),
        ("=RATE(12,-100,1000)", "function RATE is left to Excel"),
    ],
)
def test_what_the_engine_would_get_wrong_is_left_to_excel_with_all_that_depends_on_it(
    formula: str, reason: str
) -> None:
    results = recalculate(book(sheet_of(formula, "=B1*2", "=A1+1")), now=NOW)
    assert column_b(results) == {3: 2.0}
    assert [cell.cell for cell in results.left_to_excel] == ["B1", "B2"]
    assert results.left_to_excel[0].reason == reason


def edited(data: bytes, before: bytes, after: bytes) -> bytes:
    """Return a workbook with a piece of its first sheet's XML replaced."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(stream, "w") as copy:
        for name in package.namelist():
            content = package.read(name)
            if name == "xl/worksheets/sheet1.xml":
                assert content.count(before) == 1
                content = content.replace(before, after)
            copy.writestr(name, content)
    return stream.getvalue()


def test_formulas_shared_by_cells_are_judged_and_computed_in_each() -> None:
    data = book(sheet_of("=A1*2", "=1", "=SUM(A1:A3)", "=B1+B2+B3"))
    shared = b'<c r="B1" t="str"><f t="shared" ref="B1:B2" si="0">A1*2</f><v>stale</v></c>'
    data = edited(data, b'<c r="B1" t="str"><f>A1*2</f><v>stale</v></c>', shared)
    data = edited(data, b"<f>1</f>", b'<f t="shared" si="0"/>')
    assert column_b(recalculate(data, now=NOW)) == {1: 2.0, 2: 4.0, 3: 6.0, 4: 12.0}
    doubtful = edited(data, b">A1*2<", b">OFFSET(A1,0,0)<")
    results = recalculate(doubtful, now=NOW)
    assert column_b(results) == {3: 6.0}
    assert [cell.cell for cell in results.left_to_excel] == ["B1", "B2", "B4"]


def test_every_cell_of_a_doubtful_array_blocks_what_reads_it() -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet("Page")
        sheet.write_column(0, 0, [1, 2, 3])
        sheet.write_array_formula("C1:C3", "{=SOP_CHASE(A1:A3)}", None, 5)
        sheet.write_dynamic_array_formula("D1:D3", "=SOP_FORECAST(A1:A3)", None, 5)
        sheet.write_formula("F1", "=C3+1")
        sheet.write_formula("F2", "=D3+1")
        sheet.write_formula("F3", "=A3+1")

    results = recalculate(book(fill), now=NOW)
    assert results.values["Page"] == {(3, 6): 4.0}
    assert [cell.cell for cell in results.left_to_excel] == ["C1", "D1", "F1", "F2"]


def test_what_if_tables_are_left_to_excel_with_what_reads_them() -> None:
    table = b'<f t="dataTable" ref="B1:B2" dt2D="0" dtr="0" r1="A1"/>'
    data = edited(book(sheet_of("=1", "=2", "=B2+1", "=A1")), b"<f>1</f>", table)
    data = edited(data, b"<f>2</f>", b"")
    results = recalculate(data, now=NOW)
    assert column_b(results) == {4: 1.0}
    assert results.left_to_excel[0].reason == "part of a what-if table"
    assert [cell.cell for cell in results.left_to_excel] == ["B1", "B3"]


@pytest.mark.parametrize("stored", ["C1", "C2", "C3", "C4"])
def test_an_array_that_spills_is_computed_to_its_new_size(stored: str) -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet("Page")
        sheet.write_column(0, 0, [5, 6, 7, 6])
        sheet.write_dynamic_array_formula(f"C1:{stored}", "=UNIQUE(A1:A4)", None, 1)
        sheet.write_formula("E1", "=C3+SUM(C1:C4)")

    results = recalculate(book(fill), now=NOW)
    assert results.values["Page"] == {(1, 3): 5.0, (1, 5): 25.0}


def test_chart_sheets_and_sheets_without_formulas_are_passed_over() -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        chart = workbook.add_chart({"type": "line"})
        workbook.add_worksheet("Data").write("A1", 2)
        chart.add_series({"values": "=Data!$A$1:$A$3"})
        workbook.add_chartsheet("Chart").set_chart(chart)
        workbook.add_worksheet("Page").write_formula("B1", "=Data!A1")

    assert recalculate(book(fill), now=NOW).values == {"Page": {(1, 2): 2.0}}


def test_without_the_engine_everything_is_left_to_excel(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str, *rest: Any) -> Any:
        if name == "cellrune":
            raise ImportError(name)
        return real(name, *rest)

    real = builtins.__import__
    monkeypatch.setattr(builtins, "__import__", refuse)
    reason = "the recalculation engine (cellrune) is not installed on this machine"
    results = recalculate(book(sheet_of("=A1", "=A2")), now=NOW)
    assert results.values == {}
    assert results.left_to_excel == tuple(
        LeftToExcel("Page", cell, reason) for cell in ("B1", "B2")
    )
    assert results.to_store() == {"Page": {(1, 2): None, (2, 2): None}}


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 cut off", b"family,month\n"])
def test_bytes_that_are_no_workbook_give_the_reason(data: bytes) -> None:
    results = recalculate(data, now=NOW)
    assert results.values == {}
    assert [(left.sheet, left.cell) for left in results.left_to_excel] == [("", "")]
