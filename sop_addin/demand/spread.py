"""How far off a forecast of each series is expected to be at each lead, from all of its history."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sop_addin.demand.panel import Floats, count
from sop_addin.demand.proportional import steady
from sop_addin.demand.seasonality import SEASON, Seasonality, repeat_index, shrink
from sop_addin.demand.theta import simple_smoothing

__all__ = ["expected_error"]

_NORMAL = 0.8  # mean absolute error of a normal distribution, in units of its standard deviation
_POWER = 0.3  # of the lead, by which errors grow in want of evidence: some walk, some do not
_PRIOR = 12.0  # independent errors whose evidence that is worth
_SHARE = 0.15  # of a month in the running size that errors are relative to
_FLOOR = 0.01  # of the mean month
_USUAL = 0.15  # of the mean month, where there is no history to tell


def expected_error(
    values: Floats, horizon: int, cuts: tuple[int, ...], season: Seasonality, sigma: Floats
) -> Floats:
    """Return the absolute error to expect of a forecast, now and at earlier origins.

    Wherever a history stood, a plain forecast could have been made: its level then, smoothed, and
    its trend until then. The mean error of all of those, lead by lead, says how uncertainty grows
    with the lead: a series around a level is as uncertain in a year as next month, a walk is not.
    The growth is a power of the lead, from 0 to 1, drawn to 0.3. Where no
    month is near zero, errors are relative to the size of the series then. The result is the
    geometric mean of that and of the one-month-ahead error of the best exponential smoothing. Under
    two years of history the error to expect now is drawn to what is usual, the more the shorter it
    is: three months that happen to look alike are no proof.

    Parameters
    ----------
    values
        Demand, shape (T, N), right-aligned, NaN before a series starts.
    horizon
        H, months ahead.
    cuts
        Months hidden at each of O origins; only what came before an origin counts for it.
    season
        Seasonal indices of `values`; of them and of the smoothing share, all origins know.
    sigma
        Root mean squared one-month-ahead error, now and at each origin, shape (1 + O, N).

    Returns
    -------
    numpy.ndarray
        Shape (1 + O, H, N), positive, in the unit of the series; NaN where `sigma` is.

    References
    ----------
    The scale of locally weighted conformal prediction: Lei et al. (2018), JASA 113, 1094-1111.

    Examples
    --------
    >>> from sop_addin.demand.seasonality import seasonality
    >>> walk = 100 + np.cumsum(np.random.default_rng(3).normal(0, 1, (120, 1)), axis=0)
    >>> expected_error(walk, 12, (), seasonality(walk), np.ones((1, 1)))[0, [0, 11], 0].round(1)
    array([1. , 1.5])
    """
    rows = len(values)
    weaker = shrink(values, season)
    factors = np.where(weaker.multiplicative, weaker.factors, 1.0)
    offsets = np.where(weaker.multiplicative, 0.0, weaker.offsets)
    adjusted = (values - repeat_index(offsets, 0, rows)) / repeat_index(factors, 0, rows)
    known = [rows - cut for cut in (0, *cuts)]
    plain = _plain_errors(adjusted, horizon, known, steady(values))
    ahead = np.array([repeat_index(factors, m, horizon) for m in known])
    smoothed = _NORMAL * sigma[:, None, :]
    level = np.where(np.isfinite(values), np.abs(values), 0.0).sum(axis=0) / count(values)
    plain = np.where(np.isfinite(plain) & (plain > 0), plain, smoothed)
    floor = np.where(level > 0, _FLOOR * level, 1.0)
    found = np.maximum(np.sqrt(plain * smoothed), floor)
    young = np.clip(1.0 - count(values) / (2 * SEASON), 0.0, 1.0)
    found[0] += young * (np.where(level > 0, _USUAL * level, 1.0) - found[0])
    expected: Floats = found * ahead
    return expected


def _plain_errors(y: Floats, horizon: int, known: list[int], relative: NDArray[np.bool_]) -> Floats:
    """Return the mean absolute error of plain forecasts by lead, of those checked by each month.

    Shape (len(known), horizon, N); NaN where nothing was checked.
    """
    rows, columns = y.shape
    start = rows - count(y)
    age = np.arange(rows)[:, None] - start
    level, size = _paths(y, start, relative)
    trend = _trend(y, age, relative) * np.where(relative, level, 1.0)
    begun = age >= np.minimum(SEASON, count(y) // 3)
    total = np.zeros((len(known), horizon, columns))
    times = np.zeros_like(total)
    for lead in range(1, min(horizon, rows - 1) + 1):
        error = np.abs(y[lead:] - level[:-lead] - lead * trend[:-lead]) / size[:-lead]
        error = np.where(begun[:-lead], error, 0.0)
        for m, month in enumerate(known):
            checked = max(month - lead, 0)
            total[m, lead - 1] = error[:checked].sum(axis=0)
            times[m, lead - 1] = begun[:-lead][:checked].sum(axis=0)
    units = np.array([size[max(month, 1) - 1] for month in known])
    found = np.array([_by_power(*each) for each in zip(total, times, strict=True)])
    mean: Floats = found * units[:, None]
    return mean


def _paths(
    y: Floats, start: NDArray[np.int64], relative: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Return the smoothed level after each month, and the size that errors are relative to."""
    share = simple_smoothing(y)[1]
    level = np.empty_like(y)
    size = np.ones_like(y)
    now = y[start, np.arange(y.shape[1])]
    usual = np.abs(now)
    filled = np.where(np.isnan(y), now, y)
    for t, month in enumerate(filled):
        now = now + share * (month - now)
        usual = usual + _SHARE * (np.abs(month) - usual)
        level[t], size[t] = now, np.where(relative, usual, 1.0)
    return level, size


def _trend(y: Floats, age: NDArray[np.int64], relative: NDArray[np.bool_]) -> Floats:
    """Return half the slope of the line through each history so far, as the Theta method does.

    A fraction a month where `relative`; none within the first year.
    """
    seen = age >= 0
    month = np.where(seen, age, 0).astype(float)
    value = np.where(seen, y, 1.0)
    value = np.where(relative, np.log(np.where(relative, value, 1.0)), value)
    value = np.where(seen, value, 0.0)
    times = np.maximum(np.cumsum(seen, axis=0), 1)
    months, squares = np.cumsum(month, axis=0), np.cumsum(month * month, axis=0)
    above = np.cumsum(month * value, axis=0) - months * np.cumsum(value, axis=0) / times
    below = squares - months * months / times
    slope: Floats = np.where(age >= SEASON - 1, 0.5 * above / np.where(below > 0, below, 1.0), 0.0)
    return slope


def _by_power(total: Floats, times: Floats) -> Floats:
    """Return mean errors as a power of the lead, shape (H, N); NaN where there are none.

    Errors of overlapping months count as one: `times` / lead of them are independent.
    """
    lead = np.log(np.arange(1, len(total) + 1))[:, None]
    some = (times > 0) & (total > 0)
    weight = np.where(some, times / np.exp(lead), 0.0)
    error = np.log(np.where(some, total / np.maximum(times, 1.0), 1.0))
    evidence = np.maximum(weight.sum(axis=0), np.finfo(float).tiny)
    middle = (weight * lead).sum(axis=0) / evidence
    mean = (weight * error).sum(axis=0) / evidence
    squares = (weight * (lead - middle) ** 2).sum(axis=0)
    products = (weight * (lead - middle) * (error - mean)).sum(axis=0)
    power = np.clip((products + _PRIOR * _POWER) / (squares + _PRIOR), 0.0, 1.0)
    return np.where(some.any(axis=0), np.exp(mean + power * (lead - middle)), np.nan)
