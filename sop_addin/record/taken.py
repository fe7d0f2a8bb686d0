"""What a run took away, small enough to stay in the book: former values and marks of the new ones.

A mark is one byte of a cell's value as the run left it. Marks say which cell was changed since; the
digest of all of them says for certain whether one was.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sop_addin.schema.declarations import Kind, Table

__all__ = [
    "Marks",
    "changed_at",
    "content_of",
    "decoded",
    "encoded",
    "former_rows",
    "keys_of",
    "marked",
    "packed",
    "places_of",
    "row_delta",
    "runs_of",
    "unpacked",
]

_CHUNK = 30_000
"""Characters in a cell; Excel takes 32,767."""

_SIGN = "z"
"""Before each text, so that Excel takes none for a formula or a number."""

_ODD = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Marks:
    """One byte a value, and a digest of all values."""

    each: bytes
    whole: str


def marked(values: Sequence[Any] | pd.Series[Any]) -> Marks:
    """Return the marks of numbers, months or other values, as they stand now.

    Examples
    --------
    >>> marked([1.0, float("nan")]) == marked([1.0, None]), marked(["a"]) == marked(["b"])
    (True, False)
    """
    numbers = _numbers(values)
    if numbers is None:
        texts = [text.encode() for text in _texts(values)]
        each = bytes(zlib.crc32(text) & 0xFF for text in texts)
        return Marks(each, hashlib.sha256(b"\0".join(texts)).hexdigest()[:16])
    bits = (np.where(np.isnan(numbers), np.nan, numbers) + 0.0).view(np.uint64)
    each = ((bits * _ODD) >> np.uint64(56)).astype(np.uint8).tobytes()
    return Marks(each, hashlib.sha256(bits.tobytes()).hexdigest()[:16])


def content_of(values: Sequence[Any] | pd.Series[Any]) -> str:
    """Return the digest of values, where only a change counts and not its position."""
    return marked(values).whole


def _numbers(values: Sequence[Any] | pd.Series[Any]) -> npt.NDArray[np.float64] | None:
    """Return values as numbers, months by their ordinal; ``None`` where some are neither."""
    if isinstance(values, pd.Series):
        if isinstance(values.dtype, pd.PeriodDtype):
            return np.where(values.isna(), np.nan, values.array.asi8)
        if values.dtype.kind == "f":
            return values.to_numpy(dtype=float)
    if all(value is None or isinstance(value, float | int) for value in values):
        return np.array([np.nan if v is None else v for v in values], dtype=float)
    return None


def _text(value: Any) -> str:
    return "" if value is None or (not isinstance(value, str) and pd.isna(value)) else str(value)


def _texts(values: Iterable[Any]) -> list[str]:
    return [value if type(value) is str else _text(value) for value in values]


def changed_at(then: Marks, values: Sequence[Any] | pd.Series[Any]) -> int | None:
    """Return the position of the first value that is not as it was marked; ``None``: all are.

    Examples
    --------
    >>> changed_at(marked([1.0, 2.0]), [1.0, 3.0])
    1
    """
    now = marked(values)
    if now.whole == then.whole and len(now.each) == len(then.each):
        return None
    pairs = enumerate(zip(now.each, then.each, strict=False))
    return next((at for at, (new, old) in pairs if new != old), 0)


def row_delta(former: pd.DataFrame, now: pd.DataFrame) -> list[int]:
    """Return where each former row stands now, from 0; -1: nowhere, so that it has to be kept.

    Examples
    --------
    >>> then, now = pd.DataFrame({"a": [1, 2, 3]}), pd.DataFrame({"a": [0, 1, 3]})
    >>> row_delta(then, now)
    [1, -1, 2]
    """
    places = {key: at for at, key in reversed(list(enumerate(_hashes(now))))}
    return [places.get(key, -1) for key in _hashes(former)]


def _hashes(frame: pd.DataFrame) -> list[int]:
    if frame.empty:
        return []
    plain = pd.DataFrame({name: _hashable(frame[name]) for name in frame.columns})
    hashed: list[int] = pd.util.hash_pandas_object(plain, index=False).tolist()
    return hashed


def _hashable(column: pd.Series[Any]) -> Any:
    if isinstance(column.dtype, pd.PeriodDtype):
        return column.array.asi8
    if pd.api.types.is_numeric_dtype(column.dtype):
        return column.to_numpy(dtype=float) + 0.0
    texts = np.empty(len(column), dtype=object)
    texts[:] = _texts(column)
    return texts


def keys_of(frame: pd.DataFrame, table: Table) -> str:
    """Return the digest of the keys of a table's rows, and of how many there are."""
    marks = [content_of(frame[name]) for name in table.keys]
    return content_of([str(len(frame)), *marks])


