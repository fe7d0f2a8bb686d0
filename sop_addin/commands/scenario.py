"""Scenario: compare other courses with the base plan, and promote one for a family."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd

from sop_addin.commands.company import read_families, read_plan_prices
from sop_addin.commands.freshness import refuse_missing, warn_stale
from sop_addin.commands.plan import plan, read_problem, read_strategy
from sop_addin.commands.planned import planned_book
from sop_addin.commands.promotions import (
    changes_by_scenario,
    read_facts,
    read_promoted,
    refuse_unknown_scenario,
)
from sop_addin.commands.run import Run
from sop_addin.commands.signatures import running_cycle
from sop_addin.errors import DataError, Place, SopError
from sop_addin.excel.book import Book
from sop_addin.excel.changes import Changes
from sop_addin.presop.comparison import Worth, courses, diff_rows
from sop_addin.presop.scenarios import scenario_errors
from sop_addin.schema.scenario_tables import BASE
from sop_addin.schema.tables import table
from sop_addin.supply.kept import KeptModel
from sop_addin.wording import counted

__all__ = ["ScenarioWish", "compare", "errors_of_scenarios", "promote", "with_promotions"]


@dataclass(frozen=True)
class ScenarioWish:
    """What is asked of scenarios.

    Parameters
    ----------
    action
        ``compare`` or ``promote``.
    names
        Scenarios; to compare, empty: all of the list.
    families
        Families that a scenario is promoted for.
    """

    action: str
    names: tuple[str, ...] = ()
    families: tuple[str, ...] = ()


def compare(book: Book, run: Run, wish: ScenarioWish) -> Changes:
    """Return the changes that set scenarios beside the base plan.

    Raises
    ------
    DataError
        There is no scenario, a name is not on the list, or a change cannot be made.
    """
    listed = book.read_table(table("scenarios"))
    if listed.empty:
        raise DataError(
            Place("scenarios"),
            "no scenarios",
            "at least one",
            f"Name it there, and say on {table('scenario_changes').sheet} what it supposes.",
        )
    for name in wish.names:
        refuse_unknown_scenario(book, name, Place("scenarios"))
    refuse_missing(book, ("forecast",))
    for error in errors_of_scenarios(book):
        raise error
    warn_stale(book, run, ("refresh", "forecast"))
    live = planned_book(book)
    families = read_families(live)
    problem = read_problem(live, families, running_cycle(book))
    wanted = wish.names or tuple(listed["scenario"])
    titles = dict(zip(listed["scenario"], listed["name"], strict=True))
    changes = changes_by_scenario(book, problem, (n for n in wanted if n != BASE))
    run.say(f"solving {counted(len(changes), 'scenario')} for {counted(len(families), 'family')}")
    kept = KeptModel(problem, read_strategy(book))
    found = courses(kept, {f"{n} {titles[n]}": each for n, each in changes.items()})
    currency = str(book.read_cells()["currency"] or "")
    prices = read_plan_prices(live, families["family"].tolist()).to_numpy(float).T
    rows = diff_rows(found, Worth(families, prices, currency))
    for course in found[1:]:
        run.report(f"{course.name}: {_said(rows, course.name)}")
    return Changes(tables={"scenario_diff": rows})


def _said(rows: pd.DataFrame, name: str) -> str:
    """Return what comes out of a scenario in one line: service, then money."""
    own = rows[(rows["scenario"] == name) & (rows["part"] == "Result")].set_index("what")
    own = own[~own.index.duplicated(keep="last")]  # the company's stand below its families'
    more = own["difference"].astype(float).to_dict()
    unit = str(own["unit"]["margin"])
    return (
        f"service {more['service']:+.1f} points, margin {more['margin']:+,.0f} {unit},"
        f" cost {more['cost of the plan']:+,.0f} {unit}"
    )


def errors_of_scenarios(book: Book) -> Iterator[SopError]:
    """Yield what makes the scenarios of a book impossible, each with its row."""
    listed, rows = (book.read_table(table(n)) for n in ("scenarios", "scenario_changes"))
    if listed.empty and rows.empty:
        return
    live = planned_book(book)
    problem = read_problem(live, read_families(live), running_cycle(book))
    yield from scenario_errors(problem, listed, rows, read_facts(book, problem.months))
    if BASE in listed["scenario"].tolist():
        yield DataError(
            Place("scenarios", BASE, "scenario"), BASE, "another id", "It names the base plan."
        )


def promote(book: Book, run: Run, wish: ScenarioWish) -> Changes:
    """Return the changes that put one scenario's plan on the pages of some families.

    Raises
    ------
    DataError
        More than one scenario, one that nobody knows, or no family.
    """
    name = " ".join(wish.names)
    if not name:
        raise DataError(
            Place("scenarios"), "no scenario", f"one scenario, or {BASE}", "Name it: promote S1."
        )
    refuse_unknown_scenario(book, name, Place("scenarios"))
    known = read_families(planned_book(book))["family"].tolist()
    strangers = [family for family in wish.families if family not in known]
    if strangers or not wish.families:
        raise DataError(
            Place("families"),
            strangers[0] if strangers else "no family",
            "the families whose page shall show its plan",
            "Name each: --family CODE.",
        )
    return with_promotions(book, run, dict.fromkeys(wish.families, name))


def with_promotions(book: Book, run: Run, wanted: dict[str, str]) -> Changes:
    """Return the changes that make the plan that of `wanted` scenarios, by family.

    Families that are not named stay as they are; what is so already changes nothing.
    """
    before = read_promoted(book)
    now = {family: name for family, name in {**before, **wanted}.items() if name != BASE}
    moved = {f: n for f, n in wanted.items() if before.get(f, BASE) != n}
    if not moved:
        run.say("no page changes: each of these plans stands on its page already")
        return Changes()
    for family, name in moved.items():
        run.report(f"{family}: {name} instead of {before.get(family, BASE)}")
    _say_demand(book, run, moved)
    changes = plan(book, run, promoted=now)
    shown = ["" if name == BASE else name for name in moved.values()]
    rows = pd.DataFrame({"family": list(moved), "scenario": shown})
    return replace(changes, tables={**changes.tables, "pre_sop": rows})


def _say_demand(book: Book, run: Run, moved: dict[str, str]) -> None:
    """Say where a promoted scenario supposes another demand than the demand review agreed."""
    rows = book.read_table(table("scenario_changes"))
    other = rows[rows["what"].isin(("demand", "lost customer", "launch later"))]
    for name in sorted(set(moved.values()) & set(other["scenario"])):
        run.report(
            f"note: {name} supposes another demand than the pages; production follows it, demand"
            " stays as agreed until the demand review adjusts it"
        )
