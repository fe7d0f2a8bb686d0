"""The company's numbers behind the KPIs, each with the reason where it is not known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from sop_addin.executive.service import company_service
from sop_addin.executive.weighing import Weighed, Worth, left_out, weighed_ratio, weighed_sum
from sop_addin.presop.company_plan import CompanyPlan, Flags, Floats
from sop_addin.presop.delivery import delivery
from sop_addin.schema.formulas import WINDOW
from sop_addin.schema.months import HISTORY
from sop_addin.schema.outputs import UTILISATION
from sop_addin.wording import month_text, span_text

__all__ = [
    "at_risk",
    "backlog_value",
    "backlog_value_target",
    "cover",
    "demand_against_aop",
    "forecast_error",
    "highest_utilisation",
    "past_due",
    "service_of_plan",
    "stock_value",
    "stock_value_target",
    "turns",
]

_YEAR = 12


def demand_against_aop(plan: CompanyPlan) -> Weighed:
    """Return (demand - AOP) ÷ AOP of the last closed month, %."""
    actual, aop = plan.last_closed("unconstrained_demand"), plan.last_closed("aop_demand")
    if not np.isfinite(aop).any():
        return Weighed(np.nan, "%", f"no AOP for {month_text(plan.cycle - 1)}")
    return _percent(
        weighed_ratio(plan, actual - aop, aop, _price(plan), "last month's demand and AOP")
    )


def service_of_plan(plan: CompanyPlan) -> Weighed:
    """Return the company's service over the horizon, %."""
    return company_service(plan, delivery(plan))


def past_due(plan: CompanyPlan) -> Weighed:
    """Return late units at the last close: in their common unit, or in money at price."""
    late = np.where(plan.mto, plan.last_closed("late_orders"), plan.last_closed("past_due"))
    return weighed_sum(plan, late, _price(plan), "past due")


def at_risk(plan: CompanyPlan) -> Weighed:
    """Return the money at risk over the horizon."""
    return _money(plan, delivery(plan).at_risk, "a plan, a price and a target")


def stock_value(plan: CompanyPlan, month: int) -> Weighed:
    """Return the stock at cost at the end of a month; 0 is the cycle month, -1 the last close."""
    return _money(plan, plan.values["stock_value"][:, HISTORY + month], "stock and a cost")


def stock_value_target(plan: CompanyPlan) -> float:
    """Return make-to-stock target stock at cost at the end of the plan.

    NaN unless every family with a stock value at that time has a target: another sum would not
    compare. Finished make-to-order goods have no target: they should have shipped.
    """
    target = np.where(plan.mto, 0.0, plan.horizon("target")[:, -1] * plan.cost)
    valued = np.isfinite(plan.horizon("stock_value")[:, -1])
    return float(target[valued].sum()) if valued.any() else float("nan")


def backlog_value(plan: CompanyPlan) -> Weighed:
    """Return the order backlog at price at the end of the plan."""
    if not plan.mto.any():
        return Weighed(np.nan, plan.currency, "no family is made to order")
    return _money(plan, plan.horizon("backlog_value")[plan.mto, -1], "a backlog and a price")


def backlog_value_target(plan: CompanyPlan) -> float:
    """Return the target backlog at price at the end of the plan; NaN as for the stock."""
    target = (plan.horizon("target") * plan.horizon("plan_price"))[plan.mto, -1]
    valued = np.isfinite(plan.horizon("backlog_value")[plan.mto, -1])
    return float(target[valued].sum()) if valued.any() else float("nan")


def turns(plan: CompanyPlan) -> Weighed:
    """Return 12-month actual cost of goods ÷ average of the 12 month-end stock values.

    Make to stock only: what is made to order ships without waiting in stock.
    """
    if plan.mto.all():
        return Weighed(np.nan, "turns", "no family is made to stock")
    goods = plan.closed("cost_of_goods")[~plan.mto, -_YEAR:].sum(axis=1)
    stock = plan.closed("stock_value")[~plan.mto, -_YEAR:].mean(axis=1)
    known = np.isfinite(goods) & np.isfinite(stock)
    lacking = "12 closed months of cost of goods and stock value"
    if not known.any():
        return Weighed(np.nan, "turns", f"no family has {lacking}")
    average = float(stock[known].sum())
    if average <= 0:
        return Weighed(np.nan, "turns", "the average stock value is zero")
    note = left_out(int((~known).sum()), lacking)
    return Weighed(float(goods[known].sum()) / average, "turns", note)


