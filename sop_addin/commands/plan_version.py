"""The plan on the pages as a version of its cycle: which number it has, and the rows it keeps."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sop_addin.demand.snapshots import APPROVED, version_rows
from sop_addin.excel.book import Book
from sop_addin.record.plan_versions import plan_number, replacing, version_name
from sop_addin.release.authorised import APPROVED_SERIES, PEOPLE
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.phases import phase
from sop_addin.schema.tables import table

__all__ = [
    "APPROVED_STATE",
    "DRAFT_STATE",
    "KeptPlan",
    "draft_number",
    "is_approved",
    "keep_plan",
    "plan_rows",
]

APPROVED_STATE, DRAFT_STATE = "APPROVED", "DRAFT"

_PLANNED = "supply"


@dataclass(frozen=True)
class KeptPlan:
    """A plan that is kept among the versions: its number in the cycle, and its rows."""

    number: int
    rows: pd.DataFrame


def is_approved(state: object) -> bool:
    """Tell whether the state of a plan says that somebody approved it.

    Examples
    --------
    >>> is_approved("APPROVED by Ms General"), is_approved("DRAFT"), is_approved(None)
    (True, False, False)
    """
    return str(state).startswith(APPROVED_STATE)


def signs_plan(key: str) -> bool:
    """Tell whether a signature of a phase is about a version of the plan.

    Examples
    --------
    >>> signs_plan("demand"), signs_plan("supply"), signs_plan("executive")
    (False, True, True)
    """
    return phase(key).number >= phase(_PLANNED).number


def plan_rows(book: Book, cycle: pd.Period) -> pd.DataFrame:
    """Return the plan on the pages, as the rows of an approved version."""
    series = [s for s in FAMILY_PAGE.series if s.name in APPROVED_SERIES]
    grid = book.read_grid(FAMILY_PAGE, series)
    ahead = grid[grid["month"] >= cycle]
    rows = pd.concat([ahead, _people(book, cycle)], ignore_index=True)
    return version_rows(rows, cycle, FAMILY_PAGE.horizon, APPROVED)


def _people(book: Book, cycle: pd.Period) -> pd.DataFrame:
    """Return ``key, series, month, value``: the head-count of each labour pool."""
    rows = book.read_table(table("resource_plan"))
    heads = rows[rows["measure"] == PEOPLE]
    names = {f"m{i}": cycle + i for i in range(FAMILY_PAGE.horizon)}
    long = heads.melt("resource", list(names), "month").rename(columns={"resource": "key"})
    month = pd.PeriodIndex(long["month"].map(names), freq="M")
    return long.assign(month=month, series=PEOPLE)[["key", "series", "month", "value"]]


def keep_plan(book: Book, cycle: pd.Period, *versions: str) -> KeptPlan:
    """Return the plan on the pages under its number in the cycle.

    It has the number of the last version kept if it says the same, else the next one.

    Parameters
    ----------
    versions
        What else its rows are called, such as ``approved``; rows that this version no longer has
        are blanked.
    """
    known = book.read_table(table("versions"))
    rows = plan_rows(book, cycle)
    number = plan_number(known, cycle, rows)
    parts = []
    for name in (version_name(number), *versions):
        former = known[(known["cycle"] == cycle) & (known["version"] == name)]
        parts.append(replacing(former, rows.assign(version=name)))
    return KeptPlan(number, pd.concat(parts, ignore_index=True))


def draft_number(book: Book, cycle: pd.Period, mark: str) -> float:
    """Return the number of a plan that is about to be written on the pages.

    It is the next one where the version before was kept and the plan is another one.

    Parameters
    ----------
    mark
        Fingerprint of the new plan.
    """
    cells, known = book.read_cells(), book.read_table(table("versions"))
    number = float(cells["plan_version"] or 1)  # type: ignore[arg-type]
    names = known.loc[known["cycle"] == cycle, "version"]
    kept = bool((names == version_name(int(number))).any())
    return number + 1 if kept and mark != cells["plan_fingerprint"] else number
