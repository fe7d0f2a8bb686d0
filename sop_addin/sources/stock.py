"""Stock by status at the end of closed months, from an extract that a company may have or not."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import pandas as pd

from sop_addin.schema.closing_tables import ALL_AVAILABLE
from sop_addin.sources.extracts import (
    Extract,
    ExtractColumn,
    read_beside,
    refuse_below_zero,
    refuse_rows,
)
from sop_addin.sources.families import after_retirement, refuse_unknown

__all__ = ["read_stock"]

_NAME = "stock"
_COLUMNS = (
    ExtractColumn("family", "text", required=True, key=True),
    ExtractColumn("month", "month", required=True, key=True),
    ExtractColumn("status", "text", required=True, key=True),
    ExtractColumn("units", "number", required=True),
)


def read_stock(
    source: Path,
    families: Collection[str],
    limit: pd.Period,
    retired: Mapping[str, pd.Period],
) -> Extract | None:
    """Read ``stock.csv`` or ``.xlsx`` beside the actuals; ``None`` where there is none.

    Parameters
    ----------
    source
        The folder of the extracts, or the file of the actuals.
    families
        Codes that may occur.
    limit
        First month that is not closed: it and later ones have no stock at their end.
    retired
        First month that is not planned, of families that retired: from it on a row may hold
        nothing but zero.

    Raises
    ------
    SourceError
        File, row and column of what cannot be used.
    """
    extract = read_beside(source, _NAME, _COLUMNS)
    if extract is None:
        return None
    frame = extract.frame
    refuse_unknown(extract, families)
    refuse_rows(extract, frame["month"] >= limit, "month", f"a month before {limit}")
    refuse_below_zero(extract, ["units"])
    taken = frame["status"] == ALL_AVAILABLE
    refuse_rows(extract, taken, "status", "another word: this one stands for the sum")
    after_retirement(extract, retired)
    return extract
