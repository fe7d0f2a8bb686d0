"""Stock by status: what is available to sell, what is not, and what both are worth."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from sop_addin.schema.closing_tables import ALL_AVAILABLE
from sop_addin.schema.columns import COMPANY_KEY
from sop_addin.supply.measures import common_unit

__all__ = ["available_stock", "status_rows"]

_COLUMNS = ["family", "month", "status", "available", "units", "value", "reported", "gap"]


def available_stock(stock: pd.DataFrame, statuses: Collection[str]) -> pd.Series[float]:
    """Return what is available of each family and month, by index ``family, month``; units.

    A family that is listed with other statuses only has 0 available.

    Parameters
    ----------
    stock
        ``family, month, status, units``.
    statuses
        Those that count as available, in lower case.

    Examples
    --------
    >>> rows = pd.DataFrame({"family": "Pumps", "month": pd.Period("2026-02", "M")}, index=[0, 1])
    >>> rows = rows.assign(status=["Unrestricted", "blocked"], units=[40.0, 5.0])
    >>> available_stock(rows, ["unrestricted"]).tolist()
    [40.0]
    """
    counted = stock["units"].where(stock["status"].str.lower().isin(list(statuses)), 0.0)
    return counted.groupby([stock["family"], stock["month"]]).sum()


def status_rows(
    stock: pd.DataFrame,
    statuses: Collection[str],
    families: pd.DataFrame,
    inventory: pd.Series[float],
    month: pd.Period,
) -> pd.DataFrame:
    """Return the stock of a month by family and status, the company first.

    Each family ends with the sum that is available, beside the inventory of the actuals: where
    they differ, the gap stands there and nothing is corrected.

    Parameters
    ----------
    stock
        ``family, month, status, units`` (0 or more).
    statuses
        Those that count as available, in lower case.
    families
        ``family, unit, cost``; in their order.
    inventory
        Stock of the month on the actuals by family, units.

    Returns
    -------
    DataFrame
        ``family, month, status, available, units, value, reported, gap``; value at standard cost,
        gap = available - reported. The company has units only where all families share one.
    """
    own = stock[stock["month"] == month]
    if own.empty:
        return pd.DataFrame(columns=_COLUMNS)
    codes = [code for code in families["family"] if code in set(own["family"])]
    known = families.set_index("family").loc[codes]
    total = available_stock(own, statuses).droplevel("month").reindex(codes)
    sums = pd.DataFrame({"family": codes, "status": ALL_AVAILABLE, "units": total.to_numpy()})
    lines = pd.concat([own[["family", "status", "units"]], sums], ignore_index=True)
    lines["value"] = (lines["units"] * lines["family"].map(known["cost"])).round(2)
    company = lines.groupby("status", as_index=False)[["units", "value"]].sum(min_count=1)
    if not common_unit(tuple(known["unit"])):
        company["units"] = np.nan
    rows = pd.concat([company.assign(family=COMPANY_KEY), lines], ignore_index=True)
    counts = rows["status"].str.lower().isin([*statuses, ALL_AVAILABLE])
    rows["available"] = np.where(counts, "yes", "no")
    summed = (rows["status"] == ALL_AVAILABLE) & (rows["family"] != COMPANY_KEY)
    rows["reported"] = rows["family"].map(inventory).where(summed).astype(float)
    rows["gap"] = rows["units"] - rows["reported"]
    rows["month"] = pd.PeriodIndex([month] * len(rows), freq="M")
    order = {code: at for at, code in enumerate([COMPANY_KEY, *codes])}
    rows = rows.assign(at=rows["family"].map(order), last=rows["status"] == ALL_AVAILABLE)
    by = {"at": True, "last": True, "available": False, "status": True}
    rows = rows.sort_values(list(by), ascending=list(by.values()))
    return rows[_COLUMNS].reset_index(drop=True)
