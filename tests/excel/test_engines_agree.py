"""The formula patterns of our sheets: the engine and LibreOffice give the same, cell by cell.

Patterns stand in `formula_patterns.txt`; a function or construct belongs there before the template
uses it. Functions that old LibreOffice lacks are compared with worked values instead.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import xlsxwriter

from sop_addin.excel.formula_cells import formula_cells
from sop_addin.excel.formula_trust import VERIFIED, Trust
from sop_addin.excel.recalculate import Results, recalculate
from sop_addin.schema.functions import FUNCTIONS_SHEET

NOW = dt.datetime(2026, 3, 2, 12)
PATTERNS = [
    line
    for line in Path(__file__).with_name("formula_patterns.txt").read_text("utf-8").splitlines()
    if line.startswith("=")
]
FUNCTION = re.compile(r"([A-Z][A-Z0-9._a-z]*)\(")

WORKED: dict[str, Any] = {
    '=_xlfn.XLOOKUP("Valves",tbl[Family],tbl[Qty])': 20.0,
    '=_xlfn.XLOOKUP("none",tbl[Family],tbl[Qty],-1)': -1.0,
    '=_xlfn.XLOOKUP("Pumps",tbl[Family],tbl[Qty],"",0,-1)': 15.0,
    "=_xlfn.LET(_xlpm.x,Data!A1,_xlpm.y,_xlpm.x*2,_xlpm.x+_xlpm.y)": 30.0,
    "=SUM(_xlfn.UNIQUE(Data!A5:A8))": 60.0,
    "=SUM(_xlfn.SEQUENCE(4))": 10.0,
    "=INDEX(_xlfn._xlws.SORT(Data!A5:A8,1,-1),1)": 30.0,
}
"""Functions of Excel 2019 and later, which LibreOffice 7.4 lacks; arguments are whole ranges."""

WORKED_ARRAYS: dict[str, Any] = {
    '=SUM(_xlfn._xlws.FILTER(tbl[Qty],tbl[Family]="Pumps"))': 55.0,
    "=SUM(IF(Data!A1:D1>15,1,0))": 3.0,
}
VOLATILE = {"NOW", "TODAY", "RAND", "RANDBETWEEN"}
"""Their values are the caller's (`test_recalculate.py`)."""

VALID_AS_IS = {"TRUE", "FALSE"}


def fill(workbook: xlsxwriter.Workbook) -> xlsxwriter.worksheet.Worksheet:
    """Make the sheets that the patterns refer to; return sheet Test."""
    test = workbook.add_worksheet("Test")
    data = workbook.add_worksheet("Data")
    day = workbook.add_format({"num_format": "yyyy-mm-dd"})
    test.write("D1", "Pumps")
    test.write("D2", dt.datetime(2026, 4, 1), day)
    data.write_row("A1", [10, 20, 30, 40])
    data.write_row("A2", [7, None, "text", 0])
    data.write_formula("E2", '=IF(TRUE,"","")')
    data.write_row("A3", [12, 18, 33, 40])
    data.write_column("A5", [10, 30, 20, 10])
    data.write_column("A9", [dt.datetime(2026, 4, 6), dt.datetime(2026, 4, 7)], day)
    data.write_column("P1", ["01", 1, "1", "a*", "ab", "b", "Pumps", "Valves"])
    workbook.add_worksheet("It's a sheet").write_column("A1", [1, 2, 3])
    workbook.add_worksheet("家族 泵").write("A1", 88)
    workbook.define_name("Cycle", "=Test!$D$2")
    workbook.define_name("Rate", "=0.19")
    workbook.define_name("Months", "=Data!$A$1:$D$1")
    workbook.define_name("Test!Here", "=Data!$A$1")
    workbook.define_name("Data!Here", "=Data!$B$1")
    data.add_table("H1:N6", table(day))
    return test


def table(day: xlsxwriter.format.Format) -> dict[str, Any]:
    here = "tbl[[#This Row],[{}]]".format
    month = f'TEXT({here("Month")},"yyyy-mm")'
    return {
        "name": "tbl",
        "total_row": True,
        "columns": [
            {"header": "Family"},
            {"header": "Month", "format": day},
            {"header": "Qty", "total_function": "SUBTOTAL(109,tbl[Qty])"},
            {"header": "Price"},
            {"header": "Note"},
            {"header": "Value", "formula": f"={here('Qty')}*{here('Price')}"},
            {"header": "Key", "formula": f'={here("Family")}&"|"&{month}'},
        ],
        "data": [
            ["Pumps", dt.datetime(2026, 3, 1), 10, 2.5, None],
            ["Valves", dt.datetime(2026, 4, 1), 20, 3.5, None],
            ["Pumps", dt.datetime(2026, 4, 1), 30, 4.5, "x"],
            ["Pumps", dt.datetime(2026, 5, 1), 15, 5.5, None],
        ],
    }


