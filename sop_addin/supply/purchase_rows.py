"""The purchase plan as its sheets show it: month by month, and as a list of orders to place."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sop_addin.supply.problem import Floats
from sop_addin.supply.purchase_plan import PurchasePlan, Supplies

__all__ = ["order_rows", "purchase_rows"]

ALL = "all purchases"

_MEASURES = (
    ("gross need", "need"),
    ("on order", "on_order"),
    ("net need", "net"),
    ("planned receipts", "receipts"),
    ("projected stock", "stock"),
    ("to order", "orders"),
    ("of it expedite", "expedite"),
)


def purchase_rows(lines: pd.DataFrame, supplies: Supplies, plan: PurchasePlan) -> pd.DataFrame:
    """Return the plan month by month: the money of all first, then each line by measure.

    Parameters
    ----------
    lines
        ``code, name, kind, unit, supplier`` of the lines, in their order.
    supplies, plan
        What is bought, and the plan.

    Returns
    -------
    DataFrame
        ``code, name, kind, measure, unit, opening, m0, m1, ..., total``; units, and money where
        `unit` is blank: of orders by the month of order, of receipts by the month of receipt.
        Lines without a cost are left out of the money, and the row says how many.
    """
    count = plan.need.shape[1]
    values = np.stack(
        [supplies.on_order if n == "on_order" else getattr(plan, n) for _, n in _MEASURES], axis=1
    )
    money = plan.orders * supplies.cost[:, None]
    block = np.concatenate([values, money[:, None]], axis=1).reshape(-1, count)
    measures = [words for words, _ in _MEASURES] + ["to order, money"]
    frame = lines.loc[lines.index.repeat(len(measures)), ["code", "name", "kind", "unit"]]
    frame = frame.reset_index(drop=True).assign(measure=measures * len(lines))
    frame.loc[frame["measure"] == measures[-1], "unit"] = ""
    is_stock = (frame["measure"] == "projected stock").to_numpy()
    frame["opening"] = np.where(is_stock, np.repeat(supplies.stock, len(measures)), np.nan)
    total = np.where(is_stock, block[:, -1], block.sum(axis=1))
    wide = pd.DataFrame(block, columns=[f"m{i}" for i in range(count)])
    rows = pd.concat([_company(supplies, plan), frame.join(wide).assign(total=total)])
    return rows if len(lines) else rows.iloc[:0]


def _company(supplies: Supplies, plan: PurchasePlan) -> pd.DataFrame:
    known = np.isfinite(supplies.cost)
    priced = np.where(known, supplies.cost, 0.0)
    arriving = plan.receipts + supplies.on_order
    unpriced = int((~known & plan.orders.any(axis=1)).sum())
    rows = []
    for measure, units in (("to order, money", plan.orders), ("arriving, money", arriving)):
        months = priced @ units
        row: dict[str, object] = {"code": ALL, "kind": "money", "measure": measure}
        row["name"] = f"without {unpriced} that have no cost" if unpriced else ""
        row |= {f"m{i}": value for i, value in enumerate(months)} | {"total": months.sum()}
        rows.append(row)
    return pd.DataFrame(rows)


def order_rows(
    lines: pd.DataFrame,
    supplies: Supplies,
    plan: PurchasePlan,
    months: pd.PeriodIndex,
    limit: Floats,
) -> pd.DataFrame:
    """Return the orders to place: the late ones first, then by month of order and money.

    Parameters
    ----------
    lines, supplies, plan
        As for :func:`purchase_rows`.
    months
        Months of the plan.
    limit
        Most units that each supplier delivers in a month, inf where not limited, shape (lines,).

    Returns
    -------
    DataFrame
        ``code, needed, name, supplier, order_month, units, unit, money, status``.
    """
    line, month = np.nonzero(plan.receipts > 0)
    units, lead = plan.receipts[line, month], supplies.lead[line]
    late = np.maximum(lead - month, 0)
    place = np.maximum(month - lead, 0)
    frame = pd.DataFrame(
        {
            "code": lines["code"].to_numpy()[line],
            "needed": months[month],
            "name": lines["name"].to_numpy()[line],
            "supplier": lines["supplier"].to_numpy()[line],
            "order_month": months[place],
            "units": units,
            "unit": lines["unit"].to_numpy()[line],
            "money": units * supplies.cost[line],
            "status": [
                _status(int(n), int(p), short, units > most)
                for n, p, short, units, most in zip(
                    late, place, plan.without[line, month], units, limit[line], strict=True
                )
            ],
        }
    )
    order = np.lexsort((-frame["money"].fillna(0.0).to_numpy(), place, -late))
    return frame.iloc[order].reset_index(drop=True)


def _status(late: int, place: int, stock: float, beyond: bool) -> str:
    """Return what to do about an order, and why."""
    if late:
        why = f"{-stock:,.0f} short without it" if stock < 0 else "else below safety stock"
        words = f"expedite: {late} month{'s' * (late > 1)} late, {why}"
    else:
        words = "order this month" if place == 0 else "planned"
    return words + ("; more than the supplier delivers a month" if beyond else "")
