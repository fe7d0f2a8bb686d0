"""How good a plan is, measured on its numbers: what is short, service, target, cost, stability."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sop_addin.supply.costing import workforce_changes
from sop_addin.supply.material_plan import MaterialPlan
from sop_addin.supply.positions import Positions
from sop_addin.supply.problem import (
    Family,
    Floats,
    LabourPool,
    Policy,
    Problem,
    ResourceBasis,
    by_month,
)
from sop_addin.supply.schedule import Schedule, bill, hours_per_worker
from sop_addin.supply.shortages import Gap
from sop_addin.supply.wishes import missed_wishes
from sop_addin.supply.worth import (
    MINIMUM_FACTOR,
    loss_weights,
    priority_factors,
    promise_factor,
    space_weight,
    stock_lost,
    unit_worth,
)

__all__ = [
    "NOTHING",
    "AddedUp",
    "Flags",
    "Goals",
    "Shortfall",
    "add_up",
    "below_target",
    "common_unit",
    "measure",
    "shortfall",
]

Flags = npt.NDArray[np.bool_]

NOTHING = 0.5
"""Fewer units than this print as 0, and are no shortage of a backlog or a stock."""


@dataclass(frozen=True, eq=False)
class Shortfall:
    """What customers do not get in time, in each family's own unit; never negative, NaN unknown.

    Parameters
    ----------
    by_month
        Units that wait at a month's end or were lost in the month, shape (families, months).
    units
        Units that are short over all the months, shape (families,).
    """

    by_month: Floats
    units: Floats


def shortfall(
    made_to_order: Flags, past_due: Floats, lost: Floats, backlog: Floats, target: Floats
) -> Shortfall:
    """Return what is short: the one definition that every sheet and sentence uses.

    Make to stock: past due at the month's end + lost in the month. Make to order: order backlog
    above its target at the month's end, for the target is the wait that customers were promised;
    promise dates are not planned. Less than half a unit prints as 0 and is no shortage; all else
    is, for a unit may be worth more than all the others of a month.

    Over all the months: the most that wait at any month's end + all that are lost. A unit that
    waits for three months counts once, and one that is caught up with later still counts.

    Parameters
    ----------
    made_to_order
        Policy, shape (families,).
    past_due, lost, backlog, target
        Units, shape (families, months); a family's policy says which of them are looked at.

    Examples
    --------
    Pumps are made to stock: 210 wait at the end of months 2 and 3. Roofs are made to order with a
    target of 600.

    >>> zero = np.zeros((2, 4))
    >>> late = np.array([[0.0, 210, 210, 0], [0, 0, 0, 0]])
    >>> backlog = np.array([[0.0, 0, 0, 0], [750, 670, 620, 570]])
    >>> short = shortfall(np.array([False, True]), late, zero, backlog, zero + 600)
    >>> short.by_month.tolist()
    [[0.0, 210.0, 210.0, 0.0], [150.0, 70.0, 20.0, 0.0]]
    >>> short.units.tolist()
    [210.0, 150.0]
    """
    ordered = made_to_order[:, None]
    gone = np.where(ordered, 0.0, lost)
    over = np.where(backlog - target < NOTHING, 0.0, backlog - target)
    wait = np.where(ordered, over, past_due)
    return Shortfall(wait + gone, wait.max(axis=1, initial=0.0) + gone.sum(axis=1))


def below_target(made_to_order: Flags, stock: Floats, minimum: Floats, target: Floats) -> Floats:
    """Return by how many units stock is below target at an average month's end.

    A unit below minimum is below target, too, and counts once; past due does not count again.

    Parameters
    ----------
    made_to_order
        Policy, shape (families,); what is made to order has no target stock and gives 0.
    stock, minimum, target
        Units, shape (families, months); NaN levels are not wanted.

    Returns
    -------
    numpy.ndarray
        Units, shape (families,), not negative.

    Examples
    --------
    >>> stock, low, high = (np.array([row]) for row in ([100.0, 30], [40.0, 40], [90.0, 90]))
    >>> below_target(np.array([False]), stock, low, high).tolist()
    [30.0]
    """
    wanted = np.fmax(np.fmax(minimum, target), 0.0)
    missing = np.where(made_to_order[:, None], 0.0, np.maximum(wanted - stock, 0.0))
    return np.asarray(missing.mean(axis=1), dtype=np.float64)


@dataclass(frozen=True)
class AddedUp:
    """A sum over families.

    Parameters
    ----------
    value
        NaN where no family is known.
    unit
        The common unit; empty where the sum is in money.
    left_out
        Families that are not known, or not priced where money is needed.
    """

    value: float
    unit: str
    left_out: int


def common_unit(names: Sequence[str]) -> str:
    """Return the unit that all families share; empty where they differ or it is not given.

    Families add up in units only where this is not empty. A single family always adds up.

    Examples
    --------
    >>> common_unit(["pcs", "pcs"]), common_unit(["pcs", "kg"]), common_unit([""])
    ('pcs', '', 'units')
    """
    if len(names) == 1:
        return names[0] or "units"
    shared = set(names)
    return shared.pop() if len(shared) == 1 else ""


def add_up(units: Floats, names: Sequence[str], worth: Floats) -> AddedUp:
    """Return the sum over families: in units where these are common, otherwise in money.

    Parameters
    ----------
    units
        Units, shape (families,); NaN leaves a family out.
    names
        Unit of measure by family.
    worth
        Money a unit, shape (families,); NaN leaves a family out unless it has nothing to add.

    Examples
    --------
    >>> short, price = np.array([210.0, 150.0]), np.array([9.0, 500.0])
    >>> add_up(short, ["pcs", "pcs"], price)
    AddedUp(value=360.0, unit='pcs', left_out=0)
    >>> add_up(short, ["pcs", "m2"], price)
    AddedUp(value=76890.0, unit='', left_out=0)
    """
    unit = common_unit(names)
    values = units if unit else np.where(units == 0, 0.0, units * worth)
    known = np.isfinite(values)
    total = float(values[known].sum()) if known.any() else np.nan
    return AddedUp(total, unit, int((~known).sum()))


@dataclass(frozen=True)
class Goals:
    """The goals of a plan; smaller is better.

    Parameters
    ----------
    service
        Unit-months past due and units lost that have no price (a lost unit counts 1 to 1.5, the
        earlier the more), plus past due above its limit; each unit times its family's worth and
        priority (1 without prices and priorities).
    target
        Unit-months below minimum (three times), below target or above maximum, each times its
        family's worth. Past due counts as missing stock, a lost unit a little more, in every month
        from then on. Hours that locked months ask above all people count as the units they make.
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
    gaps: Sequence[Sequence[Gap]],
    labour: pd.DataFrame,
    load: pd.DataFrame,
    cost: float,
    materials: Sequence[MaterialPlan],
) -> Goals:
    """Return the goals of a plan.

    Parameters
    ----------
    problem, schedule, positions, gaps
        The plan, where it leads each family and what each does not get.
    labour
        People of each pool; hours that are asked above theirs count as a missed target.
    load
        Load by resource; storage above what is available counts as a missed target.
    cost
        Money, of everything that is priced.
    materials
        Each material under the plan.
    """
    worth = unit_worth(problem)
    served = worth * priority_factors(problem)
    service = target = 0.0
    weights = loss_weights(problem.count)
    for i, family in enumerate(problem.families):
        limit = by_month(family.past_due_limit, problem.count)
        failed = np.maximum(positions[i].past_due - limit, 0.0)
        if family.costs.past_due is None:
            failed = failed + positions[i].past_due
        if family.costs.lost_sale is None:
            failed = failed + positions[i].lost * weights
        service += float(served[i] * failed.sum())
        target += float(worth[i] * _target_missed(problem, family, positions[i], gaps[i]))
    for resource in problem.resources:
        if resource.basis is ResourceBasis.STOCK:
            used = load[load["resource"] == resource.id]
            over = np.maximum(used["load"] - used["available"], 0.0)
            target += float(over.sum()) * space_weight(problem, resource)
    target += _overload(problem, labour)
    target += sum(
        m.weight * float(m.units.sum()) for m in missed_wishes(problem, schedule, materials)
    )
    return Goals(
        service,
        target,
        cost,
        _changes(problem, schedule),
        float(sum(p.past_due.sum() for p in positions)),
        float(sum(p.lost.sum() for p in positions)),
    )


