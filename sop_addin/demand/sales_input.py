"""What sales expects by customer or region, summed up to the family beside its demand."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from sop_addin.errors import DataError, Place

__all__ = ["problems", "summary_rows"]

WHOLE = "all"
"""In place of an item: the family as a whole."""

_ALL, _DEMAND, _DIFFERENCE = "All sales input", "Unconstrained demand", "Sales input - demand"


def problems(sales: pd.DataFrame, items: pd.DataFrame, families: list[str]) -> Iterator[DataError]:
    """Yield rows of an unknown family, or of an item that is not the family's.

    Parameters
    ----------
    sales
        ``family, source, item, month, units, entered_by``; the index is the number of the row.
    items
        ``item, family``.
    """
    owner = items.set_index("item")["family"].to_dict()
    for number, row in sales.to_dict("index").items():
        if row["family"] not in families:
            place = Place("sales_input", f"#{number}", "family")
            yield DataError(place, row["family"], "the code of a family", "Correct the row.")
        elif row["item"] != WHOLE and owner.get(row["item"]) != row["family"]:
            place = Place("sales_input", f"#{number}", "item")
            expected = f"an item of {row['family']}, or {WHOLE}"
            yield DataError(place, row["item"], expected, "Correct the row.")


def summary_rows(sales: pd.DataFrame, demand: pd.DataFrame) -> pd.DataFrame:
    """Return sales input by customer or region, its sum, and how far it is from demand.

    Parameters
    ----------
    sales
        ``family, source, month, units, entered_by``; months that are not on `demand` are left out.
    demand
        Unconstrained demand, months x families, units.

    Returns
    -------
    DataFrame
        ``family, measure, entered_by, total, m0, m1, ...`` in units: one row for each customer or
        region, their exact sum, demand, and sum - demand; families without input are left out.

    Examples
    --------
    >>> months = pd.period_range("2026-03", periods=2, freq="M")
    >>> row = {"family": "Pumps", "month": months[0], "entered_by": "Ana"}
    >>> rows = [row | {"source": "North", "units": 60.0}, row | {"source": "South", "units": 50.0}]
    >>> demand = pd.DataFrame({"Pumps": [100.0, 90.0]}, index=months)
    >>> summary_rows(pd.DataFrame(rows), demand)[["measure", "m0"]].values.tolist()[2:]
    [['All sales input', 110.0], ['Unconstrained demand', 100.0], ['Sales input - demand', 10.0]]
    """
    months = pd.PeriodIndex(demand.index)
    known = sales[sales["month"].isin(months)]
    across = [f"m{i}" for i in range(len(months))]
    rows: list[dict[str, object]] = []
    for code in demand.columns[demand.columns.isin(known["family"])]:
        own = known[known["family"] == code]
        wide = own.pivot_table(index="source", columns="month", values="units", aggfunc="sum")
        wide = wide.reindex(columns=months)
        total = wide.sum(min_count=1).to_numpy(dtype=float)
        there = np.isfinite(total)
        ahead = demand[code].to_numpy(dtype=float)
        lines = [
            *((str(name), wide.loc[name].to_numpy(dtype=float)) for name in wide.index),
            (_ALL, total),
            (_DEMAND, ahead),
            (_DIFFERENCE, total - ahead),
        ]
        who = own.groupby("source")["entered_by"].agg(lambda names: ", ".join(sorted(set(names))))
        for name, values in lines:
            rows.append(
                {
                    "family": code,
                    "measure": name,
                    "entered_by": who.get(name, ""),
                    "total": np.nansum(values[there]),
                    **dict(zip(across, values, strict=True)),
                }
            )
    return pd.DataFrame(rows, columns=["family", "measure", "entered_by", "total", *across])
