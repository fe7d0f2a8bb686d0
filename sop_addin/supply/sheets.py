"""A plan as the workbook shows it: page rows, strategies, resources, shortages, one sentence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sop_addin.schema.outputs import UTILISATION
from sop_addin.supply.binding import Binding, built_ahead, plan_binding
from sop_addin.supply.decisions import decide_by
from sop_addin.supply.measures import (
    NOTHING,
    AddedUp,
    Flags,
    Shortfall,
    add_up,
    below_target,
    shortfall,
)
from sop_addin.supply.plan import Plan
from sop_addin.supply.positions import least_backlog
from sop_addin.supply.problem import Floats, Policy, Problem, by_month
from sop_addin.supply.schedule import PARTS
from sop_addin.supply.shortage_share import short_percent
from sop_addin.wording import counted

__all__ = [
    "notes",
    "option_rows",
    "page_rows",
    "plan_shortfall",
    "resource_rows",
    "shortage_rows",
    "strategy_rows",
]


def page_rows(plan: Plan, problem: Problem) -> pd.DataFrame:
    """Return ``key, series, month, value`` of the plan's rows; typed months are left alone."""
    free = plan.production[~plan.production["typed"]]
    produced = free.melt(["family", "month"], list(PARTS), "series", "value")
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


def strategy_rows(
    plans: Sequence[Plan], chosen: str, problem: Problem, families: pd.DataFrame, currency: str
) -> pd.DataFrame:
    """Return one row a strategy: what is short and below target, and money by kind of cost.

    All are in units where all families share one, otherwise in money: short and waiting at price,
    below target at standard cost. Short is the most at any month's end, waiting is added up over
    month ends, below target is that of an average month's end.

    Parameters
    ----------
    chosen
        Name of the strategy that the pages show.
    problem
        What the plans were solved for.
    families
        Table families, in the order of the problem: ``unit``, ``price``, ``cost``.
    currency
        Unit of money.
    """
    units = ["" if pd.isna(name) else str(name).strip() for name in families["unit"]]
    price, cost = (families[name].to_numpy(dtype=np.float64) for name in ("price", "cost"))
    rows = []
    for plan in plans:
        money = plan.costs
        missed = plan_shortfall(plan, problem)
        short = add_up(missed.units, units, price)
        waiting = add_up(missed.by_month.sum(axis=1), units, price)
        below = add_up(_below_target(plan, problem), units, cost)
        rows.append(
            {
                "strategy": plan.strategy,
                "chosen": "yes" if plan.strategy == chosen else "",
                "short": short.value,
                "waiting": waiting.value,
                "below_target": below.value,
                "unit": _unit(short, below, currency),
                "cost": plan.total_cost,
                "wages": money["wages"],
                "regular": money["regular"],
                "overtime": money["overtime"],
                "subcontract": money["subcontract"],
                "workforce": money[["hire", "layoff"]].sum(min_count=1),
                "holding": money["holding"],
                "past_due": money[["past_due", "lost_sales"]].sum(min_count=1),
                "proof": str(plan.status),
            }
        )
    return pd.DataFrame(rows)


def _unit(short: AddedUp, below: AddedUp, currency: str) -> str:
    unit, missing = short.unit or currency, max(short.left_out, below.left_out)
    return unit + (f", without {missing} unpriced" if missing else "")


def plan_shortfall(plan: Plan, problem: Problem) -> Shortfall:
    """Return what a plan leaves short; families in the order of the problem."""
    late, lost, backlog = (_months(plan, problem, n) for n in ("past_due", "lost", "backlog"))
    return shortfall(_made_to_order(problem), late, lost, backlog, _wanted(problem, "target"))


def _below_target(plan: Plan, problem: Problem) -> Floats:
    levels = (_wanted(problem, name) for name in ("minimum", "target"))
    return below_target(_made_to_order(problem), _months(plan, problem, "inventory"), *levels)


def _months(plan: Plan, problem: Problem, name: str) -> Floats:
    values = plan.positions[name].to_numpy(dtype=np.float64)
    return values.reshape(len(problem.families), problem.count)


def _wanted(problem: Problem, name: str) -> Floats:
    levels = [by_month(getattr(f, name), problem.count) for f in problem.families]
    return np.array(levels).reshape(len(problem.families), problem.count)


def _made_to_order(problem: Problem) -> Flags:
    return np.array([f.policy is Policy.MTO for f in problem.families], dtype=bool)


