"""Is a forecast biased, and did each step of the demand review make it better."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from sop_addin.demand.measures import accuracy, bias, bias_percent, wmape
from sop_addin.demand.panel import Floats
from sop_addin.demand.seasonality import SEASON
from sop_addin.demand.snapshots import AGREED, PARTS, STATISTICAL, at_lag
from sop_addin.demand.tolerance import explained_in, status_of

__all__ = [
    "WINDOW",
    "Came",
    "review",
    "tracking_signal",
    "value_added",
]

WINDOW = 12
"""Months over which accuracy, bias, value added and root causes are looked at."""


def tracking_signal(forecast: ArrayLike, actual: ArrayLike) -> float:
    """Return the sum of F - A over the mean of |F - A|: positive means over-forecast.

    Parameters
    ----------
    forecast, actual
        Units by month, shape (n,).

    Returns
    -------
    float
        Between -n and n; beyond 4 or -4 the forecast is taken for biased. NaN where every month
        was forecast exactly: there is no error to compare with.

    Raises
    ------
    ValueError
        The shapes differ.

    References
    ----------
    Chopra and Meindl, *Supply Chain Management*, measures of forecast error; the sign here is
    forecast less actual.

    Examples
    --------
    >>> tracking_signal([100, 110, 120, 130], [110, 100, 120, 125])
    0.8
    """
    total = bias(forecast, actual)
    mean = float(np.abs(np.asarray(forecast, float) - np.asarray(actual, float)).mean())
    return total / mean if mean > 0 else float("nan")


def value_added(forecast: ArrayLike, before: ArrayLike, actual: ArrayLike) -> float:
    """Return the WMAPE before a step less the WMAPE after it, a fraction: positive is better.

    Parameters
    ----------
    forecast, before, actual
        Arrays of one shape, in one unit: what the step made, what it started from, what came.

    Returns
    -------
    float
        NaN where the actuals add up to zero or less.

    References
    ----------
    Gilliland (2010), *The Business Forecasting Deal*: forecast value added.

    Examples
    --------
    >>> round(value_added([100, 110], [90, 130], [110, 100]), 3)
    0.143
    """
    return wmape(before, actual) - wmape(forecast, actual)


@dataclass(frozen=True)
class Came:
    """Demand as it came.

    Parameters
    ----------
    latest
        ``unique_id, ds, y``, units: the latest restatement, which is the new history.
    reported
        The same as it was known in the cycle after each month.
    """

    latest: pd.DataFrame
    reported: pd.DataFrame


def review(
    versions: pd.DataFrame,
    came: Came,
    families: Sequence[str],
    cycle: pd.Period,
    lag: int,
    tolerance: Mapping[str, float],
    causes: pd.DataFrame,
) -> pd.DataFrame:
    """Set frozen forecasts of a fixed lag against the last closed month and the year behind it.

    Parameters
    ----------
    versions
        ``cycle, version, family, series, lag0, ...``: the frozen forecasts, units.
    families
        Codes, in the order of the answer.
    cycle
        The month in which this cycle runs; the month before it is reviewed.
    lag
        Month forecast less the cycle month in which it was forecast.
    tolerance
        Per cent of the actual beyond which a root cause is asked for, by family.
    causes
        ``month, family, cause`` as people filled them; blank where they did not.

    Returns
    -------
    DataFrame
        One row a family: ``month, family, lag, forecast, actual, bias`` (units, forecast - actual),
        ``bias_of_month`` (%), ``status``; ``adjustment`` (units, as frozen) and ``adjustment_gain``
        (units by which it brought the forecast closer, negative where further away); ``months``
        (how many were measured), ``accuracy, bias_percent`` (%), ``tracking``, and
        ``reported_accuracy, reported_bias`` of the actuals as they were first known;
        ``naive_months``, ``statistical_value, plan_value, people_value`` (points of WMAPE that
        statistics, activities and launches, adjustments gained; positive is better); NaN where
        there is nothing to measure.

    Examples
    --------
    >>> cycle = pd.Period("2026-03", "M")
    >>> frozen = pd.DataFrame({"cycle": [cycle - 2], "version": "forecast", "family": "Pumps"})
    >>> frozen = frozen.assign(series="unconstrained_demand", lag1=120.0)
    >>> came = pd.DataFrame({"unique_id": ["Pumps"], "ds": [cycle - 1], "y": [100.0]})
    >>> none = pd.DataFrame({"month": [], "family": [], "cause": []})
    >>> row = review(frozen, Came(came, came), ["Pumps"], cycle, 1, {"Pumps": 15}, none).iloc[0]
    >>> print(row["bias"], row["accuracy"], row["status"])
    20.0 80.0 name the root cause
    """
    target = cycle - 1
    keys = ["unique_id", "ds"]
    actual, first = came.latest.set_index(keys)["y"], came.reported.set_index(keys)["y"]
    months = pd.period_range(end=target, periods=WINDOW, freq="M")
    index = pd.MultiIndex.from_product([list(families), months], names=["family", "month"])
    known_then = months - SEASON * (lag // SEASON + 1)
    year_before = pd.MultiIndex.from_product([list(families), known_then])
    window = at_lag(versions, lag).reindex(index)
    window["actual"] = actual.reindex(index).to_numpy()
    window["reported"] = first.reindex(index).to_numpy()
    window["naive"] = actual.reindex(year_before).to_numpy()
    parts = window[list(PARTS)].assign(adjustment=0.0)
    window["planned"] = parts.sum(axis=1).clip(lower=0.0).where(window[STATISTICAL].notna())
    known = explained_in(causes, target)
    asked = [(tolerance[code], code in known) for code in families]
    values = window.to_numpy(dtype=float).reshape(len(families), WINDOW, len(window.columns))
    measured = [dict(zip(window.columns, part.T, strict=True)) for part in values]
    rows = [
        _last({name: float(column[-1]) for name, column in columns.items()}, lag, *rule)
        | _over_window(columns)
        for columns, rule in zip(measured, asked, strict=True)
    ]
    frame = pd.DataFrame(rows)
    frame.insert(0, "family", list(families))
    frame.insert(0, "month", pd.PeriodIndex([target] * len(frame), freq="M"))
    return frame


def _last(row: Mapping[str, float], lag: int, tolerance: float, explained: bool) -> dict[str, Any]:
    """Return what the reviewed month says."""
    forecast, actual = float(row[AGREED]), float(row["actual"])
    off = forecast - actual
    if np.isnan(forecast):
        status = f"no snapshot of lag {lag} yet"
    elif np.isnan(actual):
        status = "no actual yet"
    else:
        status = status_of(off, actual, tolerance, explained)
    share = off / actual * 100 if actual > 0 else np.nan
    gain = abs(row["planned"] - actual) - abs(off)
    return {
        "lag": lag,
        "forecast": forecast,
        "actual": actual,
        "bias": off,
        "bias_of_month": share,
        "status": status,
        "adjustment": row["adjustment"],
        "adjustment_gain": gain if np.isfinite(row["adjustment"]) else np.nan,
    }


def _over_window(window: Mapping[str, Floats]) -> dict[str, Any]:
    """Return the measures over the months that have what each of them needs."""
    known = np.isfinite(window[AGREED]) & np.isfinite(window["actual"])
    agreed, came = window[AGREED][known], window["actual"][known]
    reported = window["reported"][known]
    then = np.where(np.isfinite(reported), reported, came)
    all_known = known & np.isfinite(window[STATISTICAL]) & np.isfinite(window["naive"])
    steps = {name: column[all_known] for name, column in window.items()}
    actual = steps["actual"]
    return {
        "months": len(agreed),
        "accuracy": accuracy(agreed, came) * 100,
        "bias_percent": bias_percent(agreed, came) * 100,
        "tracking": tracking_signal(agreed, came) if len(agreed) else np.nan,
        "reported_accuracy": accuracy(agreed, then) * 100,
        "reported_bias": bias_percent(agreed, then) * 100,
        "naive_months": len(actual),
        "statistical_value": value_added(steps[STATISTICAL], steps["naive"], actual) * 100,
        "plan_value": value_added(steps["planned"], steps[STATISTICAL], actual) * 100,
        "people_value": value_added(steps[AGREED], steps["planned"], actual) * 100,
    }
