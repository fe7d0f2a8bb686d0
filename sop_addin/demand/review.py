"""Is a forecast biased, and did each step of the demand review make it better."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sop_addin.demand.measures import bias, wmape

__all__ = ["tracking_signal", "value_added"]


def tracking_signal(forecast: ArrayLike, actual: ArrayLike) -> float:
    """Return the sum of F - A over the mean of |F - A|: positive means over-forecast.

    Parameters
    ----------
    forecast, actual
        Units by month, shape (n,).

    Returns
    -------
    float
        Between -n and n; beyond 4 or -4 the forecast is taken for biased. NaN where every month
        was forecast exactly: there is no error to compare with.

    Raises
    ------
    ValueError
        The shapes differ.

    References
    ----------
    Chopra and Meindl, *Supply Chain Management*, measures of forecast error; the sign here is
    forecast less actual.

    Examples
    --------
    >>> tracking_signal([100, 110, 120, 130], [110, 100, 120, 125])
    0.8
    """
    total = bias(forecast, actual)
    mean = float(np.abs(np.asarray(forecast, float) - np.asarray(actual, float)).mean())
    return total / mean if mean > 0 else float("nan")


def value_added(forecast: ArrayLike, before: ArrayLike, actual: ArrayLike) -> float:
    """Return the WMAPE before a step less the WMAPE after it, a fraction: positive is better.

    Parameters
    ----------
    forecast, before, actual
        Arrays of one shape, in one unit: what the step made, what it started from, what came.

    Returns
    -------
    float
        NaN where the actuals add up to zero or less.

    References
    ----------
    Gilliland (2010), *The Business Forecasting Deal*: forecast value added.

    Examples
    --------
    >>> round(value_added([100, 110], [90, 130], [110, 100]), 3)
    0.143
    """
    return wmape(before, actual) - wmape(forecast, actual)
