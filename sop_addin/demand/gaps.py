"""Months missing within a history: found, and how to forecast from what stands after them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

__all__ = ["History", "since_last_gap"]


@dataclass(frozen=True)
class History:
    """A history without gaps, and what was left out to get it.

    Parameters
    ----------
    rows
        ``unique_id, ds, y``: of each series the months after its last gap, in their old order.
    gaps
        One row a series that had a gap: ``unique_id``, ``missing`` (months without a number
        between its first and last one), ``last_missing`` (the newest of them, ``period[M]``),
        ``left_out`` (months with a number that stand before it).
    """

    rows: pd.DataFrame
    gaps: pd.DataFrame


def since_last_gap(history: pd.DataFrame) -> History:
    """Return of each series what stands after its last missing month, and say what was left out.

    A month without a number is not a month without demand, so nothing is filled in. Use it where
    :func:`sop_addin.demand.forecast.forecast` refuses a history for its gaps, and show `gaps` to
    the planner.

    Parameters
    ----------
    history
        ``unique_id``, ``ds`` (``period[M]``, each month once), ``y``.

    Examples
    --------
    >>> months = pd.PeriodIndex(["2026-01", "2026-02", "2026-04", "2026-05"], freq="M")
    >>> found = since_last_gap(pd.DataFrame({"unique_id": "Pumps", "ds": months, "y": 1.0}))
    >>> found.rows["ds"].astype(str).tolist()
    ['2026-04', '2026-05']
    >>> found.gaps.values.tolist()
    [['Pumps', 1, Period('2026-03', 'M'), 2]]
    """
    known = history[history["y"].notna()].sort_values(["unique_id", "ds"], kind="stable")
    ordinal = known["ds"].array.asi8
    group = known["unique_id"]
    step = pd.Series(ordinal, index=known.index).groupby(group, sort=False).diff().fillna(1.0)
    known = known.assign(missing=(step - 1).astype(int), ordinal=ordinal)
    after = known["ordinal"].where(known["missing"] > 0)
    start = after.groupby(group, sort=False).transform("max").fillna(-np.inf)
    kept = known["ordinal"] >= start
    rows = history.loc[history.index.isin(known.index[kept])]
    with_gap = known[np.isfinite(start)]
    gaps = with_gap.groupby("unique_id", sort=False).agg(missing=("missing", "sum"))
    gaps["last_missing"] = pd.PeriodIndex(
        pd.arrays.PeriodArray(
            start[np.isfinite(start)]
            .groupby(with_gap["unique_id"], sort=False)
            .max()
            .reindex(gaps.index)
            .to_numpy(np.int64)
            - 1,
            dtype=pd.PeriodDtype("M"),
        )
    )
    left_out = (~kept).groupby(group, sort=False).sum()
    gaps["left_out"] = left_out.reindex(gaps.index).astype(int)
    return History(rows, gaps.reset_index())
