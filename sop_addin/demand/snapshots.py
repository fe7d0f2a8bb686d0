"""Frozen forecasts: what each cycle said, by lag."""

from __future__ import annotations

import numpy as np
import pandas as pd

__all__ = [
    "AGREED",
    "APPROVED",
    "ORDERS",
    "PARTS",
    "STATISTICAL",
    "VERSION",
    "approved_before",
    "at_lag",
    "first_measured",
    "frozen_demand",
    "is_frozen",
    "last_cycle",
    "snapshot",
    "unconstrained",
    "version_rows",
]

APPROVED = "approved"
"""What the rows of an approved plan are called among the versions."""

VERSION = "forecast"
"""What the rows of forecasts are called among the versions."""

STATISTICAL = "statistical_forecast"
AGREED = "unconstrained_demand"
PARTS = (STATISTICAL, "activities", "life_cycle", "adjustment")
"""What adds up to the demand of a month, in the order of the bridge."""

ORDERS = "order_book"
"""Shipped and open orders due: a floor under the demand of the running month, never added."""


def unconstrained(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the parts of demand, and the unconstrained demand that a page makes of them.

    Parameters
    ----------
    rows
        ``key, series, month, value``: :data:`PARTS` and :data:`ORDERS`, in units; NaN is blank.
        Other series are left out.

    Returns
    -------
    DataFrame
        ``key, series, month, value``: the parts, in whole units where commands write them, the
        order book, and :data:`AGREED` = ``max(0, sum of the parts, order book)``, as the page
        shows it.

    Examples
    --------
    >>> month = pd.Period("2026-03", "M")
    >>> rows = [("Pumps", "statistical_forecast", month, 99.6), ("Pumps", "adjustment", month, 5.0)]
    >>> frame = pd.DataFrame(rows, columns=["key", "series", "month", "value"])
    >>> unconstrained(frame)[["series", "value"]].values.tolist()[1:]
    [['adjustment', 5.0], ['unconstrained_demand', 105.0]]
    """
    columns = ["key", "series", "month", "value"]
    known = rows.loc[rows["series"].isin([*PARTS, ORDERS]), columns]
    typed = known["series"].isin(["adjustment", ORDERS])
    known = known.assign(value=known["value"].where(typed, known["value"].round()))
    parts = known[known["series"] != ORDERS]
    total = parts.groupby(["key", "month"], sort=False)["value"].sum().clip(lower=0.0)
    booked = known[known["series"] == ORDERS].set_index(["key", "month"])["value"]
    floor = booked.reindex(total.index).fillna(0.0)
    agreed = total.where(total >= floor, floor).rename("value").reset_index().assign(series=AGREED)
    return pd.concat([known, agreed[columns]], ignore_index=True)


def is_frozen(versions: pd.DataFrame, cycle: pd.Period) -> bool:
    """Tell whether the forecast of a cycle may no longer change: a later one has begun."""
    own = versions[versions["version"] == VERSION]
    return bool((own["cycle"] > cycle).any())


def last_cycle(versions: pd.DataFrame, cycle: pd.Period) -> pd.Period | None:
    """Return the newest frozen cycle before `cycle`; ``None`` where there is none."""
    own = versions[versions["version"] == VERSION]
    former = own.loc[own["cycle"] < cycle, "cycle"]
    return None if former.empty else pd.Period(former.max())


def first_measured(versions: pd.DataFrame, cycle: pd.Period, lag: int) -> pd.Period:
    """Return the cycle whose frozen forecast is the next that can be measured at a lag.

    The oldest one that reaches a month which has not closed yet; `cycle` itself where no earlier
    one was frozen.

    Examples
    --------
    >>> march, april = pd.period_range("2026-03", periods=2, freq="M")
    >>> rows = pd.DataFrame({"cycle": [march], "version": [VERSION]})
    >>> str(first_measured(rows, march, 1)), str(first_measured(rows, april, 1))
    ('2026-03', '2026-03')
    >>> str(first_measured(rows, april + 1, 1))
    '2026-05'
    """
    own = versions.loc[versions["version"] == VERSION, "cycle"]
    ahead = own[(own < cycle) & (own.astype("int64") + lag >= cycle.ordinal)]
    return cycle if ahead.empty else pd.Period(ahead.min())


def snapshot(rows: pd.DataFrame, cycle: pd.Period, horizon: int) -> pd.DataFrame:
    """Return the rows of a cycle among the versions.

    Parameters
    ----------
    rows
        From :func:`unconstrained`, units; months before `cycle` are left out.
    horizon
        Months from the cycle month on.

    Returns
    -------
    DataFrame
        ``cycle, version, family, series, lag0, lag1, ...``; rows without a number are left out.

    Examples
    --------
    >>> cycle = pd.Period("2026-03", "M")
    >>> rows = [("Pumps", "statistical_forecast", cycle + i, 10.0 + i) for i in range(2)]
    >>> frame = pd.DataFrame(rows, columns=["key", "series", "month", "value"])
    >>> snapshot(frame, cycle, 2)[["family", "lag0", "lag1"]].values.tolist()
    [['Pumps', 10.0, 11.0]]
    """
    known = rows[rows["series"].isin([*PARTS, AGREED])]
    return version_rows(known, cycle, horizon, VERSION)


def version_rows(rows: pd.DataFrame, cycle: pd.Period, horizon: int, version: str) -> pd.DataFrame:
    """Return a version of a cycle: months from the cycle month on, across.

    Parameters
    ----------
    rows
        ``key, series, month, value`` in units; months before `cycle` are left out.

    Returns
    -------
    DataFrame
        ``cycle, version, family, series, lag0, lag1, ...``; families without a number are left out.
    """
    lag = rows["month"].astype("int64") - cycle.ordinal
    known = rows.assign(lag=lag)[(lag >= 0) & (lag < horizon)]
    keys = pd.MultiIndex.from_frame(known[["key", "series"]].drop_duplicates())
    wide = known.set_index(["key", "series", "lag"])["value"].unstack("lag")
    wide = wide.reindex(index=keys, columns=range(horizon)).dropna(how="all")
    wide.columns = pd.Index([f"lag{i}" for i in range(horizon)])
    wide = wide.reset_index().rename(columns={"key": "family"})
    wide.insert(0, "version", version)
    wide.insert(0, "cycle", pd.PeriodIndex([cycle] * len(wide), freq="M"))
    return wide


def approved_before(versions: pd.DataFrame, series: str, cycle: pd.Period) -> pd.DataFrame:
    """Return what approved plans of earlier cycles said of each month, the latest counting.

    Returns
    -------
    DataFrame
        Index family, one column a month, units; empty where nothing was approved before `cycle`.

    Examples
    --------
    >>> march, april = pd.period_range("2026-03", periods=2, freq="M")
    >>> rows = pd.DataFrame({"cycle": [march], "version": [APPROVED], "family": ["Pumps"]})
    >>> rows = rows.assign(series="production", lag0=80.0, lag1=90.0)
    >>> approved_before(rows, "production", april).loc["Pumps"].tolist()
    [80.0, 90.0]
    """
    wanted = (versions["version"] == APPROVED) & (versions["series"] == series)
    own = versions[wanted & (versions["cycle"] < cycle)]
    lags = [str(name) for name in own.columns if str(name).startswith("lag")]
    ahead = np.array([int(name.removeprefix("lag")) for name in lags], dtype=np.int64)
    values, cycles = own[lags].to_numpy(dtype=float), own["cycle"].array.asi8
    ordinals = cycles[:, None] + ahead
    codes, families = pd.factorize(own["family"], sort=True)
    known = ~np.isnan(values)
    first, last = (ordinals[known].min(), ordinals[known].max()) if known.any() else (0, -1)
    wide = np.full((len(families), last - first + 1), np.nan)
    for each in np.unique(cycles):
        said = known & (cycles == each)[:, None]
        rows, _ = np.nonzero(said)
        wide[codes[rows], ordinals[said] - first] = values[said]
    kept = ~np.isnan(wide)
    rows, columns = np.flatnonzero(kept.any(axis=1)), np.flatnonzero(kept.any(axis=0))
    months = pd.arrays.PeriodArray(first + columns, dtype=pd.PeriodDtype("M"))
    return pd.DataFrame(
        wide[np.ix_(rows, columns)],
        pd.Index(families[rows], name="family"),
        pd.PeriodIndex(months, name="month"),
    )


def at_lag(versions: pd.DataFrame, lag: int) -> pd.DataFrame:
    """Return what was forecast for each month at a fixed lag, from the frozen rows alone.

    Returns
    -------
    DataFrame
        Index ``family, month`` (the month forecast); one column for each of :data:`PARTS` and
        :data:`AGREED`, units; NaN where nothing was frozen.

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
    wide = wide.reindex(columns=[*PARTS, AGREED]).astype(float)
    return wide.rename_axis(columns=None)


def frozen_demand(versions: pd.DataFrame, cycle: pd.Period) -> pd.DataFrame:
    """Return what a cycle froze, month by month.

    Returns
    -------
    DataFrame
        ``key, series, month, value`` (units) of :data:`PARTS` and :data:`AGREED`; blanks left out.

    Examples
    --------
    >>> cycle = pd.Period("2026-03", "M")
    >>> rows = pd.DataFrame({"cycle": [cycle], "version": "forecast", "family": "Pumps"})
    >>> rows = rows.assign(series="statistical_forecast", lag0=10.0, lag1=11.0)
    >>> frozen_demand(rows, cycle)[["month", "value"]].values.tolist()
    [[Period('2026-03', 'M'), 10.0], [Period('2026-04', 'M'), 11.0]]
    """
    own = versions[(versions["version"] == VERSION) & (versions["cycle"] == cycle)]
    lags = [name for name in own.columns if str(name).startswith("lag")]
    values = own[lags].to_numpy(dtype=float)
    months = pd.period_range(cycle, periods=len(lags), freq="M")
    long = pd.DataFrame(
        {
            "key": np.repeat(own["family"].to_numpy(dtype=object), len(lags)),
            "series": np.repeat(own["series"].to_numpy(dtype=object), len(lags)),
            "month": months.take(np.tile(np.arange(len(lags)), len(own))),
            "value": values.ravel(),
        }
    )
    return long.dropna(subset="value").reset_index(drop=True)
