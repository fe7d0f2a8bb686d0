"""Print what a next month and a year of versions cost: ``python -m benchmarks.versions``.

A book of made-up families is taken through one month with ``sop cycle``. A copy gets the versions
of 13 cycles: what each froze, signed and approved, of every family. Then, on both books, each as a
process of its own, start-up included: ``sop check``, ``sop demand`` with its snapshot, and ``sop
open``, which opens the next month and takes old versions out. Figures stand beside a loop of plain
Python of the same run, so that those of a busy machine can be read.
"""

from __future__ import annotations

import argparse
import compileall
import datetime as dt
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd

from benchmarks.cycle import PACKAGE, SOP, loop, run, write_extracts
from sop_addin.demand.snapshots import AGREED, APPROVED, PARTS, VERSION
from sop_addin.excel.changes import Changes
from sop_addin.release.authorised import APPROVED_SERIES
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.session import open_book

__all__ = ["main"]

CYCLES = 13
KINDS = {
    VERSION: (*PARTS, AGREED),
    "signed demand": (AGREED,),
    "signed supply": ("production",),
    "v1": APPROVED_SERIES,
    APPROVED: APPROVED_SERIES,
}
"""What a cycle leaves on Versions, by the name of the version."""

COMMANDS = ("check", "demand", "open")
ROUNDS = 3


def versions(families: list[str], cycle: pd.Period) -> pd.DataFrame:
    """Return what the 13 cycles before a month leave: every version, family and series."""
    random = np.random.default_rng(1)
    keys = [
        (before, name, family, series)
        for before in pd.period_range(cycle - CYCLES, periods=CYCLES, freq="M")
        for name, kept in KINDS.items()
        for series in kept
        for family in families
    ]
    rows = pd.DataFrame(keys, columns=["cycle", "version", "family", "series"])
    units = random.integers(100, 100_000, (len(rows), FAMILY_PAGE.horizon)).astype(float)
    lags = [f"lag{lag}" for lag in range(FAMILY_PAGE.horizon)]
    return pd.concat([rows, pd.DataFrame(units, columns=lags)], axis=1)


def with_versions(book: Path, target: Path) -> int:
    """Copy a book and give it a year of versions; return how many rows they are."""
    shutil.copy(book, target)
    with open_book(target, lambda line: None) as opened:
        cycle = opened.read_cells()["cycle_month"]
        assert isinstance(cycle, pd.Period)
        rows = versions(opened.page_keys(FAMILY_PAGE), cycle)
        opened.apply(Changes(tables={"versions": rows}))
        opened.save()
    return len(rows)


def spent(command: str, book: Path, folder: Path) -> tuple[float, float]:
    """Return CPU and wall seconds of a command on a fresh copy of a book: medians."""
    found = []
    for _ in range(ROUNDS):
        copy = Path(shutil.copy(book, folder / "copy.xlsm"))
        start = time.perf_counter()
        if command == "check":  # it ends with 1 where it finds something to say
            subprocess.run([*SOP, command, str(copy)], capture_output=True, check=False)
            found.append((float("nan"), time.perf_counter() - start))
            continue
        cost = run(*SOP, command, copy)
        found.append((cost.cpu if cost.cpu is not None else float("nan"), cost.wall))
    return median(cpu for cpu, _ in found), median(wall for _, wall in found)


def main(arguments: list[str] | None = None) -> None:
    """Print the figures of a book without and with a year of versions."""
    parser = argparse.ArgumentParser(prog="benchmarks.versions", description=__doc__)
    parser.add_argument("--families", type=int, default=50)
    families = parser.parse_args(arguments).families
    compileall.compile_dir(PACKAGE, quiet=2)
    with tempfile.TemporaryDirectory(prefix="sop-benchmark-") as name:
        folder = Path(name)
        write_extracts(folder, families)
        plain, full = folder / "book.xlsm", folder / "full.xlsm"
        run(*SOP, "new", plain, "--families", folder / "families.csv")
        run(*SOP, "cycle", plain, "--source", folder, "--out", folder / "pack", "--no-pdf")
        rows = with_versions(plain, full)
        more = (full.stat().st_size - plain.stat().st_size) / 1e6
        print(f"{families} families, {CYCLES} cycles: {rows} rows of versions, +{more:.2f} MB")
        turns = loop()
        print(f"{'':<10}{'CPU s':>8}{'with':>8}{'more %':>8}{'wall s':>8}{'with':>8}{'/ loop':>8}")
        for command in COMMANDS:
            (cpu, wall), (cpu_full, wall_full) = (spent(command, b, folder) for b in (plain, full))
            share = (
                100 * (cpu_full / cpu - 1) if not np.isnan(cpu) else 100 * (wall_full / wall - 1)
            )
            figures = f"{cpu:8.2f}{cpu_full:8.2f}{share:8.0f}{wall:8.2f}{wall_full:8.2f}"
            print(f"{command:<10}{figures}{wall_full / turns:8.1f}")
        print(f"loop {turns:.2f} s, {dt.date.today().year}, Python {sys.version.split()[0]}")


if __name__ == "__main__":
    main()
