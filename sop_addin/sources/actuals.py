"""Actuals of closed months from an extract, merged with what the book already holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sop_addin.schema.declarations import Kind
from sop_addin.schema.tables import table
from sop_addin.sources.extracts import (
    Extract,
    ExtractColumn,
    find_extract,
    read_extract,
    refuse_below_zero,
    refuse_rows,
)
from sop_addin.sources.families import after_retirement, refuse_unknown

__all__ = ["Merge", "merge", "read_actuals"]

_KEYS = ["family", "month"]


@dataclass(frozen=True)
class Merge:
    """The actuals after an extract was taken in.

    Parameters
    ----------
    actuals
        All rows, sorted by family and month.
    restatements
        ``family, month, measure, before, after`` for values that had been read otherwise before.
    added
        Rows that are new.
    """

    actuals: pd.DataFrame
    restatements: pd.DataFrame
    added: int


def _columns() -> list[ExtractColumn]:
    return [
        ExtractColumn(
            column.name,
            column.kind.value,
            required=column.name in (*_KEYS, "sales"),
            key=column.name in _KEYS,
        )
        for column in table("actuals").columns
        if column.kind in (Kind.TEXT, Kind.MONTH, Kind.NUMBER)
    ]


def read_actuals(
    source: Path,
    mapping: Mapping[str, str],
    families: Collection[str],
    limit: pd.Period,
    retired: Mapping[str, pd.Period] | None = None,
) -> tuple[Extract, int]:
    """Read ``actuals.csv`` or ``.xlsx``, or the file itself.

    Parameters
    ----------
    mapping
        The extract's own header by column name.
    families
        Codes that may occur.
    limit
        First month that is not closed: its rows are left out, later ones are refused.
    retired
        First month that is not planned, of families that retired: from it on a row may hold
        nothing but zeros and blanks, and is left out.

    Returns
    -------
    Extract, int
        Rows of closed months, and how many of the running month were left out.

    Raises
    ------
    SourceError
        File, row and column of what cannot be used.
    """
    extract = read_extract(find_extract(source, "actuals"), _columns(), mapping)
    frame = extract.frame
    refuse_unknown(extract, families)
    refuse_rows(
        extract,
        frame["month"] > limit,
        "month",
        f"a month before {limit}",
        "The future has no actuals: correct the month, or the cycle month of the book.",
    )
    negative = [c.name for c in table("actuals").columns if c.least == 0]
    refuse_below_zero(extract, negative)
    running = frame["month"] == limit
    over = after_retirement(extract, retired or {})
    kept = Extract(
        frame[~running & ~over].reset_index(drop=True),
        extract.rows[~(running | over).to_numpy()],
        extract.file,
        extract.origin,
        extract.absent,
        extract.ignored,
    )
    return kept, int(running.sum())


def merge(former: pd.DataFrame, extract: pd.DataFrame) -> Merge:
    """Take an extract into the actuals: new rows are added, known ones follow the extract.

    A blank in the extract changes nothing. Values are compared at their declared decimals.

    Examples
    --------
    >>> import pandas as pd
    >>> months = pd.PeriodIndex(["2026-01", "2026-02"], freq="M")
    >>> old = pd.DataFrame({"family": "A", "month": months[:1], "sales": [5.0]})
    >>> new = pd.DataFrame({"family": "A", "month": months, "sales": [6.0, 7.0]})
    >>> result = merge(old, new)
    >>> result.restatements[["before", "after"]].values.tolist(), result.added
    ([[5.0, 6.0]], 1)
    """
    declared = [n for n in table("actuals").column_names if n in extract.columns]
    measures = [name for name in declared if name not in _KEYS]
    decimals = {name: table("actuals").column(name).decimals for name in measures}
    old = former.set_index(_KEYS).reindex(columns=measures).astype(float)
    new = extract.set_index(_KEYS)[measures].astype(float).round(decimals)
    both = new.index.intersection(old.index)
    before, after = old.loc[both].round(decimals), new.loc[both]
    changed = before.notna() & after.notna() & (before != after)
    merged = new.combine_first(old).sort_index()[measures]
    return Merge(
        merged.reset_index()[declared],
        _listed(before, after, changed),
        len(new.index.difference(old.index)),
    )


def _listed(before: pd.DataFrame, after: pd.DataFrame, changed: pd.DataFrame) -> pd.DataFrame:
    rows = [
        (family, month, name, before.at[(family, month), name], after.at[(family, month), name])
        for name in changed.columns
        for family, month in changed.index[changed[name]]
    ]
    frame = pd.DataFrame(rows, columns=["family", "month", "measure", "before", "after"])
    return frame.sort_values(["family", "month", "measure"], ignore_index=True)
