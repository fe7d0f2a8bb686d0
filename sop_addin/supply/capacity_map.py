"""Load of every kind of resource in one view: how full each is, month by month."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sop_addin.supply.problem import Floats

__all__ = ["FULLEST", "capacity_map"]

FULLEST = "fullest of them"
_KINDS = ("labour", "equipment", "storage", "working capital", "supplier", "material")
"""Kinds that stand in the view even where nothing of them is limited, in this order."""


def capacity_map(load: pd.DataFrame, further: pd.DataFrame) -> pd.DataFrame:
    """Return utilisation by resource and month: each kind's fullest first, then its resources.

    Parameters
    ----------
    load
        ``resource, kind, month, load, available`` as plans have it.
    further
        The same columns of materials that a supplier limits.

    Returns
    -------
    DataFrame
        ``kind, resource, m0, m1, ..., peak, peak_month``; % of what there is, NaN where nothing is
        there and nothing asked. A kind without limits has one row, which says so.

    Examples
    --------
    >>> frame = pd.DataFrame({"resource": ["Mill", "Saw"], "kind": "equipment", "load": [80.0, 30],
    ...     "available": [100.0, 50.0], "month": pd.PeriodIndex(["2026-03"] * 2, freq="M")})
    >>> rows = capacity_map(frame, frame.iloc[:0])
    >>> rows.query("kind == 'equipment'")[["resource", "m0"]].values.tolist()
    [['fullest of them', 80.0], ['Mill', 80.0], ['Saw', 60.0]]
    >>> rows["resource"].iloc[0]
    'no limit given'
    """
    both = pd.concat([part for part in (load, further) if len(part)] or [load])
    months = pd.PeriodIndex(np.sort(both["month"].unique()), freq="M")
    with np.errstate(divide="ignore", invalid="ignore"):
        percent = 100 * both["load"].to_numpy(dtype=float) / both["available"].to_numpy(dtype=float)
    both = both.assign(percent=np.where(np.isinf(percent), np.nan, percent))
    kinds = [*_KINDS, *sorted(set(both["kind"]) - set(_KINDS))]
    rows: list[dict[str, object]] = []
    for kind in kinds:
        own = both[both["kind"] == kind]
        if own.empty:
            rows.append(_row(kind, "no limit given", np.full(len(months), np.nan), months))
            continue
        names = list(dict.fromkeys(own["resource"]))
        wide = own.pivot(index="resource", columns="month", values="percent")
        values = wide.reindex(index=names, columns=months).to_numpy(dtype=float)
        known = np.isfinite(values).any(axis=0)
        top = np.where(known, np.nan_to_num(values, nan=-np.inf).max(axis=0), np.nan)
        rows.append(_row(kind, FULLEST, top, months))
        rows += [_row(kind, name, line, months) for name, line in zip(names, values, strict=True)]
    frame = pd.DataFrame(rows)
    frame["peak_month"] = pd.PeriodIndex(frame["peak_month"], freq="M")
    return frame


def _row(kind: str, name: str, values: Floats, months: pd.PeriodIndex) -> dict[str, object]:
    row: dict[str, object] = {"kind": kind, "resource": name}
    row |= {f"m{i}": value for i, value in enumerate(values)}
    if not np.isfinite(values).any():
        return row | {"peak": np.nan, "peak_month": pd.NaT}
    at = int(np.nanargmax(values))
    return row | {"peak": values[at], "peak_month": months[at]}
