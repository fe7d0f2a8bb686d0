"""Exponential smoothing: six forms fitted to all series at once, averaged by AICc weights."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from sop_addin.demand.panel import Floats, count
from sop_addin.demand.seasonality import SEASON, Seasonality, repeat_index

__all__ = ["FORMS", "EtsForecast", "Form", "Parameters", "Season", "States", "ets", "smooth"]

_START = {False: 12, True: 18}  # months of history that give the first level and trend
_COLUMNS = 384  # series filtered together: keeps the working arrays in the processor's cache
_SEED = 20260301
_TINY = 1e-12
_LEAST_FACTOR = 0.01


class Season(Enum):
    """How the season enters a form."""

    NONE = "no season"
    ADDITIVE = "additive season"
    MULTIPLICATIVE = "multiplicative season"


@dataclass(frozen=True)
class Form:
    """One form: a level or a level with damped trend, and its season."""

    season: Season
    damped: bool

    @property
    def parameters(self) -> int:
        """Number of estimated values: smoothing parameters and first states.

        A season counts 10, not 13, because its indices are drawn towards each other beforehand.
        """
        return (5 if self.damped else 2) + (10 if self.season is not Season.NONE else 0)


FORMS = tuple(Form(season, damped) for season in Season for damped in (False, True))
"""The six forms in the order of :attr:`EtsForecast.weights`."""


@dataclass(frozen=True)
class Parameters:
    """Smoothing parameters, each of shape (P, N) or (P, 1): P candidates for N series.

    Parameters
    ----------
    level, trend, season
        Share of a month's error that goes into each (alpha, beta, gamma of the error form).
    damping
        Share of the trend that carries on to the next month (phi); 0 without trend.
    """

    level: Floats
    trend: Floats
    season: Floats
    damping: Floats


@dataclass(frozen=True)
class States:
    """Level (.., N), monthly trend (.., N) and seasonal indices (12, .., N)."""

    level: Floats
    trend: Floats
    season: Floats


@dataclass(frozen=True)
class EtsForecast:
    """Forecasts of all series.

    Parameters
    ----------
    mean
        AICc-weighted mean of the forms, shape (horizon, N).
    sigma
        Root mean squared one-month-ahead error within the history, weighted alike, shape (N,).
    weights
        Weight of each of :data:`FORMS`, shape (6, N); sums to 1.
    """

    mean: Floats
    sigma: Floats
    weights: Floats


def ets(values: Floats, horizon: int, season: Seasonality) -> EtsForecast:
    """Forecast all series by exponential smoothing, forms averaged by AICc weights.

    Errors are additive in every form. Parameters come from one grid for all series and two rounds
    of local search with the same fixed steps for every series, so that the forecast of a series
    does not depend on its neighbours. First states: a line through the first 12 (level) or 18
    (trend) deseasonalised months and the indices of the classical decomposition. Forms with a
    season need 25 observations, those with multiplicative season demand in every month.

    Parameters
    ----------
    values
        Demand, shape (T, N), right-aligned, NaN before a series starts.
    horizon
        Months ahead.
    season
        Its seasonal indices.

    References
    ----------
    Hyndman, Koehler, Ord and Snyder (2008), *Forecasting with exponential smoothing*; weights:
    Kolassa (2011), International Journal of Forecasting 27(2), 238-251.

    Examples
    --------
    >>> from sop_addin.demand.seasonality import seasonality
    >>> level = np.full((30, 1), 7.0)
    >>> ets(level, 2, seasonality(level)).mean.ravel().round(6).tolist()
    [7.0, 7.0]
    """
    observations = count(values)
    criterion = np.empty((len(FORMS), values.shape[1]))
    sigma = np.empty_like(criterion)
    means = np.empty((len(FORMS), horizon, values.shape[1]))
    order = np.argsort(observations, kind="stable")
    for first in range(0, values.shape[1], _COLUMNS):
        some = order[first : first + _COLUMNS]
        rows = int(observations[some[-1]])
        top = (len(values) - rows) // SEASON * SEASON  # whole years, so that phases stay
        y = values[top:, some]
        index = {
            Season.NONE: np.zeros((SEASON, len(some))),
            Season.ADDITIVE: season.offsets[:, some],
            Season.MULTIPLICATIVE: season.factors[:, some],
        }
        for i, form in enumerate(FORMS):
            fit = _fit(y, form, index[form.season], horizon)
            means[i][:, some], criterion[i, some], sigma[i, some] = fit
    everyone = np.ones(values.shape[1], dtype=bool)
    positive = np.nanmin(values, axis=0) > 0
    usable = {
        Season.NONE: everyone,
        Season.ADDITIVE: season.additive & (observations > 2 * SEASON),
        Season.MULTIPLICATIVE: season.multiplicative & positive & (observations > 2 * SEASON),
    }
    allowed = np.array([usable[form.season] for form in FORMS])
    weights = _weights(np.where(allowed, criterion, np.inf))
    counted = weights > 0  # a form that cannot be used may hold anything
    mean = (weights[:, None, :] * np.where(counted[:, None, :], means, 0.0)).sum(axis=0)
    return EtsForecast(mean, (weights * np.where(counted, sigma, 0.0)).sum(axis=0), weights)


def smooth(
    values: Floats, first: States, parameters: Parameters, season: Season
) -> tuple[States, Floats]:
    """Run the error-correction recursions of one form over time, for all candidates and series.

    Parameters
    ----------
    values
        Demand, shape (T, N), right-aligned, NaN before a series starts.
    first
        States before each series' first month: level and trend (N,), season (12, N).
    parameters
        P candidates, shape (P, N) or (P, 1).
    season
        How the season enters.

    Returns
    -------
    States
        After the last month: level and trend (P, N), season (12, P, N).
    numpy.ndarray
        Sum of squared one-month-ahead errors, shape (P, N).

    Examples
    --------
    Simple exponential smoothing, level share 0.5 from 10: errors 2 and -3.

    >>> half, none = np.full((1, 1), 0.5), np.zeros((1, 1))
    >>> start = States(np.array([10.0]), np.zeros(1), np.zeros((12, 1)))
    >>> months = np.array([[12.0], [8.0]])
    >>> last, squares = smooth(months, start, Parameters(half, none, none, none), Season.NONE)
    >>> last.level.item(), squares.item()
    (9.5, 13.0)
    """
    rows, columns = values.shape
    shape = (len(parameters.level), columns)
    begin = rows - count(values)
    starts = {t: np.flatnonzero(begin == t) for t in np.unique(begin)}
    y = np.nan_to_num(values)
    level = np.broadcast_to(first.level, shape).copy()
    trend = np.broadcast_to(first.trend, shape).copy()
    index = np.broadcast_to(first.season[:, None, :], (SEASON, *shape)).copy()
    squares, error, work = np.zeros(shape), np.empty(shape), np.empty(shape)
    damped = bool(parameters.damping.any())
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        for t in range(int(begin.min()), rows):
            if t in starts:  # what ran before a series' start was idle: set its first states now
                fresh = starts[t]
                level[:, fresh], trend[:, fresh] = first.level[fresh], first.trend[fresh]
                index[:, :, fresh] = first.season[:, None, fresh]
                squares[:, fresh] = 0.0
            if damped:
                trend *= parameters.damping
                level += trend
            month = index[t % SEASON]
            if season is Season.MULTIPLICATIVE:
                np.multiply(level, month, out=error)
            else:
                np.add(level, month, out=error)
            np.subtract(y[t], error, out=error)
            squares += np.multiply(error, error, out=work)
            if season is Season.MULTIPLICATIVE:
                _update_factor(month, error, level, parameters.season, work)
            elif season is Season.ADDITIVE:
                month += np.multiply(parameters.season, error, out=work)
            level += np.multiply(parameters.level, error, out=work)
            if damped:
                trend += np.multiply(parameters.trend, error, out=work)
    return States(level, trend, index), squares


def _update_factor(
    factor: Floats, error: Floats, level: Floats, share: Floats, work: Floats
) -> None:
    """Move a month's factor by its error and turn the error into one of the level, in place."""
    np.multiply(share, error, out=work)
    error /= factor
    factor += np.divide(work, np.maximum(level, _TINY), out=work)
    np.maximum(factor, _LEAST_FACTOR, out=factor)
    np.minimum(factor, SEASON, out=factor)  # twelve factors have mean 1


