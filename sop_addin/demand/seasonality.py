"""Seasonal indices of all series at once, by classical decomposition, and whether they are real."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sop_addin.demand.panel import Floats, count

__all__ = [
    "SEASON",
    "Seasonality",
    "by_phase",
    "centred_average",
    "dividing",
    "repeat_index",
    "seasonality",
    "shrink",
    "strong_season",
]

SEASON = 12
"""Months in a seasonal cycle."""

_FEWEST = 2 * SEASON
_FEWEST_TO_TEST = 3 * SEASON
_SMALLEST_INDEX = 0.02
_STRONG = 0.7


@dataclass(frozen=True)
class Seasonality:
    """Seasonal indices; row k holds for every month whose row number leaves k when divided by 12.

    Parameters
    ----------
    factors
        Multiplicative indices with mean 1, shape (12, N); ones where none can be estimated.
    offsets
        Additive indices with sum 0 in the unit of the series, shape (12, N); zeros likewise.
    multiplicative, additive
        Whether these indices could be estimated, shape (N,).
    evident
        Whether the autocorrelation at 12 months is significant at 90 %, shape (N,).
    """

    factors: Floats
    offsets: Floats
    multiplicative: NDArray[np.bool_]
    additive: NDArray[np.bool_]
    evident: NDArray[np.bool_]

    def of(self, columns: slice | NDArray[Any]) -> Seasonality:
        """Return the same of some of the series."""
        return Seasonality(
            self.factors[:, columns],
            self.offsets[:, columns],
            self.multiplicative[columns],
            self.additive[columns],
            self.evident[columns],
        )


def seasonality(values: Floats) -> Seasonality:
    """Estimate the seasonal indices of every series from the whole of its history.

    The trend is a centred 12-month moving average; an index is the mean ratio (or difference) of
    its months to the trend. Fewer than 24 observations give no index, fewer than 36 no test.

    Parameters
    ----------
    values
        Demand, shape (T, N), right-aligned, NaN before a series starts.

    References
    ----------
    Makridakis, Wheelwright and Hyndman, *Forecasting: methods and applications*, 3rd ed., ch. 3;
    the test is that of the M4 competition's Naive2.

    Examples
    --------
    >>> january = np.tile(np.r_[210.0, np.full(11, 90.0)], 4)[:, None]
    >>> seasonality(january).factors[:3, 0].round(6).tolist()
    [2.1, 0.9, 0.9]
    """
    observations = count(values)
    trend = centred_average(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = values / trend
    factors = _phase_means(np.where(np.isfinite(ratios), ratios, np.nan))
    offsets = _phase_means(values - trend)
    with np.errstate(divide="ignore", invalid="ignore"):
        factors = factors / factors.mean(axis=0)
    offsets = offsets - offsets.mean(axis=0)
    long_enough = observations >= _FEWEST
    positive = np.where(np.isnan(values), 1.0, values).min(axis=0, initial=1.0) >= 0.0
    multiplicative = long_enough & positive & dividing(factors)
    additive = long_enough & np.isfinite(offsets).all(axis=0)
    return Seasonality(
        np.where(multiplicative, factors, 1.0),
        np.where(additive, offsets, 0.0),
        multiplicative,
        additive,
        _evident(values, observations),
    )


def dividing(factors: Floats) -> NDArray[np.bool_]:
    """Return which series can be divided by all of their indices, shape (N,).

    Parameters
    ----------
    factors
        Multiplicative indices, shape (12, N), NaN where unknown.

    Examples
    --------
    >>> dividing(np.array([[1.0, 0.0, 1.0], [1.0, 2.0, np.nan]])).tolist()
    [True, False, False]
    """
    with np.errstate(invalid="ignore"):
        large = np.isfinite(factors) & (factors > _SMALLEST_INDEX)
    return np.asarray(large.all(axis=0), dtype=bool)


def shrink(values: Floats, season: Seasonality) -> Seasonality:
    """Draw indices towards no season by as much as chance may have made them (James and Stein).

    Parameters
    ----------
    values
        Demand, shape (T, N), right-aligned, NaN before a series starts.
    season
        Its indices from :func:`seasonality`.

    Returns
    -------
    Seasonality
        The same with weaker indices: almost unchanged where every year looks alike, none where the
        years differ more among themselves than the months do.

    References
    ----------
    Miller and Williams (2003), International Journal of Forecasting 19(4), 669-684.

    Examples
    --------
    >>> january = np.tile(np.r_[210.0, np.full(11, 90.0)], 4)[:, None]
    >>> shrink(january, seasonality(january)).factors[:2, 0].round(6).tolist()
    [2.1, 0.9]
    """
    trend = centred_average(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        factors = 1.0 + _signal(values / trend, season.factors, 1.0) * (season.factors - 1.0)
    offsets = _signal(values - trend, season.offsets, 0.0) * season.offsets
    return replace(season, factors=factors, offsets=offsets)


def strong_season(values: Floats) -> NDArray[np.bool_]:
    """Return which series repeat their year so well that it cannot be chance, shape (N,).

    Their season is evident and keeps at least 70 % of its spread when drawn together.

    Examples
    --------
    >>> summer = np.tile(np.r_[np.zeros(4), 40.0, 90.0, 80.0, 50.0, np.zeros(4)], 4)[:, None]
    >>> strong_season(summer).tolist()
    [True]
    """
    season = seasonality(values)
    kept = np.ptp(shrink(values, season).offsets, axis=0)
    most: NDArray[np.bool_] = kept >= _STRONG * np.ptp(season.offsets, axis=0)
    return season.evident & season.additive & most


def _signal(detrended: Floats, index: Floats, flat: float) -> Floats:
    """Return the share of the indices' spread that is more than chance, 0 to 1, shape (N,)."""
    noise = detrended - repeat_index(index, 0, len(detrended))
    seen = np.isfinite(noise)
    times = seen.sum(axis=0)
    squares = np.where(seen, noise * noise, 0.0).sum(axis=0)
    variance = squares / np.maximum(times - SEASON, 1) / np.maximum(times / SEASON, 1.0)
    spread = ((index - flat) ** 2).sum(axis=0)
    share: Floats = 1.0 - (SEASON - 3) * variance / np.where(spread > 0, spread, 1.0)
    return np.clip(share, 0.0, 1.0)


