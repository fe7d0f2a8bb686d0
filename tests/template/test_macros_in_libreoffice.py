"""Under LibreOffice every callback and button macro asks RunPython for the right Python text."""

from __future__ import annotations

import importlib.util
import io
import json
import subprocess
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import xlsxwriter

from sop_addin.excel.vba import Kind, Module, project
from sop_addin.schema.labels import Label
from sop_addin.schema.ribbon import controls
from sop_addin.schema.ribbon_words import FIRST_ROW, QUESTIONS, RIBBON_WORDS, WORDS_SHEET, Words
from sop_addin.template.callbacks import (
    LABEL_CALLBACK,
    MODULE,
    TIP_CALLBACK,
    callbacks,
    code_name,
)
from sop_addin.template.words_sheet import IDENTIFIER, LABEL, TIP

IN_BOOK = """"'" & Replace(ThisWorkbook.Name, "'", "''") & "'!RunPython\""""
IN_ADDIN = '"xlwings.xlam!RunPython"'
MESSAGE = 'MsgBox failure, vbExclamation, "S&OP"'
QUESTION = f'InputBox(WordOf(asked, {LABEL}), "S&OP")'
ADD, RENAME, RESTORE = (
    [question.zh for question in control.asks] for control in controls() if control.asks
)
ANSWERS = {ADD[0]: "\u4f20\u52a8 'x'", ADD[1]: "MTO", RENAME[0]: "?"}
"""What the planner answers; the question about a family to restore is cancelled."""


def in_vba(text: str) -> str:
    """Return a text as VBA's source, which is ASCII, spells it."""
    return " & ".join(f"ChrW({ord(letter)})" for letter in text)


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
    Case {in_vba(ADD[0])}
        Reply = ChrW(20256) & ChrW(21160) & " 'x'"
    Case {in_vba(ADD[1])}
        Reply = "MTO"
    Case {in_vba(RENAME[0])}
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
    seams[QUESTION] = f"Reply(WordOf(asked, {LABEL}))"
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


# Ribbon controls as Excel passes them: an object with an id. Two that the sheet of words holds,
# one that it does not.
ASKED = [RIBBON_WORDS[0], RIBBON_WORDS[-1]]
FAKE = """\
Option Explicit
Public ID As String
"""
ASK = """\
Public Sub {name}()
    Dim control As New FakeControl
    Dim told As Variant
    control.ID = "{identifier}"
    {callback} control, told
    Note told
End Sub
"""


def asking() -> Module:
    """Return macros that ask for the words of a control as the ribbon does, and note them."""
    found = ["Option Explicit"]
    for number, words in enumerate([*ASKED, Words("sopNowhere", *[Label("", "")] * 2)]):
        for kind, callback in (("Label", LABEL_CALLBACK), ("Tip", TIP_CALLBACK)):
            names = {"name": f"{kind}{number}", "identifier": words.identifier}
            found.append(ASK.format(**names, callback=callback))
    return Module("Asking", "\n".join(found))


def write_words(sheet: Any) -> None:
    """Write the sheet of words as a book in Chinese shows it."""
    for row, words in enumerate((*RIBBON_WORDS, *QUESTIONS), FIRST_ROW - 1):
        for column, text in ((IDENTIFIER, words.identifier), (LABEL, words.label.zh)):
            sheet.write_string(row, column - 1, text)
        sheet.write_string(row, TIP - 1, words.tip.zh)


@pytest.fixture(scope="module")
def noted(libreoffice: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Run every macro once, in one LibreOffice; return what each noted."""
    book = tmp_path_factory.mktemp("macros") / "Bob's book.xlsm"
    workbook = xlsxwriter.Workbook(str(book))
    workbook.set_vba_name("ThisWorkbook")
    workbook.add_worksheet("Home").set_vba_name("shHome")
    sheet = workbook.add_worksheet(WORDS_SHEET)
    sheet.set_vba_name(code_name(WORDS_SHEET))
    write_words(sheet)
    fake = Module("FakeControl", FAKE, Kind.CLASS)
    listed = [*VARIANTS, Module("Stub", STUB), asking(), fake]
    code = project(listed, ["shHome", code_name(WORDS_SHEET)])
    workbook.add_vba_project(io.BytesIO(code), is_stream=True)
    workbook.close()
    macros = [(f"{MODULE}.{control.callback}", 1) for control in controls()]
    macros += [(f"{MODULE}.{control.macro}", 0) for control in controls()]
    macros += [(f"{each.name}.Sop_Check_Click", 0) for each in VARIANTS[1:]]
    macros += [(f"Asking.{kind}{each}", 0) for each in range(3) for kind in ("Label", "Tip")]
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
            answer = ANSWERS.get(question.zh, "").encode("utf-16-be").hex().upper()
            request = request.replace("?", answer, 1)
        expected = "" if RESTORE[0] in [each.zh for each in control.asks] else request
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


def test_the_ribbon_is_told_the_words_of_the_books_language(noted: dict[str, str]) -> None:
    for number, words in enumerate(ASKED):
        assert noted[f"Asking.Label{number}"] == words.label.zh
        assert noted[f"Asking.Tip{number}"] == words.tip.zh
    assert ASKED[1].tip.zh


def test_a_control_without_words_is_shown_by_its_id(noted: dict[str, str]) -> None:
    assert noted["Asking.Label2"] == noted["Asking.Tip2"] == "sopNowhere"
