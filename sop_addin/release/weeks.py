"""Weeks of the master schedule: how a month's rate is split over them by working days."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from sop_addin.supply.problem import Floats

__all__ = ["weekly_rates", "working_weeks"]

_WEEK = np.timedelta64(7, "D")


def working_weeks(months: pd.PeriodIndex, working_days: ArrayLike) -> pd.DataFrame:
    """Return the plant's working days of each week in each month.

    A month's working days are spread over its days from Monday to Friday, because the calendar
    does not say on which of them the plant is closed.

    Parameters
    ----------
    months
        Consecutive months.
    working_days
        Days of each month, none negative, shape (months,).

    Returns
    -------
    DataFrame
        Index the Mondays (datetime64) of the weeks with a day from Monday to Friday in these
        months, columns the months; a week across two months has days in both.

    Examples
    --------
    April 2026 starts on a Wednesday:

    >>> from sop_addin.periods import month, months
    >>> days = working_weeks(months(month("2026-03"), 2), [22, 20])
    >>> days.iloc[[0, 4]].round(2).values.tolist()
    [[5.0, 0.0], [2.0, 2.73]]
    """
    firsts = np.array([f"{m}-01" for m in months], dtype="datetime64[D]")
    ends = np.append(firsts[1:], np.datetime64(f"{months[-1] + 1}-01"))
    monday = firsts[0] - (firsts[0].astype(int) + 3) % 7  # day 0, 1970-01-01, is a Thursday
    starts = np.arange(monday, ends[-1], _WEEK)
    begin = np.maximum(starts[:, None], firsts[None, :])
    end = np.maximum(np.minimum(starts[:, None] + _WEEK, ends[None, :]), begin)
    weekdays = np.busday_count(begin, end).astype(float)
    share = weekdays / weekdays.sum(axis=0)
    kept = weekdays.any(axis=1)
    days = share * np.asarray(working_days, dtype=float)
    return pd.DataFrame(days[kept], index=pd.DatetimeIndex(starts[kept]), columns=months)


def weekly_rates(rates: Floats, days: pd.DataFrame) -> Floats:
    """Split whole monthly rates into whole rates of the weeks, by working days.

    Parameters
    ----------
    rates
        Whole units, none negative, shape (families, months).
    days
        From :func:`working_weeks`.

    Returns
    -------
    ndarray
        Whole units, shape (families, months, weeks): each month's weeks add up to its rate, and
        running totals are never more than half a unit off the share of the days.

    Examples
    --------
    >>> from sop_addin.periods import month, months
    >>> days = working_weeks(months(month("2026-03"), 2), [22, 20])
    >>> weekly_rates(np.array([[220.0, 100.0]]), days).sum(axis=1)[0, :5].tolist()
    [50.0, 50.0, 50.0, 50.0, 34.0]
    """
    by_month = days.to_numpy(dtype=float).T
    total = by_month.sum(axis=1, keepdims=True)
    even = np.broadcast_to(1.0 / by_month.shape[1], by_month.shape)
    share = np.divide(by_month, total, out=even.copy(), where=total > 0)
    running = np.round(rates[:, :, None] * np.minimum(np.cumsum(share, axis=1), 1.0))
    running[:, :, -1] = rates
    weekly: Floats = np.diff(running, axis=2, prepend=0.0)
    return weekly
