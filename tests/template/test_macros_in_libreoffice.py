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
QUESTION = 'InputBox(question, "S&OP")'
ADD, RENAME, RESTORE = (
    [question.en for question in control.asks] for control in controls() if control.asks
)
ANSWERS = {ADD[0]: "\u4f20\u52a8 'x'", ADD[1]: "MTO", RENAME[0]: "?"}
"""What the planner answers; the question about a family to restore is cancelled."""

# LibreOffice runs no macro that is qualified by its book, and has another number for "no such
# macro"; so the names are replaced by these, of which the last raises Excel's number.
STUB = f"""\
Option Explicit

Public Sub Note(ByVal text As String)
    With ThisWorkbook.Worksheets(1).Range("A1")
        .Value = .Value & text
    End With
End Sub

Public Function Reply(ByVal question As String) As String
    Select Case question
    Case "{ADD[0]}"
        Reply = ChrW(20256) & ChrW(21160) & " 'x'"
    Case "{ADD[1]}"
        Reply = "MTO"
    Case "{RENAME[0]}"
        Reply = "?"
    End Select
End Function

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


def variant(name: str, in_book: str, in_addin: str) -> Module:
    """Return our module where RunPython of book and add-in are these macros, messages noted."""
    source = callbacks().source
    seams = {IN_BOOK: f'"{in_book}"', IN_ADDIN: f'"{in_addin}"', MESSAGE: "Note failure"}
    seams[QUESTION] = "Reply(question)"
    for old, new in seams.items():
        assert source.count(old) == 1, old
        source = source.replace(old, new)
    return Module(name, source)


VARIANTS = [
    variant(MODULE, "RunPython", "Never"),
    variant("InAddin", "Missing", "RunPython"),
    variant("BookFails", "Broken", "RunPython"),
    variant("AddinFails", "Missing", "Broken"),
    variant("NoXlwings", "Missing", "Missing"),
]


@pytest.fixture(scope="module")
def noted(libreoffice: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Run every macro once, in one LibreOffice; return what each noted."""
    book = tmp_path_factory.mktemp("macros") / "Bob's book.xlsm"
    workbook = xlsxwriter.Workbook(str(book))
    workbook.set_vba_name("ThisWorkbook")
    workbook.add_worksheet("Home").set_vba_name("shHome")
    code = project([*VARIANTS, Module("Stub", STUB)], ["shHome"])
    workbook.add_vba_project(io.BytesIO(code), is_stream=True)
    workbook.close()
    macros = [(f"{MODULE}.{control.callback}", 1) for control in controls()]
    macros += [(f"{MODULE}.{control.macro}", 0) for control in controls()]
    macros += [(f"{each.name}.Sop_Check_Click", 0) for each in VARIANTS[1:]]
    script = Path(__file__).with_name("run_macros.py")
    python, soffice = libreoffice._python_with_uno(), libreoffice.find_soffice()
    command = [python, str(script), str(soffice), str(book), json.dumps(macros)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    assert result.returncode == 0, result.stderr
    return dict(zip([name for name, _ in macros], json.loads(result.stdout), strict=True))


def test_every_callback_and_button_asks_for_its_command(noted: dict[str, str]) -> None:
    for control in controls():
        request = control.request
        for question in control.asks:
            answer = ANSWERS.get(question.en, "").encode("utf-16-be").hex().upper()
            request = request.replace("?", answer, 1)
        expected = "" if RESTORE[0] in [each.en for each in control.asks] else request
        for pressed in (control.callback, control.macro):
            assert noted[f"{MODULE}.{pressed}"] == expected, pressed


def test_a_book_without_xlwings_asks_the_addin(noted: dict[str, str]) -> None:
    assert noted["InAddin.Sop_Check_Click"] == "import sop_addin.ribbon as r; r.run('check')"


@pytest.mark.parametrize("which", ["BookFails", "AddinFails"])
def test_a_failure_is_told_once_and_nobody_else_is_asked(noted: dict[str, str], which: str) -> None:
    assert noted[f"{which}.Sop_Check_Click"] == "The command stopped: key given twice"


def test_without_xlwings_anywhere_the_planner_is_told_to_make_a_book(noted: dict[str, str]) -> None:
    told = noted["NoXlwings.Sop_Check_Click"]
    assert "cannot reach Python" in told
    assert "sop new" in told
