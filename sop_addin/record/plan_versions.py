"""Versions of the plan: v1, v2, v3 within a cycle, and how long those of past cycles stay."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sop_addin.demand.snapshots import APPROVED

__all__ = ["plan_number", "replacing", "same_rows", "trimmed", "version_name"]

_KEYS = ["family", "series"]
_TOLERANCE = 1e-6
"""Units; versions hold two decimals."""


def version_name(number: int) -> str:
    """Return what the rows of a version are called among the versions.

    Examples
    --------
    >>> version_name(2)
    'v2'
    """
    return f"v{number}"


def plan_number(versions: pd.DataFrame, cycle: pd.Period, rows: pd.DataFrame) -> int:
    """Return the number of a plan in its cycle: the last one kept if it is that, else the next.

    Parameters
    ----------
    versions
        ``cycle, version, family, series, lag0, lag1, ...``, units.
    rows
        The plan, in the same columns.

    Examples
    --------
    >>> cycle = pd.Period("2026-03", "M")
    >>> plan = pd.DataFrame({"cycle": [cycle], "version": "v1", "family": "Pumps"})
    >>> plan = plan.assign(series="production", lag0=80.0)
    >>> plan_number(plan, cycle, plan), plan_number(plan, cycle, plan.assign(lag0=90.0))
    (1, 2)
    >>> plan_number(plan, cycle + 1, plan)
    1
    """
    own = versions[versions["cycle"] == cycle]
    last = 0
    while (own["version"] == version_name(last + 1)).any():
        last += 1
    kept = own[own["version"] == version_name(last)]
    return last if last and same_rows(kept, rows) else last + 1


def same_rows(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    """Tell whether two versions say the same of every family and month; a blank row is none."""
    left, right = (frame.set_index(_KEYS)[_lags(frame)].dropna(how="all") for frame in (one, other))
    if len(left) != len(right) or not left.index.isin(right.index).all():
        return False
    values, others = left.to_numpy(float), right.reindex(left.index).to_numpy(float)
    return np.allclose(values, others, rtol=0, atol=_TOLERANCE, equal_nan=True)


def replacing(former: pd.DataFrame, fresh: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a version, with blanks where it no longer has the row that it had.

    Examples
    --------
    >>> former = pd.DataFrame({"family": ["A", "B"], "series": "production", "lag0": [1.0, 2.0]})
    >>> replacing(former, former.iloc[:1].assign(lag0=3.0))["lag0"].tolist()
    [3.0, nan]
    """
    gone = ~former.set_index(_KEYS).index.isin(fresh.set_index(_KEYS).index)
    blanked = former[gone].assign(**dict.fromkeys(_lags(former), np.nan))
    return fresh if blanked.empty else pd.concat([fresh, blanked], ignore_index=True)


def trimmed(versions: pd.DataFrame, cycle: pd.Period, kept: int) -> pd.DataFrame:
    """Return the versions of the last cycles before one that begins, and the last approved one.

    Rows from the end take the places of those that leave, so that all others stay where they are:
    only a thirteenth of a year of versions is written anew.

    Parameters
    ----------
    cycle
        The cycle that begins.
    kept
        How many cycles before it stay.

    Examples
    --------
    >>> cycles = pd.period_range("2026-01", periods=4, freq="M")
    >>> rows = pd.DataFrame({"cycle": cycles, "version": ["approved", *["forecast"] * 3]})
    >>> trimmed(rows, cycles[-1] + 1, 2)["cycle"].astype(str).tolist()
    ['2026-01', '2026-04', '2026-03']
    """
    approved = versions.loc[versions["version"] == APPROVED, "cycle"]
    staying = versions["cycle"] >= cycle - kept
    if len(approved):
        staying |= versions["cycle"] == approved.max()
    places, count = np.arange(len(versions)), int(staying.sum())
    free = places[:count][~staying.to_numpy()[:count]]
    places[free] = places[count:][staying.to_numpy()[count:]]
    return versions.iloc[places[:count]]


def _lags(frame: pd.DataFrame) -> list[str]:
    return [str(name) for name in frame.columns if str(name).startswith("lag")]
