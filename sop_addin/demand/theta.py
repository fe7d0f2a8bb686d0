"""The Theta methods: a level and part of the history's line, all series at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sop_addin.demand.panel import Floats, count
from sop_addin.demand.seasonality import Seasonality, repeat_index

__all__ = ["optimised_theta", "simple_smoothing", "theta"]

_SHARES = np.r_[0.02:1.0:0.04, 0.99]
_MOST = 0.9  # of the line in the optimised method: theta is at most 10


@dataclass(frozen=True)
class _Adjusted:
    """Deseasonalised history and what puts the season back, shape (horizon, N)."""

    values: Floats
    factors: Floats
    offsets: Floats


def theta(values: Floats, horizon: int, season: Seasonality) -> Floats:
    """Return the Theta forecast: simple smoothing plus half the slope of the history's line.

    Parameters
    ----------
    values
        Demand, shape (T, N), right-aligned, NaN before a series starts.
    horizon
        Months ahead.
    season
        Its seasonal indices; multiplicative ones where there are any.

    Returns
    -------
    numpy.ndarray
        Shape (horizon, N).

    References
    ----------
    Assimakopoulos and Nikolopoulos (2000), International Journal of Forecasting 16(4), 521-530;
    in the form of Hyndman and Billah (2003), ibid. 19(2), 287-290.

    Examples
    --------
    >>> from sop_addin.demand.seasonality import seasonality
    >>> line = np.arange(1.0, 31.0)[:, None]
    >>> theta(line, 2, seasonality(line)).ravel().round(1).tolist()
    [30.5, 31.0]
    """
    adjusted = _adjust(values, horizon, season)
    level, share = simple_smoothing(adjusted.values)
    _, slope = _line(adjusted.values)
    start = (1.0 - (1.0 - share) ** count(values)) / share
    line = level + 0.5 * slope * (np.arange(horizon)[:, None] + start)
    return line * adjusted.factors + adjusted.offsets


def optimised_theta(values: Floats, horizon: int, season: Seasonality) -> Floats:
    """Return the optimised Theta forecast: the part of the line that fits the history best.

    With a level l smoothed from the first observation, the one-month-ahead forecast is l + w c,
    c the line's contribution and w = 1 - 1/theta between 0 and 0.9; for each smoothing share the
    best w has a closed form.

    Parameters
    ----------
    values
        Demand, shape (T, N), right-aligned, NaN before a series starts.
    horizon
        Months ahead.
    season
        Its seasonal indices; multiplicative ones where there are any.

    Returns
    -------
    numpy.ndarray
        Shape (horizon, N).

    References
    ----------
    Fiorucci et al. (2016), International Journal of Forecasting 32(4), 1151-1161.

    Examples
    --------
    >>> from sop_addin.demand.seasonality import seasonality
    >>> line = np.arange(1.0, 31.0)[:, None]
    >>> optimised_theta(line, 2, seasonality(line)).ravel().round(1).tolist()
    [30.9, 31.8]
    """
    adjusted = _adjust(values, horizon, season)
    y, began = _fill(adjusted.values)
    intercept, slope = _line(adjusted.values)
    shares = _SHARES[:, None]
    level = np.repeat(y[:1], len(shares), axis=0)
    power = np.ones_like(level)  # (1 - share) ** months since the start
    squares, products, weights = np.zeros_like(level), np.zeros_like(level), np.zeros_like(level)
    error, line, work = np.empty_like(level), np.empty_like(level), np.empty_like(level)
    final = slope / shares  # the line's contribution is power x start + final
    start = intercept - final * (1.0 - shares)
    last = int(began.max())
    for t in range(len(y)):
        np.add(np.multiply(power, start, out=line), final, out=line)
        np.subtract(y[t], level, out=error)
        level += np.multiply(shares, error, out=work)
        if t <= last:  # nothing counts before a series' second observation
            error *= t > began
            line *= t > began
        squares += np.multiply(error, error, out=work)
        products += np.multiply(error, line, out=work)
        weights += np.multiply(line, line, out=work)
        power *= 1.0 - shares if t >= last else np.where(t >= began, 1.0 - shares, 1.0)
    part = np.clip(products / np.where(weights > 0, weights, 1.0), 0.0, _MOST)
    best = (squares - 2.0 * part * products + part * part * weights).argmin(axis=0)
    chosen = (best, np.arange(y.shape[1]))
    ahead = power[chosen] * start[chosen] + final[chosen] + np.arange(horizon)[:, None] * slope
    mean: Floats = level[chosen] + part[chosen] * ahead
    return mean * adjusted.factors + adjusted.offsets


def simple_smoothing(values: Floats) -> tuple[Floats, Floats]:
    """Return the last level of simple exponential smoothing and the share that fits best, (N,).

    The level starts at the first observation; the share comes from a grid of 0.02 to 0.99.

    Parameters
    ----------
    values
        Demand, shape (T, N), right-aligned, NaN before a series starts.

    Examples
    --------
    >>> level, share = simple_smoothing(np.array([[10.0], [12.0], [14.0], [16.0]]))
    >>> level.round(2).item(), share.item()
    (15.98, 0.99)
    """
    y, _ = _fill(values)
    shares = _SHARES[:, None]
    level = np.repeat(y[:1], len(shares), axis=0)
    squares = np.zeros_like(level)
    for row in y[1:]:
        error = row - level
        squares += error * error
        error *= shares
        level += error
    best = squares.argmin(axis=0)
    return level[best, np.arange(y.shape[1])], _SHARES[best]


def _adjust(values: Floats, horizon: int, season: Seasonality) -> _Adjusted:
    rows = len(values)
    ratio = season.multiplicative
    factors = np.where(ratio, season.factors, 1.0)
    offsets = np.where(ratio, 0.0, season.offsets)
    adjusted = (values - repeat_index(offsets, 0, rows)) / repeat_index(factors, 0, rows)
    ahead = repeat_index(factors, rows, horizon), repeat_index(offsets, rows, horizon)
    return _Adjusted(adjusted, *ahead)


def _fill(values: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """Return the history with its first observation put before its start, and where it starts."""
    began = len(values) - count(values)
    first = values[began, np.arange(values.shape[1])]
    return np.where(np.isnan(values), first, values), began


def _line(values: Floats) -> tuple[Floats, Floats]:
    """Return intercept (month 0 is before the first) and monthly slope of the fitted line, (N,)."""
    observations = count(values)
    seen = np.isfinite(values)
    mean = np.where(seen, values, 0.0).sum(axis=0) / observations
    middle = (observations - 1) / 2
    age = np.arange(len(values))[:, None] - (len(values) - observations) - middle
    above = np.where(seen, age * (values - mean), 0.0).sum(axis=0)
    below = np.where(seen, age * age, 0.0).sum(axis=0)
    slope = above / np.where(below > 0, below, 1.0)
    return mean - slope * (middle + 1), slope
