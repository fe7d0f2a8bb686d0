"""Autoregression of the monthly changes over 13 months, all series at once."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from sop_addin.demand.panel import Floats
from sop_addin.demand.seasonality import SEASON

__all__ = ["autoregression"]

_LAGS = SEASON + 1
_PENALTY = 0.006  # of a coefficient, in units of the changes' sum of squares; more for older months
_COLUMNS = 512


def autoregression(values: Floats, horizon: int) -> Floats:
    """Return the forecast of a regression of each month's change on those of the 13 months before.

    Coefficients are found by least squares and drawn to zero (ridge), the older the month the
    more, so that a short history comes out near its last observation. The season is in the lags.

    Parameters
    ----------
    values
        Demand, shape (T, N), right-aligned, NaN before a series starts.
    horizon
        Months ahead.

    Returns
    -------
    numpy.ndarray
        Shape (horizon, N).

    References
    ----------
    Box and Jenkins (1970), *Time series analysis*: ARIMA(13, 1, 0); Hoerl and Kennard (1970),
    Technometrics 12(1), 55-67.

    Examples
    --------
    >>> zigzag = np.tile([10.0, 12.0], 30)[:, None]
    >>> autoregression(zigzag, 3).ravel().round(1).tolist()
    [10.0, 12.0, 10.0]
    """
    changes = np.nan_to_num(np.diff(values, axis=0, prepend=values[:1]))
    changes = np.concatenate([np.zeros((_LAGS + 1, values.shape[1])), changes])
    ahead = np.empty((horizon, values.shape[1]))
    for first in range(0, values.shape[1], _COLUMNS):
        some = changes[:, first : first + _COLUMNS]
        coefficients = _coefficients(some)
        recent = list(some[-_LAGS:])  # oldest first
        for step in range(horizon):
            change = (coefficients * np.array(recent[-_LAGS:])).sum(axis=0)
            ahead[step, first : first + _COLUMNS] = change
            recent.append(change)
    forecast: Floats = values[-1] + np.cumsum(ahead, axis=0)
    return forecast


def _coefficients(changes: Floats) -> Floats:
    """Return the coefficients of the 13 months before, oldest first, shape (13, N)."""
    windows = sliding_window_view(changes, _LAGS + 1, axis=0).transpose(1, 0, 2)
    windows = np.ascontiguousarray(windows)
    products = windows.transpose(0, 2, 1) @ windows
    power = (changes * changes).sum(axis=0)
    power = np.where(power > 0, power, 1.0)
    age = np.arange(_LAGS - 1, -1, -1)
    penalty = _PENALTY * power[:, None] * (1.0 + 0.5 * age)
    squares = products[:, :-1, :-1] + penalty[:, :, None] * np.eye(_LAGS)
    found = np.linalg.solve(squares, products[:, :-1, -1:])[:, :, 0]
    return np.asarray(found.T, dtype=float)
