"""Which forecast a series gets: by its history's shape, then by backtest evidence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from sop_addin.demand.backtest import Backtest
from sop_addin.demand.intermittent import discontinued, pattern
from sop_addin.demand.members import Member
from sop_addin.demand.panel import Floats, count
from sop_addin.demand.seasonality import SEASON

__all__ = ["CLEARLY", "Combination", "Route", "combine", "route"]

CLEARLY = 0.7
"""A single method replaces the combination when its backtest error is below this share of it."""


class Route(Enum):
    """How a series is treated."""

    NAIVE = 0
    LEVEL = 1
    YEAR = 2
    REGULAR = 3
    INTERMITTENT = 4
    DISCONTINUED = 5


_BY_ROUTE: dict[Route, tuple[Member, ...]] = {
    Route.NAIVE: (Member.NAIVE,),
    Route.LEVEL: (Member.LEVEL,),
    Route.YEAR: (Member.SEASONAL_NAIVE, Member.LEVEL),
    Route.REGULAR: (Member.ETS, Member.THETA),
    Route.INTERMITTENT: (Member.AVERAGE, Member.TSB),
}
_CHALLENGERS: dict[Route, tuple[Member, ...]] = {
    Route.REGULAR: (Member.NAIVE2, Member.SEASONAL_NAIVE),
}


@dataclass(frozen=True)
class Combination:
    """Weights of the methods for each series.

    Parameters
    ----------
    routes
        Value of :class:`Route` of each series, shape (N,).
    members
        The M methods, in the order of `weights`.
    weights
        Shape (M, N); they sum to 1, or to 0 for a discontinued series.
    now
        The combined forecast, shape (H, N).
    past
        What the combination would have said at the backtest's origins, shape (O, H, N).
    """

    routes: NDArray[np.int64]
    members: tuple[Member, ...]
    weights: Floats
    now: Floats
    past: Floats


def route(values: Floats) -> NDArray[np.int64]:
    """Return how each series is treated, as values of :class:`Route`, shape (N,).

    Fewer than 6 observations: last month. Fewer than 12: simple smoothing. Up to 24: last year's
    month and simple smoothing averaged, because 24 months do not show a season. ADI of 1.32 or
    more: intermittent. No demand for 12 months: discontinued.

    Examples
    --------
    >>> Route(route(np.ones((3, 1))).item())
    <Route.NAIVE: 0>
    """
    observations = count(values)
    conditions = [
        discontinued(values),
        observations < SEASON / 2,
        pattern(values).intermittent,
        observations < SEASON,
        observations <= 2 * SEASON,
    ]
    routes = [Route.DISCONTINUED, Route.NAIVE, Route.INTERMITTENT, Route.LEVEL, Route.YEAR]
    chosen: NDArray[np.int64] = np.select(
        conditions, [r.value for r in routes], Route.REGULAR.value
    ).astype(np.int64)
    return chosen


def combine(values: Floats, test: Backtest) -> Combination:
    """Combine the methods of each series' route; a challenger that is clearly better replaces them.

    Parameters
    ----------
    values
        Demand, shape (T, N), right-aligned, NaN before a series starts.
    test
        Its backtest.

    Examples
    --------
    >>> from sop_addin.demand.backtest import backtest
    >>> history = np.full((30, 1), 7.0)
    >>> combine(history, backtest(history, 12)).now[0].tolist()
    [7.0]
    """
    members = tuple(Member)
    routes = route(values)
    weights = np.zeros((len(members), values.shape[1]))
    for kind, chosen in _BY_ROUTE.items():
        for member in chosen:
            weights[members.index(member), routes == kind.value] = 1.0 / len(chosen)
    combined = _error(_past(test, weights, members), test.actuals)
    for kind, challengers in _CHALLENGERS.items():
        for member in challengers:
            error = _error(test.past[member], test.actuals)
            wins = (routes == kind.value) & (error < CLEARLY * combined)
            weights[:, wins] = 0.0
            weights[members.index(member), wins] = 1.0
            combined = np.where(wins, error / CLEARLY, combined)
    now = np.zeros_like(test.now.forecasts[Member.NAIVE])
    for member, weight in zip(members, weights, strict=True):
        now += np.where(weight > 0, weight * test.now.forecasts[member], 0.0)
    return Combination(routes, members, weights, now, _past(test, weights, members))


def _past(test: Backtest, weights: Floats, members: tuple[Member, ...]) -> Floats:
    """Return what the weighted methods would have said; methods that could not are left out."""
    total, share = np.zeros_like(test.actuals), np.zeros_like(test.actuals)
    for member, weight in zip(members, weights, strict=True):
        said = np.isfinite(test.past[member]) & (weight > 0)
        total += np.where(said, weight * test.past[member], 0.0)
        share += np.where(said, weight, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(weights.sum(axis=0) > 0, total / share, np.where(share == 0, 0.0, np.nan))


def _error(past: Floats, actuals: Floats) -> Floats:
    """Return the mean absolute error over all origins and months, shape (N,); inf without any."""
    error = np.abs(past - actuals)
    seen = np.isfinite(error)
    times = seen.sum(axis=(0, 1))
    total = np.where(seen, error, 0.0).sum(axis=(0, 1))
    return np.where(times > 0, total / np.maximum(times, 1), np.inf)
