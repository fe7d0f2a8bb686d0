"""The VBA text keeps VBA's limits and holds our own code only, one procedure a control."""

from __future__ import annotations

import re

from sop_addin.excel.vba import modules
from sop_addin.schema.ribbon import controls
from sop_addin.schema.ribbon_words import WORDS_SHEET
from sop_addin.template.callbacks import (
    LABEL_CALLBACK,
    LOADED_CALLBACK,
    MODULE,
    TIP_CALLBACK,
    callbacks,
    code_name,
    vba_project,
    words_events,
)

SOURCE = callbacks().source


def test_text_is_ascii_with_crlf_and_short_lines() -> None:
    assert SOURCE.isascii()
    assert SOURCE.count("\n") == SOURCE.count("\r\n") == SOURCE.count("\r")
    assert max(map(len, SOURCE.splitlines())) <= 1023
    assert "\t" not in SOURCE


def test_every_variable_is_declared_and_every_procedure_ends() -> None:
    assert SOURCE.splitlines()[1] == "Option Explicit"
    for word in ("Sub", "Function"):
        opened = re.findall(rf"^(?:Public|Private) {word} ", SOURCE, re.MULTILINE)
        assert len(opened) == len(re.findall(rf"^End {word}", SOURCE, re.MULTILINE))


def test_every_control_has_a_callback_and_a_macro_and_there_are_no_others() -> None:
    public = re.findall(r"^Public Sub (\w+)\((.*)\)", SOURCE, re.MULTILINE)
    told = "control As Object, ByRef told As Variant"
    words = [(LOADED_CALLBACK, "ribbon As Object"), (LABEL_CALLBACK, told), (TIP_CALLBACK, told)]
    expected = []
    for control in controls():
        expected += [(control.callback, "control As Object"), (control.macro, "")]
    assert public == [*expected, *words, ("AskForWordsAgain", "")]
    assert len({name.upper() for name, _ in public}) == len(public)


def test_python_is_asked_by_name_in_one_place() -> None:
    assert SOURCE.count("Application.Run") == 1
    assert SOURCE.count("MsgBox") == 1
    assert "sop new BOOK.xlsm" in SOURCE


def test_the_templates_project_holds_our_own_modules_only() -> None:
    words = code_name(WORDS_SHEET)
    stored = modules(vba_project(["shHome", words, "shConf"]))
    assert list(stored) == ["ThisWorkbook", "shHome", words, "shConf", MODULE]
    assert stored[MODULE] == SOURCE
    assert stored[words].endswith(words_events().source)
    assert "xlwings is distributed" not in "".join(stored.values())
