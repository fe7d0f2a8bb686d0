"""Whether a season is plain to the eye: one odd month neither makes one nor hides it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sop_addin.demand.expectation import NORMAL, running_median
from sop_addin.demand.panel import Floats, count, known_median
from sop_addin.demand.seasonality import (
    SEASON,
    Seasonality,
    by_phase,
    centred_average,
    dividing,
    repeat_index,
    seasonality,
)

__all__ = ["clear_season"]

_FEWEST = 3 * SEASON
_CRITICAL = 21.920  # 97.5 % point of the chi-squared distribution with 11 degrees of freedom
_FAR_BEYOND = 3.09  # 99.9 % point of the normal distribution
_FEWEST_LEFT = 12  # numbers beyond one a calendar month, before variances are compared
_FAR = 4.0  # usual deviations from what was to be expected
_MATERIAL = 0.02  # of the mean month: what a season must move to be spoken of


def clear_season(values: Floats) -> Seasonality:
    """Return seasonal indices that odd months do not bend, and whether the season is clear.

    Months beyond four usual deviations from the running median with its season are drawn back to
    there. An index is the median of its months' ratios (or differences) to the trend. The season is
    clear where the ranks of these differ more between the months of the year than chance would have
    them in 1 case of 40 (Kruskal-Wallis), given three years; or their means in 1 of 1,000 (F test),
    because ranks see little in three or four years, or in two low months of a year. The methods use
    the indices of :func:`sop_addin.demand.seasonality.seasonality`; these serve what is said.

    Parameters
    ----------
    values
        Demand, shape (T, N), right-aligned, NaN before a series starts.

    Returns
    -------
    Seasonality
        `evident`: where the season is clear.

    References
    ----------
    Kruskal and Wallis (1952), JASA 47, 583-621; the test for stable seasonality of Lothian and
    Morry (1978), Statistics Canada, that X-13ARIMA-SEATS prints, and its F test; Paulson (1942),
    Annals of Mathematical Statistics 13, 233-235 (F as a normal deviate).

    Examples
    --------
    >>> y = np.tile(np.r_[210.0, np.arange(90.0, 101.0)], 4)[:, None]
    >>> y[29] = 900.0
    >>> found = clear_season(y)
    >>> found.evident.item(), found.factors.argmax(axis=0).item()
    (True, 0)
    """
    values = _tamed(values)
    usual = seasonality(values)
    trend = centred_average(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = np.where(usual.multiplicative, values / trend, np.nan)
    offsets = known_median(by_phase(values - trend))
    factors = known_median(by_phase(ratios))
    # A month in which half of the years sold nothing has a median of 0, though its mean has not.
    ratio = usual.multiplicative & dividing(factors)
    mean = np.where(np.isfinite(values), np.abs(values), 0.0).sum(axis=0) / count(values)
    moved = np.where(usual.additive, np.ptp(offsets, axis=0), 0.0) > _MATERIAL * mean
    tested = np.where(ratio, ratios, values - trend)
    differ = (_between_months(tested) > _CRITICAL) | (_far_apart(tested) > _FAR_BEYOND)
    evident = (count(values) >= _FEWEST) & moved & differ
    return Seasonality(
        np.where(ratio, factors, 1.0),
        np.where(usual.additive, offsets, 0.0),
        ratio,
        usual.additive,
        evident,
    )


def _tamed(values: Floats) -> Floats:
    """Return the values, none farther than four usual deviations from what was to be expected."""
    level = running_median(values)
    index = known_median(by_phase(values - level))
    expected = level + repeat_index(index, 0, len(values))
    reach = _FAR * NORMAL * known_median(np.abs(values - expected))
    within: Floats = np.clip(values, expected - reach, expected + reach)
    return np.where(np.isfinite(expected), within, values)


def _between_months(detrended: Floats) -> Floats:
    """Return the Kruskal-Wallis statistic of the twelve months, shape (N,); NaN without ranks."""
    ranks = by_phase(pd.DataFrame(detrended).round(12).rank().to_numpy())
    seen = np.isfinite(ranks)
    times = seen.sum(axis=0)
    sums = np.where(seen, ranks, 0.0).sum(axis=0)
    known = times.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        squares = np.where(times > 0, sums * sums / times, np.nan).sum(axis=0)
        statistic: Floats = 12.0 * squares / (known * (known + 1.0)) - 3.0 * (known + 1.0)
    return statistic


def _far_apart(detrended: Floats) -> Floats:
    """Return the F statistic between the twelve months as a normal deviate, shape (N,)."""
    cycles = by_phase(detrended)
    seen = np.isfinite(cycles)
    times = seen.sum(axis=0)
    mean = np.where(seen, cycles, 0.0).sum(axis=0) / np.maximum(times, 1)
    known = times.sum(axis=0)
    overall = (times * mean).sum(axis=0) / np.maximum(known, 1)
    between = (times * (mean - overall) ** 2).sum(axis=0) / (SEASON - 1)
    left = known - SEASON
    within = np.where(seen, (cycles - mean) ** 2, 0.0).sum(axis=(0, 1)) / np.maximum(left, 1)
    usable = (left >= _FEWEST_LEFT) & (within > 0)
    root = np.cbrt(between / np.where(usable, within, 1.0))
    ours, theirs = 2 / (9 * (SEASON - 1)), 2 / (9 * np.maximum(left, 1))
    deviate = ((1 - theirs) * root - (1 - ours)) / np.sqrt(ours + theirs * root**2)
    return np.where(usable, deviate, 0.0)
