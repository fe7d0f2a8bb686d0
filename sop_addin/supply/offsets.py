"""Lead times: in which month the work for a receipt falls.

Production is counted in the month of receipt; people, equipment and material are used that many
months before. Receipts after the horizon load its last months, too. No plan has them, so they are
taken to be the average demand of the last three months.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sop_addin.supply.problem import Floats, Problem, by_month
from sop_addin.supply.quantities import Integers

__all__ = ["after_horizon", "in_work", "months_before", "moved"]

_LAST = 3
"""Months of demand that stand for what comes after the horizon."""


def months_before(problem: Problem, stated: Mapping[str, int]) -> Integers:
    """Return by how many months work comes before the receipt, shape (families,).

    Parameters
    ----------
    stated
        Months by family where they differ from the family's lead time.

    Examples
    --------
    >>> from sop_addin.periods import month, months
    >>> from sop_addin.supply.problem import Family
    >>> pair = Family("A", 1, lead_months=2), Family("B", 1, lead_months=2)
    >>> months_before(Problem(months(month("2026-03"), 3), 20, pair), {"B": 1}).tolist()
    [2, 1]
    """
    if not stated:
        return np.array([f.lead_months for f in problem.families], dtype=np.int64)
    return np.array([stated.get(f.id, f.lead_months) for f in problem.families], dtype=np.int64)


def in_work(problem: Problem, receipts: Floats, ahead: Integers) -> Floats:
    """Return the units whose work falls in each month, shape (families, months).

    What receipts after the horizon ask of its last months is part of it, see
    :func:`after_horizon`.

    Parameters
    ----------
    receipts
        Units by month of receipt, shape (families, months).
    ahead
        Months by which the work comes before, shape (families,).

    Examples
    --------
    >>> from sop_addin.periods import month, months
    >>> from sop_addin.supply.problem import Family
    >>> one = Problem(months(month("2026-03"), 3), 20, (Family("A", [2, 4, 6]),))
    >>> in_work(one, np.array([[1.0, 2.0, 3.0]]), np.array([1])).tolist()
    [[2.0, 3.0, 4.0]]
    """
    if not ahead.any():
        return receipts
    return moved(receipts, ahead) + after_horizon(problem, ahead)


_Kind = TypeVar("_Kind", np.float64, np.int64)


def moved(receipts: NDArray[_Kind], ahead: Integers) -> NDArray[_Kind]:
    """Return what stands so many months later for each month, by family; 0 past the last.

    Parameters
    ----------
    receipts
        Units, or columns of a model, by month of receipt, shape (families, months).
    ahead
        Months by which the work comes before, shape (families,).

    Examples
    --------
    >>> moved(np.array([[7, 8, 9]]), np.array([2])).tolist()
    [[9, 0, 0]]
    """
    if not ahead.any():
        return receipts
    count = receipts.shape[1]
    later = np.arange(count) + ahead[:, None]
    rows = np.arange(len(receipts))[:, None]
    there = receipts[rows, np.minimum(later, count - 1)]
    return np.where(later < count, there, receipts.dtype.type(0))


def after_horizon(problem: Problem, ahead: Integers) -> Floats:
    """Return the units of receipts after the horizon whose work falls in each month.

    Shape (families, months); 0 but in the last `ahead` months.

    Examples
    --------
    >>> from sop_addin.periods import month, months
    >>> from sop_addin.supply.problem import Family
    >>> one = Problem(months(month("2026-03"), 4), 20, (Family("A", [9, 1, 2, 6], lead_months=1),))
    >>> after_horizon(one, np.array([1])).tolist()
    [[0.0, 0.0, 0.0, 3.0]]
    """
    count = problem.count
    if not ahead.any():
        return np.zeros((len(problem.families), count))
    late = np.arange(count) + ahead[:, None] >= count
    usual = [by_month(f.demand, count)[-_LAST:].mean() for f in problem.families]
    return np.where(late, np.array(usual)[:, None], 0.0)
