"""Plan: one production plan under the chosen strategy, for all families or for one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from sop_addin.commands.check_parameters import resource_errors
from sop_addin.commands.company import read_families
from sop_addin.commands.family_codes import refuse_unknown
from sop_addin.commands.freshness import number_of, stamps, warn_stale
from sop_addin.commands.overtyped import warn_overtyped
from sop_addin.commands.plan_version import draft_number
from sop_addin.commands.planned import planned_book
from sop_addin.commands.promotions import promoted_plan, read_promoted
from sop_addin.commands.run import Run
from sop_addin.commands.signatures import running_cycle
from sop_addin.demand.snapshots import approved_before
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import Book, Readable
from sop_addin.excel.changes import Changes, Scalar
from sop_addin.record.fingerprint import digest, short
from sop_addin.record.projection import openings
from sop_addin.schema.cells import cell
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.freshness import PAGE_INPUT
from sop_addin.schema.outputs import ALL_FAMILIES
from sop_addin.schema.tables import table
from sop_addin.supply.approved import APPROVED_ROWS, approved_plan
from sop_addin.supply.assembly import Assembled, Sheets, assemble
from sop_addin.supply.bottleneck_rows import bottleneck_rows
from sop_addin.supply.held import hold_others
from sop_addin.supply.kept import KeptModel
from sop_addin.supply.measures import NOTHING
from sop_addin.supply.overload import overloads
from sop_addin.supply.plan import Plan
from sop_addin.supply.positions import least_backlog
from sop_addin.supply.problem import Policy, Problem, by_month
from sop_addin.supply.review import review_supply, ways_out
from sop_addin.supply.schedule import PARTS
from sop_addin.supply.sheets import (
    notes,
    option_rows,
    page_rows,
    resource_rows,
    shortage_rows,
    strategy_rows,
)
from sop_addin.supply.standing import standing
from sop_addin.supply.strategy import STRATEGIES, Strategy
from sop_addin.wording import counted

__all__ = ["plan", "read_problem", "read_strategy"]

_ROWS = (
    "unconstrained_demand",
    "working_days",
    "regular",
    "overtime",
    "subcontract",
    "manual_change",
)

_Tables = Mapping[str, pd.DataFrame]


def plan(
    book: Book,
    run: Run,
    strategy: str | None = None,
    only: str = "",
    promoted: Mapping[str, str] | None = None,
) -> Changes:
    """Return the changes that put the plan on every page and sheet of the supply review.

    Parameters
    ----------
    strategy
        ``level``, ``chase`` or ``hybrid``; ``None``: the one that the book is set to.
    only
        Family that is planned, while the plans of the others stay as they are; empty: all.
    promoted
        Scenario by family whose plan stands instead of the base's; ``None``: as promoted so far.

    Raises
    ------
    DataError
        The book is not ready for a plan, or a parameter is missing or impossible.
    """
    cells = book.read_cells()
    chosen = strategy or _chosen(cells, "strategy")
    whole = _chosen(cells, "whole_workers") == "yes"
    cycle = running_cycle(book)
    live = planned_book(book)
    families = read_families(live)
    if only:
        refuse_unknown(only, families["family"])
    sheets = _sheets(live, families, cycle)
    assembled = _problem(sheets, only)
    warn_stale(book, run, ("refresh", "forecast"))
    warn_overtyped(book, run)
    _say_unused(book, run)
    problem = assembled.problem
    found = review_supply(problem, chosen, whole_workers=whole)
    best = found.plans[chosen]
    promoted = read_promoted(book) if promoted is None else promoted
    if promoted:
        problem, best = _by_scenarios(book, run, found.kept, best, promoted)
        ways = standing(ways_out(KeptModel(problem, found.kept.strategy)), best, problem)
    else:
        ways = ways_out(found.kept)
    stood = approved_plan(problem, sheets.approved, best)
    compared = [*{**found.plans, chosen: best}.values(), *([stood] if stood else [])]
    strategies = strategy_rows(compared, chosen, problem, families, str(cells["currency"] or ""))
    tables = {
        "strategies": strategies.assign(families=only or ALL_FAMILIES),
        "resource_plan": resource_rows(best),
        "shortages": shortage_rows(best, problem),
        "options": option_rows(ways.options, problem),
        "bottlenecks": bottleneck_rows(ways.bottlenecks),
    }
    planned = f"{only} alone" if only else counted(len(families), "family")
    _say_planned(f"{chosen} plan for {planned}: {best.status}", tables, run)
    _say_assumed(assembled, run)
    _say_out_of_reach(problem, run)
    fields = _fields(best, assembled, sheets.openings)
    changes = _written(book, chosen, best, problem, tables, fields)
    return _of_one_family(changes, only) if only else changes


def _say_planned(what: str, tables: _Tables, run: Run) -> None:
    """Say what was planned, how much of it is short and how much could be done about that."""
    short_of, options = len(tables["shortages"]), len(tables["options"])
    run.report(f"{what}; {counted(short_of, 'shortage line')}, {counted(options, 'option')}")


def _written(
    book: Book,
    chosen: str,
    best: Plan,
    problem: Problem,
    tables: _Tables,
    fields: pd.DataFrame,
) -> Changes:
    """Return what planning all families writes, with the stamps by which it is known again."""
    rows = page_rows(best, problem)
    mark = short(digest({"plan": rows}, 1))
    whole_plan = {"pages": rows, "inputs": stamps(book, "plan"), **tables}
    stamped = stamps(book, "plan", {"plan": number_of(whole_plan)})
    return Changes(
        cells={
            "strategy": chosen,
            "plan_fingerprint": mark,
            "plan_version": draft_number(book, running_cycle(book), mark),
            "plan_state": "DRAFT",
            "plan_status": str(best.status),
        },
        tables={**tables, "freshness": stamped},
        fields={FAMILY_PAGE.name: fields},
        grids={FAMILY_PAGE.name: rows},
    )


def _of_one_family(changes: Changes, only: str) -> Changes:
    """Return what planning one family writes: the month's own plan stays under its strategy."""
    rows, stamped = changes.grids[FAMILY_PAGE.name], changes.tables["freshness"]
    cells = {name: value for name, value in changes.cells.items() if name != "strategy"}
    rows = rows[(rows["key"] == only) | ~rows["series"].isin(PARTS)]
    stamped = stamped[stamped["input"].isin(("plan", PAGE_INPUT + only))]
    return replace(
        changes,
        cells=cells,
        tables={**changes.tables, "freshness": stamped},
        grids={FAMILY_PAGE.name: rows},
    )


