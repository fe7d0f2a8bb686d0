"""Print what a next month and a year of versions cost: ``python -m benchmarks.versions``.

A book of made-up families is taken through one month with ``sop cycle``. Copies get the versions of
one cycle and of 13: what each froze, signed and approved, of every family. Then, on each book, as a
process of its own, start-up included: ``sop check``, ``sop demand``, which reviews the last month
against what was frozen, ``sop plan``, and ``sop open``, which opens the next month and takes old
versions out. CPU seconds stand beside a loop of plain Python of the same run, so that those of a
busy machine can be read.
"""

from __future__ import annotations

import argparse
import compileall
import datetime as dt
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd

from benchmarks.cycle import PACKAGE, SOP, loop, run, write_extracts
from sop_addin.demand.snapshots import AGREED, APPROVED, PARTS, VERSION
from sop_addin.excel.changes import Changes
from sop_addin.release.authorised import APPROVED_SERIES
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.session.opening import open_book

__all__ = ["main"]

CYCLES = (1, 13)
"""The book that versions are compared with has one cycle of them: there is something to review."""

KINDS = {
    VERSION: (*PARTS, AGREED),
    "signed demand": (AGREED,),
    "signed supply": ("production",),
    "v1": APPROVED_SERIES,
    APPROVED: APPROVED_SERIES,
}
"""What a cycle leaves on Versions, by the name of the version."""

COMMANDS = ("check", "demand", "plan", "open")
ROUNDS = 5
FOUND_ERRORS = 1
"""Exit code of ``sop check`` on a book whose master data are incomplete, as made-up ones are."""


def versions(families: list[str], cycle: pd.Period, cycles: int) -> pd.DataFrame:
    """Return what the cycles before a month leave: every version, family and series."""
    random = np.random.default_rng(1)
    keys = [
        (before, name, family, series)
        for before in pd.period_range(cycle - cycles, periods=cycles, freq="M")
        for name, kept in KINDS.items()
        for family in families
        for series in kept
    ]
    rows = pd.DataFrame(keys, columns=["cycle", "version", "family", "series"])
    units = random.integers(100, 100_000, (len(rows), FAMILY_PAGE.horizon)).astype(float)
    frozen = units[rows["version"] == VERSION].reshape(-1, len(PARTS) + 1, FAMILY_PAGE.horizon)
    frozen[:, -1] = frozen[:, :-1].sum(axis=1)  # demand is what its parts add up to
    units[rows["version"] == VERSION] = frozen.reshape(-1, FAMILY_PAGE.horizon)
    lags = [f"lag{lag}" for lag in range(FAMILY_PAGE.horizon)]
    return pd.concat([rows, pd.DataFrame(units, columns=lags)], axis=1)


def with_versions(book: Path, target: Path, cycles: int) -> int:
    """Copy a book and give it versions of so many cycles; return how many rows they are."""
    shutil.copy(book, target)
    with open_book(target, lambda line: None) as opened:
        cycle = opened.read_cells()["cycle_month"]
        assert isinstance(cycle, pd.Period)
        rows = versions(opened.page_keys(FAMILY_PAGE), cycle, cycles)
        opened.apply(Changes(tables={"versions": rows}))
        opened.save()
    return len(rows)


def spent(command: str, books: Sequence[Path], folder: Path) -> list[float]:
    """Return seconds of a command on fresh copies of each book, taken in turns: medians.

    CPU seconds; wall seconds where the operating system does not tell them.
    """
    found: list[list[float]] = [[] for _ in books]
    for _ in range(ROUNDS):
        for book, own in zip(books, found, strict=True):
            copy = Path(shutil.copy(book, folder / "copy.xlsm"))
            cost = run(*SOP, command, copy, allowed=(0, FOUND_ERRORS))
            own.append(cost.wall if cost.cpu is None else cost.cpu)
    return [median(own) for own in found]


def main(arguments: list[str] | None = None) -> None:
    """Print the figures of a book with one cycle of versions and with a year of them."""
    parser = argparse.ArgumentParser(prog="benchmarks.versions", description=__doc__)
    parser.add_argument("--families", type=int, default=50)
    families = parser.parse_args(arguments).families
    compileall.compile_dir(PACKAGE, quiet=2)
    with tempfile.TemporaryDirectory(prefix="sop-benchmark-") as name:
        folder = Path(name)
        write_extracts(folder, families)
        plain = folder / "book.xlsm"
        run(*SOP, "new", plain, "--families", folder / "families.csv")
        run(*SOP, "cycle", plain, "--source", folder, "--out", folder / "pack", "--no-pdf")
        books = [folder / f"{cycles}.xlsm" for cycles in CYCLES]
        counts = [with_versions(plain, book, n) for book, n in zip(books, CYCLES, strict=True)]
        more = (books[-1].stat().st_size - plain.stat().st_size) / 1e6
        print(f"{families} families, {CYCLES[-1]} cycles: {counts[-1]} rows, +{more:.2f} MB")
        turns = loop()
        print(f"{'CPU s':<10}{'1 cycle':>9}{'13':>9}{'more %':>9}{'/ loop':>9}")
        for command in COMMANDS:
            one, many = spent(command, books, folder)
            share = 100 * (many / one - 1)
            print(f"{command:<10}{one:9.2f}{many:9.2f}{share:9.0f}{many / turns:9.1f}")
        print(f"loop {turns:.2f} s, {dt.date.today().year}, Python {sys.version.split()[0]}")


if __name__ == "__main__":
    main()
