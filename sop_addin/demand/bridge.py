"""The bridge from statistical forecast to unconstrained demand, and adjustments that expired."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from sop_addin.errors import DataError, Place
from sop_addin.periods import month

__all__ = ["STEPS", "bridge", "company_bridge", "expired"]

STEPS = ("statistical_forecast", "activities", "life_cycle", "adjustment")
"""Series that add up to unconstrained demand, in the order of the bridge."""

_TOTAL = "unconstrained_demand"
_UNTIL = re.compile(r"\buntil\s+(\d{4}-\d{1,2})\b", re.I)


def bridge(grid: pd.DataFrame) -> pd.DataFrame:
    """Return the steps from the statistical forecast to unconstrained demand.

    Parameters
    ----------
    grid
        ``key, series, month, value`` of :data:`STEPS` and ``unconstrained_demand``, units.

    Returns
    -------
    DataFrame
        ``family, month``, the steps (a blank counts as 0), ``floor`` (what the rule "never below
        0" adds back) and ``unconstrained_demand``; each row adds up.

    Raises
    ------
    ValueError
        A row does not add up: the page's formula was typed over.

    Examples
    --------
    >>> month = pd.Period("2026-03", "M")
    >>> values = {"statistical_forecast": 100.0, "activities": 20.0, "unconstrained_demand": 120.0}
    >>> rows = [("Pumps", name, month, value) for name, value in values.items()]
    >>> grid = pd.DataFrame(rows, columns=["key", "series", "month", "value"])
    >>> bridge(grid).iloc[:, 2:].values.tolist()
    [[100.0, 20.0, 0.0, 0.0, 0.0, 120.0]]
    """
    shown = grid[grid["series"].isin([*STEPS, _TOTAL])]
    wide = shown.pivot(index=["key", "month"], columns="series", values="value")
    wide = wide.reindex(columns=[*STEPS, _TOTAL]).astype(float).fillna(0.0)
    added = wide[list(STEPS)].sum(axis=1)
    floor = np.maximum(-added, 0.0)
    off = (added + floor - wide[_TOTAL]).abs() > 1e-6
    if off.any():
        where = " ".join(map(str, wide.index[off].tolist()[0]))
        raise ValueError(f"{where}: the steps do not add up to unconstrained demand")
    wide.insert(len(STEPS), "floor", floor)
    wide.columns.name = None
    return wide.reset_index().rename(columns={"key": "family"})


def company_bridge(rows: pd.DataFrame, price: pd.Series[float]) -> pd.DataFrame:
    """Return the bridge of the company in money, because units of families need not add up.

    Parameters
    ----------
    rows
        From :func:`bridge`.
    price
        Money a unit by family; a family without one is refused.

    Returns
    -------
    DataFrame
        ``month`` and the columns of :func:`bridge` in money; each row adds up.

    Raises
    ------
    KeyError
        A family has no price.

    Examples
    --------
    >>> month = pd.Period("2026-03", "M")
    >>> values = [("Pumps", month, 100.0, 20.0, 0.0, -5.0, 0.0, 115.0)]
    >>> rows = pd.DataFrame(values, columns=["family", "month", *STEPS, "floor", _TOTAL])
    >>> company_bridge(rows, pd.Series({"Pumps": 2.0})).iloc[0, 1:].tolist()
    [200.0, 40.0, 0.0, -10.0, 0.0, 230.0]
    """
    known = price.reindex(rows["family"]).to_numpy(dtype=float)
    if np.isnan(known).any():
        raise KeyError(rows["family"].iloc[int(np.isnan(known).argmax())])
    names = [*STEPS, "floor", _TOTAL]
    money = rows[names].mul(known, axis=0).assign(month=rows["month"])
    return money.groupby("month")[names].sum().reset_index()


def expired(adjustments: pd.DataFrame, reasons: pd.DataFrame) -> Iterator[DataError]:
    """Yield adjustments that stand beyond the month until which their reason holds.

    Parameters
    ----------
    adjustments, reasons
        ``key, month, value`` of the adjustment (units) and of its reason (text); a reason that
        says *until 2026-06* holds up to that month.

    Examples
    --------
    >>> rows = pd.DataFrame({"key": "Pumps", "month": [pd.Period("2026-07", "M")], "value": 50.0})
    >>> print(next(expired(rows, rows.assign(value="Rebate, until 2026-06"))))
    family Pumps adjustment 2026-07: got 50 of a reason that held until 2026-06, expected a reason \
that still holds, or a blank. Confirm it with a later month, or clear it.
    """
    texts = {(r["key"], r["month"]): str(r["value"] or "") for r in reasons.to_dict("records")}
    for row in adjustments.dropna(subset="value").to_dict("records"):
        until = _UNTIL.search(texts.get((row["key"], row["month"]), ""))
        if until is None or month(until[1]) >= row["month"]:
            continue
        yield DataError(
            Place("family", row["key"], "adjustment", str(row["month"])),
            f"{row['value']:g} of a reason that held until {until[1]}",
            "a reason that still holds, or a blank",
            "Confirm it with a later month, or clear it.",
        )
