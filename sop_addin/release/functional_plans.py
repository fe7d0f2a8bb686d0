"""Functional plans: what the authorised plan asks of people, machines, suppliers, logistics."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from sop_addin.release.maintenance import best_window
from sop_addin.schema.months import HORIZON
from sop_addin.supply.problem import Floats

__all__ = ["PURCHASING", "TO_ORDER", "functional_rows"]

LABOUR, PURCHASING, LOGISTICS, MAINTENANCE = "labour", "purchase", "logistics", "maintenance"
TO_ORDER, FREE = "to order", "free"

_RUN_BY = {"equipment": MAINTENANCE, "storage": LOGISTICS}
"""Function that answers for a kind of resource; others are called by their kind."""

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
    labour: pd.DataFrame, load: pd.DataFrame, purchases: pd.DataFrame, flows: pd.DataFrame
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
    flows
        As :func:`sop_addin.release.logistics.flow_rows` returns it.

    Returns
    -------
    DataFrame
        ``function, code, measure, name, unit, m0, m1, ..., total``; `total` is NaN where months do
        not add up. The name of the free hours of a machine says when to stop it. Functions stand
        one after the other: labour, maintenance, logistics, purchase, then other resources.

    Examples
    --------
    >>> months = pd.period_range("2026-03", periods=2, freq="M")
    >>> press = pd.DataFrame({"resource": "Press", "kind": "equipment", "month": months,
    ...                       "unit": "hours", "load": [90.0, 60.0], "available": 100.0})
    >>> rows = functional_rows(pd.DataFrame(), press, pd.DataFrame(), pd.DataFrame())
    >>> rows[["function", "measure", "m0", "total"]].values.tolist()[1:]
    [['maintenance', 'available', 100.0, 200.0], ['maintenance', 'free', 10.0, 50.0]]
    >>> rows["name"].iloc[-1]
    'nearly full in Mar 2026; best in Apr 2026: 40 idle hours'
    """
    rows: list[dict[str, object]] = [
        *_of_labour(labour),
        *_of_flows(flows),
        *_of_resources(load),
        *_of_purchases(purchases),
    ]
    order = {name: at for at, name in enumerate((LABOUR, MAINTENANCE, LOGISTICS, PURCHASING))}
    rows.sort(key=lambda row: order.get(str(row["function"]), len(order)))
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
        function = _RUN_BY.get(str(kind), str(kind))
        stop = best_window(used, there, pd.PeriodIndex(own["month"]))
        for measure, months in (("load", used), ("available", there), (FREE, there - used)):
            finite = np.where(np.isfinite(months), months, np.nan)
            names = (function, str(resource), measure, unit)
            made = _row(names, finite, adds_up=kind not in _STOCKS)
            yield made | {"name": stop if function == MAINTENANCE and measure == FREE else ""}


def _of_flows(flows: pd.DataFrame) -> Iterator[dict[str, object]]:
    for _, row in flows.iterrows():
        names = (LOGISTICS, str(row["code"]), str(row["measure"]), str(row["unit"]))
        months = row[[f"m{i}" for i in range(HORIZON)]].to_numpy(dtype=float)
        yield _row(names, months, adds_up=True) | {"name": row["name"]}


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
