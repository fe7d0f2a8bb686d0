"""Gradient boosting of all series of a panel together: what followed on similar years elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sop_addin.demand.panel import Floats
from sop_addin.demand.seasonality import repeat_index, seasonality, shrink

if TYPE_CHECKING:
    from sklearn.ensemble import HistGradientBoostingRegressor

__all__ = ["Booster", "boost", "fit_booster"]

_WINDOW = 18  # months of history that a forecast is made from
_STEP = 3  # months from one training window to the next
_MOST_STEPS = 30
_ROWS_A_SERIES = 80
_MOST_ROWS = 60_000
_FEWEST_WINDOWS = 500
_FARTHEST = 1.0  # targets are cut at this share of the level, so that no wild series rules
_FARTHEST_INPUT = 3.0
_SEED = 20260301


@dataclass(frozen=True)
class Booster:
    """A fitted model.

    Parameters
    ----------
    model
        Predicts demand / level - 1 of one month ahead from :func:`_features` and the lead.
    horizon
        Months ahead that it was trained for.
    """

    model: HistGradientBoostingRegressor
    horizon: int


def fit_booster(values: Floats, horizon: int) -> Booster | None:
    """Train one model on windows of every series, for absolute error.

    A window is 18 months, without season and in units of its last year's mean, with what came in
    the `horizon` months after it, all of them within `values`. The same series in the same order
    give the same model.

    Parameters
    ----------
    values
        Demand, shape (T, N), right-aligned, NaN before a series starts.
    horizon
        Months ahead.

    Returns
    -------
    Booster or None
        None where there are fewer than 500 windows to learn from.

    References
    ----------
    Friedman (2001), Annals of Statistics 29(5), 1189-1232; training across series: Montero-Manso
    and Hyndman (2021), International Journal of Forecasting 37(4), 1632-1653.
    """
    from sklearn.ensemble import HistGradientBoostingRegressor  # noqa: PLC0415  (1 s to import)
    from threadpoolctl import threadpool_limits  # noqa: PLC0415

    found = _windows(_adjust(values, 0).values, horizon)
    if found is None or len(found[0]) < _FEWEST_WINDOWS:
        return None
    inputs, targets = found
    pairs = targets.size
    rows = min(pairs, _MOST_ROWS, _ROWS_A_SERIES * values.shape[1])
    drawn = np.random.default_rng(_SEED).choice(pairs, rows, replace=False)
    window, lead = np.divmod(drawn, horizon)
    model = HistGradientBoostingRegressor(
        loss="absolute_error",
        max_iter=80,
        learning_rate=0.1,
        min_samples_leaf=max(20, rows // 600),
        max_bins=63,
        early_stopping=False,
        random_state=_SEED % 2**31,
    )
    with threadpool_limits(1):
        model.fit(np.column_stack([inputs[window], lead]), targets[window, lead])
    return Booster(model, horizon)


def boost(booster: Booster, values: Floats) -> Floats:
    """Return the model's forecast of each series.

    Parameters
    ----------
    booster
        From :func:`fit_booster`.
    values
        Demand, shape (T, N), right-aligned, NaN before a series starts.

    Returns
    -------
    numpy.ndarray
        Shape (booster.horizon, N).
    """
    from threadpoolctl import threadpool_limits  # noqa: PLC0415

    adjusted = _adjust(values, booster.horizon)
    inputs, level = _features(_last(adjusted.values))
    leads = np.tile(np.arange(booster.horizon), len(inputs))
    with threadpool_limits(1):
        said = booster.model.predict(
            np.column_stack([np.repeat(inputs, booster.horizon, axis=0), leads])
        )
    relative = said.reshape(-1, booster.horizon).T
    ahead: Floats = (relative + 1.0) * level * adjusted.factors + adjusted.offsets
    return ahead


@dataclass(frozen=True)
class _Adjusted:
    """Deseasonalised history and what puts the season back, shape (horizon, N)."""

    values: Floats
    factors: Floats
    offsets: Floats


def _adjust(values: Floats, horizon: int) -> _Adjusted:
    season = shrink(values, seasonality(values))
    rows = len(values)
    factors = np.where(season.multiplicative, season.factors, 1.0)
    offsets = np.where(season.multiplicative, 0.0, season.offsets)
    adjusted = (values - repeat_index(offsets, 0, rows)) / repeat_index(factors, 0, rows)
    ahead = repeat_index(factors, rows, horizon), repeat_index(offsets, rows, horizon)
    return _Adjusted(adjusted, *ahead)


def _last(values: Floats) -> Floats:
    missing = max(_WINDOW - len(values), 0)
    padding = np.full((missing, values.shape[1]), np.nan)
    return np.concatenate([padding, values[-_WINDOW:]])


def _windows(values: Floats, horizon: int) -> tuple[Floats, Floats] | None:
    """Return features (windows, F) and targets (windows, horizon); None if no history is so long.

    The newest window is the last one whose following months are all known.
    """
    newest = len(values) - horizon
    ends = range(newest, max(_WINDOW, newest - _STEP * _MOST_STEPS) - 1, -_STEP)
    inputs, targets = [], []
    for end in ends:
        some = np.isfinite(values[end - _WINDOW])
        if some.any():
            features, level = _features(values[end - _WINDOW : end, some])
            inputs.append(features)
            targets.append((values[end : end + horizon, some] / level - 1.0).T)
    if not inputs:
        return None
    return np.concatenate(inputs), np.clip(np.concatenate(targets), -_FARTHEST, _FARTHEST)


def _features(window: Floats) -> tuple[Floats, Floats]:
    """Return features (N, F) of 18 deseasonalised months (18, N) and the level they are scaled by.

    The months themselves, their mean change, the spread of the last year, the means of the last
    quarter and half-year, and the step from the half-year before the last year. NaN where a series
    is shorter: the trees have a branch for it.
    """
    seen = np.isfinite(window)
    level = _mean(np.abs(window[-12:]), seen[-12:])
    level = np.where(level > 0, level, 1.0)
    relative = np.clip(window / level, -_FARTHEST_INPUT, _FARTHEST_INPUT) - 1.0
    change = np.abs(np.diff(relative, axis=0))
    year = _mean(relative[-12:], seen[-12:])
    spread = np.sqrt(_mean((relative[-12:] - year) ** 2, seen[-12:]))
    shape = [
        _mean(change, np.isfinite(change)),
        spread,
        _mean(relative[-3:], seen[-3:]),
        _mean(relative[-6:], seen[-6:]),
        year - _mean(relative[:-12], seen[:-12]),
    ]
    return np.column_stack([relative.T, *shape]), level


def _mean(values: Floats, seen: NDArray[np.bool_]) -> Floats:
    """Return the mean over the rows that are seen, NaN where none is, shape (N,)."""
    times = seen.sum(axis=0)
    total = np.where(seen, values, 0.0).sum(axis=0)
    mean: Floats = np.where(times > 0, total / np.maximum(times, 1), np.nan)
    return mean
