"""What the plan that was approved before would cost now, in the same terms as the strategies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sop_addin.supply.plan import Plan, evaluate
from sop_addin.supply.problem import Floats, Problem

__all__ = ["APPROVED_ROWS", "Standing", "approved_plan", "standing"]

APPROVED_ROWS = ("production", "overtime", "subcontract", "workers")
"""What is read of an approved version: units by family, heads by labour pool."""

APPROVED_PLAN = "approved plan"
"""What the plan of an earlier cycle is called beside the strategies."""


def approved_plan(
    problem: Problem, approved: Mapping[str, pd.DataFrame], chosen: Plan
) -> Plan | None:
    """Return the approved plan under today's demand and stock; ``None`` where there is none.

    Months, families and people that it does not reach are the chosen plan's; see
    :func:`standing`.

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
    pools = [p.id for p in problem.pools]
    stood = standing([f.id for f in problem.families], problem.months, approved)
    heads = _grid(pools, problem.months, approved.get("workers"))
    known = ~np.isnan(stood.regular)
    if not known.any():
        return None
    own = chosen.schedule
    return evaluate(
        problem,
        np.where(known, stood.regular, own.regular),
        np.where(known, stood.overtime, own.overtime),
        np.where(known, stood.subcontract, own.subcontract),
        np.where(np.isnan(heads), own.workers, heads),
        name=APPROVED_PLAN,
    )


@dataclass(frozen=True, eq=False)
class Standing:
    """What was approved to be made; each of shape (families, months), units, NaN: not known."""

    regular: Floats
    overtime: Floats
    subcontract: Floats


def standing(
    families: Sequence[str], months: pd.PeriodIndex, approved: Mapping[str, pd.DataFrame]
) -> Standing:
    """Return the approved production of the months ahead, in its parts.

    What was approved without a split into regular time, overtime and bought units counts as
    regular time.

    Parameters
    ----------
    approved
        ``production, overtime, subcontract`` in units, index family, one column a month; what is
        left out is not known.

    Examples
    --------
    >>> march = pd.period_range("2026-03", periods=2, freq="M")
    >>> said = {"production": pd.DataFrame({march[0]: {"Pumps": 110.0}})}
    >>> said["overtime"] = pd.DataFrame({march[0]: {"Pumps": 10.0}})
    >>> stood = standing(["Pumps"], march, said)
    >>> stood.regular.tolist(), stood.overtime.tolist(), stood.subcontract.tolist()
    ([[100.0, nan]], [[10.0, nan]], [[0.0, nan]])
    """
    made, overtime, bought = (
        _grid(families, months, approved.get(name)) for name in APPROVED_ROWS[:3]
    )
    bought = np.minimum(np.nan_to_num(bought), made)
    overtime = np.minimum(np.nan_to_num(overtime), made - bought)
    return Standing(made - bought - overtime, overtime, bought)


def _grid(ids: Sequence[str], months: pd.PeriodIndex, frame: pd.DataFrame | None) -> Floats:
    """Return numbers by id and month, NaN where nothing is known."""
    if frame is None or frame.empty:
        return np.full((len(ids), len(months)), np.nan)
    wide = frame.reindex(index=list(ids), columns=months)
    return wide.to_numpy(dtype=np.float64)
