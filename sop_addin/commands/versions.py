"""The demand of the running cycle, and its frozen rows, as the commands of the review write it."""

from __future__ import annotations

import pandas as pd

from sop_addin.commands.run import Run
from sop_addin.demand.snapshots import (
    ORDERS,
    PARTS,
    VERSION,
    is_frozen,
    snapshot,
    unconstrained,
)
from sop_addin.excel.book import Book, Readable
from sop_addin.record.plan_versions import replacing
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import table

__all__ = ["cycle_demand", "cycle_snapshot"]

_TYPED = ("adjustment", ORDERS)
"""Parts that no forecast writes."""


def cycle_demand(book: Readable, rows: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the parts of demand and what they make, from the cycle month on.

    Parameters
    ----------
    rows
        ``key, series, month, value`` that a command is about to write; ``None``: as pages hold it.

    Returns
    -------
    DataFrame
        As :func:`sop_addin.demand.snapshots.unconstrained` returns it.
    """
    wanted = _TYPED if rows is not None else (*PARTS, ORDERS)
    held = book.read_grid(FAMILY_PAGE, [s for s in FAMILY_PAGE.series if s.name in wanted])
    cycle = book.read_cells()["cycle_month"]
    ahead = held[held["month"] >= cycle]
    return unconstrained(pd.concat([ahead] if rows is None else [rows, ahead]))


def cycle_snapshot(book: Book, cycle: pd.Period, run: Run, demand: pd.DataFrame) -> pd.DataFrame:
    """Return the versions' rows of the cycle that runs; none where a later one froze them.

    A row of the cycle that is there and has no number any more, such as of an adjustment that was
    cleared, is blanked.

    Parameters
    ----------
    demand
        From :func:`cycle_demand`.
    """
    versions = book.read_table(table("versions"))
    if is_frozen(versions, cycle):
        run.report(f"the forecast of {cycle} is frozen: a later cycle has begun")
        return versions.iloc[:0]
    fresh = snapshot(demand, cycle, FAMILY_PAGE.horizon)
    own = (versions["version"] == VERSION) & (versions["cycle"] == cycle)
    return replacing(versions[own], fresh)
