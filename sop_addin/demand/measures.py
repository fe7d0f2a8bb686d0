"""Measures of forecasts. Bias is forecast minus actual: positive means over-forecast."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sop_addin.demand.panel import Floats

__all__ = ["accuracy", "bias", "bias_percent", "mase", "off_by", "rmsse", "wmape"]


def _pair(forecast: ArrayLike, actual: ArrayLike) -> tuple[Floats, Floats]:
    f, a = np.asarray(forecast, dtype=float), np.asarray(actual, dtype=float)
    if f.shape != a.shape:
        raise ValueError(f"forecast has shape {f.shape}, actual {a.shape}; expected the same")
    return f, a


def _ratio(above: float, below: float) -> float:
    return above / below if below > 0 else float("nan")


def wmape(forecast: ArrayLike, actual: ArrayLike) -> float:
    """Return the weighted mean absolute percentage error: sum of |F - A| over sum of A, a fraction.

    Parameters
    ----------
    forecast, actual
        Arrays of one shape, in one unit. Across units of measure, weight both by standard cost.

    Returns
    -------
    float
        0 is perfect; NaN where the actuals add up to zero or less: there is nothing to weigh by.

    Raises
    ------
    ValueError
        The shapes differ.

    References
    ----------
    Hyndman and Koehler (2006), International Journal of Forecasting 22(4), 679-688.

    Examples
    --------
    Two families: the plain mean of the percentage errors would say 55 %.

    >>> round(wmape([900, 20], [1000, 10]), 3)
    0.109
    """
    f, a = _pair(forecast, actual)
    return _ratio(float(np.abs(f - a).sum()), float(a.sum()))


def accuracy(forecast: ArrayLike, actual: ArrayLike) -> float:
    """Return forecast accuracy, 1 - WMAPE and never below 0; NaN as in :func:`wmape`.

    Examples
    --------
    >>> round(accuracy([900, 20], [1000, 10]), 3)
    0.891
    >>> accuracy([50], [10])
    0.0
    """
    error = wmape(forecast, actual)
    return error if np.isnan(error) else max(0.0, 1.0 - error)


def bias(forecast: ArrayLike, actual: ArrayLike) -> float:
    """Return the sum of forecast - actual in units: positive means over-forecast.

    Examples
    --------
    >>> bias([900, 20], [1000, 10])
    -90.0
    """
    f, a = _pair(forecast, actual)
    return float((f - a).sum())


def bias_percent(forecast: ArrayLike, actual: ArrayLike) -> float:
    """Return the bias over the sum of actuals, a fraction: positive means over-forecast.

    NaN where the actuals add up to zero or less.

    Examples
    --------
    >>> round(bias_percent([900, 20], [1000, 10]), 3)
    -0.089
    """
    f, a = _pair(forecast, actual)
    return _ratio(float((f - a).sum()), float(a.sum()))


def mase(forecast: ArrayLike, actual: ArrayLike, history: ArrayLike, season: int = 12) -> float:
    """Return the mean absolute error in units of the seasonal naive's error within the history.

    Parameters
    ----------
    forecast, actual
        Arrays of one shape.
    history
        The observations that the forecast was made from, oldest first, shape (n,).
    season
        Months in a cycle; a history no longer than that is scaled by its month-to-month change.

    Returns
    -------
    float
        Below 1 is better than last year's month was; NaN where the history never changes.

    References
    ----------
    Hyndman and Koehler (2006), International Journal of Forecasting 22(4), 679-688.

    Examples
    --------
    >>> mase([12, 12], [10, 14], [1, 2, 3, 5], season=1)
    1.5
    """
    f, a = _pair(forecast, actual)
    return _ratio(float(np.abs(f - a).mean()), float(np.abs(_changes(history, season)).mean()))


def rmsse(forecast: ArrayLike, actual: ArrayLike, history: ArrayLike) -> float:
    """Return the root mean squared error in units of the history's month-to-month change.

    NaN where the history never changes. For intermittent demand, where absolute errors reward a
    forecast of zero.

    References
    ----------
    Makridakis, Spiliotis and Assimakopoulos (2022), the M5 accuracy competition.

    Examples
    --------
    >>> rmsse([2, 2], [0, 4], [0, 1, 0, 1])
    2.0
    """
    f, a = _pair(forecast, actual)
    below = float((_changes(history, 1) ** 2).mean())
    return float(np.sqrt(_ratio(float(((f - a) ** 2).mean()), below)))


def _changes(history: ArrayLike, season: int) -> Floats:
    y = np.asarray(history, dtype=float)
    step = season if len(y) > season else 1
    return y[step:] - y[:-step] if len(y) > 1 else np.zeros(1)


def off_by(actual: Floats, stated: Floats) -> Floats:
    """Return ``actual - stated`` in % of `stated`; 0 where both are 0, NaN where only that is.

    Examples
    --------
    >>> off_by(np.array([90.0, 5.0, 0.0]), np.array([100.0, 0.0, 0.0])).tolist()
    [-10.0, nan, 0.0]
    """
    share = np.divide(actual - stated, stated, out=np.full(stated.shape, np.nan), where=stated > 0)
    return np.where((actual == 0) & (stated == 0), 0.0, share * 100)
