"""The production plan: solved by the model, or any plan evaluated in the same terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import isfinite, nan

import numpy as np
import pandas as pd

from sop_addin.supply.costing import costs
from sop_addin.supply.formulation import Model
from sop_addin.supply.frames import materials_frame, positions_frame, production_frame
from sop_addin.supply.goal_order import Solution, solve_matrix
from sop_addin.supply.goals import Goal
from sop_addin.supply.load import labour_frame, load_frame, tightest_frame
from sop_addin.supply.material_plan import (
    MaterialPlan,
    least_purchases,
    material_plan,
    whole_orders,
)
from sop_addin.supply.measures import Goals, measure
from sop_addin.supply.model import build
from sop_addin.supply.positions import Positions, family_positions
from sop_addin.supply.problem import Floats, Problem, ShortagePolicy
from sop_addin.supply.quantities import Integers
from sop_addin.supply.schedule import Schedule, workers_needed
from sop_addin.supply.shortages import Gap, family_gaps, shortage_list
from sop_addin.supply.solver import Settings
from sop_addin.supply.strategy import HYBRID, Strategy
from sop_addin.supply.whole_units import whole_schedule

__all__ = ["Plan", "Status", "evaluate", "in_whole_units", "plan_of", "solve"]

_DECIMALS, _HEAD_DECIMALS = 7, 9
"""Digits that a solver's numbers are good for; a head is a hundred hours and more."""


_LEAST_GAP = 0.0001
"""A gap that is left is never printed as none: the least that is printed."""


@dataclass(frozen=True)
class Status:
    """What a plan's numbers are worth.

    Parameters
    ----------
    proof
        ``optimal``, ``stopped`` (a limit was reached) or ``evaluated`` (not solved).
    solver
        Name of the solver, empty if none was used.
    gap
        Relative gap to the best possible plan that is left, infinite where it is not known.
    reproducible
        Whether the same inputs give the same digits again.
    model_cost
        Money by the model's own account, NaN if not solved. It differs from the plan's cost only
        where the model would keep stock from customers, which a family's page does not.
    """

    proof: str
    solver: str = ""
    gap: float = 0.0
    reproducible: bool = True
    model_cost: float = nan

    def __str__(self) -> str:
        words = self.proof
        if self.proof == "stopped":
            gap = f"{max(self.gap, _LEAST_GAP):.2%}" if isfinite(self.gap) else "not known"
            words = f"stopped, gap {gap}"
        return words if self.reproducible else f"{words}, not reproducible"