def resource_rows(plan: Plan) -> pd.DataFrame:
    """Return load, available and utilisation of each resource, and the people of each pool.

    Returns
    -------
    DataFrame
        ``resource, kind, measure, m0, m1, ...``; hours or the resource's own unit, % and heads. The
        hours of labour include overtime, and say so.
    """
    load = plan.load.assign(percent=plan.load["utilisation"] * 100)
    columns = (("load", "load"), ("available", "available"), ("percent", UTILISATION))
    parts = [_across(load, "resource", column, measure) for column, measure in columns]
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
    amount = frame["measure"].isin(["load", "available"])
    words = frame["measure"] + np.where(frame["kind"] == "labour", " incl. overtime, ", ", ")
    units = load.drop_duplicates("resource").set_index("resource")["unit"]
    frame["measure"] = frame["measure"].where(~amount, words + frame["resource"].map(units))
    return frame.sort_values("resource", key=lambda s: s.map(order), kind="stable").reset_index(
        drop=True
    )


def _across(frame: pd.DataFrame, key: str, column: str, measure: str) -> pd.DataFrame:
    if frame.empty:
        return pd.DataFrame(columns=[key, "kind", "measure"])
    wide = frame.pivot(index=[key, "kind"], columns="month", values=column)
    wide.columns = pd.Index([f"m{i}" for i in range(wide.shape[1])])
    return wide.reset_index().assign(measure=measure)


def shortage_rows(plan: Plan, problem: Problem) -> pd.DataFrame:
    """Return the shortage list with its rank and what stands behind each line.

    Where customers wait or lose comes first, the most money at risk first (not known: after those
    that are); then what is below minimum, then below target. What misses a level of stock or
    backlog by less than half a unit prints as 0 and is left out; nothing else is.

    Returns
    -------
    DataFrame
        The columns of table shortages.
    """
    found = plan.shortages.assign(percent=short_percent(plan, problem))[_listed(plan)]
    waits = ~(found["value"] == 0).to_numpy()
    low = found["reason"].str.endswith("minimum").to_numpy()
    stake = found["value"].fillna(0.0).to_numpy()
    order = np.lexsort((found["month"].array.asi8, -stake, ~low, ~waits))
    found = found.iloc[order]
    return pd.DataFrame(
        {
            "rank": np.arange(1, len(found) + 1),
            "object": found["id"].to_numpy(),
            "month": found["month"].array,
            "reason": found["reason"].to_numpy(),
            "quantity": found["quantity"].to_numpy(),
            "unit": found["unit"].to_numpy(),
            "percent": found["percent"].to_numpy(),
            "money": found["value"].to_numpy(),
            "families": found["families"].to_numpy(),
            "decide_by": [
                _by(decide_by(problem, name, month), problem)
                for name, month in zip(found["id"], found["month"], strict=True)
            ],
            "cause": _causes(found, plan, problem),
        }
    )


def _by(month: pd.Period, problem: Problem) -> str:
    """Return a month to decide by; one that is past says that it is late."""
    return "late: expedite" if month < problem.months[0] else f"{month:%b %Y}"


def option_rows(options: pd.DataFrame, problem: Problem) -> pd.DataFrame:
    """Return the options as their table shows them, numbered.

    Parameters
    ----------
    options
        From :func:`sop_addin.supply.options.option_list`.
    """
    priced = np.where(options["priced"].to_numpy(dtype=bool), "in the cost", "no price given")
    return options.assign(
        number=np.arange(1, len(options) + 1),
        decide_by=[_by(month, problem) for month in options["decide_by"]],
        price=priced,
    ).drop(columns="priced")


def _listed(plan: Plan) -> Flags:
    """Tell which shortages print as more than 0."""
    level = plan.shortages["reason"].str.startswith(("stock", "backlog")).to_numpy(dtype=bool)
    return np.asarray(~level | (plan.shortages["quantity"] >= NOTHING).to_numpy(), dtype=bool)


