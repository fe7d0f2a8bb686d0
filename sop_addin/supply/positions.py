"""Where a production plan leads: the recursions of a family's page, as functions on arrays.

They evaluate any plan exactly as the formulas of the page do: the most that can be delivered is
delivered, and neither stock nor past due is ever negative.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sop_addin.supply.problem import Family, Floats, Policy, ShortagePolicy, by_month

__all__ = [
    "Positions",
    "backlog_positions",
    "family_positions",
    "inventory_positions",
    "least_backlog",
]


@dataclass(frozen=True)
class Positions:
    """A family's month-end positions, each of shape (months,), in units, none negative.

    Parameters
    ----------
    constrained
        Constrained sales (MTS) or shipments (MTO) of the month.
    past_due
        Late units at the end of the month.
    lost
        Demand lost in the month.
    finished
        Finished goods awaiting shipment (MTO), else 0.
    inventory
        Stock on hand (MTS), else 0.
    backlog
        Open orders (MTO), else 0.
    """

    constrained: Floats
    past_due: Floats
    lost: Floats
    finished: Floats
    inventory: Floats
    backlog: Floats


def inventory_positions(
    demand: ArrayLike,
    production: ArrayLike,
    opening_inventory: float,
    opening_past_due: float = 0.0,
    shortage: ShortagePolicy = ShortagePolicy.BACKORDER,
    turned_away: ArrayLike = 0.0,
) -> Positions:
    """Return the positions of a make-to-stock family.

    ``constrained = max(0, min(demand + past_due[-1], inventory[-1] + production))``; what is left
    of the demand is past due, or lost, by `shortage`.

    Parameters
    ----------
    demand, production
        Units, shape (months,).
    opening_inventory, opening_past_due
        Units at the end of the month before the first.
    shortage
        Whether unmet demand waits or is lost.
    turned_away
        Demand that is given up beforehand, units, shape (months,); it counts as lost.

    Examples
    --------
    >>> plan = inventory_positions([1500, 1430], [1320, 1200], 240, 40)
    >>> plan.constrained.tolist(), plan.inventory.tolist(), plan.past_due.tolist()
    ([1540.0, 1220.0], [20.0, 0.0], [0.0, 210.0])
    """
    wanted, made = np.asarray(demand, float), np.asarray(production, float)
    zero = np.zeros(len(wanted))
    away = np.asarray(turned_away, float) + zero
    months = []
    stock, due = opening_inventory, opening_past_due
    for asked, arrives, given_up in zip(wanted.tolist(), made.tolist(), away.tolist(), strict=True):
        wanted_now, there = asked + due, stock + arrives
        lost = min(given_up, wanted_now)
        owed = wanted_now - lost
        served = max(0.0, min(owed, there))
        stock, due = there - served, owed - served
        if shortage is ShortagePolicy.LOST_SALES:
            lost, due = lost + due, 0.0
        months.append((served, due, lost, stock))
    constrained, past_due, gone, inventory = np.array(months).reshape(-1, 4).T
    return Positions(constrained, past_due, gone, zero, inventory, zero)


def backlog_positions(
    bookings: ArrayLike,
    production: ArrayLike,
    opening_backlog: float,
    opening_finished: float = 0.0,
    ship_share: float = 0.0,
    opening_past_due: float = 0.0,
    due: ArrayLike | None = None,
) -> Positions:
    """Return the positions of a make-to-order family.

    ``shipments = max(0, min(finished[-1] + production, backlog[-1] + ship_share * bookings))``.
    Late orders are what was due up to a month and has not been shipped, earliest promise first.

    Parameters
    ----------
    bookings, production
        Units, shape (months,).
    opening_backlog, opening_finished, opening_past_due
        Units at the end of the month before the first; past due is part of the backlog.
    ship_share
        Part of a month's bookings that can ship in the same month, 0 to 1.
    due
        Units due by promise date in each month; ``None``: only the opening past due is followed.

    Examples
    --------
    >>> plan = backlog_positions([400, 420, 450, 500, 480, 450], [700] * 6, 900)
    >>> plan.constrained.tolist()
    [700.0, 600.0, 420.0, 450.0, 500.0, 480.0]
    >>> plan.finished.tolist()
    [0.0, 100.0, 380.0, 630.0, 830.0, 1050.0]
    """
    booked, made = np.asarray(bookings, float), np.asarray(production, float)
    zero = np.zeros(len(booked))
    months = []
    ready, orders = opening_finished, opening_backlog
    for new, arrives in zip(booked.tolist(), made.tolist(), strict=True):
        sent = max(0.0, min(ready + arrives, orders + ship_share * new))
        ready, orders = ready + arrives - sent, orders + new - sent
        months.append((sent, ready, orders))
    shipped, finished, backlog = np.array(months).reshape(-1, 3).T
    promised = opening_past_due + np.cumsum(zero if due is None else np.asarray(due, float))
    late = np.minimum(np.maximum(promised - np.cumsum(shipped), 0.0), backlog)
    return Positions(shipped, late, zero, finished, zero, backlog)


def least_backlog(family: Family, count: int) -> Floats:
    """Return the order backlog that no production can go below: orders that ship a month later.

    Examples
    --------
    >>> roofs = Family("Roofs", [40, 60], Policy.MTO, opening_backlog=35, ship_share=0.25)
    >>> least_backlog(roofs, 2).tolist()
    [30.0, 45.0]
    """
    return (1.0 - family.ship_share) * by_month(family.demand, count)


def family_positions(
    family: Family, production: ArrayLike, turned_away: ArrayLike = 0.0
) -> Positions:
    """Return the positions of `family` under a production plan in units, shape (months,)."""
    made = np.asarray(production, float)
    demand = by_month(family.demand, len(made))
    if family.policy is Policy.MTO:
        return backlog_positions(
            demand,
            made,
            family.opening_backlog,
            family.opening_finished,
            family.ship_share,
            family.opening_past_due,
            None if family.due is None else by_month(family.due, len(made)),
        )
    return inventory_positions(
        demand,
        made,
        family.opening_inventory,
        family.opening_past_due,
        family.shortage,
        turned_away,
    )
