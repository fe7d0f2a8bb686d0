"""Under LibreOffice every callback and button macro asks RunPython for the right Python text."""

from __future__ import annotations

import importlib.util
import io
import json
import subprocess
from pathlib import Path
from types import ModuleType

import pytest
import xlsxwriter

from sop_addin.excel.vba import Module, project
from sop_addin.schema.ribbon import controls
from sop_addin.template.callbacks import MODULE, callbacks

IN_BOOK = """"'" & Replace(ThisWorkbook.Name, "'", "''") & "'!RunPython\""""
IN_ADDIN = '"xlwings.xlam!RunPython"'
MESSAGE = 'MsgBox failure, vbExclamation, "S&OP"'

# LibreOffice runs no macro that is qualified by its book, and has another number for "no such
# macro"; so the names are replaced by these, of which the last raises Excel's number.
STUB = """\
Option Explicit

Public Sub Note(ByVal text As String)
    With ThisWorkbook.Worksheets(1).Range("A1")
        .Value = .Value & text
    End With
End Sub

Public Function RunPython(PythonCommand As String)
    Note PythonCommand
End Function

Public Function Broken(PythonCommand As String)
    Err.Raise 457, , "key given twice"
End Function

Public Function Missing(PythonCommand As String)
    Err.Raise 1004, , "no such macro"
End Function
"""


@pytest.fixture(scope="module")
def libreoffice(root: Path) -> ModuleType:
    path = root / "tests" / "excel" / "libreoffice.py"
    spec = importlib.util.spec_from_file_location("libreoffice", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if reason := module.why_absent():
        pytest.skip(reason)
    return module


def book_with(modules: list[Module], folder: Path) -> Path:
    path = folder / "Bob's book.xlsm"
    workbook = xlsxwriter.Workbook(str(path))
    workbook.set_vba_name("ThisWorkbook")
    workbook.add_worksheet("Home").set_vba_name("shHome")
    workbook.add_vba_project(io.BytesIO(project(modules, ["shHome"])), is_stream=True)
    workbook.close()
    return path


def run(libreoffice: ModuleType, book: Path, macros: list[tuple[str, int]]) -> list[str]:
    """Run macros, each given as name and number of arguments, and return what each noted."""
    script = Path(__file__).with_name("run_macros.py")
    python, soffice = libreoffice._python_with_uno(), libreoffice.find_soffice()
    command = [python, str(script), str(soffice), str(book), json.dumps(macros)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    assert result.returncode == 0, result.stderr
    noted: list[str] = json.loads(result.stdout)
    return noted


def replaced(source: str, pairs: dict[str, str]) -> Module:
    for old, new in pairs.items():
        assert source.count(old) == 1, old
        source = source.replace(old, new)
    return Module(MODULE, source)


def test_every_callback_and_button_asks_for_its_command(
    libreoffice: ModuleType, tmp_path: Path
) -> None:
    ours = replaced(callbacks().source, {IN_BOOK: '"RunPython"'})
    book = book_with([ours, Module("Stub", STUB)], tmp_path)
    asked = [(f"{MODULE}.{control.callback}", 1) for control in controls()]
    pressed = [(f"{MODULE}.{control.macro}", 0) for control in controls()]
    expected = [control.request for control in controls()]
    assert run(libreoffice, book, asked + pressed) == expected + expected


@pytest.mark.parametrize(
    ("in_book", "in_addin", "noted"),
    [
        ("RunPython", "Never", "import sop_addin.ribbon as r; r.run('check')"),
        ("Missing", "RunPython", "import sop_addin.ribbon as r; r.run('check')"),
        ("Broken", "RunPython", "The command stopped: key given twice"),
        ("Missing", "Broken", "The command stopped: key given twice"),
    ],
)
def test_the_book_is_asked_first_then_the_addin_and_a_failure_is_told(
    libreoffice: ModuleType, tmp_path: Path, in_book: str, in_addin: str, noted: str
) -> None:
    assert press_check(libreoffice, tmp_path, in_book, in_addin) == noted


def test_without_xlwings_the_planner_is_told_to_make_a_book(
    libreoffice: ModuleType, tmp_path: Path
) -> None:
    told = press_check(libreoffice, tmp_path, "Missing", "Missing")
    assert "cannot reach Python" in told
    assert "sop new" in told


def press_check(libreoffice: ModuleType, folder: Path, in_book: str, in_addin: str) -> str:
    """Press Check where RunPython of book and add-in are these macros; return what was told."""
    seams = {IN_BOOK: f'"{in_book}"', IN_ADDIN: f'"{in_addin}"', MESSAGE: "Note failure"}
    ours = replaced(callbacks().source, seams)
    book = book_with([ours, Module("Stub", STUB)], folder)
    return run(libreoffice, book, [(f"{MODULE}.Sop_Check_Click", 0)])[0]
