"""The setting of the language changes what labels show, and nothing else."""

from __future__ import annotations

import functools
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sop_addin.errors import Place
from sop_addin.excel.changes import Changes
from sop_addin.schema.captions import HEADINGS, POLICIES
from sop_addin.schema.cells import CELLS
from sop_addin.schema.declarations import Policy
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.labels import CHINESE, ENGLISH, LANGUAGE, in_language, quoted
from sop_addin.schema.ribbon import controls
from sop_addin.schema.sheets import SHEETS
from sop_addin.schema.tables import TABLES
from sop_addin.session.opening import open_book, read_book

MOST_IN_ONE_TEXT, MOST_IN_A_FORMULA = 255, 8192


def switch(path: Path, language: str) -> None:
    with open_book(path, lambda line: None) as book:
        book.apply(Changes(entered={Place(field=LANGUAGE): language}))
        book.save()


@functools.cache
def cells(path: Path, *, formulas: bool = False) -> dict[tuple[str, str], Any]:
    """Return every cell by sheet and address: its stored value, or its formula."""
    book = openpyxl.load_workbook(path, data_only=not formulas)
    rows = ((sheet, cell) for sheet in book for row in sheet.iter_rows() for cell in row)
    found = {(s.title, c.coordinate): c.value for s, c in rows if c.value is not None}
    return {place: getattr(value, "text", value) for place, value in found.items()}


@pytest.fixture(scope="module")
def english(sample_book: Path) -> Path:
    return sample_book


@pytest.fixture(scope="module")
def chinese(sample_book: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = Path(shutil.copy(sample_book, tmp_path_factory.mktemp("chinese") / "SOP.xlsm"))
    switch(path, CHINESE)
    return path


@pytest.fixture(scope="module")
def shown(chinese: Path) -> dict[tuple[str, str], Any]:
    return cells(chinese)


def test_titles_settings_and_rows_of_pages_are_in_the_language(shown: dict[Any, Any]) -> None:
    def texts(sheet: str) -> set[Any]:
        return {value for (name, _), value in shown.items() if name == sheet}

    assert {label.zh for label in HEADINGS.values()} <= texts("Home")
    assert {sheet.purpose.zh for sheet in SHEETS if not sheet.hidden} - texts("Home") <= {
        SHEETS[0].purpose.zh
    }
    assert {c.label.zh for c in CELLS if c.sheet == "Config"} <= texts("Config")
    for table in TABLES:
        over = " | ".join(str(text) for text in texts(table.sheet))
        assert table.title.zh in over and table.purpose.zh in over, table.sheet
        missing = [c.name for c in table.columns if c.label.zh not in over]
        assert all(name[0] in "hmw" and name[1:].isdigit() for name in missing), table.sheet
    page = texts("Fam_Booster")
    for series in FAMILY_PAGE.series_of(Policy.MTS):
        assert series.label_of(Policy.MTS).zh.strip() in page, series.name
    assert POLICIES[Policy.MTS].zh in page


def test_only_formulas_show_something_else_and_no_formula_is_another(
    english: Path, chinese: Path, shown: dict[Any, Any]
) -> None:
    before, formulas = cells(english), cells(chinese, formulas=True)
    written = cells(english, formulas=True)
    assert formulas.keys() == written.keys()
    assert [p for p in written if written[p] != formulas[p]] == [language_cell(chinese)]
    other = {place for place in before | shown if before.get(place) != shown.get(place)}
    assert len(other) > 1000
    for place in other - {language_cell(chinese)}:
        assert str(formulas[place]).startswith("="), place


def test_buttons_show_the_language_in_the_file_too(english: Path, chinese: Path) -> None:
    for path, language in ((english, "en"), (chinese, "zh")):
        with zipfile.ZipFile(path) as package:
            names = [name for name in package.namelist() if name.startswith("xl/drawings/drawing")]
            drawings = b"".join(map(package.read, names)).decode()
        texts = re.findall(r'textlink="[^"]+".*?<a:t>([^<]*)</a:t>', drawings)
        labels = {getattr(each.label, language).replace("&", "&amp;") for each in controls()}
        assert len(texts) > 5 and set(texts) <= labels


def language_cell(path: Path) -> tuple[str, str]:
    with read_book(path) as book:
        sheet, cell = book.locate(Place(field=LANGUAGE)).rsplit("!", 1)
    return sheet, cell


def test_numbers_dates_and_data_are_the_same_in_both_languages(
    english: Path, shown: dict[Any, Any]
) -> None:
    before = cells(english)
    numbers = {place: value for place, value in before.items() if not isinstance(value, str)}
    assert len(numbers) > 1000
    assert {place: shown.get(place) for place in numbers} == numbers


def test_back_in_english_the_book_has_the_bytes_it_had(
    english: Path, chinese: Path, tmp_path: Path, same_members: Callable[..., None]
) -> None:
    path = Path(shutil.copy(chinese, tmp_path / "SOP.xlsm"))
    switch(path, ENGLISH)
    same_members(english, path, {"xl/worksheets/sheet2.xml"})  # Config, whose cell was typed into
    assert cells(path) == cells(english)
    again = Path(shutil.copy(path, tmp_path / "again.xlsm"))
    switch(again, CHINESE)
    same_members(chinese, again)
    switch(again, ENGLISH)
    same_members(path, again)


def test_a_book_in_chinese_opens_without_repair(chinese: Path, lint: Any) -> None:
    lint(chinese)


def test_libreoffice_shows_the_same_words(
    chinese: Path, libreoffice_agrees: Callable[[Path], None]
) -> None:
    libreoffice_agrees(chinese)


def test_no_formula_is_longer_than_excel_takes(english: Path) -> None:
    for place, formula in cells(english, formulas=True).items():
        text = str(formula)
        if text.startswith("="):
            assert len(text) <= MOST_IN_A_FORMULA, place
            pieces = text.replace('""', "''").split('"')[1::2]
            assert max(map(len, pieces), default=0) <= MOST_IN_ONE_TEXT, place


def test_a_long_label_stands_in_pieces() -> None:
    assert quoted("a" * 300) == f'"{"a" * 255}"&"{"a" * 45}"'
    purposes = [table.purpose for table in TABLES]
    assert any("&" in in_language(purpose) for purpose in purposes)
