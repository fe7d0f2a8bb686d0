"""Short forms in which the tables' columns are declared."""

from __future__ import annotations

from typing import Any

from sop_addin.schema.declarations import Column, Kind, Unit
from sop_addin.schema.labels import Label
from sop_addin.schema.months import HORIZON, SCHEDULE_WEEKS

__all__ = [
    "COMPANY_KEY",
    "FAMILY",
    "family_or_company",
    "month_column",
    "month_columns",
    "number",
    "text",
    "week_columns",
]


def text(name: str, en: str, zh: str, **more: Any) -> Column:
    """Return a text column; `more` are fields of :class:`Column`."""
    return Column(name, Label(en, zh), Kind.TEXT, **more)


def number(
    name: str, en: str, zh: str, unit: Unit, decimals: int = 0, width: int = 10, **more: Any
) -> Column:
    """Return a number column; `more` are fields of :class:`Column`."""
    return Column(name, Label(en, zh), Kind.NUMBER, unit, decimals, width=width, **more)


def month_column(name: str = "month", en: str = "Month", zh: str = "月份") -> Column:
    """Return a required month column."""
    return Column(name, Label(en, zh), Kind.MONTH, required=True, width=10)


def month_columns(unit: Unit, decimals: int) -> tuple[Column, ...]:
    """Return one column a month of the horizon: ``m0`` is the cycle month.

    Examples
    --------
    >>> [c.name for c in month_columns(Unit.UNITS, 0)][:2]
    ['m0', 'm1']
    """
    return tuple(
        Column(f"m{i}", Label(f"+{i}", f"+{i}"), Kind.NUMBER, unit, decimals, width=9)
        for i in range(HORIZON)
    )


def week_columns(unit: Unit, decimals: int) -> tuple[Column, ...]:
    """Return one column a week of the master schedule: ``w0`` is the first of the cycle month."""
    return tuple(
        Column(
            f"w{i}", Label(f"Week {i + 1}", f"第{i + 1}周"), Kind.NUMBER, unit, decimals, width=8
        )
        for i in range(SCHEDULE_WEEKS)
    )


FAMILY = text("family", "Family", "产品族", required=True, width=16)
"""The key that nearly every table starts with."""

COMPANY_KEY = "Company"
"""What stands in place of a family's code in a row that adds families up."""


def family_or_company(note: str) -> Column:
    """Return the column of the key where rows of families and of the company stand together."""
    return text("family", "Family", "产品族", required=True, width=16, note=note)
