"""Which columns hold codes of families, and how they follow a code that is changed."""

from __future__ import annotations

from sop_addin.schema.declarations import Column, Table
from sop_addin.schema.freshness import FRESHNESS, PAGE_INPUT
from sop_addin.schema.scenario_tables import SCENARIO_CHANGES
from sop_addin.schema.supply_inputs import ON_ORDER

__all__ = ["code_columns", "recoded"]

_ONE = frozenset(("family", "like_family", "replaced_family"))
_SEVERAL = "families"


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
    return tuple(c for c in table.columns if c.name in {*_ONE, _SEVERAL, also})


def recoded(text: str, column: Column, old: str, new: str) -> str:
    """Return what a cell of a column of codes holds once family `old` is called `new`.

    Examples
    --------
    >>> from sop_addin.schema.tables import table
    >>> activity = table("activities").column("families")
    >>> recoded("Caps, Pumps,Pumps2", activity, "Pumps", "Drives")
    'Caps, Drives,Pumps2'
    """
    if column.name == _SEVERAL:
        return ",".join(_part(part, old, new) for part in text.split(","))
    if column in FRESHNESS.columns:
        return PAGE_INPUT + new if text == PAGE_INPUT + old else text
    return new if text == old else text


def _part(part: str, old: str, new: str) -> str:
    return part.replace(old, new) if part.strip() == old else part
