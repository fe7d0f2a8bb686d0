"""Which columns hold codes of families, and how they follow a code that is changed."""

from __future__ import annotations

from collections.abc import Collection

from sop_addin.schema.declarations import Column, Table
from sop_addin.schema.freshness import FRESHNESS, PAGE_INPUT
from sop_addin.schema.scenario_tables import SCENARIO_CHANGES
from sop_addin.schema.supply_inputs import ON_ORDER

__all__ = ["LISTED", "code_columns", "recoded", "without_codes"]

_ONE = frozenset(("family", "like_family", "replaced_family"))
LISTED = "families"
"""Column that lists codes with commas between them."""


def code_columns(table: Table) -> tuple[Column, ...]:
    """Return the columns of a table that hold codes of families.

    Examples
    --------
    >>> from sop_addin.schema.tables import table
    >>> [column.name for column in code_columns(table("life_cycle"))]
    ['family', 'like_family', 'replaced_family']
    """
    also = {ON_ORDER.name: "code", FRESHNESS.name: "input", SCENARIO_CHANGES.name: "item"}.get(
        table.name
    )
    return tuple(c for c in table.columns if c.name in {*_ONE, LISTED, also})


def recoded(text: str, column: Column, old: str, new: str) -> str:
    """Return what a cell of a column of codes holds once family `old` is called `new`.

    Examples
    --------
    >>> from sop_addin.schema.tables import table
    >>> activity = table("activities").column("families")
    >>> recoded("Caps, Pumps,Pumps2", activity, "Pumps", "Drives")
    'Caps, Drives,Pumps2'
    """
    if column.name == LISTED:
        return ",".join(_part(part, old, new) for part in text.split(","))
    if column in FRESHNESS.columns:
        return PAGE_INPUT + new if text == PAGE_INPUT + old else text
    return new if text == old else text


def _part(part: str, old: str, new: str) -> str:
    return part.replace(old, new) if part.strip() == old else part


def without_codes(text: str, gone: Collection[str]) -> str:
    """Return a list of codes without some of them; what stands between commas stays as it is.

    Examples
    --------
    >>> without_codes("Caps, Pumps", {"Caps"}), without_codes("all", {"Caps"})
    (' Pumps', 'all')
    """
    return ",".join(part for part in text.split(",") if part.strip() not in gone)
