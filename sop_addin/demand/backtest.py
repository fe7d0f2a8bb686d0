"""Rolling-origin backtest: what every method would have said in the past, and how far off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sop_addin.demand.boosting import boost, fit_booster
from sop_addin.demand.members import Member, Members, run_members, within_reach
from sop_addin.demand.panel import Floats, count
from sop_addin.demand.seasonality import SEASON
from sop_addin.demand.spread import expected_error

__all__ = ["Backtest", "backtest", "origins"]

FEWEST = 6
"""Months that must stand before an origin."""

_ORIGINS = 3


@dataclass(frozen=True)
class Backtest:
    """Forecasts now and at earlier origins.

    Parameters
    ----------
    cuts
        Months that were hidden at each of the O origins; the first is 12.
    latest
        Forecasts from the whole history.
    past
        One array (O, H, N) a method: what it would have said; NaN where nothing to compare with.
    actuals
        What came, shape (O, H, N); NaN beyond the history or with too little before the origin.
    expected
        Absolute error to expect now (first) and at each origin, shape (1 + O, H, N); see
        :func:`sop_addin.demand.spread.expected_error`. NaN with too little before the origin.
    before
        Months before each origin, shape (O, N).
    """

    cuts: tuple[int, ...]
    latest: Members
    past: dict[Member, Floats]
    actuals: Floats
    expected: Floats
    before: Floats


def origins(horizon: int) -> tuple[int, ...]:
    """Return how many months to hide at each origin: 12 up to six more than the horizon.

    Examples
    --------
    >>> origins(18), origins(12)
    ((12, 18, 24), (12, 15, 18))
    """
    last = max(horizon, SEASON) + 6
    return tuple(int(cut) for cut in np.linspace(SEASON, last, _ORIGINS).round())


def backtest(values: Floats, horizon: int, *, pooled: NDArray[np.bool_] | None = None) -> Backtest:
    """Run every method on the history and on the history without its last months.

    An origin is simply one more column: all of them are fitted together, with nothing from after
    the origin. Boosting is trained twice: for the forecasts now on all months, for every earlier
    origin on those before the earliest one.

    Parameters
    ----------
    values
        Demand, shape (T, N), right-aligned, NaN before a series starts.
    horizon
        H, months ahead.
    pooled
        Series that boosting learns from and forecasts, shape (N,); without any it is left out.

    Returns
    -------
    Backtest

    Examples
    --------
    >>> result = backtest(np.arange(48.0)[:, None], 12)
    >>> (result.past[Member.NAIVE] - result.actuals)[0, :3, 0].tolist()
    [-1.0, -2.0, -3.0]
    """
    rows, columns = values.shape
    cuts = origins(horizon)
    observations = count(values)
    before = np.array([observations - cut for cut in cuts])
    seen = [np.concatenate([values[: max(rows - cut, 0)]]) for cut in cuts]
    stack = [values] + [_shift(part, rows) for part in seen]
    usable = before >= FEWEST
    which = np.concatenate([np.ones((1, columns), dtype=bool), usable])
    histories = np.concatenate(stack, axis=1)[:, which.ravel()]
    run = run_members(histories, horizon)
    if pooled is not None and pooled.any():
        boosted = _boosted(values, histories, horizon, (which & pooled)[which])
        if boosted is not None:
            run.forecasts[Member.BOOSTING] = boosted
    whole = _pick(run, slice(0, columns))
    past = {m: _spread(f[:, columns:], usable) for m, f in run.forecasts.items()}
    sigma = np.full(which.shape, np.nan)
    sigma[which] = run.sigma
    actuals = np.full((len(cuts), horizon, columns), np.nan)
    for o, cut in enumerate(cuts):
        came = values[max(rows - cut, 0) :][:horizon]
        actuals[o, : len(came)] = np.where(usable[o], came, np.nan)
    expected = expected_error(values, horizon, cuts, whole.season, sigma)
    return Backtest(cuts, whole, past, actuals, expected, before.astype(float))


def _boosted(
    values: Floats, histories: Floats, horizon: int, pooled: NDArray[np.bool_]
) -> Floats | None:
    """Return boosting's forecast of the histories now and, after those, at earlier origins.

    NaN for histories that are not `pooled`; None where there is too little to learn from.
    """
    columns = values.shape[1]
    some = pooled[:columns]
    now = fit_booster(values[:, some], horizon)
    earlier = values[: max(len(values) - origins(horizon)[-1], 0), some]
    then = fit_booster(earlier[:, np.isfinite(earlier).any(axis=0)], horizon) if now else None
    if now is None or then is None:
        return None
    ahead = np.full((horizon, len(pooled)), np.nan)
    order = np.arange(len(pooled))
    for booster, part in ((now, order < columns), (then, order >= columns)):
        mine = pooled & part
        ahead[:, mine] = within_reach(boost(booster, histories[:, mine]), histories[:, mine])
    return ahead


def _shift(part: Floats, rows: int) -> Floats:
    """Return `part` with empty rows above it, `rows` in all."""
    return np.concatenate([np.full((rows - len(part), part.shape[1]), np.nan), part])


def _pick(run: Members, columns: slice) -> Members:
    return Members(
        {m: f[:, columns] for m, f in run.forecasts.items()},
        run.sigma[columns],
        run.season.of(columns),
    )


def _spread(forecast: Floats, usable: np.ndarray) -> Floats:
    """Return forecasts of the usable origins in their places, shape (O, H, N)."""
    out = np.full((*usable.shape, len(forecast)), np.nan)
    out[usable] = forecast.T
    return out.transpose(0, 2, 1)
