"""What is short, from when until when: the months of one object and reason in one line."""

from __future__ import annotations

import pandas as pd

from sop_addin.schema.shortage_table import SHORTAGE_PERIODS
from sop_addin.wording import counted, span_text, stretches_of

__all__ = ["shortage_periods"]

_TOLD = 2
"""Stretches of months that a line names; it counts the rest."""


def shortage_periods(shortages: pd.DataFrame) -> pd.DataFrame:
    """Return one row an object and reason, the most money at risk first.

    Parameters
    ----------
    shortages
        Table shortages: a row a month, in its own order.

    Returns
    -------
    pandas.DataFrame
        The columns of ``SHORTAGE_PERIODS``: `most` is the largest quantity of a month, in `unit`;
        `money` (NaN where no month has any) and `cause` are those of the month with most money,
        `decide_by` that of the first month.

    Examples
    --------
    >>> june = pd.Period("2026-06", "M")
    >>> lines = [(june, 5.0, 50.0, "Jun 2026"), (june + 1, 9.0, 90.0, "Jul 2026")]
    >>> listed = pd.DataFrame(lines, columns=["month", "quantity", "money", "decide_by"])
    >>> listed = listed.assign(object="Pumps", reason="past due", unit="pcs", cause="Lathe")
    >>> shortage_periods(listed)[["months", "most", "money", "decide_by"]].values.tolist()
    [['Jun to Jul 2026', 9.0, 90.0, 'Jun 2026']]
    """
    rows = [
        _row(str(name), str(reason), lines)
        for (name, reason), lines in shortages.groupby(["object", "reason"], sort=False)
    ]
    frame = pd.DataFrame(rows, columns=list(SHORTAGE_PERIODS.column_names))
    order = frame["money"].astype(float).fillna(-1.0).sort_values(ascending=False, kind="stable")
    return frame.loc[order.index].reset_index(drop=True)


def _row(name: str, reason: str, lines: pd.DataFrame) -> dict[str, object]:
    by_month = lines.sort_values("month", kind="stable")
    money = lines["money"].astype(float)
    worst = lines.iloc[int(money.fillna(-1.0).to_numpy().argmax())]
    spans = stretches_of(lines["month"])
    told = ", ".join(span_text(first, last) for first, last in spans[:_TOLD])
    more = len(spans) - _TOLD
    return {
        "object": name,
        "reason": reason,
        "months": told + (f" and {counted(more, 'more time')}" if more > 0 else ""),
        "most": float(lines["quantity"].astype(float).max()),
        "unit": worst["unit"],
        "money": float(money.max()),
        "decide_by": by_month["decide_by"].iloc[0],
        "cause": worst["cause"],
    }
