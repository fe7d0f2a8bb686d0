"""The forecasts that every other method must beat: naive, last year's month, Naive2."""

from __future__ import annotations

import numpy as np

from sop_addin.demand.panel import Floats, count
from sop_addin.demand.seasonality import SEASON, Seasonality, repeat_index

__all__ = ["naive", "naive2", "seasonal_naive"]


def naive(values: Floats, horizon: int) -> Floats:
    """Return the last observation for every month ahead, shape (horizon, N).

    Parameters
    ----------
    values
        Demand, shape (T, N), right-aligned, NaN before a series starts.

    Examples
    --------
    >>> naive(np.array([[4.0], [5.0]]), 2).ravel().tolist()
    [5.0, 5.0]
    """
    return np.repeat(values[-1:], horizon, axis=0)


def seasonal_naive(values: Floats, horizon: int) -> Floats:
    """Return the observation of the same month a year before, shape (horizon, N).

    NaN for a series with fewer than 12 observations.

    Examples
    --------
    >>> seasonal_naive(np.arange(24.0)[:, None], 13).ravel()[[0, 11, 12]].tolist()
    [12.0, 23.0, 12.0]
    """
    if len(values) < SEASON:
        return np.full((horizon, values.shape[1]), np.nan)
    year = np.where(count(values) >= SEASON, values[-SEASON:], np.nan)
    return year[np.arange(horizon) % SEASON]


def naive2(values: Floats, horizon: int, season: Seasonality) -> Floats:
    """Return the last observation, seasonally adjusted where seasonality is evident.

    Parameters
    ----------
    values
        Demand, shape (T, N), right-aligned, NaN before a series starts.
    horizon
        Months ahead.
    season
        Its indices, see :func:`sop_addin.demand.seasonality.seasonality`.

    Returns
    -------
    numpy.ndarray
        Shape (horizon, N).

    References
    ----------
    Makridakis, Spiliotis and Assimakopoulos (2020), the M4 competition.

    Examples
    --------
    >>> from sop_addin.demand.seasonality import seasonality
    >>> january = np.tile(np.r_[210.0, np.full(11, 90.0)], 4)[:, None]
    >>> naive2(january, 2, seasonality(january)).ravel().round(6).tolist()
    [210.0, 90.0]
    """
    rows = len(values)
    factors = np.where(season.evident & season.multiplicative, season.factors, 1.0)
    level = values[-1] / repeat_index(factors, rows - 1, 1)[0]
    ahead: Floats = level * repeat_index(factors, rows, horizon)
    return ahead
