"""Functional plans: what the authorised plan asks of people, of suppliers, of each resource."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from sop_addin.schema.months import HORIZON
from sop_addin.supply.problem import Floats

__all__ = ["PURCHASING", "TO_ORDER", "functional_rows"]

LABOUR, PURCHASING, TO_ORDER = "labour", "purchase", "to order"

_LABOUR = (
    ("regular time", "hours", "hours_used", True),
    ("overtime", "hours", "overtime_used", True),
    ("people", "people", "workers", False),
    ("hired", "people", "hired", True),
    ("laid off", "people", "laid_off", True),
)
"""Measure, unit, column, and whether months add up."""

_BOUGHT = ("on order", "planned receipts", TO_ORDER, "of it expedite", "to order, money")
_STOCKS = ("storage", "working capital")
"""Kinds of resources whose load is a position, not a flow."""


def functional_rows(
    labour: pd.DataFrame, load: pd.DataFrame, purchases: pd.DataFrame
) -> pd.DataFrame:
    """Return one row a function, resource or material, and measure.

    Parameters
    ----------
    labour
        ``pool, month, workers, hired, laid_off, hours_used, overtime_used``.
    load
        ``resource, kind, month, unit, load, available``.
    purchases
        As :func:`sop_addin.supply.purchase_rows.purchase_rows` returns it.

    Returns
    -------
    DataFrame
        ``function, code, measure, name, unit, m0, m1, ..., total``; `total` is NaN where months do
        not add up.

    Examples
    --------
    >>> months = pd.period_range("2026-03", periods=2, freq="M")
    >>> press = pd.DataFrame({"resource": "Press", "kind": "equipment", "month": months,
    ...                       "unit": "hours", "load": [90.0, 60.0], "available": 100.0})
    >>> rows = functional_rows(pd.DataFrame(), press, pd.DataFrame())
    >>> rows[["measure", "m0", "total"]].values.tolist()
    [['load', 90.0, 150.0], ['available', 100.0, 200.0], ['free', 10.0, 50.0]]
    """
    rows = [*_of_labour(labour), *_of_resources(load), *_of_purchases(purchases)]
    return pd.DataFrame(rows)


def _of_labour(labour: pd.DataFrame) -> Iterator[dict[str, object]]:
    if labour.empty:
        return
    for pool, own in labour.groupby("pool", sort=False):
        for measure, unit, column, adds_up in _LABOUR:
            months = own[column].to_numpy(dtype=float)
            yield _row((LABOUR, str(pool), measure, unit), months, adds_up=adds_up)


def _of_resources(load: pd.DataFrame) -> Iterator[dict[str, object]]:
    if load.empty:
        return
    others = load[load["kind"] != LABOUR]
    for (kind, resource), own in others.groupby(["kind", "resource"], sort=False):
        used, there = own["load"].to_numpy(dtype=float), own["available"].to_numpy(dtype=float)
        unit = str(own["unit"].iloc[0])
        for measure, months in (("load", used), ("available", there), ("free", there - used)):
            finite = np.where(np.isfinite(months), months, np.nan)
            names = (str(kind), str(resource), measure, unit)
            yield _row(names, finite, adds_up=kind not in _STOCKS)


def _of_purchases(purchases: pd.DataFrame) -> Iterator[dict[str, object]]:
    if purchases.empty:
        return
    for _, row in purchases[purchases["measure"].isin(_BOUGHT)].iterrows():
        months = row[[f"m{i}" for i in range(HORIZON)]]
        names = (PURCHASING, str(row["code"]), str(row["measure"]), _text(row["unit"]))
        made = _row(names, months.to_numpy(dtype=float), adds_up=True)
        yield made | {"name": _text(row["name"])}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _row(names: tuple[str, str, str, str], months: Floats, *, adds_up: bool) -> dict[str, object]:
    function, code, measure, unit = names
    row: dict[str, object] = {"function": function, "code": code, "measure": measure}
    row |= {"name": "", "unit": unit} | {f"m{i}": value for i, value in enumerate(months)}
    return row | {"total": months.sum() if adds_up else np.nan}
