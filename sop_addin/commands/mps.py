"""MPS: the families' plans by item and week."""

from __future__ import annotations

import pandas as pd

from sop_addin.commands.run import Run
from sop_addin.demand import levels
from sop_addin.demand.item_forecast import mix_problems
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import Book
from sop_addin.excel.changes import Changes
from sop_addin.periods import months
from sop_addin.record.projection import openings
from sop_addin.release.master_schedule import FamilyPlan, MasterSchedule, master_schedule
from sop_addin.release.schedule_rows import schedule_rows, violations
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.months import SCHEDULE_MONTHS, SCHEDULE_WEEKS
from sop_addin.schema.tables import table

__all__ = ["current_schedule", "mps"]

_SERIES = ("working_days", "production", "constrained_sales")
_REMEDY = "Fill the sheet of items; a family's mix adds up to 100 %."


def mps(book: Book, run: Run) -> Changes:
    """Return the changes that fill the master schedule from the plan that the pages show.

    Raises
    ------
    DataError
        There is no plan or no item, an item cannot be used, or the schedule would exceed a
        family's rate.
    """
    schedule = current_schedule(book)
    cells = book.read_cells()
    state = f"{cells['plan_state']} plan {cells['plan_fingerprint']}"
    rows = schedule_rows(schedule, state, SCHEDULE_WEEKS)
    for error in violations(rows.set_axis(range(1, len(rows) + 1)), schedule):
        raise error
    left = float(schedule.unscheduled.sum())
    run.report(
        f"{state}: {len(schedule.items)} items of {len(schedule.families)} families in"
        f" {len(schedule.weeks)} weeks" + (f"; {left:,.10g} units unscheduled" if left else "")
    )
    for line in _stock_gaps(book, schedule):
        run.report(line)
    return Changes(tables={"master_schedule": rows})


def current_schedule(book: Book) -> MasterSchedule:
    """Return the master schedule of the plan that the pages show now.

    Raises
    ------
    DataError
        There is no plan or no item, or an item cannot be used.
    """
    cells = book.read_cells()
    cycle = cells["cycle_month"]
    if not isinstance(cycle, pd.Period) or not cells["plan_fingerprint"]:
        place = Place(field="plan_fingerprint")
        raise DataError(place, "no plan", "a production plan", "Run Plan (`sop plan`) first.")
    families = book.read_table(table("families"))["family"].tolist()
    items = book.read_table(table("items"))
    if items.empty:
        raise DataError(Place("items"), "no rows", "the items of the families", _REMEDY)
    for error in levels.problems(items, families):
        raise error
    span = months(cycle, SCHEDULE_MONTHS)
    for error in mix_problems(items, book.read_table(table("item_mix")), span):
        raise error
    grid = book.read_grid(FAMILY_PAGE, [s for s in FAMILY_PAGE.series if s.name in _SERIES])
    ahead = grid[grid["month"].isin(span)]
    wide = {
        str(name): part.pivot(index="key", columns="month", values="value")
        .reindex(index=families, columns=span)
        .to_numpy(dtype=float)
        for name, part in ahead.groupby("series")
    }
    days = wide["working_days"][0]
    plan = FamilyPlan(tuple(families), span, days, wide["production"], wide["constrained_sales"])
    return master_schedule(plan, items, book.read_table(table("item_mix")))


def _stock_gaps(book: Book, schedule: MasterSchedule) -> list[str]:
    """Return a line a family whose items' stocks do not add up to its own."""
    families = book.read_table(table("families"))
    actuals = book.read_table(table("actuals"))
    held = openings(actuals, families, schedule.months[0])["opening_inventory"]
    items = schedule.items.assign(held=schedule.opening)
    counted = items[items["stock"].notna()].groupby("family", sort=False)["held"].sum()
    lines = []
    for family, stock in zip(counted.index, counted.to_numpy(), strict=True):
        own = float(held.loc[family])
        if abs(stock - own) > 0.5:  # NaN, an uncounted family, compares as no gap
            lines.append(
                f"{family}: its items hold {stock:,.10g}, the family {own:,.10g};"
                " the schedule nets the items' stock"
            )
    return lines
