"""Seals: digests of what commands left in tables, pages and settings."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from sop_addin.record.fingerprint import digest, rounded, short

__all__ = ["merged", "of_bytes", "of_frame", "of_grid", "of_months", "root", "whole"]

_GROUPS = 4

_Numbers = npt.NDArray[np.float64]


def of_frame(frame: pd.DataFrame, decimals: Mapping[str, int]) -> str:
    """Return the seal of a table's rows: the start of the SHA-256 of their canonical form.

    Examples
    --------
    >>> of_frame(pd.DataFrame({"family": ["Pumps"], "value": [10.001]}), {"value": 2})
    '9212-FF69-CEF2-111B'
    """
    return short(digest({"rows": frame}, decimals), _GROUPS)


def of_months(months: pd.DataFrame, decimals: Mapping[str, int]) -> dict[str, bytes]:
    """Return the canonical bytes of the months of each page.

    Parameters
    ----------
    months
        ``key, series, month, value``; the order of months counts, the month itself does not, for
        the cycle month has a seal of its own.
    decimals
        Of each series.

    Examples
    --------
    >>> months = pd.PeriodIndex(["2026-03"], freq="M")
    >>> rows = pd.DataFrame({"key": ["Pumps"], "series": ["production"], "month": months})
    >>> first = of_months(rows.assign(value=10.001), {"production": 2})
    >>> first == of_months(rows.assign(value=10.0), {"production": 2})
    True
    """
    keys, names = pd.factorize(months["key"])
    series, labels = pd.factorize(months["series"], sort=True)
    values = months["value"].to_numpy(dtype=float).copy()
    for code, label in enumerate(labels):
        own = series == code
        values[own] = rounded(values[own], decimals[label])
    order = np.lexsort((months["month"].array.asi8, series, keys))
    keys, series, values = keys[order], series[order], values[order]
    cuts = [0, *(np.flatnonzero(np.diff(keys)) + 1).tolist(), len(keys)]
    return {
        str(names[keys[first]]): _bytes(labels, series[first:last], values[first:last])
        for first, last in pairwise(cuts)
        if last > first
    }


def _bytes(labels: pd.Index[str], series: npt.NDArray[np.intp], values: _Numbers) -> bytes:
    """Return the rows of one page: which ones, how many months, and the numbers."""
    codes, counts = np.unique(series, return_counts=True)
    head = ",".join(f"{labels[c]} {n}" for c, n in zip(codes, counts, strict=True))
    return head.encode() + b"\0" + np.ascontiguousarray(values, "<f8").tobytes()


def of_grid(months: pd.DataFrame) -> str:
    """Return the seal of rows of pages as they were read: ``key, series, month, value``.

    The order of pages counts not.

    Examples
    --------
    >>> months = pd.PeriodIndex(["2026-03"], freq="M")
    >>> row = pd.DataFrame({"key": ["Pumps"], "series": "production", "month": months})
    >>> of_grid(row.assign(value=10.0)) == of_grid(row.assign(value=11.0))
    False
    """
    if not pd.api.types.is_numeric_dtype(months["value"]):
        return of_frame(months, {})
    pages = of_months(months, dict.fromkeys(months["series"].unique(), 6))
    return of_bytes(*(part for key in sorted(pages) for part in (key.encode(), pages[key])))


def of_bytes(*parts: bytes) -> str:
    """Return the seal of some bytes."""
    return short(hashlib.sha256(b"\1".join(parts)).hexdigest(), _GROUPS)


def merged(former: pd.DataFrame, fresh: pd.DataFrame) -> pd.DataFrame:
    """Return the seals after a run wrote some anew, sorted by part."""
    both = pd.concat([former, fresh]) if len(former) else fresh
    return both.drop_duplicates("part", keep="last").sort_values("part", ignore_index=True)


def root(seals: pd.DataFrame) -> str:
    """Return the digest of all seals, which the audit keeps.

    Examples
    --------
    >>> row = pd.DataFrame({"part": ["Actuals"], "run": [1.0], "command": ["refresh"]})
    >>> root(row.assign(digest="A")) == root(row.assign(digest="B"))
    False
    """
    return whole(seals[["part", "run", "command", "digest"]])


def whole(seals: pd.DataFrame) -> str:
    """Return the full SHA-256 of some seals."""
    return digest({"seals": seals}, 0)