def repeat_index(index: Floats, first: int, months: int) -> Floats:
    """Return indices for `months` rows from row number `first`, shape (months, N).

    Examples
    --------
    >>> repeat_index(np.arange(12.0)[:, None], 23, 3).ravel().tolist()
    [11.0, 0.0, 1.0]
    """
    return index[(first + np.arange(months)) % SEASON]


def centred_average(values: Floats) -> Floats:
    """Return the 2x12 moving average; NaN where half a year on either side is not complete.

    Parameters
    ----------
    values
        Demand, shape (T, N).

    Examples
    --------
    >>> centred_average(np.arange(14.0)[:, None])[5:9, 0].tolist()
    [nan, 6.0, 7.0, nan]
    """
    rows = len(values)
    trend = np.full(values.shape, np.nan)
    if rows > SEASON:
        weights = np.r_[0.5, np.ones(SEASON - 1), 0.5] / SEASON
        middle = sum(w * values[k : rows - SEASON + k] for k, w in enumerate(weights))
        trend[SEASON // 2 : rows - SEASON // 2] = middle
    return trend


def by_phase(values: Floats) -> Floats:
    """Return values by year and month of the year, shape (years, 12, N); NaN after the last.

    Examples
    --------
    >>> by_phase(np.arange(13.0)[:, None])[:, :2, 0].tolist()
    [[0.0, 1.0], [12.0, nan]]
    """
    missing = -len(values) % SEASON
    padded = np.concatenate([values, np.full((missing, values.shape[1]), np.nan)])
    return padded.reshape(-1, SEASON, values.shape[1])


def _phase_means(values: Floats) -> Floats:
    """Return the mean of each of the 12 phases over its months with a value, shape (12, N)."""
    cycles = by_phase(values)
    seen = np.isfinite(cycles)
    total = np.where(seen, cycles, 0.0).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        means: Floats = total / seen.sum(axis=0)
    return means


def _evident(values: Floats, observations: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return where |autocorrelation at 12| exceeds 1.645 of its standard error."""
    if len(values) <= SEASON:
        return np.zeros(values.shape[1], dtype=bool)
    seen = np.isfinite(values)
    mean = np.where(seen, values, 0.0).sum(axis=0) / np.maximum(observations, 1)
    centred = np.where(seen, values - mean, 0.0)
    power = (centred * centred).sum(axis=0)
    power = np.where(power > 0, power, np.inf)
    acf = np.array([(centred[k:] * centred[:-k]).sum(axis=0) for k in range(1, SEASON + 1)]) / power
    error = np.sqrt((1 + 2 * (acf[:-1] ** 2).sum(axis=0)) / np.maximum(observations, 1))
    evident: NDArray[np.bool_] = (observations >= _FEWEST_TO_TEST) & (
        np.abs(acf[-1]) > 1.645 * error
    )
    return evident
