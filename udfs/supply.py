"""Rates and positions as worksheet functions."""

from __future__ import annotations

from typing import Any

import numpy as np

from sop_addin.errors import DataError
from sop_addin.supply import rates
from sop_addin.supply.positions import backlog_positions, inventory_positions
from udfs.convert import Block, number, row_or_column, same_months
from udfs.declared import worksheet_function

__all__ = [
    "SOP_CHASE",
    "SOP_DAYS_SUPPLY",
    "SOP_LEVEL_RATE",
    "SOP_PROJ_BACKLOG",
    "SOP_PROJ_INVENTORY",
]


@worksheet_function
def SOP_LEVEL_RATE(demand: Any, days: Any, opening: Any, target: Any = 0) -> Any:
    """Return the average rate and the lowest one without stock-out, units a working day.

    Examples
    --------
    >>> SOP_LEVEL_RATE([1500, 1430], [22, 20], 200, 200)
    [[69.76190476190476, 65.0]]
    """
    wanted, worked = _known(demand=demand, days=days)
    if worked.values.sum() <= 0 or worked.values.min() < 0:
        raise DataError("days", "no working day", "working days, none negative", "Fill the days.")
    net = number(opening, "opening")
    units, span = wanted.values[:, 0], worked.values[:, 0]
    average = rates.level_rate_average(units, span, net, number(target, "target", 0))
    return [[average, rates.level_rate_no_stockout(units, span, net)]]


@worksheet_function
def SOP_CHASE(demand: Any, target: Any, opening: Any) -> Any:
    """Return the production by month that keeps the stock on target."""
    wanted = row_or_column(demand, "demand", known=True)
    goal = row_or_column(target, "target", known=True)
    if len(goal.values) > 1:
        same_months(demand=wanted, target=goal)
    made = rates.chase(wanted.values[:, 0], goal.values[:, 0], number(opening, "opening"))
    return wanted.laid_out(made[:, None])


@worksheet_function
def SOP_PROJ_INVENTORY(demand: Any, production: Any, inventory: Any, past_due: Any = 0) -> Any:
    """Return stock on hand and past due by month."""
    wanted, made = _known(demand=demand, production=production)
    opening = (number(inventory, "inventory"), number(past_due, "past_due", 0))
    found = inventory_positions(wanted.values[:, 0], made.values[:, 0], *opening)
    return wanted.laid_out(np.column_stack([found.inventory, found.past_due]))


@worksheet_function
def SOP_PROJ_BACKLOG(bookings: Any, production: Any, backlog: Any, finished: Any = 0) -> Any:
    """Return order backlog and finished units by month."""
    booked, made = _known(bookings=bookings, production=production)
    opening = (number(backlog, "backlog"), number(finished, "finished", 0))
    found = backlog_positions(booked.values[:, 0], made.values[:, 0], *opening)
    return booked.laid_out(np.column_stack([found.backlog, found.finished]))


@worksheet_function
def SOP_DAYS_SUPPLY(position: Any, demand: Any, days: Any) -> Any:
    """Return the working days that each position lasts."""
    units, wanted, worked = _known(position=position, demand=demand, days=days)
    columns = (each.values[:, 0] for each in (units, wanted, worked))
    return units.laid_out(rates.cover(*columns)[:, None])


def _known(**cells: Any) -> list[Block]:
    """Return series of the same months, without blanks."""
    found = {name: row_or_column(each, name, known=True) for name, each in cells.items()}
    same_months(**found)
    return list(found.values())
