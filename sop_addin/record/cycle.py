"""The rows of a cycle: when each phase is due, how far it is, what changed once it was signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import numpy as np
import pandas as pd

from sop_addin.errors import DataError, Place
from sop_addin.periods import month_start, working_day
from sop_addin.schema.cycle_tables import STATES
from sop_addin.schema.phases import PHASES
from sop_addin.wording import counted

__all__ = ["CLOSED", "DONE", "OPEN", "SIGNED", "differences", "opened", "rows_of", "with_status"]

OPEN, DONE, SIGNED, CLOSED = STATES
"""States of a phase, see :data:`sop_addin.schema.cycle_tables.STATES`."""

_LISTED = 3


def opened(
    cycle: pd.Period, plan: pd.DataFrame, calendar: pd.DataFrame, holidays: Iterable[dt.date]
) -> pd.DataFrame:
    """Return the rows of a cycle that begins: every phase open, with its owner and date.

    Parameters
    ----------
    plan
        ``phase, owner, working_day``; a phase that is missing has no date and no owner.
    calendar
        ``month, starts``: first day of a month of weeks; else the 1st.
    holidays
        Days from Monday to Friday that do not count.

    Returns
    -------
    DataFrame
        ``cycle, phase, due, owner, status`` and blank signatures, in the order of the month.

    Examples
    --------
    >>> plan = pd.DataFrame({"phase": ["data"], "owner": ["Ana"], "working_day": [3.0]})
    >>> none = pd.DataFrame({"month": pd.PeriodIndex([], freq="M"), "starts": []})
    >>> rows = opened(pd.Period("2026-05", "M"), plan, none, [dt.date(2026, 5, 1)])
    >>> str(rows.loc[0, "due"])
    '2026-05-06 00:00:00'
    """
    holidays, first = list(holidays), month_start(cycle, calendar)
    owners = dict(zip(plan["phase"], plan["owner"], strict=True))
    days = dict(zip(plan["phase"], plan["working_day"], strict=True))
    keys = [phase.key for phase in PHASES]
    due = [working_day(first, int(days[key]), holidays) if key in days else None for key in keys]
    return pd.DataFrame(
        {
            "cycle": pd.PeriodIndex([cycle] * len(keys), freq="M"),
            "phase": keys,
            "due": pd.to_datetime(pd.Series(due, dtype=object)),
            "owner": [owners.get(key, "") for key in keys],
            "status": OPEN,
            "signed_by": "",
            "signed_on": pd.Series([pd.NaT] * len(keys), dtype="datetime64[ns]"),
            "content": "",
            "plan_version": np.nan,
            "changed": "",
        }
    )


def rows_of(table: pd.DataFrame, cycle: pd.Period) -> pd.DataFrame:
    """Return the rows of one cycle, the phases in the order of the month."""
    order = {phase.key: phase.number for phase in PHASES}
    own = table[table["cycle"] == cycle]
    return own.sort_values("phase", key=lambda keys: keys.map(order), ignore_index=True)


def with_status(rows: pd.DataFrame, phase: str, status: str) -> pd.DataFrame:
    """Return the row of one phase with another status.

    Raises
    ------
    DataError
        The cycle has no row of the phase.
    """
    row = rows[rows["phase"] == phase]
    if row.empty:
        raise DataError(
            Place("cycle"),
            f"no row of the phase {phase}",
            "a cycle with its seven phases",
            "Open the cycle (`sop open`), or restore the row.",
        )
    return row.assign(status=status)


def differences(signed: pd.DataFrame, now: pd.DataFrame, word: str = "signed") -> str:
    """Say in a line which months differ from what was signed; empty where none does.

    Parameters
    ----------
    signed, now
        ``family, month, value``, units; blank is NaN.
    word
        What was done with `signed`.

    Examples
    --------
    >>> month = pd.Period("2026-05", "M")
    >>> before = pd.DataFrame({"family": ["Pumps"], "month": [month], "value": [120.0]})
    >>> differences(before, before.assign(value=150.0))
    'Pumps 2026-05: 120 was signed, 150 now'
    """
    keys = ["family", "month"]
    both = signed.merge(now, on=keys, how="outer", suffixes=("_signed", "_now"))
    old, new = both["value_signed"].to_numpy(float), both["value_now"].to_numpy(float)
    same = np.isclose(old, new, rtol=0, atol=1e-6, equal_nan=True)
    changed = both[~same]
    listed = [
        f"{family} {month}: {_shown(was)} was {word}, {_shown(now)} now"
        for family, month, was, now in changed.head(_LISTED).to_numpy().tolist()
    ]
    more = len(changed) - _LISTED
    return "; ".join([*listed, *([f"and {counted(more, 'more month')}"] if more > 0 else [])])


def _shown(value: float) -> str:
    return "blank" if np.isnan(value) else f"{value:,.10g}"
