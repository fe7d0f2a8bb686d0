"""A month of a history that must be a typing error, found by how far it lies from all others."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["LONGEST_GAP", "stray_month"]

LONGEST_GAP = 120
"""Months between two numbers of a series beyond which one of them has a wrong month."""
_ALONE = 12


def stray_month(history: pd.DataFrame) -> tuple[int, str] | None:
    """Return the row, by position, whose month must be a typing error, and why; else ``None``.

    A series may end, start again and have months missing; but no two numbers in a row of it are
    more than 120 months apart, and where a gap of more than 12 months is followed by one number
    only, some other series of the history reaches to within 12 months of there, if there is
    another one. Of the two sides of a gap the one with fewer numbers is taken to be wrong.

    Parameters
    ----------
    history
        ``unique_id``, ``ds`` (``period[M]``, each month once), ``y``; NaN where not known.

    Examples
    --------
    >>> months = pd.PeriodIndex(["2026-01", "2026-02", "2206-03"], freq="M")
    >>> stray_month(pd.DataFrame({"unique_id": "Pumps", "ds": months, "y": 1.0}))
    (2, '2206-03, 2161 months after 2026-02 of the same series')
    """
    known = np.flatnonzero(history["y"].notna())
    rows = history.iloc[known]
    codes, names = pd.factorize(rows["unique_id"])
    ordinals = np.asarray(rows["ds"].array.asi8, dtype=np.int64)
    order = np.lexsort((ordinals, codes))
    codes, ordinals, known = codes[order], ordinals[order], known[order]
    first = np.r_[True, codes[1:] != codes[:-1]]
    steps = np.where(first, 0, np.diff(ordinals, prepend=0))
    ends = pd.Series(ordinals).groupby(codes).max().to_numpy()
    others = _latest_of_others(ends)[codes]
    last = np.r_[first[1:], True]
    alone = last & (steps > _ALONE + 1) & (len(names) > 1) & (ordinals > others + _ALONE)
    found = np.flatnonzero((steps > LONGEST_GAP) | alone)
    if not found.size:
        return None
    after = found[0]
    mine = np.flatnonzero(codes == codes[after])
    earlier = after - mine[0] < mine[-1] + 1 - after
    row, other = (after - 1, after) if earlier else (after, after - 1)
    there = [pd.Period(ordinal=int(ordinals[k]), freq="M") for k in (row, other)]
    way = "before" if earlier else "after"
    text = f"{there[0]}, {abs(ordinals[row] - ordinals[other])} months {way} {there[1]}"
    return int(known[row]), f"{text} of the same series"


def _latest_of_others(ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each series the last month that another one reaches."""
    latest = np.full(len(ends), ends.max(initial=0))
    if len(ends) > 1:
        latest[ends.argmax()] = np.delete(ends, ends.argmax()).max()
    return latest
