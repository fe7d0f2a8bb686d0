"""Intermittent demand: who has it, and forecasts of its mean."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sop_addin.demand.panel import Floats, count
from sop_addin.demand.seasonality import SEASON
from sop_addin.demand.theta import simple_smoothing

__all__ = ["Pattern", "demand_range", "discontinued", "imapa", "moving_average", "pattern", "tsb"]

_INTERVAL = 1.32
_VARIATION = 0.49
_RECENT = 36


@dataclass(frozen=True)
class Pattern:
    """How regular demand is.

    Parameters
    ----------
    interval
        ADI, the mean number of months from one demand to the next, shape (N,); inf without demand.
    variation
        CV2, the squared coefficient of variation of the months with demand, shape (N,).
    """

    interval: Floats
    variation: Floats

    @property
    def intermittent(self) -> NDArray[np.bool_]:
        """Whether demand is intermittent or lumpy: ADI of 1.32 or more."""
        return self.interval >= _INTERVAL

    @property
    def lumpy(self) -> NDArray[np.bool_]:
        """Whether demand is intermittent and its size varies: CV2 of 0.49 or more too."""
        return self.intermittent & (self.variation >= _VARIATION)


def pattern(values: Floats) -> Pattern:
    """Return how regular the demand of each series is.

    Parameters
    ----------
    values
        Demand, shape (T, N), right-aligned, NaN before a series starts.

    References
    ----------
    Syntetos, Boylan and Croston (2005), Journal of the Operational Research Society 56, 495-503.

    Examples
    --------
    >>> found = pattern(np.array([[0.0], [2.0], [0.0], [0.0], [4.0], [0.0]]))
    >>> found.interval.item(), round(found.variation.item(), 3), found.lumpy.item()
    (3.0, 0.111, False)
    """
    demand = np.isfinite(values) & (values != 0.0)
    times = demand.sum(axis=0)
    sizes = np.where(demand, values, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = sizes.sum(axis=0) / times
        spread = np.where(demand, (values - mean) ** 2, 0.0).sum(axis=0) / times
        interval = count(values) / times
        variation = np.where(times > 0, spread / (mean * mean), np.nan)
    return Pattern(interval, variation)


def discontinued(values: Floats) -> NDArray[np.bool_]:
    """Return which series had no demand in any of the last 12 months, shape (N,).

    Examples
    --------
    >>> discontinued(np.r_[np.ones(5), np.zeros(12)][:, None]).tolist()
    [True]
    """
    if len(values) < SEASON:
        return np.zeros(values.shape[1], dtype=bool)
    silent: NDArray[np.bool_] = (values[-SEASON:] == 0.0).all(axis=0)
    return silent


def demand_range(values: Floats, level: float) -> tuple[Floats, Floats]:
    """Return the range that held a share of the last 36 months' demand, from zero up.

    Parameters
    ----------
    values
        Demand, shape (T, N), right-aligned, NaN before a series starts.
    level
        Share of months to hold, between 0 and 1; with returns, half of the rest lies on each side.

    Returns
    -------
    tuple of numpy.ndarray
        Lower and upper limit, shape (N,) each.

    Examples
    --------
    >>> low, high = demand_range(np.r_[np.zeros(6), 2.0, 4.0, 6.0][:, None], 0.8)
    >>> low.item(), high.item()
    (0.0, 4.0)
    """
    recent = np.sort(values[-_RECENT:], axis=0)  # NaN last
    months = np.isfinite(recent).sum(axis=0)
    columns = np.arange(values.shape[1])

    def rank(share: float) -> Floats:
        position = np.ceil((months + 1) * share) - 1
        ranked: Floats = recent[np.clip(position, 0, months - 1).astype(int), columns]
        return ranked

    low = np.minimum(rank((1.0 - level) / 2), 0.0)
    return low, np.where(low < 0, rank((1.0 + level) / 2), rank(level))


def moving_average(values: Floats, horizon: int) -> Floats:
    """Return the mean of the last 12 months (of all, if fewer) for every month ahead.

    Parameters
    ----------
    values
        Demand, shape (T, N), right-aligned, NaN before a series starts.

    Returns
    -------
    numpy.ndarray
        Shape (horizon, N).

    Examples
    --------
    >>> moving_average(np.array([[0.0], [3.0]]), 2).ravel().tolist()
    [1.5, 1.5]
    """
    year = values[-SEASON:]
    seen = np.isfinite(year)
    mean = np.where(seen, year, 0.0).sum(axis=0) / seen.sum(axis=0)
    return np.repeat(mean[None, :], horizon, axis=0)


def tsb(values: Floats, horizon: int, share: float = 0.1) -> Floats:
    """Return the Teunter-Syntetos-Babai forecast: probability of demand x its size.

    The probability is smoothed every month, so that it sinks while nothing is sold; the size in
    months with demand only. Both start at their means over the first 12 months.

    Parameters
    ----------
    values
        Demand, shape (T, N), right-aligned, NaN before a series starts.
    horizon
        Months ahead.
    share
        Smoothing share of both, between 0 and 1.

    Returns
    -------
    numpy.ndarray
        Shape (horizon, N).

    References
    ----------
    Teunter, Syntetos and Babai (2011), European Journal of Operational Research 214, 606-615.

    Examples
    --------
    >>> tsb(np.array([[0.0], [10.0], [0.0], [10.0]]), 1).round(2).tolist()
    [[5.09]]
    """
    rows = len(values)
    age = np.arange(rows)[:, None] - (rows - count(values))
    opening = (age >= 0) & (age < SEASON)
    demand = np.isfinite(values) & (values != 0.0)
    times = (opening & demand).sum(axis=0)
    probability = times / opening.sum(axis=0)
    size = np.where(opening & demand, values, 0.0).sum(axis=0) / np.maximum(times, 1)
    for t in range(rows):
        probability = np.where(
            age[t] >= 0, probability + share * (demand[t] - probability), probability
        )
        size = np.where(demand[t], size + share * (values[t] - size), size)
    return np.repeat((probability * size)[None, :], horizon, axis=0)


def imapa(values: Floats, horizon: int) -> Floats:
    """Return the mean of simple smoothing over buckets of 1, 2, ... months.

    Buckets are as long as the mean interval between demands, at most 12 months, and at most a third
    of the history; what does not fill a bucket is left out at the start.

    Parameters
    ----------
    values
        Demand, shape (T, N), right-aligned, NaN before a series starts.
    horizon
        Months ahead.

    Returns
    -------
    numpy.ndarray
        Shape (horizon, N), in units a month.

    References
    ----------
    Petropoulos and Kourentzes (2015), Journal of the Operational Research Society 66, 914-924.

    Examples
    --------
    >>> imapa(np.tile([0.0, 10.0], 12)[:, None], 1).round(2).tolist()
    [[5.12]]
    """
    months = count(values)
    longest = np.nan_to_num(np.round(pattern(values).interval), posinf=1.0)
    longest = np.clip(np.minimum(longest, months // 3), 1, SEASON).astype(int)
    total = np.zeros(values.shape[1])
    for length in range(1, int(longest.max()) + 1):
        some = np.flatnonzero(longest >= length)
        whole = values[len(values) % length :, some]
        buckets = whole.reshape(-1, length, len(some)).mean(axis=1)  # NaN where not full
        total[some] += simple_smoothing(buckets)[0]
    return np.repeat((total / longest)[None, :], horizon, axis=0)
