"""MPS: the families' plans by item and week; the approved plan as soon as there is one."""

from __future__ import annotations

import pandas as pd

from sop_addin.commands.authorised import find_authorised
from sop_addin.commands.freshness import way_to
from sop_addin.commands.plan_version import DRAFT_STATE
from sop_addin.commands.planned import planned_book
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
from sop_addin.wording import counted

__all__ = ["current_schedule", "mps"]

_SERIES = ("working_days", "production", "constrained_sales")

_REMEDY = "Fill the sheet of items; a family's mix adds up to 100 %."


def mps(book: Book, run: Run) -> Changes:
    """Return the changes that fill the master schedule from the authorised plan.

    Until the plan of the cycle is approved, it is a draft of what the pages show.

    Raises
    ------
    DataError
        There is no plan or no item, an item cannot be used, or the schedule would exceed a
        family's rate.
    """
    schedule, state = _scheduled(book)
    rows = schedule_rows(schedule, state, SCHEDULE_WEEKS)
    for error in violations(rows.set_axis(range(1, len(rows) + 1)), schedule):
        raise error
    left = float(schedule.unscheduled.sum())
    run.report(
        f"{state}: {counted(len(schedule.items), 'item')} of"
        f" {counted(len(schedule.families), 'family')} in"
        f" {counted(len(schedule.weeks), 'week')}"
        + (f"; {left:,.10g} units unscheduled" if left else "")
    )
    for line in _stock_gaps(book, schedule):
        run.report(line)
    return Changes(tables={"master_schedule": rows})


def current_schedule(book: Book) -> MasterSchedule:
    """Return the master schedule of the approved plan of the cycle, else of the pages' plan.

    Raises
    ------
    DataError
        There is no plan or no item, or an item cannot be used.
    """
    return _scheduled(book)[0]


def _scheduled(book: Book) -> tuple[MasterSchedule, str]:
    """Return the master schedule, and which plan it is of."""
    cells = book.read_cells()
    cycle, state = cells["cycle_month"], str(cells["plan_state"])
    if not isinstance(cycle, pd.Period) or not cells["plan_fingerprint"]:
        place = Place(field="plan_fingerprint")
        raise DataError(place, "no plan", "a production plan", way_to(book, "plan"))
    live = planned_book(book)
    listed = live.read_table(table("families"))
    families = listed["family"].tolist()
    items = live.read_table(table("items"))
    if items.empty:
        found = "no rows" if book.read_table(table("items")).empty else "items of retired families"
        raise DataError(
            Place("items"), found, "the items of the families that are planned", _REMEDY
        )
    for error in levels.problems(items, families):
        raise error
    span = months(cycle, SCHEDULE_MONTHS)
    mix = live.read_table(table("item_mix"))
    for error in mix_problems(items, mix, span):
        raise error
    grid = live.read_grid(FAMILY_PAGE, [s for s in FAMILY_PAGE.series if s.name in _SERIES])
    ahead = grid[grid["month"].isin(span)]
    wide = {
        str(name): part.pivot(index="key", columns="month", values="value")
        .reindex(index=families, columns=span)
        .to_numpy(dtype=float)
        for name, part in ahead.groupby("series")
    }
    days = wide["working_days"][0]
    production, sales = wide["production"], wide["constrained_sales"]
    approved, said = (
        find_authorised(book, listed, cycle),
        f"{state} plan {cells['plan_fingerprint']}",
    )
    if approved is not None:
        said = f"approved plan of {cycle}; the pages hold a draft" if state == DRAFT_STATE else said
        known = approved.known
        families = [code for code, there in zip(families, known, strict=True) if there]
        production = approved.values["production"][known, :SCHEDULE_MONTHS]
        sales = approved.values["constrained_sales"][known, :SCHEDULE_MONTHS]
    plan = FamilyPlan(tuple(families), span, days, production, sales)
    return master_schedule(plan, items, mix), said


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