def cover(plan: CompanyPlan) -> Weighed:
    """Return working days of the next three months' demand that the last close's stock covers."""
    made_to_stock = ~plan.mto
    if not made_to_stock.any():
        return Weighed(np.nan, "days", "no family is made to stock")
    demand = plan.horizon("unconstrained_demand")[:, :WINDOW].sum(axis=1)
    days = plan.horizon("working_days")[:, :WINDOW].sum(axis=1)
    a_day = np.divide(demand, days, out=np.full(demand.shape, np.nan), where=days > 0)
    part = _only(plan, made_to_stock)
    stock = plan.last_closed("inventory")[made_to_stock]
    found = weighed_ratio(
        part, stock, a_day[made_to_stock], Worth("cost", part.cost), "stock and demand a day"
    )
    return replace(found, unit="days")


def highest_utilisation(plan: CompanyPlan, resource_plan: pd.DataFrame) -> tuple[Weighed, str]:
    """Return the highest utilisation of the plan, %, and when (and where) it occurs."""
    load = plan.horizon("tightest_resource")
    if not np.isfinite(load).any():
        return Weighed(np.nan, "%", "no resources, or no plan yet"), span_text(
            plan.months[0], plan.months[-1]
        )
    highest = float(np.nanmax(load))
    month = int(np.flatnonzero((load == highest).any(axis=0))[0])
    name = _resource(resource_plan, f"m{month}", highest)
    return Weighed(highest, "%"), f"{month_text(plan.months[month])}{name and f', {name}'}"


def forecast_error(plan: CompanyPlan, forecasts: pd.DataFrame) -> Weighed:
    """Return the backtest error, %, weighted by each family's last 12 months at price."""
    rows = forecasts.set_index("family").reindex(list(plan.families))
    error = np.asarray(pd.to_numeric(rows["error"]), dtype=np.float64)
    sold = np.asarray(pd.to_numeric(rows["last_12"]), dtype=np.float64)
    if not np.isfinite(error).any():
        return Weighed(np.nan, "%", "no forecast has been tested on held-back months")
    return replace(
        weighed_ratio(plan, error * sold, sold, _price(plan), "a tested forecast"), unit="%"
    )


def _resource(resource_plan: pd.DataFrame, month: str, value: float) -> str:
    shares = resource_plan[resource_plan["measure"] == UTILISATION]
    same = np.abs(pd.to_numeric(shares[month]) - value) < 0.1
    return str(shares.loc[same, "resource"].iloc[0]) if same.any() else ""


def _only(plan: CompanyPlan, kept: Flags) -> CompanyPlan:
    """Return the plan of some families, for what holds only for them."""
    return replace(
        plan,
        families=tuple(np.array(plan.families, dtype=object)[kept]),
        names=tuple(np.array(plan.names, dtype=object)[kept]),
        units=tuple(np.array(plan.units, dtype=object)[kept]),
        mto=plan.mto[kept],
        price=plan.price[kept],
        cost=plan.cost[kept],
        values={name: values[kept] for name, values in plan.values.items()},
    )


def _money(plan: CompanyPlan, values: Floats, lacking: str) -> Weighed:
    known = np.isfinite(values)
    if not known.any():
        return Weighed(np.nan, plan.currency, f"no family has {lacking}")
    missing = int((~known).sum())
    return Weighed(float(values[known].sum()), plan.currency, left_out(missing, lacking))


def _price(plan: CompanyPlan) -> Worth:
    return Worth("price", plan.price)


def _percent(found: Weighed) -> Weighed:
    return replace(found, value=100 * found.value, unit="%")
