"""The production plan: solved by the model, or any plan evaluated in the same terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import nan

import numpy as np
import pandas as pd

from sop_addin.supply.costing import costs
from sop_addin.supply.formulation import Model
from sop_addin.supply.frames import materials_frame, positions_frame, production_frame
from sop_addin.supply.goals import Goal
from sop_addin.supply.load import labour_frame, load_frame, tightest_frame
from sop_addin.supply.material_plan import least_purchases, material_plan
from sop_addin.supply.measures import Goals, measure
from sop_addin.supply.model import build
from sop_addin.supply.positions import family_positions
from sop_addin.supply.problem import Floats, Problem, ShortagePolicy
from sop_addin.supply.quantities import Integers
from sop_addin.supply.schedule import PARTS, Schedule, workers_needed
from sop_addin.supply.shortages import shortage_list
from sop_addin.supply.solver import Settings, Solution, solve_matrix
from sop_addin.supply.strategy import HYBRID, Strategy
from sop_addin.supply.whole_units import whole_schedule

__all__ = ["Plan", "Status", "evaluate", "in_whole_units", "plan_of", "solve"]

_DECIMALS = 7
"""Digits that a solver's numbers are good for."""


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
        Relative gap to the best possible plan that is left.
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
        if self.proof != "stopped":
            return self.proof
        note = "" if self.reproducible else ", not reproducible"
        return f"stopped, gap {self.gap:.2%}{note}"


@dataclass(frozen=True, eq=False)
class Plan:
    """A production plan and everything that follows from it.

    All quantities are not negative; months are of dtype period[M]; families, pools, resources and
    months stand in the order of the problem.

    Parameters
    ----------
    strategy
        Name of the strategy.
    production
        family, month, regular, overtime, subcontract, manual (± of a locked month), production
        (their sum, at least 0), locked; units.
    positions
        family, month, constrained, past_due, lost, finished, inventory, backlog, turned_away
        (part of lost that the plan gave up by choice); units.
    labour
        pool, month, workers, hired, laid_off (heads), hours_available, hours_used (regular),
        overtime_available, overtime_used (hours).
    load
        resource, kind (labour, equipment, storage), month, unit, load, available, utilisation
        (1 = full); labour counts regular time and overtime.
    tightest
        family, month, resource, utilisation of the fullest resource that the family uses.
    materials
        material, month, need, on_order, bought (new receipts), short (to be expedited), stock;
        units, in the month where production consumes them.
    shortages
        See :func:`sop_addin.supply.shortages.shortage_list`.
    costs
        Money by kind of cost; NaN for kinds that are not priced.
    goals
        Service, target, cost and stability.
    status
        What the numbers are worth.
    """

    strategy: str
    production: pd.DataFrame
    positions: pd.DataFrame
    labour: pd.DataFrame
    load: pd.DataFrame
    tightest: pd.DataFrame
    materials: pd.DataFrame
    shortages: pd.DataFrame
    costs: pd.Series
    goals: Goals
    status: Status

    @property
    def total_cost(self) -> float:
        """Money, the sum of all priced kinds of cost."""
        return float(self.costs.sum())


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
    return _plan(model.problem, named, _schedule(model, solution), status)


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
    return _plan(plain, name, schedule, Status("evaluated"))


def in_whole_units(problem: Problem, plan: Plan) -> Plan:
    """Return a plan as pages show it, with whole units each month, and what follows from that.

    Months that the planner has locked stay as they are.

    Parameters
    ----------
    problem
        What the plan was solved for.

    Examples
    --------
    >>> from sop_addin.periods import month, months
    >>> from sop_addin.supply.problem import Family
    >>> problem = Problem(months(month("2026-03"), 2), 20, (Family("Pumps", demand=80.5),))
    >>> in_whole_units(problem, solve(problem)).production["production"].tolist()
    [81.0, 80.0]
    """
    shape = (len(problem.families), problem.count)
    parts = [plan.production[name].to_numpy(dtype=float).reshape(shape).copy() for name in PARTS]
    locked = plan.production["locked"].to_numpy(dtype=bool).reshape(shape)
    for i, family in enumerate(problem.families):
        for lock in family.locks:
            month = lock.month.ordinal - problem.months[0].ordinal
            for part, amount in zip(parts, lock.effective, strict=True):
                part[i, month] = amount
    people = plan.labour["workers"].to_numpy(dtype=float).reshape(-1, problem.count)
    bought = plan.materials["bought"].to_numpy(dtype=float).reshape(-1, problem.count)
    away = plan.positions["turned_away"].to_numpy(dtype=float).reshape(shape)
    solved = Schedule(parts[0], parts[1], parts[2], people, bought, away)
    whole = whole_schedule(problem, solved, locked)
    bought = _purchases(problem, whole.regular + whole.overtime, bought)
    return _plan(problem, plan.strategy, replace(whole, purchases=bought), plan.status)


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
    values = np.maximum(np.round(solution.values, _DECIMALS), 0.0) + 0.0

    def read(groups: Sequence[Integers]) -> Floats:
        return values[np.array(groups, dtype=np.int64).reshape(len(groups), problem.count)]

    workers = read(model.workers)
    if model.strategy.whole_workers:
        fixed = [p.id in model.strategy.fixed_workforce for p in problem.pools]
        workers = np.where(np.array(fixed, bool)[:, None], workers, np.rint(workers))
    either = [f.shortage is ShortagePolicy.EITHER for f in problem.families]
    return Schedule(
        values[columns.regular],
        values[columns.overtime],
        values[columns.subcontract],
        workers,
        read(model.purchases),
        np.where(np.array(either, bool)[:, None], values[columns.lost], 0.0),
    )


def _plan(problem: Problem, name: str, schedule: Schedule, status: Status) -> Plan:
    made, away = schedule.production, schedule.turned_away
    positions = [family_positions(f, made[i], away[i]) for i, f in enumerate(problem.families)]
    materials = [material_plan(problem, schedule, k) for k in range(len(problem.materials))]
    stock = np.array([p.inventory + p.finished for p in positions]).reshape(made.shape)
    left = np.array([m.stock for m in materials]).reshape(len(materials), problem.count)
    load = load_frame(problem, schedule, stock, left)
    money = costs(problem, schedule, positions, materials)
    return Plan(
        name,
        production_frame(problem, schedule),
        positions_frame(problem, schedule, positions),
        labour_frame(problem, schedule),
        load,
        tightest_frame(problem, load),
        materials_frame(problem, materials),
        shortage_list(problem, schedule, positions, load, materials),
        money,
        measure(problem, schedule, positions, load, float(money.sum()), materials),
        status,
    )
