"""How good a plan is, measured on its numbers: service, target, cost, stability."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sop_addin.supply.costing import workforce_changes
from sop_addin.supply.goals import MINIMUM_FACTOR, months_wanted, priority_factors, unit_worth
from sop_addin.supply.positions import Positions
from sop_addin.supply.problem import Family, Floats, Policy, Problem, by_month
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
        each unit times its family's worth and priority (1 without prices and priorities).
    target
        Unit-months below minimum (three times), below target or above maximum, each times its
        family's worth. Past due counts as missing stock, a lost unit as missing in every month.
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
    worth = unit_worth(problem)
    served = worth * priority_factors(problem)
    service = target = 0.0
    for i, family in enumerate(problem.families):
        limit = by_month(family.past_due_limit, problem.count)
        failed = np.maximum(positions[i].past_due - limit, 0.0)
        if family.costs.past_due is None:
            failed = failed + positions[i].past_due
        if family.costs.lost_sale is None:
            failed = failed + positions[i].lost
        service += float(served[i] * failed.sum())
        target += float(worth[i] * _target_missed(problem, family, schedule, positions[i], i))
    storage = load[load["kind"] == "storage"]
    over = np.maximum(storage["load"] - storage["available"], 0.0)
    target += float(worth.max(initial=0.0) * over.sum())
    return Goals(
        service,
        target,
        cost,
        _changes(problem, schedule),
        float(sum(p.past_due.sum() for p in positions)),
        float(sum(p.lost.sum() for p in positions)),
    )


def _target_missed(
    problem: Problem, family: Family, schedule: Schedule, positions: Positions, i: int
) -> float:
    """Return the unit-months by which targets are missed; past due counts as missing stock."""
    missed = 0.0
    for gap in family_gaps(family, schedule.regular[i], positions):
        if gap.reason == "stock above maximum" or gap.reason.startswith(("backlog", "production")):
            hard = gap.reason == "backlog above maximum"
            missed += (MINIMUM_FACTOR if hard else 1.0) * float(gap.units.sum())
    if family.policy is Policy.MTO:
        return missed
    net = positions.inventory - (0.0 if problem.may_withhold else positions.past_due)
    for wanted, weight in ((family.minimum, MINIMUM_FACTOR), (family.target, 1.0)):
        level = np.nan_to_num(by_month(wanted, problem.count))
        missed += weight * float(np.maximum(level - net, 0.0)[level > 0].sum())
    if not problem.may_withhold:
        kept = (MINIMUM_FACTOR + 1.0) * months_wanted(family, problem.count)
        missed += float(positions.lost @ kept)
    return missed


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
