"""One family planned alone: the plans of all others are held as their pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from sop_addin.errors import DataError, Place
from sop_addin.supply.problem import Family, Lock, Problem
from sop_addin.supply.schedule import PARTS

__all__ = ["hold_others"]


def hold_others(problem: Problem, only: str, pages: Mapping[str, pd.DataFrame]) -> Problem:
    """Return the problem with every month of the other families fixed.

    What they load of shared people, machines and materials is theirs, so that `only` is planned
    within what they leave.

    Parameters
    ----------
    problem
        All families together.
    only
        Family that is planned.
    pages
        ``regular, overtime, subcontract`` as they stand, units, each a frame of shape (families,
        months); NaN is blank.

    Raises
    ------
    DataError
        Another family has a month without any plan.

    Examples
    --------
    Both take an hour of a press of 100; what Valves leave of it is for Pumps.

    >>> from sop_addin.periods import month, months
    >>> from sop_addin.supply.plan import solve
    >>> from sop_addin.supply.problem import Resource
    >>> both = Family("Pumps", 80), Family("Valves", 60)
    >>> press = Resource("Press", 100, {"Pumps": 1, "Valves": 1})
    >>> problem = Problem(months(month("2026-03"), 1), 20, both, resources=(press,))
    >>> stands = pd.DataFrame([[np.nan], [70.0]], index=["Pumps", "Valves"])
    >>> pages = {"regular": stands, "overtime": stands * 0, "subcontract": stands * 0}
    >>> solve(hold_others(problem, "Pumps", pages)).production["production"].tolist()
    [30.0, 70.0]
    """
    held = (f if f.id == only else _held(f, problem.months, pages) for f in problem.families)
    return replace(problem, families=tuple(held))


def _held(family: Family, months: pd.PeriodIndex, pages: Mapping[str, pd.DataFrame]) -> Family:
    """Return a family with a lock in each month that had none."""
    made = np.array([pages[name].loc[family.id].to_numpy(dtype=float) for name in PARTS])
    known = {lock.month for lock in family.locks}
    free = [t for t, month in enumerate(months) if month not in known]
    blank = next((t for t in free if np.isnan(made[:, t]).all()), None)
    if blank is not None:
        raise DataError(
            Place("family", family.id, PARTS[0], str(months[blank])),
            "no plan of this family yet",
            "a plan of every other family, to hold it",
            "Plan all families together first (`sop plan`).",
        )
    stands = np.nan_to_num(made)
    locks = [
        Lock(months[t], float(stands[0, t]), float(stands[1, t]), float(stands[2, t]), typed=False)
        for t in free
    ]
    return replace(family, locks=(*family.locks, *locks))
