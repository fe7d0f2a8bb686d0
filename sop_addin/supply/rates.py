"""Rates and cover: level production, chase production, and days of supply."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sop_addin.supply.problem import Floats

__all__ = ["chase", "cover", "level_rate_average", "level_rate_no_stockout"]

COVER_MONTHS = 3
"""Cover looks this many months ahead."""


def level_rate_average(
    demand: ArrayLike, days: ArrayLike, opening: float, target: float = 0.0
) -> float:
    """Return the average rate, units a working day, that ends the horizon on `target`.

    It can stock out on the way; see :func:`level_rate_no_stockout`. For a make-to-order family
    the backlog is a negative stock: give ``-opening_backlog`` and ``-target``.

    Parameters
    ----------
    demand, days
        Units and working days, shape (months,).
    opening
        Net opening position: stock less past due, units.
    target
        Wanted at the end of the last month, units.

    Examples
    --------
    The worked example, make to stock and make to order:

    >>> days = [22, 20, 20, 22, 22, 14]
    >>> level_rate_average([1500, 1430, 1200, 1100, 1000, 970], days, 240 - 40, 200)
    60.0
    >>> level_rate_average([400, 420, 450, 500, 480, 450], days, -900, -600)
    25.0
    """
    needed = float(np.sum(demand)) + target - opening
    return max(0.0, needed / float(np.sum(days)))


def level_rate_no_stockout(
    demand: ArrayLike, days: ArrayLike, opening: float, minimum: ArrayLike = 0.0
) -> float:
    """Return the lowest level rate, units a working day, that never falls below `minimum`.

    Parameters
    ----------
    demand, days
        Units and working days, shape (months,).
    opening
        Net opening position: stock less past due, units.
    minimum
        Least stock at the end of each month, units; NaN where there is none.

    Examples
    --------
    >>> days = [22, 20, 20, 22, 22, 14]
    >>> level_rate_no_stockout([1500, 1430, 1200, 1100, 1000, 970], days, 200)
    65.0
    """
    needed = np.cumsum(np.asarray(demand, float)) + np.nan_to_num(np.asarray(minimum, float))
    worked = np.cumsum(np.asarray(days, float))
    rates = (needed - opening)[worked > 0] / worked[worked > 0]
    return max(0.0, float(rates.max(initial=0.0)))


def chase(demand: ArrayLike, target: ArrayLike, opening: float) -> Floats:
    """Return the production by month that keeps the net position on `target`.

    ``max(0, demand + target - net opening)``; what is over carries on. For a make-to-order family
    give the backlog target and opening backlog as negative numbers.

    Parameters
    ----------
    demand, target
        Units, shape (months,).
    opening
        Net opening position: stock less past due, units.

    Examples
    --------
    >>> targets = [300, 300, 250, 250, 200, 200]
    >>> chase([1500, 1430, 1200, 1100, 1000, 970], targets, 200).tolist()
    [1600.0, 1430.0, 1150.0, 1100.0, 950.0, 970.0]
    """
    wanted = np.asarray(demand, float)
    goal = np.broadcast_to(np.asarray(target, float), wanted.shape)
    production, net = np.zeros(len(wanted)), opening
    for t in range(len(wanted)):
        production[t] = max(0.0, wanted[t] + goal[t] - net)
        net += production[t] - wanted[t]
    return production


def cover(position: ArrayLike, demand: ArrayLike, days: ArrayLike) -> Floats:
    """Return the working days of demand that each month-end position lasts.

    The demand a working day is that of the next three months. Where fewer than three remain, the
    last three months of the horizon are used; where that demand is 0 the cover is NaN.

    Parameters
    ----------
    position, demand, days
        Units, units and working days, shape (months,).

    Examples
    --------
    250 units after month 3, over a rate of 3,070 units in 58 days:

    >>> demand, days = [1500, 1430, 1200, 1100, 1000, 970], [22, 20, 20, 22, 22, 14]
    >>> cover([300, 300, 250, 250, 200, 200], demand, days).round(2).tolist()
    [4.99, 5.82, 4.72, 4.72, 3.78, 3.78]
    """
    units, wanted, worked = (np.asarray(x, float) for x in (position, demand, days))
    count = len(units)
    first = np.minimum(np.arange(1, count + 1), max(count - COVER_MONTHS, 0))
    ahead = first[:, None] + np.arange(min(COVER_MONTHS, count))
    total, span = wanted[ahead].sum(axis=1), worked[ahead].sum(axis=1)
    rate = np.divide(total, span, out=np.zeros(count), where=span > 0)
    days_of: Floats = np.divide(units, rate, out=np.full(count, np.nan), where=rate > 0)
    return days_of
