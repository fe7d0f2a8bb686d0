"""How good a plan is, measured on its numbers: service, target, cost, stability."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sop_addin.supply.costing import workforce_changes
from sop_addin.supply.goals import MINIMUM_FACTOR, family_weights
from sop_addin.supply.positions import Positions
from sop_addin.supply.problem import Floats, Problem, by_month
from sop_addin.supply.schedule import Schedule, bill, hours_per_worker
from sop_addin.supply.shortages import family_gaps

__all__ = ["Goals", "measure"]


@dataclass(frozen=True)
class Goals:
    """The goals of a plan; smaller is better.

    Parameters
    ----------
    service
        Unit-months past due and units lost that have no price, plus past due above its limit;
        each unit times its family's weight (1 without prices and priorities).
    target
        Unit-months below minimum (three times), below target or above maximum, weighted alike.
    cost
        Money.
    stability
        Changes of the daily rate, and of head-count in the units that the people make, units.
    past_due, lost
        Unit-months past due and units lost, priced or not, not weighted.
    """

    service: float
    target: float
    cost: float
    stability: float
    past_due: float
    lost: float

    @property
    def rank(self) -> tuple[float, float, float]:
        """What plans are ranked by: all units customers wait for or lose, then target, then cost.

        Examples
        --------
        >>> cheap, good = Goals(0, 0, 149_320, 0, 420, 0), Goals(0, 0, 161_640, 0, 0, 0)
        >>> good.rank < cheap.rank
        True
        """
        return (
            round(self.past_due + self.lost, 4),
            round(self.target, 4),
            round(self.cost, 2),
        )


def measure(
    problem: Problem,
    schedule: Schedule,
    positions: Sequence[Positions],
    load: pd.DataFrame,
    cost: float,
) -> Goals:
    """Return the goals of a plan.

    Parameters
    ----------
    problem, schedule, positions
        The plan and where it leads.
    load
        Load by resource; storage above what is available counts as a missed target.
    cost
        Money, of everything that is priced.
    """
    shares = family_weights(problem)
    service = target = 0.0
    for i, family in enumerate(problem.families):
        limit = by_month(family.past_due_limit, problem.count)
        failed = np.maximum(positions[i].past_due - limit, 0.0)
        if family.costs.past_due is None:
            failed = failed + positions[i].past_due
        if family.costs.lost_sale is None:
            failed = failed + positions[i].lost
        service += float(shares[i] * failed.sum())
        for gap in family_gaps(family, schedule.regular[i], positions[i]):
            if gap.reason not in ("past due", "lost sales"):
                hard = gap.reason in ("stock below minimum", "backlog above maximum")
                weight = MINIMUM_FACTOR if hard else 1.0
                target += float(shares[i] * weight * gap.units.sum())
    storage = load[load["kind"] == "storage"]
    over = np.maximum(storage["load"] - storage["available"], 0.0)
    target += float(shares.max(initial=0.0) * over.sum())
    return Goals(
        service,
        target,
        cost,
        _changes(problem, schedule),
        float(sum(p.past_due.sum() for p in positions)),
        float(sum(p.lost.sum() for p in positions)),
    )


def _changes(problem: Problem, schedule: Schedule) -> float:
    days = problem.days
    worked = days > 0
    rates = schedule.production[:, worked] / days[worked] * days.mean()
    total = float(np.abs(np.diff(rates, axis=1)).sum())
    for j, pool in enumerate(problem.pools):
        total += _heads_in_units(problem, j, schedule.workers[j]) if pool.hours_per_unit else 0.0
    return total


def _heads_in_units(problem: Problem, j: int, workers: Floats) -> float:
    pool = problem.pools[j]
    takes = bill(problem, pool.hours_per_unit)
    used = takes[takes > 0]
    if not used.size:
        return 0.0
    moves = sum(float(x.sum()) for x in workforce_changes(pool, workers))
    return moves * float(hours_per_worker(problem, pool).mean() / used.mean())
