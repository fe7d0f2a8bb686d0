"""Why months came otherwise: the root causes of a year of reviews, added up."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sop_addin.schema.review_status import EXPLAINED, UNEXPLAINED

__all__ = ["NOT_NAMED", "root_causes"]

NOT_NAMED = "not named yet"
"""Stands for the root cause of months beyond the tolerance that nobody explained."""

_COLUMNS = ["cause", "months", "families", "over", "under"]
_COLUMNS += ["share_percent", "unpriced", "last_month"]


def root_causes(reviewed: pd.DataFrame, price: pd.Series[float], first: pd.Period) -> pd.DataFrame:
    """Add up the months beyond the tolerance by their root cause.

    Parameters
    ----------
    reviewed
        ``month, family, off, status, cause``: one row a reviewed month and family; `off` is what
        was forecast less what came, or what was made less what was approved, units; `cause` blank
        where nobody named one.
    price
        Plan price of a unit by family, money; NaN where unknown.
    first
        The oldest month that counts.

    Returns
    -------
    DataFrame
        One row a cause, most money first: ``cause``; ``months`` (families x months);
        ``families``, the codes, those with most money first; ``over, under`` (money too
        much and too little, both without a sign; NaN where no family has a price);
        ``share_percent`` of the money of all causes; ``unpriced`` (families x months without a
        price, in no money); ``last_month``.

    Examples
    --------
    >>> march = pd.Period("2026-03", "M")
    >>> rows = pd.DataFrame({"month": march, "family": ["Pumps", "Valves"], "off": [20.0, -5.0]})
    >>> rows = rows.assign(status="explained", cause=["price", "promotion"])
    >>> found = root_causes(rows, pd.Series({"Pumps": 10.0, "Valves": 120.0}), march)
    >>> found[["cause", "over", "under", "share_percent"]].values.tolist()
    [['promotion', 0.0, 600.0, 75.0], ['price', 200.0, 0.0, 25.0]]
    """
    cause = reviewed["cause"].fillna("")
    counts = (reviewed["month"] >= first) & reviewed["status"].isin([UNEXPLAINED, EXPLAINED])
    rows = reviewed.assign(cause=cause.where(cause != "", NOT_NAMED))[counts]
    if rows.empty:
        return pd.DataFrame(columns=_COLUMNS)
    money = rows["off"].astype(float) * rows["family"].map(price).astype(float)
    rows = rows.assign(over=money.clip(lower=0), under=-money.clip(upper=0), size=money.abs())
    rows = rows.sort_values(["size", "family"], ascending=[False, True], kind="stable")
    by_cause = rows.groupby("cause", sort=True)
    found = by_cause[["over", "under", "size"]].sum(min_count=1)
    total = found["size"].sum()
    found["months"] = by_cause["size"].size()
    found["families"] = by_cause["family"].agg(lambda codes: ", ".join(dict.fromkeys(codes)))
    found["share_percent"] = found["size"] / total * 100 if total > 0 else np.nan
    found["unpriced"] = found["months"] - by_cause["size"].count()
    found["last_month"] = by_cause["month"].max()
    return found.sort_values("size", ascending=False, kind="stable").reset_index()[_COLUMNS]
