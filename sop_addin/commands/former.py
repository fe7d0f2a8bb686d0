"""What a company brings from before the book: earlier forecasts, plans, estimates; adjustments."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sop_addin.commands.run import Run
from sop_addin.demand.snapshots import AGREED, APPROVED, PARTS, VERSION
from sop_addin.errors import SourceError
from sop_addin.release.authorised import APPROVED_SERIES
from sop_addin.schema.columns import COMPANY_KEY
from sop_addin.schema.declarations import Kind
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import table
from sop_addin.sources.extracts import Extract, ExtractColumn, find_extract, read_extract
from sop_addin.wording import counted

__all__ = ["read_former", "typed_rows"]

FORMER = {
    "versions": table("versions").column_names,
    "latest_estimate": table("latest_estimate").column_names,
    "adjustments": ("family", "month", "units", "reason"),
}
"""Extracts beside those of the tables that people fill, with the columns that are read."""

_SERIES = {VERSION: (*PARTS, AGREED), APPROVED: APPROVED_SERIES}
"""What may stand among the versions of earlier cycles, by what they are called."""


def read_former(source: Path, families: pd.DataFrame, run: Run) -> dict[str, pd.DataFrame]:
    """Read the extracts of :data:`FORMER` that are in a folder.

    Raises
    ------
    SourceError
        File, row and column of what cannot be used.
    """
    frames = {}
    for name, columns in FORMER.items():
        if not source.is_dir() or not any(p.stem.lower() == name for p in source.iterdir()):
            continue
        declared = table(name)
        asked = [
            ExtractColumn(
                column,
                declared.column(column).kind.value,  # type: ignore[arg-type]
                required=declared.column(column).required or column == "units",
                key=column in declared.keys,
            )
            for column in columns
            if declared.column(column).kind in (Kind.TEXT, Kind.MONTH, Kind.NUMBER)
        ]
        extract = read_extract(find_extract(source, name), asked)
        _refuse(name, extract, families)
        run.report(f"read {counted(len(extract.frame), 'row')} of {extract.file}")
        frames[name] = extract.frame
    return frames


def _refuse(name: str, extract: Extract, families: pd.DataFrame) -> None:
    """Refuse the first row of an unknown family, or of a version that nobody can have frozen."""
    frame = extract.frame
    known = set(families["family"]) | ({COMPANY_KEY} if name == "latest_estimate" else set())
    checks = [("family", frame["family"].isin(known), "a family of the book")]
    if name == "versions":
        checks.append(("version", frame["version"].isin(_SERIES), " or ".join(_SERIES)))
        for version, series in _SERIES.items():
            fits = (frame["version"] != version) | frame["series"].isin(series)
            checks.append(("series", fits, f"for {version} one of {', '.join(series)}"))
    for field, fits, expected in checks:
        if not fits.all():
            first = int((~fits).to_numpy().argmax())
            raise SourceError(
                f"{extract.file} row {extract.rows[first]}, column {field}",
                str(frame[field].iloc[first]),
                expected,
                "Correct it in the file.",
            )


def typed_rows(adjustments: pd.DataFrame, cycle: pd.Period | None, run: Run) -> pd.DataFrame:
    """Return adjustments and their reasons as rows of the pages.

    Parameters
    ----------
    adjustments
        ``family, month, units, reason``; months off the horizon are left out, and said.

    Raises
    ------
    SourceError
        The book has no cycle month yet, so that no month has its place.
    """
    if cycle is None:
        raise SourceError(
            "adjustments", "no cycle month", "the month in which the cycle runs", "Add --cycle."
        )
    lag = adjustments["month"].astype("int64") - cycle.ordinal
    inside = (lag >= 0) & (lag < FAMILY_PAGE.horizon)
    if not inside.all():
        run.report(f"left out {int((~inside).sum())} adjustments of months off the horizon")
    known = adjustments[inside]
    parts = [
        pd.DataFrame(
            {
                "key": known["family"],
                "series": series,
                "month": known["month"],
                "value": known[column].astype(object),
            }
        )
        for series, column in (("adjustment", "units"), ("adjustment_reason", "reason"))
    ]
    rows = pd.concat(parts, ignore_index=True)
    return rows[rows["value"] != ""].reset_index(drop=True)
