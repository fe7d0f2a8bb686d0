"""Scenarios beside the base plan, read as a list of changes: supposed, planned, what comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sop_addin.presop.delivery import NOTHING, units_in_time
from sop_addin.schema.columns import COMPANY_KEY
from sop_addin.schema.scenario_tables import BASE
from sop_addin.supply.kept import Change, KeptModel, changed
from sop_addin.supply.measures import add_up
from sop_addin.supply.plan import Plan, in_whole_units
from sop_addin.supply.problem import Floats, Policy, Problem, by_month
from sop_addin.supply.schedule import family_grid
from sop_addin.supply.sheets import plan_shortfall, strategy_rows
from sop_addin.supply.verification import verify
from sop_addin.wording import counted, span_text

__all__ = ["Course", "Worth", "courses", "diff_rows"]

_SUPPOSED, _PLANS, _RESULT = "Supposed", "Plans", "Result"
_SMALL = 0.01
"""A family whose production differs by less than this part of the base is counted, not listed."""

_FIELDS: Mapping[str, tuple[str, Callable[[Floats], float]]] = {
    "demand": ("demand", np.sum),
    "subcontract_limit": ("subcontracting limit", np.sum),
    "available": ("capacity", np.sum),
    "max_workers": ("most people", np.max),
}
"""Fields that a change is told by, and how their months make one number; others go with them."""

_PARTS = {
    "production": "production",
    "overtime": "of it in overtime",
    "subcontract": "of it subcontracted or bought",
}
_LOAD = 0.5
"""Points of a resource's fullest month below which its load is the same."""


@dataclass(frozen=True, eq=False)
class Course:
    """One course that could be taken: the base, or a scenario.

    Parameters
    ----------
    name
        What planners call it.
    problem, plan
        What is supposed, and the plan for it, in whole units and verified.
    changes
        What it changes in the base problem.
    """

    name: str
    problem: Problem
    plan: Plan
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, eq=False)
class Worth:
    """What units are worth: prices and standard cost by family (NaN: not known), and their units.

    Parameters
    ----------
    families
        Table families in the order of the problem: ``unit, price, cost``.
    prices
        Price of each month, money a unit; shape (families, months).
    currency
        Unit of money.
    """

    families: pd.DataFrame
    prices: Floats
    currency: str

    @property
    def units(self) -> list[str]:
        """Unit of measure by family."""
        return ["" if pd.isna(name) else str(name).strip() for name in self.families["unit"]]

    def money(self, units: Floats, column: str) -> tuple[float, str]:
        """Return units at price or cost, and the unit of it, which names what is left out."""
        return self._summed(units, self.families[column].to_numpy(dtype=np.float64))

    def sold(self, units: Floats) -> tuple[float, str]:
        """Return units by month, shape (families, months), each at the price of its month."""
        return self._summed(units, self.prices)

    def _summed(self, units: Floats, worth: Floats) -> tuple[float, str]:
        each = np.where(units == 0, 0.0, units * worth)
        each = each.sum(axis=tuple(range(1, each.ndim)))
        known = np.isfinite(each)
        missing = int((~known).sum())
        total = float(each[known].sum()) if known.any() else np.nan
        return total, self.currency + (f", without {missing}" if missing else "")


def courses(kept: KeptModel, scenarios: Mapping[str, Sequence[Change]]) -> tuple[Course, ...]:
    """Return the base and each scenario, solved on the kept model, in whole units and verified.

    Parameters
    ----------
    scenarios
        Changes by what the scenario is called.

    Examples
    --------
    >>> from sop_addin.periods import month, months
    >>> from sop_addin.supply.problem import Family
    >>> pumps = Family("Pumps", [80, 130], regular_limit=100, subcontract_limit=50)
    >>> problem = Problem(months(month("2026-03"), 2), 20, (pumps,))
    >>> more = Change("family", "Pumps", "demand", [80, 170])
    >>> found = courses(KeptModel(problem), {"S1 more": [more]})
    >>> [(c.name, float(c.plan.production["production"].sum())) for c in found]
    [('base', 210.0), ('S1 more', 250.0)]
    """
    base = Course(BASE, kept.problem, _shown(kept.problem, kept.base))
    found = [base]
    for name, changes in scenarios.items():
        problem = changed(kept.problem, changes)
        plan = kept.plan(changes, kept.strategy.name)
        found.append(Course(name, problem, _shown(problem, plan), tuple(changes)))
    return tuple(found)


