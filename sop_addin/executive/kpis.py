"""The dashboard's KPIs: at most twelve, each with definition, unit, target, status and period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np
import pandas as pd

from sop_addin.executive import measures
from sop_addin.executive.kpi_targets import Target
from sop_addin.executive.landing import Landing, landing
from sop_addin.executive.weighing import Weighed, left_out
from sop_addin.presop.company_plan import CompanyPlan
from sop_addin.presop.wording import money
from sop_addin.schema.kpi_tables import (
    KPI,
    KPI_DEFINITIONS,
    NO_ACTION,
    OFF_TARGET,
    ON_TARGET,
    KpiName,
)
from sop_addin.wording import month_text, span_text

__all__ = ["Better", "Kpi", "definition_frame", "kpi_frame", "kpis"]

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
        Which one.
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
    since, by
        From when the target holds and who set it; ``None`` and empty where the plan itself sets it.
    detail
        The value in other words, such as the money behind a percentage; may be empty.
    """

    name: KpiName
    measured: Weighed
    period: str
    definition: str
    better: Better
    target: float = float("nan")
    detail: str = ""
    since: pd.Period | None = None
    by: str = ""

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
        return ON_TARGET if fine else OFF_TARGET

    @property
    def reason(self) -> str:
        """The definition and what it leaves out, or why the value is blank."""
        note = f"{self.measured.note[:1].upper()}{self.measured.note[1:]}."
        if not np.isfinite(self.measured.value):
            return f"Blank: {self.measured.note}. {self.definition}"
        parts = (f"{self.detail}." if self.detail else "", self.definition)
        return " ".join(part for part in (*parts, note if self.measured.note else "") if part)


