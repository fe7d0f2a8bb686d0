"""Fingerprint of what the workbook says: of its frames, never of the file's bytes.

Two books have the same fingerprint if every table and page says the same, whatever the order of
rows and columns, the program that saved them, and digits beyond the declared decimals.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

__all__ = ["digest", "short"]

_FIELD, _ROW, _PART = "\x1f", "\x1e", "\x1d"


def digest(frames: Mapping[str, pd.DataFrame], decimals: Mapping[str, int] | int) -> str:
    """Return the SHA-256 of some frames in canonical form.

    Canonical means: frames by name, columns by name, rows sorted; numbers rounded to their
    decimals as they are when written, with no negative zero; months and dates as
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
        total.update(_PART.join((name, *_lines(frames[name], decimals), "")).encode())
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


def _lines(frame: pd.DataFrame, decimals: Mapping[str, int] | int) -> Iterator[str]:
    names = [str(name) for name in frame.columns]
    if len(set(names)) < len(names):
        raise ValueError(f"a column is named twice: {names}")
    order = sorted(range(len(names)), key=names.__getitem__)
    columns = [_texts(frame[frame.columns[at]], names[at], decimals) for at in order]
    yield _FIELD.join(names[at] for at in order)
    rows = map(_FIELD.join, zip(*columns, strict=True))
    yield "".join(row + _ROW for row in sorted(rows))


def _texts(column: pd.Series, name: str, decimals: Mapping[str, int] | int) -> list[str]:
    """Return the canonical text of each value; a letter in front keeps the kinds apart."""
    if isinstance(column.dtype, pd.PeriodDtype) or pd.api.types.infer_dtype(column) == "string":
        codes, known = pd.factorize(column)
        texts = [*(_text(value, name, decimals) for value in known), ""]
        return [texts[code] for code in codes.tolist()]
    if pd.api.types.is_bool_dtype(column.dtype) or not pd.api.types.is_numeric_dtype(column.dtype):
        return [_text(value, name, decimals) for value in column]
    return _numbers(column.to_numpy(dtype=float, na_value=np.nan), name, decimals)


def _text(value: object, name: str, decimals: Mapping[str, int] | int) -> str:
    match value:
        case None | "":
            return ""
        case bool() | np.bool_():
            return f"b{bool(value)}"
        case int() | float() | np.integer() | np.floating():
            return _numbers(np.array([value], dtype=float), name, decimals)[0]
        case str():
            if any(mark in value for mark in (_FIELD, _ROW, _PART)):
                raise ValueError(f"column {name}: {value!r} holds a separator")
            return f"t{value}"
    if pd.isna(value):  # type: ignore[call-overload]
        return ""
    if isinstance(value, dt.datetime | dt.date):
        return f"d{value.isoformat()}"
    return f"t{value}"


def _numbers(values: np.ndarray, name: str, decimals: Mapping[str, int] | int) -> list[str]:
    if np.isinf(values).any():
        raise ValueError(f"column {name}: a number is infinite")
    places = decimals if isinstance(decimals, int) else decimals[name]
    rounded = np.round(values, places) + 0.0  # as values are rounded when written; no -0.0
    known = np.flatnonzero(~np.isnan(rounded))
    form, texts = f"n%.{max(places, 0)}f", [""] * len(rounded)
    for at, value in zip(known.tolist(), rounded[known].tolist(), strict=True):
        texts[at] = form % value
    return texts
