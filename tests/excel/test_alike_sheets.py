"""Sheets with the same formulas, computed together: every number is the engine's own."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sop_addin.commands.new import template_file
from sop_addin.excel import recalculate as recalculating
from sop_addin.excel.alike_sheets import Group, compute_group
from sop_addin.excel.engine import Engine
from sop_addin.excel.file import FileBlocks
from sop_addin.excel.formula_cells import formula_cells
from sop_addin.excel.formula_tree import parse
from sop_addin.excel.recalculate import Results, recalculate
from sop_addin.schema.family_page import PAGES as PAGES_OF_BOOKS

NOW = dt.datetime(2026, 3, 2)
PAGES = [f"Page{n}" for n in range(5)]
FORMULAS = (
    "A1+B1-C1",
    "A1-(B1+C1)",
    "A1*B1-C1*D1",
    'IF(OR(A1="",B1="",B1=0),"",A1/B1)',
    'IFERROR(A1/B1,"none")',
    "MAX(0,MIN(A1+B1,C1+0))",
    "SUM(A1:D1)",
    'IF(SUM(A1:D1)<=0,"",A1/(SUM(A1:D1)/SUM(B1:C1)))',
    'IF(year_end="","",SUMIFS($A$1:$D$1,$A$2:$D$2,">="&$A$2,$A$2:$D$2,"<="&year_end))',
    'IFERROR(IF(INDEX($A$1:$D$1,MATCH(year_end,$A$2:$D$2,0))="","",'
    'INDEX($A$1:$D$1,MATCH(year_end,$A$2:$D$2,0))),"")',
    'COUNTIFS($A$1:$D$1,">-1E+300",$A$2:$D$2,"<="&year_end)',
    'IF(AND(A3<=20,COUNTIFS($A$1:$D$1,">0.3")=0),"none",1)',
    "EDATE(year_end,A3)",
    "SUMPRODUCT($A$1:$D$1,{2.646,3.317,-1.5,4.123})+1.414*COUNT($A$1:$D$1)",
    'ABS(SUMIFS(tblList[Price],tblList[Code],$B$3&"")-A1)',
    "IFERROR(INDEX(tblList[Price],MATCH($B$3,tblList[Code],0)),0)",
    '$B$3&"  ·  "&A3',
    'IF($B$3="PUMPS",A1,-1)',
    'IF(A5>B5,"over","")',
    "A5",
    "D1",
)
NUMBERS = st.one_of(
    st.integers(-5, 5).map(float),
    st.sampled_from([0.1, 0.2, 0.3, 0.7, 1e-3, 1 / 3, 1e6 + 0.1]),
    st.floats(-1e6, 1e6).map(lambda x: round(x, 3)),
    st.none(),
)
CELLS = st.one_of(NUMBERS, NUMBERS, NUMBERS, st.sampled_from(["n/a", "12"]))
PAGE = st.tuples(
    st.lists(CELLS, min_size=4, max_size=4),
    st.integers(0, 40),
    st.sampled_from(["Pumps", "Valves", "pumps", "P?mps", "Größe", ""]),
)


def workbook(
    pages: list[tuple[list[float | str | None], int, str]],
    formulas: tuple[str, ...] = FORMULAS,
    extra: Callable[[xlsxwriter.Workbook], None] = lambda _: None,
) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    config = book.add_worksheet("Config")
    config.write_formula("A1", "=46000+357-11")
    config.add_table(
        "C1:D4",
        {
            "name": "tblList",
            "columns": [{"header": "Code"}, {"header": "Price"}],
            "data": [["Pumps", 2.5], ["Größe", 7.25], ["Seals", None]],
        },
    )
    book.define_name("year_end", "=Config!$A$1")
    for name, (row, months, code) in zip(PAGES, pages, strict=True):
        sheet = book.add_worksheet(name)
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(0, column, value)
            sheet.write(1, column, 46346 + 31 * (column - 1))
        sheet.write_row("A3", [months, code or None])
        for at, formula in enumerate(formulas):
            sheet.write_formula(4, at, "=" + formula)
    extra(book)
    book.close()
    return stream.getvalue()


def both(data: bytes, folder: Path) -> tuple[Results, Results]:
    """Return what the engine computes, and what is computed together."""
    path = folder / "book.xlsx"
    path.write_bytes(data)
    return recalculate(data, now=NOW), recalculate(data, now=NOW, book=FileBlocks.reader(path))


PLAIN = [([1.5 * n, 2.0, None, 0.3], n, "Pumps") for n in range(5)]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(pages=st.lists(PAGE, min_size=5, max_size=5))
def test_every_result_is_the_engines(pages, tmp_path: Path) -> None:
    alone, together = both(workbook(pages), tmp_path)
    assert together == alone
    assert all(
        type(together.values[sheet][cell]) is type(value)
        for sheet, cells in alone.values.items()
        for cell, value in cells.items()
    )


def pages_left_to_the_engine(
    data: bytes, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[set[str], Results]:
    """Return the pages that the engine is asked for, and what comes out."""
    asked: set[str] = set()
    compute = Engine.compute

    def noted(self, wanted):
        asked.update(sheet.sheet for sheet in wanted)
        return compute(self, wanted)

    monkeypatch.setattr(Engine, "compute", noted)
    path = folder / "book.xlsx"
    path.write_bytes(data)
    results = recalculate(data, now=NOW, book=FileBlocks.reader(path))
    monkeypatch.undo()
    assert results == recalculate(data, now=NOW)
    return asked & set(PAGES), results


def test_noise_of_the_last_bits_is_shown_as_zero(tmp_path: Path) -> None:
    pages = [([0.1, 0.2, 0.3, None], 1, "Pumps") for _ in PAGES]
    alone, together = both(workbook(pages), tmp_path)
    assert alone.values["Page0"][5, 1] == 0.0 != 0.1 + 0.2 - 0.3
    assert together == alone


def test_plain_pages_need_no_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, results = pages_left_to_the_engine(workbook(PLAIN), tmp_path, monkeypatch)
    assert not asked
    assert results.values["Page2"][5, 1] == 5.0


@pytest.mark.parametrize(
    "row",
    [["12", 2.0, 1.0, 0.3], [0.1 + 0.2, 1.0, 1.3, 1.0 + 2**-49]],
    ids=["a text in arithmetic", "a difference in the last bits"],
)
def test_what_is_in_doubt_goes_to_the_engine(
    row: list[float | str | None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [*PLAIN[:2], (row, 1, "Pumps"), *PLAIN[3:]]
    formulas = ("A1+B1", 'IF(B1=D1,"same","other")')
    asked, _ = pages_left_to_the_engine(workbook(pages, formulas), tmp_path, monkeypatch)
    assert asked == {"Page2"}


@pytest.mark.parametrize(("code", "asked"), [("中文", set()), ("Pumps", set()), ("été", {"Page2"})])
def test_english_is_not_taken_for_chinese_but_accents_are_in_doubt(
    code: str, asked: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [*PLAIN[:2], ([1.0, 2.0, None, 0.3], 1, code), *PLAIN[3:]]
    formulas = ('IF(B3="中文","年初至今","Year to date")',)
    found, results = pages_left_to_the_engine(workbook(pages, formulas), tmp_path, monkeypatch)
    assert found == asked
    assert results.values["Page1"][5, 1] == "Year to date"


def test_a_page_with_a_formula_of_its_own_goes_to_the_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def own(book: xlsxwriter.Workbook) -> None:
        book.get_worksheet_by_name("Page4").write_formula("D1", "=Page0!A5*2")

    asked, results = pages_left_to_the_engine(workbook(PLAIN, extra=own), tmp_path, monkeypatch)
    assert asked == {"Page4"}
    assert results.values["Page4"][1, 4] == 4.0


def test_unknown_functions_leave_all_pages_to_the_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = workbook(PLAIN, ("A1+B1", "MEDIAN(A1:D1)"))
    assert pages_left_to_the_engine(data, tmp_path, monkeypatch)[0] == set(PAGES)


@pytest.mark.parametrize("reference", ["=Page1!A5", "=page1_stock+1", "=SUM(tblOnPage[Units])"])
def test_other_sheets_see_the_pages(reference: str, tmp_path: Path) -> None:
    def total(book: xlsxwriter.Workbook) -> None:
        book.define_name("page1_stock", "=Page1!$A$5")
        page = book.get_worksheet_by_name("Page1")
        page.add_table("H10:H12", {"name": "tblOnPage", "columns": [{"header": "Units"}]})
        page.write_column("H11", [3, 4])
        book.add_worksheet("Total").write_formula("A1", reference)

    alone, together = both(workbook(PLAIN, extra=total), tmp_path)
    assert alone.values["Total"][1, 1] not in (0.0, 1.0)
    assert together == alone


def test_a_text_of_no_characters_is_no_blank(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [([1.0, 2.0, 777.0, 3.0], 1, "Pumps") for _ in PAGES]
    packed = io.BytesIO()
    empty = b'<c r="C1" t="inlineStr"><is><t></t></is></c>'
    plain = io.BytesIO(workbook(pages, ("A1+C1",)))
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'<c r="C1"><v>777</v></c>', empty))
    asked, results = pages_left_to_the_engine(packed.getvalue(), tmp_path, monkeypatch)
    assert asked == set(PAGES)
    assert results.values["Page0"][5, 1] == "#VALUE!"


def test_pages_are_computed_apart_from_other_sheets_that_are_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[int] = []

    def lists(book: xlsxwriter.Workbook) -> None:
        for number in range(4):
            sheet = book.add_worksheet(f"List{number}")
            sheet.write_formula("A1", "=year_end+1")
            sheet.add_table("C1:C3", {"name": f"tblOther{number}", "columns": [{"header": "A"}]})

    copy = recalculating.engine_copy
    monkeypatch.setattr(
        recalculating,
        "engine_copy",
        lambda data, emptied, columns: opened.append(len(emptied)) or copy(data, emptied, columns),
    )
    alone, together = both(workbook(PLAIN, extra=lists), tmp_path)
    assert opened == [len(PAGES)]
    assert together == alone


def test_every_formula_of_the_declared_pages_is_known() -> None:
    with FileBlocks.reader(template_file()) as book:
        data = book.to_bytes()
        engines = recalculate(data, now=NOW).values
        found, _ = formula_cells(data)
        for sheet in found:
            if sheet.sheet in {name for page in PAGES_OF_BOOKS for _, name in page.prototypes}:
                pairs = zip(sheet.cells, sheet.formulas, strict=True)
                group = Group([sheet], {cell: parse(formula.text) for cell, formula in pairs})
                together = compute_group(group, book, found, lambda: engines)
                assert together == {sheet.sheet: engines[sheet.sheet]}
