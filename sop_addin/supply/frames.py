"""A plan as frames: one row a family (or material) and month, in the order of the problem."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from sop_addin.supply.material_plan import MaterialPlan
from sop_addin.supply.positions import Positions
from sop_addin.supply.problem import Problem
from sop_addin.supply.quantities import Floats
from sop_addin.supply.schedule import PARTS, Schedule

__all__ = ["materials_frame", "positions_frame", "production_frame"]


def _months_of(problem: Problem, key: str, names: Sequence[str]) -> dict[str, Any]:
    """Return the columns that say whose and which month each row is."""
    return {
        key: np.repeat(np.array(names, dtype=object), problem.count),
        "month": problem.months.take(np.tile(np.arange(problem.count), len(names))),
    }


def _joined(parts: Sequence[Floats]) -> Floats:
    return np.concatenate(parts) if parts else np.zeros(0)


def production_frame(problem: Problem, schedule: Schedule) -> pd.DataFrame:
    """Return what each family makes or buys by month, and which months are locked."""
    made = {name: getattr(schedule, name).flatten() for name in PARTS}
    made["manual"] = np.zeros(schedule.production.size)
    locked, typed = (np.zeros(schedule.production.size, dtype=bool) for _ in range(2))
    for i, family in enumerate(problem.families):
        for lock in family.locks:
            row = i * problem.count + lock.month.ordinal - problem.months[0].ordinal
            for name, units in made.items():
                units[row] = getattr(lock, name)
            locked[row], typed[row] = True, lock.typed
    columns = _months_of(problem, "family", [f.id for f in problem.families])
    columns |= made | {"production": schedule.production.ravel()}
    return pd.DataFrame(columns | {"locked": locked, "typed": typed})


def positions_frame(
    problem: Problem, schedule: Schedule, positions: Sequence[Positions]
) -> pd.DataFrame:
    """Return where the plan leads each family at the end of each month."""
    columns = _months_of(problem, "family", [f.id for f in problem.families])
    for name in ("constrained", "past_due", "lost", "finished", "inventory", "backlog"):
        columns[name] = _joined([getattr(p, name) for p in positions])
    return pd.DataFrame(columns | {"turned_away": schedule.turned_away.ravel()})


def materials_frame(problem: Problem, materials: Sequence[MaterialPlan]) -> pd.DataFrame:
    """Return need, receipts, shortage and stock of each material by month."""
    columns = _months_of(problem, "material", [m.id for m in problem.materials])
    for name in ("need", "on_order", "bought", "short", "stock"):
        columns[name] = _joined([getattr(m, name) for m in materials])
    return pd.DataFrame(columns)
