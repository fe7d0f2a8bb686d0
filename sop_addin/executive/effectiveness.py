"""Effectiveness: did we do what we said, family by family over the last twelve months."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sop_addin.demand.measures import off_by
from sop_addin.demand.snapshots import AGREED, approved_before, at_lag
from sop_addin.presop.company_plan import CompanyPlan, Floats
from sop_addin.schema.charts import IN_TOLERANCE
from sop_addin.schema.columns import COMPANY_KEY
from sop_addin.schema.months import PAST_MONTHS

__all__ = ["Tolerances", "effectiveness"]

_ROWS = ("unconstrained_demand", "production", "inventory", "order_backlog")

DEMAND, SUPPLY, INVENTORY, BACKLOG = "demand", "supply", "inventory", "backlog"
"""What is measured of a family; backlog in place of inventory where it is made to order."""


_MEASURES = ((DEMAND,), (SUPPLY,), (INVENTORY, BACKLOG))


_MONTHS = [f"h{back}" for back in range(PAST_MONTHS, 0, -1)]


@dataclass(frozen=True)
class Tolerances:
    """Per cent by which a month may differ and still be in tolerance, none negative, by family."""

    demand: Mapping[str, float]
    supply: Mapping[str, float]
    inventory: Mapping[str, float]


def effectiveness(
    plan: CompanyPlan, versions: pd.DataFrame, lag: int, tolerances: Tolerances
) -> pd.DataFrame:
    """Return by how much the closed months differ from what was frozen for them.

    Parameters
    ----------
    plan
        Actuals of the closed months.
    versions
        Frozen forecasts and approved plans by cycle.
    lag
        Of the forecast that demand is set against, months.

    Returns
    -------
    DataFrame
        ``family, measure, tolerance, inside, h12, ..., h1``: demand less the forecast of that lag
        in % of the demand, as the demand review measures it; production, and stock or backlog at
        the month's end, less the latest approved plan in % of that plan. ``h1`` is the last closed
        month; NaN where nothing was frozen or the denominator is 0. `inside` counts the months in
        tolerance: ``9 of 12``. The company comes first with the families in tolerance, in % of
        those that something was frozen for. A family's measure that nothing was frozen for is left
        out; no rows where that is so of all.
    """
    actual = {name: plan.closed(name)[:, -PAST_MONTHS:] for name in _ROWS}
    frozen = at_lag(versions, lag)[AGREED].unstack("month")
    rows = []
    demand = actual["unconstrained_demand"]
    forecast = _months(frozen, plan)
    made = off_by(actual["production"], _approved(plan, versions, "production"))
    stock = off_by(actual["inventory"], _approved(plan, versions, "inventory"))
    orders = off_by(actual["order_backlog"], _approved(plan, versions, "order_backlog"))
    for i, family in enumerate(plan.families):
        position = (BACKLOG, orders) if plan.mto[i] else (INVENTORY, stock)
        for measure, values, tolerance in (
            (DEMAND, -off_by(forecast, demand), tolerances.demand),
            (SUPPLY, made, tolerances.supply),
            (*position, tolerances.inventory),
        ):
            rows.append(_row(family, measure, values[i], tolerance[family]))
    every = pd.DataFrame(rows)
    known = every[_MONTHS].notna().any(axis=1)
    company = _company(every) if known.any() else every[:0]
    return pd.concat([company, every[known]], ignore_index=True)


def _company(rows: pd.DataFrame) -> pd.DataFrame:
    """Return how many families of a hundred were in tolerance, by month; NaN where none was set."""
    limits = rows[["tolerance"]].to_numpy(dtype=float)
    off = rows[_MONTHS].to_numpy(dtype=float)
    found = []
    for name, measures in zip(IN_TOLERANCE, _MEASURES, strict=True):
        own = off[rows["measure"].isin(measures).to_numpy()]
        within = limits[rows["measure"].isin(measures).to_numpy()]
        known = np.isfinite(own)
        inside, count = (known & (np.abs(own) <= within)).sum(axis=0), known.sum(axis=0)
        share = np.divide(100.0 * inside, count, out=np.full(len(_MONTHS), np.nan), where=count > 0)
        row: dict[str, object] = {"family": COMPANY_KEY, "measure": name, "tolerance": np.nan}
        total = f"{int(inside.sum())} of {int(count.sum())}"
        row |= {"inside": total if count.any() else "nothing frozen"}
        found.append(row | dict(zip(_MONTHS, share, strict=True)))
    return pd.DataFrame(found)


def _approved(plan: CompanyPlan, versions: pd.DataFrame, series: str) -> Floats:
    return _months(approved_before(versions, series, plan.cycle), plan)


def _months(wide: pd.DataFrame, plan: CompanyPlan) -> Floats:
    """Return the columns of the last closed months, shape (families, months)."""
    months = pd.period_range(plan.cycle - PAST_MONTHS, periods=PAST_MONTHS, freq="M")
    return wide.reindex(index=list(plan.families), columns=months).to_numpy(dtype=float)


def _row(family: str, measure: str, months: Floats, tolerance: float) -> dict[str, object]:
    rounded = np.round(months, 1)
    known = int(np.isfinite(rounded).sum())
    inside = int((np.abs(rounded) <= tolerance).sum())
    row: dict[str, object] = {"family": family, "measure": measure, "tolerance": tolerance}
    row |= {"inside": f"{inside} of {known}" if known else "nothing frozen"}
    return row | dict(zip(_MONTHS, rounded, strict=True))
