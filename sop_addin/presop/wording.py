"""How numbers and months read in the sentences of the meeting sheets."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sop_addin.presop.company_plan import CompanyPlan, Flags

__all__ = [
    "amount",
    "counted",
    "left_out",
    "money",
    "month_text",
    "signed_percent",
    "span_text",
    "stretches",
]

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def amount(value: float, decimals: int = 0) -> str:
    """Return a number with thousands separators.

    Examples
    --------
    >>> amount(1239.6), amount(-0.2), amount(97.25, 1)
    ('1,240', '0', '97.2')
    """
    text = f"{value:,.{decimals}f}"
    return text.removeprefix("-") if float(text.replace(",", "")) == 0 else text


def money(value: float, plan: CompanyPlan) -> str:
    """Return an amount of money with its currency; empty where it is not known."""
    return f"{amount(value)} {plan.currency}".strip() if np.isfinite(value) else ""


def signed_percent(value: float) -> str:
    """Return a percentage with its sign.

    Examples
    --------
    >>> signed_percent(2.34), signed_percent(-1)
    ('+2.3 %', '-1.0 %')
    """
    return f"{value:+.1f} %"


def month_text(month: pd.Period) -> str:
    """Return a month as people write it.

    Examples
    --------
    >>> month_text(pd.Period("2026-05", "M"))
    'May 2026'
    """
    return f"{_MONTHS[month.month - 1]} {month.year}"


def span_text(first: pd.Period, last: pd.Period) -> str:
    """Return a span of months.

    Examples
    --------
    >>> span_text(pd.Period("2026-06", "M"), pd.Period("2026-07", "M"))
    'Jun to Jul 2026'
    >>> span_text(pd.Period("2026-12", "M"), pd.Period("2027-02", "M"))
    'Dec 2026 to Feb 2027'
    """
    if first == last:
        return month_text(first)
    head = month_text(first) if first.year != last.year else _MONTHS[first.month - 1]
    return f"{head} to {month_text(last)}"


def during(first: pd.Period, last: pd.Period) -> str:
    """Return a span of months as it stands after a verb.

    Examples
    --------
    >>> june = pd.Period("2026-06", "M")
    >>> during(june, june), during(june, june + 1)
    ('in Jun 2026', 'from Jun to Jul 2026')
    """
    return ("in " if first == last else "from ") + span_text(first, last)


def stretches(months: Flags) -> list[tuple[int, int]]:
    """Return first and last month of every unbroken stretch of true months, shape (months,).

    Examples
    --------
    >>> stretches(np.array([False, True, False, True, True]))
    [(1, 1), (3, 4)]
    """
    edges = np.diff(np.concatenate([[False], months, [False]]).astype(int))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1) - 1
    return [(int(a), int(b)) for a, b in zip(starts, ends, strict=True)]


def counted(number: int, one: str, many: str) -> str:
    """Return a number of things.

    Examples
    --------
    >>> counted(1, "family", "families"), counted(2, "family", "families")
    ('1 family', '2 families')
    """
    return f"{number} {one if number == 1 else many}"


def left_out(number: int, why: str) -> str:
    """Return how many families a sum leaves out; empty where none.

    Examples
    --------
    >>> left_out(2, "unpriced"), left_out(0, "unpriced")
    (' (2 families unpriced)', '')
    """
    return f" ({counted(number, 'family', 'families')} {why})" if number else ""
