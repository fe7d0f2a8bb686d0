"""Cell values to Python values and back: blank, text, number, month, date, error, rounding.

The only module that knows what Excel stores. Reading gives columns of frames: blank text is ``""``,
a blank number NaN, a blank month or time NaT. Writing gives raw cells.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sop_addin.excel.blocks import Raw
from sop_addin.schema.declarations import Kind

__all__ = [
    "CellProblem",
    "blank_in",
    "frame_of",
    "read_column",
    "read_value",
    "serial_to_datetime",
    "to_raw",
]

ERRORS = frozenset(
    ("#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NUM!", "#NAME?", "#NULL!", "#SPILL!", "#CALC!")
)
_EPOCH_1900 = dt.datetime(1899, 12, 30)
_EPOCH_1904 = dt.datetime(1904, 1, 1)
_LARGEST_WHOLE = 1e15
_NUMBERS = frozenset((float, int, type(None)))
_EXPECTED = {
    Kind.NUMBER: "a number",
    Kind.MONTH: "a month (a date)",
    Kind.TEXT: "text",
    Kind.DATE: "a date",
    Kind.TIME: "a date and time",
}


@dataclass(frozen=True)
class CellProblem:
    """A cell that cannot be read: its position (from 0), what it holds, what it should."""

    index: int
    got: str
    expected: str


def serial_to_datetime(serial: float, date1904: bool = False) -> dt.datetime:
    """Return the moment that Excel stores as `serial` days.

    Examples
    --------
    >>> serial_to_datetime(46082)
    datetime.datetime(2026, 3, 1, 0, 0)
    """
    epoch = _EPOCH_1904 if date1904 else _EPOCH_1900
    if serial < 60 and not date1904:  # Excel counts a 29 February 1900, which never was
        serial += 1
    return epoch + dt.timedelta(seconds=round(serial * 86_400))


def read_value(raw: Raw, kind: Kind, date1904: bool = False) -> Any:
    """Return one cell as a Python value; NaN, NaT or ``""`` where it is blank.

    Raises
    ------
    ValueError
        The cell holds something else; the message says what.

    Examples
    --------
    >>> read_value(46082.0, Kind.MONTH)
    Period('2026-03', 'M')
    >>> read_value(12.0, Kind.TEXT)
    '12'
    """
    if isinstance(raw, str):
        raw = raw.strip()
        if raw in ERRORS:
            raise ValueError(f"the error {raw}")
    if kind is Kind.TEXT:
        return _text(raw)
    if raw is None or raw == "":
        return np.nan if kind is Kind.NUMBER else pd.NaT
    if isinstance(raw, bool | str):
        raise ValueError(f"{raw!r}")
    if kind is Kind.NUMBER:
        if isinstance(raw, dt.datetime):
            raise ValueError(f"the date {raw:%Y-%m-%d}")
        return float(raw)
    moment = raw if isinstance(raw, dt.datetime) else _moment(raw, date1904)
    return pd.Period(moment, freq="M") if kind is Kind.MONTH else moment


def _text(raw: Raw) -> str:
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return str(raw).upper()
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, dt.datetime):
        return f"{raw:%Y-%m-%d}"
    return str(raw)


def _moment(serial: float, date1904: bool) -> dt.datetime:
    if not 1 <= serial < 2_958_466:
        raise ValueError(f"{serial!r}")
    return serial_to_datetime(serial, date1904)


def read_column(
    column: Sequence[Raw], kind: Kind, date1904: bool = False
) -> tuple[Any, list[CellProblem]]:
    """Return a column of cells as an array, and the cells that could not be read (left blank).

    Returns
    -------
    array
        float for numbers, ``period[M]`` for months, object for text and times.

    Examples
    --------
    >>> values, problems = read_column([1.0, None, "x"], Kind.NUMBER)
    >>> values.tolist(), problems[0].got
    ([1.0, nan, nan], "'x'")
    """
    if kind is Kind.NUMBER and _NUMBERS.issuperset(map(type, column)):
        return np.array(column, dtype=float), []
    known: dict[tuple[type, Raw], Any] = {}
    problems: list[CellProblem] = []
    values: list[Any] = []
    for index, raw in enumerate(column):
        each = (type(raw), raw)
        if each not in known:
            try:
                known[each] = read_value(raw, kind, date1904)
            except ValueError as error:
                problems.append(CellProblem(index, str(error), _EXPECTED[kind]))
                values.append({Kind.NUMBER: np.nan, Kind.TEXT: ""}.get(kind, pd.NaT))
                continue
        values.append(known[each])
    return _array(values, kind), problems


def _array(values: list[Any], kind: Kind) -> Any:
    if kind is Kind.NUMBER:
        return np.array(values, dtype=float)
    if kind is Kind.MONTH:
        ordinals = [pd.NaT.value if month is pd.NaT else month.ordinal for month in values]
        return pd.arrays.PeriodArray(np.array(ordinals, dtype=np.int64), dtype=pd.PeriodDtype("M"))
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def blank_in(values: Any, kind: Kind) -> npt.NDArray[np.bool_]:
    """Return which cells of a column are blank; the column is one of :func:`read_column`.

    Examples
    --------
    >>> blank_in(read_column(["a", None], Kind.TEXT)[0], Kind.TEXT).tolist()
    [False, True]
    """
    if kind is Kind.TEXT:
        return np.asarray(np.asarray(values, dtype=object) == "", dtype=bool)
    return np.asarray(pd.isna(values), dtype=bool)


def frame_of(columns: Mapping[str, Any], rows: pd.Index[Any]) -> pd.DataFrame:
    """Return columns as a frame, texts as plain Python objects whatever pandas' version.

    What pandas 3 makes of texts by itself is many times slower to build and to compare.

    Parameters
    ----------
    columns
        As :func:`read_column` returns them.
    rows
        The frame's index.
    """
    held = {
        name: pd.Series(values, rows, dtype=object) if _is_text(values) else values
        for name, values in columns.items()
    }
    return pd.DataFrame(held, index=rows)


def _is_text(values: Any) -> bool:
    if not isinstance(values, np.ndarray) or values.dtype != object:
        return False
    return not len(values) or isinstance(values[0], str)


def to_raw(values: Iterable[Any], kind: Kind, decimals: int = 0) -> list[Raw]:
    """Return Python values as raw cells: rounded, blank as ``None``, months as their first day.

    Halves are rounded to the even digit, as numpy does, so that they do not add up to a bias.

    Examples
    --------
    >>> to_raw([1.26, float("nan"), 3.0], Kind.NUMBER, 1)
    [1.3, None, 3]
    >>> to_raw([pd.Period("2026-03", "M")], Kind.MONTH)
    [datetime.datetime(2026, 3, 1, 0, 0)]
    """
    if kind is Kind.NUMBER:
        return _numbers(values, decimals)
    if kind is Kind.MONTH:
        return _first_days(values)
    if kind is Kind.TEXT:
        return _texts(values)
    return [None if pd.isna(v) else pd.Timestamp(v).to_pydatetime() for v in values]


def _first_days(values: Iterable[Any]) -> list[Raw]:
    months = pd.PeriodIndex(values if isinstance(values, pd.Series) else list(values), freq="M")
    codes, known = pd.factorize(months)
    days: list[Raw] = [dt.datetime(month.year, month.month, 1) for month in known]
    days.append(None)  # where there is none the code is -1
    return [days[code] for code in codes.tolist()]


def _numbers(values: Iterable[Any], decimals: int) -> list[Raw]:
    """Return rounded numbers; whole ones below 1e15 are written without a decimal point."""
    listed = values if isinstance(values, np.ndarray | pd.Series) else list(values)
    rounded = np.round(np.array(listed, dtype=float), decimals)
    cells = rounded.astype(object)
    whole = (rounded == np.trunc(rounded)) & (np.abs(rounded) < _LARGEST_WHOLE)
    cells[whole] = rounded[whole].astype(np.int64)
    cells[np.isnan(rounded)] = None
    raw: list[Raw] = cells.tolist()
    return raw


def _texts(values: Iterable[Any]) -> list[Raw]:
    return [
        (v.strip() or None) if type(v) is str else None if pd.isna(v) else str(v) for v in values
    ]
