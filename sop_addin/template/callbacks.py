"""The VBA of the workbook: one thin procedure a control, and one place that asks for Python."""

from __future__ import annotations

from collections.abc import Sequence

from sop_addin.excel.vba import Kind, Module, project
from sop_addin.schema.ribbon import Control, controls
from sop_addin.schema.ribbon_words import (
    FIRST_ROW,
    QUESTIONS,
    RIBBON_WORDS,
    WORDS_SHEET,
    question_id,
)
from sop_addin.template.words_sheet import IDENTIFIER, LABEL, TIP

__all__ = [
    "LABEL_CALLBACK",
    "LOADED_CALLBACK",
    "MODULE",
    "TIP_CALLBACK",
    "callbacks",
    "code_name",
    "vba_project",
    "words_events",
]

MODULE = "SopRibbon"
"""Name of the module that holds the callbacks."""

LOADED_CALLBACK, LABEL_CALLBACK, TIP_CALLBACK = "Ribbon_Loaded", "Ribbon_Label", "Ribbon_Tip"
"""What the ribbon calls once, and for the words of each group, menu and button."""

_HEAD = """\
Attribute VB_Name = "SopRibbon"
Option Explicit

Private loadedRibbon As Object

' Buttons of the S&OP workbook. Each asks Python, through xlwings, for one command.
' Written from sop_addin/schema/ribbon.py; a change made here is lost with the next template.
"""

_PAIR = """\
Public Sub {callback}(control As Object)
    AskPython {request}
End Sub

Public Sub {macro}()
    AskPython {request}
End Sub
"""

# Answers travel as hexadecimal character codes: they may hold quotes, and any script.
_QUESTIONS = """\
' The request with the planner's answer in place of its first question mark; empty if cancelled.
Private Function Told(ByVal request As String, ByVal asked As String) As String
    Dim answer As String
    Dim codes As String
    Dim at As Long
    If request = "" Then Exit Function
    answer = InputBox(WordOf(asked, {label_column}), "S&OP")
    If answer = "" Then Exit Function
    For at = 1 To Len(answer)
        codes = codes & Right("000" & Hex(AscW(Mid(answer, at, 1)) And &HFFFF&), 4)
    Next
    Told = Replace(request, "?", codes, 1, 1)
End Function
"""

# The words stand on a sheet, because the source of a module holds ASCII only.
_WORDS = """\
Public Sub {loaded}(ribbon As Object)
    Set loadedRibbon = ribbon
End Sub

Public Sub {label}(control As Object, ByRef told As Variant)
    told = WordOf(control.ID, {label_column})
End Sub

Public Sub {tip}(control As Object, ByRef told As Variant)
    told = WordOf(control.ID, {tip_column})
End Sub

' The words of a control or question in the language of the book; its id where there are none.
Private Function WordOf(ByVal identifier As String, ByVal column As Long) As String
    Dim at As Long
    WordOf = identifier
    On Error GoTo Unknown
    With ThisWorkbook.Worksheets("{sheet}")
        For at = {first} To {last}
            If .Cells(at, {key_column}).Value = identifier Then
                WordOf = .Cells(at, column).Value
                Exit Function
            End If
        Next
    End With
Unknown:
End Function

' The ribbon asks for its words again.
Public Sub AskForWordsAgain()
    If Not loadedRibbon Is Nothing Then loadedRibbon.Invalidate
End Sub
"""

# Nothing on the sheet of words changes but with the language, so Excel computes it only then.
_EVENTS = """\
Option Explicit

Private Sub Worksheet_Calculate()
    {module}.AskForWordsAgain
End Sub
"""

# RunPython is called by name, because this module also stands in books that do not hold it.
_DISPATCHER = """\
Private Sub AskPython(ByVal request As String)
    Dim inBook As String
    Dim failure As String
    If request = "" Then Exit Sub
    inBook = "'" & Replace(ThisWorkbook.Name, "'", "''") & "'!RunPython"
    If Asked(inBook, request, failure) Then Exit Sub
    If failure = "" Then
        If Asked("xlwings.xlam!RunPython", request, failure) Then Exit Sub
    End If
    If failure = "" Then
        failure = "This workbook cannot reach Python." & vbCrLf & vbCrLf & _
            "Make your own book in a terminal and press the button there:" & vbCrLf & _
            "sop new BOOK.xlsm --families families.csv"
    End If
    MsgBox failure, vbExclamation, "S&OP"
End Sub

' False with an empty failure: there is no such macro (Excel's error 1004).
Private Function Asked(ByVal macro As String, ByVal request As String, _
        ByRef failure As String) As Boolean
    On Error GoTo Failed
    Application.Run macro, request
    Asked = True
    Exit Function
Failed:
    If Err.Number <> 1004 Then failure = "The command stopped: " & Err.Description
End Function
"""


def callbacks() -> Module:
    """Return the module with a ribbon callback and a button macro for every control.

    Examples
    --------
    >>> "Public Sub Sop_Refresh(control As Object)" in callbacks().source
    True
    """
    pairs = [_pair(control) for control in controls()]
    questions = _QUESTIONS.format(label_column=LABEL)
    source = "\n".join([_HEAD, *pairs, _words(), questions, _DISPATCHER])
    return Module(MODULE, source.replace("\n", "\r\n"))


def _words() -> str:
    return _WORDS.format(
        loaded=LOADED_CALLBACK,
        label=LABEL_CALLBACK,
        tip=TIP_CALLBACK,
        sheet=WORDS_SHEET,
        first=FIRST_ROW,
        last=FIRST_ROW + len(RIBBON_WORDS) + len(QUESTIONS) - 1,
        key_column=IDENTIFIER,
        label_column=LABEL,
        tip_column=TIP,
    )


def words_events() -> Module:
    """Return the module of the sheet of words: in another language the ribbon asks for them anew.

    Examples
    --------
    >>> words_events().name
    'shWords'
    """
    source = _EVENTS.format(module=MODULE).replace("\n", "\r\n")
    return Module(code_name(WORDS_SHEET), source, Kind.DOCUMENT)


def _pair(control: Control) -> str:
    request = f'"{control.request}"'
    for number, _ in enumerate(control.asks, 1):
        request = f'Told({request}, "{question_id(control, number)}")'
    return _PAIR.format(callback=control.callback, macro=control.macro, request=request)


def code_name(sheet: str) -> str:
    """Return the name under which VBA knows a sheet.

    Examples
    --------
    >>> code_name("xlwings.conf"), code_name("Pre_SOP")
    ('shXlwingsConf', 'shPreSOP')
    """
    words = sheet.replace(".", "_").split("_")
    return ("sh" + "".join(word[:1].upper() + word[1:] for word in words))[:31]


def vba_project(code_names: Sequence[str]) -> bytes:
    """Return the template's ``vbaProject.bin``: our own modules, none of xlwings'.

    Parameters
    ----------
    code_names
        The ``codeName`` of every sheet in tab order, hidden ones too, the sheet of words among
        them. The workbook's own ``codeName`` must be ``ThisWorkbook``.
    """
    return project([callbacks(), words_events()], code_names)