def _fit(y: Floats, form: Form, index: Floats, horizon: int) -> tuple[Floats, Floats, Floats]:
    """Return forecast (horizon, N), AICc (N,) and sigma (N,) of one form."""
    rows, columns = y.shape
    observations = count(y)
    first = _first_states(y, form, index)
    everyone = np.arange(columns)
    floor = _TINY * np.maximum(np.nanmean(y * y, axis=0), np.finfo(float).tiny)
    parameters = best = _grid(form)
    for step in (None, 1.0, 0.5):
        if step is not None:
            parameters = _around(best, form, step)
        last, squares = smooth(y, first, parameters, form.season)
        loss = np.where(np.isfinite(squares), squares, np.inf)
        row = loss.argmin(axis=0)
        best = Parameters(
            *(
                np.broadcast_to(p, loss.shape)[row, everyone][None, :]
                for p in (parameters.level, parameters.trend, parameters.season, parameters.damping)
            )
        )
    sigma2 = np.maximum(loss[row, everyone] / observations, floor)
    powers = best.damping[0] ** np.arange(1, horizon + 1)[:, None]
    mean = last.level[row, everyone] + np.cumsum(powers, axis=0) * last.trend[row, everyone]
    if form.season is not Season.NONE:
        ahead = repeat_index(last.season[:, row, everyone], rows, horizon)
        mean = mean * ahead if form.season is Season.MULTIPLICATIVE else mean + ahead
    k = form.parameters
    correction = 2 * k * (k + 1) / np.maximum(observations - k - 1, 1)
    return mean, observations * np.log(sigma2) + 2 * k + correction, np.sqrt(sigma2)


