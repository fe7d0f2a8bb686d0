"""Which families are planned in a month, and what a page says once its family is not."""

from __future__ import annotations

import pandas as pd

__all__ = ["planned", "retired_since", "retirement_words"]


def planned(families: pd.DataFrame, month: pd.Period) -> pd.DataFrame:
    """Return the rows of the families that are not retired in a month; blank: never retired.

    Examples
    --------
    >>> months = pd.PeriodIndex(["2026-05", None], freq="M")
    >>> rows = pd.DataFrame({"family": ["Pumps", "Valves"], "retired": months})
    >>> [planned(rows, pd.Period(m, "M"))["family"].tolist() for m in ("2026-04", "2026-05")]
    [['Pumps', 'Valves'], ['Valves']]
    """
    since = pd.PeriodIndex(families["retired"], freq="M")
    return families[~(since <= month)]


def retired_since(families: pd.DataFrame) -> dict[str, pd.Period]:
    """Return the first month that is not planned, of each family that retires."""
    since = pd.PeriodIndex(families["retired"], freq="M")
    return {
        str(code): month
        for code, month in zip(families["family"], since, strict=True)
        if isinstance(month, pd.Period)
    }


def retirement_words(since: pd.Period) -> str:
    """Return what the page of a retired family says where its opening position stood.

    Examples
    --------
    >>> retirement_words(pd.Period("2026-05", "M"))
    'Retired since 2026-05: not planned'
    """
    return f"Retired since {since}: not planned"
