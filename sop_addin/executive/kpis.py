"""The dashboard's KPIs: at most twelve, each with definition, unit, target, status and period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

import numpy as np
import pandas as pd

from sop_addin.executive import measures
from sop_addin.executive.landing import Landing, landing
from sop_addin.executive.weighing import Weighed, left_out
from sop_addin.presop.company_plan import CompanyPlan
from sop_addin.presop.wording import money, month_text, span_text
from sop_addin.schema.outputs import KPI

__all__ = ["Better", "Kpi", "kpi_frame", "kpis"]

_CLOSE = 0.10
"""A number that should be near its target is on target within this part of it."""


class Better(Enum):
    """Which way a KPI should go."""

    HIGHER = "higher"
    LOWER = "lower"
    NEAR = "near"


@dataclass(frozen=True)
class Kpi:
    """One KPI of the dashboard.

    Parameters
    ----------
    name
        As printed; also the key under which a target may be given.
    measured
        Value, unit and what is to be said about them.
    period
        The months it covers, as printed.
    definition
        What it is, with its signs.
    better
        Which way it should go.
    target
        NaN where there is none: then it has no status.
    """

    name: str
    measured: Weighed
    period: str
    definition: str
    better: Better
    target: float = float("nan")

    @property
    def status(self) -> str:
        """``on target``, ``off target``, or empty where value or target is not known.

        Compared with one decimal, as printed; near means within 10 % of the target.
        """
        value, target = round(self.measured.value, 1), round(self.target, 1)
        if not (np.isfinite(value) and np.isfinite(target)):
            return ""
        fine = {
            Better.HIGHER: value >= target,
            Better.LOWER: value <= target,
            Better.NEAR: abs(value - target) <= _CLOSE * abs(target),
        }[self.better]
        return "on target" if fine else "off target"

    @property
    def reason(self) -> str:
        """The definition and what it leaves out, or why the value is blank."""
        note = self.measured.note
        if not np.isfinite(self.measured.value):
            return f"Blank: {note}. {self.definition}"
        return f"{self.definition} {note[0].upper()}{note[1:]}." if note else self.definition


def kpis(
    plan: CompanyPlan,
    fiscal_first_month: int,
    resource_plan: pd.DataFrame,
    forecasts: pd.DataFrame,
    targets: Mapping[str, float] | None = None,
) -> tuple[Kpi, ...]:
    """Return the dashboard's KPIs.

    Parameters
    ----------
    plan
        The company's plan.
    fiscal_first_month
        Month in which the fiscal year starts, 1 to 12.
    resource_plan
        Table resource plan; it names the resource that is used most.
    forecasts
        Table forecasts: ``family``, ``last_12`` (units), ``error`` (backtest, %).
    targets
        Targets by KPI name, in place of those that follow from the plan itself.
    """
    given = targets or {}
    found = (*_money_kpis(plan, fiscal_first_month), *_plan_kpis(plan, resource_plan, forecasts))
    return tuple(
        Kpi(k.name, k.measured, k.period, k.definition, k.better, given.get(k.name, k.target))
        for k in found
    )


def kpi_frame(found: tuple[Kpi, ...]) -> pd.DataFrame:
    """Return KPIs as table KPI: ``kpi, value, unit, target, status, period, reason``."""
    rows = [
        (k.name, k.measured.value, k.measured.unit, k.target, k.status, k.period, k.reason)
        for k in found
    ]
    return pd.DataFrame(rows, columns=list(KPI.column_names))


def _money_kpis(plan: CompanyPlan, fiscal_first_month: int) -> tuple[Kpi, ...]:
    estimate = landing(plan, fiscal_first_month)
    last, end = month_text(plan.cycle - 1), month_text(plan.months[-1])
    stock_target = measures.stock_value_target(plan)
    return (
        Kpi(
            "Revenue landing against AOP",
            _landing(plan, estimate),
            f"FY {estimate.year}",
            _landing_definition(plan, estimate),
            Better.HIGHER,
            0.0,
        ),
        Kpi(
            "Demand against AOP, last month",
            measures.demand_against_aop(plan),
            last,
            "(Actual - AOP) ÷ AOP; positive is more than planned.",
            Better.HIGHER,
        ),
        Kpi(
            "Stock value, last close",
            measures.stock_value(plan, -1),
            last,
            "Stock at standard cost at the end of the last closed month.",
            Better.LOWER,
        ),
        Kpi(
            "Stock value, end of plan",
            measures.stock_value(plan, len(plan.months) - 1),
            end,
            "Stock at standard cost; the target is the target stock at cost, on within 10 %.",
            Better.NEAR,
            stock_target,
        ),
        Kpi(
            "Order backlog value, end of plan",
            measures.backlog_value(plan),
            end,
            "Open orders of make-to-order families at price; target: target backlog at price.",
            Better.NEAR,
            measures.backlog_value_target(plan),
        ),
        Kpi(
            "Inventory turns",
            measures.turns(plan),
            span_text(plan.cycle - 12, plan.cycle - 1),
            "12-month cost of goods ÷ average month-end stock value.",
            Better.HIGHER,
        ),
    )


def _plan_kpis(
    plan: CompanyPlan, resource_plan: pd.DataFrame, forecasts: pd.DataFrame
) -> tuple[Kpi, ...]:
    horizon = span_text(plan.months[0], plan.months[-1])
    used, used_in = measures.highest_utilisation(plan, resource_plan)
    return (
        Kpi(
            "Service of the plan",
            measures.service_of_plan(plan),
            horizon,
            "Delivered in the month asked for ÷ asked for; make to order: shipments ÷ those that"
            " bring the backlog to its target.",
            Better.HIGHER,
        ),
        Kpi(
            "Past due, last close",
            measures.past_due(plan),
            month_text(plan.cycle - 1),
            "Late units at the end of the last closed month.",
            Better.LOWER,
            0.0,
        ),
        Kpi(
            "Money at risk in the plan",
            measures.at_risk(plan),
            horizon,
            "Units late or lost x price: highest past due + lost; backlog over target at the end.",
            Better.LOWER,
            0.0,
        ),
        Kpi(
            "Cover of stock",
            measures.cover(plan),
            month_text(plan.cycle - 1),
            "Stock at cost ÷ the next three months' demand at cost a working day; make to stock.",
            Better.NEAR,
        ),
        Kpi(
            "Highest utilisation",
            used,
            used_in,
            "Load ÷ capacity of the fullest resource in its fullest month.",
            Better.LOWER,
            100.0,
        ),
        Kpi(
            "Forecast backtest error",
            measures.forecast_error(plan, forecasts),
            "held-back months",
            "WMAPE of the statistical forecast, families weighted by their last 12 months' sales"
            " at price.",
            Better.LOWER,
        ),
    )


def _landing(plan: CompanyPlan, estimate: Landing) -> Weighed:
    value, lands = estimate.company_gap_percent, estimate.company_landing
    if np.isfinite(value):
        missing = int((~estimate.compared).sum())
        return Weighed(value, "%", left_out(missing, "a landing and an AOP"))
    if not np.isfinite(lands):
        why = "no family has both actual revenue of the closed months and a priced plan"
        return Weighed(value, "%", why)
    why = f"no AOP revenue for FY {estimate.year}; revenue lands at {money(lands, plan)}"
    return Weighed(value, "%", why)


def _landing_definition(plan: CompanyPlan, estimate: Landing) -> str:
    meaning = "(Year to date + remaining plan - AOP) ÷ AOP; negative is under the AOP."
    if not np.isfinite(estimate.company_gap):
        return meaning
    gap = f"{estimate.company_gap:+,.0f} {plan.currency}".strip()
    return f"{gap}. {meaning}"