def _shown(problem: Problem, plan: Plan) -> Plan:
    return verify(problem, in_whole_units(plan))


def results(course: Course, worth: Worth) -> dict[str, tuple[float, str]]:
    """Return what comes out of a course: value and unit by measure; service, target, money.

    Service is 100 x units in time / demand, see :func:`sop_addin.presop.delivery.delivery`; short
    and below target are those of :func:`sop_addin.supply.sheets.strategy_rows`. Revenue is
    constrained sales at each month's price, margin less cost; stock is valued at cost at the end.
    """
    problem, plan, units = course.problem, course.plan, worth.units
    short = plan_shortfall(plan, problem)
    price = worth.families["price"].to_numpy(dtype=np.float64)
    demand = family_grid(problem, "demand")
    asked = add_up(demand.sum(axis=1), units, price)
    in_time = add_up(units_in_time(demand, short.by_month), units, price)
    row = strategy_rows([plan], "", problem, worth.families, worth.currency).iloc[0]
    sold, stock = _of(plan, problem, "constrained"), _stock(plan, problem)[:, -1]
    revenue, goods = worth.sold(sold), worth.money(sold.sum(axis=1), "cost")
    return {
        "service": (100 * in_time.value / asked.value if asked.value > 0 else np.nan, "%"),
        "short": (float(row["short"]), str(row["unit"])),
        "waits, added up over month ends": (float(row["waiting"]), str(row["unit"])),
        "below target, average": (float(row["below_target"]), str(row["unit"])),
        "money at risk": worth.money(np.where(short.units < NOTHING, 0.0, short.units), "price"),
        "revenue": revenue,
        "margin": (revenue[0] - goods[0], max(revenue[1], goods[1], key=len)),
        "cost of the plan": (plan.total_cost, worth.currency),
        "stock value at the end": worth.money(stock, "cost"),
    }


def diff_rows(found: Sequence[Course], worth: Worth) -> pd.DataFrame:
    """Return the change list of every scenario against the base, the first of the courses.

    Returns
    -------
    DataFrame
        ``scenario, part, what, item, unit, base, now, difference, months``; difference = scenario
        less base, summed over the horizon unless the measure says otherwise.
    """
    base = found[0]
    before = results(base, worth)
    rows: list[tuple[object, ...]] = []
    for course in found[1:]:
        told = [*_supposed(base, course), *_plans(base, course), *_loads(base, course)]
        told += [*_families(base, course, worth)]
        rows += [(course.name, *row) for row in told]
        for what, (value, unit) in results(course, worth).items():
            was = before[what][0]
            rows.append(
                (course.name, _RESULT, what, COMPANY_KEY, unit, was, value, value - was, "")
            )
    names = ["scenario", "part", "what", "item", "unit", "base", "now", "difference", "months"]
    return pd.DataFrame(rows, columns=names)


_Line = tuple[str, str, str, str, float, float, float, str]
"""Part, what, item, unit, base, now, difference, months."""


def _span(problem: Problem, was: Floats, now: Floats) -> str:
    at = np.flatnonzero(np.abs(now - was) > 1e-6)
    return span_text(problem.months[at[0]], problem.months[at[-1]]) if at.size else ""


def _supposed(base: Course, course: Course) -> Iterator[_Line]:
    for change in course.changes:
        if change.field not in _FIELDS:
            continue
        word, add = _FIELDS[change.field]
        was, unit = _stated(base.problem, change)
        now = by_month(change.value, base.problem.count)
        first, last = float(add(was)), float(add(now))
        span = _span(base.problem, was, now)
        yield _SUPPOSED, word, change.id, unit, first, last, last - first, span


