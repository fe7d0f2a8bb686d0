"""What one more unit of each bottleneck is worth, and how far that holds."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sop_addin.supply.formulation import Model
from sop_addin.supply.goal_order import Solution
from sop_addin.supply.goals import Goal
from sop_addin.supply.matrix import Matrix
from sop_addin.supply.sensitivity import Marginal, marginals
from sop_addin.supply.solver import Settings

__all__ = ["bottleneck_values"]

BOTTLENECK_COLUMNS = ("resource", "kind", "month", "unit", "waiting", "below", "saves", "up_to")
"""Columns of the list of bottlenecks."""

_NOISE = 1e-7
_MONEY = 1e-4


def bottleneck_values(
    model: Model, matrix: Matrix, solution: Solution, settings: Settings, most: int = 60
) -> pd.DataFrame:
    """Return what one more unit of every resource that is fully used changes in the plan.

    From the linear model with its whole numbers held as they are. A resource that is full and
    whose next unit changes nothing is left out.

    Parameters
    ----------
    model, matrix, solution, settings
        A solved model.
    most
        Most rows to look at, the earliest months first.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`BOTTLENECK_COLUMNS`; for one unit more: ``waiting``, unit-months that
        customers wait, or units that they lose, less; ``below``, unit-months below minimum or
        target, or of backlog above target, less; ``saves``, money saved, negative where serving
        more costs more. ``up_to``: units for which that holds, at least.

    Examples
    --------
    >>> from sop_addin.periods import month, months
    >>> from sop_addin.supply.model import build
    >>> from sop_addin.supply.problem import Family, Problem, Resource, UnitCosts
    >>> from sop_addin.supply.goal_order import solve_matrix
    >>> from sop_addin.supply.strategy import HYBRID
    >>> pumps = Family("Pumps", [80, 130], costs=UnitCosts(regular=7, past_due=20))
    >>> press = Resource("Press", 50, {"Pumps": 0.5})
    >>> problem = Problem(months(month("2026-03"), 2), 20, (pumps,), resources=(press,))
    >>> model = build(problem, HYBRID)
    >>> matrix, settings = model.matrix(), Settings()
    >>> solution = solve_matrix(matrix, model.weights, settings)
    >>> table = bottleneck_values(model, matrix, solution, settings)
    >>> table[["resource", "waiting", "saves", "up_to"]].round(2).values.tolist()
    [['Press', 2.0, 26.0, 5.0], ['Press', 2.0, 26.0, 5.0]]
    """
    activity = matrix.activity(solution.values)
    full = np.abs(activity - matrix.row_high) <= _NOISE * (1 + np.abs(matrix.row_high))
    places = [
        (int(row), limit, t)
        for limit in model.limits
        for t, row in enumerate(limit.rows)
        if row >= 0 and full[row]
    ]
    places = sorted(places, key=lambda place: place[2])[:most]
    found = marginals(matrix, solution, [p[0] for p in places], settings)
    rows = []
    for (_, limit, t), marginal in zip(places, found, strict=True):
        waiting, below, saves = _effects(model, matrix, marginal)
        if max(abs(waiting), abs(below)) > _NOISE or abs(saves) > _MONEY:
            month = model.problem.months[t]
            values = (waiting, below, saves, marginal.up)
            rows.append((limit.id, limit.kind, month, limit.unit, *values))
    frame = pd.DataFrame(rows, columns=list(BOTTLENECK_COLUMNS))
    frame["month"] = pd.PeriodIndex(frame["month"], freq="M")
    order = ["waiting", "below", "saves", "month", "resource"]
    return frame.sort_values(order, ascending=[False, False, False, True, True], ignore_index=True)


def _effects(model: Model, matrix: Matrix, marginal: Marginal) -> tuple[float, float, float]:
    """Return unit-months of waiting, unit-months below target and money, each less by a unit."""
    change = marginal.change
    columns = model.families
    waiting = -float(change[columns.late].sum() + change[columns.lost].sum())
    wanted = [
        s.columns
        for s in model.slacks
        if s.kind == "family" and s.reason.startswith(("stock below", "backlog above"))
    ]
    below = -float(sum(change[c].sum() for c in wanted))
    saves = -float(matrix.goals[Goal.COST] @ change)
    return waiting + 0.0, below + 0.0, saves + 0.0
