"""Open: the next cycle begins; every month moves by one, the plan so far stays as the start."""

from __future__ import annotations

import pandas as pd

from sop_addin.commands.phases import timetable
from sop_addin.commands.plan_version import DRAFT_STATE
from sop_addin.commands.records import read_records
from sop_addin.commands.run import Run
from sop_addin.commands.signatures import running_cycle
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import Book
from sop_addin.excel.changes import Changes
from sop_addin.periods import last_closed, months
from sop_addin.record.cycle import CLOSED, SIGNED, rows_of
from sop_addin.record.plan_versions import trimmed
from sop_addin.record.projection import page_rows
from sop_addin.schema.declarations import FORMULA, PLANNER, Kind, Owner
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.retirement import planned
from sop_addin.schema.tables import TABLES, table

__all__ = ["AHEAD", "open_cycle"]

_OPENINGS = {
    "opening_inventory": "inventory",
    "opening_past_due": "past_due",
    "opening_backlog": "order_backlog",
    "opening_finished": "finished",
}
"""Field -> row of the pages whose month before the cycle it is."""

_MADE_BY = (
    "report",
    "demand",
    "plan",
    "resources",
    "presop",
    "executive",
    "mps",
    "release",
    "scenario",
)
"""Commands whose sheets are about the months of one cycle."""

_YEAR = 12
"""Closed months over which the demand review measures accuracy."""


AHEAD = frozenset(
    s.name
    for s in FAMILY_PAGE.series
    if s.horizon not in (PLANNER, FORMULA, "") and s.history not in (s.horizon,)
)
"""Rows of the pages that forecast and plan write, from the cycle month on."""


def open_cycle(book: Book, run: Run, wanted: pd.Period | None = None) -> Changes:
    """Return the changes that roll the book to the next month.

    What people typed, and their notes, move with their months. Forecast and plan stay as they
    were for the months that go on; the planned end of the month just ended opens the pages until
    its actuals arrive. Sheets of the last cycle's months, and those of the meetings, are emptied,
    and no scenario is promoted; versions older than the book keeps leave it.

    Parameters
    ----------
    wanted
        The month to open; ``None``: the one after the running cycle.

    Raises
    ------
    DataError
        The month is open already, is not the next one, or the running cycle has no actuals.
    """
    cycle = running_cycle(book)
    follows = cycle + 1
    _refuse(book, cycle, wanted or follows)
    if wanted == cycle:
        run.say(f"cycle {cycle} is open already: nothing was rolled")
        return Changes()
    _say_unfinished(book, cycle, run)
    grid = book.read_grid(FAMILY_PAGE, [s for s in FAMILY_PAGE.series if s.kind is Kind.NUMBER])
    ahead = planned(book.read_table(table("families")), follows)["family"]
    rows = pd.concat([page_rows(read_records(book), follows, FAMILY_PAGE), _carried(grid, follows)])
    rows = rows.drop_duplicates(["key", "series", "month"])
    versions = book.read_table(table("versions"))
    staying = trimmed(versions, follows, _kept(book))
    if len(staying) < len(versions):
        left = versions.loc[~versions.index.isin(staying.index), "cycle"]
        first, last = left.min(), left.max()
        which = str(first) if first == last else f"{first} to {last}"
        run.report(f"versions of {which} left the book: `sop history` keeps approved plans outside")
    run.report(f"cycle {follows} is open; refresh the actuals of {cycle} when they are in")
    return Changes(
        cells={"cycle_month": follows, "plan_state": DRAFT_STATE, "plan_version": None},
        tables={**timetable(book, follows), **_emptied()},
        fields={FAMILY_PAGE.name: _openings(grid, ahead, cycle)},
        grids={FAMILY_PAGE.name: rows},
        restore={"versions": staying, **_meetings_ahead(book)},
    )


def _meetings_ahead(book: Book) -> dict[str, pd.DataFrame]:
    """Return the sheets of the meetings without rows: what was decided stands in the registers."""
    return {name: book.read_table(table(name)).iloc[:0] for name in ("pre_sop", "executive")}


def _emptied() -> dict[str, pd.DataFrame]:
    """Return no rows for the sheets whose months were those of the cycle ended."""
    own = (each for each in TABLES if each.owner is Owner.OUTPUT and each.by in _MADE_BY)
    return {each.name: pd.DataFrame(columns=list(each.column_names)) for each in own}


def _kept(book: Book) -> int:
    """Return how many cycles stay on Versions: as set, and never less than a year of accuracy."""
    cells = book.read_cells()
    kept, lag = cells["kept_cycles"], cells["accuracy_lag"]
    if not isinstance(kept, float) or not kept.is_integer() or kept < 1:
        raise DataError(
            Place(field="kept_cycles"),
            "a blank" if kept is None else str(kept),
            "a whole number of cycles, 13 for a year",
            "Correct it.",
        )
    return max(int(kept), _YEAR + int(lag if isinstance(lag, float) else 1))


def _refuse(book: Book, cycle: pd.Period, wanted: pd.Period) -> None:
    if wanted != cycle + 1 and wanted != cycle:
        raise DataError(
            Place(field="cycle_month"),
            f"{wanted} to be opened while {cycle} runs",
            f"the next month, {cycle + 1}",
            "Open one month after the other.",
        )
    newest = book.read_table(table("actuals"))["month"].max()
    if wanted == cycle + 1 and (pd.isna(newest) or newest < last_closed(cycle)):
        raise DataError(
            Place(field="cycle_month"),
            f"cycle {cycle} without the actuals of {cycle - 1}",
            "a cycle that has begun before the next one is opened",
            f"{cycle} is open already: refresh its actuals (`sop refresh`).",
        )


def _say_unfinished(book: Book, cycle: pd.Period, run: Run) -> None:
    own = rows_of(book.read_table(table("cycle")), cycle)
    left = own.loc[~own["status"].isin((SIGNED, CLOSED)), "phase"].tolist()
    if left:
        run.report(f"note: cycle {cycle} was left with unsigned phases: {', '.join(left)}")


def _carried(grid: pd.DataFrame, follows: pd.Period) -> pd.DataFrame:
    """Return what Python wrote for the months that go on; the new last month is blank."""
    kept = grid[grid["series"].isin(AHEAD) & (grid["month"] >= follows)]
    last = months(follows, FAMILY_PAGE.horizon)[-1]
    blank = kept[["key", "series"]].drop_duplicates().assign(value=float("nan"))
    blank = blank.assign(month=pd.PeriodIndex([last] * len(blank), freq="M"))
    return pd.concat([kept, blank], ignore_index=True)


def _openings(grid: pd.DataFrame, codes: pd.Series[str], closed: pd.Period) -> pd.DataFrame:
    """Return the planned positions of families at the end of the month just ended."""
    own = grid[(grid["month"] == closed) & grid["key"].isin(codes)].pivot(
        index="key", columns="series", values="value"
    )
    fields = pd.DataFrame(index=own.index.rename(None))
    for field, series in _OPENINGS.items():
        fields[field] = own[series] if series in own else float("nan")
    fields["opening_source"] = f"Plan of {closed}, until its actuals arrive"
    return fields
