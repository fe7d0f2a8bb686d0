"""What a signature of a phase is about, and what changed since it was given."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sop_addin.demand.snapshots import version_rows
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import Book, Readable
from sop_addin.record.cycle import SIGNED, differences, rows_of
from sop_addin.record.fingerprint import digest, short
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import table

__all__ = [
    "changed_rows",
    "content",
    "fingerprint",
    "running_cycle",
    "signed_version",
    "since_signed",
]

_SERIES = {"demand": "unconstrained_demand", "supply": "production"}
"""Phase -> row of the pages that a signature freezes."""

_TABLES = {
    "data": ("actuals",),
    "business": ("aop", "activities"),
    "presop": ("pre_sop",),
    "executive": ("executive",),
}
"""Phase -> tables that a signature is about."""


def running_cycle(book: Readable) -> pd.Period:
    """Return the cycle month.

    Raises
    ------
    DataError
        There is none yet.
    """
    cycle = book.read_cells()["cycle_month"]
    if not isinstance(cycle, pd.Period):
        raise DataError(
            Place(field="cycle_month"), "a blank", "the cycle month", "Refresh actuals first."
        )
    return cycle


def content(book: Readable, key: str) -> dict[str, pd.DataFrame]:
    """Return what a signature of a phase is about, as frames by name."""
    if key in _SERIES:
        return {"months": _months(book, key)}
    if key in _TABLES:
        return {name: book.read_table(table(name)) for name in _TABLES[key]}
    cells = book.read_cells()
    return {"plan": pd.DataFrame({"fingerprint": [str(cells["plan_fingerprint"] or "")]})}


def _months(book: Readable, key: str) -> pd.DataFrame:
    """Return ``key, series, month, value`` of the horizon of the row that a signature freezes."""
    series = [s for s in FAMILY_PAGE.series if s.name == _SERIES[key]]
    grid = book.read_grid(FAMILY_PAGE, series)
    return grid[grid["month"] >= running_cycle(book)].reset_index(drop=True)


def fingerprint(frames: Mapping[str, pd.DataFrame]) -> str:
    """Return the short digest of what a signature is about."""
    return short(digest(frames, 6))


def signed_version(book: Book, key: str, cycle: pd.Period) -> pd.DataFrame:
    """Return the rows that a signature freezes among the versions; none where it is no plan."""
    if key not in _SERIES:
        return book.read_table(table("versions")).iloc[:0]
    return version_rows(_months(book, key), cycle, FAMILY_PAGE.horizon, _name(key))


def _name(key: str) -> str:
    return f"signed {key}"


def since_signed(book: Book) -> dict[str, str]:
    """Return what changed since each phase of the running cycle was signed; empty: nothing."""
    cycle = running_cycle(book)
    own = rows_of(book.read_table(table("cycle")), cycle)
    own = own[own["status"] == SIGNED]
    marks = zip(own["phase"], own["content"], strict=True)
    return {key: _changed(book, key, mark, cycle) for key, mark in marks}


def changed_rows(book: Book) -> pd.DataFrame:
    """Return the rows of signed phases whose note of changes is no longer true."""
    known = book.read_table(table("cycle"))
    if not (known["status"] == SIGNED).any():
        return known.iloc[:0]
    now = since_signed(book)
    own = rows_of(known, running_cycle(book))
    own = own[own["phase"].isin(list(now))]
    said = own["phase"].map(now)
    return own.assign(changed=said)[own["changed"] != said]


def _changed(book: Book, key: str, mark: str, cycle: pd.Period) -> str:
    frames = content(book, key)
    if fingerprint(frames) == mark:
        return ""
    if key not in _SERIES:
        names = " and ".join(table(name).sheet for name in _TABLES.get(key, ()))
        return f"{names or 'The plan'} changed"
    versions = book.read_table(table("versions"))
    frozen = versions[(versions["cycle"] == cycle) & (versions["version"] == _name(key))]
    lags = [f"lag{i}" for i in range(FAMILY_PAGE.horizon)]
    signed = frozen.melt("family", lags, "lag").dropna(subset="value")
    months = dict(zip(lags, pd.period_range(cycle, periods=len(lags), freq="M"), strict=True))
    signed = signed.assign(month=pd.PeriodIndex(signed["lag"].map(months), freq="M"))
    now = frames["months"].rename(columns={"key": "family"})[["family", "month", "value"]]
    return differences(signed[["family", "month", "value"]], now.dropna(subset="value"))
