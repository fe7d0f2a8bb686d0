"""Actuals as they were known when each month was first reviewed."""

from __future__ import annotations

import pandas as pd

__all__ = ["as_reported"]

_KEYS = ["family", "month"]


def as_reported(actuals: pd.DataFrame, restatements: pd.DataFrame) -> pd.DataFrame:
    """Return the actuals with the values that stood in the cycle after each month.

    A correction within that cycle is not a restatement: its review used the corrected value.

    Parameters
    ----------
    actuals
        ``family, month`` and the measures, latest restatement.
    restatements
        ``cycle, family, month, measure, before, after``.

    Returns
    -------
    DataFrame
        As `actuals`.

    Examples
    --------
    >>> month = pd.PeriodIndex(["2026-01"], freq="M")
    >>> actuals = pd.DataFrame({"family": ["Pumps"], "month": month, "sales": [90.0]})
    >>> row = {"cycle": month + 2, "family": "Pumps", "month": month, "measure": "sales"}
    >>> restated = pd.DataFrame(row | {"before": [100.0], "after": [90.0]})
    >>> as_reported(actuals, restated)["sales"].tolist()
    [100.0]
    """
    later = restatements[restatements["cycle"] > restatements["month"] + 1]
    if later.empty:
        return actuals
    first = later.sort_values("cycle").drop_duplicates([*_KEYS, "measure"])
    known = first.set_index([*_KEYS, "measure"])["before"].unstack("measure")
    frame = actuals.set_index(_KEYS)
    measures = [name for name in known.columns if name in frame.columns]
    then = known[measures].reindex(frame.index)
    return frame.assign(**{n: then[n].fillna(frame[n]) for n in measures}).reset_index()
