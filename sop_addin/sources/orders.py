"""The order book of the running month, from an extract that a company may have or not."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pandas as pd

from sop_addin.errors import SourceError
from sop_addin.sources.actuals import RESTORE
from sop_addin.sources.extracts import Extract, ExtractColumn, find_extract, read_extract

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
    folder = source if source.is_dir() else source.parent
    names = {f"{_NAME}.csv", f"{_NAME}.xlsx"}
    if not folder.is_dir() or not any(path.name.lower() in names for path in folder.iterdir()):
        return None
    extract = read_extract(find_extract(folder, _NAME), _COLUMNS)
    left = extract.frame["family"].isin(list(retired))
    _refuse(extract, left, "family", "a family that is not retired", RESTORE)
    unknown = ~extract.frame["family"].isin(list(families))
    _refuse(extract, unknown, "family", "a family of the book")
    for name in ("shipped", "open_due", "days_passed"):
        _refuse(extract, extract.frame[name] < 0, name, "at least 0")
    return extract


def _refuse(
    extract: Extract,
    wrong: pd.Series[bool],
    column: str,
    expected: str,
    remedy: str = "Correct it at its source.",
) -> None:
    if wrong.any():
        first = int(wrong.to_numpy().argmax())
        raise SourceError(
            f"{extract.file} row {extract.rows[first]}, column {column}",
            str(extract.frame[column].iloc[first]),
            expected,
            remedy,
        )
