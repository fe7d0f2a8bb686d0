"""The only module that names a solver: how one weighted sum is minimised within its rows.

One thread, a fixed seed, stop by gap or by node limit; wall time is only a safety net, and a run
that hits it is marked as not reproducible. A status is never trusted alone: the returned numbers
are put into every row again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
import pulp
from numpy.typing import ArrayLike

from sop_addin.errors import SolverError
from sop_addin.supply.answers import Answer, Start
from sop_addin.supply.matrix import Matrix
from sop_addin.supply.quantities import Floats

__all__ = ["SOLVERS", "Settings", "minimise"]

_TOLERANCE = 1e-6
_SEED = 20260301
_DEVEX = 1

_LARGEST: tuple[float, ...] = (np.inf, 20.0, 10.0)
"""Powers of two to which the largest cost is brought down in turn, until the solver answers.

The weights of the goals span many powers of ten, and with exact tolerances the solver gives up on
a few such models. All costs are divided by the same power of two, so the model stays the same.
"""


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


def minimise(
    matrix: Matrix, cost: Floats, settings: Settings, start: Start | None = None
) -> Answer:
    """Minimise ``cost x`` within rows and bounds; the numbers are put into every row again.

    Parameters
    ----------
    cost
        What a unit of each column costs, shape (columns,).
    settings
        Solver, gap, limits.
    start
        From an earlier run of a model of the same size, whose solver then holds this model; only
        without whole numbers is it used. ``None``: anew.

    Raises
    ------
    SolverError
        The solver is unknown or gave no usable answer.
    """
    if settings.solver not in SOLVERS:
        raise SolverError("plan", repr(settings.solver), " or ".join(SOLVERS), "Choose one.")
    answer = SOLVERS[settings.solver](matrix, cost, settings, start)
    off, name = matrix.worst(answer.values)
    if not off <= _TOLERANCE:
        raise SolverError(
            "plan",
            f"numbers that break {name} by {off:.2g}",
            f"every row kept to {_TOLERANCE:g}",
            "Report this problem; nothing was written.",
        )
    return answer


def _no_answer(got: str) -> SolverError:
    return SolverError(
        "plan", got, "a production plan", "Report this problem; nothing was written."
    )


@dataclass(frozen=True, eq=False)
class PulpModel:
    """A PuLP problem, with its variables and constraints in the order of the matrix."""

    problem: Any
    variables: list[Any]
    constraints: list[Any]


def as_pulp(matrix: Matrix, cost: Floats) -> PulpModel:
    """Return the model as a PuLP problem: minimise ``cost x`` within rows and bounds."""
    names, rows = matrix.names()
    lp = pulp.LpProblem("production_plan", pulp.LpMinimize)
    low, high = matrix.low.tolist(), matrix.high.tolist()
    whole = matrix.whole.tolist()
    variables = [
        lp.add_variable(
            name,
            low[k],
            None if high[k] == np.inf else high[k],
            pulp.LpInteger if whole[k] else pulp.LpContinuous,
        )
        for k, name in enumerate(names)
    ]
    starts, values = matrix.starts.tolist(), matrix.values.tolist()
    columns = [variables[c] for c in matrix.columns.tolist()]
    below, above = matrix.row_low.tolist(), matrix.row_high.tolist()
    constraints = []
    for i, name in enumerate(rows):
        part = slice(starts[i], starts[i + 1])
        terms = pulp.LpAffineExpression(zip(columns[part], values[part], strict=True))
        sense, right = pulp.LpConstraintLE, above[i]
        if below[i] == above[i]:
            sense = pulp.LpConstraintEQ
        elif above[i] == np.inf:
            sense, right = pulp.LpConstraintGE, below[i]
        constraints.append(pulp.LpConstraint(terms, sense, rhs=right))
        lp.addConstraint(constraints[-1], name)
    used = np.flatnonzero(cost).tolist()
    prices = zip([variables[k] for k in used], cost[used].tolist(), strict=True)
    lp.setObjective(pulp.LpAffineExpression(prices))
    return PulpModel(lp, variables, constraints)


@dataclass(frozen=True, eq=False)
class _Arrays:
    """A model as the solver takes it: columns, rows, and the entries of the rows one by one."""

    cost: ArrayLike
    low: ArrayLike
    high: ArrayLike
    whole: ArrayLike
    row_low: ArrayLike
    row_high: ArrayLike
    starts: ArrayLike
    columns: ArrayLike
    values: ArrayLike


def _hand_over(solver: Any, model: _Arrays) -> None:
    """Give a solver all columns and rows at once: number by number takes many times as long."""
    floats = (model.cost, model.low, model.high, model.row_low, model.row_high)
    amounts = [np.asarray(x, dtype=np.float64) for x in floats]
    starts, columns, whole = (
        np.asarray(x, dtype=np.int32) for x in (model.starts, model.columns, model.whole)
    )
    values = np.asarray(model.values, dtype=np.float64)
    rowwise, least = int(highspy.MatrixFormat.kRowwise), int(highspy.ObjSense.kMinimize)
    size = (len(amounts[0]), len(amounts[3]), len(values))
    solver.passModel(*size, rowwise, least, 0.0, *amounts, starts, columns, values, whole)


def _bounds(stated: list[float | None], none: float) -> list[float]:
    return [none if bound is None else bound for bound in stated]


class _InBulk(pulp.HiGHS):  # type: ignore[misc]  # PuLP has no types
    """PuLP's solver that hands a model over in one piece."""

    def __init__(self, stated: PulpModel, **options: Any) -> None:
        super().__init__(msg=False, **options)
        self.stated = stated

    def buildSolverModel(self, lp: pulp.LpProblem) -> None:
        """Give the solver all columns and rows at once."""
        variables, constraints = self.stated.variables, self.stated.constraints
        for k, variable in enumerate(variables):
            variable.index = k
        for i, constraint in enumerate(constraints):
            constraint.index = i
        limits = [(c.getLb(), c.getUb()) for c in constraints]
        _hand_over(
            lp.solverModel,
            _Arrays(
                [lp.objective.get(v, 0.0) for v in variables],
                _bounds([v.lowBound for v in variables], -np.inf),
                _bounds([v.upBound for v in variables], np.inf),
                [v.cat == pulp.LpInteger for v in variables],
                _bounds([low for low, _ in limits], -np.inf),
                _bounds([high for _, high in limits], np.inf),
                np.concatenate([[0], np.cumsum([len(c) for c in constraints])]),
                [v.index for c in constraints for v in c],
                [x for c in constraints for x in c.values()],
            ),
        )

    def actualSolve(self, lp: pulp.LpProblem) -> int:
        """Solve, and leave the answer in the solver: PuLP would look for every variable again."""
        self.createAndConfigureSolver(lp)
        self.buildSolverModel(lp)
        self.callSolver(lp)
        return int(pulp.LpStatusNotSolved)


