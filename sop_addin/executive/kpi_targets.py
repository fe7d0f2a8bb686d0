"""The targets that people set for KPIs: each holds from a month on, until the next one."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

__all__ = ["Target", "targets_of"]


@dataclass(frozen=True)
class Target:
    """What a KPI is held against.

    Parameters
    ----------
    value
        In the unit of the KPI.
    since
        The month from which it holds.
    by
        Who set it.
    """

    value: float
    since: pd.Period
    by: str


def targets_of(rows: pd.DataFrame, cycle: pd.Period) -> dict[str, Target]:
    """Return the target of each KPI that holds in a cycle: the newest that has begun.

    Parameters
    ----------
    rows
        Table KPI targets: ``kpi, since, target, by``.
    cycle
        A target that begins later does not hold yet.

    Examples
    --------
    >>> from sop_addin.periods import month
    >>> rows = pd.DataFrame(
    ...     {
    ...         "kpi": "Inventory turns",
    ...         "since": pd.PeriodIndex(["2025-01", "2026-01", "2026-07"], freq="M"),
    ...         "target": [10.0, 12.0, 14.0],
    ...         "by": "Finance",
    ...     }
    ... )
    >>> targets_of(rows, month("2026-03"))["Inventory turns"].value
    12.0
    """
    begun = rows[rows["since"] <= cycle].sort_values("since", kind="stable")
    newest = begun.drop_duplicates("kpi", keep="last")
    columns = (newest[name] for name in ("target", "since", "by"))
    held = (Target(float(value), since, by) for value, since, by in zip(*columns, strict=True))
    return dict(zip(newest["kpi"], held, strict=True))
