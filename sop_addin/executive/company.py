"""The company by month: the rows behind the charts of the dashboard."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd

from sop_addin.presop.company_plan import CompanyPlan, Floats, known_sum
from sop_addin.presop.delivery import waiting
from sop_addin.presop.finance import MEASURES, company_months
from sop_addin.presop.wording import left_out
from sop_addin.schema.outputs import COMPANY

__all__ = ["company"]

_Row = tuple[str, str, Floats]
"""Measure as printed, its unit, its months."""


def company(plan: CompanyPlan) -> pd.DataFrame:
    """Return the company's months of the horizon.

    Always seven rows first, in this order, because charts read them by position:

    1. demand revenue: unconstrained demand x the month's price;
    2. plan revenue: constrained sales x the month's price;
    3. AOP revenue, in the months that have an AOP;
    4. inventory value, at cost; 5. backlog value, at price: both at the month's end;
    6. short: past due at the month's end + lost in the month, made to order backlog above target;
       in units where all families share one, otherwise in money at price (see the unit column);
    7. the tightest resource, % of its capacity.

    Where all families share one unit, demand, production and inventory in that unit follow. Sums
    leave out what is blank and say how many families; a month without any number is blank.

    Returns
    -------
    pandas.DataFrame
        The columns of ``COMPANY``: ``measure``, ``unit``, ``m0`` to ``m17``.
    """
    demand_value = plan.horizon("unconstrained_demand") * plan.horizon("plan_price")
    rows: list[_Row] = [
        _summed("Demand revenue", plan.currency, demand_value, "unpriced"),
        *(_money(plan, *pair) for pair in _MONEY),
        _short(plan),
        ("Tightest resource %", "%", _highest(plan.horizon("tightest_resource"))),
    ]
    unit = plan.common_unit
    if unit:
        rows += [(name, unit, known_sum(plan.horizon(series), axis=0)) for name, series in _UNITS]
    months = [name for name in COMPANY.column_names if name not in ("measure", "unit")]
    frame = pd.DataFrame(np.stack([values for _, _, values in rows]), columns=months)
    frame.insert(0, "measure", [measure for measure, _, _ in rows])
    frame.insert(1, "unit", [text for _, text, _ in rows])
    return frame


_MONEY = (
    ("Plan revenue", "revenue"),
    ("AOP revenue", "aop_revenue"),
    ("Inventory value", "stock_value"),
    ("Backlog value", "backlog_value"),
)
_UNITS = (
    ("Demand", "unconstrained_demand"),
    ("Production", "production"),
    ("Inventory", "inventory"),
)


def _money(plan: CompanyPlan, label: str, series: str) -> _Row:
    """Return a row of money that the financial projection adds up, under the dashboard's name."""
    measure = next(m for m in MEASURES if m.series == series)
    text, values = company_months(plan, measure)
    return text.replace(measure.label, label, 1), plan.currency, values


def _summed(label: str, unit: str, values: Floats, lacking: str) -> _Row:
    total = known_sum(values, axis=0)
    absent = (np.isnan(values) & np.isfinite(total)).any(axis=1)
    return label + left_out(int(absent.sum()), lacking), unit, total


def _short(plan: CompanyPlan) -> _Row:
    short, unit = waiting(plan), plan.common_unit
    if unit:
        return _summed("Short units", unit, short, "without plan or target")
    priced = np.where(short == 0, 0.0, short * plan.horizon("plan_price"))
    return _summed("Short at price", plan.currency, priced, "unpriced, or without plan or target")


def _highest(values: Floats) -> Floats:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a month without any load is blank
        highest: Floats = np.nanmax(values, axis=0)
    return highest
