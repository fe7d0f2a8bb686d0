"""The family's demand by item: split by the mix of each month, or by what sales entered by item."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from sop_addin.demand.levels import MIX_DIGITS, reconciled
from sop_addin.errors import DataError, Place
from sop_addin.wording import counted

__all__ = ["item_rows", "mix_by_month", "mix_problems"]


def mix_by_month(items: pd.DataFrame, mix: pd.DataFrame, months: pd.PeriodIndex) -> pd.DataFrame:
    """Return the planning percentages of every month.

    Parameters
    ----------
    items
        ``item, mix_percent`` (%): what holds until a row of `mix` says otherwise.
    mix
        ``item, month, mix_percent``: from a month on, until the item's next row. Items that are
        not known are left out.

    Returns
    -------
    DataFrame
        Months x items, %.

    Examples
    --------
    >>> items = pd.DataFrame({"item": ["Red", "Blue"], "mix_percent": [60.0, 40.0]})
    >>> months = pd.period_range("2026-03", periods=2, freq="M")
    >>> rows = {"item": ["Red", "Blue"], "month": months[1], "mix_percent": [50.0, 50.0]}
    >>> mix_by_month(items, pd.DataFrame(rows), months).values.tolist()
    [[60.0, 40.0], [50.0, 50.0]]
    """
    base = items["mix_percent"].to_numpy(dtype=float)
    wide = pd.DataFrame(np.tile(base, (len(months), 1)), index=months, columns=items["item"])
    for row in mix.sort_values("month").to_dict("records"):
        if row["item"] in wide.columns:
            wide.loc[wide.index >= row["month"], row["item"]] = row["mix_percent"]
    return wide


def mix_problems(
    items: pd.DataFrame, mix: pd.DataFrame, months: pd.PeriodIndex
) -> Iterator[DataError]:
    """Yield rows of unknown items, and the first month in which a family's mix is not 100 %.

    Families whose mix of the table of items is wrong are left to
    :func:`sop_addin.demand.levels.problems`.

    Parameters
    ----------
    items, mix
        As for :func:`mix_by_month`, with ``family``; the index of `mix` is the number of the row.
    """
    known = set(items["item"])
    for number in mix.index[~mix["item"].isin(known)]:
        place = Place("item_mix", f"#{number}", "item")
        yield DataError(place, str(mix.at[number, "item"]), "an item", "Correct the item.")
    wide = mix_by_month(items, mix, months)
    for code, part in items.groupby("family", sort=False):
        own = mix[mix["item"].isin(part["item"])]
        total = wide[part["item"]].sum(axis=1)
        wrong = (total - 100).abs() > MIX_DIGITS
        if own.empty or not wrong.any():
            continue
        yield DataError(
            Place("item_mix", f"#{own.index[-1]}", "mix_percent"),
            f"{code}, which adds up to {total[wrong].iloc[0]:.10g} % in {total.index[wrong][0]}",
            "100 % over the items of a family in every month",
            "Give every item that changes a row of the same month.",
        )


def item_rows(
    demand: pd.DataFrame,
    items: pd.DataFrame,
    mix: pd.DataFrame,
    sales: pd.DataFrame,
    units: pd.Series[str],
) -> pd.DataFrame:
    """Return the demand of every item, which adds up to its family's to the unit.

    Parameters
    ----------
    demand
        Unconstrained demand, months x families, units.
    items
        ``item, family, mix_percent``.
    mix
        As for :func:`mix_by_month`.
    sales
        ``item, month, units`` that sales entered by item, units of the family; months in which
        every item of a family has some are split by them, all others by the mix.
    units
        Unit of measure by family.

    Returns
    -------
    DataFrame
        ``family, item, unit, basis, total, m0, m1, ...`` in whole units of the family.

    Raises
    ------
    DataError
        An item or a mix is wrong.

    Examples
    --------
    >>> months = pd.period_range("2026-03", periods=2, freq="M")
    >>> items = pd.DataFrame({"item": ["Red", "Blue"], "family": "Pumps", "mix_percent": 50.0})
    >>> none = pd.DataFrame({"item": [], "month": [], "mix_percent": [], "units": []})
    >>> demand = pd.DataFrame({"Pumps": [101.0, 7.0]}, index=months)
    >>> rows = item_rows(demand, items, none, none, pd.Series({"Pumps": "pcs"}))
    >>> rows[["item", "total", "m0", "m1"]].values.tolist()
    [['Red', 55.0, 51.0, 4.0], ['Blue', 53.0, 50.0, 3.0]]
    """
    months = pd.PeriodIndex(demand.index)
    for error in mix_problems(items, mix, months):
        raise error
    weights = mix_by_month(items, mix, months)
    entered = _entered(items, sales, months)
    by_sales = pd.DataFrame(False, index=months, columns=items["item"])
    for _, part in items.groupby("family", sort=False):
        own = entered[part["item"]]
        whole = (own.notna().all(axis=1) & (own.sum(axis=1) > 0)).to_numpy()
        weights.loc[whole, part["item"]] = own[whole]
        by_sales.loc[whole, part["item"]] = True
    split = reconciled(weights, demand, items)
    count = by_sales.sum()
    frame = pd.DataFrame(
        {
            "family": items["family"].to_numpy(),
            "item": items["item"].to_numpy(),
            "unit": items["family"].map(units).fillna("").to_numpy(),
            "basis": [_basis(int(count[item]), len(months)) for item in items["item"]],
            "total": split.sum().to_numpy(),
        }
    )
    across = pd.DataFrame(split.to_numpy().T, columns=[f"m{i}" for i in range(len(months))])
    return pd.concat([frame, across], axis=1)


def _entered(items: pd.DataFrame, sales: pd.DataFrame, months: pd.PeriodIndex) -> pd.DataFrame:
    known = sales[sales["item"].isin(items["item"])]
    if known.empty:
        return pd.DataFrame(np.nan, index=months, columns=items["item"])
    wide = known.pivot_table(index="month", columns="item", values="units", aggfunc="sum")
    return wide.reindex(index=months, columns=items["item"]).clip(lower=0.0)


def _basis(by_sales: int, months: int) -> str:
    if not by_sales:
        return "mix"
    return (
        "sales input" if by_sales == months else f"mix; sales input in {counted(by_sales, 'month')}"
    )
