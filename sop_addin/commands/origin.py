"""Origin: what a cell is and who filled it, one step back or all the way.

What stands in a cell was typed by people, written by a command, or is computed by a formula, which
leads on to the cells and tables that it mentions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from sop_addin.commands.seals import page_part, setting_part, table_part
from sop_addin.errors import BookError, Place
from sop_addin.excel.book import Book
from sop_addin.excel.finding import Finder, Found
from sop_addin.schema.cells import cell
from sop_addin.schema.declarations import FORMULA, PLANNER, Column, Owner, Policy
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.formulas import names_in
from sop_addin.schema.tables import table

__all__ = ["Origin", "origin", "roots", "shown_value", "step"]

_MOST = 5000
"""Cells that are followed at most."""


@dataclass(frozen=True)
class Origin:
    """What a cell is, and who filled it.

    Parameters
    ----------
    found
        The cell.
    words
        What it is called.
    by
        A command, people (``planner``) or ``formula``.
    part
        The sealed part that it belongs to; empty where no command wrote it.
    formula
        In declared words, or as it stands in the cell; empty for a value.
    sources
        Cells that the formula mentions, and declared tables and settings.
    """

    found: Found
    words: str
    by: str
    part: str = ""
    formula: str = ""
    sources: tuple[Place | str, ...] = ()


def origin(book: Book, finder: Finder, address: str) -> Origin:
    """Return what a cell is and who filled it, one step back.

    Raises
    ------
    BookError
        It is no cell of the workbook, or nothing that is declared and no formula.
    """
    found = finder.at(address)
    place = found.place
    if place is None:
        return _undeclared(finder, found)
    if place.part == FAMILY_PAGE.name:
        return _on_page(book, found, place)
    if place.part:
        return _in_table(book, found, place)
    return _setting(finder, found, place)


def _undeclared(finder: Finder, found: Found) -> Origin:
    if not found.formula:
        raise BookError(
            found.cell, "nothing that is declared", "a number of the book", "Name another cell."
        )
    sheet = found.cell.rpartition("!")[0].strip("'")
    return _of_formula(finder, found, f"a formula of the sheet {sheet}", found.formula[1:])


def _of_formula(finder: Finder, found: Found, words: str, formula: str) -> Origin:
    sheet = found.cell.rpartition("!")[0].strip("'")
    sources = tuple(dict.fromkeys(finder.sources(formula, sheet)))
    return Origin(found, words, FORMULA, formula=formula, sources=sources)


def _setting(finder: Finder, found: Found, place: Place) -> Origin:
    item = cell(place.field)
    words = f"the setting {item.label.en!r}"
    if item.by == FORMULA:
        return _of_formula(finder, found, words, found.formula[1:] or item.formula)
    part = "" if item.by == PLANNER else setting_part(item.name)
    return Origin(found, words, item.by, part)


def _in_table(book: Book, found: Found, place: Place) -> Origin:
    item = table(place.part)
    column = item.column(place.field)
    row = book.read_table(item).loc[int(place.key[1:])]
    keys = " ".join(str(row[name]) for name in item.keys)
    words = f"{_header(book, column)} of {keys} on {item.sheet}"
    if item.owner is Owner.INPUT or column.planner:
        return Origin(found, words, PLANNER)
    return Origin(found, words, item.by, table_part(item.name))


def _header(book: Book, column: Column) -> str:
    """Return what stands over a column: its label, or the month for which it stands."""
    cycle = book.read_cells()["cycle_month"]
    month = re.fullmatch(r"m(\d+)", column.name)
    return str(cycle + int(month[1])) if month and isinstance(cycle, pd.Period) else column.label.en


def _on_page(book: Book, found: Found, place: Place) -> Origin:
    if not place.month:
        return _field(book, found, place)
    series = {each.name: each for each in FAMILY_PAGE.series}[place.field]
    month = book.read_cells()["cycle_month"] + int(place.month)  # type: ignore[operator]
    policy = _policy(book, place.key)
    words = f"{series.label_of(policy).en.strip()} of {place.key} in {month}"
    by = series.horizon if int(place.month) >= 0 else series.history
    if by == FORMULA:
        formula = series.formula_of(policy)
        cells = (book.locate(each) for each in _row_sources(formula, place, policy))
        return Origin(found, words, FORMULA, formula=formula, sources=tuple(cells))
    if by in (PLANNER, ""):
        return Origin(found, words, PLANNER)
    return Origin(found, words, by, page_part(place.key, by))


def _policy(book: Book, family: str) -> Policy:
    families = book.read_table(table("families")).set_index("family")["policy"]
    return Policy(families[family])


def _row_sources(formula: str, place: Place, policy: Policy) -> Iterator[Place]:
    """Yield the fields and months of rows that a formula of a row uses."""
    series = {each.name: each for each in FAMILY_PAGE.series_of(policy)}
    for name in sorted(names_in(formula)):
        month = int(place.month) - (f"{name}[-1]" in formula)
        if name not in series:
            yield Place(place.part, place.key, name)
        elif month == -1 and int(place.month) == 0 and series[name].opening:
            yield Place(place.part, place.key, series[name].opening)
        elif month >= -FAMILY_PAGE.history:
            yield Place(place.part, place.key, name, str(month))


def _field(book: Book, found: Found, place: Place) -> Origin:
    field = {each.name: each for each in FAMILY_PAGE.fields}[place.field]
    words = f"{field.label.en} of {place.key}"
    if field.lookup:
        source = book.locate(Place("families", place.key, field.lookup))
        return Origin(found, words, FORMULA, formula="look-up", sources=(source,))
    if field.by == FORMULA:
        return Origin(found, words, FORMULA, formula=found.formula[1:])
    if field.by == PLANNER:
        return Origin(found, words, PLANNER)
    return Origin(found, words, field.by, page_part(place.key, field.by))


def roots(book: Book, finder: Finder, address: str) -> list[Origin]:
    """Return what a cell comes from in the end: what was typed or written, formulas followed.

    Raises
    ------
    BookError
        As :func:`origin`.
    """
    found: list[Origin] = []
    waiting: list[Place | str] = [address]
    seen: set[Place | str] = set()
    while waiting and len(seen) < _MOST:
        source = waiting.pop()
        if isinstance(source, Place) and not source.part:
            source = book.locate(source)
        if source in seen:
            continue
        seen.add(source)
        here = _whole(book, source) if isinstance(source, Place) else step(book, finder, source)
        if here is not None:
            found += [here] if here.by != FORMULA else []
            waiting += here.sources
    return found


def step(book: Book, finder: Finder, address: str) -> Origin | None:
    """Return the origin of a cell; ``None`` for a cell of words that a formula mentions."""
    found = finder.at(address)
    declared = found.place is not None or found.formula
    return origin(book, finder, address) if declared else None


def _whole(book: Book, place: Place) -> Origin:
    """Return the origin of a table that a formula looks through."""
    item = table(place.part)
    found = Found(book.locate(place), None, "", place)
    typed = item.owner is Owner.INPUT
    by, part = (PLANNER, "") if typed else (item.by, table_part(item.name))
    return Origin(found, f"the sheet {item.sheet}", by, part)


def shown_value(value: object) -> str:
    """Return what a cell holds, as it is said."""
    if value is None or value == "":
        return "a blank"
    return f"{value:,.10g}" if isinstance(value, int | float) else str(value)