def _highs(matrix: Matrix, cost: Floats, settings: Settings, start: Start | None) -> Answer:
    if start is not None and start.fits(matrix):
        try:
            return _again(matrix, cost, start)
        except SolverError:
            pass  # where it stood may be too ill-conditioned to go on from: solve anew
    return _anew(matrix, cost, settings)


def _anew(matrix: Matrix, cost: Floats, settings: Settings) -> Answer:
    """Solve a model from nothing, by the first of the ways in which the solver finds an answer."""
    stated = as_pulp(matrix, cost)
    failure = _no_answer("no way to solve")
    highest = np.ceil(np.log2(max(np.abs(cost).max(), 1.0)))
    for power in _LARGEST:
        scale = {"user_objective_scale": int(min(power - highest, 0.0))}
        stated.problem.solve(_InBulk(stated, **_options(settings), **scale))
        try:
            return _read(stated.problem.solverModel, matrix)
        except SolverError as error:
            failure = error
    raise failure


def _again(matrix: Matrix, cost: Floats, start: Start) -> Answer:
    """Solve a changed model with the solver that is kept, from where it stood."""
    columns = cost, matrix.low, matrix.high, matrix.whole
    rows = matrix.row_low, matrix.row_high, matrix.starts, matrix.columns, matrix.values
    _hand_over(start.solver, _Arrays(*columns, *rows))
    start.solver.setBasis(_basis(matrix, start))
    # Exact weights of the edges would be worked out anew, which takes as long as many iterations.
    start.solver.setOptionValue("simplex_dual_edge_weight_strategy", _DEVEX)
    start.solver.run()
    return _read(start.solver, matrix)


def _basis(matrix: Matrix, start: Start) -> Any:
    """Return where the start stood; columns and rows that it did not have are at rest."""
    more = len(matrix.low) - start.columns, len(matrix.row_low) - start.rows
    if more == (0, 0):
        return start.basis
    basis, status = highspy.HighsBasis(), highspy.HighsBasisStatus
    basis.col_status = [*start.basis.col_status, *[status.kLower] * more[0]]
    basis.row_status = [*start.basis.row_status, *[status.kBasic] * more[1]]
    basis.valid = True
    return basis


def _options(settings: Settings) -> dict[str, Any]:
    return {
        "gapRel": settings.gap,
        "threads": 1,
        "timeLimit": settings.seconds,
        "random_seed": _SEED % 2**31,
        "mip_max_nodes": settings.nodes,
        "mip_feasibility_tolerance": 1e-9,
        "primal_feasibility_tolerance": 1e-9,
        "dual_feasibility_tolerance": 1e-9,
    }


def _read(highs: Any, matrix: Matrix) -> Answer:
    status = highs.modelStatusToString(highs.getModelStatus())
    info = highs.getInfo()
    feasible = info.primal_solution_status == 2  # HiGHS: a feasible point was found
    whole = bool(matrix.whole.any())
    if not feasible or (status != "Optimal" and not whole):
        raise _no_answer(f"solver status {status!r}")
    gap = float(info.mip_gap) if whole else 0.0
    values = np.array(highs.getSolution().col_value)
    start = Start(highs, highs.getBasis(), len(matrix.low), len(matrix.row_low))
    start = Start() if whole else start
    return Answer(values, 0.0 if np.isnan(gap) else gap, status != "Time limit reached", start)


def _cbc(matrix: Matrix, cost: Floats, settings: Settings, start: Start | None) -> Answer:
    stated = as_pulp(matrix, cost)
    lp = stated.problem
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
    values = np.array([float(v.varValue or 0.0) for v in stated.variables])
    if lp.sol_status == pulp.LpSolutionOptimal:
        return Answer(values, 0.0, True, Start())
    if lp.sol_status == pulp.LpSolutionIntegerFeasible:
        return Answer(values, float("inf"), False, Start())
    raise _no_answer(f"solver status {pulp.LpSolution[lp.sol_status]!r}")


SOLVERS = {"highs": _highs, "cbc": _cbc}
"""Solvers by the name that settings give."""
