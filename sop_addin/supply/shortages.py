"""The resource shortage list: what a plan cannot do, by name, month and money."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isnan, nan
from typing import Any

import numpy as np
import pandas as pd

from sop_addin.supply.load import most_hours
from sop_addin.supply.material_plan import MaterialPlan
from sop_addin.supply.offsets import months_before, moved
from sop_addin.supply.positions import Positions
from sop_addin.supply.problem import (
    Family,
    Floats,
    Policy,
    Problem,
    ResourceBasis,
    by_month,
)
from sop_addin.supply.schedule import Schedule, bill
from sop_addin.supply.wishes import missed_wishes

__all__ = ["Gap", "family_gaps", "shortage_list"]

SHORTAGE_COLUMNS = ("kind", "id", "month", "reason", "quantity", "unit", "value", "families")
"""Columns of the shortage list."""

_NOISE = 1e-6
_FULL = 1 - _NOISE
"""A resource used to this part of what is available is the one that binds."""


@dataclass(frozen=True)
class Gap:
    """One kind of unmet wish of a family, units by month, not negative, shape (months,)."""

    reason: str
    units: Floats
    is_short: bool
    """Whether more production would have helped."""


def family_gaps(family: Family, regular: Floats, positions: Positions) -> tuple[Gap, ...]:
    """Return what a family does not get, by reason.

    A unit counts once: what is below minimum is not counted as below target again, nor what is
    above maximum as above target.

    Parameters
    ----------
    family
        The family.
    regular
        Production in regular time, units, shape (months,).
    positions
        Where its plan leads.

    Examples
    --------
    >>> from sop_addin.supply.positions import inventory_positions
    >>> pumps = Family("Pumps", demand=[100, 120], opening_inventory=0, target=10)
    >>> made = np.array([90.0, 135.0])
    >>> gaps = family_gaps(pumps, made, inventory_positions(pumps.demand, made, 0))
    >>> [(g.reason, g.units.tolist()) for g in gaps]
    [('past due', [10.0, 0.0]), ('stock below target', [10.0, 5.0])]
    """
    count = len(regular)

    def less(name: str, position: Floats) -> Floats:
        return np.fmax(by_month(getattr(family, name), count) - position, 0.0)

    def more(name: str, position: Floats) -> Floats:
        return np.fmax(position - by_month(getattr(family, name), count), 0.0)

    made_less = less("regular_minimum", regular)
    found = [Gap("past due", positions.past_due, True), Gap("lost sales", positions.lost, True)]
    if family.policy is Policy.MTS:
        stock, low = positions.inventory, by_month(family.minimum, count)
        found += [
            Gap("stock below minimum", less("minimum", stock), True),
            Gap(
                "stock below target",
                less("target", np.fmax(stock, low)),
                True,
            ),
            Gap("stock above maximum", more("maximum", stock), False),
        ]
    else:
        backlog, high = positions.backlog, by_month(family.maximum, count)
        found += [
            Gap("backlog above maximum", more("maximum", backlog), True),
            Gap("backlog above target", more("target", np.fmin(backlog, high)), True),
            Gap("backlog below minimum", less("minimum", backlog - positions.finished), False),
        ]
    found.append(Gap("production below minimum", made_less, False))
    tolerance = 1e-6 * (1.0 + float(by_month(family.demand, count).max(initial=0.0)))
    return tuple(
        Gap(g.reason, np.where(g.units > tolerance, g.units, 0.0), g.is_short)
        for g in found
        if g.units.max() > tolerance
    )


def shortage_list(
    problem: Problem,
    schedule: Schedule,
    positions: Sequence[Positions],
    gaps: Sequence[Sequence[Gap]],
    load: pd.DataFrame,
    materials: Sequence[MaterialPlan],
) -> pd.DataFrame:
    """Return every shortage of a plan, the most money at risk first.

    A family's rows say how many units are missing at the end of a month: for customers, or from
    minimum or target. Too much is no shortage: stock above maximum is not listed. Money is at risk
    only where customers wait or are lost; units missing from stock alone put 0 at risk.

    A resource's row says how much more of it the month would need: the units that newly fall short
    in that month, times what a unit takes, where the resource is fully used, people with all who
    could be hired in time; and what locked months ask above what is available.

    Parameters
    ----------
    problem, schedule, positions
        The plan and where it leads.
    gaps
        What each family does not get, from :func:`family_gaps`.
    load
        Load by resource and month, with columns resource, kind, month, load, available.
    materials
        Each material under the plan.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`SHORTAGE_COLUMNS`: kind (family, labour, equipment, storage), id, month,
        reason, quantity (> 0) in `unit`, value (money at risk, NaN where no price is known),
        families hit.
    """
    rows = [
        row
        for family, found in zip(problem.families, gaps, strict=True)
        for row in _family_rows(problem, family, found)
    ]
    short, waits = _newly_short(problem, positions, gaps)
    most = {p.id: most_hours(problem, p, schedule.workers[j]) for j, p in enumerate(problem.pools)}
    rows += _resource_rows(problem, short, waits, load, most)
    rows += _stock_rows(problem, load)
    rows += _material_rows(problem, materials)
    rows += [
        (m.kind, m.id, int(t), m.reason, float(m.units[t]), m.unit, 0.0, "")
        for m in missed_wishes(problem, schedule, materials)
        for t in np.flatnonzero(m.units > _NOISE)
    ]
    return _ranked(rows, problem.months)


def _ranked(rows: list[_Row], months: pd.PeriodIndex) -> pd.DataFrame:
    """Return the lines as a frame, the most money first and what is not known last."""
    kinds = (object, object, np.int64, object, np.float64, object, np.float64, object)
    lines = zip(*sorted(rows, key=_rank), strict=True) if rows else [()] * len(kinds)
    arrays = (np.array(line, dtype=kind) for line, kind in zip(lines, kinds, strict=True))
    columns: dict[str, Any] = dict(zip(SHORTAGE_COLUMNS, arrays, strict=True))
    columns["month"] = months.take(columns["month"])
    return pd.DataFrame(columns)


def _rank(row: _Row) -> tuple[bool, float, int, str, str, str]:
    kind, name, month, reason, _, _, value, _ = row
    unknown = isnan(value)
    return unknown, 0.0 if unknown else -value, month, kind, name, reason


_Row = tuple[str, str, int, str, float, str, float, str]
"""One line, in the order of :data:`SHORTAGE_COLUMNS`; the month by its number."""


def _family_rows(problem: Problem, family: Family, gaps: Sequence[Gap]) -> Iterator[_Row]:
    for gap in gaps:
        if gap.is_short:
            price = nan if family.price is None else family.price
            price = 0.0 if gap.reason.startswith("stock") else price
            for t in np.flatnonzero(gap.units):
                units = float(gap.units[t])
                value = units * price
                yield "family", family.id, int(t), gap.reason, units, family.unit, value, family.id


def _newly_short(
    problem: Problem, positions: Sequence[Positions], gaps: Sequence[Sequence[Gap]]
) -> tuple[Floats, Floats]:
    """Return the units that newly fall short in each month, and those of them for customers."""
    missing = np.zeros((len(problem.families), problem.count))
    late = np.zeros_like(missing)
    for i, found in enumerate(gaps):
        for gap in found:
            if gap.is_short and gap.reason != "lost sales":
                missing[i] += gap.units
                late[i] += 0.0 if gap.reason.startswith("stock") else gap.units
    lost = np.array([p.lost for p in positions]).reshape(missing.shape)
    more = [np.diff(x, axis=1, prepend=0.0) for x in (missing, late)]
    short, waits = (np.where(x > _NOISE, x, 0.0) + lost for x in more)
    return short, waits


def _resource_rows(
    problem: Problem,
    short: Floats,
    waits: Floats,
    load: pd.DataFrame,
    most: Mapping[str, Floats],
) -> Iterator[_Row]:
    bills = [
        (p.id, "hours", bill(problem, p.hours_per_unit), months_before(problem, p.months_before))
        for p in problem.pools
    ]
    for resource in problem.resources:
        if resource.basis is not ResourceBasis.STOCK:
            ahead = months_before(problem, resource.months_before)
            if resource.basis is ResourceBasis.BOUGHT:
                ahead = np.zeros_like(ahead)
            bills.append((resource.id, resource.unit, bill(problem, resource.per_unit), ahead))
    priced = np.array([f.price is not None for f in problem.families], dtype=bool)
    prices = np.array([f.price or 0.0 for f in problem.families])
    names = [f.id for f in problem.families]
    place = {name: k * problem.count for k, name in enumerate(dict.fromkeys(load["resource"]))}
    kinds = load["kind"].to_numpy()
    loads, there = (load[name].to_numpy(dtype=np.float64) for name in ("load", "available"))
    for name, unit, takes, ahead in bills:
        own = slice(place[name], place[name] + problem.count)
        used, available = loads[own], there[own]
        over = np.maximum(used - available, 0.0)
        extra = np.where(over > 1e-6 * (1 + available), over, 0.0)
        limit = most.get(name, available)
        binds = (used >= _FULL * limit) & np.isfinite(limit)
        if not (binds.any() or extra.any()):
            continue
        missing, waiting = moved(short, ahead), moved(waits, ahead)
        users = (takes[:, None] > 0) & binds
        need, risk = takes[:, None] * missing, prices[:, None] * waiting
        hit, kept = users & (missing > 0), users & (waiting > 0)
        for t in np.flatnonzero(hit.any(axis=0) | (extra > 0)).tolist():
            short_of, waits_for = hit[:, t], kept[:, t]
            value = float(risk[waits_for, t].sum())
            if not priced[waits_for].any() and (waits_for.any() or extra[t]):
                value = nan
            quantity = float(need[short_of, t].sum() + extra[t])
            reason = "load above capacity" if extra[t] else "capacity short"
            who = ", ".join(names[i] for i in np.flatnonzero(short_of))
            yield kinds[own.start], name, t, reason, quantity, unit, value, who


def _stock_rows(problem: Problem, load: pd.DataFrame) -> Iterator[_Row]:
    """Return where stock needs more space, or ties up more money, than there is."""
    for resource in problem.resources:
        if resource.basis is ResourceBasis.STOCK:
            part = load[load["resource"] == resource.id]
            available = part["available"].to_numpy()
            over = part["load"].to_numpy() - available
            who = ", ".join(f.id for f in problem.families if resource.per_unit.get(f.id))
            for t in np.flatnonzero(over > _NOISE * (1 + np.abs(available))):
                kind, amount = resource.called, float(over[t])
                yield kind, resource.id, int(t), f"{kind} short", amount, resource.unit, 0.0, who


def _material_rows(problem: Problem, materials: Sequence[MaterialPlan]) -> Iterator[_Row]:
    """Return what production begins without its material having arrived."""
    reason = "material to be expedited"
    for material, plan in zip(problem.materials, materials, strict=True):
        who = ", ".join(f.id for f in problem.families if material.per_unit.get(f.id))
        for t in np.flatnonzero(plan.short > _NOISE * (1 + plan.need)):
            short = float(plan.short[t])
            yield "material", material.id, int(t), reason, short, material.unit, 0.0, who
