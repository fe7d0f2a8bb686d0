"""Check: every error of a book with its sheet and cell; nothing is changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from sop_addin.commands.check_copies import copy_errors, stock_count_errors
from sop_addin.commands.check_demand import demand_errors
from sop_addin.commands.check_items import item_errors
from sop_addin.commands.check_orders import order_errors
from sop_addin.commands.check_parameters import (
    family_errors,
    overdue_reviews,
    resource_errors,
    uncosted,
    unpriced_ways,
)
from sop_addin.commands.check_registers import register_errors
from sop_addin.commands.check_schedule import schedule_errors
from sop_addin.commands.company import (
    page_mismatches,
    read_families,
    read_fiscal_first_month,
)
from sop_addin.commands.family_codes import code_problem, other_codes
from sop_addin.commands.freshness import has_run
from sop_addin.commands.plan import read_problem
from sop_addin.commands.planned import planned_book, retirement_errors
from sop_addin.commands.promotions import read_promoted
from sop_addin.commands.purchasing import purchasing_errors, read_purchasing
from sop_addin.commands.scenario import errors_of_scenarios
from sop_addin.commands.settings import payment_terms
from sop_addin.errors import DataError, Place, SopError
from sop_addin.excel.book import Book
from sop_addin.periods import last_closed
from sop_addin.record.projection import without_month
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.retirement import planned
from sop_addin.schema.tables import table

__all__ = ["check"]


def check(book: Book) -> list[str]:
    """Return one line an error: where, what was found, what was expected, what to do."""
    unreadable = book.problems()
    if unreadable:
        return [error.line() for error in unreadable] + list(_overtyped(book))
    found = [
        *_cells(book),
        *_families(book),
        *_routes(book),
        *resource_errors(book.read_table(table("resources"))),
        *_actuals(book),
        *stock_count_errors(book),
        *copy_errors(book),
        *item_errors(book),
        *register_errors(book),
        *order_errors(book),
        *demand_errors(book),
        *_purchasing(book),
        *schedule_errors(book),
        *_scenarios(book),
    ]
    found += _refused(book, found)
    found += _advised(book)
    return [_located(book, error) for error in found] + list(_overtyped(book))


def _refused(book: Book, found: Iterable[SopError]) -> Iterator[SopError]:
    """Yield what a plan would be refused for, where nothing is said of its subject yet."""
    cycle, families = book.read_cells()["cycle_month"], book.read_table(table("families"))
    if not isinstance(cycle, pd.Period) or families.empty or not has_run(book, "refresh"):
        return
    try:
        live = planned_book(book)
        read_problem(live, read_families(live), cycle)
    except DataError as error:
        if _subject(book, error.where) not in {_subject(book, each.where) for each in found}:
            yield error


def _subject(book: Book, where: str | Place) -> str:
    """Return what an error is about: the key of a row or page, else the name of a cell."""
    if isinstance(where, str):
        return where
    if not where.key.startswith("#"):
        return where.key or where.field or where.part
    declared = table(where.part)
    row = book.read_table(declared).loc[int(where.key.removeprefix("#"))]
    return "/".join(str(row[name]) for name in declared.keys)


def _located(book: Book, error: SopError) -> str:
    return error.line(book.locate(error.where) if isinstance(error.where, Place) else None)


def _overtyped(book: Book) -> Iterator[str]:
    for cell in book.overtyped():
        error = DataError(
            book.locate(cell.place),
            cell.holds,
            "the template's formula",
            "Copy the formula from the cell beside it; adjustments belong in the yellow rows.",
        )
        yield error.line()


def _cells(book: Book) -> Iterator[SopError]:
    for read in (read_fiscal_first_month, lambda each: payment_terms(each.read_cells())):
        try:
            read(book)
        except DataError as error:
            yield error


def _families(book: Book) -> Iterator[SopError]:
    families = book.read_table(table("families"))
    yield from page_mismatches(families, book.page_keys(FAMILY_PAGE))
    cycle = book.read_cells()["cycle_month"]
    yield from _codes(book, families["family"])
    if isinstance(cycle, pd.Period):
        yield from retirement_errors(book, families, cycle)
        families = planned(families, cycle)
    yield from family_errors(families)


def _advised(book: Book) -> Iterator[SopError]:
    """Yield what no plan is refused for: costs that are missing, parameters nobody looked at."""
    cells, families = book.read_cells(), book.read_table(table("families"))
    cycle, months = cells["cycle_month"], cells["review_months"]
    live = planned(families, cycle) if isinstance(cycle, pd.Period) else families
    yield from uncosted(live)
    resources, bill = (book.read_table(table(n)) for n in ("resources", "bill_of_resources"))
    yield from unpriced_ways(live, resources, bill)
    if isinstance(cycle, pd.Period) and isinstance(months, float) and months >= 0:
        yield from overdue_reviews(live, cycle, months)


def _codes(book: Book, codes: pd.Series[str]) -> Iterator[SopError]:
    others, taken = other_codes(book), dict[str, str]()
    for number, code in codes.items():
        expected = code_problem(code, taken, others)
        if expected:
            place = Place("families", f"#{number}", "family")
            yield DataError(place, repr(code), expected, "Rename it (`sop family rename`).")
        taken[code.casefold()] = code


def _routes(book: Book) -> Iterator[SopError]:
    bill = book.read_table(table("bill_of_resources"))
    for column, source in (("family", "families"), ("resource", "resources")):
        known = set(book.read_table(table(source))[column])
        for row in bill[~bill[column].isin(known)].to_dict("index").items():
            yield DataError(
                Place("bill_of_resources", f"#{row[0]}", column),
                str(row[1][column]),
                f"one of the codes on its own sheet ({table(source).sheet})",
                "Correct the code, or delete the row.",
            )


def _actuals(book: Book) -> Iterator[SopError]:
    actuals = book.read_table(table("actuals"))
    cycle = book.read_cells()["cycle_month"]
    if actuals.empty or not isinstance(cycle, pd.Period):
        return
    known = set(book.read_table(table("families"))["family"])
    for number in actuals.index[~actuals["family"].isin(known)]:
        yield DataError(
            Place("actuals", f"#{number}", "family"),
            str(actuals.at[number, "family"]),
            "a family of the book",
            "Correct the extract and refresh.",
        )
    for number in actuals.index[actuals["month"] >= cycle]:
        yield DataError(
            Place("actuals", f"#{number}", "month"),
            str(actuals.at[number, "month"]),
            f"a closed month, at most {last_closed(cycle)}",
            "The running month is never history: correct the extract and refresh.",
        )
    yield from _missing_months(actuals)
    yield from _last_month(book, actuals, cycle)


def _last_month(book: Book, actuals: pd.DataFrame, cycle: pd.Period) -> Iterator[SopError]:
    """Yield a cycle month that the actuals do not reach, else families that lack the last month."""
    closed, newest = last_closed(cycle), actuals["month"].max()
    if newest < closed:
        yield DataError(
            Place(field="cycle_month"),
            f"cycle {cycle}, but the newest actuals are of {newest}",
            f"actuals of {closed}",
            "Refresh actuals, or correct the cycle month.",
        )
        return
    codes = planned(book.read_table(table("families")), closed)["family"].tolist()
    for family, last in without_month(actuals, codes, closed).items():
        if last is None:  # a launch has no history yet
            continue
        yield DataError(
            Place("families", family, "family"),
            f"{family} without {closed}, last {last}",
            "the last closed month of every family",
            "Add it to the extract (0 where nothing was sold) and refresh.",
        )


def _purchasing(book: Book) -> Iterator[SopError]:
    cycle = book.read_cells()["cycle_month"]
    if isinstance(cycle, pd.Period):
        yield from purchasing_errors(read_purchasing(book), cycle)


def _scenarios(book: Book) -> Iterator[SopError]:
    if has_run(book, "forecast"):  # before, there is no demand that a scenario could change
        yield from errors_of_scenarios(book)
    try:
        read_promoted(book)
    except DataError as error:
        yield error


def _missing_months(actuals: pd.DataFrame) -> Iterator[SopError]:
    for family, part in actuals.groupby("family", sort=False):
        have = part["month"].astype("int64")
        if have.max() - have.min() + 1 != len(have):
            span = pd.period_range(part["month"].min(), part["month"].max(), freq="M")
            lacking = span.difference(pd.PeriodIndex(part["month"]))
            yield DataError(
                Place("actuals", f"#{part.index[0]}", "month"),
                f"{family} without {lacking[0]}" + (" and more" if len(lacking) > 1 else ""),
                "every month from its first to its last",
                "Add the month to the extract (0 where nothing was sold) and refresh.",
            )
