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
from sop_addin.demand.seasonality import SEASON, strong_season

__all__ = ["Combination", "Route", "combine", "competitors", "route"]

_WORTH = 50.0  # compared months at which a series' own evidence counts as much as the typical error
_HALF = 4.0  # months by which an origin is older that counts half
_SHARPNESS = 4.0  # a weight is the error to the power of minus this
_LEAST = 0.05  # a smaller weight is left out, so that the methods named are the methods used
_DOUBT = 0.02  # loss per series that does not speak against boosting: it knew fewer months then
_EXTREME = 5.0  # how far from the combination's error an own error is believed


class Route(Enum):
    """How a series is treated."""

    NAIVE = 0
    AVERAGE = 1
    YEAR = 2
    REGULAR = 3
    INTERMITTENT = 4
    DISCONTINUED = 5


_TYPICAL: dict[Route, dict[Member, float]] = {
    Route.NAIVE: {Member.NAIVE: 1.0},
    Route.AVERAGE: {Member.AVERAGE: 1.0},
    Route.YEAR: {Member.SEASONAL_NAIVE: 1.0, Member.LEVEL: 1.12},
    Route.REGULAR: {
        Member.ETS: 1.00,
        Member.THETA: 1.01,
        Member.OPTIMISED_THETA: 1.06,
        Member.BOOSTING: 1.02,
        Member.AUTOREGRESSION: 1.25,
        Member.NAIVE2: 1.60,
        Member.SEASONAL_NAIVE: 1.30,
    },
    Route.INTERMITTENT: {
        Member.AVERAGE: 1.0,
        Member.TSB: 1.0,
        Member.IMAPA: 1.0,
        Member.LEVEL: 1.1,
    },
}
"""The methods of each route and their typical errors, relative to each other: what a series' own
evidence is weighed against. From backtests within the training parts of public monthly series."""


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
    ahead
        The combined forecast, shape (H, N).
    past
        What the combination would have said at the backtest's origins, shape (O, H, N), each
        weighted by the evidence of the other origins.
    """

    routes: NDArray[np.int64]
    members: tuple[Member, ...]
    weights: Floats
    ahead: Floats
    past: Floats


def competitors(kind: Route) -> tuple[Member, ...]:
    """Return the methods that compete for the series of a route; none for a discontinued one.

    Examples
    --------
    >>> [method.value for method in competitors(Route.YEAR)]
    ["last year's month", 'simple smoothing']
    """
    return tuple(_TYPICAL.get(kind, ()))


def route(values: Floats, still_sold: NDArray[np.bool_] | None = None) -> NDArray[np.int64]:
    """Return how each series is treated, as values of :class:`Route`, shape (N,).

    Up to 3 observations: last month. Up to 11: their average. Up to 24: last year's month, weighted
    two to one with simple smoothing, because 24 months do not show a season. ADI of 1.32 or more:
    intermittent, unless it is a strong season that leaves months empty. No demand for 12 months:
    discontinued, unless the planner knows better.

    Parameters
    ----------
    values
        Demand, shape (T, N), right-aligned, NaN before a series starts.
    still_sold
        Which series the planner says are still sold, shape (N,): a year without demand counts as
        intermittent demand then. None: nobody said so of any.

    Examples
    --------
    >>> Route(route(np.ones((3, 1))).item())
    <Route.NAIVE: 0>
    """
    observations = count(values)
    silent = discontinued(values)
    kept = np.zeros_like(silent) if still_sold is None else silent & still_sold
    conditions = [
        silent & ~kept,
        observations <= 3,
        kept | (pattern(values).intermittent & ~strong_season(values)),
        observations < SEASON,
        observations <= 2 * SEASON,
    ]
    routes = [Route.DISCONTINUED, Route.NAIVE, Route.INTERMITTENT, Route.AVERAGE, Route.YEAR]
    chosen: NDArray[np.int64] = np.select(
        conditions, [r.value for r in routes], Route.REGULAR.value
    ).astype(np.int64)
    return chosen


def combine(test: Backtest, routes: NDArray[np.int64]) -> Combination:
    """Weigh the methods of each series' route by what the backtest says of them.

    The weight of a method is its relative error to the power of -4. The relative error is the
    geometric mean of the series' own, over the compared months of the backtest, and the typical
    one of the method, which counts as 50 months; an origin four months older counts half as much.
    So a naive forecast takes over where it clearly wins, and a short backtest decides little. Only
    the series' own months are looked at, but for boosting: it takes part unless the panel's
    backtest is worse with it by more than 2 %.

    Parameters
    ----------
    test
        The backtest.
    routes
        Of its N series, from :func:`route`.

    References
    ----------
    Bates and Granger (1969), Operational Research Quarterly 20(4), 451-468.

    Examples
    --------
    >>> from sop_addin.demand.backtest import backtest
    >>> history = np.full((30, 1), 7.0)
    >>> combine(backtest(history, 12), route(history)).ahead[0].round(6).tolist()
    [7.0]
    """
    alone = _combine(test, routes, tuple(m for m in test.past if m is not Member.BOOSTING))
    if Member.BOOSTING not in test.past:
        return alone
    together = _combine(test, routes, tuple(test.past))
    return together if _gain(together, alone, test.actuals) > -_DOUBT else alone


def _gain(one: Combination, other: Combination, actuals: Floats) -> float:
    """Return the mean logarithm over the panel of the error of `other` over that of `one`."""
    errors = []
    for past in (one.past, other.past):
        compared = np.isfinite(past) & np.isfinite(actuals)
        errors.append(np.where(compared, np.abs(past - actuals), 0.0).sum(axis=(0, 1)))
    known = (errors[0] > 0) & (errors[1] > 0)
    return float(np.log(errors[1][known] / errors[0][known]).mean()) if known.any() else 0.0


def _combine(test: Backtest, routes: NDArray[np.int64], members: tuple[Member, ...]) -> Combination:
    """Combine the given methods."""
    weights = np.zeros((1 + len(test.cuts), len(members), len(routes)))
    for kind, errors in _TYPICAL.items():
        mine = np.flatnonzero(routes == kind.value)
        typical = {m: error for m, error in errors.items() if m in members}
        rows = [members.index(member) for member in typical]
        weights[:, np.array(rows)[:, None], mine] = _weigh(test, typical, mine)
    ahead = np.zeros_like(test.latest.forecasts[Member.NAIVE])
    past = np.zeros_like(test.actuals)
    share = np.zeros_like(test.actuals)
    for m, member in enumerate(members):
        weight = weights[0, m]
        ahead += np.where(weight > 0, weight * test.latest.forecasts[member], 0.0)
        earlier = weights[1:, m, None, :]
        said = np.isfinite(test.past[member]) & (earlier > 0)  # a short past rules methods out
        past += np.where(said, earlier * test.past[member], 0.0)
        share += np.where(said, earlier, 0.0)
    alive = routes != Route.DISCONTINUED.value
    past = np.where(share > 0, past / np.where(share > 0, share, 1.0), np.where(alive, np.nan, 0.0))
    return Combination(routes, members, weights[0], ahead, past)


def _weigh(test: Backtest, typical: dict[Member, float], mine: NDArray[np.intp]) -> Floats:
    """Return the weights of a route's methods for the series `mine`.

    From all origins, then without each origin in turn: shape (1 + O, methods, series).
    """
    prior = np.log(np.array(list(typical.values())))[:, None]
    actuals = test.actuals[:, :, mine]
    past = np.array([test.past[member][:, :, mine] for member in typical])
    compared = np.isfinite(past).all(axis=0) & np.isfinite(actuals)
    nearness = 0.5 ** ((np.array(test.cuts) - test.cuts[0]) / _HALF)[:, None]
    times = compared.sum(axis=1) * nearness
    kept = compared.sum(axis=(0, 1)) / np.maximum(times.sum(axis=0), np.finfo(float).tiny)
    times *= kept
    errors = np.where(compared, np.abs(past - actuals), 0.0).sum(axis=2) * nearness * kept
    weights = [_shares(errors.sum(axis=1), times.sum(axis=0), prior)]
    for o in range(len(test.cuts)):
        others = errors.sum(axis=1) - errors[:, o], times.sum(axis=0) - times[o]
        weights.append(_shares(*others, prior))
    return np.array(weights)


def _shares(error: Floats, months: Floats, prior: Floats) -> Floats:
    """Return weights (methods, series) from the sum of absolute errors over `months`."""
    mean = error.mean(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(mean > 0, error / mean, 1.0)
    own = np.log(np.clip(ratio, 1.0 / _EXTREME, _EXTREME))
    relative = (months * own + _WORTH * prior) / (months + _WORTH)
    weights = np.exp(-_SHARPNESS * (relative - relative.min(axis=0)))
    weights /= weights.sum(axis=0)
    weights[weights < _LEAST] = 0.0
    shares: Floats = weights / weights.sum(axis=0)
    return shares
