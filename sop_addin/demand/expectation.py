"""What a closed month was to be expected to be, from the months around it and its season."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sop_addin.demand.panel import Floats, known_median

__all__ = ["NORMAL", "Expectation", "expectation", "running_median", "wide_history"]

_YEAR = 12
_FEWEST_IN_YEAR = 8
_SIDE = 6
_FEWEST_ON_A_SIDE = 3
_LEAST_SPREAD = 0.05
NORMAL = 1.4826
"""Standard deviation of a normal distribution, in units of its median absolute deviation."""


@dataclass(frozen=True)
class Expectation:
    """What every month of every series was to be expected to be, without looking at itself.

    Parameters
    ----------
    expected
        Local level x seasonal index, units, shape (T, N); NaN where it cannot be said.
    before, after
        The same from the half year before or after alone; NaN where there is none.
    spread
        Usual deviation (like a standard deviation) of a month from it, units, at least 5 %.
    level
        Local level without the season, units.
    """

    expected: Floats
    before: Floats
    after: Floats
    spread: Floats
    level: Floats


def wide_history(history: pd.DataFrame) -> pd.DataFrame:
    """Return a long history as months x series; every month from the first to the last.

    Parameters
    ----------
    history
        ``unique_id, ds, y``; one row a series and month.

    Examples
    --------
    >>> ds = pd.PeriodIndex(["2026-01", "2026-03"], freq="M")
    >>> wide_history(pd.DataFrame({"unique_id": "Pumps", "ds": ds, "y": [4.0, 5.0]})).shape
    (3, 1)
    """
    wide = history.pivot(index="ds", columns="unique_id", values="y")
    span = pd.period_range(wide.index.min(), wide.index.max(), freq="M", name="ds")
    return wide.reindex(span)


def expectation(
    wide: pd.DataFrame, left_out: NDArray[np.bool_] | None = None, *, fewest: int = 3
) -> Expectation:
    """Return what every month was to be expected to be.

    The seasonal index of a calendar month is the median of its ratios to a running median of a
    year; the level is the median of the deseasonalised half years before and after the month.
    Medians do not move with a single odd month, and neither side contains the month itself.

    Parameters
    ----------
    wide
        Demand, months x series, from :func:`wide_history`; NaN where unknown.
    left_out
        Months that must not teach anything (events), shape (T, N); they are still expected.
    fewest
        Numbers of a calendar month, besides those left out, that its seasonal index needs.

    Returns
    -------
    Expectation
        NaN throughout for a series with fewer than `fewest` numbers of any calendar month.

    References
    ----------
    Hampel (1974), Journal of the American Statistical Association 69, 383-393 (median and MAD).

    Examples
    --------
    >>> span = pd.period_range("2022-01", periods=48, freq="M")
    >>> year = [200.0] + [100.0] * 11
    >>> wide = pd.DataFrame({"Pumps": year * 4}, index=span)
    >>> wide.iloc[36] = 900.0
    >>> expectation(wide).expected[35:38, 0].tolist()
    [100.0, 200.0, 100.0]
    """
    values = wide.to_numpy(dtype=float)
    if left_out is not None:
        values = np.where(left_out, np.nan, values)
    phase = (pd.PeriodIndex(wide.index).month - 1).to_numpy()
    factors, years = _seasonal(values, phase, fewest)
    factor = factors[phase]
    flat = values / factor
    earlier, later = _neighbours(flat)
    level = known_median(np.concatenate([earlier, later]), _FEWEST_ON_A_SIDE)
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = np.where(level > 0, np.abs(flat - level) / level, np.nan)
    usual = NORMAL * known_median(relative, _YEAR) * years / np.maximum(years - 1, 1)
    spread = np.maximum(usual, _LEAST_SPREAD) * np.where(level > 0, level, np.nan)
    return Expectation(
        expected=level * factor,
        before=known_median(earlier, _FEWEST_ON_A_SIDE) * factor,
        after=known_median(later, 1) * factor,
        spread=spread * factor,
        level=level,
    )


def _seasonal(values: Floats, phase: NDArray[np.int64], fewest: int) -> tuple[Floats, Floats]:
    """Return indices by calendar month, shape (12, N), and the fewest years behind one, (N,)."""
    trend = running_median(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = np.where(trend > 0, values / trend, np.nan)
    per_phase = [ratios[phase == p] for p in range(_YEAR)]
    seen = np.array([np.isfinite(r).sum(axis=0) for r in per_phase])
    factors = np.array([known_median(r, fewest) for r in per_phase])
    usable = np.isfinite(factors).all(axis=0) & (factors > 0).all(axis=0)
    return np.where(usable, factors, np.nan), seen.min(axis=0).astype(float)


def running_median(values: Floats) -> Floats:
    """Return the median of a year around each month, moved inwards at the ends.

    The mean of the medians of the 12 months up to five months later and up to six: each holds every
    calendar month once, so that a season alone does not move it.

    Parameters
    ----------
    values
        Demand, shape (T, N); NaN where unknown.

    Returns
    -------
    numpy.ndarray
        Shape (T, N); NaN where fewer than eight months are known.

    Examples
    --------
    >>> season = np.tile(np.r_[5.0, 9.0, np.arange(20.0, 30.0)], 3)[:, None]
    >>> np.unique(running_median(season)).tolist()
    [23.5]
    """
    rows = len(values)
    if rows < _YEAR:
        return np.full(values.shape, np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(values, _YEAR, axis=0)
    medians = known_median(np.moveaxis(windows, -1, 0), _FEWEST_IN_YEAR)
    first = np.arange(rows) - _YEAR // 2
    both = [medians[np.clip(first + later, 0, rows - _YEAR)] for later in (0, 1)]
    return known_median(np.array(both))


def _neighbours(flat: Floats) -> tuple[Floats, Floats]:
    """Return the six months before and the six after each month, shape (6, T, N) each."""
    rows = len(flat)
    padded = np.pad(flat, ((_SIDE, _SIDE), (0, 0)), constant_values=np.nan)
    earlier = [padded[_SIDE - k : _SIDE - k + rows] for k in range(1, _SIDE + 1)]
    later = [padded[_SIDE + k : _SIDE + k + rows] for k in range(1, _SIDE + 1)]
    return np.array(earlier), np.array(later)
