"""A plan as the workbook shows it: page rows, strategies, resources, shortages, one sentence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sop_addin.supply.plan import Plan
from sop_addin.supply.problem import Problem, by_month

__all__ = ["notes", "page_rows", "resource_rows", "shortage_rows", "strategy_rows"]

_PARTS = ("regular", "overtime", "subcontract")


def page_rows(plan: Plan, problem: Problem) -> pd.DataFrame:
    """Return ``key, series, month, value`` of the plan's rows; locked months are left alone."""
    free = plan.production[~plan.production["locked"]]
    produced = free.melt(["family", "month"], list(_PARTS), "series", "value")
    tight = plan.tightest.assign(
        series="tightest_resource", value=plan.tightest["utilisation"].to_numpy(dtype=float) * 100
    )[["family", "month", "series", "value"]]
    levels = pd.concat([_levels(problem, name) for name in ("minimum", "target", "maximum")])
    frame = pd.concat([produced, tight, levels], ignore_index=True)
    return frame.rename(columns={"family": "key"})


def _levels(problem: Problem, name: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "family": np.repeat([f.id for f in problem.families], problem.count),
            "month": problem.months.take(np.tile(np.arange(problem.count), len(problem.families))),
            "series": name,
            "value": np.concatenate(
                [by_month(getattr(f, name), problem.count) for f in problem.families]
            ),
        }
    )


def strategy_rows(plans: Sequence[Plan], chosen: str) -> pd.DataFrame:
    """Return one row a strategy: units short, below target, and money by kind of cost."""
    rows = []
    for plan in plans:
        cost = plan.costs
        wanted = plan.shortages["reason"].str.contains("below target|above target|minimum")
        rows.append(
            {
                "strategy": plan.strategy,
                "chosen": "yes" if plan.strategy == chosen else "",
                "short": plan.goals.past_due + plan.goals.lost,
                "below_target": plan.shortages.loc[wanted, "quantity"].sum(),
                "cost": plan.total_cost,
                "wages": cost["wages"],
                "regular": cost["regular"],
                "overtime": cost["overtime"],
                "subcontract": cost["subcontract"],
                "workforce": cost[["hire", "layoff"]].sum(min_count=1),
                "holding": cost["holding"],
                "past_due": cost[["past_due", "lost_sales"]].sum(min_count=1),
                "proof": str(plan.status),
            }
        )
    return pd.DataFrame(rows)


def resource_rows(plan: Plan) -> pd.DataFrame:
    """Return load, available and utilisation of each resource, and the people of each pool.

    Returns
    -------
    DataFrame
        ``resource, kind, measure, m0, m1, ...``; hours, % and heads.
    """
    load = plan.load.assign(percent=plan.load["utilisation"] * 100)
    parts = [
        _across(load, "resource", column, measure)
        for column, measure in (
            ("load", "load, hours"),
            ("available", "available, hours"),
            ("percent", "utilisation %"),
        )
    ]
    people = plan.labour.rename(columns={"pool": "resource"}).assign(kind="labour")
    parts += [
        _across(people, "resource", column, measure)
        for column, measure in (
            ("workers", "workers"),
            ("hired", "hired"),
            ("laid_off", "laid off"),
        )
    ]
    order = {name: i for i, name in enumerate(dict.fromkeys(load["resource"]))}
    frame = pd.concat(parts, ignore_index=True)
    return frame.sort_values("resource", key=lambda s: s.map(order), kind="stable").reset_index(
        drop=True
    )


def _across(frame: pd.DataFrame, key: str, column: str, measure: str) -> pd.DataFrame:
    if frame.empty:
        return pd.DataFrame(columns=[key, "kind", "measure"])
    wide = frame.pivot(index=[key, "kind"], columns="month", values=column)
    wide.columns = pd.Index([f"m{i}" for i in range(wide.shape[1])])
    return wide.reset_index().assign(measure=measure)


def shortage_rows(plan: Plan) -> pd.DataFrame:
    """Return the shortage list with its rank: the most money at risk first.

    Stock that misses a level by one unit or less is the rounding of a plan in whole units, and is
    left out.
    """
    found = plan.shortages
    listed = found[~(found["reason"].str.startswith("stock") & (found["quantity"] <= 1))]
    return pd.DataFrame(
        {
            "rank": np.arange(1, len(listed) + 1),
            "object": listed["id"].to_numpy(),
            "month": listed["month"].array,
            "reason": listed["reason"].to_numpy(),
            "quantity": listed["quantity"].to_numpy(),
            "unit": listed["unit"].to_numpy(),
            "money": listed["value"].to_numpy(),
            "families": [
                names if isinstance(names, str) else ", ".join(names)
                for names in listed["families"]
            ],
        }
    )


def notes(plan: Plan) -> pd.Series[str]:
    """Return one sentence a family: how it is made, what binds, what is short.

    Returns
    -------
    Series
        Index family.
    """
    made = plan.production.groupby("family", sort=False)[list(_PARTS)].sum()
    short = plan.shortages[plan.shortages["reason"].isin(["past due", "lost sales"])]
    tightest = plan.tightest.dropna(subset=["utilisation"])
    peak = tightest.loc[tightest.groupby("family", sort=False)["utilisation"].idxmax()]
    peak = peak.set_index("family")
    sentences = {}
    for family, row in made.iterrows():
        words = [
            f"{row[part]:,.0f} {text}"
            for part, text in zip(
                _PARTS, ("in regular time", "in overtime", "subcontracted"), strict=True
            )
            if round(row[part])
        ]
        text = f"{plan.strategy.capitalize()}: " + (", ".join(words) or "nothing to make")
        if family in peak.index:
            tight = dict(peak.loc[str(family)])
            text += (
                f"; tightest {tight['resource']}, {tight['utilisation'] * 100:.0f} %"
                f" in {tight['month']:%b %Y}"
            )
        own = short[short["id"] == family]
        if len(own):
            text += f"; short first in {own['month'].min():%b %Y}"
        sentences[family] = text + "."
    return pd.Series(sentences, dtype=object)
