"""Prediction bands by split-conformal calibration over the backtest's origins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sop_addin.demand.combination import Route
from sop_addin.demand.intermittent import demand_range
from sop_addin.demand.panel import Floats

__all__ = ["LEVELS", "Bands", "bands"]

LEVELS = (0.80, 0.95)
"""Share of months that each band should hold."""

_NORMAL = (1.606, 2.456)  # those shares of a normal distribution, in units of mean absolute error
_PRIOR = 12.0  # series x origins whose evidence the normal distribution is worth
_OWN = 4.0  # origins of its own at which a series' scores count half: they overlap
_FARTHEST = 10.0  # cap on how far the scores of a series may lie from the typical ones


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
    expected: Floats,
    routes: NDArray[np.int64],
) -> Bands:
    """Return 80 and 95 % bands around the forecast.

    Each past error is divided by the error that was to be expected of that series at that lead,
    and by a factor for how much its errors at the other origins exceed what was expected; the
    quantiles of these scores over the whole panel, multiplied back, are the bands. The factor is
    drawn to the panel's typical one. A discontinued series has bands of no width, an intermittent
    one the range of its recent demand. The quantiles and the typical factor are pooled: they, and
    nothing else, depend on the other series.

    Parameters
    ----------
    values
        Demand, shape (T, N), right-aligned, NaN before a series starts.
    forecast
        Shape (H, N).
    past, actuals
        What would have been said at O origins and what came, shape (O, H, N).
    expected
        Absolute error to expect now (first) and at each origin, shape (1 + O, H, N), see
        :func:`sop_addin.demand.spread.expected_error`.
    routes
        How each series is treated, from :func:`sop_addin.demand.combination.route`, shape (N,).

    References
    ----------
    Lei et al. (2018), Distribution-free predictive inference, JASA 113, 1094-1111.
    """
    scores = np.abs(past - actuals) / expected[1:]
    own = _own_factor(scores)
    quantiles = _quantiles(scores / own[1:, None, :])
    alive = (np.nan_to_num(values) != 0).any(axis=0) & (routes != Route.DISCONTINUED.value)
    width = np.where(alive, expected[0] * own[0], 0.0)
    least = np.where(np.nanmin(values, axis=0) >= 0, 0.0, -np.inf)
    lo80, lo95 = (np.maximum(forecast - q * width, least) for q in quantiles)
    hi80, hi95 = (np.maximum(forecast + q * width, least) for q in quantiles)
    some = np.flatnonzero(alive & (routes == Route.INTERMITTENT.value))
    for share, lo, hi in zip(LEVELS, (lo80, lo95), (hi80, hi95), strict=True):
        low, high = demand_range(values[:, some], share)
        lo[:, some] = np.minimum(low, forecast[:, some])
        hi[:, some] = np.maximum(high, forecast[:, some])
    return Bands(lo80, hi80, lo95, hi95)


def _own_factor(scores: Floats) -> Floats:
    """Return each series' factor on its error: now, and at each origin without that origin itself.

    Shape (1 + O, N). The factor is drawn to the panel's typical one, fully so without evidence.
    """
    seen = np.isfinite(scores)
    times = seen.sum(axis=1)
    mean = np.where(seen, np.nan_to_num(scores), 0.0).sum(axis=1) / np.maximum(times, 1)
    known = times > 0
    if not known.any():
        return np.ones((1 + len(scores), scores.shape[2]))
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
