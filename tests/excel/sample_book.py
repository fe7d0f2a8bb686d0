"""A new book of the sample company, its extracts beside it, before the first refresh."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path

from sop_addin.commands.new import new, read_master_data
from sop_addin.commands.run import Run, execute
from sop_addin.sample.company import COMPANY, CYCLE
from sop_addin.sample.extracts import write_extracts
from sop_addin.session.making import new_book

__all__ = ["make_sample_book", "sample_run"]


def sample_run(lines: list[str] | None = None) -> Run:
    """Return a run at a fixed time; `lines` takes what it says."""
    return Run(dt.datetime(2026, 3, 4, 9, 30), "ana", (lines if lines is not None else []).append)


def make_sample_book(folder: Path) -> Path:
    """Make ``SOP.xlsm`` and the folder ``extracts`` with the company's files."""
    book, extracts = folder / "SOP.xlsm", folder / "extracts"
    extracts.mkdir(parents=True)
    write_extracts(extracts)
    run = sample_run()
    made = partial(new, frames=read_master_data(extracts, run), cycle=CYCLE, company=COMPANY)
    with new_book(book, run.say) as opened:
        execute(opened, "new", made, run)
    return book
