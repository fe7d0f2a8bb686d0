"""The seals of what runs left in the book, and what was changed since by other hands."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import numpy as np
import pandas as pd

from sop_addin.excel.book import Book
from sop_addin.excel.changes import Changes, RenamedPage
from sop_addin.record import seals
from sop_addin.schema.cells import CELLS, cell
from sop_addin.schema.declarations import FORMULA, PLANNER, Kind, Owner, Table
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.record_tables import RECORD
from sop_addin.schema.tables import TABLES, table

__all__ = [
    "PAGES",
    "changed_parts",
    "following",
    "page_part",
    "part_words",
    "sealed",
    "setting_part",
    "table_part",
    "touched",
]

_TABLE, _CELL, PAGES, _BY = "table ", "setting ", "page ", " by "
"""What parts are called: ``table actuals``, ``setting strategy``, ``page Pumps by forecast``."""

_PEOPLE = ("", PLANNER, FORMULA)
_SERIES = tuple(s for s in FAMILY_PAGE.series if s.kind is Kind.NUMBER)
_OWNERS = tuple(
    dict.fromkeys(
        owner
        for owner in (
            *(owner for s in _SERIES for owner in (s.history, s.horizon)),
            *(f.by for f in FAMILY_PAGE.fields),
        )
        if owner not in _PEOPLE
    )
)
"""Commands that write on pages."""


def touched(book: Book, undo: Changes) -> set[str]:
    """Return the parts that a run wrote, from the changes that take it back."""
    parts = {table_part(name) for name in undo.restore if _is_sealed(table(name))}
    parts |= {setting_part(name) for name in undo.cells if cell(name).by not in _PEOPLE}
    keys = [new.key for new in undo.new_pages]
    if "cycle_month" in undo.cells:  # every month moved
        keys = book.page_keys(FAMILY_PAGE)
    parts |= {page_part(key, owner) for key in keys for owner in _OWNERS}
    for frame in undo.fields.values():
        parts |= set(_of_fields(frame))
    for frame in undo.grids.values():
        parts |= set(_of_rows(book, frame))
    return parts


def following(book: Book, renamed: Sequence[RenamedPage]) -> tuple[pd.DataFrame, set[str]]:
    """Return the seals before a run, under the codes that it gives, and what it will seal anew.

    A new code changes every table that holds the code; a part that did not hold before is none of
    those sealed anew, so that a bent number does not hide behind a new code.
    """
    known = book.read_table(table("seals"))
    if not renamed:
        return known, set()
    codes = {page_part(r.old, owner): page_part(r.new, owner) for r in renamed for owner in _OWNERS}
    held = set(known["part"]) - set(changed_parts(book)["part"])
    anew = {codes.get(part, part) for part in held if part in codes or part.startswith(_TABLE)}
    return known.assign(part=[codes.get(part, part) for part in known["part"]]), anew


def page_part(key: str, owner: str) -> str:
    """Return what is called the part that a command writes on a page."""
    return f"{PAGES}{key}{_BY}{owner}"


def table_part(name: str) -> str:
    """Return what a table is called as a part."""
    return _TABLE + name


def setting_part(name: str) -> str:
    """Return what a setting is called as a part."""
    return _CELL + name


def _is_sealed(item: Table) -> bool:
    return item.owner is not Owner.INPUT and item.name not in RECORD


def _of_fields(frame: pd.DataFrame) -> Iterator[str]:
    owners = {f.name: f.by for f in FAMILY_PAGE.fields}
    for name in frame.columns:
        yield from (page_part(str(key), owners[name]) for key in frame[name].dropna().index)


def _of_rows(book: Book, frame: pd.DataFrame) -> Iterator[str]:
    """Yield the parts of changed rows: each page, and who writes the months that changed."""
    names, labels = pd.factorize(frame["series"])
    keys, codes = pd.factorize(frame["key"])
    ahead = (frame["month"] >= book.read_cells()["cycle_month"]).to_numpy()
    declared = {s.name: s for s in FAMILY_PAGE.series}
    for key, name, later in np.unique(np.column_stack([keys, names, ahead]), axis=0).tolist():
        series = declared[labels[name]]
        yield page_part(str(codes[key]), series.horizon if later else series.history)


def sealed(book: Book, parts: Collection[str]) -> dict[str, str]:
    """Return the seal of each part as it stands now; a part that is gone has none."""
    found = {
        table_part(item.name): _of_table(book, item)
        for item in TABLES
        if _is_sealed(item) and table_part(item.name) in parts
    }
    settings = [item.name for item in CELLS if setting_part(item.name) in parts]
    cells = book.read_cells() if settings else {}
    for name in settings:
        found[setting_part(name)] = seals.of_bytes(str(cells[name]).encode())
    for owner in _OWNERS:
        if any(part.startswith(PAGES) and part.endswith(_BY + owner) for part in parts):
            now = _of_pages(book, owner)
            found |= {part: seal for part, seal in now.items() if part in parts}
    return found


def _of_table(book: Book, item: Table) -> str:
    """Return the seal of the columns that commands write."""
    own = [c for c in item.columns if not c.planner]
    frame = book.read_table(item)[[c.name for c in own]]
    return seals.of_frame(frame, {c.name: c.decimals for c in own})


def _of_pages(book: Book, owner: str) -> dict[str, str]:
    """Return the seals of what one command writes on the pages: fields and months."""
    months, tops = _months(book, owner), _tops(book, owner)
    return {
        page_part(key, owner): seals.of_bytes(tops.get(key, b""), months.get(key, b""))
        for key in book.page_keys(FAMILY_PAGE)
    }


def _months(book: Book, owner: str) -> dict[str, bytes]:
    series = [s for s in _SERIES if owner in (s.history, s.horizon)]
    cycle = book.read_cells()["cycle_month"]
    if not series or not isinstance(cycle, pd.Period):
        return {}
    grid = book.read_grid(FAMILY_PAGE, series)
    codes, names = pd.factorize(grid["series"])
    declared = {s.name: s for s in series}
    ahead = np.array([declared[name].horizon == owner for name in names], bool)[codes]
    closed = np.array([declared[name].history == owner for name in names], bool)[codes]
    own = np.where((grid["month"] >= cycle).to_numpy(), ahead, closed)
    return seals.of_months(grid[own], {s.name: s.decimals for s in series})


def _tops(book: Book, owner: str) -> dict[str, bytes]:
    own = [f for f in FAMILY_PAGE.fields if f.by == owner]
    if not own:
        return {}
    fields = book.read_fields(FAMILY_PAGE).reindex(columns=[f.name for f in own])
    for field in own:
        if field.kind is Kind.NUMBER:
            fields[field.name] = fields[field.name].astype(float).round(field.decimals) + 0.0
    shown = fields.astype(object).where(fields.notna(), "").astype(str)
    lines = zip(shown.index, shown.to_numpy(), strict=True)
    return {str(key): "\0".join(row).encode() for key, row in lines}


def changed_parts(book: Book, parts: Collection[str] | None = None) -> pd.DataFrame:
    """Return the seals that no longer hold: parts that were changed since a run left them.

    Parameters
    ----------
    parts
        Parts to look at; ``None``: all.

    Returns
    -------
    DataFrame
        Rows of the table of seals.
    """
    known = book.read_table(table("seals"))
    known = known if parts is None else known[known["part"].isin(list(parts))]
    now = sealed(book, set(known["part"]))
    return known[known["part"].map(now).fillna("") != known["digest"]]


def part_words(part: str) -> str:
    """Return what a planner calls a part.

    Examples
    --------
    >>> part_words("table resource_plan"), part_words("page Pumps by forecast")
    ('the sheet Resource_Plan', 'what forecast writes on the page of Pumps')
    """
    if part.startswith(PAGES):
        key, _, owner = part.removeprefix(PAGES).rpartition(_BY)
        return f"what {owner} writes on the page of {key}"
    if part.startswith(_CELL):
        return f"the setting {cell(part.removeprefix(_CELL)).label.en!r}"
    return f"the sheet {table(part.removeprefix(_TABLE)).sheet}"
