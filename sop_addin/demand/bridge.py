"""The bridge from statistical forecast to unconstrained demand, and what moved since last cycle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from sop_addin.demand.panel import Floats
from sop_addin.demand.snapshots import AGREED, ORDERS, PARTS

__all__ = ["STEPS", "Steps", "bridge", "in_money", "waterfall"]

STEPS = (*PARTS, "orders", "floor")
"""What adds up to unconstrained demand: the parts, then what orders above the forecast add, then
what the rule "never below 0" adds back."""


@dataclass(frozen=True)
class Steps:
    """The steps of several families over the same months.

    Parameters
    ----------
    families
        Codes, the first axis of `values`.
    months
        The last axis of `values`.
    values
        Steps in the order of :data:`STEPS`, shape (families, steps, months), units or money; a
        blank counts as 0. Their sum over the steps is unconstrained demand.
    """

    families: tuple[str, ...]
    months: pd.PeriodIndex
    values: Floats

    @property
    def total(self) -> Floats:
        """Unconstrained demand, shape (families, months)."""
        total: Floats = self.values.sum(axis=1)
        return total

    def over(self, months: pd.PeriodIndex) -> Steps:
        """Return the steps of some of the months."""
        kept = self.months.isin(months)
        return Steps(self.families, self.months[kept], self.values[:, :, kept])

    def of(self, families: Sequence[str]) -> Steps:
        """Return the steps of families in their order; 0 for one that is not known."""
        known = {code: number for number, code in enumerate(self.families)}
        shape = (len(families), *self.values.shape[1:])
        values = np.zeros(shape)
        for number, code in enumerate(families):
            if code in known:
                values[number] = self.values[known[code]]
        return Steps(tuple(families), self.months, values)


def bridge(rows: pd.DataFrame, months: pd.PeriodIndex) -> Steps:
    """Return the steps from the statistical forecast to unconstrained demand.

    Parameters
    ----------
    rows
        ``key, series, month, value`` (units) of :data:`~sop_addin.demand.snapshots.PARTS`, the
        order book where there is one, and unconstrained demand.
    months
        Those to look at.

    Returns
    -------
    Steps
        Units; families in the order in which they occur. Orders count where no order book is given
        (a frozen forecast) as what unconstrained demand has above the other steps.

    Raises
    ------
    ValueError
        A month does not add up: the page's formula was typed over.

    Examples
    --------
    >>> month = pd.Period("2026-03", "M")
    >>> values = {"statistical_forecast": 100.0, "activities": 20.0, "unconstrained_demand": 120.0}
    >>> rows = [("Pumps", name, month, value) for name, value in values.items()]
    >>> frame = pd.DataFrame(rows, columns=["key", "series", "month", "value"])
    >>> bridge(frame, pd.PeriodIndex([month])).values.tolist()
    [[[100.0], [20.0], [0.0], [0.0], [0.0], [0.0]]]
    """
    series = [*PARTS, ORDERS, AGREED]
    shown = rows[rows["series"].isin(series)]
    families = tuple(dict.fromkeys(shown["key"]))
    cube = np.full((len(families), len(series), len(months)), np.nan)
    at = months.get_indexer(pd.PeriodIndex(shown["month"]))
    inside = at >= 0
    key = pd.Index(families).get_indexer(pd.Index(shown["key"]))[inside]
    name = pd.Index(series).get_indexer(pd.Index(shown["series"]))[inside]
    cube[key, name, at[inside]] = shown["value"].to_numpy(dtype=float)[inside]
    parts = np.nan_to_num(cube[:, : len(PARTS)])
    orders, agreed = cube[:, len(PARTS)], np.nan_to_num(cube[:, -1])
    added = parts.sum(axis=1)
    above = np.maximum(np.nan_to_num(orders) - np.maximum(added, 0.0), 0.0)
    if ORDERS not in set(shown["series"]):
        above = np.maximum(agreed - np.maximum(added, 0.0), 0.0)
    floor = np.maximum(-added, 0.0)
    off = np.abs(added + above + floor - agreed) > 1e-6
    if off.any():
        family, month = (int(found[0]) for found in off.nonzero())
        where = f"{families[family]} {months[month]}"
        raise ValueError(f"{where}: the steps do not add up to unconstrained demand")
    return Steps(families, months, np.concatenate([parts, above[:, None], floor[:, None]], axis=1))


def in_money(steps: Steps, price: pd.DataFrame) -> Steps:
    """Return the company's steps in money, because units of families need not add up.

    Parameters
    ----------
    steps
        From :func:`bridge`, units.
    price
        Months x families, money a unit; a family without one in any of the months is left out.

    Returns
    -------
    Steps
        One row, called by no family's code: money, each step in whole units of it, so that the
        steps of a sheet add up to its total; NaN where no family has a price.

    Examples
    --------
    >>> months = pd.period_range("2026-03", periods=1, freq="M")
    >>> steps = Steps(("Pumps", "New"), months, np.full((2, len(STEPS), 1), 10.0))
    >>> in_money(steps, pd.DataFrame({"Pumps": 2.0}, index=months)).total.tolist()
    [[120.0]]
    """
    worth = price.reindex(index=steps.months, columns=list(steps.families)).to_numpy(float).T
    known = np.isfinite(worth).all(axis=1)
    money = (steps.values[known] * worth[known, None, :]).sum(axis=0)
    return Steps(("",), steps.months, np.round(money if known.any() else money + np.nan)[None])


def waterfall(start: float, moves: ArrayLike) -> Floats:
    """Return how the bars of a waterfall are drawn: start, moves, end.

    Parameters
    ----------
    start
        The first bar.
    moves
        What is added, or taken off, one after the other, shape (n,).

    Returns
    -------
    ndarray
        Shape (n + 2, 4): what is left empty below the bar, then its height as a level, a rise or
        a fall; NaN where the bar is another of the three.

    Examples
    --------
    >>> waterfall(100.0, [20.0, -50.0])[1:3].tolist()
    [[100.0, nan, 20.0, nan], [70.0, nan, nan, 50.0]]
    """
    moved = np.asarray(moves, dtype=float)
    after = start + np.cumsum(moved)
    before = after - moved
    bars = np.full((len(moved) + 2, 4), np.nan)
    bars[[0, -1], 1] = start, after[-1] if len(moved) else start
    bars[1:-1, 0] = np.minimum(before, after)
    rise = moved >= 0
    bars[1:-1, 2] = np.where(rise, moved, np.nan)
    bars[1:-1, 3] = np.where(rise, np.nan, -moved)
    return bars
