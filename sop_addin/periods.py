"""Monthly buckets: the only module that knows how months are named, counted and compared.

A month is a ``pandas.Period`` of frequency ``M`` everywhere in this package.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import numpy as np
import pandas as pd

__all__ = [
    "HORIZON_LIMITS",
    "fiscal_year",
    "lag",
    "last_closed",
    "month",
    "months",
    "weekdays",
]

HORIZON_LIMITS = (15, 36)
"""Fewest and most months a plan may look ahead."""

_FIRST_YEAR = 1900

_TEXT = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?:[ T][\d:.]+)?")


def month(value: Any) -> pd.Period:
    """Return `value` as a month.

    Parameters
    ----------
    value
        A ``Period``, date, datetime or text such as ``2026-03``, ``2026-03-01`` or ``2026/3``.

    Raises
    ------
    ValueError
        `value` is none of these; text that reads two ways (``03/04/2026``) is refused.

    Examples
    --------
    >>> month("2026-03-15")
    Period('2026-03', 'M')
    """
    if isinstance(value, pd.Period):
        return value.asfreq("M")
    if isinstance(value, dt.date | np.datetime64) and not pd.isna(value):
        return pd.Period(pd.Timestamp(value), freq="M")
    if isinstance(value, str) and (match := _TEXT.fullmatch(value.strip())):
        return _of_text(int(match[1]), _month_number(match[2]), match[3])
    raise ValueError(f"{value!r} is not a month")


def _of_text(year: int, number: int, day: str | None) -> pd.Period:
    """Return the month of a year that Excel knows, and of a day that the month has."""
    if year < _FIRST_YEAR:
        raise ValueError(f"{year}-{number:02d} is before {_FIRST_YEAR}, where Excel's dates begin")
    try:
        return pd.Period(dt.date(year, number, int(day or 1)), freq="M")
    except ValueError as error:
        raise ValueError(f"{year}-{number:02d}-{day} is not a day of the calendar") from error


def _month_number(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 12:
        raise ValueError(f"{text!r} is not the number of a month")
    return number


def months(first: pd.Period, count: int) -> pd.PeriodIndex:
    """Return `count` consecutive months from `first`.

    Examples
    --------
    >>> [str(m) for m in months(month("2026-11"), 3)]
    ['2026-11', '2026-12', '2027-01']
    """
    return pd.period_range(first, periods=count, freq="M")


def lag(target: pd.Period, cycle: pd.Period) -> int:
    """Return target month minus cycle month; the cycle's own month has lag 0.

    Examples
    --------
    >>> lag(month("2026-05"), month("2026-03"))
    2
    """
    return int(target.ordinal - cycle.ordinal)


def last_closed(cycle: pd.Period) -> pd.Period:
    """Return the month before the cycle month: the newest that counts as history.

    Examples
    --------
    >>> last_closed(month("2026-03"))
    Period('2026-02', 'M')
    """
    return cycle - 1


def fiscal_year(target: pd.Period, first_month: int) -> int:
    """Return the fiscal year of a month, named after the calendar year in which it ends.

    Parameters
    ----------
    first_month
        Number of the month in which the fiscal year starts, 1 to 12.

    Examples
    --------
    >>> fiscal_year(month("2026-03"), 1), fiscal_year(month("2026-07"), 7)
    (2026, 2027)
    """
    return int(target.year + (first_month > 1 and target.month >= first_month))


def weekdays(target: pd.Period) -> int:
    """Return the number of days from Monday to Friday in a month, holidays not taken off.

    Examples
    --------
    >>> weekdays(month("2026-03"))
    22
    """
    first = np.datetime64(f"{target}-01")
    return int(np.busday_count(first, np.datetime64(f"{target + 1}-01")))
