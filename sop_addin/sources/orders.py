"""The order book of the running month, from an extract that a company may have or not."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from sop_addin.sources.actuals import RESTORE
from sop_addin.sources.extracts import (
    Extract,
    ExtractColumn,
    find_beside,
    read_extract,
    refuse_rows,
)

__all__ = ["read_orders"]

_NAME = "orders"
_COLUMNS = (
    ExtractColumn("family", "text", required=True, key=True),
    ExtractColumn("month", "month", required=True, key=True),
    ExtractColumn("shipped", "number"),
    ExtractColumn("open_due", "number"),
    ExtractColumn("days_passed", "number"),
)


def read_orders(
    source: Path, families: Collection[str], retired: Collection[str] = ()
) -> Extract | None:
    """Read ``orders.csv`` or ``.xlsx`` beside the actuals; ``None`` where there is none.

    Parameters
    ----------
    source
        The folder of the extracts, or the file of the actuals.
    families
        Codes that may occur.
    retired
        Codes of families that are not planned any more: orders of them are refused.

    Raises
    ------
    SourceError
        File, row and column of what cannot be used.
    """
    path = find_beside(source, _NAME)
    if path is None:
        return None
    extract = read_extract(path, _COLUMNS)
    left = extract.frame["family"].isin(list(retired))
    refuse_rows(extract, left, "family", "a family that is not retired", RESTORE)
    unknown = ~extract.frame["family"].isin(list(families))
    refuse_rows(extract, unknown, "family", "a family of the book")
    for name in ("shipped", "open_due", "days_passed"):
        refuse_rows(extract, extract.frame[name] < 0, name, "at least 0")
    return extract
