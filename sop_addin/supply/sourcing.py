"""Where a family's production comes from: regular time, overtime, or bought."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sop_addin.supply.offsets import in_work, months_before
from sop_addin.supply.problem import Floats, Problem

__all__ = ["Sourcing", "begun", "sourcing"]


@dataclass(frozen=True, eq=False)
class Sourcing:
    """Units by month of receipt, none negative, each of shape (families, months)."""

    regular: Floats
    overtime: Floats
    bought: Floats

    @property
    def made(self) -> Floats:
        """Own production, in regular time and overtime."""
        return self.regular + self.overtime


def sourcing(production: Floats, overtime: Floats, subcontract: Floats) -> Sourcing:
    """Split production by source; a typed decrease takes off regular time first, bought units last.

    Parameters
    ----------
    production
        Units by month of receipt, typed changes included, shape (families, months).
    overtime, subcontract
        The plan's units of the same shape; NaN is none.

    Examples
    --------
    >>> parts = sourcing(np.array([[100.0, 25.0]]), np.array([[10.0, 10.0]]),
    ...                  np.array([[20.0, 20.0]]))
    >>> parts.regular.tolist(), parts.overtime.tolist(), parts.bought.tolist()
    ([[70.0, 0.0]], [[10.0, 5.0]], [[20.0, 20.0]])
    """
    whole = np.nan_to_num(production)
    bought = np.minimum(np.nan_to_num(subcontract), whole)
    extra = np.minimum(np.nan_to_num(overtime), whole - bought)
    return Sourcing(whole - bought - extra, extra, bought)


def begun(problem: Problem, made: Floats) -> Floats:
    """Return own production by the month in which it begins, shape (families, months).

    Parameters
    ----------
    made
        Units by month of receipt; receipts after the horizon are added as the model takes them.
    """
    ahead = months_before(problem, {})
    return in_work(problem, made, ahead)
