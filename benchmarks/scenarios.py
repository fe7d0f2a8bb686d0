"""How long comparing eight scenarios takes: ``python -m benchmarks.scenarios``.

From typed rows to the whole change list: the base plan solved, eight scenarios solved on the kept
model, in whole units, verified, and set beside the base. CPU and wall seconds, the best of three.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace

import pandas as pd

from benchmarks.planning_company import company
from sop_addin.presop.comparison import Worth, courses, diff_rows
from sop_addin.presop.scenarios import Facts, changes_of
from sop_addin.supply.kept import KeptModel
from sop_addin.supply.problem import Problem

__all__ = ["main"]

_REPEATS, _GOAL, _MONTHS = 3, 3.0, 18


def main(arguments: list[str] | None = None) -> int:
    """Print the figures beside their goal."""
    parser = argparse.ArgumentParser(prog="benchmarks.scenarios", description=__doc__)
    parser.add_argument("--families", type=int, default=50)
    options = parser.parse_args(arguments)
    problem = company(options.families, _MONTHS)
    rows = _rows(problem)
    cpu, wall, lines = zip(*(_once(problem, rows) for _ in range(_REPEATS)), strict=True)
    print(
        f"{options.families} families, {_MONTHS} months, 8 scenarios: {lines[0]} lines of changes"
    )
    print(f"CPU seconds\t{min(cpu):.2f}")
    print(f"wall seconds\t{min(wall):.2f}\tgoal <= {_GOAL:g} at 50 families")
    return 0


def _rows(problem: Problem) -> pd.DataFrame:
    """Return eight scenarios as people type them: demand of four families, four machines."""
    first = problem.months[2]
    demand = [("demand", family.id, 10.0) for family in problem.families[:4]]
    machines = [("capacity", machine.id, 10.0) for machine in problem.resources[:4]]
    frame = pd.DataFrame([*demand, *machines], columns=["what", "item", "amount"])
    frame["scenario"] = [f"S{k}" for k in range(1, len(frame) + 1)]
    months = {"first_month": first, "last_month": pd.NaT}
    return frame.assign(unit="%", reason="", **months)


def _once(problem: Problem, rows: pd.DataFrame) -> tuple[float, float, int]:
    cpu, wall = time.process_time(), time.perf_counter()
    facts = Facts(pd.DataFrame(), pd.DataFrame())
    changes = {name: changes_of(problem, rows, name, facts) for name in rows["scenario"]}
    families = pd.DataFrame(
        {
            "unit": "pcs",
            "price": [family.price for family in problem.families],
            "cost": [family.price for family in problem.families],
        }
    )
    found = courses(KeptModel(replace(problem)), changes)
    lines = diff_rows(found, Worth(families, "EUR"))
    return time.process_time() - cpu, time.perf_counter() - wall, len(lines)


if __name__ == "__main__":
    raise SystemExit(main())
