"""Cells between xlwings and the adapters' primitives: errors, dates and numbers on the way in,
texts that stay texts on the way out.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from sop_addin.excel.blocks import Raw
from sop_addin.excel.native import error_text

__all__ = ["incoming", "outgoing", "texts"]

_BELOW_ARE_ERRORS = -2_146_820_000


def incoming(value: Any) -> Raw:
    """Return a cell's value as a file would give it; dates stay dates, to the second.

    Examples
    --------
    >>> incoming(3), incoming(Decimal("1.50")), incoming(-2146826243)
    (3.0, 1.5, '#SPILL!')
    """
    if isinstance(value, dt.datetime):
        rounded = value.replace(tzinfo=None) + dt.timedelta(milliseconds=500)
        return rounded.replace(microsecond=0)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return value
    if isinstance(value, int) and value < _BELOW_ARE_ERRORS:
        return error_text(value)
    return float(value)


def outgoing(value: Raw) -> Raw:
    """Return a value that Excel takes as it is.

    The apostrophe is not part of the cell: it says that what follows is text, and never a number,
    a date or a formula.

    Examples
    --------
    >>> outgoing("2026-03"), outgoing(12.5), outgoing(None)
    ("'2026-03", 12.5, None)
    """
    return f"'{value}" if isinstance(value, str) and value else value


def texts(cells: Any) -> list[list[str]]:
    """Return the formula or constant of every cell of a range as text; blank is empty.

    One cell comes from Excel without rows, all else as rows.
    """
    found = cells.formula
    rows = found if isinstance(found, tuple | list) else [[found]]
    return [["" if text is None else str(text) for text in row] for row in rows]
