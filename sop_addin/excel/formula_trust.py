"""Which formulas the engine may compute: those whose every part was compared with Excel's rules.

The engine knows more than 400 functions, and a few give a wrong number in silence: ``ROW`` and
``COLUMN`` of several cells give one number, and ``SUM(A1:D1*2)``, which Excel computes for one
column unless it is entered as an array, is computed for all. A formula is trusted if it uses only
the functions of `VERIFIED`, which a test compares with LibreOffice or with worked values, and no
such construct. Any other is left to Excel.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

__all__ = ["TOKEN", "VERIFIED", "Trust"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


VERIFIED = _words(
    """
    ABS AND AVERAGE AVERAGEIF AVERAGEIFS CEILING CHAR CHOOSE CODE COLUMN COLUMNS CONCAT CONCATENATE
    CORREL COUNT COUNTA COUNTBLANK COUNTIF COUNTIFS DATE DATEDIF DATEVALUE DAY DAYS EDATE EOMONTH
    ERROR.TYPE EXACT FALSE FILTER FIND FLOOR FORECAST FORECAST.LINEAR FREQUENCY HLOOKUP HYPERLINK
    IF IFERROR IFNA IFS INDEX INT ISBLANK ISERROR ISNA ISNUMBER ISOWEEKNUM ISTEXT LARGE LEFT LEN
    LET LOOKUP LOWER MATCH MAX MAXIFS MEDIAN MID MIN MINIFS MMULT MOD MONTH N NA NETWORKDAYS NOT
    NOW NPV NUMBERVALUE OR PERCENTILE PERCENTILE.INC PMT PRODUCT PROPER RAND RANDBETWEEN RANK
    RANK.EQ REPT RIGHT ROUND ROUNDDOWN ROUNDUP ROW ROWS SEARCH SEQUENCE SIGN SLOPE SMALL SORT SQRT
    STDEV STDEV.S SUBSTITUTE SUBTOTAL SUM SUMIF SUMIFS SUMPRODUCT SUMSQ SUMX2MY2 SWITCH TEXT
    TEXTJOIN TODAY TRANSPOSE TRIM TRUE TRUNC UNICHAR UNIQUE UPPER VALUE VLOOKUP WEEKDAY WEEKNUM
    WORKDAY XLOOKUP YEAR YEARFRAC
    """
)
"""Functions, without Excel's prefix for newer ones."""

_NATIVE = frozenset({"SUMPRODUCT", "LOOKUP", "INDEX", "MMULT", "FREQUENCY"})
"""Functions that compute their arguments as arrays, in whatever cell they stand …"""

_BREAKS = _words(
    "IF IFERROR IFNA IFS CHOOSE SWITCH N EDATE EOMONTH NETWORKDAYS WEEKNUM WORKDAY YEARFRAC"
)
"""… unless one of these stands between: Excel gives them one cell of a range, or an error."""

_ONE_CELL = _words(
    """
    ABS CEILING CHAR CHOOSE CODE CONCATENATE DATE DATEDIF DATEVALUE DAY DAYS EDATE EOMONTH
    ERROR.TYPE EXACT FIND FLOOR HYPERLINK IF IFERROR IFNA IFS INT ISBLANK ISERROR ISNA ISNUMBER
    ISOWEEKNUM ISTEXT LEFT LEN LOWER MID MOD MONTH N NOT NUMBERVALUE PMT PROPER RANDBETWEEN REPT
    RIGHT ROUND ROUNDDOWN ROUNDUP SEARCH SIGN SQRT SUBSTITUTE SWITCH TEXT TRIM TRUNC UNICHAR UPPER
    VALUE WEEKDAY WEEKNUM YEAR YEARFRAC
    """
)
"""Functions whose every argument is one cell or value."""

_SHEET = r"(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!"
TOKEN = re.compile(
    rf"""
      (?P<text>"(?:[^"]|"")*")
    | (?P<constant>\{{(?:[^"}}]|"(?:[^"]|"")*")*\}})
    | (?P<external>'?[^'!,()\[\]"]*\[\d+\][^!,()\[\]"]*'?!)
    | (?P<range>(?:{_SHEET})?(?:\$?[A-Z]{{1,3}}\$?\d+:\$?[A-Z]{{1,3}}\$?\d+
        |\$?[A-Z]{{1,3}}:\$?[A-Z]{{1,3}}|\$?\d+:\$?\d+)(?![\w.(:]))
    | (?P<cell>(?:{_SHEET})?\$?[A-Z]{{1,3}}\$?\d+(?![\w.(!]))
    | (?P<function>[^\W\d][\w.]*)\(
    | (?P<table>[^\W\d][\w.]*)?(?P<columns>\[(?:[^\[\]]|'.|\[(?:[^\[\]]|'.)*\])*\])
    | (?P<name>(?:{_SHEET})?[^\W\d\\]?[\\\w.]*[^\W\d][\w.?\\]*)
    | (?P<number>\d+\.?\d*(?:E[+-]?\d+)?|\.\d+)
    | (?P<error>\#[A-Z0-9/]+[!?]?)
    | (?P<operator><=|>=|<>|[-+*/^&=<>%])
    | (?P<punctuation>[(),])
    | (?P<space>\s+)
    | (?P<other>.)
    """,
    re.VERBOSE,
)
"""One part of a formula; its group tells what it is."""
_THIS_ROW = re.compile(r"\[\[#This Row\],\[(?:[^\[\]:]|'.)*\]\]|\[@(?:[^\[\]:]|'.)*\]", re.I)
_ONE_HEADER = re.compile(r"\[\[#(?:Headers|Totals)\],\[(?:[^\[\]:]|'.)*\]\]", re.I)


