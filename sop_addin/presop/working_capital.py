"""Working capital: stock, what customers still owe, and what the company still owes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from sop_addin.periods import months
from sop_addin.presop.company_plan import CompanyPlan, Floats
from sop_addin.schema.months import HISTORY, HORIZON

__all__ = [
    "PAYABLES",
    "RECEIVABLES",
    "UNKNOWN_TERMS",
    "WORKING_CAPITAL",
    "PaymentTerms",
    "unpaid",
    "with_working_capital",
]

RECEIVABLES, PAYABLES, WORKING_CAPITAL = "receivables", "payables", "working_capital"


@dataclass(frozen=True)
class PaymentTerms:
    """Days from the invoice to the money; ``None``: not known.

    Parameters
    ----------
    receivable
        Calendar days until customers pay what was shipped.
    payable
        Calendar days until the company pays what its goods cost.
    """

    receivable: float | None
    payable: float | None


UNKNOWN_TERMS = PaymentTerms(None, None)


def unpaid(flow: Floats, span: pd.PeriodIndex, days: float) -> Floats:
    """Return what of a flow of money is not paid yet at each month's end.

    That is what was invoiced within the last `days`, every day of a month alike: 45 days at the
    end of April are all of April and 15 of the 31 days of March.

    Parameters
    ----------
    flow
        Money invoiced by month, NaN where not known, shape (families, months).
    span
        The months, consecutive, dtype period[M].
    days
        Calendar days until it is paid, not negative.

    Returns
    -------
    ndarray
        Money of the shape of `flow`; NaN where it needs a month that is not known or lies before
        the first.

    Examples
    --------
    >>> spring = pd.period_range("2026-03", periods=3, freq="M")
    >>> unpaid(np.array([[310.0, 600.0, 620.0]]), spring, 45).tolist()
    [[nan, 750.0, 900.0]]
    """
    length = span.days_in_month.to_numpy(dtype=float)
    total, left = np.zeros_like(flow), np.full(len(span), float(days))
    for back in range(len(span) + 1):
        there = _months_before(length[None, :], back)[0]
        part = _months_before(flow, back) * np.minimum(left / there, 1.0)
        total += np.where(left > 0, part, 0.0)
        left = np.nan_to_num(left - there, nan=0.0)
        if not (left > 0).any():
            break
    return total


def _months_before(values: Floats, back: int) -> Floats:
    """Return what stood some months before each month; NaN before the first."""
    blank = np.full((len(values), back), np.nan)
    return np.concatenate([blank, values], axis=1)[:, : values.shape[1]]


def with_working_capital(plan: CompanyPlan, terms: PaymentTerms) -> CompanyPlan:
    """Return a plan with the series receivables, payables and working capital, money.

    Receivables are unpaid revenue, payables unpaid cost of goods; of the closed months as
    reported. Working capital is stock value + receivables - payables; where a term is not known,
    stock value alone, and receivables or payables are blank.
    """
    span = months(plan.cycle - HISTORY, HISTORY + HORIZON)
    stock = plan.values["stock_value"]
    owed, owing = (
        np.full_like(stock, np.nan) if days is None else unpaid(plan.values[flow], span, days)
        for flow, days in (("revenue", terms.receivable), ("cost_of_goods", terms.payable))
    )
    known = terms.receivable is not None and terms.payable is not None
    bound = stock + owed - owing if known else stock
    added = {RECEIVABLES: owed, PAYABLES: owing, WORKING_CAPITAL: bound}
    return replace(plan, values=plan.values | added)
