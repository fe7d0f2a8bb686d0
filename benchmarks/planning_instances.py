"""Solve published planning instances: ``python -m benchmarks.planning_instances FILE...``

Prints one line a case: instance, case, expected, reached, ok. Exits 1 if a case is missed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.instances import reach, read_cases
from benchmarks.quadratic import reach_quadratic, read_quadratic
from sop_addin.supply.solver import SOLVERS

__all__ = ["main"]

_Line = tuple[str, str, str, str, bool]


def main(arguments: list[str] | None = None) -> int:
    """Solve every case of the files and print what was reached."""
    parser = argparse.ArgumentParser(prog="benchmarks.planning_instances", description=__doc__)
    parser.add_argument("--solver", choices=sorted(SOLVERS), default="highs")
    parser.add_argument("files", nargs="+", type=Path)
    options = parser.parse_args(arguments)
    missed = 0
    print("instance\tcase\texpected\treached\tok")
    for path in options.files:
        lines = [*_linear(path, options.solver), *_quadratic(path, options.solver)]
        if not lines:
            print(f"{path.stem}\t-\t-\t-\tstates no planning problem")
        for *words, right in lines:
            missed += not right
            print("\t".join([*map(str, words), "yes" if right else "NO"]))
    return int(missed > 0)


def _linear(path: Path, solver: str) -> Iterator[_Line]:
    for case in read_cases(path):
        reached = reach(case, solver)
        right = abs(reached - case.expected) <= case.tolerance
        yield case.instance, case.id, f"{case.expected:g}", f"{reached:.6f}", right


def _quadratic(path: Path, solver: str) -> Iterator[_Line]:
    for case in read_quadratic(path):
        found = reach_quadratic(case, solver)
        right = case.is_reached(found)
        if isinstance(case.expected, dict):
            wanted = ", ".join(f"{n} {v:g}" for n, v in case.expected.items())
            reached = ", ".join(f"{n} {found.first[n]:.2f}" for n in case.expected)
            yield case.instance, case.id, wanted, reached, right
        else:
            yield case.instance, case.id, f"{case.expected:.2f}", f"{found.cost:.6f}", right


if __name__ == "__main__":
    sys.exit(main())
