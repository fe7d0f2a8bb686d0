"""The financial projection: the constrained plan in money, the company first, then its families."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sop_addin.presop.company_plan import CompanyPlan, Flags, Floats, known_sum
from sop_addin.presop.wording import left_out
from sop_addin.presop.working_capital import (
    PAYABLES,
    RECEIVABLES,
    UNKNOWN_TERMS,
    WORKING_CAPITAL,
    PaymentTerms,
    with_working_capital,
)
from sop_addin.schema.columns import COMPANY_KEY
from sop_addin.schema.declarations import Total
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.outputs import FINANCE

__all__ = ["MEASURES", "Measure", "company_months", "projection"]


@dataclass(frozen=True)
class Measure:
    """One row of the projection.

    Parameters
    ----------
    label
        As printed.
    series
        The page's series that it shows.
    lacking
        What a family lacks whose number is blank.
    partial
        Whether the total may cover a part of the horizon: the AOP does not reach its end.
    company_only
        Whether families have no row of it: theirs would say what another row says.
    """

    label: str
    series: str
    lacking: str
    partial: bool = False
    company_only: bool = False


BACKLOG = "backlog_value"

MEASURES = (
    Measure("Revenue", "revenue", "unpriced"),
    Measure("Cost of goods", "cost_of_goods", "uncosted"),
    Measure("Margin", "margin", "unpriced or uncosted"),
    Measure("Stock value", "stock_value", "uncosted"),
    Measure("Receivables", RECEIVABLES, "unpriced or without earlier revenue"),
    Measure("Payables", PAYABLES, "uncosted or without earlier cost"),
    Measure("Working capital", WORKING_CAPITAL, "without one of its parts"),
    Measure("Backlog value", BACKLOG, "unpriced"),
    Measure("AOP revenue", "aop_revenue", "without AOP", partial=True),
    Measure("Revenue - AOP", "revenue_less_aop", "unpriced or without AOP", partial=True),
)

Measures = NDArray[np.object_]

_LAST = {s.name for s in FAMILY_PAGE.series if s.total is Total.LAST}
_LAST |= {RECEIVABLES, PAYABLES, WORKING_CAPITAL}


def projection(plan: CompanyPlan, terms: PaymentTerms = UNKNOWN_TERMS) -> pd.DataFrame:
    """Return the projection in money, months across.

    The company's rows come first, then those of every family in the order of the table. A row of
    which no month is known is left out: of a family without a price its revenue, of one made to
    stock its backlog value. Revenue - AOP is negative where the plan is under the AOP. The total
    of a flow is its sum, of a position the last month; AOP and the difference to it add up the
    months that have an AOP. Working capital without payment terms is stock value, the company's
    row says so, and families have none.

    A blank is never zero: a family without a price has no revenue, and the company's row adds up
    the families that are known and says how many are not ("Revenue (2 families unpriced)").
    Families add up to the company exactly.

    Returns
    -------
    pandas.DataFrame
        The columns of ``FINANCE``: ``family``, ``measure``, ``m0`` to ``m17``, ``total``.
    """
    plan, shown = with_working_capital(plan, terms), _measures(terms)
    months = np.stack([plan.horizon(measure.series) for measure in shown])
    company = [company_months(plan, measure) for measure in shown]
    values = np.concatenate(
        [
            np.stack([row for _, row in company]),
            months.transpose(1, 0, 2).reshape(-1, months.shape[2]),
        ]
    )
    measures = np.tile(np.array(shown, dtype=object), len(plan.families) + 1)
    labels = [_said(plan, *pair) for pair in zip(shown, company, strict=True)]
    labels += [m.label for m in measures[len(shown) :]]
    frame = pd.DataFrame(values, columns=_month_names())
    frame.insert(0, "family", np.repeat([COMPANY_KEY, *plan.families], len(shown)))
    frame.insert(1, "measure", labels)
    frame["total"] = _totals(values, measures)
    stands = _shown(values, measures, frame["family"] == COMPANY_KEY, bool(plan.mto.any()))
    return frame.loc[stands, list(FINANCE.column_names)].reset_index(drop=True)


def _measures(terms: PaymentTerms) -> tuple[Measure, ...]:
    """Return the rows that payment terms allow; without them working capital says what lacks."""
    days = {RECEIVABLES: terms.receivable, PAYABLES: terms.payable}
    blank = [series for series, known in days.items() if known is None]
    if not blank:
        return MEASURES
    lacking = (f"no days {series.removesuffix('s')}" for series in blank)
    only = f"Working capital, stock only: {', '.join(lacking)}"
    return tuple(
        replace(m, label=only, lacking="uncosted", company_only=True)
        if m.series == WORKING_CAPITAL
        else m
        for m in MEASURES
        if m.series not in blank
    )


def company_months(plan: CompanyPlan, measure: Measure) -> tuple[str, Floats]:
    """Return a measure's label, with the families it leaves out, and its sum by month.

    A family is left out where it has no number in a month in which another one has.
    """
    values = plan.horizon(measure.series)
    total = known_sum(values, axis=0)
    able = plan.mto if measure.series == BACKLOG else np.ones(len(values), dtype=bool)
    absent = (np.isnan(values) & np.isfinite(total)).any(axis=1) & able
    return measure.label + left_out(int(absent.sum()), measure.lacking), total


def _said(plan: CompanyPlan, measure: Measure, row: tuple[str, Floats]) -> str:
    """Return the label of a row of the company: where no month is known, all families lack it."""
    label, total = row
    return (
        label if np.isfinite(total).any() else label + left_out(len(plan.families), measure.lacking)
    )


def _month_names() -> list[str]:
    return [name for name in FINANCE.column_names if name[0] == "m" and name[1:].isdigit()]


def _totals(values: Floats, measures: Measures) -> Floats:
    last = np.array([m.series in _LAST for m in measures])
    partial = np.array([m.partial for m in measures])
    sums = np.where(partial, known_sum(values, axis=1), values.sum(axis=1))
    return np.where(last, values[:, -1], sums)


def _shown(values: Floats, measures: Measures, company: pd.Series[bool], orders: bool) -> Flags:
    """Tell which rows stand: what is known in any month, and of the company what it should know.

    A company has no backlog value where no family is made to order, and not every one has an AOP.
    """
    optional = np.array([m.partial or (m.series == BACKLOG and not orders) for m in measures])
    known = np.isfinite(values).any(axis=1)
    own = known & ~np.array([m.company_only for m in measures])
    return np.asarray(np.where(company, known | ~optional, own), dtype=np.bool_)
