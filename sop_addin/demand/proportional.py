"""A method on logarithms: where demand is never near zero, what counts is growth in per cent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sop_addin.demand.panel import Floats, count
from sop_addin.demand.seasonality import Seasonality, seasonality, shrink

__all__ = ["proportional", "steady"]

_LEAST = 0.05  # smallest month, as a share of the mean, that leaves logarithms well behaved

Method = Callable[[Floats, int, Seasonality], Floats]


def proportional(
    methods: tuple[Method, ...], values: Floats, horizon: int, season: Seasonality
) -> list[Floats]:
    """Return the forecasts of methods, made on logarithms where no month is near zero.

    Near zero is less than 5 % of the mean month; such a series is forecast as it stands.

    Parameters
    ----------
    methods
        Functions of history, horizon and season.
    values
        Demand, shape (T, N), right-aligned, NaN before a series starts.
    horizon
        Months ahead.
    season
        Seasonal indices of `values`.

    Returns
    -------
    list of numpy.ndarray
        One of shape (horizon, N) a method.

    Examples
    --------
    >>> from sop_addin.demand.theta import theta
    >>> grows = 100 * 1.01 ** np.arange(30.0)[:, None]
    >>> theta_of = proportional((theta,), grows, 2, seasonality(grows))[0]
    >>> theta_of.ravel().round(1).tolist()
    [134.1, 134.8]
    """
    logarithmic = steady(values)
    if not logarithmic.any():
        return [method(values, horizon, season) for method in methods]
    logs = np.log(values[:, logarithmic])
    index = shrink(logs, seasonality(logs))
    index = replace(index, multiplicative=np.zeros_like(index.multiplicative))
    others = season.of(~logarithmic)
    forecasts = []
    for method in methods:
        ahead = np.empty((horizon, values.shape[1]))
        ahead[:, logarithmic] = np.exp(_bounded(method(logs, horizon, index), logs))
        if not logarithmic.all():
            ahead[:, ~logarithmic] = method(values[:, ~logarithmic], horizon, others)
        forecasts.append(ahead)
    return forecasts


def steady(values: Floats) -> NDArray[np.bool_]:
    """Return which series have no month near zero: all above 5 % of their mean, shape (N,).

    Examples
    --------
    >>> steady(np.array([[4.0, 0.0], [5.0, 9.0]])).tolist()
    [True, False]
    """
    mean = np.where(np.isfinite(values), values, 0.0).sum(axis=0) / count(values)
    found: NDArray[np.bool_] = np.nanmin(values, axis=0) > _LEAST * np.maximum(mean, 0.0)
    return found


def _bounded(ahead: Floats, logs: Floats) -> Floats:
    """Return forecasts no farther outside the history than it ever ranged."""
    low, high = np.nanmin(logs, axis=0), np.nanmax(logs, axis=0)
    return np.clip(ahead, low - (high - low), high + (high - low))
