"""The production plan: solved by the model, or any plan evaluated in the same terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import nan

import numpy as np
import pandas as pd

from sop_addin.supply.costing import costs
from sop_addin.supply.formulation import Model
from sop_addin.supply.goals import Goal
from sop_addin.supply.load import labour_frame, load_frame, tightest_frame
from sop_addin.supply.measures import Goals, measure
from sop_addin.supply.model import build
from sop_addin.supply.positions import Positions, family_positions
from sop_addin.supply.problem import Floats, Problem
from sop_addin.supply.schedule import Schedule, workers_needed
from sop_addin.supply.shortages import shortage_list
from sop_addin.supply.solver import Settings, Solution, solve_model
from sop_addin.supply.strategy import HYBRID, Strategy
from sop_addin.supply.whole_units import whole_schedule

__all__ = ["Plan", "Status", "evaluate", "in_whole_units", "solve"]

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
        family, month, constrained, past_due, lost, finished, inventory, backlog; units.
    labour
        pool, month, workers, hired, laid_off (heads), hours_available, hours_used (regular),
        overtime_available, overtime_used (hours).
    load
        resource, kind (labour, equipment, storage), month, unit, load, available, utilisation
        (1 = full); labour counts regular time and overtime.
    tightest
        family, month, resource, utilisation of the fullest resource that the family uses.
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
    solution = solve_model(model, used)
    schedule = _schedule(model, solution)
    status = Status(
        solution.proof,
        used.solver,
        solution.gap,
        solution.reproducible,
        solution.goals[Goal.COST],
    )
    return _plan(problem, strategy.name, schedule, status)


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
    schedule = Schedule(
        made,
        zero if overtime is None else np.asarray(overtime, dtype=np.float64),
        zero if subcontract is None else np.asarray(subcontract, dtype=np.float64),
        np.asarray(people, dtype=np.float64),
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
    parts = [
        plan.production[name].to_numpy(dtype=float).reshape(shape).copy()
        for name in ("regular", "overtime", "subcontract")
    ]
    locked = plan.production["locked"].to_numpy(dtype=bool).reshape(shape)
    for i, family in enumerate(problem.families):
        for lock in family.locks:
            month = lock.month.ordinal - problem.months[0].ordinal
            for part, amount in zip(parts, lock.effective, strict=True):
                part[i, month] = amount
    people = plan.labour["workers"].to_numpy(dtype=float).reshape(-1, problem.count)
    solved = Schedule(parts[0], parts[1], parts[2], people)
    return _plan(problem, plan.strategy, whole_schedule(problem, solved, locked), plan.status)


def _schedule(model: Model, solution: Solution) -> Schedule:
    """Return the solver's numbers without its noise."""
    shape = (len(model.families), model.problem.count)

    def read(groups: Sequence[Sequence[object]], rows: int) -> Floats:
        values = [[solution.values.get(str(v), 0.0) for v in group] for group in groups]
        array = np.array(values, dtype=np.float64).reshape(rows, shape[1])
        return np.maximum(np.round(array, _DECIMALS), 0.0) + 0.0

    workers = read([p.workers for p in model.pools], len(model.pools))
    if model.strategy.whole_workers:
        fixed = [p.id in model.strategy.fixed_workforce for p in model.problem.pools]
        workers = np.where(np.array(fixed, bool)[:, None], workers, np.rint(workers))
    return Schedule(
        read([f.regular for f in model.families], shape[0]),
        read([f.overtime for f in model.families], shape[0]),
        read([f.subcontract for f in model.families], shape[0]),
        workers,
    )


def _plan(problem: Problem, name: str, schedule: Schedule, status: Status) -> Plan:
    made = schedule.production
    positions = [family_positions(f, made[i]) for i, f in enumerate(problem.families)]
    stock = np.array([p.inventory for p in positions]).reshape(made.shape)
    load = load_frame(problem, schedule, stock)
    money = costs(problem, schedule, positions)
    return Plan(
        name,
        _production_frame(problem, schedule),
        _positions_frame(problem, positions),
        labour_frame(problem, schedule),
        load,
        tightest_frame(problem, load),
        shortage_list(problem, schedule, positions, load),
        money,
        measure(problem, schedule, positions, load, float(money.sum())),
        status,
    )


def _grid(problem: Problem) -> pd.DataFrame:
    families = [f.id for f in problem.families]
    frame = pd.DataFrame({"family": np.repeat(np.array(families, dtype=object), problem.count)})
    frame["month"] = problem.months[np.tile(np.arange(problem.count), len(families))]
    return frame


def _production_frame(problem: Problem, schedule: Schedule) -> pd.DataFrame:
    frame = _grid(problem)
    frame["regular"] = schedule.regular.ravel()
    frame["overtime"] = schedule.overtime.ravel()
    frame["subcontract"] = schedule.subcontract.ravel()
    frame["manual"] = 0.0
    frame["production"] = schedule.production.ravel()
    frame["locked"] = False
    for i, family in enumerate(problem.families):
        for lock in family.locks:
            row = i * problem.count + lock.month.ordinal - problem.months[0].ordinal
            stated = [lock.regular, lock.overtime, lock.subcontract, lock.manual]
            frame.loc[row, ["regular", "overtime", "subcontract", "manual"]] = stated
            frame.loc[row, "locked"] = True
    return frame


def _positions_frame(problem: Problem, positions: Sequence[Positions]) -> pd.DataFrame:
    frame = _grid(problem)
    for name in ("constrained", "past_due", "lost", "finished", "inventory", "backlog"):
        parts = [getattr(p, name) for p in positions]
        frame[name] = np.concatenate(parts) if parts else np.zeros(0)
    return frame