@dataclass(frozen=True, eq=False)
class Plan:
    """A production plan; what follows from it is computed when it is first asked for.

    All quantities are not negative; months are of dtype period[M]; families, pools, resources and
    months stand in the order of the problem.

    Parameters
    ----------
    problem
        What it is a plan for.
    strategy
        Name of the strategy.
    schedule
        What is made each month, and by how many people.
    status
        What the numbers are worth.
    """

    problem: Problem
    strategy: str
    schedule: Schedule
    status: Status

    @cached_property
    def production(self) -> pd.DataFrame:
        """What is made: family, month, regular, overtime, subcontract, manual, ... in units.

        ``manual`` is the ± of a locked month, ``production`` the sum, at least 0; ``locked`` and
        ``typed`` say which months could not be decided.
        """
        return production_frame(self.problem, self.schedule)

    @cached_property
    def states(self) -> tuple[Positions, ...]:
        """Where the plan leads each family."""
        made, away = self.schedule.production, self.schedule.turned_away
        families = enumerate(self.problem.families)
        return tuple(family_positions(f, made[i], away[i]) for i, f in families)

    @cached_property
    def positions(self) -> pd.DataFrame:
        """Month ends: family, month, constrained, past_due, lost, finished, inventory, backlog.

        ``turned_away`` is the part of ``lost`` that the plan gave up by choice; units.
        """
        return positions_frame(self.problem, self.schedule, self.states)

    @cached_property
    def labour(self) -> pd.DataFrame:
        """People: see :func:`sop_addin.supply.load.labour_frame`."""
        return labour_frame(self.problem, self.schedule)

    @cached_property
    def load(self) -> pd.DataFrame:
        """Load of every resource: see :func:`sop_addin.supply.load.load_frame`."""
        shape = self.schedule.production.shape
        stock = np.array([p.inventory + p.finished for p in self.states]).reshape(shape)
        left = np.array([m.stock for m in self.consumption]).reshape(-1, self.problem.count)
        return load_frame(self.problem, self.schedule, self.labour, stock, left)

    @cached_property
    def tightest(self) -> pd.DataFrame:
        """The fullest resource: see :func:`sop_addin.supply.load.tightest_frame`."""
        return tightest_frame(self.problem, self.load)

    @cached_property
    def consumption(self) -> tuple[MaterialPlan, ...]:
        """Each material under the plan."""
        count = len(self.problem.materials)
        return tuple(material_plan(self.problem, self.schedule, k) for k in range(count))

    @cached_property
    def materials(self) -> pd.DataFrame:
        """Materials: material, month, need, on_order, bought, short, stock.

        ``bought`` are new receipts, ``short`` is to be expedited; units, in the month where
        production consumes them.
        """
        return materials_frame(self.problem, self.consumption)

    @cached_property
    def gaps(self) -> tuple[tuple[Gap, ...], ...]:
        """What each family does not get, by reason."""
        regular, families = self.schedule.regular, self.problem.families
        return tuple(family_gaps(f, regular[i], self.states[i]) for i, f in enumerate(families))

    @cached_property
    def shortages(self) -> pd.DataFrame:
        """Every shortage: see :func:`sop_addin.supply.shortages.shortage_list`."""
        return shortage_list(
            self.problem, self.schedule, self.states, self.gaps, self.load, self.consumption
        )

    @cached_property
    def costs(self) -> pd.Series[float]:
        """Money by kind of cost; NaN for kinds that are not priced."""
        return costs(self.problem, self.schedule, self.states, self.consumption)

    @property
    def total_cost(self) -> float:
        """Money, the sum of all priced kinds of cost."""
        return float(self.costs.sum())

    @cached_property
    def goals(self) -> Goals:
        """Service, target, cost and stability."""
        return measure(
            self.problem,
            self.schedule,
            self.states,
            self.gaps,
            self.labour,
            self.load,
            self.total_cost,
            self.consumption,
        )


def solve(problem: Problem, strategy: Strategy = HYBRID, settings: Settings | None = None) -> Plan:
    """Return the best production plan for all families together under a strategy.

    There is always a plan: what cannot be done is listed in its shortages.

    Parameters
    ----------
    problem
        Families, labour and resources over the months.
    strategy
        Restrictions; :data:`~sop_addin.supply.strategy.HYBRID` has none.
    settings
        Solver and its limits.

    Raises
    ------
    SolverError
        The solver gave no usable answer.

    Examples
    --------
    >>> from sop_addin.periods import month, months
    >>> from sop_addin.supply.problem import Family, Resource
    >>> pumps = Family("Pumps", demand=[80, 130], regular_limit=100, price=50)
    >>> plan = solve(Problem(months(month("2026-03"), 2), 20, (pumps,)))
    >>> plan.production["regular"].tolist()
    [100.0, 100.0]
    >>> plan.shortages[["id", "reason", "quantity", "value"]].values.tolist()
    [['Pumps', 'past due', 10.0, 500.0]]
    """
    used = settings or Settings()
    model = build(problem, strategy)
    return plan_of(model, solve_matrix(model.matrix(), model.weights, used), used.solver)


def plan_of(model: Model, solution: Solution, solver: str, name: str = "") -> Plan:
    """Return the plan that a solved model stands for.

    Parameters
    ----------
    solver
        Name of the solver that was used.
    name
        What the plan is called; empty: the strategy's name.
    """
    cost = solution.goals[Goal.COST]
    status = Status(solution.proof, solver, solution.gap, solution.reproducible, cost)
    named = name or model.strategy.name
    return Plan(model.problem, named, _schedule(model, solution), status)


