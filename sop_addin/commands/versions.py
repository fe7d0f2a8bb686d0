"""The frozen forecast of the running cycle, as the commands of the demand review write it."""

from __future__ import annotations

import pandas as pd

from sop_addin.commands.run import Run
from sop_addin.demand.snapshots import is_frozen, snapshot, unconstrained
from sop_addin.excel.book import Book
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import table

__all__ = ["cycle_snapshot"]

_PARTS = ("statistical_forecast", "activities", "life_cycle")


def cycle_snapshot(
    book: Book, cycle: pd.Period, run: Run, rows: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the versions' rows of the cycle that runs; none where a later one froze them.

    Parameters
    ----------
    rows
        ``key, series, month, value`` that a command is about to write; ``None``: as pages hold it.
    """
    versions = book.read_table(table("versions"))
    if is_frozen(versions, cycle):
        run.report(f"the forecast of {cycle} is frozen: a later cycle has begun")
        return versions.iloc[:0]
    wanted = ("adjustment",) if rows is not None else (*_PARTS, "adjustment")
    held = book.read_grid(FAMILY_PAGE, [s for s in FAMILY_PAGE.series if s.name in wanted])
    parts = [held] if rows is None else [rows, held]
    return snapshot(unconstrained(pd.concat(parts)), cycle, FAMILY_PAGE.horizon)
