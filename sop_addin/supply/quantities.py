"""Numbers by month, as planning data states them: one for every month, or one a month."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["Flags", "Floats", "Integers", "Monthly", "by_month", "from_month"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Monthly = float | Sequence[float] | Floats
"""One number for every month, or one a month."""


def by_month(value: Monthly | None, count: int) -> Floats:
    """Return a number for each of `count` months; 0 where the value is ``None``.

    Raises
    ------
    ValueError
        A sequence that has neither one nor `count` numbers, or text.

    Examples
    --------
    >>> by_month(2, 3).tolist()
    [2.0, 2.0, 2.0]
    """
    if isinstance(value, (int, float)):
        same = np.empty(count)
        same.fill(value)
        return same
    array = np.asarray(0.0 if value is None else value, dtype=np.float64)
    if array.shape == (count,):
        return array
    return np.array(np.broadcast_to(array, (count,)))


def from_month(amount: Floats, first: int) -> Floats:
    """Return an amount by month with nothing before month number `first`, shape (months,).

    Examples
    --------
    >>> from_month(np.array([4.0, 5.0, 6.0]), 1).tolist()
    [0.0, 5.0, 6.0]
    """
    return np.where(np.arange(len(amount)) < first, 0.0, amount)