def _problem(sheets: Sheets, only: str) -> Assembled:
    """Return the problem of all families, in which all but one are held as their pages stand."""
    assembled = assemble(sheets)
    if not only:
        return assembled
    return replace(assembled, problem=hold_others(assembled.problem, only, sheets.rows))


def _by_scenarios(
    book: Book, run: Run, kept: KeptModel, best: Plan, promoted: Mapping[str, str]
) -> tuple[Problem, Plan]:
    """Return problem and plan with promoted scenarios in place of the base plan, and say so."""
    problem, best = promoted_plan(book, kept, best, promoted)
    run.report(f"{counted(len(promoted), 'family')} by promoted scenarios: {_listed(promoted)}")
    for line in overloads(best.load):
        run.report(f"note: {line}; sign-off is refused until it is mended")
    return problem, best


def _say_assumed(assembled: Assembled, run: Run) -> None:
    """Say what the plan had to assume."""
    if assembled.assumed:
        run.report(f"opening positions or targets assumed: {len(assembled.assumed)}, see the pages")
    if assembled.in_process:
        run.report(
            f"no plan yet for {counted(len(assembled.in_process), 'family')}: receipts within"
            " their lead time are taken to be the demand"
        )
    if assembled.unfenced:
        run.report(
            f"nothing approved yet of {counted(len(assembled.unfenced), 'family')}: frozen and firm"
            " months are planned freely"
        )


def _listed(promoted: Mapping[str, str]) -> str:
    return ", ".join(f"{family} {name}" for family, name in promoted.items())


def _say_unused(book: Book, run: Run) -> None:
    """Say which parameters of resources the plan passes over."""
    for error in resource_errors(book.read_table(table("resources"))):
        assert isinstance(error.where, Place)
        run.report(f"not used: {error.line(book.locate(error.where))}")


