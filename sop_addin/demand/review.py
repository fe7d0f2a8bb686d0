"""Is a forecast biased, and did each step of the demand review make it better."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from sop_addin.demand.measures import accuracy, bias, bias_percent, wmape
from sop_addin.demand.seasonality import SEASON
from sop_addin.demand.snapshots import AGREED, STATISTICAL, at_lag

__all__ = ["EXPLAINED", "WAITING", "WITHIN", "review", "tracking_signal", "value_added"]

WAITING, EXPLAINED, WITHIN = "name the root cause", "explained", "within tolerance"
"""Status of a month: beyond the tolerance without and with a root cause, and not beyond."""

_WINDOW = 12
"""Months over which accuracy, bias and value added are measured."""


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


def review(
    versions: pd.DataFrame,
    history: pd.DataFrame,
    families: Sequence[str],
    cycle: pd.Period,
    lag: int,
    tolerance: float,
    causes: pd.DataFrame,
) -> pd.DataFrame:
    """Set frozen forecasts of a fixed lag against the last closed month and the year behind it.

    Parameters
    ----------
    versions
        ``cycle, version, family, series, lag0, ...``: the frozen forecasts, units.
    history
        ``unique_id, ds, y``: demand as it came, latest restatement, units.
    families
        Codes, in the order of the answer.
    cycle
        The month in which this cycle runs; the month before it is reviewed.
    lag
        Month forecast less the cycle month in which it was forecast.
    tolerance
        Per cent of the actual beyond which a root cause is asked for.
    causes
        ``month, family, cause`` as people filled them; blank where they did not.

    Returns
    -------
    DataFrame
        One row a family: ``month, family, lag, forecast, actual, bias`` (units, forecast - actual),
        ``bias_of_month`` (%), ``status``, ``months`` (how many were measured), ``accuracy,
        bias_percent`` (%), ``tracking``, ``naive_months``, ``statistical_value, people_value``
        (points of WMAPE gained, positive is better); NaN where there is nothing to measure.

    Examples
    --------
    >>> cycle = pd.Period("2026-03", "M")
    >>> frozen = pd.DataFrame({"cycle": [cycle - 2], "version": "forecast", "family": "Pumps"})
    >>> frozen = frozen.assign(series="unconstrained_demand", lag1=120.0)
    >>> came = pd.DataFrame({"unique_id": ["Pumps"], "ds": [cycle - 1], "y": [100.0]})
    >>> none = pd.DataFrame({"month": [], "family": [], "cause": []})
    >>> row = review(frozen, came, ["Pumps"], cycle, 1, 15, none).iloc[0]
    >>> print(row["bias"], row["accuracy"], row["status"])
    20.0 80.0 name the root cause
    """
    target = cycle - 1
    actual = history.set_index(["unique_id", "ds"])["y"]
    months = pd.period_range(end=target, periods=_WINDOW, freq="M")
    index = pd.MultiIndex.from_product([list(families), months], names=["family", "month"])
    known_then = months - SEASON * (lag // SEASON + 1)
    year_before = pd.MultiIndex.from_product([list(families), known_then])
    window = at_lag(versions, lag).reindex(index)
    window["actual"] = actual.reindex(index).to_numpy()
    window["naive"] = actual.reindex(year_before).to_numpy()
    named = causes[(causes["month"] == target) & (causes["cause"].fillna("") != "")]["family"]
    known = set(named)
    rows = [
        _last(part.iloc[-1], lag, tolerance, code in known) | _over_window(part)
        for code, part in window.groupby(level="family", sort=False)
    ]
    frame = pd.DataFrame(rows)
    frame.insert(0, "family", list(families))
    frame.insert(0, "month", pd.PeriodIndex([target] * len(frame), freq="M"))
    return frame


def _last(row: pd.Series[Any], lag: int, tolerance: float, explained: bool) -> dict[str, Any]:
    """Return what the reviewed month says."""
    forecast, actual = float(row[AGREED]), float(row["actual"])
    off = forecast - actual
    if np.isnan(forecast):
        status = f"no snapshot of lag {lag} yet"
    elif np.isnan(actual):
        status = "no actual yet"
    elif abs(off) <= tolerance / 100 * abs(actual):
        status = WITHIN
    else:
        status = EXPLAINED if explained else WAITING
    share = off / actual * 100 if actual > 0 else np.nan
    return {
        "lag": lag,
        "forecast": forecast,
        "actual": actual,
        "bias": off,
        "bias_of_month": share,
        "status": status,
    }


def _over_window(window: pd.DataFrame) -> dict[str, Any]:
    """Return the measures over the months that have what each of them needs."""
    agreed = window.dropna(subset=[AGREED, "actual"])
    steps = window.dropna(subset=[STATISTICAL, AGREED, "naive", "actual"])
    pair = (agreed[AGREED], agreed["actual"])
    statistics = (steps[STATISTICAL], steps["naive"], steps["actual"])
    people = (steps[AGREED], steps[STATISTICAL], steps["actual"])
    return {
        "months": len(agreed),
        "accuracy": accuracy(*pair) * 100,
        "bias_percent": bias_percent(*pair) * 100,
        "tracking": tracking_signal(*pair) if len(agreed) else np.nan,
        "naive_months": len(steps),
        "statistical_value": value_added(*statistics) * 100,
        "people_value": value_added(*people) * 100,
    }
