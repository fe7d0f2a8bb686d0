"""How long planning takes: ``python -m benchmarks.planning_speed``.

Figures are CPU seconds of one thread, the best of three, so that other work on the machine counts
little. The peers are given the same matrix and the same options.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from functools import cached_property

import numpy as np

from benchmarks.planning_company import company
from benchmarks.planning_peers import direct, with_linopy
from sop_addin.supply.goal_order import solve_matrix
from sop_addin.supply.kept import Change, KeptModel
from sop_addin.supply.model import build
from sop_addin.supply.plan import Plan, solve
from sop_addin.supply.problem import Problem, by_month
from sop_addin.supply.solver import Settings
from sop_addin.supply.strategy import HYBRID

__all__ = ["main"]

_REPEATS = 3


def main(arguments: list[str] | None = None) -> int:
    """Print the figures side by side with their goals."""
    parser = argparse.ArgumentParser(prog="benchmarks.planning_speed", description=__doc__)
    parser.add_argument("--families", type=int, default=100, help="size of the comparison")
    parser.add_argument("--large", type=int, default=1000, help="0 leaves the large company out")
    options = parser.parse_args(arguments)
    print("what\tCPU seconds\tratio\tgoal")
    _compare(company(options.families))
    _scenarios(company(30))
    if options.large:
        _large(company(options.large))
    return 0


def _best(run: Callable[[], object], repeats: int = _REPEATS) -> float:
    seconds = []
    for _ in range(repeats):
        start = time.process_time()
        run()
        seconds.append(time.process_time() - start)
    return min(seconds)


def _compare(problem: Problem) -> None:
    model = build(problem, HYBRID)
    matrix = model.matrix()
    cost = matrix.objective(model.weights)
    size = f"{len(problem.families)} families x {problem.count} months"
    size += f" x {len(problem.resources)} resources"
    runs = [direct(matrix, cost) for _ in range(_REPEATS)]
    alone = min(seconds for seconds, _ in runs)
    print(f"{size}: {len(matrix.low)} columns, {len(matrix.row_low)} rows\t\t\t")
    print(f"straight to the solver\t{alone:.2f}\t1.00\t")
    rows = _best(lambda: build(problem, HYBRID).matrix())
    print(f"rows from the problem\t{rows:.2f}\t{rows / alone:.2f}\t")
    ours = _best(lambda: solve_matrix(matrix, model.weights, Settings()))
    print(f"PuLP's build and solve, verified\t{ours:.2f}\t{ours / alone:.2f}\t<= 1.30")
    plan = _best(lambda: _ask_everything(solve(problem)))
    print(f"problem to plan with all its frames\t{plan:.2f}\t{plan / alone:.2f}\t")
    peer = with_linopy(matrix, cost)
    if isinstance(peer, str):
        print(f"linopy\t{peer}\t\t")
    else:
        near = abs(peer[1] - runs[0][1]) <= 1e-6 * abs(runs[0][1])
        word = "same objective" if near else "ANOTHER OBJECTIVE"
        print(f"linopy, {word}\t{peer[0]:.2f}\t{peer[0] / alone:.2f}\t")


def _scenarios(problem: Problem) -> None:
    kept = KeptModel(problem)
    cases = [_scenario(problem, k) for k in range(8)]

    def run() -> None:
        for changes in cases:
            _ask_everything(kept.plan(changes))

    print(f"30 families, 8 scenarios on the kept model\t{_best(run):.2f}\t\t<= 1.00")


def _ask_everything(plan: Plan) -> None:
    """Let a plan work out all that follows from it."""
    for name, item in vars(Plan).items():
        if isinstance(item, cached_property):
            getattr(plan, name)


def _scenario(problem: Problem, k: int) -> list[Change]:
    """Return one of eight: demand of a third of the families, or a machine, up or down."""
    part = 1 + (0.05 if k % 2 else -0.05)
    if k < 4:
        return [
            Change("family", f.id, "demand", np.round(by_month(f.demand, problem.count) * part))
            for f in problem.families[k % 3 :: 3]
        ]
    machine = problem.resources[k]
    return [Change("resource", machine.id, "available", float(machine.available) * part)]  # type: ignore[arg-type]


def _large(problem: Problem) -> None:
    seconds = _best(lambda: _ask_everything(solve(problem)), 1)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(f"{len(problem.families)} families solved\t{seconds:.1f}\t\t<= 30")
    print(f"most memory, GB\t{memory:.2f}\t\t<= 4")


if __name__ == "__main__":
    raise SystemExit(main())
