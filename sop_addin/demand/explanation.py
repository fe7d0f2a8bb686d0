"""One plain sentence on how a forecast was made and how it would have done."""

from __future__ import annotations

import calendar

import numpy as np
from numpy.typing import NDArray

from sop_addin.demand.combination import Combination, Route
from sop_addin.demand.panel import Floats
from sop_addin.demand.seasonality import SEASON, Seasonality

__all__ = ["explanations", "method_names"]


def method_names(chosen: Combination) -> list[str]:
    """Return the methods of each series, the weightiest first, such as ``Theta + ETS``.

    ``discontinued`` where no method is used.
    """
    return [" + ".join(name for name, _ in used) or "discontinued" for used in _used(chosen)]


def explanations(
    chosen: Combination,
    season: Seasonality,
    observations: NDArray[np.int64],
    ends: NDArray[np.int64],
    rows: int,
    *,
    wmape: Floats,
    naive_wmape: Floats,
) -> list[str]:
    """Return one sentence for each series.

    Parameters
    ----------
    chosen
        Methods and weights.
    season
        Seasonal indices of the histories; `rows` is the number of rows they were taken from.
    observations
        Months of history, shape (N,).
    ends
        Last month of each series, ``Period`` ordinal, shape (N,).
    wmape, naive_wmape
        Error over the last 12 months of the forecast and of last year's month (of the last known
        month where there was no year before), fractions, shape (N,).
    """
    used = _used(chosen)
    peaks = _peaks(season, ends, rows)
    sentences = []
    for i, code in enumerate(chosen.routes):
        text = _how(Route(code), used[i], int(observations[i]), peaks[i])
        sentences.append(text + _proof(Route(code), wmape[i], naive_wmape[i]))
    return sentences


def _peaks(season: Seasonality, ends: NDArray[np.int64], rows: int) -> list[str]:
    """Return the name of the strongest month where the season is evident, else an empty text."""
    phase = np.where(
        season.multiplicative, season.factors.argmax(axis=0), season.offsets.argmax(axis=0)
    )
    months = (ends - (rows - 1) + phase) % SEASON + 1
    return [
        calendar.month_name[int(m)] if e else ""
        for m, e in zip(months, season.evident, strict=True)
    ]


def _used(chosen: Combination) -> list[list[tuple[str, float]]]:
    """Return name and weight of the methods used for each series, the weightiest first."""
    names = [member.value for member in chosen.members]
    order = np.argsort(-chosen.weights, axis=0, kind="stable")
    return [
        [(names[m], weights[m]) for m in ranked if weights[m] > 0]
        for ranked, weights in zip(order.T, chosen.weights.T, strict=True)
    ]


def _how(kind: Route, used: list[tuple[str, float]], observations: int, peak: str) -> str:
    months = f"{observations} month{'s' if observations > 1 else ''} of history"
    if kind is Route.DISCONTINUED:
        return "Discontinued: no demand in the last 12 months, so the forecast is zero"
    if kind is Route.NAIVE:
        return f"Only {months}: the last month is repeated"
    if kind is Route.AVERAGE:
        return f"Only {months}, less than a year: their average is repeated"
    shares = ", ".join(f"{name} {weight:.0%}".replace("%", " %") for name, weight in used)
    if kind is Route.YEAR:
        return f"Only {months}, too few for a season of its own; {shares}"
    if kind is Route.INTERMITTENT:
        return f"Intermittent demand; {shares}"
    shape = f"Seasonal, peak in {peak}" if peak else "No clear season"
    return f"{shape}; {shares}"


def _proof(kind: Route, wmape: float, naive_wmape: float) -> str:
    if kind is Route.DISCONTINUED:
        return "."
    if not np.isfinite(wmape):
        return "; too short to test on the past."
    text = f"; over the last 12 months it would have been {wmape:.1%} off"
    if np.isfinite(naive_wmape):
        text += f" against {naive_wmape:.1%} for last year's month"
    return text.replace("%", " %") + "."
