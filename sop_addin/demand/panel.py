"""History of all series as one array, time x series, aligned at its last row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sop_addin.errors import DataError, Place

__all__ = ["Floats", "Panel", "count", "known_median", "long_frame", "panel"]

Floats = NDArray[np.float64]
"""An array of 64-bit floating-point numbers."""

_REMEDY = "Complete or correct the actuals, then forecast again."


@dataclass(frozen=True)
class Panel:
    """All series of a history, the last month of each in the last row.

    Parameters
    ----------
    ids
        Names of the series, in the order in which the history names them; length N.
    values
        Demand per month, shape (T, N), oldest row first; NaN before a series starts.
    ends
        Last month of each series as a ``Period`` ordinal (months since 1970-01), shape (N,).
    """

    ids: tuple[Any, ...]
    values: Floats
    ends: NDArray[np.int64]


def count(values: Floats) -> NDArray[np.int64]:
    """Return the number of observations of each series of a right-aligned array.

    Examples
    --------
    >>> count(np.array([[np.nan, 1.0], [2.0, 3.0]])).tolist()
    [1, 2]
    """
    present: NDArray[np.int64] = np.isfinite(values).sum(axis=0, dtype=np.int64)
    return present


def panel(history: pd.DataFrame, *, end: pd.Period | None = None) -> Panel:
    """Return a long history as a right-aligned array.

    Parameters
    ----------
    history
        One row a series and month: ``unique_id``, ``ds`` (dtype ``period[M]``), ``y`` (demand of
        that month, in the series' own unit; negative where returns exceed sales). Rows in any
        order. Empty ``y`` is allowed before a series' first number only.
    end
        The last closed month; when given, every series must end there exactly.

    Returns
    -------
    Panel

    Raises
    ------
    DataError
        A column is missing or of the wrong type, a series has no number, a month twice, a month
        missing between two others, a number that is not finite, or does not end at `end`.

    Examples
    --------
    >>> months = pd.period_range("2026-01", periods=3, freq="M")
    >>> frame = pd.DataFrame({"unique_id": "Pumps", "ds": months, "y": [np.nan, 4, 5]})
    >>> panel(frame).values.ravel().tolist()
    [4.0, 5.0]
    """
    _check_columns(history)
    codes, ids = pd.factorize(history["unique_id"])
    ordinals = np.asarray(history["ds"].array.asi8, dtype=np.int64)
    y = history["y"].to_numpy(dtype=float, na_value=np.nan)
    order = np.lexsort((ordinals, codes))
    codes, ordinals, y = codes[order], ordinals[order], y[order]
    _check_rows(codes, ordinals, y, ids)
    seen = np.isfinite(y)
    ends = np.full(len(ids), np.iinfo(np.int64).min)
    np.maximum.at(ends, codes, ordinals)
    starts = np.full(len(ids), np.iinfo(np.int64).max)
    np.minimum.at(starts, codes[seen], ordinals[seen])
    _check_complete(codes, ordinals, seen, ids)
    if end is not None:
        _check_end(ends, end.ordinal, ids)
    rows = int((ends - starts).max()) + 1
    values = np.full((rows, len(ids)), np.nan)
    values[rows - 1 - (ends[codes[seen]] - ordinals[seen]), codes[seen]] = y[seen]
    return Panel(tuple(ids), values, ends)


def known_median(values: Floats, fewest: int = 1) -> Floats:
    """Return the median over the first axis of what is known; NaN where fewer than `fewest` are.

    Parameters
    ----------
    values
        Any shape (K, ...), NaN where unknown.

    Examples
    --------
    >>> known_median(np.array([[4.0, 1.0], [np.nan, 2.0], [6.0, np.nan]]), 2).tolist()
    [5.0, 1.5]
    """
    if not len(values):
        return np.full(values.shape[1:], np.nan)
    seen = np.isfinite(values).sum(axis=0)
    ordered = np.sort(np.where(np.isfinite(values), values, np.inf), axis=0)
    low = np.take_along_axis(ordered, np.maximum(seen - 1, 0)[None] // 2, axis=0)[0]
    high = np.take_along_axis(ordered, (seen // 2)[None].clip(max=len(values) - 1), axis=0)[0]
    enough = seen >= max(fewest, 1)
    middle: Floats = np.where(
        enough, (np.where(enough, low, 0) + np.where(enough, high, 0)) / 2, np.nan
    )
    return middle


def long_frame(
    ids: tuple[Any, ...], first: NDArray[np.int64], columns: dict[str, Floats]
) -> pd.DataFrame:
    """Return arrays of month x series as one long frame, series after series.

    Parameters
    ----------
    ids
        Names of the N series.
    first
        Month of row 0 of each series, as a ``Period`` ordinal, shape (N,).
    columns
        Name of each value column and its array, shape (months, N).

    Returns
    -------
    pandas.DataFrame
        ``unique_id``, ``ds`` (dtype ``period[M]``) and the named columns.

    Examples
    --------
    >>> long_frame(("Pumps",), np.array([674]), {"y": np.array([[4.0], [5.0]])}).values.tolist()
    [['Pumps', Period('2026-03', 'M'), 4.0], ['Pumps', Period('2026-04', 'M'), 5.0]]
    """
    months = len(next(iter(columns.values())))
    ordinals = (first[:, None] + np.arange(months)).ravel()
    frame = {
        "unique_id": pd.Series(ids).repeat(months).to_numpy(),
        "ds": pd.PeriodIndex(pd.arrays.PeriodArray(ordinals, dtype=pd.PeriodDtype("M"))),
    }
    return pd.DataFrame(frame | {name: array.T.ravel() for name, array in columns.items()})


def _check_columns(history: pd.DataFrame) -> None:
    missing = {"unique_id", "ds", "y"} - set(history.columns)
    if missing:
        raise DataError(
            Place("actuals", field=sorted(missing)[0]),
            f"columns {', '.join(map(str, history.columns))}",
            "the columns unique_id, ds, y",
            _REMEDY,
        )
    if history["ds"].dtype != pd.PeriodDtype("M"):
        raise DataError(
            Place("actuals", field="ds"), f"type {history['ds'].dtype}", "months", _REMEDY
        )
    if not pd.api.types.is_numeric_dtype(history["y"]):
        raise DataError(
            Place("actuals", field="y"), f"type {history['y'].dtype}", "numbers", _REMEDY
        )
    for field in ("unique_id", "ds"):
        if history[field].isna().any():
            raise DataError(Place("actuals", field=field), "an empty cell", "a value", _REMEDY)
    if history.empty:
        raise DataError(Place("actuals"), "no rows", "at least one month of one series", _REMEDY)


def _check_rows(
    codes: NDArray[np.intp], ordinals: NDArray[np.int64], y: Floats, ids: pd.Index[Any]
) -> None:
    """Refuse a month that stands twice and a number that is infinite; rows come sorted."""
    twice = np.flatnonzero((codes[1:] == codes[:-1]) & (ordinals[1:] == ordinals[:-1]))
    if twice.size:
        row = twice[0]
        raise _error(ids[codes[row]], ordinals[row], "the month twice", "one row a month")
    infinite = np.flatnonzero(np.isinf(y))
    if infinite.size:
        row = infinite[0]
        raise _error(ids[codes[row]], ordinals[row], str(y[row]), "a finite number")
    empty = np.setdiff1d(np.arange(len(ids)), codes[np.isfinite(y)])
    if empty.size:
        raise _error(ids[empty[0]], None, "no observation", "at least one month with a number")


def _check_complete(
    codes: NDArray[np.intp],
    ordinals: NDArray[np.int64],
    seen: NDArray[np.bool_],
    ids: pd.Index[Any],
) -> None:
    """Refuse a month without a number after a series' first one; rows come sorted."""
    known = pd.Series(ordinals[seen]).groupby(codes[seen])
    last, ends = known.max(), pd.Series(ordinals).groupby(codes).max()
    codes, ordinals = codes[seen], ordinals[seen]
    gap = np.flatnonzero((codes[1:] == codes[:-1]) & (ordinals[1:] != ordinals[:-1] + 1))
    if gap.size:
        row = gap[0]
        raise _error(ids[codes[row]], ordinals[row] + 1, "no number", "one for each month")
    blank = np.flatnonzero(last < ends)
    if blank.size:
        code = blank[0]
        raise _error(ids[code], last[code] + 1, "no number", "one for each month")


def _check_end(ends: NDArray[np.int64], end: int, ids: pd.Index[Any]) -> None:
    wrong = np.flatnonzero(ends != end)
    if wrong.size:
        code = wrong[0]
        got = pd.Period(ordinal=int(ends[code]), freq="M")
        expected = pd.Period(ordinal=end, freq="M")
        raise _error(
            ids[code],
            int(ends[code]),
            f"{got} as the last month",
            f"the last closed one, {expected}",
        )


def _error(key: object, ordinal: int | np.int64 | None, got: str, expected: str) -> DataError:
    month = "" if ordinal is None else str(pd.Period(ordinal=int(ordinal), freq="M"))
    return DataError(Place("actuals", str(key), "y", month), got, expected, _REMEDY)
