"""What a review asks of a month: nothing within the tolerance, else a root cause."""

from __future__ import annotations

import pandas as pd

from sop_addin.schema.review_status import EXPLAINED, UNEXPLAINED, WITHIN

__all__ = ["explained_in", "status_of"]


def status_of(off: float, base: float, tolerance: float, explained: bool) -> str:
    """Return the status of a month that has come.

    Parameters
    ----------
    off
        Units by which the month differs, signed.
    base
        Units that the tolerance is a part of.
    tolerance
        Per cent, not negative.
    explained
        Whether somebody named a root cause.

    Examples
    --------
    >>> status_of(-20, 100, 20, False), status_of(21, 100, 20, False), status_of(21, 100, 20, True)
    ('within tolerance', 'name the root cause', 'explained')
    """
    if abs(off) <= tolerance / 100 * abs(base):
        return WITHIN
    return EXPLAINED if explained else UNEXPLAINED


def explained_in(reviewed: pd.DataFrame, month: pd.Period) -> set[str]:
    """Return the families for which people named the root cause of a month.

    Parameters
    ----------
    reviewed
        ``month, family, cause`` as people filled them; blank where they did not.

    Examples
    --------
    >>> march = pd.Period("2026-03", "M")
    >>> rows = pd.DataFrame({"month": march, "family": ["Pumps", "Valves"], "cause": ["", "data"]})
    >>> explained_in(rows, march)
    {'Valves'}
    """
    named = (reviewed["month"] == month) & (reviewed["cause"].fillna("") != "")
    return set(reviewed.loc[named, "family"])
