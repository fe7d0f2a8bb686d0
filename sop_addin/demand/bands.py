"""Prediction bands by split-conformal calibration over the backtest's origins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sop_addin.demand.intermittent import demand_range, discontinued
from sop_addin.demand.panel import Floats, count

__all__ = ["LEVELS", "Bands", "bands"]

LEVELS = (0.80, 0.95)
"""Share of months that each band should hold."""

_NORMAL = (1.606, 2.456)  # those shares of a normal distribution, in units of mean absolute error
_PRIOR = 12.0  # series x origins whose evidence the normal distribution is worth
_OWN = 1.0  # origins of its own at which a series' scale counts half
_GROWTH = 0.3  # assumed power of the lead by which errors grow
_ROUNDS = 2  # of scale given growth, growth given scale
_FARTHEST = 10.0  # cap on how far the scale of a series may lie from the typical one
_FLOOR = 0.01


@dataclass(frozen=True)
class Bands:
    """Lower and upper limits, shape (H, N) each."""

    lo80: Floats
    hi80: Floats
    lo95: Floats
    hi95: Floats


def bands(
    values: Floats,
    forecast: Floats,
    past: Floats,
    actuals: Floats,
    sigma: Floats,
    *,
    intermittent: NDArray[np.bool_],
) -> Bands:
    """Return 80 and 95 % bands around the forecast.

    Each past error is divided by its series' scale and by a growth with the lead; the quantiles of
    these scores over the whole panel, widened back, are the bands. The scale of a series is its
    in-sample error, moved towards its own backtest errors, with a floor of 1 % of its level; a
    discontinued series has bands of no width, an intermittent one the range of its recent demand.
    The quantiles and the growth are pooled: they, and nothing else, depend on the other series.

    Parameters
    ----------
    values
        Demand, shape (T, N), right-aligned, NaN before a series starts.
    forecast
        Shape (H, N).
    past, actuals
        What would have been said at O origins and what came, shape (O, H, N).
    sigma
        In-sample error now (first row) and at each origin, shape (1 + O, N).
    intermittent
        Which series get the range of their recent demand instead, shape (N,).

    References
    ----------
    Lei et al. (2018), Distribution-free predictive inference, JASA 113, 1094-1111.
    """
    seen = np.isfinite(values)
    level = np.where(seen, np.abs(values), 0.0).sum(axis=0) / count(values)
    scale = np.maximum(np.nan_to_num(sigma), _FLOOR * level)
    scale = np.where(scale > 0, scale, 1.0)
    scores = np.abs(past - actuals) / scale[1:, None, :]
    growth = _assumed_growth(len(forecast))
    for _ in range(_ROUNDS):
        own = _own_scale(scores / growth[:, None])
        growth = _growth(scores / own[1:, None, :])
    own = _own_scale(scores / growth[:, None])
    scores /= own[1:, None, :] * growth[:, None]
    quantiles = _quantiles(scores)
    alive = (level > 0) & ~discontinued(values)
    width = np.where(alive, scale[0] * own[0], 0.0) * growth[:, None]
    least = np.where(np.nanmin(values, axis=0) >= 0, 0.0, -np.inf)
    lo80, lo95 = (np.maximum(forecast - q * width, least) for q in quantiles)
    hi80, hi95 = (np.maximum(forecast + q * width, least) for q in quantiles)
    some = np.flatnonzero(alive & intermittent)
    for share, lo, hi in zip(LEVELS, (lo80, lo95), (hi80, hi95), strict=True):
        low, high = demand_range(values[:, some], share)
        lo[:, some] = np.minimum(low, forecast[:, some])
        hi[:, some] = np.maximum(high, forecast[:, some])
    return Bands(lo80, hi80, lo95, hi95)


def _assumed_growth(horizon: int) -> Floats:
    lead = np.arange(1, horizon + 1)
    return np.asarray(lead**_GROWTH, dtype=float)


def _growth(scores: Floats) -> Floats:
    """Return how errors grow with the lead: where the panel's 80 % lie, drawn to an assumed power.

    Rising from 1, shape (H,).
    """
    assumed = np.log(_assumed_growth(scores.shape[1]))
    seen = np.isfinite(scores)
    times = seen.sum(axis=(0, 2))
    found = np.zeros(len(times))
    for lead in np.flatnonzero(times):
        found[lead] = np.quantile(scores[:, lead][seen[:, lead]], LEVELS[0])
    known = found > 0
    if not known.any():
        return np.exp(assumed)
    gap = np.where(known, np.log(np.where(known, found, 1.0)) - assumed, 0.0)
    gap -= (times * gap).sum() / times.sum()  # the level is left to the scale
    profile = assumed + gap * times / (times + _PRIOR)
    rising: Floats = np.exp(np.maximum.accumulate(profile))
    return np.asarray(rising / rising[0])


def _own_scale(scores: Floats) -> Floats:
    """Return each series' factor on its scale: now, and at each origin without that origin itself.

    Shape (1 + O, N). The factor is drawn to the panel's typical one, fully so without evidence.
    """
    seen = np.isfinite(scores)
    times = seen.sum(axis=1)
    mean = np.where(seen, np.nan_to_num(scores), 0.0).sum(axis=1) / np.maximum(times, 1)
    known = times > 0
    if not known.any():
        return np.full((1 + len(scores), scores.shape[2]), 0.8)  # mean |error| of a normal sigma
    typical = np.median(mean[known])
    typical = typical if typical > 0 else 1.0
    logs = np.where(known, np.log(np.clip(mean / typical, 1 / _FARTHEST, _FARTHEST)), 0.0)
    sums, counts = logs.sum(axis=0), known.sum(axis=0)
    others = [(sums - logs[o], counts - known[o]) for o in range(len(scores))]
    factors = [np.exp(s / (_OWN + c)) for s, c in [(sums, counts), *others]]
    return typical * np.array(factors)


def _quantiles(scores: Floats) -> tuple[float, float]:
    """Return the scores that 80 and 95 % do not exceed, drawn to those of a normal distribution."""
    found = scores[np.isfinite(scores)]
    evidence = np.isfinite(scores).any(axis=1).sum()
    if not evidence:
        return _NORMAL
    q80, q95 = (
        (evidence * float(np.quantile(found, share)) + _PRIOR * normal) / (evidence + _PRIOR)
        for share, normal in zip(LEVELS, _NORMAL, strict=True)
    )
    return q80, max(q80, q95)
