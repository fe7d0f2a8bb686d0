"""The order book of the running month, from an extract that a company may have or not."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from sop_addin.sources.extracts import Extract, ExtractColumn, read_beside, refuse_below_zero
from sop_addin.sources.families import refuse_retired, refuse_unknown

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
    extract = read_beside(source, _NAME, _COLUMNS)
    if extract is None:
        return None
    refuse_retired(extract, retired)
    refuse_unknown(extract, families)
    refuse_below_zero(extract, ["shipped", "open_due", "days_passed"])
    return extract