def _target_missed(
    problem: Problem, family: Family, positions: Positions, gaps: Sequence[Gap]
) -> float:
    """Return the unit-months by which targets are missed; past due counts as missing stock."""
    missed = 0.0
    for gap in gaps:
        if gap.reason == "stock above maximum" or gap.reason.startswith(("backlog", "production")):
            missed += float(gap.units @ _gap_weights(problem, family, gap))
    if family.policy is Policy.MTO:
        return missed
    net = positions.inventory - (0.0 if problem.may_withhold else positions.past_due)
    for wanted, weight in ((family.minimum, MINIMUM_FACTOR), (family.target, 1.0)):
        level = by_month(wanted, problem.count)
        missed += weight * float(np.maximum(level - net, 0.0)[level > 0].sum())
    if not problem.may_withhold and positions.lost.any():
        missed += float(positions.lost @ stock_lost(family, problem.count))
    return missed


def _gap_weights(problem: Problem, family: Family, gap: Gap) -> Floats:
    """Return what a unit of a gap counts in each month, in units below target."""
    if gap.reason == "backlog above target":
        return np.full(problem.count, promise_factor(problem))
    if gap.reason == "backlog above maximum":
        promised = np.isfinite(by_month(family.target, problem.count))
        return MINIMUM_FACTOR + promise_factor(problem) * promised
    return np.ones(problem.count)


def _changes(problem: Problem, schedule: Schedule) -> float:
    days = problem.days
    worked = days > 0
    rates = schedule.production[:, worked] / days[worked] * days.mean()
    total = float(np.abs(np.diff(rates, axis=1)).sum())
    for j, pool in enumerate(problem.pools):
        total += _heads_in_units(problem, pool, schedule.workers[j])
    return total


def _heads_in_units(problem: Problem, pool: LabourPool, workers: Floats) -> float:
    moves = sum(float(x.sum()) for x in workforce_changes(pool, workers))
    return moves * float(hours_per_worker(problem, pool).mean()) * _per_hour(problem, pool)


def _overload(problem: Problem, labour: pd.DataFrame) -> float:
    """Return the hours that are asked above what the people have, in the units they make."""
    shape = (len(problem.pools), problem.count)
    over = np.zeros(shape)
    for kind in ("hours", "overtime"):
        used, there = (labour[f"{kind}_{n}"].to_numpy(dtype=float) for n in ("used", "available"))
        over += np.maximum(used - there, 0.0).reshape(shape)
    return sum(
        float(over[j].sum()) * _per_hour(problem, pool) for j, pool in enumerate(problem.pools)
    )


def _per_hour(problem: Problem, pool: LabourPool) -> float:
    """Return how many units an hour of the people makes, 0 where they make nothing."""
    takes = bill(problem, pool.hours_per_unit)
    used = takes[takes > 0]
    return float(1.0 / used.mean()) if used.size else 0.0
