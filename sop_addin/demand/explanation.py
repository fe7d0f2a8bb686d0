"""One plain sentence on how a forecast was made and how it would have done."""

from __future__ import annotations

import calendar
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sop_addin.demand.clear_season import clear_season
from sop_addin.demand.combination import Combination, Route
from sop_addin.demand.intermittent import discontinued, pattern
from sop_addin.demand.level_change import level_change
from sop_addin.demand.panel import Floats, count
from sop_addin.demand.seasonality import SEASON, Seasonality
from sop_addin.wording import counted

__all__ = ["Proof", "explanations", "method_names"]

_YEAR_BEFORE = slice(-2 * SEASON, -SEASON)
_TOLD = 0.05  # change from year to year that is spoken of


def method_names(chosen: Combination) -> list[str]:
    """Return the methods of each series, the weightiest first, such as ``Theta + ETS``.

    ``discontinued`` where no method is used.
    """
    return [" + ".join(name for name, _ in used) or "discontinued" for used in _used(chosen)]


@dataclass(frozen=True)
class Proof:
    """Errors over the last 12 months, all of them forecast before the first.

    Parameters
    ----------
    wmape, naive_wmape
        Of the forecast and of the naive one, fractions, shape (N,); NaN where not known.
    last_year
        Whether the naive one is last year's month; else it is the last month then known, (N,).
    """

    wmape: Floats
    naive_wmape: Floats
    last_year: NDArray[np.bool_]


def explanations(
    values: Floats,
    ends: NDArray[np.int64],
    chosen: Combination,
    proof: Proof,
    lent: NDArray[np.bool_],
) -> list[str]:
    """Return one sentence for each series: shape of the history, level changes, methods, errors.

    Parameters
    ----------
    values
        Demand, shape (T, N), right-aligned, NaN before a series starts.
    ends
        Last month of each series, ``Period`` ordinal, shape (N,).
    chosen
        Methods and weights.
    proof
        Errors over the last 12 months.
    lent
        Which series were given the season that the others share, shape (N,).
    """
    used = _used(chosen)
    season = clear_season(values)
    peaks = _peaks(season, ends, len(values))
    changes = _changes(values, ends, season)
    years = _years(values)
    silent = (np.nan_to_num(values) == 0).all(axis=0)
    quiet = discontinued(values)
    rare = _now_and_then(values, ends, quiet)
    months = count(values)
    sentences = []
    for i, code in enumerate(chosen.routes):
        kind = Route(code)
        shape = rare[i] if kind is Route.INTERMITTENT else peaks[i]
        text = _how(kind, used[i], int(months[i]), shape, silent=bool(silent[i]))
        if lent[i] and kind in (Route.NAIVE, Route.AVERAGE, Route.YEAR) and not silent[i]:
            text += ", with the season that the other series share"
        told = {Route.REGULAR: changes[i] or years[i], Route.INTERMITTENT: years[i]}.get(kind)
        if told and not quiet[i]:
            text = text.replace("; ", f"; {told}; ", 1)
        errors = (proof.wmape[i], proof.naive_wmape[i])
        tested = "" if silent[i] or quiet[i] else _tested(*errors)
        if tested and not proof.last_year[i]:
            tested = tested.replace("last year's month", "the last known month")
        sentences.append(f"{text}{tested}.")
    return sentences


def _peaks(season: Seasonality, ends: NDArray[np.int64], rows: int) -> list[str]:
    """Return the season with its strongest month where it is clear, else that it is not."""
    phase = np.where(
        season.multiplicative, season.factors.argmax(axis=0), season.offsets.argmax(axis=0)
    )
    months = (ends - (rows - 1) + phase) % SEASON + 1
    return [
        f"Seasonal, peak in {calendar.month_name[int(m)]}" if e else "No clear season"
        for m, e in zip(months, season.evident, strict=True)
    ]


def _changes(values: Floats, ends: NDArray[np.int64], season: Seasonality) -> list[str]:
    """Return what happened to the level of each series in the last year, else an empty text."""
    found = level_change(values, season)
    texts = []
    for i, end in enumerate(ends):
        text = ""
        if found.fading[i]:
            text = f"fading: the last quarter was at {found.left[i]:.0%} of the year before"
        elif np.isfinite(found.step[i]):
            way = "up" if found.step[i] > 0 else "down"
            since = _month(end - found.months[i] + 1)
            text = f"level {way} {abs(found.step[i]):.0%} since {since}"
        texts.append(text.replace("%", " %"))
    return texts


