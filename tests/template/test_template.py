"""The committed template is what the declarations say, built anew, valid, and computed right."""

from __future__ import annotations

import ast
import datetime as dt
import fnmatch
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from openpyxl.utils import column_index_from_string

from sop_addin.excel.formula_cells import position
from sop_addin.excel.recalculate import recalculate
from sop_addin.schema.alarms import PAGE_ALARMS, TABLE_ALARMS
from sop_addin.schema.captions import BOOK_TITLE, CARDS, NO_COMPANY, TOOLS
from sop_addin.schema.cells import CELLS
from sop_addin.schema.charts import PAGE_CHARTS, SHEET_CHARTS
from sop_addin.schema.declarations import FORMULA, Kind, Owner
from sop_addin.schema.family_page import FAMILY_PAGE, SECTIONS
from sop_addin.schema.functions import FUNCTIONS, FUNCTIONS_SHEET, WITHOUT_PYTHON
from sop_addin.schema.phases import PHASES
from sop_addin.schema.ribbon import COMMANDS
from sop_addin.schema.ribbon_words import WORDS_SHEET
from sop_addin.schema.sheets import CONFIG_SHEET, COVER_SHEET, SHEETS
from sop_addin.schema.tables import TABLES, table
from sop_addin.template.build import build

NOW = dt.datetime(2026, 1, 1)


@pytest.fixture(scope="module")
def committed(root: Path) -> Path:
    return root / "workbook" / "SOP_Template.xlsm"


