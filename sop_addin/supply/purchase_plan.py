"""Purchase plan: what to order, when, so that key materials and bought units are there in time.

A projected available balance, month by month: stock + receipts on order - need. Where it falls
below safety stock a new receipt is planned, and its order is placed the lead time before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sop_addin.supply.problem import Floats

__all__ = ["PurchasePlan", "Supplies", "gross_need", "purchase_plan"]

_NEAR = 1e-9


@dataclass(frozen=True, eq=False)
class Supplies:
    """What is bought: terms, stock and open orders; each array of shape (lines,) but `on_order`.

    Parameters
    ----------
    stock, safety
        Units on hand at the end of the last closed month, and units never planned below.
    lead
        Whole months from order to receipt.
    minimum, lot
        Least units of an order; orders are multiples of a lot, 0: any quantity.
    cost
        Money a unit; NaN where it is not known.
    on_order
        Units that arrive from orders that are placed, shape (lines, months).
    """

    stock: Floats
    safety: Floats
    lead: NDArray[np.int64]
    minimum: Floats
    lot: Floats
    cost: Floats
    on_order: Floats


@dataclass(frozen=True, eq=False)
class PurchasePlan:
    """A purchase plan; each array of shape (lines, months), units, none negative but `without`.

    Parameters
    ----------
    need
        Gross: what the families' plan takes.
    net
        What stock and open orders do not cover, safety stock included.
    receipts
        Planned receipts of new orders, in the month in which they are needed.
    stock
        Projected available balance at the end of the month, with the planned receipts.
    without
        The same without receipts that no order of today can bring in time; negative: missing.
    orders
        New orders in the month in which to place them. Those that should have been placed before
        the first month stand in it.
    expedite
        The part of `orders` that is late.
    """

    need: Floats
    net: Floats
    receipts: Floats
    stock: Floats
    without: Floats
    orders: Floats
    expedite: Floats


def gross_need(production: Floats, per_unit: Floats) -> Floats:
    """Return what a plan takes of each material, units, shape (materials, months).

    Parameters
    ----------
    production
        Own production that begins in each month, units, shape (families, months).
    per_unit
        Units of a material in one unit of a family, shape (materials, families).

    Examples
    --------
    >>> gross_need(np.array([[10.0, 20.0]]), np.array([[2.0]])).tolist()
    [[20.0, 40.0]]
    """
    need: Floats = per_unit @ production
    return need


def in_order_lots(net: Floats, minimum: Floats, lot: Floats) -> Floats:
    """Round net needs up to what a supplier takes as one order; 0 stays 0.

    Parameters
    ----------
    net, minimum, lot
        Units of the same shape; a lot of 0 allows any quantity.

    Examples
    --------
    >>> in_order_lots(np.array([0.0, 3.0, 12.0]), np.array([5.0] * 3), np.array([4.0] * 3)).tolist()
    [0.0, 8.0, 12.0]
    """
    least = np.maximum(net, minimum)
    lots = np.ceil(np.divide(least, lot, out=np.zeros_like(least), where=lot > 0) - _NEAR)
    return np.where(net > _NEAR, np.where(lot > 0, lots * lot, least), 0.0)


def purchase_plan(need: Floats, supplies: Supplies) -> PurchasePlan:
    """Return receipts and orders that keep every line at its safety stock.

    Parameters
    ----------
    need
        Gross need, units, none negative, shape (lines, months).
    supplies
        Terms, stock and open orders of the same lines.

    Examples
    --------
    30 on hand, 10 due in the second month, a need of 20 a month, safety stock 5, a lead time of
    two months, orders in tens:

    >>> one = np.array([1.0])
    >>> steel = Supplies(30 * one, 5 * one, np.array([2]), 0 * one, 10 * one, 4 * one,
    ...                  np.array([[0.0, 10.0, 0.0, 0.0]]))
    >>> plan = purchase_plan(np.full((1, 4), 20.0), steel)
    >>> plan.net.tolist(), plan.receipts.tolist()
    ([[0.0, 5.0, 15.0, 15.0]], [[0.0, 10.0, 20.0, 20.0]])
    >>> plan.stock.tolist()
    [[10.0, 10.0, 10.0, 10.0]]

    The receipt of the second month is late by a month: it is ordered at once, and expedited.

    >>> plan.orders.tolist(), plan.expedite.tolist()
    ([[30.0, 20.0, 0.0, 0.0]], [[10.0, 0.0, 0.0, 0.0]])
    """
    net, receipts, stock = np.zeros_like(need), np.zeros_like(need), np.zeros_like(need)
    held = supplies.stock
    for t in range(need.shape[1]):
        there = held + supplies.on_order[:, t] - need[:, t]
        net[:, t] = np.maximum(supplies.safety - there, 0.0)
        receipts[:, t] = in_order_lots(net[:, t], supplies.minimum, supplies.lot)
        held = there + receipts[:, t]
        stock[:, t] = held
    months = np.arange(need.shape[1])
    place = np.maximum(months[None, :] - supplies.lead[:, None], 0)
    late = months[None, :] < supplies.lead[:, None]
    rows = np.broadcast_to(np.arange(len(need))[:, None], need.shape)
    orders, expedite = np.zeros_like(need), np.zeros_like(need)
    np.add.at(orders, (rows, place), receipts)
    np.add.at(expedite, (rows, place), np.where(late, receipts, 0.0))
    without = stock - np.cumsum(np.where(late, receipts, 0.0), axis=1)
    return PurchasePlan(need, net, receipts, stock, without, orders, expedite)
