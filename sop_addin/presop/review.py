"""The pre-S&OP sheet: last month, the next three, and the recommendation of every family."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sop_addin.presop.company_plan import CompanyPlan, Floats, known_sum
from sop_addin.presop.delivery import delivery
from sop_addin.presop.recommendation import recommendations
from sop_addin.schema.outputs import PRE_SOP
from sop_addin.supply.binding import Binding

__all__ = ["review"]

MONTHS_AHEAD = 3
"""Months that the pre-S&OP sheet adds up; positions are those at the end of the last of them."""


def review(plan: CompanyPlan, limits: Binding) -> pd.DataFrame:
    """Return what the pre-S&OP sheet says of the plan, the most money at stake first.

    Units are the family's own; NaN is a blank. ``actual`` and ``aop`` are last closed month's
    demand and its plan, ``difference`` = actual - AOP (positive: more than planned). ``demand``
    and ``production`` add up the first three months of the horizon; ``position`` (stock, or order
    backlog for make to order), ``target`` and ``cover`` (working days) are those at the end of the
    third. Over the whole horizon: ``short`` (see :func:`delivery`), ``above_maximum`` (most units
    of stock above maximum at a month's end; blank made to order, without plan or maximum),
    ``revenue``, and ``gap`` = revenue - AOP revenue in the months that have an AOP (negative:
    under the AOP).

    Parameters
    ----------
    plan
        The company's plan.
    limits
        What binds in which month.

    Returns
    -------
    pandas.DataFrame
        The columns of ``PRE_SOP`` that follow from the plan, one row a family.
    """
    recommended = recommendations(plan, limits)
    actual, aop = plan.last_closed("unconstrained_demand"), plan.last_closed("aop_demand")
    at = MONTHS_AHEAD - 1
    revenue = plan.horizon("revenue")
    frame = pd.DataFrame(
        {
            "family": plan.families,
            "name": plan.names,
            "policy": np.where(plan.mto, "MTO", "MTS"),
            "actual": actual,
            "aop": aop,
            "difference": actual - aop,
            "demand": _next(plan, "unconstrained_demand"),
            "production": _next(plan, "production"),
            "position": plan.position()[:, at],
            "target": plan.horizon("target")[:, at],
            "cover": plan.horizon("cover")[:, at],
            "short": delivery(plan).short,
            "above_maximum": _above_maximum(plan),
            "revenue": revenue.sum(axis=1),
            "gap": known_sum(revenue - plan.horizon("aop_revenue"), axis=1),
        }
    )
    sheet = recommended[["family", "recommendation"]].merge(frame, on="family", how="left")
    return sheet[[name for name in PRE_SOP.column_names if name in sheet]]


def _next(plan: CompanyPlan, series: str) -> Floats:
    total: Floats = plan.horizon(series)[:, :MONTHS_AHEAD].sum(axis=1)
    return total


def _above_maximum(plan: CompanyPlan) -> Floats:
    over = plan.horizon("inventory") - plan.horizon("maximum")
    known = ~plan.mto & plan.planned & np.isfinite(over).any(axis=1)
    most: Floats = np.where(np.isfinite(over), np.maximum(over, 0.0), 0.0).max(axis=1)
    return np.where(known, most, np.nan)
