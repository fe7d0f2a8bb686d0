"""What a command wants written: the only way into a workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from sop_addin.errors import Place
from sop_addin.schema.declarations import Policy

__all__ = ["Changes", "NewPage", "RenamedPage", "Scalar", "ShownPage"]

Scalar = None | float | str | pd.Period | dt.datetime
"""A value of a named cell; blank is ``None``."""


@dataclass(frozen=True)
class NewPage:
    """A page to be cloned from the prototype of its policy."""

    page: str
    key: str
    policy: Policy


@dataclass(frozen=True)
class RenamedPage:
    """A page whose key changes, and with it the code in every table, whoever owns the column."""

    page: str
    old: str
    new: str


@dataclass(frozen=True)
class ShownPage:
    """A page whose sheet is shown, or hidden: its tab leaves the row of tabs, nothing else."""

    page: str
    key: str
    shown: bool


@dataclass(frozen=True)
class Changes:
    """Everything one command writes, in logical names.

    Parameters
    ----------
    new_pages
        Pages to clone, in order.
    renamed_pages
        Pages that get another key; it is done before anything else, so that all other parts speak
        of the new key.
    cells
        Value by name of a declared cell.
    fields
        By page name: frame indexed by page key, one column a field.
    tables
        By table name. OUTPUT: all rows. REGISTER: rows to update or append by key. INPUT: all
        rows, accepted only while the table is empty.
    added
        By table name: rows to append to a table that people fill, by new keys only; columns that
        are not given stay blank.
    grids
        By page name: long frame ``key, series, month, value``; NaN clears a cell.
    restore
        By table name: the whole former content, whoever owns it (how a run is taken back).
    entered
        Value by place of cells that people fill, where a planner asks for it; blank is ``None``.
    shown_pages
        Pages whose sheet is shown or hidden.
    typed
        By page name: long frame ``key, series, month, value`` of what people had typed in months
        that left the page (how a new cycle is taken back).

    A change of the cell ``cycle_month`` moves what people typed on pages, and their notes, with
    their months.
    """

    new_pages: tuple[NewPage, ...] = ()
    renamed_pages: tuple[RenamedPage, ...] = ()
    cells: Mapping[str, Scalar] = field(default_factory=dict)
    fields: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    added: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    grids: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    restore: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    typed: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    entered: Mapping[Place, Scalar] = field(default_factory=dict)
    shown_pages: tuple[ShownPage, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether there is anything to write."""
        parts = (self.cells, self.fields, self.tables, self.added, self.grids)
        written = (*parts, self.restore, self.typed, self.entered)
        return bool(self.new_pages or self.renamed_pages or self.shown_pages) or any(
            bool(len(part)) for part in written
        )
