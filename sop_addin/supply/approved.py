"""What the plan that was approved before would cost now, in the same terms as the strategies."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from sop_addin.supply.plan import Plan, evaluate
from sop_addin.supply.problem import Floats, Problem

__all__ = ["APPROVED_PLAN", "APPROVED_ROWS", "approved_plan"]

APPROVED_ROWS = ("production", "overtime", "subcontract", "workers")
"""What is read of an approved version: units by family, heads by labour pool."""

APPROVED_PLAN = "approved plan"
"""What the plan of an earlier cycle is called beside the strategies."""


def approved_plan(
    problem: Problem, approved: Mapping[str, pd.DataFrame], chosen: Plan
) -> Plan | None:
    """Return the approved plan under today's demand and stock; ``None`` where there is none.

    Months, families and people that it does not reach are the chosen plan's. What was approved
    without a split into regular time, overtime and bought units counts as regular time.

    Parameters
    ----------
    approved
        ``production, overtime, subcontract`` in units, index family, and ``workers`` in heads,
        index pool; one column a month.
    chosen
        The plan on the pages.

    Examples
    --------
    >>> from sop_addin.periods import month, months
    >>> from sop_addin.supply.plan import solve
    >>> from sop_addin.supply.problem import Family, UnitCosts
    >>> pumps = Family("Pumps", [80, 130], costs=UnitCosts(regular=5, holding=2))
    >>> problem = Problem(months(month("2026-03"), 2), 20, (pumps,))
    >>> stood = {"production": pd.DataFrame({problem.months[0]: {"Pumps": 110.0}})}
    >>> plan = approved_plan(problem, stood, solve(problem))
    >>> plan.schedule.production.tolist(), plan.costs[["regular", "holding"]].tolist()
    ([[110.0, 130.0]], [1200.0, 120.0])
    """
    families, pools = [f.id for f in problem.families], [p.id for p in problem.pools]
    made, overtime, bought = (
        _grid(problem, families, approved.get(name)) for name in APPROVED_ROWS[:3]
    )
    heads = _grid(problem, pools, approved.get("workers"))
    known = ~np.isnan(made)
    if not known.any():
        return None
    bought = np.minimum(np.nan_to_num(bought), np.nan_to_num(made))
    overtime = np.minimum(np.nan_to_num(overtime), np.nan_to_num(made) - bought)
    own = chosen.schedule
    return evaluate(
        problem,
        np.where(known, np.nan_to_num(made) - overtime - bought, own.regular),
        np.where(known, overtime, own.overtime),
        np.where(known, bought, own.subcontract),
        np.where(np.isnan(heads), own.workers, heads),
        name=APPROVED_PLAN,
    )


def _grid(problem: Problem, ids: list[str], frame: pd.DataFrame | None) -> Floats:
    """Return numbers by id and month, NaN where nothing is known."""
    if frame is None or frame.empty:
        return np.full((len(ids), problem.count), np.nan)
    wide = frame.reindex(index=ids, columns=problem.months)
    return wide.to_numpy(dtype=np.float64)
