"""In the template and in a new book, olevba finds the modules that the sheets and buttons name."""

from __future__ import annotations

import importlib.util
import re
import zipfile
from pathlib import Path
from xml.sax.saxutils import unescape

import pytest
from click.testing import CliRunner
from oletools.olevba import VBA_Parser

from sop_addin.cli import sop
from sop_addin.excel.functions import function_modules
from sop_addin.excel.vba import modules
from sop_addin.schema.captions import TOOLS
from sop_addin.schema.ribbon import controls
from sop_addin.schema.ribbon_words import WORDS_SHEET
from sop_addin.template.build import build
from sop_addin.template.callbacks import MODULE, callbacks, code_name
from sop_addin.template.ribbon import PARTS, custom_ui
from sop_addin.template.words_sheet import place_of

FAMILIES = "family,policy\nPumps,MTS\nValves,MTO\nFilters,MTS\n"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "SOP_Template.xlsm"
    build(path)
    return path


@pytest.fixture(scope="module")
def new_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("new")
    (folder / "families.csv").write_text(FAMILIES, "utf-8")
    book = folder / "book.xlsm"
    asked = ["new", str(book), "--families", str(folder / "families.csv")]
    result = CliRunner().invoke(sop, asked, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return book


def by_olevba(path: Path) -> dict[str, str]:
    found = VBA_Parser(str(path)).extract_all_macros()
    return {name.rsplit(".", 1)[0]: source for _, _, name, source in found}


def member(path: Path, name: str) -> bytes:
    with zipfile.ZipFile(path) as package:
        return package.read(name)


def code_names(path: Path) -> list[str]:
    """Return the codeName of every worksheet; each has one."""
    with zipfile.ZipFile(path) as package:
        sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
        heads = [package.read(name)[:1000].decode() for name in sheets]
    found = [re.search(r'<sheetPr\b[^>]*\scodeName="(\w+)"', head) for head in heads]
    assert all(found)
    return [match[1] for match in found if match]


def check_modules(path: Path, expected: set[str]) -> None:
    stored = modules(member(path, "xl/vbaProject.bin"))
    assert by_olevba(path) == stored
    assert set(stored) == {"ThisWorkbook", *code_names(path), MODULE} | expected
    assert len(code_names(path)) == len(set(code_names(path)))
    assert stored[MODULE] == callbacks().source
    assert b'codeName="ThisWorkbook"' in member(path, "xl/workbook.xml")


def test_the_template_holds_our_own_code_and_a_module_for_every_sheet(template: Path) -> None:
    check_modules(template, set())


def test_a_new_book_holds_xlwings_too_and_a_module_for_every_page(new_book: Path) -> None:
    functions = {module.name for module in function_modules()}
    assert functions == {"xlwings_udfs", "SopFunctions"}
    check_modules(new_book, {"xlwings", "Dictionary"} | functions)
    spec = importlib.util.find_spec("xlwings")
    assert spec is not None and spec.submodule_search_locations
    theirs = (Path(spec.submodule_search_locations[0]) / "xlwings.bas").read_text("ascii")
    stored = modules(member(new_book, "xl/vbaProject.bin"))["xlwings"]
    assert stored.splitlines() == theirs.splitlines()


@pytest.mark.parametrize("which", ["template", "new_book"])
def test_every_button_on_a_sheet_calls_a_macro_that_exists(
    which: str, request: pytest.FixtureRequest
) -> None:
    path: Path = request.getfixturevalue(which)
    with zipfile.ZipFile(path) as package:
        names = [name for name in package.namelist() if name.startswith("xl/drawings/drawing")]
        drawings = b"".join(map(package.read, names)).decode()
    shapes = re.findall(r'<xdr:sp macro="([^"]*)" textlink="([^"]*)".*?<a:t>(.*?)</a:t>', drawings)
    called = {macro: (place, unescape(text)) for macro, place, text in shapes}
    macros = {f"[0]!{each.macro}": (place_of(each), each.label.en) for each in controls()}
    assert {each.command.name for each in controls() if f"[0]!{each.macro}" in called} >= set(TOOLS)
    assert len(called) == len(shapes) and called.items() <= macros.items()


def test_the_sheet_of_words_asks_the_ribbon_anew_when_it_is_computed(new_book: Path) -> None:
    source = modules(member(new_book, "xl/vbaProject.bin"))[code_name(WORDS_SHEET)]
    assert source.count("Worksheet_Calculate()") == source.count("AskForWordsAgain") == 1
    assert "Public Sub AskForWordsAgain()" in callbacks().source


@pytest.mark.parametrize("which", ["template", "new_book"])
def test_the_package_points_at_both_forms_of_the_ribbon(
    which: str, request: pytest.FixtureRequest
) -> None:
    path: Path = request.getfixturevalue(which)
    root = member(path, "_rels/.rels").decode()
    for part in PARTS:
        assert member(path, part.path) == custom_ui(part.version)
        assert f'Type="{part.relationship}" Target="{part.path}"' in root
