"""How far past forecasts missed, against the error that was expected of them: over all series."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sop_addin.demand.backtest import origins
from sop_addin.demand.panel import Floats

__all__ = ["LEVELS", "Calibration", "calibrate"]

LEVELS = (0.80, 0.95)
"""Share of months that each band should hold."""

_SCORES = (1.8, 3.2)  # that those shares do not exceed, in units of the mean one
_TYPICAL = 1.15  # mean error, in units of the expected one
_POWER = 0.2  # of the lead, by which errors grow beyond what was expected
_PRIOR = 12.0  # independent series x origins whose evidence these four are worth: they are from
# backtests within the training parts of public monthly series
_OWN = 24.0  # months of its own at which a series' scores count half
_FARTHEST = 10.0  # cap on how far the scores of a series may lie from the typical ones
_EXTREME = 5.0  # mean errors beyond which an error says no more on what series have in common
_MIDDLE = 6.0  # lead, months, at which growth beyond what was expected is one


@dataclass(frozen=True)
class Calibration:
    """What an expected error is multiplied by, to hold the shares of months of :data:`LEVELS`.

    Parameters
    ----------
    factors
        By lead and series, shape (H, N).
    scores
        One number a level, rising.
    """

    factors: Floats
    scores: tuple[float, ...]


def calibrate(errors: Floats) -> Calibration:
    """Calibrate on the errors of all series at all origins.

    Three things are learnt: how the errors of all series grow with the lead, how far off each
    series is, and which multiples of that the shares of months do not exceed. At an origin the
    second is taken from the other origins.

    Series that rise and fall together are not so many witnesses: what they are worth is their
    number divided by 1 + (number - 1) x correlation of their errors. The less it is, the more what
    was learnt is drawn to what is usual.

    Parameters
    ----------
    errors
        Forecast - actual in units of the expected error, shape (O, H, N), origins as in
        :func:`sop_addin.demand.backtest.origins`; NaN where unknown or not to learn from.

    Returns
    -------
    Calibration

    References
    ----------
    Lei et al. (2018), Distribution-free predictive inference, JASA 113, 1094-1111. Kish (1965),
    *Survey sampling*, ch. 5 (the design effect).

    Examples
    --------
    >>> nothing = np.full((3, 12, 1), np.nan)
    >>> calibrate(nothing).scores
    (1.8, 3.2)
    >>> thin, wide = (calibrate(size * np.ones((3, 12, 1))).factors[5, 0] for size in (1.0, 2.0))
    >>> bool(thin < wide)
    True
    """
    evidence = _evidence(errors)
    growth = _growth(np.abs(errors), evidence)
    scores = np.abs(errors) / growth
    mean = _mean(scores)
    known = np.isfinite(mean)
    found = float(np.median(mean[known])) if known.any() else _TYPICAL
    found = found if found > 0 else _TYPICAL
    typical = np.exp(_drawn(np.log(found), np.log(_TYPICAL), evidence))
    own, then = _own_factors(scores / found)
    past = scores / (found * then[:, None, :])
    past = past[np.isfinite(past)]
    limits: list[float] = []
    for level, usual in zip(LEVELS, _SCORES, strict=True):
        seen = float(np.quantile(past, level)) if past.size else usual
        limits.append(max(_drawn(seen, usual, evidence), *limits, 0.0))
    return Calibration(typical * own * growth, tuple(limits))


def _drawn(found: float, usual: float, evidence: float) -> float:
    return usual + evidence / (evidence + _PRIOR) * (found - usual)


def _mean(scores: Floats) -> Floats:
    """Return the mean over the leads, shape (O, N); NaN where none is known."""
    seen = np.isfinite(scores)
    times = seen.sum(axis=1)
    total = np.where(seen, scores, 0.0).sum(axis=1)
    return np.where(times > 0, total / np.maximum(times, 1), np.nan)


def _evidence(errors: Floats) -> float:
    """Return the number of series x origins, as many as tell something of their own."""
    mean = _mean(np.abs(errors))
    known = np.isfinite(mean)
    if not known.any():
        return 0.0
    size = np.where(mean > 0, mean, 1.0)[:, None, :]
    alike = np.clip(np.where(np.isfinite(errors), errors / size, 0.0), -_EXTREME, _EXTREME)
    series = np.isfinite(errors).sum(axis=2)
    squares = (alike * alike).sum(axis=2)
    pairs = alike.sum(axis=2) ** 2 - squares
    some = (series > 1) & (squares > 0)
    if not some.any():
        return float(known.sum())
    count = series[some]
    together = (pairs[some] / (count * (count - 1))).mean() / (squares[some] / count).mean()
    each = known.sum(axis=1)
    return float(known.sum() / (1 + (each[each > 0].mean() - 1) * max(together, 0.0)))


def _growth(scores: Floats, evidence: float) -> Floats:
    """Return the growth with the lead that all series have in common, shape (H, 1).

    A power of the lead: the slope of the log of the mean score, origin by origin.
    """
    lead = np.log(np.arange(1, scores.shape[1] + 1))
    mean = _mean(scores)[:, None, :]
    relative = np.where(np.isfinite(scores), scores / np.where(mean > 0, mean, 1.0), 0.0)
    series = np.isfinite(scores).sum(axis=2)
    by_lead = relative.sum(axis=2) / np.maximum(series, 1)
    weight = np.where(by_lead > 0, series, 0).astype(float)
    total = np.maximum(weight.sum(axis=1, keepdims=True), 1.0)
    error = np.log(np.where(by_lead > 0, by_lead, 1.0))
    run = lead - (weight * lead).sum(axis=1, keepdims=True) / total
    rise = error - (weight * error).sum(axis=1, keepdims=True) / total
    share = evidence / max(weight.sum(), 1.0)
    squares, products = share * (weight * run * run).sum(), share * (weight * run * rise).sum()
    power = np.clip((products + _PRIOR * _POWER) / (squares + _PRIOR), -1.0, 1.0)
    growth: Floats = np.exp(power * (lead - np.log(_MIDDLE)))[:, None]
    return growth


def _own_factors(scores: Floats) -> tuple[Floats, Floats]:
    """Return each series' factor on the typical score: now (N,), and at each origin (O, N).

    Drawn to one by how few months it is known from.
    """
    count, leads, _ = scores.shape
    month = np.arange(leads) - np.array(origins(leads))[:, None]  # 0 is the first month ahead
    seen = np.isfinite(scores)
    origin = np.arange(count)[:, None, None]
    then = [_own_factor(scores, seen & (origin != o), month) for o in range(count)]
    return _own_factor(scores, seen, month), np.array(then)


def _own_factor(scores: Floats, used: NDArray[np.bool_], month: NDArray[np.int64]) -> Floats:
    """Return the factor of each series from the scores that are used, shape (N,)."""
    mean = np.where(used, scores, 0.0).sum(axis=(0, 1)) / np.maximum(used.sum(axis=(0, 1)), 1)
    months = sum(used[month == m].any(axis=0).astype(float) for m in np.unique(month[month < 0]))
    far = np.log(np.clip(mean, 1.0 / _FARTHEST, _FARTHEST))
    factor: Floats = np.exp(far * months / (months + _OWN))
    return factor
