"""The resource shortage list: what a plan cannot do, by name, month and money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan

import numpy as np
import pandas as pd

from sop_addin.supply.material_plan import MaterialPlan
from sop_addin.supply.offsets import in_work, months_before
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

__all__ = ["SHORTAGE_COLUMNS", "Gap", "family_gaps", "shortage_list"]

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


def family_gaps(family: Family, regular: Floats, positions: Positions) -> list[Gap]:
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
        return np.nan_to_num(np.maximum(by_month(getattr(family, name), count) - position, 0.0))

    def more(name: str, position: Floats) -> Floats:
        return np.nan_to_num(np.maximum(position - by_month(getattr(family, name), count), 0.0))

    made_less = less("regular_minimum", regular)
    found = [Gap("past due", positions.past_due, True), Gap("lost sales", positions.lost, True)]
    if family.policy is Policy.MTS:
        stock, low = positions.inventory, np.nan_to_num(by_month(family.minimum, count))
        found += [
            Gap("stock below minimum", less("minimum", stock), True),
            Gap("stock below target", less("target", np.maximum(stock, low)), True),
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
    kept = [Gap(g.reason, np.where(g.units > tolerance, g.units, 0.0), g.is_short) for g in found]
    return [g for g in kept if g.units.any()]


def shortage_list(
    problem: Problem,
    schedule: Schedule,
    positions: Sequence[Positions],
    load: pd.DataFrame,
    materials: Sequence[MaterialPlan],
) -> pd.DataFrame:
    """Return every shortage of a plan, the most money at risk first.

    A family's rows say how many units are missing at the end of a month: for customers, or from
    minimum or target. Too much is no shortage: stock above maximum is not listed. Money is at risk
    only where customers wait or are lost; units missing from stock alone put 0 at risk.

    A resource's row says how much more of it the month would need: the units that newly fall short
    in that month, times what a unit takes, where the resource is fully used; and what locked months
    ask above what is available.

    Parameters
    ----------
    problem, schedule, positions
        The plan and where it leads.
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
    rows: list[tuple[object, ...]] = []
    short = np.zeros((len(problem.families), problem.count))
    waits = np.zeros_like(short)
    for i, family in enumerate(problem.families):
        found = family_gaps(family, schedule.regular[i], positions[i])
        missing, late = np.zeros(problem.count), np.zeros(problem.count)
        for gap in (gap for gap in found if gap.is_short):
            stock = gap.reason.startswith("stock")
            for t in np.flatnonzero(gap.units):
                value = nan if family.price is None else float(gap.units[t]) * family.price
                value = 0.0 if stock else value
                quantity = float(gap.units[t])
                month = problem.months[int(t)]
                rows.append(
                    (
                        "family",
                        family.id,
                        month,
                        gap.reason,
                        quantity,
                        family.unit,
                        value,
                        family.id,
                    )
                )
            if gap.reason != "lost sales":
                missing += gap.units
                late += 0.0 if stock else gap.units
        short[i] = np.maximum(np.diff(missing, prepend=0.0), 0.0) + positions[i].lost
        waits[i] = np.maximum(np.diff(late, prepend=0.0), 0.0) + positions[i].lost
    at_risk = {(row[1], row[2]): row[6] for row in _resource_rows(problem, waits, load)}
    for row in _resource_rows(problem, short, load):
        rows.append((*row[:6], at_risk.get((row[1], row[2]), 0.0), row[7]))
    rows += _stock_rows(problem, load)
    rows += _material_rows(problem, materials)
    rows += [
        (m.kind, m.id, problem.months[int(t)], m.reason, float(m.units[t]), m.unit, 0.0, "")
        for m in missed_wishes(problem, schedule, materials)
        for t in np.flatnonzero(m.units > _NOISE)
    ]
    frame = pd.DataFrame(rows, columns=list(SHORTAGE_COLUMNS))
    frame["month"] = pd.PeriodIndex(frame["month"], freq="M")
    frame = frame.astype({"quantity": np.float64, "value": np.float64})
    keys = ["value", "month", "kind", "id", "reason"]
    order = frame.sort_values(keys, ascending=[False, True, True, True, True], na_position="last")
    return order.reset_index(drop=True)


def _resource_rows(problem: Problem, short: Floats, load: pd.DataFrame) -> list[tuple[object, ...]]:
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
    prices = np.array([nan if f.price is None else f.price for f in problem.families])
    names = [f.id for f in problem.families]
    tables = {name: part for name, part in load.groupby("resource", sort=False)}
    rows: list[tuple[object, ...]] = []
    for name, unit, takes, ahead in bills:
        missing = in_work(short, ahead)
        part = tables[name]
        kind = part["kind"].iat[0]
        used, available = part["load"].to_numpy(), part["available"].to_numpy()
        over = np.maximum(used - available, 0.0)
        need = takes[:, None] * missing
        # A month without a missing unit and without load above capacity has no line.
        for t in np.flatnonzero(need.any(axis=0) | (over > 0)).tolist():
            binds = used[t] >= _FULL * available[t] and np.isfinite(available[t])
            hit = np.flatnonzero(need[:, t] > 0) if binds else np.array([], int)
            extra = over[t] if over[t] > 1e-6 * (1 + available[t]) else 0.0
            quantity = float(need[hit, t].sum()) + extra
            if quantity <= 0:
                continue
            value = float(np.nansum(missing[hit, t] * prices[hit]))
            value = value if np.isfinite(prices[hit]).any() else nan
            reason = "load above capacity" if extra else "capacity short"
            who = ", ".join(names[i] for i in hit)
            rows.append((kind, name, problem.months[t], reason, quantity, unit, value, who))
    return rows


def _stock_rows(problem: Problem, load: pd.DataFrame) -> list[tuple[object, ...]]:
    """Return where stock needs more space, or ties up more money, than there is."""
    rows: list[tuple[object, ...]] = []
    for resource in problem.resources:
        if resource.basis is ResourceBasis.STOCK:
            part = load[load["resource"] == resource.id]
            available = part["available"].to_numpy()
            over = part["load"].to_numpy() - available
            who = ", ".join(f.id for f in problem.families if resource.per_unit.get(f.id))
            for t in np.flatnonzero(over > _NOISE * (1 + np.abs(available))):
                when, reason = problem.months[int(t)], f"{resource.called} short"
                amount = float(over[t])
                rows.append(
                    (resource.called, resource.id, when, reason, amount, resource.unit, 0.0, who)
                )
    return rows


def _material_rows(problem: Problem, materials: Sequence[MaterialPlan]) -> list[tuple[object, ...]]:
    """Return what production begins without its material having arrived."""
    rows: list[tuple[object, ...]] = []
    for material, plan in zip(problem.materials, materials, strict=True):
        who = ", ".join(f.id for f in problem.families if material.per_unit.get(f.id))
        for t in np.flatnonzero(plan.short > _NOISE * (1 + plan.need)):
            when, short = problem.months[int(t)], float(plan.short[t])
            reason = "material to be expedited"
            rows.append(("material", material.id, when, reason, short, material.unit, 0.0, who))
    return rows
