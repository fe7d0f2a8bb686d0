"""The latest estimate: where revenue lands at the end of the fiscal year, against the AOP."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sop_addin.periods import fiscal_year
from sop_addin.presop.company_plan import CompanyPlan, Flags, Floats, known_sum
from sop_addin.schema.months import HISTORY

__all__ = ["Landing", "landing"]


@dataclass(frozen=True)
class Landing:
    """The fiscal year of the cycle month in money; arrays of shape (families,), NaN is blank.

    Parameters
    ----------
    year
        The fiscal year, named after the calendar year in which it ends.
    year_to_date
        Actual revenue of its closed months; 0 in the year's first cycle.
    remaining
        Planned (constrained) revenue from the cycle month to the year's end.
    aop
        AOP revenue of the year; NaN unless all its twelve months have one.
    """

    year: int
    year_to_date: Floats
    remaining: Floats
    aop: Floats

    @property
    def landing(self) -> Floats:
        """Year to date + remaining: the latest estimate."""
        return self.year_to_date + self.remaining

    @property
    def gap(self) -> Floats:
        """Landing - AOP: negative is under the AOP."""
        return self.landing - self.aop

    @property
    def gap_percent(self) -> Floats:
        """The gap in % of the AOP; NaN where the AOP is not above zero."""
        return _percent(self.gap, self.aop)

    @property
    def compared(self) -> Flags:
        """Families whose landing and AOP are both known: those that the company's gap adds up."""
        return np.isfinite(self.gap)

    @property
    def company_gap(self) -> float:
        """Sum of the known gaps; NaN where there is none."""
        return float(known_sum(self.gap))

    @property
    def company_landing(self) -> float:
        """Sum of the known landings, compared with an AOP or not; NaN where there is none."""
        return float(known_sum(self.landing))

    @property
    def company_gap_percent(self) -> float:
        """The company's gap in % of the AOP of the same families."""
        aop = np.where(self.compared, self.aop, np.nan)
        return float(_percent(np.array([self.company_gap]), np.array([float(known_sum(aop))]))[0])


def landing(plan: CompanyPlan, fiscal_first_month: int) -> Landing:
    """Return the latest estimate of every family: actual to date + remaining plan.

    A closed month without revenue counts as none before a family's first sale and where nothing
    was sold; where units were sold (or are not known) it makes the year to date blank. An AOP of a
    part of the year is no AOP of the year: the landing of twelve months would beat it.

    Parameters
    ----------
    fiscal_first_month
        Month in which the fiscal year starts, 1 to 12.
    """
    elapsed = (plan.cycle.month - fiscal_first_month) % 12
    this_year = slice(HISTORY - elapsed, HISTORY + 12 - elapsed)
    return Landing(
        year=fiscal_year(plan.cycle, fiscal_first_month),
        year_to_date=_actual_revenue(plan)[:, HISTORY - elapsed :].sum(axis=1),
        remaining=plan.horizon("revenue")[:, : 12 - elapsed].sum(axis=1),
        aop=plan.values["aop_revenue"][:, this_year].sum(axis=1),
    )


def _actual_revenue(plan: CompanyPlan) -> Floats:
    revenue, sold = plan.closed("revenue"), plan.closed("constrained_sales")
    started = np.logical_or.accumulate(np.isfinite(revenue) | np.isfinite(sold), axis=1)
    nothing = np.isnan(revenue) & (~started | (sold == 0))
    return np.where(nothing, 0.0, revenue)


def _percent(part: Floats, whole: Floats) -> Floats:
    blank = np.full(whole.shape, np.nan)
    np.divide(part, whole, out=blank, where=whole > 0)
    return 100 * blank
