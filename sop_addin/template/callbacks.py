"""The VBA of the workbook: one thin procedure a control, and one place that asks for Python."""

from __future__ import annotations

from collections.abc import Sequence

from sop_addin.excel.vba import Module, project
from sop_addin.schema.ribbon import Control, controls

__all__ = ["MODULE", "callbacks", "vba_project"]

MODULE = "SopRibbon"
"""Name of the module that holds the callbacks."""

_HEAD = """\
Attribute VB_Name = "SopRibbon"
Option Explicit

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
Private Function Told(ByVal request As String, ByVal question As String) As String
    Dim answer As String
    Dim codes As String
    Dim at As Long
    If request = "" Then Exit Function
    answer = InputBox(question, "S&OP")
    If answer = "" Then Exit Function
    For at = 1 To Len(answer)
        codes = codes & Right("000" & Hex(AscW(Mid(answer, at, 1)) And &HFFFF&), 4)
    Next
    Told = Replace(request, "?", codes, 1, 1)
End Function
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
    source = "\n".join([_HEAD, *pairs, _QUESTIONS, _DISPATCHER])
    return Module(MODULE, source.replace("\n", "\r\n"))


def _pair(control: Control) -> str:
    request = f'"{control.request}"'
    for question in control.asks:
        request = f'Told({request}, "{question.en}")'
    return _PAIR.format(callback=control.callback, macro=control.macro, request=request)


def vba_project(code_names: Sequence[str]) -> bytes:
    """Return the template's ``vbaProject.bin``: our own modules, none of xlwings'.

    Parameters
    ----------
    code_names
        The ``codeName`` of every sheet in tab order, hidden ones too. The workbook's own
        ``codeName`` must be ``ThisWorkbook``.
    """
    return project([callbacks()], code_names)
