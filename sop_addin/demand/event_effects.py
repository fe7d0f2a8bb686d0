"""What past activities did, with its uncertainty, and demand as it would have been without them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from sop_addin.demand.expectation import Expectation, expectation, wide_history
from sop_addin.demand.panel import Floats
from sop_addin.wording import counted

__all__ = ["effect_rows", "measured", "without_events"]

_EXPECTATION_ERROR = 0.35
"""Variance of an expectation (medians of a year and of some years) as a part of a month's own."""

_FEWEST = 2  # months of a calendar month without events


_COLUMNS = ["activity", "what", "family", "months", "effect", "percent", "standard_error"]
_MEASURED = [*_COLUMNS, "percent_error"]


def measured(history: pd.DataFrame, past: pd.DataFrame) -> pd.DataFrame:
    """Measure every past activity against what its months were to be expected to be.

    Expected is what neighbouring months and the season say, all event months left out. A month
    that two activities share says nothing about either and is not used.

    Parameters
    ----------
    history
        ``unique_id, ds, y``: demand of closed months, odd months cleansed, units.
    past
        Rows of :func:`sop_addin.demand.events.activity_months` in closed months.

    Returns
    -------
    DataFrame
        ``activity, what, family``; ``months`` used; ``effect`` (units a month, actual - expected),
        ``percent`` (of expected demand), ``standard_error`` (units a month), ``percent_error``
        (standard error of the percentage); NaN where no month could be used.

    Examples
    --------
    >>> span = pd.period_range("2022-01", periods=48, freq="M")
    >>> history = pd.DataFrame({"unique_id": "Pumps", "ds": span, "y": 100.0})
    >>> history.loc[[30, 40], "y"] = [130.0, 150.0]
    >>> past = pd.DataFrame({"activity": "A1", "what": "Fair", "ds": span[[30, 40]]})
    >>> effects = measured(history, past.assign(unique_id="Pumps"))
    >>> effects[["months", "effect", "percent"]].values
    array([[ 2., 40., 40.]])
    """
    if past.empty or history.empty:
        return pd.DataFrame(columns=_MEASURED)
    wide = wide_history(history)
    usual = expectation(wide, _touched(wide, past) > 0, fewest=_FEWEST)
    alone = ~past.duplicated(["unique_id", "ds"], keep=False)
    values = wide.to_numpy(dtype=float)
    rows = past.assign(
        effect=_at(wide, values - usual.expected, past),
        expected=_at(wide, usual.expected, past),
        variance=_at(wide, _variance(values, usual), past),
    )
    rows.loc[~alone, ["effect", "expected", "variance"]] = np.nan
    rows.loc[rows["effect"].isna(), ["expected", "variance"]] = np.nan
    keys = ["activity", "what", "unique_id"]
    group = rows.groupby(keys, sort=False)
    months = group["effect"].count()
    total = group[["effect", "expected", "variance"]].sum(min_count=1)
    frame = pd.DataFrame(
        {
            "months": months,
            "effect": total["effect"] / months,
            "percent": 100 * total["effect"] / total["expected"],
            "standard_error": np.sqrt(total["variance"]) / months,
            "percent_error": 100 * np.sqrt(total["variance"]) / total["expected"],
        }
    )
    return frame.reset_index().rename(columns={"unique_id": "family"})[_MEASURED]


def _variance(values: Floats, usual: Expectation) -> Floats:
    """Return the variance of actual - expected; a lifted month varies by as much more, (T, N)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        lift = np.maximum(values / usual.expected, 1.0)
    variance: Floats = usual.spread**2 * (lift**2 + _EXPECTATION_ERROR)
    return variance


def without_events(history: pd.DataFrame, past: pd.DataFrame) -> pd.DataFrame:
    """Return the history with months of events as they were to be expected without them.

    A forecast is fitted on it, otherwise events count twice. Months whose expectation cannot be
    said (a calendar month known less than twice besides) stay as they are.

    Examples
    --------
    >>> span = pd.period_range("2022-01", periods=48, freq="M")
    >>> history = pd.DataFrame({"unique_id": "Pumps", "ds": span, "y": 100.0})
    >>> history.loc[40, "y"] = 150.0
    >>> past = pd.DataFrame({"unique_id": ["Pumps"], "ds": span[40:41]})
    >>> set(without_events(history, past)["y"])
    {100.0}
    """
    if past.empty or history.empty:
        return history
    wide = wide_history(history)
    touched = _touched(wide, past)
    usual = expectation(wide, touched > 0, fewest=_FEWEST).expected
    rows = history.rename(columns={"y": "raw"})
    expected = _at(wide, np.where(touched > 0, usual, np.nan), rows)
    return history.assign(y=np.where(np.isfinite(expected), expected, history["y"]))


def _touched(wide: pd.DataFrame, past: pd.DataFrame) -> np.ndarray:
    """Return the number of activities in each month of each series, shape (T, N)."""
    month = wide.index.get_indexer(pd.PeriodIndex(past["ds"]))
    series = wide.columns.get_indexer(pd.Index(past["unique_id"]))
    known = (month >= 0) & (series >= 0)
    count = np.zeros(wide.shape, dtype=int)
    np.add.at(count, (month[known], series[known]), 1)
    return count


def _at(wide: pd.DataFrame, values: np.ndarray, rows: pd.DataFrame) -> np.ndarray:
    """Return the value of each row's month and series; NaN where the history has none."""
    month = wide.index.get_indexer(pd.PeriodIndex(rows["ds"]))
    series = wide.columns.get_indexer(pd.Index(rows["unique_id"]))
    picked: np.ndarray = np.where((month >= 0) & (series >= 0), values[month, series], np.nan)
    return picked


def effect_rows(effects: pd.DataFrame, coming: pd.DataFrame) -> pd.DataFrame:
    """Return one row an activity and family: what it did, what it will add, and from what.

    Parameters
    ----------
    effects
        From :func:`measured`.
    coming
        From :func:`sop_addin.demand.events.counted`.

    Returns
    -------
    DataFrame
        ``activity, family, what, months, effect, percent, standard_error`` (of the past), ``ahead``
        (units over the horizon, weighted by probability), ``explanation``.
    """
    keys = ["activity", "what", "family"]
    group = coming.rename(columns={"unique_id": "family"}).groupby(keys, sort=False)
    summed = group[["units"]].sum(min_count=1).rename(columns={"units": "ahead"})
    summed["basis"] = group["basis"].first()
    rows = effects.merge(summed.reset_index(), on=keys, how="outer", sort=True)
    rows["explanation"] = [_explained(row) for row in rows.to_dict("records")]
    return rows[["activity", "family", "what", *_COLUMNS[3:], "ahead", "explanation"]]


def _explained(row: Mapping[Any, Any]) -> str:
    words = []
    months, effect, error = row["months"], row["effect"], row["standard_error"]
    if months > 0:
        sure = "" if abs(effect) > 1.96 * error else "; may be chance"
        seen = counted(int(months), "month")
        words.append(f"Past: {effect:+,.0f} ± {error:,.0f} a month, n = {seen}{sure}.")
    elif months == 0:
        words.append(
            "Past: cannot be measured: the history is too short, the event comes every year, or"
            " another one shares its months."
        )
    if isinstance(row["basis"], str):
        words.append(f"Ahead: {row['basis']}.")
    return " ".join(words)
