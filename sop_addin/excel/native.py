"""What xlwings has no words for: the few calls of Excel's own object model (Windows).

Every function takes xlwings' ``.api`` objects. Nothing else in the package calls Excel directly.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = [
    "Protection",
    "error_text",
    "has_1904_dates",
    "is_protected",
    "is_ready",
    "move_note",
    "noted",
    "protect",
    "save_copy",
    "unprotect",
]

_ALLOWANCES = (
    "AllowFormattingCells",
    "AllowFormattingColumns",
    "AllowFormattingRows",
    "AllowInsertingColumns",
    "AllowInsertingRows",
    "AllowInsertingHyperlinks",
    "AllowDeletingColumns",
    "AllowDeletingRows",
    "AllowSorting",
    "AllowFiltering",
    "AllowUsingPivotTables",
)
_PASTE_COMMENTS = -4144
_FIRST_ERROR = -2146828288
_ERRORS = {2000: "#NULL!", 2007: "#DIV/0!", 2015: "#VALUE!", 2023: "#REF!", 2029: "#NAME?"}
_ERRORS |= {2036: "#NUM!", 2042: "#N/A", 2043: "#GETTING_DATA", 2045: "#SPILL!", 2050: "#CALC!"}


@dataclass(frozen=True)
class Protection:
    """How a sheet was protected, without a password."""

    drawings: bool
    contents: bool
    scenarios: bool
    interface_only: bool
    allowances: tuple[bool, ...]


def is_ready(app: Any) -> bool:
    """Return whether Excel takes commands: not while a cell is edited or a dialogue is open.

    xlwings repeats a refused call for ever, so its wrapper is gone round.
    """
    try:
        return bool(getattr(app, "_inner", app).Ready)
    except Exception:  # pywin32's errors are not known elsewhere; any of them means no
        return False


def has_1904_dates(book: Any) -> bool:
    """Return whether day 0 of the workbook is 1904-01-01."""
    return bool(book.Date1904)


def save_copy(book: Any, path: Path) -> None:
    """Store the workbook as it stands in another file; the book stays as it is, saved or not."""
    book.SaveCopyAs(str(path))


def is_protected(sheet: Any) -> bool:
    """Return whether the cells of a sheet are protected."""
    return bool(sheet.ProtectContents)


def unprotect(sheet: Any) -> Protection | None:
    """Take off a sheet's protection, and return it; ``None`` where it needs a password."""
    options = sheet.Protection
    found = Protection(
        bool(sheet.ProtectDrawingObjects),
        True,
        bool(sheet.ProtectScenarios),
        bool(sheet.ProtectionMode),
        tuple(bool(getattr(options, name)) for name in _ALLOWANCES),
    )
    try:
        sheet.Unprotect("")
    except Exception:  # a wrong password is an error of pywin32's
        return None
    return None if is_protected(sheet) else found


def protect(sheet: Any, how: Protection) -> None:
    """Protect a sheet again as it was, without a password."""
    sheet.Protect(
        "", how.drawings, how.contents, how.scenarios, how.interface_only, *how.allowances
    )


def noted(sheet: Any, first: int, last: int) -> dict[int, list[int]]:
    """Return the columns of cells with a note or a thread of comments, by row."""
    found: dict[int, list[int]] = {}
    for each in (*sheet.Comments, *sheet.CommentsThreaded):
        cell = each.Parent
        if first <= cell.Row <= last:
            found.setdefault(int(cell.Row), []).append(int(cell.Column))
    return found


def move_note(sheet: Any, row: int, column: int, target: int) -> None:
    """Move the note of a cell, as it looks, to another cell of its row."""
    sheet.Cells(row, column).Copy()
    sheet.Cells(row, target).PasteSpecial(_PASTE_COMMENTS)
    sheet.Cells(row, column).ClearComments()
    sheet.Application.CutCopyMode = False


def error_text(code: int) -> str:
    """Return the text of an error that Excel hands over as a number.

    Examples
    --------
    >>> error_text(-2146826246), error_text(-2146826243)
    ('#N/A', '#SPILL!')
    """
    return _ERRORS.get(code - _FIRST_ERROR, "#VALUE!")
