"""Adjustments of the forecast by people: each with its reason, and the month until which it holds.

An adjustment stands in a row of its own; the statistical forecast above it never changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from sop_addin.errors import DataError, Place
from sop_addin.periods import month

__all__ = ["problems", "register"]

NO_REASON, NO_EXPIRY, EXPIRED, HOLDS = "no reason", "no expiry", "expired", "holds"
"""Status of an adjustment."""

_UNTIL = re.compile(r"\buntil\s+(\d{4}-\d{1,2})\b", re.I)


def register(
    adjustments: pd.DataFrame, reasons: pd.DataFrame, former: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return every adjustment with its reason, until when it holds, and its status.

    Parameters
    ----------
    adjustments, reasons
        ``key, month, value`` of the adjustment (units; blank is not 0) and of its reason (text);
        a reason that says *until 2026-06* holds up to that month.
    former
        ``key, month, value`` of the adjustments that the last cycle froze; ``None``: no such cycle.

    Returns
    -------
    DataFrame
        ``month, family, units, last_cycle`` (units, NaN where there was none), ``reason, until``
        (month, NaT where it says none), ``status``; sorted by month and family.

    Examples
    --------
    >>> rows = pd.DataFrame({"key": "Pumps", "month": [pd.Period("2026-07", "M")], "value": 50.0})
    >>> found = register(rows, rows.assign(value="Rebate, until 2026-06"))
    >>> found[["units", "until", "status"]].values.tolist()
    [[50.0, Period('2026-06', 'M'), 'expired']]
    """
    known = adjustments.dropna(subset="value")
    keys = list(zip(known["key"], known["month"], strict=True))
    written = reasons[reasons["key"].isin(known["key"]) & reasons["month"].isin(known["month"])]
    texts = {(r["key"], r["month"]): _text(r["value"]) for r in written.to_dict("records")}
    words = [texts.get(key, "") for key in keys]
    until = [_until(text) for text in words]
    before = {} if former is None else former.set_index(["key", "month"])["value"].to_dict()
    frame = pd.DataFrame(
        {
            "month": pd.PeriodIndex(known["month"], freq="M"),
            "family": known["key"].to_numpy(),
            "units": known["value"].to_numpy(dtype=float),
            "last_cycle": pd.array([before.get(key, float("nan")) for key in keys], dtype=float),
            "reason": words,
            "until": pd.PeriodIndex(until, freq="M"),
            "status": [_status(*row) for row in zip(words, until, known["month"], strict=True)],
        }
    )
    return frame.sort_values(["month", "family"], ignore_index=True)


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _until(text: str) -> pd.Period | None:
    found = _UNTIL.search(text)
    return None if found is None else month(found[1])


def _status(text: str, until: pd.Period | None, target: pd.Period) -> str:
    if not text:
        return NO_REASON
    if until is None:
        return NO_EXPIRY
    return EXPIRED if until < target else HOLDS


def problems(adjustments: pd.DataFrame, reasons: pd.DataFrame) -> Iterator[DataError]:
    """Yield adjustments without a reason, and those beyond the month until which it holds.

    Examples
    --------
    >>> rows = pd.DataFrame({"key": "Pumps", "month": [pd.Period("2026-07", "M")], "value": 50.0})
    >>> print(next(problems(rows, rows.assign(value="Rebate, until 2026-06"))))
    family Pumps adjustment 2026-07: got 50 of a reason that held until 2026-06, expected a reason \
that still holds, or a blank. Confirm it with a later month, or clear it.
    >>> print(next(problems(rows, rows.assign(value=""))))
    family Pumps adjustment_reason 2026-07: got 50 without a reason, expected why, and until which \
month it holds. Write it below the adjustment, such as: Rebate, until 2026-06.
    """
    for row in register(adjustments, reasons).to_dict("records"):
        at = (row["family"], str(row["month"]))
        if row["status"] == NO_REASON:
            yield DataError(
                Place("family", at[0], "adjustment_reason", at[1]),
                f"{row['units']:g} without a reason",
                "why, and until which month it holds",
                "Write it below the adjustment, such as: Rebate, until 2026-06.",
            )
        if row["status"] == EXPIRED:
            yield DataError(
                Place("family", at[0], "adjustment", at[1]),
                f"{row['units']:g} of a reason that held until {row['until']}",
                "a reason that still holds, or a blank",
                "Confirm it with a later month, or clear it.",
            )
