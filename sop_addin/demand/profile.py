"""The season of the panel, for series too short to show their own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sop_addin.demand.backtest import Backtest
from sop_addin.demand.panel import Floats, count
from sop_addin.demand.seasonality import SEASON, seasonality, shrink

__all__ = ["calendar_factors", "in_season", "panel_profile"]

_FEWEST = 20  # series with a season of their own
_LEAST_AGREEMENT = 0.3


def panel_profile(values: Floats, ends: NDArray[np.int64]) -> Floats:
    """Return the seasonal factors that the panel's series have in common, January first.

    The geometric mean of the factors of all series whose season is evident, drawn to one by how
    much the series disagree: agreement is the spread of the mean profile over the mean spread of
    the series' own. Below 20 such series, or an agreement of 30 %, there is none.

    Parameters
    ----------
    values
        Demand, shape (T, N), right-aligned, NaN before a series starts.
    ends
        Last month of each series, ``Period`` ordinal, shape (N,).

    Returns
    -------
    numpy.ndarray
        Shape (12,), geometric mean 1.

    References
    ----------
    Withycombe (1989), International Journal of Forecasting 5(4), 547-552 (group seasonal indices).
    """
    found = seasonality(values)
    own = np.flatnonzero(found.evident & found.multiplicative)
    if len(own) < _FEWEST:
        return np.ones(SEASON)
    factors = shrink(values[:, own], seasonality(values[:, own])).factors
    first = ends[own] - (len(values) - 1)  # month of row 0
    rows = (np.arange(SEASON)[:, None] - first) % SEASON  # row phase of each calendar month
    logs = np.log(np.take_along_axis(factors, rows, axis=0))
    logs -= logs.mean(axis=0)
    mean = logs.mean(axis=1)
    spread = float((logs**2).mean())
    agreement = float((mean**2).mean()) / spread if spread > 0 else 0.0
    if agreement < _LEAST_AGREEMENT:
        return np.ones(SEASON)
    return np.asarray(np.exp(agreement * mean))


def calendar_factors(values: Floats, ends: NDArray[np.int64], horizon: int) -> Floats:
    """Return what the panel's season is worth in each month of the short series, else ones.

    Short are up to 24 observations, none of them negative.

    Returns
    -------
    numpy.ndarray
        Shape (T + horizon, N): history, then the months ahead.
    """
    rows = len(values)
    factors = np.ones((rows + horizon, values.shape[1]))
    short = np.flatnonzero((count(values) <= 2 * SEASON) & (np.nanmin(values, axis=0) >= 0))
    if short.size:
        profile = panel_profile(values, ends)
        month = np.arange(rows + horizon)[:, None] + (ends[short] - (rows - 1))
        factors[:, short] = profile[month % SEASON]
    return factors


def in_season(test: Backtest, factors: Floats) -> Backtest:
    """Return the backtest of histories that were divided by `factors`, in their own unit again.

    Parameters
    ----------
    test
        Of ``values / factors[:T]``, H months ahead.
    factors
        From :func:`calendar_factors`, shape (T + H, N).
    """
    horizon = test.actuals.shape[1]
    rows = len(factors) - horizon
    then = np.array(
        [factors[np.clip(rows - cut + np.arange(horizon), 0, None)] for cut in test.cuts]
    )
    now = {m: f * factors[rows:] for m, f in test.latest.forecasts.items()}
    return replace(
        test,
        latest=replace(test.latest, forecasts=now),
        past={m: f * then for m, f in test.past.items()},
        actuals=test.actuals * then,
        expected=test.expected * np.concatenate([factors[None, rows:], then]),
    )
