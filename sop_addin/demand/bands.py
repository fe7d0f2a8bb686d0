"""Prediction bands by split-conformal calibration over the backtest's origins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sop_addin.demand.intermittent import discontinued
from sop_addin.demand.panel import Floats, count

__all__ = ["LEVELS", "Bands", "bands"]

LEVELS = (0.80, 0.95)
"""Share of months that each band should hold."""

_NORMAL = (1.606, 2.456)  # those shares of a normal distribution, in units of mean absolute error
_PRIOR = 12.0  # series x origins whose evidence the normal distribution is worth
_OWN = 1.0  # origins of its own at which a series' scale counts half
_GROWTH = (0.0, 0.3, 0.7)  # least, assumed and greatest power of the lead by which errors grow
_FLOOR = 0.01


@dataclass(frozen=True)
class Bands:
    """Lower and upper limits, shape (H, N) each."""

    lo80: Floats
    hi80: Floats
    lo95: Floats
    hi95: Floats


def bands(values: Floats, forecast: Floats, past: Floats, actuals: Floats, sigma: Floats) -> Bands:
    """Return 80 and 95 % bands around the forecast.

    Each past error is divided by its series' scale and by a growth with the lead; the quantiles of
    these scores over the whole panel, widened back, are the bands. The scale of a series is its
    in-sample error, moved towards its own backtest errors, with a floor of 1 % of its level; a
    discontinued series has bands of no width.
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

    References
    ----------
    Lei et al. (2018), Distribution-free predictive inference, JASA 113, 1094-1111.
    """
    horizon = len(forecast)
    seen = np.isfinite(values)
    level = np.where(seen, np.abs(values), 0.0).sum(axis=0) / count(values)
    scale = np.maximum(np.nan_to_num(sigma), _FLOOR * level)
    scale = np.where(scale > 0, scale, 1.0)
    lead = np.arange(1, horizon + 1)
    scores = np.abs(past - actuals) / scale[1:, None, :]
    growth = lead ** _power(scores, lead)
    scores /= growth[:, None]
    own = _own_scale(scores)
    quantiles = _quantiles(scores / own[1:, None, :])
    alive = (level > 0) & ~discontinued(values)
    width = np.where(alive, scale[0] * own[0], 0.0) * growth[:, None]
    least = np.where(np.nanmin(values, axis=0) >= 0, 0.0, -np.inf)
    lo80, lo95 = (np.maximum(forecast - q * width, least) for q in quantiles)
    hi80, hi95 = (np.maximum(forecast + q * width, least) for q in quantiles)
    return Bands(lo80, hi80, lo95, hi95)


def _power(scores: Floats, lead: NDArray[np.int64]) -> float:
    """Return by which power of the lead errors grow, over the panel, drawn to the assumed one."""
    least, assumed, greatest = _GROWTH
    seen = np.isfinite(scores)
    times = seen.sum(axis=(0, 2))
    if not times.any():
        return assumed
    mean = np.where(seen, np.minimum(np.nan_to_num(scores), 20.0), 0.0).sum(axis=(0, 2))
    y = np.log(np.maximum(mean / np.maximum(times, 1), 1e-6))
    x = np.log(lead)
    centre = (times * x).sum() / times.sum()
    spread = (times * (x - centre) ** 2).sum()
    slope = (times * (x - centre) * y).sum() / spread if spread > 0 else assumed
    evidence = times.max()
    slope = (evidence * slope + _PRIOR * assumed) / (evidence + _PRIOR)
    return float(np.clip(slope, least, greatest))


def _own_scale(scores: Floats) -> Floats:
    """Return each series' factor on its scale: now, and at each origin without that origin itself.

    Shape (1 + O, N). The factor is drawn to the panel's typical one, fully so without evidence.
    """
    seen = np.isfinite(scores)
    times = seen.sum(axis=1)
    mean = np.where(seen, np.nan_to_num(scores), 0.0).sum(axis=1) / np.maximum(times, 1)
    known = times > 0
    if not known.any():
        return np.full((1 + len(scores), scores.shape[2]), 1.25**-1)
    typical = np.median(mean[known])
    typical = typical if typical > 0 else 1.0
    logs = np.where(known, np.log(np.clip(mean / typical, 0.1, 10.0)), 0.0)
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
