"""Prediction bands by split-conformal calibration over the backtest's origins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sop_addin.demand.calibration import LEVELS, calibrate
from sop_addin.demand.combination import Route
from sop_addin.demand.intermittent import demand_range
from sop_addin.demand.panel import Floats

__all__ = ["Bands", "bands"]


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

    The error to expect of a series at a lead, times what past errors of all series say of such
    expectations (:func:`sop_addin.demand.calibration.calibrate`): that, and nothing else, depends
    on the other series. A discontinued series has bands of no width, an intermittent one the range
    of its recent demand; neither is learnt from.

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
    """
    alive = (np.nan_to_num(values) != 0).any(axis=0) & (routes != Route.DISCONTINUED.value)
    rare = alive & (routes == Route.INTERMITTENT.value)
    errors = np.where(alive & ~rare, (past - actuals) / expected[1:], np.nan)
    learnt = calibrate(errors)
    width = np.where(alive, expected[0] * learnt.factors, 0.0)
    least = np.where(np.nanmin(values, axis=0) >= 0, 0.0, -np.inf)
    lo80, lo95 = (np.maximum(forecast - score * width, least) for score in learnt.scores)
    hi80, hi95 = (np.maximum(forecast + score * width, least) for score in learnt.scores)
    some = np.flatnonzero(rare)
    for share, lo, hi in zip(LEVELS, (lo80, lo95), (hi80, hi95), strict=True):
        low, high = demand_range(values[:, some], share)
        lo[:, some] = np.minimum(low, forecast[:, some])
        hi[:, some] = np.maximum(high, forecast[:, some])
    return Bands(lo80, hi80, lo95, hi95)
