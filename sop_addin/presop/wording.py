"""How the plan's money and stretches of months read in the sentences of the meeting sheets."""

from __future__ import annotations

import numpy as np

from sop_addin.presop.company_plan import CompanyPlan, Flags
from sop_addin.wording import amount, counted

__all__ = ["left_out", "money", "stretches"]


def money(value: float, plan: CompanyPlan) -> str:
    """Return an amount of money with its currency; empty where it is not known."""
    return f"{amount(value)} {plan.currency}".strip() if np.isfinite(value) else ""


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


def left_out(number: int, why: str) -> str:
    """Return how many families a sum leaves out; empty where none.

    Examples
    --------
    >>> left_out(2, "unpriced"), left_out(0, "unpriced")
    (' (2 families unpriced)', '')
    """
    return f" ({counted(number, 'family')} {why})" if number else ""
