"""Working days of the sample plant: Monday to Friday, less holidays and a week in August."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

__all__ = ["closed_days", "working_days"]


def working_days(month: pd.Period) -> int:
    """Return the plant's working days in a month.

    See :func:`closed_days`.

    Examples
    --------
    >>> from sop_addin.periods import month
    >>> [working_days(month(text)) for text in ("2026-03", "2026-04", "2026-08", "2026-12")]
    [22, 20, 16, 17]
    """
    first, until = month.to_timestamp().date(), (month + 1).to_timestamp().date()
    return int(np.busday_count(first, until, holidays=list(closed_days(month.year))))


def closed_days(year: int) -> dict[dt.date, str]:
    """Return the days of a year on which the plant is closed, with their names.

    Examples
    --------
    >>> [str(day) for day, name in closed_days(2026).items() if "Easter" in name]
    ['2026-04-06']
    """
    easter, august = _easter(year), dt.date(year, 8, 1)
    shutdown = august + dt.timedelta(days=-august.weekday() % 7)
    return {
        dt.date(year, 1, 1): "New Year",
        easter - dt.timedelta(days=2): "Good Friday",
        easter + dt.timedelta(days=1): "Easter Monday",
        dt.date(year, 5, 1): "Labour Day",
        **{shutdown + dt.timedelta(days=day): "Summer shutdown" for day in range(5)},
        **{dt.date(year, 12, day): "Winter shutdown" for day in range(24, 32)},
    }


def _easter(year: int) -> dt.date:
    """Return Easter Sunday (Butcher's algorithm for the Gregorian calendar)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    skipped = (century + 8) // 25
    epact = (19 * golden + century - century // 4 - (century - skipped + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    correction = (golden + 11 * epact + 22 * weekday) // 451
    number = epact + weekday - 7 * correction + 114
    return dt.date(year, number // 31, number % 31 + 1)