def kpis(
    plan: CompanyPlan,
    fiscal_first_month: int,
    resource_plan: pd.DataFrame,
    forecasts: pd.DataFrame,
    targets: Mapping[str, Target] | None = None,
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
    found = (
        *_business(plan, fiscal_first_month),
        *_delivery(plan, resource_plan),
        *_stock(plan),
        _forecast(plan, forecasts),
    )
    return tuple(_held_against(k, given.get(k.name)) for k in found)


def _held_against(kpi: Kpi, target: Target | None) -> Kpi:
    if target is None:
        return kpi
    return replace(kpi, target=target.value, since=target.since, by=target.by)


def kpi_frame(found: tuple[Kpi, ...], actions: pd.DataFrame) -> pd.DataFrame:
    """Return KPIs as table KPI, each with the actions that bring it back on target.

    Parameters
    ----------
    actions
        Open rows of the register of actions: ``id``, ``kpi``.

    Returns
    -------
    pandas.DataFrame
        ``kpi, value, unit, target, status, action, period, reason``; action holds ids with commas
        between them, and says so where a KPI off target has none.
    """
    rows = []
    for k in found:
        followed = ", ".join(actions["id"][actions["kpi"] == k.name])
        asked = NO_ACTION if k.status == OFF_TARGET else ""
        value, unit = k.measured.value, k.measured.unit
        rows.append(
            (k.name, value, unit, k.target, k.status, followed or asked, k.period, k.reason)
        )
    return pd.DataFrame(rows, columns=list(KPI.column_names))


def definition_frame(found: tuple[Kpi, ...]) -> pd.DataFrame:
    """Return table KPI definitions: ``kpi, definition, unit, better, target, since, by``."""
    rows = [
        (k.name, k.definition, k.measured.unit, k.better.value, k.target, k.since, k.by)
        for k in found
    ]
    frame = pd.DataFrame(rows, columns=list(KPI_DEFINITIONS.column_names))
    return frame.assign(since=pd.PeriodIndex(frame["since"], freq="M"))


def _business(plan: CompanyPlan, fiscal_first_month: int) -> tuple[Kpi, ...]:
    estimate = landing(plan, fiscal_first_month)
    return (
        Kpi(
            KpiName.LANDING,
            _landing(plan, estimate),
            f"FY {estimate.year}",
            "(Year to date + remaining plan - AOP) ÷ AOP; negative is under the AOP.",
            Better.HIGHER,
            target=0.0,
            detail=_landing_in_money(plan, estimate),
        ),
        Kpi(
            KpiName.DEMAND,
            measures.demand_against_aop(plan),
            month_text(plan.cycle - 1),
            "(Actual - AOP) ÷ AOP; positive is more than planned.",
            Better.HIGHER,
        ),
    )


def _delivery(plan: CompanyPlan, resource_plan: pd.DataFrame) -> tuple[Kpi, ...]:
    horizon = span_text(plan.months[0], plan.months[-1])
    used, used_in = measures.highest_utilisation(plan, resource_plan)
    return (
        Kpi(
            KpiName.SERVICE,
            measures.service_of_plan(plan),
            horizon,
            "Demand that does not wait ÷ demand; what waits is past due or lost, made to order the"
            " backlog above target.",
            Better.HIGHER,
        ),
        Kpi(
            KpiName.PAST_DUE,
            measures.past_due(plan),
            month_text(plan.cycle - 1),
            "Late units at the end of the last closed month.",
            Better.LOWER,
            target=0.0,
        ),
        Kpi(
            KpiName.AT_RISK,
            measures.at_risk(plan),
            horizon,
            "Short units x price: highest past due + lost; made to order, highest backlog above"
            " target.",
            Better.LOWER,
            target=0.0,
        ),
        Kpi(
            KpiName.UTILISATION,
            used,
            used_in,
            "Load ÷ capacity of the fullest resource in its fullest month.",
            Better.LOWER,
            target=100.0,
        ),
    )


def _stock(plan: CompanyPlan) -> tuple[Kpi, ...]:
    last, end = month_text(plan.cycle - 1), month_text(plan.months[-1])
    return (
        Kpi(
            KpiName.STOCK,
            measures.stock_value(plan, -1),
            last,
            "Stock at standard cost at the end of the last closed month.",
            Better.LOWER,
        ),
        Kpi(
            KpiName.STOCK_AHEAD,
            measures.stock_value(plan, len(plan.months) - 1),
            end,
            "Stock at standard cost; the target is the target stock at cost, on within 10 %.",
            Better.NEAR,
            target=measures.stock_value_target(plan),
        ),
        Kpi(
            KpiName.TURNS,
            measures.turns(plan),
            span_text(plan.cycle - 12, plan.cycle - 1),
            "12-month cost of goods ÷ average month-end stock value; make to stock.",
            Better.HIGHER,
        ),
        Kpi(
            KpiName.COVER,
            measures.cover(plan),
            last,
            "Stock at cost ÷ the next three months' demand at cost a working day; make to stock.",
            Better.NEAR,
        ),
        Kpi(
            KpiName.BACKLOG,
            measures.backlog_value(plan),
            end,
            "Open orders at price; the target is the target backlog at price, on within 10 %.",
            Better.NEAR,
            target=measures.backlog_value_target(plan),
        ),
    )


def _forecast(plan: CompanyPlan, forecasts: pd.DataFrame) -> Kpi:
    return Kpi(
        KpiName.FORECAST,
        measures.forecast_error(plan, forecasts),
        "held-back months",
        "WMAPE of the statistical forecast, families weighted by their last 12 months' sales"
        " (at price where units differ).",
        Better.LOWER,
    )


def _landing(plan: CompanyPlan, estimate: Landing) -> Weighed:
    value, lands = estimate.company_gap_percent, estimate.company_landing
    if np.isfinite(value):
        missing = int((~estimate.compared).sum())
        return Weighed(value, "%", left_out(missing, "a landing and an AOP of the year"))
    if not np.isfinite(lands):
        why = "no family has both actual revenue of the closed months and a priced plan"
        return Weighed(value, "%", why)
    why = f"no AOP revenue for all of FY {estimate.year}; revenue lands at {money(lands, plan)}"
    return Weighed(value, "%", why)


def _landing_in_money(plan: CompanyPlan, estimate: Landing) -> str:
    if not np.isfinite(estimate.company_gap):
        return ""
    return f"{estimate.company_gap:+,.0f} {plan.currency}".strip()
