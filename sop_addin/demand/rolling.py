"""The forecast as a cycle needs it: from the cycle month on, whenever a family's history ends."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from sop_addin.demand.forecast import ForecastResult, forecast
from sop_addin.demand.gaps import gap_text, without_gaps
from sop_addin.wording import counted

__all__ = ["backtest_by_family", "from_cycle", "report"]


def from_cycle(
    history: pd.DataFrame,
    cycle: pd.Period,
    horizon: int,
    *,
    still_sold: Collection[object] = (),
) -> ForecastResult:
    """Forecast `horizon` months from the cycle month.

    A family whose history ends before the last closed month is forecast from its own end over the
    gap; months missing in between are estimated, or what stands before them left out, see
    :func:`sop_addin.demand.gaps.without_gaps`. Its explanation says so.

    Parameters
    ----------
    history
        ``unique_id, ds, y`` of months before `cycle`.
    still_sold
        Families that a year without demand does not make discontinued.

    Returns
    -------
    ForecastResult
        Rows from `cycle` on only.
    """
    usable = without_gaps(history)
    rows = usable.rows
    ends = rows.groupby("unique_id", sort=False)["ds"].transform("max")
    parts = []
    for end, part in rows.groupby(ends, sort=True):
        gap = int(cycle.ordinal - end.ordinal) - 1
        result = forecast(part, horizon + gap, still_sold=still_sold)
        parts.append(_shifted(result, cycle, end, gap))
    methods = pd.concat([p.methods for p in parts], ignore_index=True)
    said = {gap["unique_id"]: f"{gap_text(gap)} " for _, gap in usable.gaps.iterrows()}
    before = [said.get(code, "") for code in methods["unique_id"]]
    return ForecastResult(
        pd.concat([p.forecasts for p in parts], ignore_index=True),
        methods.assign(explanation=before + methods["explanation"]),
        pd.concat([p.tests for p in parts], ignore_index=True),
    )


def _shifted(result: ForecastResult, cycle: pd.Period, end: pd.Period, gap: int) -> ForecastResult:
    if not gap:
        return result
    said = f"No demand is known after {end}; the forecast bridges {counted(gap, 'month')}. "
    methods = result.methods.assign(explanation=said + result.methods["explanation"])
    ahead = result.forecasts[result.forecasts["ds"] >= cycle]
    return ForecastResult(ahead, methods, result.tests)


def report(
    history: pd.DataFrame, result: ForecastResult, codes: list[str], cycle: pd.Period
) -> pd.DataFrame:
    """Return one row a family: method, past and coming year, tested errors, why.

    Returns
    -------
    DataFrame
        ``family, method, observations, last_12, next_12`` (units), ``change, error, naive_error``
        (%), ``backtest, explanation``; in the order of `codes`. `last_12` adds up the months that
        are known; `change` is NaN where one is not.
    """
    year = history[history["ds"] >= cycle - 12].groupby("unique_id")["y"]
    past, whole = year.sum(), year.count().reindex(codes).to_numpy() == 12
    ahead = result.forecasts[result.forecasts["ds"] < cycle + 12]
    coming = ahead.groupby("unique_id")["yhat"].sum()
    methods = result.methods.set_index("unique_id").reindex(codes)
    last, after = past.reindex(codes).to_numpy(), coming.reindex(codes).to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        change = np.where(whole & (last > 0), (after / last - 1) * 100, np.nan)
    return pd.DataFrame(
        {
            "family": codes,
            "method": methods["method"].fillna("none").to_numpy(),
            "observations": methods["observations"].to_numpy(),
            "last_12": last,
            "next_12": after,
            "change": change,
            "error": methods["backtest_wmape"].to_numpy() * 100,
            "naive_error": methods["naive_wmape"].to_numpy() * 100,
            "backtest": methods["backtest"].fillna("").to_numpy(),
            "explanation": methods["explanation"].fillna("No history.").to_numpy(),
        }
    )


def backtest_by_family(result: ForecastResult, codes: list[str]) -> pd.DataFrame:
    """Return the backtest of every family's methods, in the order of `codes`.

    Returns
    -------
    DataFrame
        ``family, method, weight, error, bias, all_error`` (%; bias positive where too much was
        forecast), ``months`` (compared, over all origins).
    """
    order = pd.Index(codes).get_indexer(pd.Index(result.tests["unique_id"]))
    rows = result.tests.iloc[np.argsort(order, kind="stable")]
    percent = {"weight": "weight", "error": "wmape", "bias": "bias", "all_error": "all_wmape"}
    return pd.DataFrame(
        {
            "family": rows["unique_id"].to_numpy(),
            "method": rows["method"].to_numpy(),
            **{name: rows[source].to_numpy() * 100 for name, source in percent.items()},
            "months": rows["months"].to_numpy(),
        }
    )
