"""Service of the plan: what is delivered in the month it is asked for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sop_addin.executive.weighing import Weighed, Worth, weighed_ratio
from sop_addin.presop.company_plan import CompanyPlan, Floats
from sop_addin.presop.delivery import Delivery

__all__ = ["company_service", "service"]

_ALMOST = 99.9
"""The highest rate with one decimal below 100."""

_NOISE = 1e-9

_NEEDS = "a plan (and, made to order, a backlog target)"


def service(delivered: Delivery) -> Floats:
    """Return 100 x units in time / demand over the horizon, shape (families,).

    Both are defined in :func:`sop_addin.presop.delivery.delivery`. NaN without demand.

    Examples
    --------
    >>> one = np.array([6780.0]), np.array([7200.0])
    >>> d = Delivery(asked=one[1], in_time=one[0], short=np.zeros(1), at_risk=np.zeros(1))
    >>> service(d).round(1).tolist()
    [94.2]
    """
    blank = np.full(delivered.asked.shape, np.nan)
    np.divide(delivered.in_time, delivered.asked, out=blank, where=delivered.asked > 0)
    return _never_rounded_up(100 * blank)


def _never_rounded_up(rate: Floats | float) -> Floats:
    """Return rates in %, such that 100.0 is shown only where nothing waits at all."""
    almost = (rate > _ALMOST) & (rate < 100 - _NOISE)
    return np.where(almost, _ALMOST, rate)


def company_service(plan: CompanyPlan, delivered: Delivery) -> Weighed:
    """Return the company's service in %: in units where they are common, else in money at price."""
    share = weighed_ratio(
        plan, delivered.in_time, delivered.asked, Worth("price", plan.price), _NEEDS
    )
    return replace(share, value=float(_never_rounded_up(100 * share.value)), unit="%")
