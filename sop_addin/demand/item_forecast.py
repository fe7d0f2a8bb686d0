"""The family's demand by item: split by the mix of each month, or by what sales entered by item."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from sop_addin.demand.levels import MIX_DIGITS, bottom_up, own_units, reconciled
from sop_addin.errors import DataError, Place
from sop_addin.wording import counted

__all__ = ["ALL_ITEMS", "item_rows", "mix_by_month", "mix_problems"]

ALL_ITEMS = "All items"
"""In place of an item: the row that adds them up."""


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
    """Return the demand of every family's items and their sum, its own demand to the unit.

    Parameters
    ----------
    demand
        Unconstrained demand, months x families, units.
    items
        ``item, family, unit, mix_percent, conversion`` (family units in one of the item; NaN is 1).
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
        ``family, item, unit, basis, total, m0, m1, ...`` in whole units of the family, and the
        total of an item in its own unit, ``own_total, own_unit``. :data:`ALL_ITEMS` comes first.

    Raises
    ------
    DataError
        An item or a mix is wrong.

    Examples
    --------
    >>> months = pd.period_range("2026-03", periods=2, freq="M")
    >>> items = pd.DataFrame({"item": ["Red", "Blue"], "family": "Pumps", "mix_percent": 50.0,
    ...                       "unit": "box", "conversion": 2.0})
    >>> none = pd.DataFrame({"item": [], "month": [], "mix_percent": [], "units": []})
    >>> demand = pd.DataFrame({"Pumps": [101.0, 7.0]}, index=months)
    >>> rows = item_rows(demand, items, none, none, pd.Series({"Pumps": "pcs"}))
    >>> rows[["item", "total", "own_total", "m0"]].values.tolist()[1:]
    [['Red', 55.0, 27.5, 51.0], ['Blue', 53.0, 26.5, 50.0]]
    >>> rows[["item", "total", "m0", "m1"]].values.tolist()[0]
    ['All items', 108.0, 101.0, 7.0]
    """
    months = pd.PeriodIndex(demand.index)
    for error in mix_problems(items, mix, months):
        raise error
    weights, by_sales = _weights(items, mix, sales, months)
    split = reconciled(weights, demand, items)
    whole = bottom_up(split, items)
    own = own_units(split, items).sum()
    rows: list[dict[str, object]] = []
    for code, part in items.groupby("family", sort=False):
        head: dict[str, object] = {"family": code, "unit": units.get(str(code), "")}
        rows.append(head | {"item": ALL_ITEMS, "basis": "", **_across(whole[code])})
        for item, own_unit in zip(part["item"], part["unit"], strict=True):
            basis = _basis(int(by_sales[item]), len(months))
            named = {"item": item, "basis": basis, "own_total": own[item], "own_unit": own_unit}
            rows.append(head | named | _across(split[item]))
    across = [f"m{i}" for i in range(len(months))]
    names = ["family", "item", "unit", "basis", "total", "own_total", "own_unit", *across]
    return pd.DataFrame(rows, columns=names)


def _weights(
    items: pd.DataFrame, mix: pd.DataFrame, sales: pd.DataFrame, months: pd.PeriodIndex
) -> tuple[pd.DataFrame, pd.Series[int]]:
    """Return what splits each month, months x items, and the months of each item by sales input."""
    weights = mix_by_month(items, mix, months)
    entered = _entered(items, sales, months)
    by_sales = pd.Series(0, index=items["item"])
    for _, part in items.groupby("family", sort=False):
        own = entered[part["item"]]
        whole = (own.notna().all(axis=1) & (own.sum(axis=1) > 0)).to_numpy()
        weights.loc[whole, part["item"]] = own[whole]
        by_sales[part["item"]] = int(whole.sum())
    return weights, by_sales


def _across(units: pd.Series[float]) -> dict[str, object]:
    """Return the cells of a row: its total and its months."""
    return {"total": units.sum(), **{f"m{i}": value for i, value in enumerate(units)}}


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