@dataclass
class Trust:
    """Judge of formulas; remembers what it judged.

    Parameters
    ----------
    names
        Lower-case name → what it stands for, once for each sheet that defines it.

    Examples
    --------
    >>> trust = Trust({})
    >>> trust.doubt("MAX(0,MIN(F8+E21,E23+F16))"), trust.doubt("SUMPRODUCT(A1:A3*B1:B3)")
    ('', '')
    >>> trust.doubt("SOP_WMAPE(A1:A3,B1:B3)")
    'function SOP_WMAPE is left to Excel'
    >>> trust.doubt("SUM(A1:A3*B1:B3)"), trust.doubt("SUM(A1:A3*B1:B3)", array=True)
    ('A1:A3 stands where one cell is expected', '')
    """

    names: Mapping[str, Sequence[str]]
    _judged: dict[tuple[str, bool], str] = field(default_factory=dict)
    _several: dict[str, bool] = field(default_factory=dict)

    def doubt(self, formula: str, *, array: bool = False) -> str:
        """Return why a formula is left to Excel; empty if the engine may compute it.

        Parameters
        ----------
        formula
            Without ``=``, as stored in the file.
        array
            Whether it is entered as an array: then ranges are computed cell by cell.
        """
        key = (formula, array)
        if key not in self._judged:
            self._judged[key] = ""  # a name that refers to itself ends here
            self._judged[key] = self._judge(formula, array)
        return self._judged[key]

    def _judge(self, formula: str, array: bool) -> str:
        tokens = [m for m in TOKEN.finditer(formula) if m.lastgroup != "space"]
        inside: list[str] = []
        for at, token in enumerate(tokens):
            match token.lastgroup:
                case "function":
                    inside.append(_plain(token["function"]))
                    if reason := self._function_doubt(inside[-1], tokens[at + 1 : at + 3]):
                        return reason
                case "punctuation":
                    if token[0] == "(":
                        inside.append("")
                    elif token[0] == ")" and inside:
                        inside.pop()
                case "external":
                    return "refers to another workbook"
                case "columns" if token["table"] is None:
                    return f"{token[0]} does not say of which table"
                case "other":
                    return f"the sign {token[0]} is not understood"
                case "name":
                    if reason := self._name_doubt(token[0]):
                        return reason
            if (
                not array
                and self._several_cells(token)
                and not _computed_as_array(inside)
                and not _whole_argument(tokens, at, inside)
            ):
                return f"{token[0]} stands where one cell is expected"
        return ""

    def _function_doubt(self, name: str, following: list[re.Match[str]]) -> str:
        if name not in VERIFIED:
            return f"function {name} is left to Excel"
        if name in {"ROW", "COLUMN"} and following[0][0] != ")":
            one_cell = following[0].lastgroup == "cell" and following[-1][0] == ")"
            if not one_cell:
                return f"function {name} of several cells is left to Excel"
        return ""

    def _name_doubt(self, name: str) -> str:
        reasons = (self.doubt(text, array=True) for text in self._texts(name))
        return next(filter(None, reasons), "")

    def _texts(self, name: str) -> Sequence[str]:
        return self.names.get(name.rsplit("!", maxsplit=1)[-1].lower(), ())

    def _several_cells(self, token: re.Match[str]) -> bool:
        match token.lastgroup:
            case "range":
                return True
            case "columns":
                columns = token["columns"]
                return not (_THIS_ROW.fullmatch(columns) or _ONE_HEADER.fullmatch(columns))
            case "name":
                return self._names_several(token[0])
        return False

    def _names_several(self, name: str) -> bool:
        """Tell whether a name stands for several cells anywhere."""
        if name not in self._several:
            self._several[name] = False  # a name that refers to itself ends here
            self._several[name] = any(
                self._several_cells(token)
                for text in self._texts(name)
                for token in TOKEN.finditer(text)
            )
        return self._several[name]


def _plain(function: str) -> str:
    """Return a function's name without the prefixes that files put before newer ones."""
    return function.upper().removeprefix("_XLFN.").removeprefix("_XLWS.")


def _computed_as_array(inside: list[str]) -> bool:
    """Tell whether a place inside some functions, outermost first, takes ranges cell by cell."""
    native = next((at for at, name in enumerate(inside) if name in _NATIVE), len(inside))
    return native < len(inside) and not _BREAKS.intersection(inside[native:])


def _whole_argument(tokens: list[re.Match[str]], at: int, inside: list[str]) -> bool:
    """Tell whether a token is an argument of a function all by itself."""
    before = tokens[at - 1] if at else None
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if before is None or after is None or not inside or not inside[-1]:
        return False
    opens = before.lastgroup == "function" or before[0] == ","
    return opens and after[0] in {",", ")"} and inside[-1] not in _ONE_CELL