def evaluate(
    problem: Problem,
    regular: Floats,
    overtime: Floats | None = None,
    subcontract: Floats | None = None,
    workers: Floats | None = None,
    *,
    name: str = "given",
    whole_workers: bool = True,
) -> Plan:
    """Return what follows from a given production plan.

    Parameters
    ----------
    problem
        Families, labour and resources over the months; its locks are not applied.
    regular, overtime, subcontract
        Units, shape (families, months), not negative.
    workers
        Head-count, shape (pools, months); ``None``: as many as regular production needs.
    name
        What the plan is called.
    whole_workers
        Whether needed people are rounded up to whole people.

    Examples
    --------
    >>> from sop_addin.periods import month, months
    >>> from sop_addin.supply.problem import Family, UnitCosts
    >>> pumps = Family("Pumps", demand=[80, 130], costs=UnitCosts(holding=2, past_due=10))
    >>> problem = Problem(months(month("2026-03"), 2), 20, (pumps,))
    >>> evaluate(problem, np.array([[100.0, 100.0]])).costs[["holding", "past_due"]].tolist()
    [40.0, 100.0]
    """
    zero = np.zeros((len(problem.families), problem.count))
    made = np.asarray(regular, dtype=np.float64) + zero
    people = workers
    if people is None:
        people = workers_needed(problem, made, whole=whole_workers)
    extra = zero if overtime is None else np.asarray(overtime, dtype=np.float64)
    schedule = Schedule(
        made,
        extra,
        zero if subcontract is None else np.asarray(subcontract, dtype=np.float64),
        np.asarray(people, dtype=np.float64),
        _purchases(problem, made + extra),
        zero,
    )
    plain = replace(problem, families=tuple(replace(f, locks=()) for f in problem.families))
    return Plan(plain, name, schedule, Status("evaluated"))


def in_whole_units(plan: Plan) -> Plan:
    """Return a plan as pages show it: in whole units each month.

    Months that the planner has locked stay as they are.

    Examples
    --------
    >>> from sop_addin.periods import month, months
    >>> from sop_addin.supply.problem import Family
    >>> problem = Problem(months(month("2026-03"), 2), 20, (Family("Pumps", demand=80.5),))
    >>> in_whole_units(solve(problem)).production["production"].tolist()
    [81.0, 80.0]
    """
    problem = plan.problem
    whole = whole_schedule(problem, plan.schedule)
    bought = _purchases(problem, whole.regular + whole.overtime, plan.schedule.purchases)
    return replace(plan, schedule=replace(whole, purchases=bought))


def _purchases(problem: Problem, own: Floats, planned: Floats | None = None) -> Floats:
    rows = [
        least_purchases(problem, material, own, None if planned is None else planned[k])
        for k, material in enumerate(problem.materials)
    ]
    return np.array(rows).reshape(len(rows), problem.count)


def _schedule(model: Model, solution: Solution) -> Schedule:
    """Return the solver's numbers without its noise."""
    problem, columns = model.problem, model.families
    # Columns that a family does not have are 0, as column 0 is.
    values, heads = (
        np.maximum(np.round(solution.values, digits), 0.0) + 0.0
        for digits in (_DECIMALS, _HEAD_DECIMALS)
    )

    def months(groups: Sequence[Integers]) -> Integers:
        return np.array(groups, dtype=np.int64).reshape(len(groups), problem.count)

    workers = heads[months(model.workers)]
    if model.strategy.whole_workers:
        fixed = [p.id in model.strategy.fixed_workforce for p in problem.pools]
        workers = np.where(np.array(fixed, bool)[:, None], workers, np.rint(workers))
    either = [f.shortage is ShortagePolicy.EITHER for f in problem.families]
    return Schedule(
        values[columns.regular],
        values[columns.overtime],
        values[columns.subcontract],
        workers,
        np.array(
            [
                whole_orders(material, receipts)
                for material, receipts in zip(
                    problem.materials, values[months(model.purchases)], strict=True
                )
            ]
        ).reshape(len(problem.materials), problem.count),
        np.where(np.array(either, bool)[:, None], values[columns.lost], 0.0),
    )
