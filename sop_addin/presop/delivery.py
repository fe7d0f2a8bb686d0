"""What the plan delivers in time, what it leaves short, and the money that is at risk for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sop_addin.presop.company_plan import CompanyPlan, Floats

__all__ = ["NOTHING", "Delivery", "delivery", "short_by_month"]

NOTHING = 0.5
"""Fewer units than this print as 0 and are no shortage."""


@dataclass(frozen=True)
class Delivery:
    """One number a family over the horizon, each of shape (families,); NaN is not known.

    Parameters
    ----------
    asked, in_time
        Units that the horizon asks for, and those of them that come in the month they are asked.
    short
        Units that are late or lost, never negative.
    at_risk
        `short` in money at price.
    """

    asked: Floats
    in_time: Floats
    short: Floats
    at_risk: Floats


def delivery(plan: CompanyPlan) -> Delivery:
    """Return what each family delivers over the horizon.

    **Make to stock.** Past due is delivered first, so a month's own demand comes in time except
    for what is past due or lost at its end: ``in time = MAX(0, demand - past due - lost)``. Short
    is the highest past due of any month's end plus all that is lost: a unit that waits for three
    months counts once, and one that is caught up with later still counts.

    **Make to order.** Promise dates are not planned; the backlog target is the promise. The
    horizon asks for the shipments that bring the backlog to its target at the end
    (``shipments + backlog - target``); short is what the backlog ends above it. No target: NaN.

    Money at risk is short x price; nothing short is no money even where no price is set. A family
    without a production plan has none of these but what is asked for.

    Examples
    --------
    The worked example's level plan of 60 a day: 210 past due after months 2 and 3.

    >>> from sop_addin.presop.company_plan import company_plan
    >>> import pandas as pd
    >>> march = pd.Period("2026-03", "M")
    >>> rows = {"production": [1320, 1200, 1200, 1320, 1320, 840] + [0] * 12,
    ...         "unconstrained_demand": [1500, 1430, 1200, 1100, 1000, 970] + [0] * 12,
    ...         "past_due": [0, 210, 210, 0, 0, 0] + [0] * 12, "lost_sales": [0] * 18}
    >>> grid = pd.concat([pd.DataFrame({"key": "Pumps", "series": s, "value": v,
    ...     "month": pd.period_range(march, periods=18)}) for s, v in rows.items()])
    >>> table = pd.DataFrame({"family": ["Pumps"], "name": ["Pumps"], "policy": ["MTS"],
    ...                       "unit": ["pcs"], "price": [9.0], "cost": [4.0]})
    >>> d = delivery(company_plan(grid, table, march, "EUR"))
    >>> d.asked.tolist(), d.in_time.tolist(), d.short.tolist(), d.at_risk.tolist()
    ([7200.0], [6780.0], [210.0], [1890.0])
    """
    demand, waiting = plan.horizon("unconstrained_demand"), short_by_month(plan)
    stock_asked = demand.sum(axis=1)
    stock_in_time = np.maximum(demand - waiting, 0.0).sum(axis=1)
    lost = plan.horizon("lost_sales").sum(axis=1)
    stock_short = plan.horizon("past_due").max(axis=1) + lost

    shipped = plan.horizon("constrained_sales").sum(axis=1)
    over = plan.horizon("order_backlog")[:, -1] - plan.horizon("target")[:, -1]
    order_asked = np.maximum(shipped + over, 0.0)
    order_in_time = np.minimum(shipped, order_asked)
    order_short = np.maximum(over, 0.0)

    short = np.where(plan.planned, np.where(plan.mto, order_short, stock_short), np.nan)
    in_time = np.where(plan.mto, order_in_time, stock_in_time)
    return Delivery(
        asked=np.where(plan.mto, order_asked, stock_asked),
        in_time=np.where(plan.planned, in_time, np.nan),
        short=short,
        at_risk=np.where(short < NOTHING, 0.0, short * plan.price),
    )


def short_by_month(plan: CompanyPlan) -> Floats:
    """Return past due at a month's end plus what is lost in it, units, shape (families, horizon).

    Make-to-order families have no past due in the horizon: NaN.
    """
    return plan.horizon("past_due") + plan.horizon("lost_sales")
