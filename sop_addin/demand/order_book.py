"""Orders of the running month against its forecast: the larger counts, they are never added."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sop_addin.demand.snapshots import ORDERS
from sop_addin.wording import counted

__all__ = ["order_book", "order_rows", "pace_text"]


def order_rows(orders: pd.DataFrame, cycle: pd.Period, days: float) -> pd.DataFrame:
    """Return the orders of the running month with the pace at which it sells.

    Parameters
    ----------
    orders
        ``family, month, shipped`` (units to date), ``open_due`` (units of open orders due in the
        month; past due is apart), ``days_passed`` (working days that `shipped` covers).
    cycle
        The running month; rows of other months are left out.
    days
        Working days of the month.

    Returns
    -------
    DataFrame
        ``family, month, shipped, open_due, days_passed``; ``booked`` = shipped + open orders due,
        a floor under the month's demand; ``run_rate``: the month at the pace so far, units, NaN
        before its first working day has passed. The pace is for display only.

    Examples
    --------
    >>> month = pd.PeriodIndex(["2026-03"], freq="M")
    >>> rows = pd.DataFrame({"family": ["Pumps"], "month": month, "shipped": [50.0]})
    >>> rows = rows.assign(open_due=30.0, days_passed=5.0)
    >>> order_rows(rows, month[0], 22.0)[["booked", "run_rate"]].values.tolist()
    [[80.0, 220.0]]
    """
    own = orders[orders["month"] == cycle].reset_index(drop=True)
    parts = own[["shipped", "open_due"]]
    booked = parts.fillna(0.0).sum(axis=1).where(parts.notna().any(axis=1))
    passed = own["days_passed"].where(own["days_passed"] > 0)
    return own.assign(booked=booked, run_rate=own["shipped"] / passed * days)


def order_book(orders: pd.DataFrame, codes: list[str], months: pd.PeriodIndex) -> pd.DataFrame:
    """Return the pages' row of the order book: the running month only, blank elsewhere.

    Parameters
    ----------
    orders
        From :func:`order_rows`.
    codes
        Families made to stock.
    months
        The horizon.

    Returns
    -------
    DataFrame
        ``key, series, month, value``, units.
    """
    booked = orders.set_index("family")["booked"].reindex(codes).to_numpy(dtype=float)
    values = np.full((len(codes), len(months)), np.nan)
    values[:, 0] = booked
    return pd.DataFrame(
        {
            "key": np.repeat(np.array(codes, dtype=object), len(months)),
            "series": ORDERS,
            "month": months.take(np.tile(np.arange(len(months)), len(codes))),
            "value": values.ravel(),
        }
    )


def pace_text(orders: pd.DataFrame, price: pd.Series[float], currency: str, days: float) -> str:
    """Return one sentence on the running month so far; empty where nothing is known.

    Parameters
    ----------
    orders
        From :func:`order_rows`.
    price
        Money a unit by family; families without one are left out.
    days
        Working days of the month.

    Examples
    --------
    >>> month = pd.PeriodIndex(["2026-03"], freq="M")
    >>> rows = pd.DataFrame({"family": ["Pumps"], "month": month, "shipped": [50.0]})
    >>> rows = order_rows(rows.assign(open_due=30.0, days_passed=5.0), month[0], 22.0)
    >>> pace_text(rows, pd.Series({"Pumps": 10.0}), "EUR", 22.0)
    '2026-03 after 5 of 22 working days: shipped 500 EUR, at this pace 2,200 EUR in the month.'
    """
    worth = price.reindex(orders["family"]).to_numpy(dtype=float)
    shipped, pace = (orders[name].to_numpy(dtype=float) * worth for name in ("shipped", "run_rate"))
    known = np.isfinite(pace)
    if not known.any():
        return ""
    passed = orders.loc[known, "days_passed"]
    span = f"{passed.min():g}" if passed.nunique() == 1 else f"{passed.min():g} to {passed.max():g}"
    left = int((~known).sum())
    note = f" {counted(left, 'family')} without price or pace left out." if left else ""
    return (
        f"{orders['month'].iloc[0]} after {span} of {days:g} working days: shipped"
        f" {shipped[known].sum():,.0f} {currency}, at this pace {pace[known].sum():,.0f}"
        f" {currency} in the month.{note}"
    )
