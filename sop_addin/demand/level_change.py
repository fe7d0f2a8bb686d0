"""Steps in the level of demand, and demand that fades away: what a planner must be told."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sop_addin.demand.panel import Floats
from sop_addin.demand.seasonality import SEASON, Seasonality, repeat_index

__all__ = ["LevelChange", "level_change"]

_WINDOW = 2 * SEASON
_LEAST_MONTHS = 3  # after a step, before it is called one
_LEAST_STEP = 0.2  # of the level before
_LEAST_T = 5.0  # standard errors
_BETTER = 0.6  # squared error left by a step, as a share of that left by a line
_QUARTER = 3
_FADED = 0.5  # of the year before


@dataclass(frozen=True)
class LevelChange:
    """What happened to each series' level in the last year.

    Parameters
    ----------
    step
        Change of the level as a fraction of the level before, shape (N,); NaN where there was none.
    months
        Months since the step, shape (N,); 0 where there was none.
    left
        Last quarter as a fraction of the year before, shape (N,), where demand fell quarter by
        quarter to half of it or less; else NaN.
    """

    step: Floats
    months: NDArray[np.int64]
    left: Floats

    @property
    def fading(self) -> NDArray[np.bool_]:
        """Whether demand fades away, shape (N,)."""
        return np.isfinite(self.left)


def level_change(values: Floats, season: Seasonality) -> LevelChange:
    """Find a step within the last 3 to 12 months, and demand that fades away.

    Both are looked for in the last 24 months without their season. A step is the split that leaves
    the least squared error; it counts where it explains the two years clearly better than a line
    does, is at least 20 % of the level, and at least 5 standard errors.

    Parameters
    ----------
    values
        Demand, shape (T, N), right-aligned, NaN before a series starts.
    season
        Seasonal indices of `values`.

    Examples
    --------
    >>> from sop_addin.demand.seasonality import seasonality
    >>> stepped = np.r_[np.tile([98.0, 102.0], 15), np.tile([148.0, 152.0], 3)][:, None]
    >>> found = level_change(stepped, seasonality(stepped))
    >>> found.step.round(2).item(), found.months.item(), found.fading.item()
    (0.5, 6, False)
    """
    columns = values.shape[1]
    step, months = np.full(columns, np.nan), np.zeros(columns, dtype=np.int64)
    left = np.full(columns, np.nan)
    if len(values) < _WINDOW:
        return LevelChange(step, months, left)
    some = np.flatnonzero(np.isfinite(values[-_WINDOW]))
    window = _without_season(values, season)[-_WINDOW:, some]
    size, since, counts = _best_step(window)
    step[some], months[some] = np.where(counts, size, np.nan), np.where(counts, since, 0)
    left[some] = _faded(window)
    return LevelChange(step, months, left)


def _without_season(values: Floats, season: Seasonality) -> Floats:
    use = season.evident
    ratio = use & season.multiplicative
    factors = np.where(ratio, season.factors, 1.0)
    offsets = np.where(use & ~ratio, season.offsets, 0.0)
    rows = len(values)
    adjusted: Floats = (values - repeat_index(offsets, 0, rows)) / repeat_index(factors, 0, rows)
    return adjusted


def _best_step(window: Floats) -> tuple[Floats, NDArray[np.int64], NDArray[np.bool_]]:
    """Return size and age of the best step of each column, and whether it counts."""
    candidates = np.arange(_LEAST_MONTHS, SEASON + 1)
    before = np.array([window[:-k].mean(axis=0) for k in candidates])
    after = np.array([window[-k:].mean(axis=0) for k in candidates])
    left = np.array(
        [
            ((window[:-k] - b) ** 2).sum(axis=0) + ((window[-k:] - a) ** 2).sum(axis=0)
            for k, b, a in zip(candidates, before, after, strict=True)
        ]
    )
    best = left.argmin(axis=0)
    columns = np.arange(window.shape[1])
    low, high, left = before[best, columns], after[best, columns], left[best, columns]
    since = candidates[best]
    age = np.arange(_WINDOW) - (_WINDOW - 1) / 2
    centred = window - window.mean(axis=0)
    slope = (age[:, None] * centred).sum(axis=0) / (age * age).sum()
    by_line = ((centred - age[:, None] * slope) ** 2).sum(axis=0)
    error = np.sqrt(left / (_WINDOW - 3) * (1.0 / since + 1.0 / (_WINDOW - since)))
    counts = (low > 0) & (np.abs(high - low) >= np.maximum(_LEAST_STEP * low, _LEAST_T * error))
    counts &= left < _BETTER * by_line
    size = high / np.where(low > 0, low, 1.0) - 1.0
    return size, since.astype(np.int64), counts


def _faded(window: Floats) -> Floats:
    """Return the last quarter as a fraction of the year before; NaN where demand does not fade."""
    before = window[:SEASON].mean(axis=0)
    quarters = window[SEASON:].reshape(-1, _QUARTER, window.shape[1]).mean(axis=1)
    falls = (np.diff(quarters, axis=0) < 0).all(axis=0) & (quarters[0] < before) & (before > 0)
    left = np.maximum(quarters[-1], 0.0) / np.where(before > 0, before, 1.0)
    return np.where(falls & (left <= _FADED), left, np.nan)
