"""Months missing within a history: a short gap is estimated, what stands before a long one left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sop_addin.demand.expectation import expectation, wide_history
from sop_addin.demand.panel import Floats
from sop_addin.wording import counted

__all__ = ["History", "gap_text", "without_gaps"]

_LONGEST = 6
"""Months in a row that are estimated: half a year on each side still stands around them."""
_MOST = 0.25
"""Part of a history that may be estimates."""
_GAPS = ["unique_id", "missing", "last_missing", "estimated", "since", "left_out"]
_CHUNK = 2000
"""Series whose months are estimated at a time, so that memory does not grow with their number."""


@dataclass(frozen=True)
class History:
    """A history without gaps, and what was done to get it.

    Parameters
    ----------
    rows
        ``unique_id, ds, y``: the numbers given, without what is left out, and below them the
        estimated months.
    gaps
        One row a series that had a gap: ``unique_id``, ``missing`` (months without a number
        between its first and last one), ``last_missing`` (the newest of them, ``period[M]``),
        ``estimated`` (how many of them are), ``since`` (the first month that counts) and
        ``left_out`` (months with a number before it).
    """

    rows: pd.DataFrame
    gaps: pd.DataFrame


def without_gaps(history: pd.DataFrame) -> History:
    """Return histories on which a forecast can be fitted, and what was missing in them.

    A month without a number is not a month without demand. A gap of up to six months is estimated:
    by the half years around it and the season (:func:`sop_addin.demand.expectation.expectation`),
    or on the line between its neighbours where there are not three years to tell a season. Before
    a longer gap, or where more than a quarter would be estimates, nothing counts. The actuals
    themselves stay as they are; show `gaps` to the planner (:func:`gap_text`).

    Parameters
    ----------
    history
        ``unique_id``, ``ds`` (``period[M]``, each month once), ``y``; NaN where not known.

    Examples
    --------
    >>> months = pd.PeriodIndex(["2026-01", "2026-02", "2026-03", "2026-05"], freq="M")
    >>> history = pd.DataFrame({"unique_id": "Pumps", "ds": months, "y": [4.0, 5.0, 6.0, 8.0]})
    >>> found = without_gaps(history)
    >>> found.rows.sort_values("ds")["y"].tolist()
    [4.0, 5.0, 6.0, 7.0, 8.0]
    >>> found.gaps[["missing", "estimated", "left_out"]].values.tolist()
    [[1, 1, 0]]
    """
    known = history[history["y"].notna()].reset_index(drop=True)
    inside = known.sort_values(["unique_id", "ds"], kind="stable")
    ordinal = pd.Series(inside["ds"].array.asi8, index=inside.index)
    steps = ordinal.groupby(inside["unique_id"], sort=False).diff()
    broken = inside[inside["unique_id"].isin(inside.loc[steps > 1, "unique_id"])]
    if broken.empty:
        return History(known, pd.DataFrame(columns=_GAPS))
    found = [
        _gap(code, rows["ds"].array.asi8) for code, rows in broken.groupby("unique_id", sort=False)
    ]
    gaps = pd.DataFrame(found, columns=_GAPS)
    since = gaps["since"].array.asi8[pd.Index(gaps["unique_id"]).get_indexer(broken["unique_id"])]
    old = broken.index[broken["ds"].array.asi8 < since]
    used = broken.drop(index=old)
    rows = pd.concat([known.drop(index=old), *map(_estimated, _together(used))], ignore_index=True)
    return History(rows, gaps)


def _gap(code: object, months: NDArray[np.int64]) -> tuple[object, ...]:
    """Return a row of the gaps of a history; `months` are the rising ordinals of its numbers."""
    first = _first_used(months)
    missing = int(months[-1] - months[0]) + 1 - len(months)
    estimated = int(months[-1] - months[first]) + 1 - (len(months) - first)
    newest = pd.Period(ordinal=int(months[1:][np.diff(months) > 1][-1]) - 1, freq="M")
    since = pd.Period(ordinal=int(months[first]), freq="M")
    return code, missing, newest, estimated, since, first


def _together(rows: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield histories that end in the same month, so many at a time that memory is bounded."""
    ends = rows.groupby("unique_id", sort=False)["ds"].transform("max")
    for _, part in rows.groupby(ends, sort=True):
        number = part.groupby("unique_id", sort=False).ngroup() // _CHUNK
        for _, some in part.groupby(number, sort=True):
            yield some


def _first_used(months: NDArray[np.int64]) -> int:
    """Return the position of the first number that counts; `months` are rising ordinals."""
    steps = np.diff(months)
    starts = [0, *(np.flatnonzero(steps > 1) + 1).tolist()]
    first = starts[-1]
    for at in reversed(starts):
        span = int(months[-1] - months[at]) + 1
        if span - (len(months) - at) <= _MOST * span:
            first = at
        if at and steps[at - 1] > _LONGEST + 1:
            break
    return first


def _estimated(history: pd.DataFrame) -> pd.DataFrame:
    """Return the months missing within some histories, as ``unique_id, ds, y``."""
    wide = wide_history(history)
    line = wide.interpolate(limit_area="inside").to_numpy(dtype=float)
    expected = expectation(wide).expected
    estimate: Floats = np.where(np.isfinite(expected), expected, line)
    row, column = np.nonzero(wide.isna().to_numpy() & np.isfinite(line))
    return pd.DataFrame(
        {
            "unique_id": wide.columns.to_numpy()[column],
            "ds": wide.index.take(row),
            "y": estimate[row, column],
        }
    )


def gap_text(gap: pd.Series) -> str:
    """Return what was missing in a history and what was done, of a row of ``History.gaps``.

    Examples
    --------
    >>> row = {"missing": 1, "last_missing": "2025-04", "estimated": 1, "left_out": 0}
    >>> gap_text(pd.Series(row))
    'No actuals in 1 month, the newest 2025-04: 1 month estimated from the months around it.'
    """
    done = []
    if gap["estimated"]:
        around = "it" if gap["estimated"] == 1 else "them"
        done.append(
            f"{counted(gap['estimated'], 'month')} estimated from the months around {around}"
        )
    if gap["left_out"]:
        left = counted(gap["left_out"], "month")
        done.append(f"history counts from {gap['since']} on, without {left} before it")
    missing = f"No actuals in {counted(gap['missing'], 'month')}"
    return f"{missing}, the newest {gap['last_missing']}: {'; '.join(done)}."
