"""The Theta method: a damped line, all series at once."""

from __future__ import annotations

import numpy as np

from sop_addin.demand.panel import Floats, count
from sop_addin.demand.seasonality import Seasonality, repeat_index

__all__ = ["simple_smoothing", "theta"]

_SHARES = np.r_[0.02:1.0:0.04, 0.99]


def theta(values: Floats, horizon: int, season: Seasonality) -> Floats:
    """Return the Theta forecast: simple smoothing plus half the slope of the history's line.

    The history is seasonally adjusted first where seasonality is evident.

    Parameters
    ----------
    values
        Demand, shape (T, N), right-aligned, NaN before a series starts.
    horizon
        Months ahead.
    season
        Its seasonal indices.

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
    rows = len(values)
    observations = count(values)
    ratio = season.evident & season.multiplicative
    difference = season.evident & ~season.multiplicative & season.additive
    factors = np.where(ratio, season.factors, 1.0)
    offsets = np.where(difference, season.offsets, 0.0)
    adjusted = (values - repeat_index(offsets, 0, rows)) / repeat_index(factors, 0, rows)
    level, share = simple_smoothing(adjusted)
    slope = _slope(adjusted)
    start = (1.0 - (1.0 - share) ** observations) / share
    line = level + 0.5 * slope * (np.arange(horizon)[:, None] + start)
    return line * repeat_index(factors, rows, horizon) + repeat_index(offsets, rows, horizon)


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
    rows, columns = values.shape
    observations = count(values)
    first = rows - observations
    shares = _SHARES[:, None]
    y = np.where(np.isnan(values), values[first, np.arange(columns)], values)
    level = np.repeat(y[:1], len(shares), axis=0)
    squares = np.zeros_like(level)
    for t in range(1, rows):
        error = y[t] - level
        squares += error * error
        error *= shares
        level += error
    best = squares.argmin(axis=0)
    return level[best, np.arange(columns)], _SHARES[best]


def _slope(values: Floats) -> Floats:
    """Return the slope of the least-squares line through each series, per month, shape (N,)."""
    rows = len(values)
    observations = count(values)
    seen = np.isfinite(values)
    mean = np.where(seen, values, 0.0).sum(axis=0) / observations
    age = np.arange(rows)[:, None] - (rows - observations) - (observations - 1) / 2
    above = np.where(seen, age * (values - mean), 0.0).sum(axis=0)
    below = np.where(seen, age * age, 0.0).sum(axis=0)
    slope: Floats = above / np.where(below > 0, below, 1.0)
    return slope
