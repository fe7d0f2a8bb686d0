"""What the plan delivers in time, what it leaves short, and the money that is at risk for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sop_addin.presop.company_plan import CompanyPlan, Floats
from sop_addin.supply.measures import NOTHING, Shortfall, shortfall

__all__ = ["NOTHING", "Delivery", "delivery", "units_in_time", "waiting"]


@dataclass(frozen=True)
class Delivery:
    """One number a family over the horizon, each of shape (families,); NaN is not known.

    Parameters
    ----------
    asked, in_time
        Unconstrained demand (bookings), and the units of it that do not have to wait.
    short
        Units that wait or are lost, never negative.
    at_risk
        `short` in money at price.
    """

    asked: Floats
    in_time: Floats
    short: Floats
    at_risk: Floats


def delivery(plan: CompanyPlan) -> Delivery:
    """Return what each family delivers over the horizon.

    What waits longest is delivered first, so of a month's demand all is in time but what waits at
    its end: ``in time = MAX(0, demand - waiting)``. What waits and what is short over the horizon:
    see :func:`sop_addin.supply.measures.shortfall`.

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
    ...                       "unit": ["pcs"], "price": [9.0], "cost": [4.0],
    ...                       "retired": [None]})
    >>> d = delivery(company_plan(grid, table, march, "EUR"))
    >>> d.asked.tolist(), d.in_time.tolist(), d.short.tolist(), d.at_risk.tolist()
    ([7200.0], [6780.0], [210.0], [1890.0])
    """
    demand, found = plan.horizon("unconstrained_demand"), shortages_of(plan)
    short = found.units
    return Delivery(
        asked=demand.sum(axis=1),
        in_time=units_in_time(demand, found.by_month),
        short=short,
        at_risk=np.where(short < NOTHING, 0.0, short * plan.price),
    )


def units_in_time(demand: Floats, waiting: Floats) -> Floats:
    """Return the units of demand that do not have to wait, over all months, shape (families,).

    Parameters
    ----------
    demand, waiting
        Units, and units that wait at a month's end or are lost in it, shape (families, months).

    Examples
    --------
    >>> units_in_time(np.array([[100.0, 100]]), np.array([[30.0, 0]])).tolist()
    [170.0]
    """
    in_time: Floats = np.maximum(demand - waiting, 0.0).sum(axis=1)
    return in_time


def shortages_of(plan: CompanyPlan) -> Shortfall:
    """Return what the pages leave short; NaN where there is no production plan, or no target."""
    series = ("past_due", "lost_sales", "order_backlog", "target")
    pages = (np.where(plan.planned[:, None], plan.horizon(name), np.nan) for name in series)
    return shortfall(plan.mto, *pages)


def waiting(plan: CompanyPlan) -> Floats:
    """Return units that wait at a month's end or were lost in it, shape (families, horizon)."""
    return shortages_of(plan).by_month
