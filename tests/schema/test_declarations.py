"""What is declared can stand in Excel, in two languages, with an owner, and nowhere else twice."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from sop_addin.schema import captions
from sop_addin.schema.alarms import PAGE_ALARMS, TABLE_ALARMS
from sop_addin.schema.cells import CELLS, cell
from sop_addin.schema.declarations import FORMULA, PLANNER, Kind, Owner, Policy
from sop_addin.schema.family_page import PAGES, SECTIONS, page
from sop_addin.schema.labels import Label
from sop_addin.schema.phases import PHASES
from sop_addin.schema.ribbon import COMMANDS
from sop_addin.schema.sheets import PAGES_BEFORE, SHEETS
from sop_addin.schema.tables import TABLES, table

NAMES_OF_COMMANDS = {command.name for command in COMMANDS}
SHEET_NAMES = {sheet.name for sheet in SHEETS}
DEFINED_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,254}")
CELL_ADDRESS = re.compile(r"(?:[A-Za-z]{1,3}\d+|[Rr]\d*[Cc]?\d*|[Cc]\d*)")


def unique(names: Iterator[str] | list[str]) -> bool:
    found = [name.lower() for name in names]
    return len(found) == len(set(found))


def labels(value: Any) -> Iterator[Label]:
    """Yield every label inside declarations."""
    if isinstance(value, Label):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from labels(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from labels(inner)
    elif is_dataclass(value) and not isinstance(value, type):
        for item in fields(value):
            yield from labels(getattr(value, item.name))


def test_names_of_cells_and_tables_are_names_that_excel_takes() -> None:
    names = [c.name for c in CELLS] + [t.excel for t in TABLES]
    assert unique(names)
    for name in names:
        assert DEFINED_NAME.fullmatch(name) and not CELL_ADDRESS.fullmatch(name), name


def test_names_of_sheets_are_names_that_excel_takes() -> None:
    assert unique([sheet.name for sheet in SHEETS])
    for name in SHEET_NAMES:
        assert len(name) <= 31 and not set(name) & set("[]:*?/\\'"), name
        assert not name.endswith(".py")  # xlwings would ask for a licence
    assert PAGES_BEFORE in SHEET_NAMES
    assert {c.sheet for c in CELLS} | {t.sheet for t in TABLES} <= SHEET_NAMES
    assert {sheet for p in PAGES for _, sheet in p.prototypes} <= SHEET_NAMES
    assert {phase.sheet for phase in PHASES} <= SHEET_NAMES


@pytest.mark.parametrize("each", TABLES, ids=lambda t: t.name)
def test_a_table_has_distinct_columns_and_keys_among_them(each: Any) -> None:
    assert unique(list(each.column_names)) and unique(list(each.headers))
    assert set(each.keys) <= set(each.column_names) and each.keys
    assert table(each.name) is each
    for column in each.columns:
        assert column.required or column.name not in each.keys or column.kind is Kind.NUMBER
        assert column.kind is Kind.NUMBER or column.least is None
        assert not column.planner or each.owner is Owner.REGISTER
        assert not column.planner or column.name not in each.keys
        assert not set(column.label.en) & set("[]#'@"), "structured references would need escapes"


@pytest.mark.parametrize("policy", [p for p, _ in PAGES[0].prototypes])
def test_rows_of_a_page_have_distinct_names(policy: Policy) -> None:
    for each in PAGES:
        names = [f.name for f in each.fields_of(policy)] + [s.name for s in each.series_of(policy)]
        assert unique(names)
        assert {s.section for s in each.series} == set(SECTIONS)
        assert page(each.name) is each


def test_everything_is_owned_by_planner_workbook_or_a_command() -> None:
    known = NAMES_OF_COMMANDS | {PLANNER, FORMULA}
    assert {c.by for c in CELLS} <= known
    assert {t.by for t in TABLES} <= known | {"audit"}  # the audit is every command's
    for each in PAGES:
        assert {f.by for f in each.fields} <= known
        for series in each.series:
            assert {series.history, series.horizon} <= known | {""}
    assert {phase.command for phase in PHASES} <= NAMES_OF_COMMANDS | {""}
    for each in TABLES:
        assert (each.by == PLANNER) == (each.owner is Owner.INPUT)


def test_what_the_workbook_computes_has_a_formula_and_nothing_else_has() -> None:
    for item in CELLS:
        assert bool(item.formula) == (item.by == FORMULA), item.name
    for each in PAGES:
        for field in each.fields:
            assert bool(field.formula or field.lookup) == (field.by == FORMULA), field.name
            assert not field.lookup or field.lookup in table("families").column_names
        for series in each.series:
            computed = FORMULA in (series.history, series.horizon)
            assert bool(series.formula) == computed, series.name


def test_every_declared_name_in_a_workbook_formula_is_declared() -> None:
    texts = [c.formula for c in CELLS] + [f.formula for p in PAGES for f in p.fields]
    texts += [phase.done for phase in PHASES]
    headers = {t.excel: set(t.headers) for t in TABLES}
    for text in texts:
        for excel, header in re.findall(r"(tbl\w+)\[([^\[\]]+)\]", text):
            assert header in headers[excel], text
        for name in re.findall(r"\b[a-z]+_[a-z_]+\b", re.sub(r'"[^"]*"|\{\w+\}', "", text)):
            assert cell(name).name == name


def test_alarms_watch_what_is_there() -> None:
    series = {s.name for p in PAGES for s in p.series}
    for alarm in PAGE_ALARMS:
        limits = {limit for limit in (alarm.above, alarm.below) if isinstance(limit, str)}
        assert {alarm.series} | limits <= series
    for watched in TABLE_ALARMS:
        names = set(table(watched.table).column_names)
        assert watched.column.replace("*", "1") in names
        assert watched.where is None or watched.where[0] in names
        choices = (
            set(table(watched.table).column(watched.column).choices)
            if "*" not in (watched.column)
            else set()
        )
        assert not choices or set(watched.equals) <= choices


def test_every_text_that_planners_see_is_in_english_and_chinese() -> None:
    texts = list(labels((SHEETS, CELLS, TABLES, PAGES, PHASES, SECTIONS)))
    texts += labels([getattr(captions, name) for name in captions.__all__])
    assert len(texts) > 250
    for label in texts:
        assert label.en.strip() and label.zh.strip(), label
        assert not re.search("[\u4e00-\u9fff]", label.en), label


def test_a_cells_default_is_one_of_its_choices() -> None:
    for item in CELLS:
        assert not item.choices or item.default in item.choices, item.name
        assert item.default is None or item.by != FORMULA


def literals(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the string literals of a module, docstrings left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = set()
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
                skipped.add(child.value)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in skipped:
            yield node.lineno, node.value


COMPUTATION = {"demand", "supply", "presop", "executive", "release"}
"""Never sees a sheet: there a word such as "Company" is the text of a row."""


def written_outside_the_schema(root: Path, words: re.Pattern[str]) -> list[str]:
    package = root / "sop_addin"
    return [
        f"{path.relative_to(root)}:{line}: {text[:60]!r}"
        for path in sorted(package.rglob("*.py"))
        if path.relative_to(package).parts[0] not in COMPUTATION | {"schema"}
        for line, text in literals(path)
        if words.search(text)
    ]


def any_of(names: set[str], pattern: str) -> re.Pattern[str]:
    return re.compile("|".join(pattern.format(re.escape(name)) for name in sorted(names)))


def test_no_sheet_table_column_or_button_is_named_outside_the_schema(root: Path) -> None:
    whole = SHEET_NAMES | {p.prefix for p in PAGES}
    whole |= {header for t in TABLES for header in t.headers if " " in header}
    whole |= {s.label.en for p in PAGES for s in p.series if " " in s.label.en.strip()}
    whole |= {c.label.en for c in COMMANDS if " " in c.label.en}
    assert written_outside_the_schema(root, any_of(whole, "^{}$")) == []
    assert written_outside_the_schema(root, any_of({t.excel for t in TABLES}, r"\b{}\b")) == []
