"""Stock by status at the end of closed months, from an extract that a company may have or not."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import pandas as pd

from sop_addin.schema.closing_tables import ALL_AVAILABLE
from sop_addin.sources.actuals import after_retirement
from sop_addin.sources.extracts import (
    Extract,
    ExtractColumn,
    find_beside,
    read_extract,
    refuse_rows,
)

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
    path = find_beside(source, _NAME)
    if path is None:
        return None
    extract = read_extract(path, _COLUMNS)
    frame = extract.frame
    refuse_rows(extract, ~frame["family"].isin(list(families)), "family", "a family of the book")
    refuse_rows(extract, frame["month"] >= limit, "month", f"a month before {limit}")
    refuse_rows(extract, frame["units"] < 0, "units", "at least 0")
    taken = frame["status"] == ALL_AVAILABLE
    refuse_rows(extract, taken, "status", "another word: this one stands for the sum")
    after_retirement(extract, retired)
    return extract
