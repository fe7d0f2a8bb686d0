"""The bottlenecks that matter, one row a resource: where an hour more is worth most, and when."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sop_addin.wording import spans

__all__ = ["bottleneck_rows"]

_SHOWN = 0.005
"""Half of the last digit that the sheet shows; less is no gain."""

_WORTH = ["waiting", "below", "saves"]


def bottleneck_rows(values: pd.DataFrame) -> pd.DataFrame:
    """Return the resources whose next hour (or unit) makes the plan better, the best first.

    An hour is better that leaves customers waiting less, then that leaves less below target, then
    that saves money: in this order, so that an hour which saves money only because something else
    falls below its target does not count.

    Parameters
    ----------
    values
        From :func:`sop_addin.supply.bottlenecks.bottleneck_values`, one row a resource and month.

    Returns
    -------
    pandas.DataFrame
        Its columns, those of the month in which an hour of the resource is worth most, and
        ``months``: all months in which it is worth something.

    Examples
    --------
    >>> march = pd.Period("2026-03", "M")
    >>> press = {"resource": "Press", "kind": "equipment", "unit": "hours", "up_to": 5.0}
    >>> worth = [(0.0, 0.0, 9.0), (2.0, 0.0, 1.0), (0.0, -9.0, 700.0)]
    >>> values = pd.DataFrame([press | {"month": march + t, "waiting": w, "below": b, "saves": s}
    ...                        for t, (w, b, s) in enumerate(worth)])
    >>> bottleneck_rows(values)[["month", "waiting", "months"]].values.tolist()
    [[Period('2026-04', 'M'), 2.0, 'Mar to Apr 2026']]
    """
    worth = values[_WORTH].to_numpy(dtype=np.float64)
    some = np.abs(worth) > _SHOWN
    first = worth[np.arange(len(worth)), some.argmax(axis=1)]
    kept = values[some.any(axis=1) & (first > 0)]
    ranked: pd.DataFrame = kept.sort_values(
        [*_WORTH, "month"], ascending=[False, False, False, True]
    )
    best: pd.DataFrame = ranked.drop_duplicates("resource", ignore_index=True)
    when = {name: spans(list(months)) for name, months in kept.groupby("resource")["month"]}
    best["months"] = best["resource"].map(when).astype(object)
    return best
