"""The forecast of every series with its bands, its method and one sentence that explains it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sop_addin.demand.backtest import backtest
from sop_addin.demand.backtest_table import backtest_table, error_texts, last_year_wmape
from sop_addin.demand.bands import bands
from sop_addin.demand.combination import Route, combine, route
from sop_addin.demand.explanation import Proof, explanations, method_names
from sop_addin.demand.members import Member
from sop_addin.demand.panel import Floats, count, long_frame, panel
from sop_addin.demand.profile import calendar_factors, in_season
from sop_addin.demand.seasonality import SEASON

__all__ = ["ForecastResult", "forecast"]

_CHUNK = 2000  # series fitted at a time
_FEWEST_POOLED = 250  # series that have a season's history, before any learns from the others


@dataclass(frozen=True)
class ForecastResult:
    """Forecasts of all series.

    Parameters
    ----------
    forecasts
        One row a series and month ahead: ``unique_id``, ``ds`` (``period[M]``), ``yhat``, ``lo80``,
        ``hi80``, ``lo95``, ``hi95``, in the unit of the history; lo95 <= lo80 <= yhat <= hi80 <=
        hi95.
    methods
        One row a series: ``unique_id``, ``method``, ``observations`` (months), ``backtest_wmape``
        and ``naive_wmape`` (last year's month, or the last known month where there was none), both
        fractions over the last 12 months, NaN without enough history; ``backtest``, the error of
        each method that competed; ``explanation``.
    tests
        The same as a table: ``unique_id`` and the columns of
        :func:`sop_addin.demand.backtest_table.backtest_table`.
    """

    forecasts: pd.DataFrame
    methods: pd.DataFrame
    tests: pd.DataFrame


def forecast(
    history: pd.DataFrame,
    horizon: int,
    *,
    end: pd.Period | None = None,
    still_sold: Collection[object] = (),
) -> ForecastResult:
    """Forecast every series of a history.

    Parameters
    ----------
    history
        One row a series and closed month: ``unique_id``, ``ds`` (``period[M]``), ``y`` (demand in
        the series' unit; negative where returns exceed sales). No month missing within a series.
    horizon
        Months ahead, at least 1.
    end
        The last closed month; when given, a series that ends earlier or later is refused.
    still_sold
        Series that a year without demand does not make discontinued.

    Returns
    -------
    ForecastResult
        Series in the order of their first row in `history`. The same history gives the same
        digits. With fewer than 250 series of over two years, a series' forecast does not depend on
        the others, with one exception: of at most 24 months itself, it is lent the season that 20
        or more others share (:func:`sop_addin.demand.profile.panel_profile`). From 250 on, boosting
        learns from all of them (2,000 at a time). The bands always depend a little on the others,
        through the pooled calibration (:func:`sop_addin.demand.bands.bands`).

    Raises
    ------
    DataError
        See :func:`sop_addin.demand.panel.panel`.
    ValueError
        `horizon` is less than 1.

    Examples
    --------
    >>> months = pd.period_range("2026-01", periods=3, freq="M")
    >>> history = pd.DataFrame({"unique_id": "Pumps", "ds": months, "y": [9.0, 11.0, 10.0]})
    >>> result = forecast(history, 2)
    >>> result.forecasts[["ds", "yhat"]].values.tolist()
    [[Period('2026-04', 'M'), 10.0], [Period('2026-05', 'M'), 10.0]]
    >>> result.methods["explanation"].item()
    'Only 3 months of history: the last month is repeated; too short to test on the past.'
    """
    if horizon < 1:
        raise ValueError(f"horizon is {horizon}; expected at least 1 month")
    data = panel(history, end=end)
    unit = _units(data.values)
    values = data.values / unit
    chunks = _chunks(data.ids)
    order = np.concatenate(chunks)
    back = np.argsort(order)
    kept = np.array([name in still_sold for name in data.ids])
    routes = route(values, kept)
    runs = [_run(values[:, some], data.ends[some], routes[some], horizon) for some in chunks]
    ahead = np.concatenate([run.ahead for run in runs], axis=1)
    limits = bands(
        values[:, order],
        ahead,
        np.concatenate([run.past for run in runs], axis=2),
        np.concatenate([run.actuals for run in runs], axis=2),
        np.concatenate([run.expected for run in runs], axis=2),
        routes[order],
    )
    columns = {
        "yhat": ahead,
        "lo80": limits.lo80,
        "hi80": limits.hi80,
        "lo95": limits.lo95,
        "hi95": limits.hi95,
    }
    columns = {name: array[:horizon, back] * unit for name, array in columns.items()}
    methods = pd.concat([run.methods for run in runs], ignore_index=True).iloc[back]
    methods = methods.reset_index(drop=True)
    methods.insert(0, "unique_id", list(data.ids))
    tests = _named([run.tests for run in runs], chunks, data.ids)
    return ForecastResult(long_frame(data.ids, data.ends + 1, columns), methods, tests)


def _named(
    tests: list[pd.DataFrame], chunks: list[NDArray[np.intp]], ids: tuple[Any, ...]
) -> pd.DataFrame:
    """Return the tests of all chunks in the order of the series, by their names."""
    parts = [
        part.assign(series=some[part["series"]]) for part, some in zip(tests, chunks, strict=True)
    ]
    rows = pd.concat(parts, ignore_index=True).sort_values("series", kind="stable")
    names = np.empty(len(ids), dtype=object)
    names[:] = ids
    rows.insert(0, "unique_id", names[rows["series"]])
    return rows.drop(columns="series").reset_index(drop=True)


@dataclass(frozen=True)
class _Run:
    """What is kept of a chunk of series: forecasts, backtest and methods, without bands."""

    ahead: Floats
    past: Floats
    actuals: Floats
    expected: Floats
    methods: pd.DataFrame
    tests: pd.DataFrame


def _chunks(ids: tuple[Any, ...]) -> list[NDArray[np.intp]]:
    """Return the series of each chunk, alike in number and mixture, whatever their order."""
    by_name = np.array(sorted(range(len(ids)), key=lambda i: str(ids[i])))
    parts = -(-len(ids) // _CHUNK)
    return [by_name[part::parts] for part in range(parts)]


def _run(values: Floats, ends: NDArray[np.int64], routes: NDArray[np.int64], horizon: int) -> _Run:
    """Forecast a chunk of series, so that memory does not grow with their number."""
    regular = routes == Route.REGULAR.value
    pooled = regular if regular.sum() >= _FEWEST_POOLED else None
    longest = max(horizon, SEASON)
    factors = calendar_factors(values, ends, longest)
    test = backtest(values / factors[: len(values)], longest, pooled=pooled)
    test = in_season(test, factors)
    lent = (factors != 1.0).any(axis=0)
    chosen = combine(test, routes)
    year, month = test.past[Member.SEASONAL_NAIVE], test.past[Member.NAIVE]
    proof = Proof(
        wmape=last_year_wmape(chosen.past, test.actuals),
        naive_wmape=last_year_wmape(np.where(np.isfinite(year), year, month), test.actuals),
        last_year=np.isfinite(year[0, 0]),
    )
    tests = backtest_table(chosen, test)
    methods = pd.DataFrame(
        {
            "method": method_names(chosen),
            "observations": count(values),
            "backtest_wmape": proof.wmape,
            "naive_wmape": proof.naive_wmape,
            "backtest": error_texts(tests, values.shape[1]),
            "explanation": explanations(values, ends, chosen, proof, lent),
        }
    )
    return _Run(chosen.ahead, chosen.past, test.actuals, test.expected, methods, tests)


def _units(values: Floats) -> Floats:
    """Return a power of two near each series' size: dividing by it changes no digit, shape (N,)."""
    seen = np.isfinite(values)
    size = np.where(seen, np.abs(values), 0.0).sum(axis=0) / count(values)
    return np.exp2(np.round(np.log2(np.where(size > 0, size, 1.0))))
