"""How numbers, months and counted things read in sentences, the same on every machine."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

__all__ = [
    "amount",
    "counted",
    "during",
    "month_text",
    "of_each",
    "signed_percent",
    "span_text",
    "spans",
    "stretches_of",
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


def signed_percent(value: float) -> str:
    """Return a percentage with its sign.

    Examples
    --------
    >>> signed_percent(2.34), signed_percent(-1)
    ('+2.3 %', '-1.0 %')
    """
    return f"{value:+.1f} %"


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number of things; `many` where the plural ends neither in -s nor in -ies.

    Examples
    --------
    >>> counted(1, "month"), counted(2, "month"), counted(1200, "family")
    ('1 month', '2 months', '1,200 families')
    """
    usual = f"{one[:-1]}ies" if one.endswith("y") else f"{one}s"
    return f"{number:,} {one if number == 1 else many or usual}"


def of_each(number: int, what: str) -> str:
    """Return a number of things that are called by several words, of which the first counts.

    Examples
    --------
    >>> of_each(1, "error"), of_each(2, "difference from the record")
    ('1 error', '2 differences from the record')
    """
    first, *rest = what.split()
    return " ".join([counted(number, first), *rest])


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


def spans(months: Iterable[pd.Period]) -> str:
    """Return months in their order, those that follow each other as one span.

    Examples
    --------
    >>> june = pd.Period("2026-06", "M")
    >>> spans([june, june + 1, june + 4])
    'Jun to Jul 2026, Oct 2026'
    """
    return ", ".join(span_text(first, last) for first, last in stretches_of(months))


def stretches_of(months: Iterable[pd.Period]) -> list[tuple[pd.Period, pd.Period]]:
    """Return first and last month of every unbroken stretch of months, in their order.

    Examples
    --------
    >>> june = pd.Period("2026-06", "M")
    >>> [(str(first), str(last)) for first, last in stretches_of([june + 4, june, june + 1])]
    [('2026-06', '2026-07'), ('2026-10', '2026-10')]
    """
    found: list[tuple[pd.Period, pd.Period]] = []
    for month in sorted(set(months)):
        if found and month == found[-1][1] + 1:
            found[-1] = found[-1][0], month
        else:
            found.append((month, month))
    return found
