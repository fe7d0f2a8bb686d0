"""Which scenario stands on each family's page, and the plan that follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd

from sop_addin.errors import DataError, Place
from sop_addin.excel.book import Book
from sop_addin.presop.comparison import courses
from sop_addin.presop.scenarios import Facts, agreed_capacity, changes_of
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.phases import phase
from sop_addin.schema.scenario_tables import BASE
from sop_addin.schema.tables import table
from sop_addin.supply.kept import Change, KeptModel, changed
from sop_addin.supply.mix import mixed
from sop_addin.supply.plan import Plan
from sop_addin.supply.problem import Problem

__all__ = [
    "changes_by_scenario",
    "decided_of",
    "promoted_plan",
    "read_facts",
    "read_promoted",
    "refuse_undecided",
    "refuse_unknown_scenario",
    "with_promoted_capacity",
]


def read_promoted(book: Book) -> dict[str, str]:
    """Return the promoted scenario by family; families on the base plan are left out.

    Raises
    ------
    DataError
        A family has more than one, or one that nobody knows.
    """
    rows = book.read_table(table("pre_sop"))
    found = {}
    for number, family, name in zip(rows.index, rows["family"], rows["scenario"], strict=True):
        if name not in ("", BASE):
            refuse_unknown_scenario(book, str(name), Place("pre_sop", f"#{number}", "scenario"))
            found[str(family)] = str(name)
    return found


def refuse_unknown_scenario(book: Book, name: str, where: Place) -> None:
    """Refuse a name that is not exactly one scenario of the list, or the base.

    Raises
    ------
    DataError
        It is not.
    """
    known = book.read_table(table("scenarios"))["scenario"].tolist()
    if name == BASE or name in known:
        return
    words = name.replace(",", " ").replace(";", " ").split()
    if len(words) > 1 and {BASE, *known}.intersection(words):
        raise DataError(
            where,
            f"{name}: {len(words)} scenarios at once",
            "exactly one scenario a family",
            "Promote one of them, or make a scenario that holds the changes of both.",
        )
    remedy = f"Correct it, or add it to {table('scenarios').sheet}."
    raise DataError(where, repr(name), ", ".join([BASE, *known]), remedy)


def decided_of(decisions: pd.DataFrame, cycle: pd.Period, family: str) -> pd.DataFrame:
    """Return what the executive meeting of a cycle decided of a family; the last row counts."""
    own = (decisions["cycle"] == cycle) & (decisions["families"] == family)
    return decisions[own & (decisions["phase"] == phase("executive").key)]


def refuse_undecided(book: Book, cycle: pd.Period, families: Iterable[str]) -> None:
    """Refuse a family that stands on another scenario than was decided of it last.

    A family of which nothing was decided, or no scenario named, may stand on any.

    Raises
    ------
    DataError
        The first such family.
    """
    promoted, known = read_promoted(book), book.read_table(table("decisions"))
    for family in families:
        own, stands = decided_of(known, cycle, family), promoted.get(family, BASE)
        decided = "" if own.empty else str(own.iloc[-1]["scenario"])
        if decided not in ("", stands):
            raise DataError(
                Place("pre_sop", family, "scenario"),
                f"{family} on {stands}",
                f"{decided}, as {own.iloc[-1]['id']} decided",
                f"Decide again: `sop decide BOOK {family} --scenario {stands} --by NAME`; or put"
                " on the page what was decided:"
                f" `sop scenario BOOK promote {decided} --family {family}`, and sign again.",
            )


def read_facts(book: Book, months: pd.PeriodIndex) -> Facts:
    """Return what scenarios may refer to: sales input by customer, launches by month."""
    (series,) = (s for s in FAMILY_PAGE.series if s.name == "life_cycle")
    grid = book.read_grid(FAMILY_PAGE, [series])
    wide = grid.pivot(index="key", columns="month", values="value").reindex(columns=months)
    return Facts(book.read_table(table("sales_input")), wide)


def changes_by_scenario(
    book: Book, problem: Problem, names: Iterable[str]
) -> dict[str, tuple[Change, ...]]:
    """Return the changes of some scenarios.

    Raises
    ------
    DataError
        A row of theirs cannot be used.
    """
    rows = book.read_table(table("scenario_changes"))
    facts = read_facts(book, problem.months)
    return {name: changes_of(problem, rows, name, facts) for name in names}


def with_promoted_capacity(book: Book, problem: Problem) -> Problem:
    """Return the problem with the capacity that the promoted scenarios bring."""
    names = dict.fromkeys(read_promoted(book).values())
    if not names:
        return problem
    changes = changes_by_scenario(book, problem, names)
    return changed(problem, agreed_capacity(problem, changes.values()))


def promoted_plan(
    book: Book, kept: KeptModel, base: Plan, promoted: Mapping[str, str]
) -> tuple[Problem, Plan]:
    """Return what is agreed, and the base plan with each promoted family's plan in it.

    Demand stays as the pages have it: it is agreed in the demand review. Capacity that a promoted
    scenario brings is there for everybody.

    Parameters
    ----------
    kept
        The model of the problem as stated.
    base
        Its plan, in whole units.
    promoted
        Scenario by family.
    """
    names = list(dict.fromkeys(promoted.values()))
    problem = kept.problem
    changes = changes_by_scenario(book, problem, names)
    solved = {c.name: c.plan for c in courses(kept, changes)}
    agreed = changed(problem, agreed_capacity(problem, changes.values()))
    chosen = {family: solved[name] for family, name in promoted.items()}
    return agreed, replace(mixed(agreed, base, chosen), strategy=base.strategy)
