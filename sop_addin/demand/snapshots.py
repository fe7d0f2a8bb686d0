"""Frozen forecasts: what each cycle said, by lag."""

from __future__ import annotations

import pandas as pd

__all__ = ["AGREED", "STATISTICAL", "VERSION", "at_lag", "is_frozen", "snapshot", "unconstrained"]

VERSION = "forecast"
"""What the rows of forecasts are called among the versions."""

STATISTICAL = "statistical_forecast"
AGREED = "unconstrained_demand"
_PARTS = (STATISTICAL, "activities", "life_cycle", "adjustment")


def unconstrained(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the statistical forecast and the unconstrained demand that a page makes of its parts.

    Parameters
    ----------
    rows
        ``key, series, month, value``: statistical forecast, activities, life cycle, adjustment, in
        units; NaN is blank. Other series are left out.

    Returns
    -------
    DataFrame
        ``key, series, month, value`` of the two series: ``max(0, sum)``, whole units of what
        commands write, as the page shows it.

    Examples
    --------
    >>> month = pd.Period("2026-03", "M")
    >>> rows = [("Pumps", "statistical_forecast", month, 99.6), ("Pumps", "adjustment", month, 5.0)]
    >>> frame = pd.DataFrame(rows, columns=["key", "series", "month", "value"])
    >>> unconstrained(frame)["value"].tolist()
    [100.0, 105.0]
    """
    parts = rows[rows["series"].isin(_PARTS)]
    typed = parts["series"] == "adjustment"
    parts = parts.assign(value=parts["value"].where(typed, parts["value"].round()))
    total = parts.groupby(["key", "month"], sort=False)["value"].sum().clip(lower=0.0)
    agreed = total.reset_index().assign(series=AGREED)
    columns = ["key", "series", "month", "value"]
    own = parts[parts["series"] == STATISTICAL]
    return pd.concat([own[columns], agreed[columns]], ignore_index=True)


def is_frozen(versions: pd.DataFrame, cycle: pd.Period) -> bool:
    """Tell whether the forecast of a cycle may no longer change: a later one has begun."""
    own = versions[versions["version"] == VERSION]
    return bool((own["cycle"] > cycle).any())


def snapshot(rows: pd.DataFrame, cycle: pd.Period, horizon: int) -> pd.DataFrame:
    """Return the rows of a cycle among the versions.

    Parameters
    ----------
    rows
        ``key, series, month, value`` in units; months before `cycle` are left out.
    horizon
        Months from the cycle month on.

    Returns
    -------
    DataFrame
        ``cycle, version, family, series, lag0, lag1, ...``; families without a number are left out.

    Examples
    --------
    >>> cycle = pd.Period("2026-03", "M")
    >>> rows = [("Pumps", "statistical_forecast", cycle + i, 10.0 + i) for i in range(2)]
    >>> frame = pd.DataFrame(rows, columns=["key", "series", "month", "value"])
    >>> snapshot(frame, cycle, 2)[["family", "lag0", "lag1"]].values.tolist()
    [['Pumps', 10.0, 11.0]]
    """
    known = rows[rows["series"].isin([STATISTICAL, AGREED])]
    lag = known["month"].astype("int64") - cycle.ordinal
    known = known.assign(lag=lag)[(lag >= 0) & (lag < horizon)]
    lags = range(horizon)
    keys = pd.MultiIndex.from_frame(known[["key", "series"]].drop_duplicates())
    wide = known.set_index(["key", "series", "lag"])["value"].unstack("lag")
    wide = wide.reindex(index=keys, columns=lags).dropna(how="all")
    wide.columns = pd.Index([f"lag{i}" for i in lags])
    wide = wide.reset_index().rename(columns={"key": "family"})
    wide.insert(0, "version", VERSION)
    wide.insert(0, "cycle", pd.PeriodIndex([cycle] * len(wide), freq="M"))
    return wide


def at_lag(versions: pd.DataFrame, lag: int) -> pd.DataFrame:
    """Return what was forecast for each month at a fixed lag, from the frozen rows alone.

    Returns
    -------
    DataFrame
        Index ``family, month`` (the month forecast); one column each for the two series, units.

    Examples
    --------
    >>> cycle = pd.Period("2026-03", "M")
    >>> rows = pd.DataFrame({"cycle": [cycle], "version": "forecast", "family": "Pumps"})
    >>> at_lag(rows.assign(series="statistical_forecast", lag1=11.0), 1).iloc[:, 0].to_dict()
    {('Pumps', Period('2026-04', 'M')): 11.0}
    """
    own = versions[versions["version"] == VERSION]
    ordinals = own["cycle"].astype("int64").to_numpy() + lag
    months = pd.arrays.PeriodArray(ordinals, dtype=pd.PeriodDtype("M"))
    frame = pd.DataFrame(
        {
            "family": own["family"].to_numpy(),
            "month": pd.PeriodIndex(months),
            "series": own["series"].to_numpy(),
            "value": own[f"lag{lag}"].to_numpy(dtype=float),
        }
    )
    wide = frame.set_index(["family", "month", "series"])["value"].unstack("series")
    return wide.reindex(columns=[STATISTICAL, AGREED]).astype(float).rename_axis(columns=None)
