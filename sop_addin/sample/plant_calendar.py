"""Working days of the sample plant: Monday to Friday, less holidays and a week in August."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

__all__ = ["working_days"]


def working_days(month: pd.Period) -> int:
    """Return the plant's working days in a month.

    Closed are New Year, Good Friday, Easter Monday, 1 May, the week of the first Monday
    of August, and 24 to 31 December.

    Examples
    --------
    >>> from sop_addin.periods import month
    >>> [working_days(month(text)) for text in ("2026-03", "2026-04", "2026-08", "2026-12")]
    [22, 20, 16, 17]
    """
    year, first = month.year, month.to_timestamp().date()
    easter = _easter(year)
    august = dt.date(year, 8, 1)
    shutdown = august + dt.timedelta(days=-august.weekday() % 7)
    closed = [
        dt.date(year, 1, 1),
        easter - dt.timedelta(days=2),
        easter + dt.timedelta(days=1),
        dt.date(year, 5, 1),
        *(shutdown + dt.timedelta(days=day) for day in range(5)),
        *(dt.date(year, 12, day) for day in range(24, 32)),
    ]
    return int(np.busday_count(first, (month + 1).to_timestamp().date(), holidays=closed))


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
