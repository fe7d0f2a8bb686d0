"""Turns the cells of one column of an extract into a typed series, and names what does not fit."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sop_addin.periods import calendar_month, month
from sop_addin.sources.grid import Raw

__all__ = ["Fault", "Kind", "converted"]

Kind = Literal["text", "month", "month of any year", "number", "date"]

_NUMBER = {
    ".": re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?").fullmatch,
    ",": re.compile(r"[+-]?(?:\d+,?\d*|,\d+)(?:[eE][+-]?\d+)?").fullmatch,
}
_PLAIN = {sign: frozenset(f"0123456789+-eE\n{sign}") for sign in ".,"}
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[., '’\u00a0\u202f]\d{3})+(?:[.,]\d+)?")
_OR_BLANK = ", or leave the cell blank where nothing is known."
_NO_MONTH = int(pd.NaT.value)
_NAMES: dict[Kind, str] = {
    "text": "a text",
    "month": "a month",
    "month of any year": "a month",
    "number": "a number",
    "date": "a date",
}


class Fault(NamedTuple):
    """A cell that cannot be used: its position among the data rows, and what is wrong."""

    position: int
    header: str
    got: str
    expected: str
    remedy: str


def converted(
    cells: Sequence[Raw], kind: Kind, header: str, required: bool, decimal: str
) -> tuple[pd.Series, list[Fault]]:
    """Return a column's cells as a series of its kind, and a fault for each that does not fit.

    Parameters
    ----------
    decimal
        Decimal sign of numbers written as text; empty where numbers must be numeric cells.

    Examples
    --------
    >>> series, faults = converted(["1,5", "", "abc"], "number", "sales", True, ",")
    >>> series.tolist()
    [1.5, nan, nan]
    >>> [(fault.position, fault.got) for fault in faults]
    [(1, 'a blank'), (2, "'abc'")]
    """
    if kind == "number" and not (required and "" in cells):
        quick = _plain_numbers(cells, decimal)
        if quick is not None:
            return pd.Series(quick), []
    trimmed = [cell.strip() if isinstance(cell, str) else cell for cell in cells]
    faults = []
    if required and "" in trimmed:
        faults = [
            Fault(at, header, "a blank", _NAMES[kind], "Fill it in: blank is not 0.")
            for at, cell in enumerate(trimmed)
            if cell == ""
        ]
    series, wrong = _CONVERT[kind](trimmed, header, decimal)
    if required:
        wrong = [each._replace(remedy=each.remedy.replace(_OR_BLANK, ".")) for each in wrong]
    return series, faults + wrong


def _numbers(cells: Sequence[Raw], header: str, decimal: str) -> tuple[pd.Series, list[Fault]]:
    faults = []
    values = np.full(len(cells), np.nan)
    for at, cell in enumerate(cells):
        if cell == "":
            continue
        number = _number(cell, decimal)
        if math.isfinite(number):
            values[at] = number
        else:
            faults.append(Fault(at, header, repr(cell), *_expected_number(cell, decimal)))
    return pd.Series(values), faults


def _plain_numbers(cells: Sequence[Raw], decimal: str) -> npt.NDArray[np.float64] | None:
    """Return a column of texts as numbers, or None unless every one is a plain finite number."""
    try:
        joined = "\n".join(cells)  # type: ignore[arg-type]
        if not decimal or not _PLAIN[decimal].issuperset(joined):
            return None
        texts = joined.replace(",", ".").split("\n")
        if len(texts) != len(cells):
            return None
        values = np.array([float(text) if text else math.nan for text in texts])
    except (TypeError, ValueError):
        return None
    return None if np.isinf(values).any() else values


def _number(cell: Raw, decimal: str) -> float:
    """Return a cell's number, or NaN where it is none."""
    if isinstance(cell, str):
        if decimal and _NUMBER[decimal](cell):
            return float(cell.replace(",", "."))
        return math.nan
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return float(cell)
    return math.nan


def _expected_number(cell: Raw, decimal: str) -> tuple[str, str]:
    if not isinstance(cell, str) or not re.search(r"\d", cell):
        return "a number", f"Correct it{_OR_BLANK}"
    if not decimal:
        return "a number", "The cell holds text: turn it into a number in Excel."
    if _GROUPED.fullmatch(cell):
        sign = {",": "comma", ".": "point"}[decimal]
        expected = f"a number without thousands separators, with a decimal {sign}"
        return expected, "Export plain numbers; files with semicolons have a decimal comma."
    return f"a number such as 1234{decimal}5", "Correct it."


def _months(
    read: Callable[[Raw], pd.Period], cells: Sequence[Raw], header: str, _: str
) -> tuple[pd.Series, list[Fault]]:
    faults = []
    known: dict[Raw, int] = {"": _NO_MONTH}
    unclear = set()
    for cell in set(cells) - {""}:
        try:
            known[cell] = int(read(cell).ordinal)
        except ValueError:
            known[cell] = _NO_MONTH
            unclear.add(cell)
    for at, cell in enumerate(cells if unclear else ()):
        if cell in unclear:
            got = str(cell) if isinstance(cell, dt.date | dt.time) else repr(cell)
            remedy = "Write months as 2026-03, or as Excel dates."
            faults.append(Fault(at, header, got, "a month such as 2026-03", remedy))
    ordinals = np.array([known[cell] for cell in cells], dtype=np.int64)
    return pd.Series(pd.arrays.PeriodArray(ordinals, dtype=pd.PeriodDtype("M"))), faults


def _texts(cells: Sequence[Raw], header: str, _: str) -> tuple[pd.Series, list[Fault]]:
    faults = []
    values = []
    for at, cell in enumerate(cells):
        if isinstance(cell, float) and cell.is_integer():
            values.append(str(int(cell)))
            continue
        values.append(cell if isinstance(cell, str) else "")
        if not isinstance(cell, str):
            remedy = "Format the cells as text in Excel and type it again."
            faults.append(Fault(at, header, str(cell), "a text", remedy))
    return pd.Series(values, dtype=str), faults


def _dates(cells: Sequence[Raw], header: str, _: str) -> tuple[pd.Series, list[Fault]]:
    faults: list[Fault] = []
    values = []
    for at, cell in enumerate(cells):
        day = _date(cell)
        values.append(day)
        if cell != "" and pd.isna(day):
            remedy = "Write dates as 2026-05-01, or as Excel dates."
            faults.append(Fault(at, header, repr(cell), "a date such as 2026-05-01", remedy))
    return pd.Series(values, dtype="datetime64[ns]"), faults


def _date(cell: Raw) -> pd.Timestamp:
    """Return a cell's day, or NaT where it is none."""
    try:
        if isinstance(cell, dt.date):
            return pd.Timestamp(cell).normalize()
        return pd.Timestamp(dt.date.fromisoformat(str(cell)))
    except ValueError:
        return pd.NaT  # type: ignore[return-value]


_CONVERT: dict[Kind, Callable[[Sequence[Raw], str, str], tuple[pd.Series, list[Fault]]]] = {
    "number": _numbers,
    "month": partial(_months, month),
    "month of any year": partial(_months, calendar_month),
    "text": _texts,
    "date": _dates,
}
