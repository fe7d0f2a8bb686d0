"""The business review: the last month in units and money, and why it is not what was planned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sop_addin.executive.landing import Landing
from sop_addin.executive.price_volume_mix import price_volume_mix
from sop_addin.presop.company_plan import CompanyPlan, Floats
from sop_addin.schema.columns import COMPANY_KEY
from sop_addin.supply.measures import common_unit

__all__ = ["Month", "estimate_rows", "review_rows"]

_PARTS = ("difference", "price", "volume", "mix", "came_or_went")


@dataclass(frozen=True, eq=False)
class Month:
    """What a month was or should have been; shape (families,), NaN is not known."""

    units: Floats
    revenue: Floats


def review_rows(
    families: pd.DataFrame, month: pd.Period, came: Month, bases: Mapping[str, Month]
) -> pd.DataFrame:
    """Set a closed month against each of its plans, the company first.

    A family without a known number on either side has its row without a split, and is left out of
    the company's, so that rows and parts add up to the cent. A base that plans nothing at all, such
    as a plan before the first approved one, has no rows.

    Parameters
    ----------
    families
        ``family, unit``.
    came
        Units shipped and ledger revenue.
    bases
        What was planned, by what it is called, such as ``AOP``.

    Returns
    -------
    DataFrame
        ``family, against, month, units, base_units, revenue, base_revenue, difference`` (actual -
        planned) and its parts ``price, volume, mix, came_or_went``; money in whole cents.

    Examples
    --------
    >>> families = pd.DataFrame({"family": ["Pumps"], "unit": ["pcs"]})
    >>> came, aop = (Month(np.array([u]), np.array([r])) for u, r in ((11.0, 99.0), (10.0, 100.0)))
    >>> rows = review_rows(families, pd.Period("2026-02", "M"), came, {"AOP": aop})
    >>> rows[["family", "difference", "price", "volume"]].to_numpy().tolist()
    [['Company', -1.0, -11.0, 10.0], ['Pumps', -1.0, -11.0, 10.0]]
    """
    parts = [_against(families, month, came, base, name) for name, base in bases.items()]
    return pd.concat(parts, ignore_index=True)


def _against(
    families: pd.DataFrame, month: pd.Period, came: Month, base: Month, name: str
) -> pd.DataFrame:
    rows = pd.DataFrame(
        {
            "family": families["family"].to_numpy(),
            "against": name,
            "month": pd.PeriodIndex([month] * len(families), freq="M"),
            "units": came.units,
            "base_units": base.units,
            "revenue": np.round(came.revenue, 2),
            "base_revenue": np.round(base.revenue, 2),
        }
    ).assign(**dict.fromkeys(_PARTS, np.nan))
    numbers = ["units", "base_units", "revenue", "base_revenue"]
    known = np.isfinite(rows[numbers].to_numpy(float)).all(axis=1)
    if not np.isfinite(base.revenue).any():
        return rows.iloc[:0]
    split = price_volume_mix(
        *(rows.loc[known, column].to_numpy(float) for column in ("units", "revenue")),
        *(rows.loc[known, column].to_numpy(float) for column in ("base_units", "base_revenue")),
    )
    for part in _PARTS:
        rows.loc[known, part] = getattr(split, part)
    compared = rows[known]
    total = compared[[*numbers, *_PARTS]].sum(min_count=1).round(2)
    if not common_unit(families.loc[known, "unit"].tolist()):
        total[["units", "base_units"]] = np.nan
    company = pd.DataFrame([{"family": COMPANY_KEY, "against": name, **total}])
    company["month"] = pd.PeriodIndex([month], freq="M")
    return pd.concat([company[list(rows.columns)], rows], ignore_index=True)


def estimate_rows(plan: CompanyPlan, found: Landing, adopted: pd.DataFrame) -> pd.DataFrame:
    """Return the latest estimate of a cycle, the company first.

    Parameters
    ----------
    adopted
        Rows of cycles whose plan was approved, ``cycle, family, year, estimate``: the newest one
        before this cycle is what the estimate is compared with.

    Returns
    -------
    DataFrame
        ``cycle, family, year, year_to_date, remaining, estimate, former, change, aop, gap`` and
        what the plan says of the cycle month, ``month_units, month_revenue``; money but for the
        units. The company adds up the families whose estimate is known; units only where all
        families share one.
    """
    rows = pd.DataFrame(
        {
            "family": list(plan.families),
            "year_to_date": found.year_to_date,
            "remaining": found.remaining,
            "estimate": found.landing,
            "aop": found.aop,
            "month_units": plan.horizon("constrained_sales")[:, 0],
            "month_revenue": np.round(plan.horizon("revenue")[:, 0], 2),
        }
    )
    known = rows[rows["estimate"].notna()]
    company = known.drop(columns="family").sum(min_count=1)
    if not plan.common_unit:
        company["month_units"] = np.nan
    rows = pd.concat([pd.DataFrame([{"family": COMPANY_KEY, **company}]), rows], ignore_index=True)
    before = adopted[(adopted["cycle"] < plan.cycle) & (adopted["year"] == found.year)]
    last = before.sort_values("cycle").drop_duplicates("family", keep="last")
    rows["former"] = rows["family"].map(last.set_index("family")["estimate"]).astype(float)
    rows["change"] = rows["estimate"] - rows["former"]
    rows["gap"] = rows["estimate"] - rows["aop"]
    rows.loc[0, ["aop", "gap"]] = [
        rows["aop"][1:][found.compared].sum(min_count=1),
        found.company_gap,
    ]
    cycles = pd.PeriodIndex([plan.cycle] * len(rows), freq="M")
    return rows.assign(cycle=cycles, year=float(found.year))