def _say_out_of_reach(problem: Problem, run: Run) -> None:
    """Say which backlog targets no production reaches, because orders ship a month later."""
    for family in problem.families:
        if family.policy is not Policy.MTO:
            continue
        least = least_backlog(family, problem.count)
        under = least - by_month(family.target, problem.count) > NOTHING
        if under.any():
            run.report(
                f"{family.id}: in {int(under.sum())} of {problem.count} months more orders ship"
                f" only in the next month (up to {least.max():,.0f} {family.unit}) than the backlog"
                " target allows: no production reaches it; raise Backlog target, or Ship share, on"
                " Families"
            )


def _chosen(cells: Mapping[str, Scalar], name: str) -> str:
    """Return what a named cell with a list of choices holds."""
    value, choices = cells[name], cell(name).choices
    if value not in choices:
        got = "a blank" if value is None else repr(value)
        raise DataError(Place(field=name), got, " or ".join(choices), "Pick one from the list.")
    return str(value)


def read_strategy(book: Book, name: str | None = None) -> Strategy:
    """Return the strategy that the book is set to, or another, with its rule on whole people.

    Raises
    ------
    DataError
        A setting is none of its choices.
    """
    cells = book.read_cells()
    whole = _chosen(cells, "whole_workers") == "yes"
    return replace(STRATEGIES[name or _chosen(cells, "strategy")], whole_workers=whole)


def read_problem(book: Readable, families: pd.DataFrame, cycle: pd.Period) -> Problem:
    """Return the planning problem that the book states now.

    Raises
    ------
    DataError
        A parameter is missing or impossible.
    """
    return assemble(_sheets(book, families, cycle)).problem


def _percent(cells: Mapping[str, Scalar], name: str) -> float:
    value = cells[name]
    if not isinstance(value, int | float) or value < 0:
        got = "a blank" if value is None else repr(value)
        raise DataError(Place(field=name), got, "per cent, 0 or more", "Correct the setting.")
    return float(value)


def _sheets(book: Readable, families: pd.DataFrame, cycle: pd.Period) -> Sheets:
    """Return what the book holds for a plan; the pages' rows are read once."""
    wide = _page_rows(book, cycle)
    if wide["working_days"].isna().to_numpy().any():
        raise DataError(
            Place("actuals"), "pages without working days", "filled pages", "Refresh actuals first."
        )
    versions = book.read_table(table("versions"))
    return Sheets(
        families,
        book.read_table(table("resources")),
        book.read_table(table("bill_of_resources")),
        openings(book.read_table(table("actuals")), families, cycle),
        pd.PeriodIndex(wide["working_days"].columns, freq="M"),
        wide,
        book.read_table(table("materials")),
        book.read_table(table("bill_of_materials")),
        book.read_table(table("on_order")),
        _percent(book.read_cells(), "firm_change") / 100,
        {name: approved_before(versions, name, cycle) for name in APPROVED_ROWS},
    )


def _page_rows(book: Readable, cycle: pd.Period) -> dict[str, pd.DataFrame]:
    """Return the rows of the pages that a plan reads, by series: families x months ahead."""
    grid = book.read_grid(FAMILY_PAGE, [s for s in FAMILY_PAGE.series if s.name in _ROWS])
    grid = grid[grid["month"] >= cycle]
    if grid.empty:
        raise DataError(Place("families"), "no rows", "families", "Make the book with `sop new`.")
    return {
        str(name): part.pivot(index="key", columns="month", values="value")
        for name, part in grid.groupby("series")
    }


def _fields(best: Plan, assembled: Assembled, opening: pd.DataFrame) -> pd.DataFrame:
    """Return the sentence of each family, and openings that had to be assumed."""
    fields = pd.DataFrame({"plan_note": notes(best, assembled.problem)})
    assumed = [f for f in assembled.problem.families if f.id in assembled.assumed]
    stocked = {f.id: f.opening_inventory for f in assumed if f.policy is Policy.MTS}
    ordered = {f.id: f.opening_backlog for f in assumed if f.policy is not Policy.MTS}
    for name, found in (("opening_inventory", stocked), ("opening_backlog", ordered)):
        if found:
            fields[name] = pd.Series(found)
    if assumed:
        fields["opening_source"] = opening["opening_source"].loc[[f.id for f in assumed]]
    return fields
