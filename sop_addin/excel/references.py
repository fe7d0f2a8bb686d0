"""Cell references and sheet names inside formulas: read, write, move, rename."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

__all__ = [
    "LAST_COLUMN",
    "LAST_ROW",
    "Span",
    "cell_name",
    "column_name",
    "column_number",
    "has_relative_cells",
    "quote_sheet",
    "retarget_sheet",
    "shift_formula",
    "split_sheet",
]

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384

_SPAN = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")
_BARE_SHEET = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
_LIKE_CELL = re.compile(
    r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*(?:[Cc][0-9]*)?|[Cc][0-9]*|TRUE|FALSE", re.I
)
_TOKEN = re.compile(
    r"""
      "(?:[^"]|"")*"                                             # text
    | \#[A-Z][A-Z0-9/_]*[!?]?                                    # error
    | (?P<quoted>'(?:[^']|'')+')!
    | (?<![\w.$])(?P<cell>\$?[A-Z]{1,3}\$?[0-9]{1,7})(?![\w.(!\[])
    | (?<![\w.$])(?P<columns>\$?[A-Z]{1,3}:\$?[A-Z]{1,3})(?![\w.(!\[])
    | (?<![\w.$:])(?P<rows>\$?[0-9]{1,7}:\$?[0-9]{1,7})(?![\w.(!:])
    | (?P<bare>(?:\[[^\[\]]*\])?[^\W\d][\w.]*(?::[^\W\d][\w.]*)?)!
    | \[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\]                  # structured reference
    | [^\W\d][\w.]*                                              # name or function
    """,
    re.VERBOSE | re.DOTALL,
)
_AXIS = re.compile(r"(\$?)([A-Z]*)(\$?)([0-9]*)")


@cache
def column_name(number: int) -> str:
    """Return the letters of a column counted from 1.

    Examples
    --------
    >>> column_name(1), column_name(28), column_name(16384)
    ('A', 'AB', 'XFD')
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@cache
def column_number(letters: str) -> int:
    """Return the number, from 1, of a column given by its letters.

    Examples
    --------
    >>> column_number("AB")
    28
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def cell_name(row: int, column: int) -> str:
    """Return the name of a cell.

    Examples
    --------
    >>> cell_name(14, 6)
    'F14'
    """
    return f"{column_name(column)}{row}"


@dataclass(frozen=True)
class Span:
    """A rectangle of cells by its first and last row and column, counted from 1, both included.

    Examples
    --------
    >>> Span.of("B2:D9")
    Span(top=2, left=2, bottom=9, right=4)
    >>> str(Span(2, 2, 2, 2)), Span.of("tblDemand[Qty]")
    ('B2', None)
    """

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def of(cls, reference: str) -> Span | None:
        """Read ``A1`` or ``$A$1:$B$2``; anything else gives ``None``."""
        found = _SPAN.fullmatch(reference)
        if found is None:
            return None
        left, top = column_number(found[1]), int(found[2])
        right = column_number(found[3]) if found[3] else left
        bottom = int(found[4]) if found[4] else top
        return cls(min(top, bottom), min(left, right), max(top, bottom), max(left, right))

    def meets(self, other: Span) -> bool:
        """Return whether the two rectangles share a cell."""
        return (
            self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )

    def __str__(self) -> str:
        first = cell_name(self.top, self.left)
        last = cell_name(self.bottom, self.right)
        return first if first == last else f"{first}:{last}"


def quote_sheet(name: str) -> str:
    """Return a sheet's name as a formula needs it, without the exclamation mark.

    Examples
    --------
    >>> quote_sheet("Fam_Pumps"), quote_sheet("Bob's plan"), quote_sheet("Q1")
    ('Fam_Pumps', "'Bob''s plan'", "'Q1'")
    """
    if _BARE_SHEET.fullmatch(name) and not _LIKE_CELL.fullmatch(name):
        return name
    return "'" + name.replace("'", "''") + "'"


def split_sheet(reference: str) -> tuple[str, str] | None:
    """Split ``'My sheet'!$A$1`` into the sheet's name and the rest; ``None`` without a sheet.

    Examples
    --------
    >>> split_sheet("'Bob''s plan'!$A$1:$B$2")
    ("Bob's plan", '$A$1:$B$2')
    """
    sheet, mark, rest = reference.rpartition("!")
    if not mark or not sheet or "[" in sheet:
        return None
    if sheet.startswith("'") and sheet.endswith("'") and len(sheet) > 2:
        return sheet[1:-1].replace("''", "'"), rest
    return (sheet, rest) if re.fullmatch(r"[\w.]+", sheet) else None


def retarget_sheet(formula: str, old: str, new: str) -> str:
    """Return a formula in which references to sheet `old` go to sheet `new`.

    Text, names, other workbooks' sheets stay; both ends of ``First:Last!A1`` follow.

    Examples
    --------
    >>> retarget_sheet('SUM(Plan!A1:B2,"Plan!A1",[1]Plan!A1)', "Plan", "My plan")
    'SUM(\\'My plan\\'!A1:B2,"Plan!A1",[1]Plan!A1)'
    """

    def follow(found: re.Match[str]) -> str:
        prefix: str | None = found["quoted"] or found["bare"]
        if prefix is None or "[" in prefix:
            return found[0]
        bare = prefix[1:-1].replace("''", "'") if found["quoted"] else prefix
        ends = [new if end.lower() == old.lower() else end for end in bare.split(":")]
        if ends == bare.split(":"):
            return found[0]
        quoted = [quote_sheet(end) for end in ends]
        if len(ends) > 1 and any(end.startswith("'") for end in quoted):
            return "'" + ":".join(ends).replace("'", "''") + "'!"
        return ":".join(quoted) + "!"

    return _TOKEN.sub(follow, formula) if "!" in formula else formula


def shift_formula(formula: str, rows: int, columns: int) -> str:
    """Return a formula as it reads when filled `rows` down and `columns` to the right.

    Examples
    --------
    >>> shift_formula('A1+$B$1+LOG10(C$2)&"A1"&tbl[[#This Row],[A1]]', 2, 1)
    'B3+$B$1+LOG10(D$2)&"A1"&tbl[[#This Row],[A1]]'
    >>> shift_formula("SUM(A:A,1:1)", 1, 1), shift_formula("A1", -1, 0)
    ('SUM(B:B,2:2)', '#REF!')
    """

    def move(part: str) -> str | None:
        found = _AXIS.fullmatch(part)
        assert found is not None
        first, letters, second, digits = found.groups()
        if digits and not letters:  # a whole row: the one $ belongs to the digits
            first, second = "", first
        if letters and not first:
            number = column_number(letters) + columns
            if not 1 <= number <= LAST_COLUMN:
                return None
            letters = column_name(number)
        if digits and not second:
            number = int(digits) + rows
            if not 1 <= number <= LAST_ROW:
                return None
            digits = str(number)
        return f"{first}{letters}{second}{digits}"

    def fill(found: re.Match[str]) -> str:
        part: str | None = found["cell"] or found["columns"] or found["rows"]
        if part is None:
            return found[0]
        moved = [move(end) for end in part.split(":")]
        return "#REF!" if None in moved else ":".join(end for end in moved if end)

    return _TOKEN.sub(fill, formula) if rows or columns else formula


def has_relative_cells(formula: str) -> bool:
    """Return whether filling the formula elsewhere would change it.

    Examples
    --------
    >>> has_relative_cells("A1*2"), has_relative_cells("$A$1*tbl[[#This Row],[Qty]]")
    (True, False)
    """
    return shift_formula(formula, 1, 1) != formula
