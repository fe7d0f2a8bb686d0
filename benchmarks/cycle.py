"""Print what a month costs: ``python -m benchmarks.cycle [--families N ...]``.

For each number of families a book is made with ``sop new`` and taken through ``sop cycle
--no-pdf``, each as a process of its own, start-up included. 83 families are the real ones of
``../shared/data`` where that folder is; all others are made up, with the same 204 months.

Beside each stands a peer of the same run, so that figures of a busy or slow machine can be read:
openpyxl loading and saving the finished book (which loses most of it), and a loop of plain Python.
The package is compiled to bytecode first, as the first run after an installation leaves it.
CPU is user and system time of the process; its peak is resident memory. Both come from the
operating system's own accounting, which Python does not reach on Windows: there they are blank.
"""

from __future__ import annotations

import argparse
import compileall
import csv
import gzip
import importlib.util
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median

import numpy as np

__all__ = ["main"]

REAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "pbs_atc2_families_monthly.csv.gz"
PACKAGE = Path(__file__).resolve().parents[1] / "sop_addin"
REAL_FAMILIES, MONTHS, FIRST_YEAR = 83, 204, 1991
SOP = (sys.executable, "-m", "sop_addin.cli")
PEER = "import sys, openpyxl; book = openpyxl.load_workbook(sys.argv[1], keep_vba=True)"
PEER += "; book.save(sys.argv[2])"
IMPORT = "import time; t = time.perf_counter(); import sop_addin; print(time.perf_counter() - t)"
HEADER = f"{'':<34}{'wall s':>8}{'CPU s':>8}{'peak MB':>9}{'/ openpyxl':>12}{'/ loop':>8}"


@dataclass(frozen=True)
class Cost:
    """What one process took: wall and CPU seconds, peak memory in MB; None: not known here."""

    wall: float
    cpu: float | None
    peak: float | None

    def line(self, title: str, peer: Cost | None, loop: float) -> str:
        text = f"{title:<34}{self.wall:8.2f}{_shown(self.cpu, 8, 2)}{_shown(self.peak, 9, 0)}"
        spent = self.cpu if self.cpu is not None else self.wall
        other = None if peer is None else (peer.cpu if peer.cpu is not None else peer.wall)
        return text + _shown(spent / other if other else None, 12, 2) + _shown(spent / loop, 8, 1)


def _shown(figure: float | None, width: int, decimals: int) -> str:
    return f"{'–':>{width}}" if figure is None else f"{figure:{width}.{decimals}f}"


def run(*command: str | Path, allowed: Sequence[int] = (0,)) -> Cost:
    """Run a command to its end, with an exit code that is allowed, and return what it took.

    Raises
    ------
    SystemExit
        It failed; what it printed is shown.
    """
    with tempfile.TemporaryFile() as printed:
        start = time.perf_counter()
        process = subprocess.Popen([str(word) for word in command], stdout=printed, stderr=printed)
        cpu = peak = None
        if hasattr(os, "wait4"):
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            cpu = used.ru_utime + used.ru_stime
            peak = used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
        code = process.wait()
        wall = time.perf_counter() - start
        if code not in allowed:
            printed.seek(0)
            sys.exit(printed.read().decode(errors="replace"))
    return Cost(wall, cpu, peak)


def loop() -> float:
    """Return the seconds of five million turns of plain Python, the best of three."""

    def once() -> float:
        start, total = time.process_time(), 0
        for number in range(5_000_000):
            total += number * number % 7
        return time.process_time() - start

    return min(once() for _ in range(3))


def real_rows() -> Iterator[tuple[str, str, str]]:
    with gzip.open(REAL, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["unique_id"], row["ds"], row["y"]


def made_up_rows(families: int) -> Iterator[tuple[str, str, str]]:
    """Yield seasonal, growing and shrinking families; the same ones every time."""
    random = np.random.default_rng(families)
    at = np.arange(MONTHS)
    for number in range(families):
        level, growth, swing = random.uniform([1e3, -0.3, 0], [1e5, 1.0, 0.4])
        season = 1 + swing * np.sin(2 * np.pi * (at + number) / 12)
        noise = random.lognormal(0, 0.1, MONTHS)
        for month, units in enumerate(level * (1 + growth * at / MONTHS) * season * noise):
            year, of_year = divmod(month, 12)
            yield f"F{number:03}", f"{FIRST_YEAR + year}-{of_year + 1:02}-01", f"{units:.0f}"


def write_extracts(folder: Path, families: int) -> str:
    """Write families.csv and actuals.csv, and return what the data are."""
    real = families == REAL_FAMILIES and REAL.is_file()
    rows = list(real_rows() if real else made_up_rows(families))
    _write(folder / "actuals.csv", [("family", "month", "sales"), *rows])
    _write(
        folder / "families.csv", [("family",), *((f,) for f in dict.fromkeys(r[0] for r in rows))]
    )
    return "real" if real else "made up"


def _write(path: Path, rows: Sequence[Sequence[str]]) -> None:
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def month(families: int, say: Callable[[str], None]) -> Cost:
    """Print the cost of a book of so many families, and return that of its month."""
    with tempfile.TemporaryDirectory(prefix="sop-benchmark-") as name:
        folder = Path(name)
        data = write_extracts(folder, families)
        book, pack = folder / "book.xlsm", folder / "pack"
        made = run(*SOP, "new", book, "--families", folder / "families.csv")
        spent = run(*SOP, "cycle", book, "--source", folder, "--out", pack, "--no-pdf")
        again = run(*SOP, "cycle", book, "--source", folder, "--out", pack, "--no-pdf")
        peer = None
        if importlib.util.find_spec("openpyxl"):
            peer = run(sys.executable, "-c", PEER, book, folder / "peer.xlsm")
        turns = loop()
        title = f"{families} families ({data})"
        say(made.line(f"{title}: new", peer, turns))
        say(spent.line(f"{title}: cycle", peer, turns))
        say(again.line(f"{title}: nothing new", peer, turns))
        if peer is not None:
            say(peer.line(f"{title}: openpyxl", peer, turns))
        say(f"{'':<34}book {book.stat().st_size / 1e6:.1f} MB, loop {turns:.2f} s")
    return spent


def main(arguments: list[str] | None = None) -> None:
    """Print the figures of every size, the growth between sizes, and the time of the import."""
    parser = argparse.ArgumentParser(prog="benchmarks.cycle", description=__doc__)
    parser.add_argument("--families", type=int, nargs="+", default=[10, 50, 83, 200])
    sizes = sorted(set(parser.parse_args(arguments).families))
    compileall.compile_dir(PACKAGE, quiet=2)
    print(HEADER)
    costs = {size: month(size, print) for size in sizes}
    for few, many in pairwise(sizes):
        extra = (costs[many].cpu or costs[many].wall) - (costs[few].cpu or costs[few].wall)
        print(f"{few} to {many}: {1000 * extra / (many - few):.0f} ms for each more family")
    took = [
        float(
            subprocess.run([sys.executable, "-c", IMPORT], capture_output=True, check=True).stdout
        )
        for _ in range(7)
    ]
    print(f"import sop_addin: {1000 * median(took):.1f} ms (median of 7)")


if __name__ == "__main__":
    main()
