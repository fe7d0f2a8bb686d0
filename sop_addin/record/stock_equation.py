"""Closed months in which stock before, production, adjustments and shipments do not make stock."""

from __future__ import annotations

import pandas as pd

__all__ = ["stock_differences"]

_SMALL = 0.005


def stock_differences(actuals: pd.DataFrame) -> pd.DataFrame:
    """Return the months that do not close: shown as they are, never plugged.

    Stock before + production + adjustments (counts, scrap, transfers; blank: none) - shipments
    (where they were not reported, sales) = stock after. Months with an unknown stock, the month
    before missing, or an unknown production cannot be checked and are left out.

    Parameters
    ----------
    actuals
        ``family, month, inventory, production, adjustments, shipments, sales``, units.

    Returns
    -------
    DataFrame
        ``family, month, opening, production, adjustments, shipments, expected, reported,
        difference`` (reported - expected, units), sorted by family and month.

    Examples
    --------
    >>> months = pd.period_range("2026-01", periods=2, freq="M")
    >>> rows = pd.DataFrame({"family": "Pumps", "month": months, "inventory": [10.0, 14.0]})
    >>> rows = rows.assign(production=8.0, adjustments=-1.0, shipments=5.0, sales=5.0)
    >>> stock_differences(rows)[["expected", "reported", "difference"]].values.tolist()
    [[12.0, 14.0, 2.0]]
    """
    rows = actuals.sort_values(["family", "month"], ignore_index=True)
    month = rows["month"].astype("int64")
    follows = (rows["family"] == rows["family"].shift()) & (month.diff() == 1)
    frame = pd.DataFrame(
        {
            "family": rows["family"],
            "month": rows["month"],
            "opening": rows["inventory"].shift().where(follows),
            "production": rows["production"],
            "adjustments": rows["adjustments"].fillna(0.0),
            "shipments": rows["shipments"].fillna(rows["sales"]),
        }
    )
    made = frame["opening"] + frame["production"] + frame["adjustments"]
    frame["expected"] = made - frame["shipments"]
    frame["reported"] = rows["inventory"]
    frame["difference"] = frame["reported"] - frame["expected"]
    return frame[frame["difference"].abs() > _SMALL].reset_index(drop=True)