def _causes(found: pd.DataFrame, plan: Plan, problem: Problem) -> list[str]:
    """Return what binds from the start of a family's shortage to each of its months.

    A resource or material is its own cause. Where none binds the strategy itself is the cause.
    """
    bound, shipped = plan_binding(plan, problem), _all_shipped(plan, problem)
    place = {family.id: i for i, family in enumerate(problem.families)}
    when = found["month"].array.asi8 - problem.months[0].ordinal
    rows = list(zip(found["id"], found["reason"], when, strict=True))
    causes = []
    for name, reason, month in rows:
        if name not in place:
            causes.append(name)
            continue
        first = month
        while (name, reason, first - 1) in rows:
            first -= 1
        causes.append(_cause(plan, bound, shipped, place[name], first, month))
    return causes


def _cause(plan: Plan, bound: Binding, shipped: Flags, i: int, first: int, last: int) -> str:
    """Return why a family is short in month `last` of a shortage that began in month `first`."""
    if shipped[i, last]:
        return "its orders ship next month"
    return bound.behind(i, first, last) or f"{plan.strategy} plan, no resource full"


def _all_shipped(plan: Plan, problem: Problem) -> Flags:
    """Tell where a made-to-order family has shipped all that could ship by the end of a month.

    More production would have served nobody sooner: the rest of the month's orders ship from the
    next month on.
    """
    least = np.array([least_backlog(f, problem.count) for f in problem.families])
    owed = _months(plan, problem, "backlog") - least.reshape(-1, problem.count)
    return np.asarray(_made_to_order(problem)[:, None] & (owed < NOTHING), dtype=bool)


def notes(plan: Plan, problem: Problem) -> pd.Series[str]:
    """Return one sentence a family: how it is made, what binds, what is short, ahead, too much.

    A family of which no month can be decided stands as it is, whatever the strategy.

    Returns
    -------
    Series
        Index family.
    """
    by_family = plan.production.groupby("family", sort=False)
    made, held = by_family[list(PARTS)].sum(), by_family["locked"].all()
    short = plan_shortfall(plan, problem).by_month >= NOTHING
    bound = plan_binding(plan, problem)
    stock, shipped = _months(plan, problem, "inventory"), _all_shipped(plan, problem)
    tightest = plan.tightest.dropna(subset=["utilisation"])
    peak = tightest.loc[tightest.groupby("family", sort=False)["utilisation"].idxmax()]
    peak = peak.set_index("family")
    sentences = {}
    for i, (family, row) in enumerate(made.iterrows()):
        words = [
            f"{row[part]:,.0f} {text}"
            for part, text in zip(
                PARTS, ("in regular time", "in overtime", "subcontracted"), strict=True
            )
            if round(row[part])
        ]
        who = "As it stands" if held[str(family)] else plan.strategy.capitalize()
        text = f"{who}: " + (", ".join(words) or "nothing to make")
        if family in peak.index:
            tight = dict(peak.loc[str(family)])
            text += (
                f"; tightest {tight['resource']}, {tight['utilisation'] * 100:.0f} %"
                f" in {tight['month']:%b %Y}"
            )
        if short[i].any():
            first = int(short[i].argmax())
            cause = _cause(plan, bound, shipped, i, first, first)
            text += f"; short first in {problem.months[first]:%b %Y} ({cause})"
        if problem.families[i].policy is Policy.MTS:
            text += _ahead(plan, problem, bound, i, stock[i]) + _too_much(problem, i, stock[i])
        sentences[family] = text + "."
    return pd.Series(sentences, dtype=object)


def _ahead(plan: Plan, problem: Problem, bound: Binding, i: int, stock: Floats) -> str:
    """Say how much is built ahead, and what for."""
    family = problem.families[i]
    found = built_ahead(stock, by_month(family.target, problem.count), family.opening_inventory)
    if found is None:
        return ""
    until = min(found.last + 1, problem.count - 1)
    cause = bound.reasons(i, found.peak + 1, until)
    why = f"{cause} afterwards" if cause else "to keep production steady"
    return (
        f"; builds {found.most:,.0f} {family.unit} above target by"
        f" {problem.months[found.peak]:%b %Y} ({why})"
    )


def _too_much(problem: Problem, i: int, stock: Floats) -> str:
    """Say where stock is above its maximum: that is no shortage, but a warning."""
    over = np.nan_to_num(stock - by_month(problem.families[i].maximum, problem.count))
    if not (over > 1).any():
        return ""
    worst = int(over.argmax())
    return (
        f"; stock above maximum in {counted(int((over > 1).sum()), 'month')}, most in"
        f" {problem.months[worst]:%b %Y}: {over[worst]:,.0f} {problem.families[i].unit}"
    )
