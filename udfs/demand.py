"""Forecast and its measures as worksheet functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from sop_addin.demand.forecast import ForecastResult
from sop_addin.demand.life_cycle import ramp
from sop_addin.demand.measures import bias_percent, wmape
from sop_addin.demand.panel import Floats
from sop_addin.demand.review import tracking_signal, value_added
from sop_addin.demand.rolling import from_cycle
from sop_addin.errors import DataError
from sop_addin.periods import month
from udfs.convert import Block, block, month_of, number, row_or_column, same_months
from udfs.declared import worksheet_function

__all__ = [
    "SOP_BIAS",
    "SOP_FORECAST",
    "SOP_FORECAST_BAND",
    "SOP_FORECAST_INFO",
    "SOP_FVA",
    "SOP_PHASE_IN",
    "SOP_TRACKING",
    "SOP_WMAPE",
]

_ANY_MONTH = month("2000-12")
"""Where nobody says when a history ends: no number depends on it."""

_MOST_MONTHS = 60


@worksheet_function
def SOP_FORECAST(history: Any, horizon: Any) -> Any:
    """Return the forecast by month.

    Examples
    --------
    >>> SOP_FORECAST([[9, 11, 10]], 2)
    [[10.0, 10.0]]
    """
    cells = block(history, "history")
    return cells.laid_out(_by_series(_forecast(cells, _horizon(horizon)), cells, ["yhat"]))


@worksheet_function
def SOP_FORECAST_BAND(history: Any, horizon: Any, level: Any = 80) -> Any:
    """Return lower and upper limit by month."""
    cells = block(history, "history")
    share = number(level, "level", 80)
    if share not in (80, 95):
        raise DataError("level", f"{share:g}", "80 or 95", "Choose one of the two bands.")
    limits = [f"lo{share:g}", f"hi{share:g}"]
    return cells.laid_out(_by_series(_forecast(cells, _horizon(horizon)), cells, limits))


@worksheet_function
def SOP_FORECAST_INFO(history: Any, last_month: Any) -> Any:
    """Return method, months used, errors and explanation, one below the other."""
    cells = block(history, "history")
    methods = _forecast(cells, 12, month_of(last_month, "last_month")).methods
    ordered = methods.sort_values("unique_id")
    rows = ordered[["method", "observations", "backtest_wmape", "naive_wmape", "explanation"]]
    return [["" if pd.isna(v) else v for v in rows[name].tolist()] for name in rows]


def _horizon(cells: Any) -> int:
    ahead = number(cells, "horizon")
    if not (ahead.is_integer() and 1 <= ahead <= _MOST_MONTHS):
        wanted = f"whole months, 1 to {_MOST_MONTHS}"
        raise DataError("horizon", f"{ahead:g}", wanted, "Correct the cell.")
    return int(ahead)


def _forecast(cells: Block, horizon: int, last: pd.Period = _ANY_MONTH) -> ForecastResult:
    """Forecast as the button does: months after the last one that any series knows."""
    known = np.isfinite(cells.values)
    if not known.any(axis=0).all():
        raise DataError("history", "a series of blanks", "at least one number", "Fill it.")
    values = cells.values[: int(np.flatnonzero(known.any(axis=1)).max()) + 1]
    months, series = values.shape
    history = pd.DataFrame(
        {
            "unique_id": np.repeat(np.arange(series), months),
            "ds": np.tile(pd.period_range(end=last, periods=months, freq="M"), series),
            "y": values.T.ravel(),
        }
    ).dropna()
    history["ds"] = pd.PeriodIndex(history["ds"], freq="M")
    return from_cycle(history, last + 1, horizon)


def _by_series(result: ForecastResult, cells: Block, columns: list[str]) -> Floats:
    """Return months down and, series by series, the named columns across."""
    wide = result.forecasts.pivot(index="ds", columns="unique_id", values=columns)
    order = [(name, series) for series in range(cells.values.shape[1]) for name in columns]
    return wide[order].to_numpy(dtype=float)


@worksheet_function
def SOP_WMAPE(forecast: Any, actual: Any) -> Any:
    """Return the weighted absolute percentage error.

    Examples
    --------
    >>> round(SOP_WMAPE([900, 20], [1000, 10]), 3), SOP_WMAPE([900], ["n/a"])
    (0.109, "SOP_WMAPE: actual row 1: got 'n/a', expected a number. Correct the cell.")
    """
    return _measured(wmape, forecast=forecast, actual=actual)


@worksheet_function
def SOP_BIAS(forecast: Any, actual: Any) -> Any:
    """Return the bias over the sum of actuals; positive means over-forecast."""
    return _measured(bias_percent, forecast=forecast, actual=actual)


@worksheet_function
def SOP_TRACKING(forecast: Any, actual: Any) -> Any:
    """Return the tracking signal; positive means over-forecast."""
    return _measured(tracking_signal, forecast=forecast, actual=actual)


@worksheet_function
def SOP_FVA(forecast: Any, before: Any, actual: Any) -> Any:
    """Return the value that a step adds; positive means that it helped."""
    return _measured(value_added, forecast=forecast, before=before, actual=actual)


def _measured(measure: Callable[..., float], **cells: Any) -> float:
    """Return a measure over the months in which every argument has a number."""
    blocks = {name: block(each, name) for name, each in cells.items()}
    same_months(**blocks)
    known = np.all([np.isfinite(each.values) for each in blocks.values()], axis=0)
    names = " and ".join(blocks)
    if not known.any():
        raise DataError(names, "no month that has all", "one at least", "Fill the months.")
    value = measure(*(each.values[known] for each in blocks.values()))
    if np.isnan(value):
        got = "errors or actuals that add up to 0"
        raise DataError(names, got, "something to divide by", "Choose other months.")
    return value


@worksheet_function
def SOP_PHASE_IN(like: Any, first: Any, scale_percent: Any, ramp_months: Any = 1) -> Any:
    """Return a launch by month: the like item x scale x ramp.

    Examples
    --------
    >>> SOP_PHASE_IN([100, 100, 110], 2, 50, 4)
    [[0.0], [12.5], [27.5]]
    """
    cells = row_or_column(like, "like", known=True)
    months = pd.period_range(_ANY_MONTH, periods=len(cells.values), freq="M")
    start, scale = number(first, "first"), number(scale_percent, "scale_percent")
    steps = number(ramp_months, "ramp_months", 1)
    if not start.is_integer():
        raise DataError("first", f"{start:g}", "the number of a month", "Correct the cell.")
    for name, value, least in (("scale_percent", scale, 0), ("ramp_months", steps, 1)):
        if value < least:
            raise DataError(name, f"{value:g}", f"at least {least}", "Correct the cell.")
    reached = ramp(_ANY_MONTH + int(start) - 1, steps, months)
    return cells.laid_out(scale / 100 * reached[:, None] * cells.values)
