"""What the sample company approved in the twelve cycles before, and where it saw the year land.

Each plan starts from the stock or backlog that was counted then, follows the forecast that the same
cycle froze, and makes what the shops would make of it. So production leaves its plan where the
forecast missed, and stock leaves its plan where demand did.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sop_addin.periods import months
from sop_addin.sample.company import CYCLE, FAMILIES, SampleFamily
from sop_addin.sample.ledger import expected_demand
from sop_addin.sample.plant_calendar import working_days
from sop_addin.schema.columns import COMPANY_KEY
from sop_addin.schema.months import HORIZON

__all__ = ["former_estimates", "former_plans"]

_Floats = NDArray[np.float64]
_LAGS = [f"lag{i}" for i in range(HORIZON)]


def former_plans(forecasts: pd.DataFrame, actuals: pd.DataFrame) -> pd.DataFrame:
    """Return the approved plans of the earlier cycles, as rows of the table of versions.

    Parameters
    ----------
    forecasts
        What the cycles froze: ``cycle, version, family, series, lag0, ...``, units.
    actuals
        Closed months of all families, units.

    Returns
    -------
    DataFrame
        ``cycle, version, family, series, lag0, ...`` in units: demand, production, sales, and stock
        or backlog at the month's end. A family has no plan in its first month.
    """
    frozen = forecasts[forecasts["series"] == "unconstrained_demand"]
    rows: list[dict[str, object]] = []
    for family in FAMILIES:
        said = frozen[frozen["family"] == family.code]
        closed = actuals[actuals["family"] == family.code]
        for cycle, asked in zip(said["cycle"], said[_LAGS].to_numpy(dtype=float), strict=True):
            before = closed[closed["month"] == cycle - 1]
            if before.empty:
                continue
            plan = _to_stock if family.policy == "MTS" else _to_order
            head = {"cycle": cycle, "version": "approved", "family": family.code}
            series = {"unconstrained_demand": asked, **plan(family, cycle, asked, before.iloc[0])}
            rows += [
                head | {"series": name} | dict(zip(_LAGS, map(float, values), strict=True))
                for name, values in series.items()
            ]
    return pd.DataFrame(rows)


def _to_stock(
    family: SampleFamily, cycle: pd.Period, asked: _Floats, before: pd.Series
) -> dict[str, _Floats]:
    assert family.days is not None
    cover = family.days[1] / 20
    stock, late = float(before["inventory"]), float(before["past_due"])
    made, sold, kept = (np.zeros(HORIZON) for _ in range(3))
    for i, rate in enumerate(_rates(cycle, asked)):
        made[i] = max(0.0, 10 * round((rate + 0.5 * (cover * rate - stock + late)) / 10))
        sold[i] = min(asked[i] + late, stock + made[i])
        missed = asked[i] + late - sold[i]
        late = missed if family.shortage_policy == "backorder" else 0.0
        kept[i] = stock = stock + made[i] - sold[i]
    return {"production": made, "constrained_sales": sold, "inventory": kept}


def _to_order(
    family: SampleFamily, cycle: pd.Period, asked: _Floats, before: pd.Series
) -> dict[str, _Floats]:
    assert family.backlog is not None
    backlog, finished = float(before["backlog"]), float(before["inventory"])
    made, sold, open_orders = (np.zeros(HORIZON) for _ in range(3))
    for i, rate in enumerate(_rates(cycle, asked)):
        wanted = family.backlog * expected_demand(family, cycle + i) / family.level
        made[i] = max(0.0, round(rate + 0.2 * (backlog - wanted) - finished))
        sold[i] = min(backlog, finished + made[i])
        finished += made[i] - sold[i]
        open_orders[i] = backlog = backlog + asked[i] - sold[i]
    return {"production": made, "constrained_sales": sold, "order_backlog": open_orders}


def _rates(cycle: pd.Period, asked: _Floats) -> _Floats:
    """Return each month's demand at the daily rate of that month and the two after it, units."""
    days = np.array([working_days(m) for m in months(cycle, HORIZON)], dtype=float)
    ahead = [slice(i, i + 3) for i in range(HORIZON)]
    return np.array([asked[k].sum() / days[k].sum() * d for k, d in zip(ahead, days, strict=True)])


def former_estimates(plans: pd.DataFrame, actuals: pd.DataFrame, aop: pd.DataFrame) -> pd.DataFrame:
    """Return the latest estimates of the fiscal year that its earlier cycles approved.

    Parameters
    ----------
    plans
        From :func:`former_plans`.
    actuals, aop
        Closed months and the annual operating plan, `revenue` in euros.

    Returns
    -------
    DataFrame
        ``cycle, family, year, year_to_date, remaining, estimate, former, change, aop, gap,
        month_units, month_revenue``: euros but for the units; the company first.
    """
    year = months(CYCLE - CYCLE.month + 1, 12)
    planned = aop[aop["month"].isin(year)].groupby("family")["revenue"].sum()
    sold = plans[plans["series"] == "constrained_sales"]
    parts: list[pd.DataFrame] = []
    for cycle in year[year < CYCLE]:
        closed = actuals[actuals["month"].isin(year[year < cycle])]
        came = closed.groupby("family")["revenue"].sum()
        units = sold[sold["cycle"] == cycle].set_index("family")[_LAGS]
        rows = _estimate(units, came, planned, 13 - cycle.month)
        rows["former"] = parts[-1]["estimate"] if parts else np.nan
        rows["change"] = rows["estimate"] - rows["former"]
        rows["cycle"] = pd.PeriodIndex([cycle] * len(rows))
        parts.append(rows.assign(year=cycle.year))
    order = ["cycle", "family", "year", "year_to_date", "remaining", "estimate", "former", "change"]
    order += ["aop", "gap", "month_units", "month_revenue"]
    every = [part.rename_axis("family").reset_index() for part in parts]
    return pd.concat(every, ignore_index=True)[order]


def _estimate(
    units: pd.DataFrame, came: pd.Series[float], planned: pd.Series[float], left: int
) -> pd.DataFrame:
    """Return one cycle's estimate by family, the company first, with `left` months to go."""
    codes = [family.code for family in FAMILIES]
    price = pd.Series({family.code: family.price for family in FAMILIES})
    rows = pd.DataFrame(index=codes)
    rows["year_to_date"] = came.reindex(codes).fillna(0.0)
    rows["remaining"] = units[_LAGS[:left]].sum(axis=1) * price
    rows["estimate"] = rows["year_to_date"] + rows["remaining"]
    rows["aop"] = planned.reindex(codes)
    rows["month_units"] = units["lag0"]
    rows["month_revenue"] = units["lag0"] * price
    rows = pd.concat([rows.sum().to_frame(COMPANY_KEY).T, rows]).round(2)
    return rows.assign(gap=(rows["estimate"] - rows["aop"]).round(2))
