"""The methods that compete for a series, run on all series at once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from sop_addin.demand.autoregression import autoregression
from sop_addin.demand.baselines import naive, naive2, seasonal_naive
from sop_addin.demand.ets import ets
from sop_addin.demand.intermittent import imapa, moving_average, tsb
from sop_addin.demand.panel import Floats
from sop_addin.demand.proportional import proportional
from sop_addin.demand.seasonality import Seasonality, seasonality, shrink
from sop_addin.demand.theta import optimised_theta, simple_smoothing, theta

__all__ = ["Member", "Members", "run_members", "within_reach"]


class Member(Enum):
    """A method, by the name a planner reads."""

    ETS = "ETS"
    THETA = "Theta"
    OPTIMISED_THETA = "optimised Theta"
    AUTOREGRESSION = "autoregression"
    NAIVE2 = "Naive2"
    SEASONAL_NAIVE = "last year's month"
    NAIVE = "last month"
    LEVEL = "simple smoothing"
    AVERAGE = "average of the last year"
    TSB = "TSB"
    IMAPA = "IMAPA"
    BOOSTING = "boosting"


@dataclass(frozen=True)
class Members:
    """Forecasts of every method.

    Parameters
    ----------
    forecasts
        One array (horizon, N) a method, all but boosting, which needs the whole panel; NaN where it
        cannot be applied.
    sigma
        Root mean squared one-month-ahead error of ETS within the history, shape (N,).
    season
        Seasonal indices of the histories.
    """

    forecasts: dict[Member, Floats]
    sigma: Floats
    season: Seasonality


def run_members(values: Floats, horizon: int) -> Members:
    """Forecast all series by every method, each within reach of its history.

    Parameters
    ----------
    values
        Demand, shape (T, N), right-aligned, NaN before a series starts.
    horizon
        Months ahead.

    Examples
    --------
    >>> run_members(np.full((30, 1), 7.0), 2).forecasts[Member.THETA].ravel().tolist()
    [7.0, 7.0]
    """
    season = seasonality(values)
    weaker = shrink(values, season)
    smoothed = ets(values, horizon, weaker)
    line, best_line = proportional((theta, optimised_theta), values, horizon, weaker)
    level = np.repeat(simple_smoothing(values)[0][None, :], horizon, axis=0)
    forecasts = {
        Member.ETS: smoothed.mean,
        Member.THETA: line,
        Member.OPTIMISED_THETA: best_line,
        Member.AUTOREGRESSION: autoregression(values, horizon),
        Member.NAIVE2: naive2(values, horizon, season),
        Member.SEASONAL_NAIVE: seasonal_naive(values, horizon),
        Member.NAIVE: naive(values, horizon),
        Member.LEVEL: level,
        Member.AVERAGE: moving_average(values, horizon),
        Member.TSB: tsb(values, horizon),
        Member.IMAPA: imapa(values, horizon),
    }
    bounded = {name: within_reach(f, values) for name, f in forecasts.items()}
    return Members(bounded, smoothed.sigma, season)


def within_reach(ahead: Floats, values: Floats) -> Floats:
    """Return forecasts that leave the range of the history by no more than that range.

    None is negative where the history is not.

    Examples
    --------
    >>> within_reach(np.array([[-3.0], [9.0]]), np.array([[2.0], [4.0]])).ravel().tolist()
    [0.0, 6.0]
    """
    low, high = np.nanmin(values, axis=0), np.nanmax(values, axis=0)
    span = high - low
    least = np.where(low >= 0, np.maximum(low - span, 0.0), low - span)
    return np.clip(ahead, least, high + span)
