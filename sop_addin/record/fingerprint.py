"""Fingerprint of what the workbook says: of its frames, never of the file's bytes.

Two books have the same fingerprint if every table and page says the same, whatever the order of
rows and columns, the program that saved them, and digits beyond the declared decimals.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["digest", "rounded", "short"]

_Numbers = npt.NDArray[np.float64]

_NUMBERS = {"floating", "integer", "integer-na", "mixed-integer-float"}
_UNCLEAR = {"mixed", "mixed-integer", "categorical"}
"""What pandas calls columns of numbers, and those whose every value has to be looked at."""

_FIELD, _ROW, _PART = "\x1f", "\x1e", "\x1d"


def digest(frames: Mapping[str, pd.DataFrame], decimals: Mapping[str, int] | int) -> str:
    """Return the SHA-256 of some frames in canonical form.

    Canonical means: frames by name, columns by name, rows sorted; numbers rounded to their
    decimals as they are when written, with no negative zero, as bytes; months and dates as
    ISO 8601 text; True and False apart from 1 and 0; NaN, NaT, None and empty text all empty.

    Parameters
    ----------
    frames
        Name → frame, of any shape; the index is left out. A frame with no rows differs from one
        that is absent.
    decimals
        Decimals of every number, or of each column by its name; every column that holds a number
        needs one.

    Returns
    -------
    str
        64 hexadecimal digits.

    Raises
    ------
    KeyError
        A column with numbers has no declared decimals.
    ValueError
        A number is infinite, text holds one of the separators (control characters 1D to 1F), or
        a frame names a column twice.

    Examples
    --------
    >>> plan = pd.DataFrame({"family": ["Pumps", "Valves"], "value": [10.004, float("nan")]})
    >>> first = digest({"plan": plan}, 2)
    >>> first == digest({"plan": plan.iloc[::-1, ::-1].assign(value=[None, 10.0])}, 2)
    True
    >>> first == digest({"plan": plan.fillna(0)}, 2)
    False
    """
    total = hashlib.sha256()
    for name in sorted(frames):
        total.update(f"{name}{_PART}".encode() + _canonical(frames[name], decimals))
    return total.hexdigest()


def short(full: str, groups: int = 2) -> str:
    """Return the first digits of a digest in groups of four, so that people can read them out.

    Two groups tell the versions of one book apart; four stand in the audit.

    Examples
    --------
    >>> short("3f9a0c21" + 56 * "0"), short("3f9a0c21" + 56 * "0", groups=4)
    ('3F9A-0C21', '3F9A-0C21-0000-0000')
    """
    return "-".join(full[at : at + 4] for at in range(0, 4 * groups, 4)).upper()


def _canonical(frame: pd.DataFrame, decimals: Mapping[str, int] | int) -> bytes:
    """Return the names of texts and numbers, and the sorted rows: numbers as eight bytes each."""
    names = [str(name) for name in frame.columns]
    if len(set(names)) < len(names):
        raise ValueError(f"a column is named twice: {names}")
    texts: dict[str, list[str]] = {}
    numbers: dict[str, _Numbers] = {}
    for at in sorted(range(len(names)), key=names.__getitem__):
        column = frame[frame.columns[at]]
        kind = pd.api.types.infer_dtype(column)
        found = _as_numbers(column, kind)
        if found is None:
            texts[names[at]] = _texts(column, kind, names[at], decimals)
        else:
            numbers[names[at]] = _checked(found, names[at], decimals)
    head = _PART.join((_FIELD.join(texts), _FIELD.join(numbers))).encode()
    keys = map(_FIELD.join, zip(*texts.values(), strict=True)) if texts else [""] * len(frame)
    block = np.column_stack(list(numbers.values())) if numbers else np.empty((len(frame), 0))
    data, width = np.ascontiguousarray(block, "<f8").tobytes(), 8 * len(numbers)
    rows = [
        data[at * width : (at + 1) * width] + (key + _ROW).encode() for at, key in enumerate(keys)
    ]
    return _ROW.encode().join((head, *sorted(rows)))


def _as_numbers(column: pd.Series, kind: str) -> _Numbers | None:
    """Return a column of numbers, NaN where it is empty; None where it holds anything else.

    One that holds nothing at all holds no numbers either.
    """
    if kind in _NUMBERS:
        found = column.to_numpy(dtype=float, na_value=np.nan)
    elif kind in _UNCLEAR and all(map(_may_be_number, column)):
        found = np.array([np.nan if v is None or v == "" else v for v in column], dtype=float)
    else:
        return None
    return None if np.isnan(found).all() else found


def _may_be_number(value: object) -> bool:
    if isinstance(value, bool | np.bool_):
        return False
    if isinstance(value, int | float | np.integer | np.floating):
        return True
    return value is None or (isinstance(value, str) and not value)


def _texts(column: pd.Series, kind: str, name: str, decimals: Mapping[str, int] | int) -> list[str]:
    """Return the canonical text of each value; a letter in front keeps the kinds apart.

    A column whose kind is that of numbers has none here.
    """
    if kind == "empty" or kind in _NUMBERS:
        return [""] * len(column)
    if kind in {"string", "period"}:
        codes, known = pd.factorize(column)
        texts = [*(_text(value, name, decimals) for value in known), ""]
        return [texts[code] for code in codes.tolist()]
    return [_text(value, name, decimals) for value in column]


def _text(value: object, name: str, decimals: Mapping[str, int] | int) -> str:
    match value:
        case None | "":
            return ""
        case bool() | np.bool_():
            return f"b{bool(value)}"
        case int() | float() | np.integer() | np.floating():
            number = float(_checked(np.array([value], dtype=float), name, decimals)[0])
            return "" if np.isnan(number) else f"n{number}"
        case str():
            if any(mark in value for mark in (_FIELD, _ROW, _PART)):
                raise ValueError(f"column {name}: {value!r} holds a separator")
            return f"t{value}"
    if pd.isna(value):  # type: ignore[call-overload]
        return ""
    if isinstance(value, dt.datetime | dt.date):
        return f"d{value.isoformat()}"
    return f"t{value}"


def _checked(values: _Numbers, name: str, decimals: Mapping[str, int] | int) -> _Numbers:
    if np.isinf(values).any():
        raise ValueError(f"column {name}: a number is infinite")
    return rounded(values, decimals if isinstance(decimals, int) else decimals[name])


def rounded(values: _Numbers, decimals: int) -> _Numbers:
    """Return numbers as they are when written, with one NaN and no negative zero."""
    near = np.round(values, decimals) + 0.0
    return np.where(np.isnan(near), np.nan, near)