def _stated(problem: Problem, change: Change) -> tuple[Floats, str]:
    """Return the base's number that a change is about, by month, and its unit."""
    if change.part == "pool":
        pool = next(each for each in problem.pools if each.id == change.id)
        return by_month(getattr(pool, change.field), problem.count), "people"
    parts = problem.families if change.part == "family" else problem.resources
    item = next(each for each in parts if each.id == change.id)
    return by_month(getattr(item, change.field), problem.count), item.unit


def _of(plan: Plan, problem: Problem, name: str) -> Floats:
    frame = plan.production if name in plan.production else plan.positions
    return frame[name].to_numpy(dtype=np.float64).reshape(len(problem.families), problem.count)


def _stock(plan: Plan, problem: Problem) -> Floats:
    """Return stock (MTS) or finished goods (MTO), shape (families, months)."""
    return _of(plan, problem, "inventory") + _of(plan, problem, "finished")


def _plans(base: Course, course: Course) -> Iterator[_Line]:
    """Yield the plans that change, the most first; small changes are counted in one line."""
    problem = base.problem
    grids = {n: (_of(base.plan, problem, n), _of(course.plan, problem, n)) for n in _PARTS}
    moved = sum(np.abs(after - before).sum(axis=1) for before, after in grids.values())
    least = np.maximum(1.0, _SMALL * grids["production"][0].sum(axis=1))
    for i in np.argsort(-np.asarray(moved), kind="stable"):
        if not moved[i] >= least[i]:
            continue
        unit, name = problem.families[i].unit, problem.families[i].id
        for part, word in _PARTS.items():
            before, after = grids[part][0][i], grids[part][1][i]
            if np.abs(after - before).sum() >= 1.0:
                first, last = float(before.sum()), float(after.sum())
                span = _span(problem, before, after)
                yield _PLANS, word, name, unit, first, last, last - first, span
        before, after = (_stock(c.plan, problem)[i] for c in (base, course))
        if problem.families[i].policy is Policy.MTO:
            before, after = (_of(c.plan, problem, "backlog")[i] for c in (base, course))
        held = "backlog" if problem.families[i].policy is Policy.MTO else "stock"
        if np.abs(after - before).mean() >= 1.0:
            first, last = float(before.mean()), float(after.mean())
            span = _span(problem, before, after)
            yield _PLANS, f"{held}, average", name, unit, first, last, last - first, span
    small = int(((moved > 0) & (moved < least)).sum())
    if small:
        more = counted(small, "more family", "more families")
        nan = float("nan")
        yield _PLANS, "production, hardly changed", more, "", nan, nan, nan, ""


def _loads(base: Course, course: Course) -> Iterator[_Line]:
    """Yield the resources whose fullest month changes, and head-counts."""
    problem = base.problem
    was, now = (c.plan.load.set_index(["resource", "month"])["utilisation"] for c in (base, course))
    for name in dict.fromkeys(base.plan.load["resource"]):
        before, after = 100 * was[name].to_numpy(float), 100 * now[name].to_numpy(float)
        first, last = float(np.nanmax(before)), float(np.nanmax(after))
        if abs(last - first) >= _LOAD:
            span = _span(problem, before, after)
            yield _PLANS, "fullest month", str(name), "%", first, last, last - first, span
    heads = (c.plan.labour["workers"].to_numpy(float) for c in (base, course))
    before_all, after_all = (h.reshape(len(problem.pools), problem.count) for h in heads)
    for pool, before, after in zip(problem.pools, before_all, after_all, strict=True):
        if np.abs(after - before).max() >= _LOAD:
            first, last = float(before.mean()), float(after.mean())
            span = _span(problem, before, after)
            yield _PLANS, "people, average", pool.id, "people", first, last, last - first, span


def _families(base: Course, course: Course, worth: Worth) -> Iterator[_Line]:
    """Yield the families that are short of more or less than in the base."""
    was = plan_shortfall(base.plan, base.problem)
    now = plan_shortfall(course.plan, course.problem)
    for i, family in enumerate(base.problem.families):
        first, last = float(was.units[i]), float(now.units[i])
        if abs(last - first) >= NOTHING:
            span = _span(base.problem, was.by_month[i], now.by_month[i])
            yield _RESULT, "short", family.id, family.unit, first, last, last - first, span
