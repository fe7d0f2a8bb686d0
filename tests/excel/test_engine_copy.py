"""The engine's copy of a workbook: columns that no formula reads are left out, results the same."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest
import xlsxwriter

from sop_addin.excel import recalculate as recalculating
from sop_addin.excel.engine_copy import only_columns
from sop_addin.excel.file import FileBlocks
from sop_addin.excel.formula_cells import formula_cells
from sop_addin.excel.formula_mentions import columns_asked
from sop_addin.excel.recalculate import recalculate

NOW = dt.datetime(2026, 3, 2)


def workbook(formula: str, own: str = "=1+1") -> bytes:
    """A list of three columns from B3 on, a formula beside it, and one on another sheet."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("Actuals")
    headers = [{"header": name} for name in ("Family", "Units", "Price")]
    rows = [["Pumps", 4, 2.5], ["Valves", None, 1], ["Seals", 6, 0]]
    sheet.add_table("B3:D6", {"name": "tblActuals", "columns": headers, "data": rows})
    sheet.write_formula("F1", own)
    book.define_name("newest_actuals", "=Actuals!$C$6")
    book.define_name("all_units", "=tblActuals[Units]")
    book.add_worksheet("Other").write_formula("A1", formula)
    book.close()
    return stream.getvalue()


def asked(data: bytes, path: Path) -> set[int] | None:
    path.write_bytes(data)
    found, names = formula_cells(data)
    return columns_asked(found, names, FileBlocks.reader(path).tables()["tblActuals"])


@pytest.mark.parametrize(
    ("formula", "own", "columns"),
    [
        ('="Refresh actuals: "&COUNTA(tblActuals[Family])', "=1", {2, 3}),
        ("=SUM(Actuals!D4:D6)", "=1", {3, 4}),
        ("=newest_actuals", "=SUM(B4:C6)", {2, 3}),
        ("=SUM(all_units)", "=D4*2", {3, 4}),
        ("=SUM(tblActuals[[Units]:[Price]])", "=1", None),
        ("=ROWS(tblActuals)", "=1", None),
        ("=SUM(Actuals!C:C)", "=1", None),
        ("=COUNTA(tblActuals[#Headers])", "=1", None),
    ],
)
def test_columns_that_nothing_reads_are_left_out(
    formula: str,
    own: str,
    columns: set[int] | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path, data = tmp_path / "book.xlsx", workbook(formula, own)
    assert asked(data, path) == columns
    monkeypatch.setattr(recalculating, "_LONG", 3)
    alone = recalculate(data, now=NOW)
    assert recalculate(data, now=NOW, book=FileBlocks.reader(path)) == alone
    assert alone.values["Other"].get((1, 1)) != 0


def test_a_sheet_in_another_spelling_stays_whole() -> None:
    xml = b'<sheetData><row r="1"><c s="1" r="A1"><v>1</v></c></row></sheetData>'
    assert only_columns(xml, [2]) == xml


def test_a_formula_stays_whichever_its_column() -> None:
    formula = b'<c r="AB1" s="1" t="str"><f>A1&amp;""</f><v>x</v></c>'
    text = b'<c r="B1" t="inlineStr"><is><t>a</t></is></c>'
    xml = b'<sheetData><row r="1">' + text + formula + b"</row></sheetData>"
    assert only_columns(xml, []) == xml.replace(text, b"")
    assert only_columns(xml, [2]) == xml