def former_rows(
    at: Sequence[int], kept: pd.DataFrame, now: pd.DataFrame, table: Table
) -> pd.DataFrame:
    """Return a table as it was: rows that stand now, and those that were kept.

    What people filled since in columns of their own stays with the row of the same key.
    """
    places = np.asarray(at, dtype=np.int64)
    here = now.reset_index(drop=True)
    both = pd.concat([here, kept], ignore_index=True) if len(kept) else here
    new = places < 0
    places = places.copy()
    places[new] = len(here) + np.arange(int(new.sum()))
    frame = both.take(places).reset_index(drop=True)
    own = [column.name for column in table.columns if column.planner]
    if own:
        keys = list(table.keys)
        since = here.set_index(keys)[own]
        rows = pd.MultiIndex.from_frame(frame[keys]) if len(keys) > 1 else pd.Index(frame[keys[0]])
        found = since.index.get_indexer(rows)
        for name in own:
            values = frame[name].astype(object).to_numpy(copy=True)
            values[found >= 0] = since[name].astype(object).to_numpy()[found[found >= 0]]
            frame[name] = pd.Series(values, dtype=frame[name].dtype)
    return frame


def runs_of(places: Sequence[int]) -> list[list[int]]:
    """Return places as runs: the first, and how many follow each other; -1 only joins -1.

    Examples
    --------
    >>> runs_of([-1, -1, 0, 1, 5]), places_of(runs_of([-1, -1, 0, 1, 5]))
    ([[-1, 2], [0, 2], [5, 1]], [-1, -1, 0, 1, 5])
    """
    runs: list[list[int]] = []
    for place in places:
        if runs and place == (runs[-1][0] + runs[-1][1] if runs[-1][0] >= 0 else -1):
            runs[-1][1] += 1
        else:
            runs.append([place, 1])
    return runs


def places_of(runs: Sequence[Sequence[int]]) -> list[int]:
    """Return the places of runs; see :func:`runs_of`."""
    return [first + at if first >= 0 else -1 for first, count in runs for at in range(count)]


def encoded(values: Sequence[Any], kind: Kind) -> list[Any]:
    """Return values as JSON takes them; blank is ``None``."""
    if kind is Kind.MONTH:
        return [None if pd.isna(v) else int(v.ordinal) for v in values]
    if kind is Kind.NUMBER:
        return [None if v is None or pd.isna(v) else _plain(float(v)) for v in values]
    if kind is Kind.TEXT:
        return [None if v is None or v == "" else str(v) for v in values]
    return [None if pd.isna(v) else pd.Timestamp(v).isoformat() for v in values]


def _plain(value: float) -> float | int:
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def decoded(values: Sequence[Any], kind: Kind) -> Any:
    """Return what :func:`encoded` was given, as a column of a frame."""
    if kind is Kind.MONTH:
        known = [None if v is None else pd.Period(ordinal=v, freq="M") for v in values]
        return pd.PeriodIndex(known, freq="M")
    if kind is Kind.NUMBER:
        return np.array([np.nan if v is None else v for v in values], dtype=float)
    if kind is Kind.TEXT:
        return np.array(["" if v is None else v for v in values], dtype=object)
    return np.array([pd.NaT if v is None else pd.Timestamp(v) for v in values], dtype=object)


def packed(content: Mapping[str, Any]) -> list[str]:
    """Return content as texts that fit into cells: compressed JSON.

    Examples
    --------
    >>> unpacked(packed({"a": [1, None, "x"]}))
    {'a': [1, None, 'x']}
    """
    plain = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    text = base64.b64encode(zlib.compress(plain.encode(), 6)).decode()
    return [_SIGN + text[at : at + _CHUNK] for at in range(0, len(text), _CHUNK)]


def unpacked(texts: Sequence[str]) -> dict[str, Any]:
    """Return the content of :func:`packed`.

    Raises
    ------
    ValueError
        The texts are not whole.
    """
    try:
        text = "".join(each.removeprefix(_SIGN) for each in texts)
        found: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(text)))
    except (ValueError, zlib.error) as error:
        raise ValueError("texts that are not whole") from error
    return found
