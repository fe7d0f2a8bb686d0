"""An invented company of any size, whose machines are just full in the high season."""

from __future__ import annotations

import numpy as np

from sop_addin.periods import month, months
from sop_addin.supply.problem import Family, Problem, Resource, UnitCosts

__all__ = ["company"]

_SEED = 7


def company(families: int, count: int = 24, resources: int = 20) -> Problem:
    """Return a planning problem: seasonal demand, overtime, subcontracting, shared machines."""
    rng = np.random.default_rng(_SEED)
    level = rng.uniform(200, 2000, families)
    phase = rng.uniform(0, 2 * np.pi, (families, 1))
    season = 1 + 0.3 * np.sin(np.arange(count) * 2 * np.pi / 12 + phase)
    demand = (level[:, None] * season * rng.uniform(0.9, 1.1, (families, count))).round()
    takes = (rng.random((resources, families)) < 0.2) * rng.uniform(0.2, 1.0, (resources, families))
    price = rng.uniform(20, 90, families).round(2)
    made = tuple(
        Family(
            f"F{i}",
            demand[i],
            opening_inventory=float(round(level[i] * 0.3)),
            minimum=float(round(level[i] * 0.1)),
            target=float(round(level[i] * 0.4)),
            price=float(price[i]),
            costs=UnitCosts(10, 14, 18, 0.4, 5),
            overtime_limit=float(round(level[i] * 0.15)),
            subcontract_limit=float(round(level[i] * 0.1)),
        )
        for i in range(families)
    )
    machines = tuple(
        Resource(
            f"R{j}",
            float(round((takes[j] @ demand).mean() * 1.02)),
            {f"F{i}": float(u) for i, u in enumerate(takes[j]) if u > 0},
        )
        for j in range(resources)
    )
    return Problem(months(month("2026-03"), count), 20, made, resources=machines)
