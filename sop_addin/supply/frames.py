"""A plan as frames: one row a family (or material) and month, in the order of the problem."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sop_addin.supply.material_plan import MaterialPlan
from sop_addin.supply.positions import Positions
from sop_addin.supply.problem import Problem
from sop_addin.supply.schedule import Schedule

__all__ = ["materials_frame", "positions_frame", "production_frame"]


def _grid(problem: Problem) -> pd.DataFrame:
    families = [f.id for f in problem.families]
    frame = pd.DataFrame({"family": np.repeat(np.array(families, dtype=object), problem.count)})
    frame["month"] = problem.months[np.tile(np.arange(problem.count), len(families))]
    return frame


def production_frame(problem: Problem, schedule: Schedule) -> pd.DataFrame:
    """Return what each family makes or buys by month, and which months are locked."""
    frame = _grid(problem)
    frame["regular"] = schedule.regular.ravel()
    frame["overtime"] = schedule.overtime.ravel()
    frame["subcontract"] = schedule.subcontract.ravel()
    frame["manual"] = 0.0
    frame["production"] = schedule.production.ravel()
    frame["locked"] = False
    frame["typed"] = False
    for i, family in enumerate(problem.families):
        for lock in family.locks:
            row = i * problem.count + lock.month.ordinal - problem.months[0].ordinal
            stated = [lock.regular, lock.overtime, lock.subcontract, lock.manual]
            frame.loc[row, ["regular", "overtime", "subcontract", "manual"]] = stated
            frame.loc[row, ["locked", "typed"]] = [True, lock.typed]
    return frame


def positions_frame(
    problem: Problem, schedule: Schedule, positions: Sequence[Positions]
) -> pd.DataFrame:
    """Return where the plan leads each family at the end of each month."""
    frame = _grid(problem)
    for name in ("constrained", "past_due", "lost", "finished", "inventory", "backlog"):
        parts = [getattr(p, name) for p in positions]
        frame[name] = np.concatenate(parts) if parts else np.zeros(0)
    frame["turned_away"] = schedule.turned_away.ravel()
    return frame


def materials_frame(problem: Problem, materials: Sequence[MaterialPlan]) -> pd.DataFrame:
    """Return need, receipts, shortage and stock of each material by month."""
    names = [m.id for m in problem.materials]
    frame = pd.DataFrame({"material": np.repeat(np.array(names, dtype=object), problem.count)})
    frame["month"] = problem.months.take(np.tile(np.arange(problem.count), len(names)))
    for name in ("need", "on_order", "bought", "short", "stock"):
        parts = [getattr(m, name) for m in materials]
        frame[name] = np.concatenate(parts) if parts else np.zeros(0)
    return frame