def _first_states(y: Floats, form: Form, index: Floats) -> States:
    """Return level and trend of a least-squares line through the first deseasonalised months."""
    rows, columns = y.shape
    observations = count(y)
    full = repeat_index(index, 0, rows)
    adjusted = y / full if form.season is Season.MULTIPLICATIVE else y - full
    span = np.minimum(observations, _START[form.damped])
    age = np.arange(rows)[:, None] - (rows - observations)
    used = (age >= 0) & (age < span)
    mean = np.where(used, adjusted, 0.0).sum(axis=0) / span
    if not form.damped:
        return States(mean, np.zeros(columns), index)
    centred = np.where(used, age - (span - 1) / 2, 0.0)
    spread = np.maximum((centred * centred).sum(axis=0), 1.0)
    slope = np.where(used, centred * (adjusted - mean), 0.0).sum(axis=0) / spread
    return States(mean - slope * (span + 1) / 2, slope, index)


def _grid(form: Form) -> Parameters:
    """Return the candidates that every series starts from, each of shape (P, 1)."""
    level = (0.05, 0.2, 0.5, 0.8) if form.damped else (0.02, 0.1, 0.25, 0.5, 0.8)
    trend = (0.02, 0.2) if form.damped else (0.0,)
    damping = (0.9, 0.97) if form.damped else (0.0,)
    season = (0.02, 0.2) if form.season is not Season.NONE else (0.0,)
    grid = np.array(np.meshgrid(level, trend, season, damping, indexing="ij")).reshape(4, -1, 1)
    return _parameters(grid[0], grid[1], grid[2], grid[3])


def _around(best: Parameters, form: Form, step: float) -> Parameters:
    """Return the best candidate and others near it, the same steps for every series."""
    candidates = 20 if form.damped else 12
    random = np.random.default_rng(_SEED)
    noise = random.standard_normal((4, candidates, 1)) * step
    noise[:, 0] = 0.0
    level = np.clip(best.level + 0.12 * noise[0], 0.005, 0.99)
    trend, season, damping = (np.zeros_like(level) for _ in range(3))
    if form.damped:
        trend = np.clip(best.trend / best.level * np.exp(0.9 * noise[1]), 0.001, 0.9)
        damping = np.clip(best.damping + 0.03 * noise[2], 0.7, 0.985)
    if form.season is not Season.NONE:
        share = best.season / np.maximum(1.0 - best.level, 0.01)
        season = np.clip(share * np.exp(0.9 * noise[3]), 1e-4, 0.95)
    return _parameters(level, trend, season, damping)


def _parameters(level: Floats, trend: Floats, season: Floats, damping: Floats) -> Parameters:
    """Return parameters from shares: the trend's of the level's, the season's of what is left."""
    return Parameters(level, trend * level, season * (1.0 - level), damping)


def _weights(criterion: Floats) -> Floats:
    """Return Akaike weights, shape (6, N); an infinite criterion gets none."""
    relative = np.exp(-0.5 * (criterion - criterion.min(axis=0)))
    weights: NDArray[np.float64] = relative / relative.sum(axis=0)
    return weights