def _years(values: Floats) -> list[str]:
    """Return how the last year compares with the one before, where it differs; else empty."""
    if len(values) < 2 * SEASON:
        return [""] * values.shape[1]
    last, before = (values[rows].sum(axis=0) for rows in (slice(-SEASON, None), _YEAR_BEFORE))
    texts = []
    for now, then in zip(last, before, strict=True):
        change = now / then - 1 if then > 0 else 0.0  # NaN where the year before is not known
        text = ""
        if change > 1:
            text = f"the last 12 months {change + 1:,.1f} times the 12 before"
        elif abs(change) >= _TOLD and change >= -1:
            way = "above" if change > 0 else "below"
            text = f"the last 12 months {abs(change):.0%} {way} the 12 before"
        texts.append(text.replace("%", " %"))
    return texts


def _now_and_then(values: Floats, ends: NDArray[np.int64], quiet: NDArray[np.bool_]) -> list[str]:
    """Return how rare the demand of each series is, by the class of its ADI and CV2."""
    found, months = pattern(values), count(values)
    texts = []
    for i, first in enumerate(_first_sales(values, ends)):
        times = round(months[i] / found.interval[i])
        kind = "Lumpy" if found.lumpy[i] else "Intermittent"
        size = ", of very different size" if found.lumpy[i] else ""
        text = f"{kind} demand: in {times} of {counted(months[i], 'month')}{size}"
        if quiet[i]:
            text = "No demand in the last 12 months, but still sold"
        elif first:
            text = f"{first}, so taken as demand now and then"
        texts.append(text)
    return texts


def _first_sales(values: Floats, ends: NDArray[np.int64]) -> list[str]:
    """Return since when a series sells that had months of 0 before and sells regularly since."""
    sold = np.isfinite(values) & (values != 0)
    since = np.where(np.maximum.accumulate(sold, axis=0), values, np.nan)
    months = count(since)
    late = (months < count(values)) & (months > 0) & ~pattern(since).intermittent
    begun = ends - months + 1
    return [
        f"First sold in {_month(first)}, 0 before" if told else ""
        for first, told in zip(begun, late, strict=True)
    ]


def _month(ordinal: np.int64) -> str:
    """Return the name of a ``Period`` ordinal, such as March 2026."""
    year, month = divmod(int(ordinal), SEASON)
    return f"{calendar.month_name[month + 1]} {1970 + year}"


def _used(chosen: Combination) -> list[list[tuple[str, float]]]:
    """Return name and weight of the methods used for each series, the weightiest first."""
    names = [member.value for member in chosen.members]
    order = np.argsort(-chosen.weights, axis=0, kind="stable")
    return [
        [(names[m], weights[m]) for m in ranked if weights[m] > 0]
        for ranked, weights in zip(order.T, chosen.weights.T, strict=True)
    ]


def _how(
    kind: Route, used: list[tuple[str, float]], observations: int, shape: str, *, silent: bool
) -> str:
    months = f"{counted(observations, 'month')} of history"
    if silent:
        return f"No demand in any of its {months}, so the forecast is zero"
    if kind is Route.DISCONTINUED:
        return "Discontinued: no demand in the last 12 months, so the forecast is zero"
    if kind is Route.NAIVE:
        return f"Only {months}: the last month is repeated"
    if kind is Route.AVERAGE:
        return f"Only {months}, less than a year: their average is repeated"
    shares = ", ".join(f"{name} {weight:.0%}".replace("%", " %") for name, weight in used)
    if kind is Route.YEAR:
        return f"Only {months}, too few for a season of its own; {shares}"
    return f"{shape}; {shares}"


def _tested(wmape: float, naive_wmape: float) -> str:
    if not np.isfinite(wmape):
        return "; too short to test on the past"
    text = f"; over the last 12 months it would have been {wmape:.1%} off"
    if np.isfinite(naive_wmape):
        text += f" against {naive_wmape:.1%} for last year's month"
    return text.replace("%", " %")
