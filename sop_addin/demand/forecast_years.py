"""The forecast report for sales and marketing: years below each other, one block a family."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sop_addin.demand.panel import Floats

__all__ = ["HISTORY", "MONTHS", "year_rows"]

HISTORY = 36
"""Closed months that a block shows."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_AHEAD = (
    ("statistical_forecast", "Forecast"),
    ("low80", "80 % band, low"),
    ("high80", "80 % band, high"),
)
_CAME = "Demand"


def year_rows(
    history: pd.DataFrame, ahead: pd.DataFrame, codes: list[str], months: pd.PeriodIndex
) -> pd.DataFrame:
    """Return the blocks of all families.

    Parameters
    ----------
    history
        ``unique_id, ds, y``: demand as it came, units; the last :data:`HISTORY` months count.
    ahead
        ``key, series, month, value`` of the statistical forecast and its 80 % band, units.
    codes
        Families in the order of the answer.
    months
        The horizon, from the cycle month on.

    Returns
    -------
    DataFrame
        ``family, measure, year, jan, ..., dec`` in units, and ``total``: the sum of a demand or
        forecast over what the row holds (a band does not add up), NaN where nothing is known.
        Demand of the years first, then forecast, then its band; rows without a number are left out.

    Examples
    --------
    >>> months = pd.period_range("2026-03", periods=2, freq="M")
    >>> came = pd.DataFrame({"unique_id": "Pumps", "ds": months - 2, "y": [5.0, 6.0]})
    >>> rows = {"key": "Pumps", "series": "statistical_forecast", "month": months, "value": 7.0}
    >>> blocks = year_rows(came, pd.DataFrame(rows), ["Pumps"], months)
    >>> blocks[["measure", "year", "jan", "feb", "mar", "total"]].values.tolist()
    [['Demand', '2026', 5.0, 6.0, nan, 11.0], ['Forecast', '2026', nan, nan, 7.0, 14.0]]
    """
    cycle = months[0]
    recent = history[(history["ds"] >= cycle - HISTORY) & (history["ds"] < cycle)]
    named = recent.rename(columns={"unique_id": "key", "ds": "month", "y": "value"})
    parts = [_block(named, codes)]
    names = [_CAME]
    for series, name in _AHEAD:
        own = ahead[(ahead["series"] == series) & ahead["month"].isin(months)]
        parts.append(_block(own, codes))
        names.append(name)
    known = [years for years, _ in parts if years]
    if not known:
        return pd.DataFrame(columns=["family", "measure", "year", *MONTHS, "total"])
    first, last = min(y[0] for y in known), max(y[-1] for y in known)
    cube = np.full((len(codes), len(names), last - first + 1, 12), np.nan)
    for number, (years, values) in enumerate(parts):
        if not years:
            continue
        cube[:, number, years[0] - first : years[-1] - first + 1] = values
    family, measure, year = (np.asarray(at) for at in np.isfinite(cube).any(axis=3).nonzero())
    flat = cube[family, measure, year]
    total = np.nansum(flat, axis=1)
    frame = pd.DataFrame(
        {
            "family": np.array(codes, dtype=object)[family],
            "measure": np.array(names, dtype=object)[measure],
            "year": (year + first).astype(str).astype(object),
        }
    )
    across = pd.DataFrame(flat, columns=list(MONTHS))
    adds = np.where(measure < 2, total, np.nan)
    return pd.concat([frame, across, pd.Series(adds, name="total")], axis=1)


def _block(rows: pd.DataFrame, codes: list[str]) -> tuple[range, Floats]:
    """Return the years, and values of shape (families, years, 12)."""
    known = rows.dropna(subset="value")
    known = known[known["key"].isin(codes)]
    month = pd.PeriodIndex(known["month"], freq="M")
    if known.empty:
        return range(0), np.empty((len(codes), 0, 12))
    years = range(int(month.year.min()), int(month.year.max()) + 1)
    values = np.full((len(codes), len(years), 12), np.nan)
    key = pd.Index(codes).get_indexer(pd.Index(known["key"]))
    at = (key, np.asarray(month.year) - years[0], np.asarray(month.month) - 1)
    values[at] = known["value"].to_numpy(dtype=float)
    return years, values
