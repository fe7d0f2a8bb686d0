"""Monthly buckets: the only module that knows how months are named, counted and compared.

A month is a ``pandas.Period`` of frequency ``M`` everywhere in this package.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = [
    "calendar_month",
    "fiscal_year",
    "lag",
    "last_closed",
    "month",
    "month_start",
    "months",
    "weekdays",
    "working_day",
]

_FIRST_YEAR = 1900

_TEXT = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?:[ T][\d:.]+)?")


def month(value: Any) -> pd.Period:
    """Return `value` as a month that a workbook can hold.

    Parameters
    ----------
    value
        A ``Period``, date, datetime or text such as ``2026-03``, ``2026-03-01`` or ``2026/3``.

    Raises
    ------
    ValueError
        `value` is none of these; text that reads two ways (``03/04/2026``) or of a year before 1900
        is refused.

    Examples
    --------
    >>> month("2026-03-15")
    Period('2026-03', 'M')
    """
    found = calendar_month(value)
    if isinstance(value, str) and found.year < _FIRST_YEAR:
        raise ValueError(f"{found} is before {_FIRST_YEAR}, where Excel's dates begin")
    return found


def calendar_month(value: Any) -> pd.Period:
    """Return `value` as a month of any year from 1 to 9999; else as :func:`month`.

    Public series of old statistics, and such that somebody numbered from year 1, never see Excel.

    Examples
    --------
    >>> calendar_month("1857-01")
    Period('1857-01', 'M')
    """
    if isinstance(value, pd.Period):
        return value.asfreq("M")
    if isinstance(value, dt.date | np.datetime64) and not pd.isna(value):
        return pd.Period(pd.Timestamp(value), freq="M")
    if isinstance(value, str) and (match := _TEXT.fullmatch(value.strip())):
        return _of_text(int(match[1]), _month_number(match[2]), match[3])
    raise ValueError(f"{value!r} is not a month")


def _of_text(year: int, number: int, day: str | None) -> pd.Period:
    """Return the month of a day that the calendar has."""
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


def weekdays(
    target: pd.Period,
    holidays: Iterable[dt.date] = (),
    first: dt.date | None = None,
    until: dt.date | None = None,
) -> int:
    """Return the number of days from Monday to Friday in a month that are no holidays.

    Parameters
    ----------
    first, until
        First day of the month and of the next one in a calendar of weeks; else the 1st.

    Examples
    --------
    >>> weekdays(month("2026-03")), weekdays(month("2026-05"), [dt.date(2026, 5, 1)])
    (22, 20)
    >>> weekdays(month("2026-03"), (), dt.date(2026, 3, 2), dt.date(2026, 3, 30))
    20
    """
    start = np.datetime64(first or f"{target}-01", "D")
    end = np.datetime64(until or f"{target + 1}-01", "D")
    return int(np.busday_count(start, end, holidays=_days(holidays)))


def working_day(first: dt.date, number: int, holidays: Iterable[dt.date] = ()) -> dt.date:
    """Return the working day `number` counted from a day on, which is 1 if it is one itself.

    Examples
    --------
    >>> str(working_day(dt.date(2026, 5, 1), 3, [dt.date(2026, 5, 1)]))
    '2026-05-06'
    """
    day = np.busday_offset(
        np.datetime64(first, "D"), number - 1, roll="forward", holidays=_days(holidays)
    )
    found: dt.date = day.astype(object)
    return found


def month_start(target: pd.Period, calendar: pd.DataFrame) -> dt.date:
    """Return the first day of a month: the calendar's, else the 1st.

    Parameters
    ----------
    calendar
        ``month, starts``; blank or missing starts are the 1st.

    Examples
    --------
    >>> weeks = pd.DataFrame({"month": [month("2026-03")], "starts": [dt.datetime(2026, 3, 2)]})
    >>> str(month_start(month("2026-03"), weeks)), str(month_start(month("2026-04"), weeks))
    ('2026-03-02', '2026-04-01')
    """
    if "starts" not in calendar or calendar.empty:
        return target.to_timestamp().date()
    known = calendar.loc[calendar["month"] == target, "starts"].dropna()
    moment = pd.Timestamp(known.iloc[0]) if len(known) else target.to_timestamp()
    return moment.date()


def _days(holidays: Iterable[dt.date]) -> npt.NDArray[np.datetime64]:
    return np.array([np.datetime64(day, "D") for day in holidays], dtype="datetime64[D]")
