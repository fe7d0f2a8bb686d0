"""How far off each competing method would have been: the backtest as a table."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sop_addin.demand.backtest import Backtest
from sop_addin.demand.combination import Combination, Route, competitors
from sop_addin.demand.panel import Floats
from sop_addin.demand.seasonality import SEASON

__all__ = ["backtest_table", "error_texts", "last_year_wmape", "untested"]

THE_FORECAST = "the forecast"
"""What stands for all methods of a series together, by their weights."""

_NUMBERS = ["weight", "wmape", "bias", "all_wmape", "months"]


def backtest_table(chosen: Combination, test: Backtest) -> pd.DataFrame:
    """Return what the backtest says of each series' forecast and of each method that competed.

    Parameters
    ----------
    chosen
        Routes and weights of N series.
    test
        Their backtest.

    Returns
    -------
    pandas.DataFrame
        ``series`` (0 to N - 1), ``method``, ``weight`` (fraction), ``wmape`` and ``bias`` (forecast
        - actual, fractions of actual demand) over the last 12 months, all of them forecast before
        the first; ``all_wmape`` over all earlier origins, in ``months`` comparisons. NaN where not
        known. Of each series the forecast itself first, then the methods, the best first; none of
        a discontinued one.

    Examples
    --------
    >>> from sop_addin.demand.backtest import backtest
    >>> from sop_addin.demand.combination import combine, route
    >>> history = np.full((30, 1), 7.0)
    >>> test = backtest(history, 12)
    >>> rows = backtest_table(combine(test, route(history)), test)
    >>> rows.loc[:1, ["method", "wmape", "months"]].round(6).values.tolist()
    [['the forecast', 0.0, 36.0], ['ETS', 0.0, 36.0]]
    """
    alive = np.flatnonzero(chosen.routes != Route.DISCONTINUED.value)
    everything = np.ones(len(chosen.routes))
    parts = [_rows(THE_FORECAST, everything, chosen.past, test.actuals, alive)]
    for member, weight in zip(chosen.members, chosen.weights, strict=True):
        kinds = [kind.value for kind in Route if member in competitors(kind)]
        mine = np.flatnonzero(np.isin(chosen.routes, kinds))
        parts.append(_rows(member.value, weight, test.past[member], test.actuals, mine))
    rows = pd.concat(parts, ignore_index=True)
    behind = rows["method"] != THE_FORECAST
    order = np.lexsort((rows["wmape"].fillna(np.inf), behind, rows["series"]))
    return rows.iloc[order].reset_index(drop=True)


def _rows(
    method: str, weight: Floats, past: Floats, actuals: Floats, mine: NDArray[np.intp]
) -> pd.DataFrame:
    """Return one row for each of the series `mine`."""
    past, actuals = past[:, :, mine], actuals[:, :, mine]
    known = np.isfinite(past) & np.isfinite(actuals)
    errors = np.where(known, past - actuals, 0.0)
    total = np.where(known, actuals, 0.0).sum(axis=(0, 1))
    year = slice(0, SEASON)
    return pd.DataFrame(
        {
            "series": mine,
            "method": method,
            "weight": weight[mine],
            "wmape": last_year_wmape(past, actuals),
            "bias": _part((past[0, year] - actuals[0, year]).sum(axis=0), actuals[0, year].sum(0)),
            "all_wmape": _part(np.abs(errors).sum(axis=(0, 1)), total),
            "months": known.sum(axis=(0, 1)).astype(float),
        }
    )


def last_year_wmape(past: Floats, actuals: Floats) -> Floats:
    """Return the error over the last 12 months, all of them forecast at their start, shape (N,).

    Parameters
    ----------
    past, actuals
        What would have been said at O origins and what came, shape (O, H, N); the first origin is
        a year before the end.

    Returns
    -------
    numpy.ndarray
        A fraction; NaN where a month is not known or nothing was sold.
    """
    year = slice(0, SEASON)
    return _part(np.abs(past[0, year] - actuals[0, year]).sum(axis=0), actuals[0, year].sum(axis=0))


def _part(error: Floats, total: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        part: Floats = np.where(total > 0, error / total, np.nan)
    return part


def error_texts(rows: pd.DataFrame, series: int) -> list[str]:
    """Return each competing method's own error of each of N series, the best first.

    Such as ``Theta 6.1 %, ETS 6.4 %, last year's month 8.9 %``; empty where none was tested.

    Parameters
    ----------
    rows
        From :func:`backtest_table`.
    series
        N.
    """
    said: list[list[str]] = [[] for _ in range(series)]
    told = rows[(rows["method"] != THE_FORECAST) & rows["wmape"].notna()]
    for at, method, error in zip(told["series"], told["method"], told["wmape"], strict=True):
        said[at].append(f"{method} {error:.1%}".replace("%", " %"))
    return [", ".join(each) for each in said]


def untested(methods: pd.DataFrame, tests: pd.DataFrame, name: object) -> pd.DataFrame:
    """Return the tests with one row of a series whose forecast is made by none of its methods.

    In `methods`, its errors are taken out, for they are of a forecast that is not used.

    Parameters
    ----------
    methods, tests
        As in :class:`sop_addin.demand.forecast.ForecastResult`; ``method`` already says how.
    name
        The series.
    """
    mine = methods["unique_id"] == name
    methods.loc[mine, ["backtest_wmape", "naive_wmape"]] = np.nan
    methods.loc[mine, "backtest"] = ""
    row = {"unique_id": name, "method": methods.loc[mine, "method"].item(), "weight": 1.0}
    row |= {number: np.nan for number in _NUMBERS[1:-1]} | {"months": 0.0}
    return pd.concat([tests[tests["unique_id"] != name], pd.DataFrame([row])], ignore_index=True)
