"""Stock above its maximum: how much, for how long, and what production can be cut to end it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sop_addin.presop.company_plan import CompanyPlan, Floats

__all__ = ["Excess", "excess"]

_FROZEN = 1
"""Months at the start of the horizon that are too late to cut: the running one."""

_SOON = 3
"""An excess that is there from the start is cut off until this month."""


@dataclass(frozen=True)
class Excess:
    """The first stretch of months in which a family's stock is above its maximum.

    Parameters
    ----------
    most, percent
        Highest excess of the stretch in units, and in % of that month's maximum (NaN if it is 0).
    first, last
        First and last month of the stretch, counted from the cycle month (0).
    cut
        Units a month that production can be cut by from `cut_first` to `cut_last`, so that the
        excess goes and stock stays at its target afterwards; 0 where nothing can be cut.
    """

    most: float
    percent: float
    first: int
    last: int
    cut: float = 0.0
    cut_first: int = 0
    cut_last: int = 0


def excess(plan: CompanyPlan, family: int) -> Excess | None:
    """Return where the stock of a make-to-stock family is above its maximum; None if nowhere.

    The cut is spread evenly over the months with production after the running one, up to the
    highest excess (in the next three months where the excess is there from the start). It takes
    no more than a month produces, and leaves the stock of all later months at its target, or at
    its maximum where no target is set.

    Parameters
    ----------
    family
        Position of the family in the plan.
    """
    stock, most = plan.horizon("inventory")[family], plan.horizon("maximum")[family]
    over = np.nan_to_num(stock - most)
    high = over > 0
    if plan.mto[family] or not high.any():
        return None
    first = int(high.argmax())
    ended = np.flatnonzero(~high[first:])
    last = first + int(ended[0]) - 1 if ended.size else len(high) - 1
    peak = first + int(over[first : last + 1].argmax())
    percent = 100 * over[peak] / most[peak] if most[peak] > 0 else np.nan
    found = Excess(float(over[peak]), float(percent), first, last)
    return _with_cut(plan, family, found, min(last, _SOON) if peak <= _FROZEN else peak)


def _with_cut(plan: CompanyPlan, family: int, found: Excess, until: int) -> Excess:
    production = np.nan_to_num(plan.horizon("production")[family])
    months: NDArray[np.intp] = np.flatnonzero(production[: until + 1] > 0)
    months = months[months >= _FROZEN]
    if not months.size:
        return found
    target, most = plan.horizon("target")[family], plan.horizon("maximum")[family]
    room: Floats = plan.horizon("inventory")[family] - np.where(np.isfinite(target), target, most)
    spare = float(np.nan_to_num(room[months[-1] :]).min())
    each = min(found.most, spare) / months.size
    cut = max(0.0, min(each, float(production[months].min())))
    return Excess(
        found.most,
        found.percent,
        found.first,
        found.last,
        cut,
        int(months[0]),
        int(months[-1]),
    )
