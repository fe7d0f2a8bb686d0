"""The only module that names a solver: how a model is solved and what its answer is worth.

One thread, a fixed seed, stop by gap or by node limit; wall time is only a safety net, and a run
that hits it is marked as not reproducible. A status is never trusted alone: the returned numbers
are put into every row again.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pulp

from sop_addin.errors import SolverError
from sop_addin.supply.formulation import Model
from sop_addin.supply.goals import Goal

__all__ = ["SOLVERS", "Settings", "Solution", "solve_model"]

_TOLERANCE = 1e-6
_SEED = 20260301


@dataclass(frozen=True)
class Settings:
    """How to solve.

    Parameters
    ----------
    solver
        One of :data:`SOLVERS`.
    gap
        Relative gap at which a plan with whole numbers is good enough.
    nodes
        Most nodes of the search for whole numbers.
    seconds
        Safety net in wall time.
    exact
        Optimise the goals one after another instead of their weighted sum.
    """

    solver: str = "highs"
    gap: float = 1e-7
    nodes: int = 20_000
    seconds: float = 120.0
    exact: bool = False


@dataclass(frozen=True)
class Solution:
    """The solver's answer, verified.

    Parameters
    ----------
    values
        Value of every variable by name.
    goals
        Value of every goal in its own unit, without weights.
    proof
        ``optimal`` or ``stopped``.
    gap
        Relative gap that is left, 0 where the optimum is proved.
    reproducible
        Whether the same inputs give the same digits again.
    """

    values: dict[str, float]
    goals: dict[Goal, float]
    proof: str
    gap: float
    reproducible: bool


def solve_model(model: Model, settings: Settings) -> Solution:
    """Solve a built model.

    Parameters
    ----------
    model
        From :func:`sop_addin.supply.model.build`.
    settings
        Solver, gap, limits.

    Raises
    ------
    SolverError
        The solver is unknown or gave no usable answer.
    """
    if settings.solver not in SOLVERS:
        raise SolverError("plan", repr(settings.solver), " or ".join(SOLVERS), "Choose one.")
    if not model.rows:
        return Solution({}, dict.fromkeys(Goal, 0.0), "optimal", 0.0, True)
    if settings.exact:
        return _exactly(model, settings)
    try:
        return _stages(model, settings, [tuple(Goal)])
    except SolverError:
        # The weights span many powers of ten; one goal after another is slower, never as wide.
        return _exactly(model, settings)


def _exactly(model: Model, settings: Settings) -> Solution:
    return _stages(model, settings, [(goal,) for goal in Goal if model.goals[goal]])


def _stages(model: Model, settings: Settings, stages: list[tuple[Goal, ...]]) -> Solution:
    """Optimise one group of goals after another, each kept while the next is optimised."""
    proofs, values = [], dict[str, float]()
    for number, stage in enumerate(stages):
        model.lp.setObjective(model.objective(stage))
        proofs.append(SOLVERS[settings.solver](model, settings))
        values = {v.name: float(v.varValue or 0.0) for v in model.variables}
        _verify(model, values)
        if number < len(stages) - 1:
            _hold(model, stage[0], number)
    goals = {goal: _goal(model, goal, values) for goal in Goal}
    gap = max(p.gap for p in proofs)
    proof = "optimal" if gap <= settings.gap else "stopped"
    return Solution(values, goals, proof, gap, all(p.reproducible for p in proofs))


def _goal(model: Model, goal: Goal, values: dict[str, float]) -> float:
    moving = sum(c * values[name] for name, (_, c) in model.goals[goal].items())
    return float(moving) + model.constants[goal]


def _hold(model: Model, goal: Goal, number: int) -> None:
    """Keep a goal that has been optimised from getting worse."""
    terms = list(model.goals[goal].values())
    reached = float(sum(c * (v.value() or 0.0) for v, c in terms))
    limit = reached + max(1e-7 * abs(reached), 1e-7)
    model.lp.addConstraint(pulp.LpAffineExpression(terms) <= limit, f"keep_{number}")


def _verify(model: Model, values: dict[str, float]) -> None:
    """Put the numbers into every row and bound."""
    worst, name = 0.0, ""
    for row in model.rows:
        products = [c * (v.varValue or 0.0) for v, c in row.terms]
        off = sum(products) - row.right
        off = off if row.sense == "<=" else -off if row.sense == ">=" else abs(off)
        scale = 1.0 + abs(row.right) + max(map(abs, products), default=0.0)
        if off / scale > worst:
            worst, name = off / scale, row.name
    for variable in model.variables:
        value, low, high = values[variable.name], variable.lowBound, variable.upBound
        off = max(low - value if low is not None else 0.0, value - high if high is not None else 0)
        if off / (1.0 + abs(value)) > worst:
            worst, name = off / (1.0 + abs(value)), variable.name
    if not worst <= _TOLERANCE:
        raise SolverError(
            "plan",
            f"numbers that break {name} by {worst:.2g}",
            f"every row kept to {_TOLERANCE:g}",
            "Report this problem; nothing was written.",
        )


@dataclass(frozen=True)
class _Proof:
    gap: float
    reproducible: bool


def _no_answer(got: str) -> SolverError:
    return SolverError(
        "plan", got, "a production plan", "Report this problem; nothing was written."
    )


def _highs(model: Model, settings: Settings) -> _Proof:
    lp = model.lp
    solver = pulp.HiGHS(
        msg=False,
        gapRel=settings.gap,
        threads=1,
        timeLimit=settings.seconds,
        random_seed=_SEED % 2**31,
        mip_max_nodes=settings.nodes,
        mip_feasibility_tolerance=1e-9,
        primal_feasibility_tolerance=1e-9,
        dual_feasibility_tolerance=1e-9,
    )
    if not solver.available():
        raise _no_answer("no HiGHS (package highspy)")
    try:
        lp.solve(solver)
        usable = lp.sol_status in (pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible)
    except KeyError:  # PuLP has no word for HiGHS' node limit; the values are already set
        usable = True
    highs = lp.solverModel
    status = highs.modelStatusToString(highs.getModelStatus())
    info = highs.getInfo()
    feasible = info.primal_solution_status == 2  # HiGHS: a feasible point was found
    if not usable or not feasible:
        raise _no_answer(f"solver status {status!r}")
    whole = any(v.cat == pulp.LpInteger for v in model.variables)
    if status != "Optimal" and not whole:
        raise _no_answer(f"solver status {status!r}")
    gap = float(info.mip_gap) if whole else 0.0
    return _Proof(0.0 if np.isnan(gap) else gap, status != "Time limit reached")


def _cbc(model: Model, settings: Settings) -> _Proof:
    lp = model.lp
    command = getattr(pulp, "PULP_CBC_CMD", None) or pulp.COIN_CMD  # PuLP 4 has only the latter
    solver = command(
        msg=False,
        gapRel=settings.gap,
        threads=None,
        timeLimit=settings.seconds,
        options=[f"randomSeed {_SEED % 10**6}", f"maxNodes {settings.nodes}"],
    )
    if not solver.available():
        raise _no_answer("no CBC")
    lp.solve(solver)
    if lp.sol_status == pulp.LpSolutionOptimal:
        return _Proof(0.0, True)
    if lp.sol_status == pulp.LpSolutionIntegerFeasible:
        return _Proof(float("inf"), False)
    raise _no_answer(f"solver status {pulp.LpSolution[lp.sol_status]!r}")


SOLVERS = {"highs": _highs, "cbc": _cbc}
"""Solvers by the name that settings give."""
