"""Solve published planning instances: ``python -m benchmarks.planning_instances FILE...``

Prints one line a case: instance, case, expected, reached, ok. Exits 1 if a case is missed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.instances import reach, read_cases
from sop_addin.supply.solver import SOLVERS

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> int:
    """Solve every case of the files and print what was reached."""
    parser = argparse.ArgumentParser(prog="benchmarks.planning_instances", description=__doc__)
    parser.add_argument("--solver", choices=sorted(SOLVERS), default="highs")
    parser.add_argument("files", nargs="+", type=Path)
    options = parser.parse_args(arguments)
    missed = 0
    print("instance\tcase\texpected\treached\tok")
    for path in options.files:
        cases = read_cases(path)
        if not cases:
            print(f"{path.stem}\t-\t-\t-\tnot a linear planning problem")
        for case in cases:
            reached = reach(case, options.solver)
            right = abs(reached - case.expected) <= case.tolerance
            missed += not right
            word = "yes" if right else "NO"
            print(f"{case.instance}\t{case.id}\t{case.expected:g}\t{reached:.6f}\t{word}")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