@pytest.fixture(scope="module")
def patterns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("patterns") / "patterns.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        test = fill(workbook)
        for row, formula in enumerate(PATTERNS):
            test.write_formula(row, 1, formula, None, "stale")
    return path


@pytest.fixture(scope="module")
def results(patterns: Path) -> Results:
    return recalculate(patterns, now=NOW)


def test_the_engine_computes_every_pattern(results: Results) -> None:
    assert results.left_to_excel == ()


def test_libreoffice_computes_every_pattern_alike(
    patterns: Path,
    results: Results,
    libreoffice_values: Callable[[Path], Any],
    libreoffice: ModuleType,
) -> None:
    theirs = libreoffice_values(patterns)
    found = []
    for sheet, values in results.values.items():
        for (row, column), ours in values.items():
            other = theirs[sheet][row, column]
            if not libreoffice.same(ours, other):
                what = PATTERNS[row - 1] if sheet == "Test" else f"{sheet} {row},{column}"
                found.append(f"{what}: {ours!r}, LibreOffice {other!r}")
    assert not found, "\n".join(found)
    assert not any(value == "stale" for value in theirs["Test"].values())


@pytest.mark.parametrize("formula", [*WORKED, *WORKED_ARRAYS])
def test_newer_functions_give_their_worked_value(formula: str) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        test = fill(workbook)
        if formula in WORKED:
            test.write_formula("B1", formula, None, "stale")
        else:
            test.write_array_formula("B1:B1", f"{{{formula}}}", None, "stale")
    results = recalculate(stream.getvalue(), now=NOW)
    assert results.values["Test"] == {(1, 2): (WORKED | WORKED_ARRAYS)[formula]}


def functions(formulas: list[str]) -> set[str]:
    names = {name for formula in formulas for name in FUNCTION.findall(formula)}
    return {name.removeprefix("_xlfn.").removeprefix("_xlws.") for name in names}


def test_every_trusted_function_is_compared_and_no_other() -> None:
    compared = functions([*PATTERNS, *WORKED, *WORKED_ARRAYS])
    assert compared - VALID_AS_IS == VERIFIED - VOLATILE - VALID_AS_IS


def test_the_template_uses_only_what_both_engines_compute_alike(root: Path) -> None:
    sheets, names = formula_cells((root / "workbook" / "SOP_Template.xlsm").read_bytes())
    formulas = sorted(
        {f.text for sheet in sheets if sheet.sheet != FUNCTIONS_SHEET for f in sheet.formulas}
    )
    assert formulas
    trust = Trust(names)
    doubts = [f"{formula}: {trust.doubt(formula)}" for formula in formulas if trust.doubt(formula)]
    assert not doubts, "\n".join(doubts)
    assert functions(formulas) <= functions(PATTERNS) | {"TODAY"}
    newer = [formula for formula in formulas if "_xlfn." in formula or "_xlws." in formula]
    assert not newer, "Excel 2016 lacks them: " + "\n".join(newer)
    whole_tables = [f for f in formulas if re.search(r"\w\[(#\w+)?\]", f)]
    assert not whole_tables, "LibreOffice 7.4 cannot read them: " + "\n".join(whole_tables)


def test_libreoffice_agrees_with_every_result_stored_in_the_template(
    root: Path, libreoffice_agrees: Callable[[Path], None]
) -> None:
    libreoffice_agrees(root / "workbook" / "SOP_Template.xlsm")


def test_a_stored_result_that_is_wrong_is_found(
    tmp_path: Path, libreoffice_agrees: Callable[[Path], None]
) -> None:
    path = tmp_path / "wrong.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_worksheet("Page").write_formula("B2", "=1/4", None, 0.2500001)
    with pytest.raises(AssertionError, match=r"Page!B2: 0\.2500001, LibreOffice 0\.25"):
        libreoffice_agrees(path)