@pytest.fixture(scope="module")
def book(committed: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(committed, keep_vba=True)


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def targets(sheet: Any) -> set[str]:
    """Return the sheets that a sheet links to."""
    links = [cell.hyperlink for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    return {link.location.split("!")[0].strip("'") for link in links}


def test_building_anew_gives_the_committed_workbook_member_for_member(
    committed: Path, tmp_path: Path
) -> None:
    build(tmp_path / "anew.xlsm")
    anew, kept = members(tmp_path / "anew.xlsm"), members(committed)
    assert list(anew) == list(kept)
    changed = [name for name in anew if anew[name] != kept[name]]
    assert not changed, "rebuild: python -m sop_addin.template workbook/SOP_Template.xlsm"


def test_nothing_in_it_would_make_excel_repair_it(
    committed: Path, lint: Callable[[Path], None], validate: Callable[[Path], None]
) -> None:
    lint(committed)
    validate(committed)


def test_stored_results_are_the_engines_and_libreoffices(
    committed: Path, libreoffice_values: Callable[[Path], Any]
) -> None:
    computed = recalculate(committed, now=NOW)
    assert {left.sheet for left in computed.left_to_excel} == {FUNCTIONS_SHEET}
    stored = openpyxl.load_workbook(committed, data_only=True)
    other = libreoffice_values(committed)
    for sheet, values in computed.values.items():
        for (row, column), value in values.items():
            place = f"{sheet} row {row} column {column}"
            kept = stored[sheet].cell(row, column).value
            assert (kept if kept is not None else "") == value, place
            assert other[sheet][row, column] == value, place


def test_examples_of_the_worksheet_functions_say_where_they_cannot_run(
    committed: Path, libreoffice_values: Callable[[Path], Any]
) -> None:
    computed = recalculate(committed, now=NOW, only=[FUNCTIONS_SHEET])
    assert not computed.values[FUNCTIONS_SHEET]
    stored = openpyxl.load_workbook(committed, data_only=True)[FUNCTIONS_SHEET]
    other = libreoffice_values(committed)[FUNCTIONS_SHEET]
    cells = [position(left.cell) for left in computed.left_to_excel]
    assert len(cells) == len(FUNCTIONS)
    for (row, column), function in zip(cells, FUNCTIONS, strict=True):
        area = [(row + i, column + j) for i, j in np.ndindex(function.rows, function.columns)]
        shown = [WITHOUT_PYTHON.en] + [""] * (len(area) - 1)
        assert [stored.cell(*cell).value or "" for cell in area] == shown
        assert [other[cell] for cell in area] == shown


def test_each_worksheet_function_stands_on_its_sheet_with_every_argument(
    book: openpyxl.Workbook,
) -> None:
    sheet = book[FUNCTIONS_SHEET]
    texts = [cell.value for cell in sheet["B"] if cell.value]
    for function in FUNCTIONS:
        at = texts.index(function.syntax)
        names = [f"[{a.name}]" if a.optional else a.name for a in function.arguments]
        assert texts[at + 1 : at + 1 + len(names)] == names


def test_sheets_stand_in_the_declared_order(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == [sheet.name for sheet in SHEETS]
    hidden = [name for name in book.sheetnames if book[name].sheet_state == "hidden"]
    assert hidden == [sheet.name for sheet in SHEETS if sheet.hidden]
    assert book[CONFIG_SHEET].max_row == 1 and book[CONFIG_SHEET]["A1"].value is None


@pytest.mark.parametrize("declared", TABLES, ids=lambda declared: declared.name)
def test_each_table_stands_on_its_sheet_with_one_blank_row_and_nothing_below(
    book: openpyxl.Workbook, declared: Any
) -> None:
    sheet = book[declared.sheet]
    assert list(sheet.tables) == [declared.excel]
    found = sheet.tables[declared.excel]
    assert [c.name for c in found.tableColumns] == [c.label.en for c in declared.columns]
    header, row = sheet[found.ref]
    assert [cell.value for cell in header] == [c.label.en for c in declared.columns]
    assert all(cell.value is None for cell in row)
    assert sheet.max_row == row[0].row
    assert not sheet.protection.sheet


def test_every_named_cell_is_named_in_the_workbook(book: openpyxl.Workbook) -> None:
    for item in CELLS:
        ((sheet, place),) = book.defined_names[item.name].destinations
        cell = book[sheet][place.replace("$", "")]
        assert sheet == item.sheet
        expected = f"={item.formula}" if item.by == FORMULA else item.default
        assert cell.value == expected, item.name


def test_choices_of_people_are_offered_and_numbers_bounded(book: openpyxl.Workbook) -> None:
    for declared in TABLES:
        sheet = book[declared.sheet]
        rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
        row = sheet[sheet.tables[declared.excel].ref][1]
        for column, cell in zip(declared.columns, row, strict=True):
            rule = rules.get(cell.coordinate)
            if declared.owner is not Owner.INPUT and not column.planner:
                assert rule is None, f"{declared.name}.{column.name} is not typed by people"
            elif any("," in choice for choice in column.choices):
                assert rule is not None and rule.prompt == column.note, "no list, the note says it"
            elif column.choices:
                assert rule is not None and rule.formula1 == f'"{",".join(column.choices)}"'
            elif column.kind is Kind.NUMBER and column.least is not None:
                assert rule is not None and float(rule.formula1) == column.least


def test_input_cells_have_one_colour_and_python_cells_another(book: openpyxl.Workbook) -> None:
    colours: dict[str, set[str]] = {"people": set(), "python": set()}
    for declared in TABLES:
        sheet = book[declared.sheet]
        row = sheet[sheet.tables[declared.excel].ref][1]
        for column, cell in zip(declared.columns, row, strict=True):
            people = declared.owner is Owner.INPUT or column.planner
            colours["people" if people else "python"].add(cell.fill.fgColor.rgb)
    assert all(len(found) == 1 for found in colours.values())
    assert colours["people"] != colours["python"]


def test_every_visible_sheet_leads_home_and_prints_on_one_page_across(
    book: openpyxl.Workbook,
) -> None:
    home = SHEETS[0].name
    for name in book.sheetnames:
        sheet = book[name]
        if name in (CONFIG_SHEET, WORDS_SHEET):
            continue
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert not sheet.sheet_view.showGridLines
        assert "&P" in sheet.oddFooter.right.text
        if name != home:
            assert home in targets(sheet)


def test_the_way_home_is_not_printed(committed: Path, book: openpyxl.Workbook) -> None:
    text = members(committed)["xl/workbook.xml"].decode()
    areas = dict(re.findall(r"Print_Area\"[^>]*>'?([^'!<]+)'?!([^<]+)<", text))
    assert set(areas) == set(book.sheetnames) - {CONFIG_SHEET, WORDS_SHEET}
    for name in set(areas) - {SHEETS[0].name}:
        left, top = re.findall(r"\$([A-Z]+)(?:\$(\d+))?:", areas[name])[0]
        links = [cell for row in book[name].iter_rows() for cell in row if cell.hyperlink]
        home = [cell for cell in links if SHEETS[0].name in cell.hyperlink.location]
        assert home
        for cell in home:
            outside = cell.column < column_index_from_string(left) or cell.row < int(top or 1)
            assert outside, f"{name}!{cell.coordinate}"


def test_home_leads_to_every_visible_sheet(book: openpyxl.Workbook) -> None:
    home = book[SHEETS[0].name]
    assert targets(home) == {s.name for s in SHEETS if not s.hidden} - {home.title}


def test_without_a_company_home_says_where_to_type_it_and_the_cover_says_nothing_of_it(
    committed: Path,
) -> None:
    values = openpyxl.load_workbook(committed, data_only=True)
    home, cover = (
        [str(cell.value) for row in values[name].iter_rows(max_row=2) for cell in row if cell.value]
        for name in ("Home", COVER_SHEET)
    )
    (setting,) = (c for c in CELLS if c.name == "company")
    assert NO_COMPANY.en in home and setting.sheet in NO_COMPANY.en
    assert BOOK_TITLE.en in cover and "Meeting pack" in cover
    assert not [text for text in cover if "company" in text.lower()]


def test_what_is_declared_for_charts_alarms_and_phases_exists() -> None:
    series = {s.name for s in FAMILY_PAGE.series}
    names = {c.name for c in COMMANDS}
    assert {line.source for chart in PAGE_CHARTS for line in chart.lines} <= series
    assert {alarm.series for alarm in PAGE_ALARMS} <= series
    limits = {a.above for a in PAGE_ALARMS} | {a.below for a in PAGE_ALARMS}
    assert {limit for limit in limits if isinstance(limit, str)} <= series
    assert {s.section for s in FAMILY_PAGE.series} == set(SECTIONS)
    assert {phase.command for phase in PHASES} - {""} <= names and set(TOOLS) <= names
    assert {phase.sheet for phase in PHASES} <= {s.name for s in SHEETS}
    assert set(CARDS) <= {item.name for item in CELLS}
    assert {chart.sheet for chart in SHEET_CHARTS} <= {t.sheet for t in TABLES}
    for alarm in TABLE_ALARMS:
        columns = table(alarm.table).column_names
        assert fnmatch.filter(columns, alarm.column)
        assert alarm.where is None or alarm.where[0] in columns


def test_no_name_of_a_sheet_column_or_button_stands_in_the_builder(root: Path) -> None:
    declared = {s.name for s in SHEETS} | {t.excel for t in TABLES}
    declared |= {c.label.en for t in TABLES for c in t.columns}
    declared |= {c.label.en for c in COMMANDS} | {c.label.en for c in CELLS}
    declared |= {s.label.en for s in FAMILY_PAGE.series} | {s.name for s in FAMILY_PAGE.series}
    found = []
    for path in sorted((root / "sop_addin" / "template").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and node.value in declared:
                found.append(f"{path.name}:{node.lineno}: {node.value!r}")
    assert not found, "\n".join(found)


def test_the_committed_file_is_a_macro_workbook_with_the_ribbon(committed: Path) -> None:
    kept = members(committed)
    assert b"macroEnabled" in kept["[Content_Types].xml"]
    assert "xl/vbaProject.bin" in kept and "customUI/customUI14.xml" in kept


def test_every_page_of_a_printed_table_begins_with_its_header(book: openpyxl.Workbook) -> None:
    for declared in TABLES:
        sheet = book[declared.sheet]
        header = int(re.search(r"[0-9]+", sheet.tables[declared.excel].ref)[0])
        first, last = (int(n) for n in re.findall(r"[0-9]+", sheet.print_title_rows))
        assert first <= header == last, declared.sheet


def test_only_the_widest_tables_take_two_pages_side_by_side(book: openpyxl.Workbook) -> None:
    across = {t.sheet: book[t.sheet].page_setup.fitToWidth or 1 for t in TABLES}
    wide = [sheet for sheet, pages in across.items() if pages > 1]
    assert wide == ["Families", "Versions"]


def test_a_resource_is_coloured_by_one_rule_on_every_sheet() -> None:
    def rule(found: Any) -> list[tuple[Any, Any]]:
        return [(alarm.severity, alarm.above) for alarm in found]

    of_table = {
        name: rule(a for a in TABLE_ALARMS if (a.table, a.column) == (name, "m*"))
        for name in ("resource_plan", "capacity_map")
    }
    on_page = rule(a for a in PAGE_ALARMS if a.series == "tightest_resource")
    assert of_table["resource_plan"] == of_table["capacity_map"]
    assert of_table["capacity_map"][:2] == on_page
