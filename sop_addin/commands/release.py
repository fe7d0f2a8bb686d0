"""Release: the approved plan, as sheets for people and as files for other systems."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from sop_addin.commands.authorised import read_authorised
from sop_addin.commands.check_orders import order_errors
from sop_addin.commands.company import read_families, read_plan_prices
from sop_addin.commands.mps import mps
from sop_addin.commands.plan import read_problem
from sop_addin.commands.planned import planned_book
from sop_addin.commands.promotions import with_promoted_capacity
from sop_addin.commands.purchasing import purchase_sheets, read_purchasing
from sop_addin.commands.run import Run
from sop_addin.commands.signatures import running_cycle
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import Book
from sop_addin.excel.changes import Changes
from sop_addin.record.cycle import differences as month_differences
from sop_addin.record.fingerprint import digest, short
from sop_addin.record.folder import write_into
from sop_addin.record.release_files import release_texts
from sop_addin.release.allocation import allocation_rows
from sop_addin.release.authorised import AuthorisedPlan
from sop_addin.release.functional_plans import functional_rows
from sop_addin.release.game_plan import game_plan_rows
from sop_addin.release.logistics import flow_rows
from sop_addin.release.orders import differences, order_lines
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import table
from sop_addin.sources.extracts import ExtractColumn, read_extract
from sop_addin.supply.plan import evaluate
from sop_addin.supply.sourcing import begun, sourcing
from sop_addin.wording import counted

__all__ = ["confirm", "release", "release_files"]

_CONFIRMED = (
    ExtractColumn("order", "text", required=True, key=True),
    ExtractColumn("code", "text", required=True, key=True),
    ExtractColumn("period", "text", required=True, key=True),
    ExtractColumn("quantity", "number", required=True),
    ExtractColumn("type", "text"),
)


def release(book: Book, run: Run) -> Changes:
    """Return the changes that fill the game plan, the functional plans and the master schedule.

    All three come from the approved version of the running cycle; months in which the pages show
    something else since are said, and not released.

    Raises
    ------
    DataError
        The plan was not approved, or an item or parameter cannot be used.
    """
    families = read_families(planned_book(book))
    plan = read_authorised(book, families)
    _say_differences(book, plan, run)
    game = game_plan_rows(plan, families)
    tables = {
        "game_plan": game,
        "functional_plans": _functional(book, plan, families),
        "allocation": _allocation(book, plan, families, run),
    }
    run.report(
        f"approved plan of {plan.cycle} released: {counted(int(plan.known.sum()), 'family')},"
        f" game plan {_mark(game)}"
    )
    if len(book.read_table(table("items"))):
        tables |= mps(book, run).tables
    return Changes(tables=tables)


def _allocation(book: Book, plan: AuthorisedPlan, families: pd.DataFrame, run: Run) -> pd.DataFrame:
    for error in order_errors(book):
        raise error
    orders = planned_book(book).read_table(table("customer_orders"))
    rule = str(book.read_cells()["allocation_rule"])
    rows = allocation_rows(plan, orders, families, rule)
    if len(rows):
        short = rows.groupby("family")["month"].nunique()
        said = ", ".join(f"{code} {counted(int(n), 'month')}" for code, n in short.items())
        run.report(f"shortages shared among customers: {said}")
    return rows


def _mark(game: pd.DataFrame) -> str:
    """Return the fingerprint of a game plan, the same in the audit and in the manifest."""
    declared = table("game_plan")
    decimals = {column.name: column.decimals for column in declared.columns}
    return short(digest({declared.name: game[list(declared.column_names)]}, decimals))


def _functional(book: Book, plan: AuthorisedPlan, families: pd.DataFrame) -> pd.DataFrame:
    live = planned_book(book)
    problem = with_promoted_capacity(book, read_problem(live, families, plan.cycle))
    values = plan.values
    parts = sourcing(values["production"], values["overtime"], values["subcontract"])
    heads = [plan.people.get(pool.id) for pool in problem.pools]
    workers = np.array(
        [
            np.full(problem.count, float(pool.workers)) if own is None else own
            for pool, own in zip(problem.pools, heads, strict=True)
        ],
        dtype=float,
    ).reshape(len(heads), problem.count)
    asked = evaluate(problem, parts.regular, parts.overtime, parts.bought, workers)
    sheets = purchase_sheets(
        read_purchasing(live), plan.months, begun(problem, parts.made), parts.bought
    )
    prices = read_plan_prices(live, list(plan.families)).to_numpy(float).T
    flows = flow_rows(plan, families, prices)
    rows = functional_rows(asked.labour, asked.load, sheets["purchase_plan"], flows)
    return rows if len(rows) else pd.DataFrame(columns=list(table("functional_plans").column_names))


def _say_differences(book: Book, plan: AuthorisedPlan, run: Run) -> None:
    """Say families and months in which the pages no longer show what was approved."""
    for code in np.array(plan.families, dtype=object)[~plan.known]:
        run.report(f"note: {code} is not in the approved plan and is not released")
    series = [s for s in FAMILY_PAGE.series if s.name == "production"]
    grid = book.read_grid(FAMILY_PAGE, series).rename(columns={"key": "family"})
    now = grid[(grid["month"] >= plan.cycle) & grid["family"].isin(plan.families)]
    wide = pd.DataFrame(plan.values["production"], index=list(plan.families), columns=plan.months)
    wide = wide[plan.known]
    approved = wide.rename_axis("family").reset_index().melt("family", var_name="month")
    approved["month"] = pd.PeriodIndex(approved["month"], freq="M")
    now = now[now["family"].isin(wide.index)]
    said = month_differences(approved, now[["family", "month", "value"]], "approved")
    if said:
        run.report(f"note: the pages differ from what is released: {said}")


def release_files(book: Book, folder: Path) -> list[Path]:
    """Write the released sheets as CSV files, the orders and a manifest; return the files.

    The book is only read. The same book gives the same bytes.

    Raises
    ------
    DataError
        Nothing was released in the running cycle.
    BookError
        The folder cannot be written.
    """
    cycle = running_cycle(book)
    game, functional = (book.read_table(table(name)) for name in ("game_plan", "functional_plans"))
    shared = book.read_table(table("allocation"))
    texts = release_texts(game, functional, _orders(book, cycle), shared, cycle, _mark(game))
    return write_into(folder, {name: text.encode() for name, text in texts.items()})


def _orders(book: Book, cycle: pd.Period) -> pd.DataFrame:
    names = ("master_schedule", "game_plan", "functional_plans", "items", "families")
    schedule, game, functional, items, families = (book.read_table(table(n)) for n in names)
    if game.empty:
        raise DataError(
            Place("game_plan"), "no rows", "a released plan", "Run Release (`sop release`) first."
        )
    return order_lines(schedule, game, functional, items, families, cycle)


def confirm(book: Book, path: Path) -> list[str]:
    """Return a line for each firm order that a file of the ERP does not hold as released.

    Parameters
    ----------
    path
        CSV or Excel file: ``order, code, period, quantity``, and `type` where planned orders stand
        in it, too; these are not looked at.

    Raises
    ------
    DataError
        Nothing was released in the running cycle.
    SourceError
        The file cannot be read, or a row of it not be used.
    """
    held = read_extract(path, _CONFIRMED).frame
    held = held[held["type"].isin(["", "firm"])]
    return differences(_orders(book, running_cycle(book)), held)
