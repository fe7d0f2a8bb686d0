"""The planning problem as the workbook states it: tables and page rows to a Problem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import inf
from typing import Any

import numpy as np
import pandas as pd

from sop_addin.errors import DataError, Place
from sop_addin.schema.formulas import window
from sop_addin.supply.approved import Standing, standing
from sop_addin.supply.capacity_sheets import (
    blank,
    number_or,
    price_or_none,
    read_materials,
    read_pools,
    read_resources,
    whole_or,
)
from sop_addin.supply.problem import (
    Family,
    FirmFence,
    Floats,
    LabourPool,
    Lock,
    Material,
    Policy,
    Problem,
    RateChange,
    ShortagePolicy,
    UnitCosts,
    by_month,
)
from sop_addin.supply.schedule import PARTS

__all__ = ["Assembled", "Sheets", "assemble"]


@dataclass(frozen=True)
class Sheets:
    """What the workbook holds for a plan.

    Parameters
    ----------
    families, resources, bill_of_resources, materials, bill_of_materials, on_order
        The declared tables of these names.
    openings
        Index family; ``opening_inventory, opening_past_due, opening_backlog, opening_finished``
        (units, NaN where not known).
    months
        The horizon.
    rows
        By series, frame of shape (families, months): ``unconstrained_demand, working_days,
        regular, overtime, subcontract, manual_change``; NaN is blank.
    firm_change
        Part of the approved plan by which production may change inside the firm fence.
    approved
        What approved plans of earlier cycles said of each month: ``production, overtime,
        subcontract`` in units, index family, one column a month.
    """

    families: pd.DataFrame
    resources: pd.DataFrame
    bill_of_resources: pd.DataFrame
    openings: pd.DataFrame
    months: pd.PeriodIndex
    rows: Mapping[str, pd.DataFrame]
    materials: pd.DataFrame
    bill_of_materials: pd.DataFrame
    on_order: pd.DataFrame
    firm_change: float = 0.1
    approved: Mapping[str, pd.DataFrame] = field(default_factory=dict)


@dataclass(frozen=True)
class Assembled:
    """A problem, and what had to be assumed to state it.

    Parameters
    ----------
    problem
        The problem.
    assumed
        One sentence by family whose opening position was assumed.
    in_process
        Families without a plan yet: receipts within their lead time are taken to be the demand.
    unfenced
        Families whose fences hold nothing yet, because no plan of theirs was approved.
    """

    problem: Problem
    assumed: Mapping[str, str]
    in_process: tuple[str, ...] = ()
    unfenced: tuple[str, ...] = ()


def assemble(sheets: Sheets) -> Assembled:
    """Return the planning problem of all families together.

    An opening stock that nobody counted is assumed to be at target, and an order backlog without
    a target is maintained; both are said in `assumed`.

    Raises
    ------
    DataError
        A parameter without which there is no plan is missing, or breaks a rule of
        :func:`sop_addin.supply.validation.validate`.
    """
    assumed: dict[str, str] = {}
    days = sheets.rows["working_days"].iloc[0].to_numpy(dtype=float)
    terms = {str(row["family"]): row for row in sheets.families.to_dict("records")}
    families = tuple(_family(row, sheets, days, assumed) for row in terms.values())
    bill = sheets.bill_of_resources
    known = set(sheets.families["family"])
    stray = bill[~bill["family"].isin(known) | ~bill["resource"].isin(sheets.resources["resource"])]
    if len(stray):
        row = stray.iloc[0]
        raise DataError(
            Place("bill_of_resources", f"{row['family']}/{row['resource']}"),
            f"{row['family']} on {row['resource']}",
            "a family and a resource that are listed on their sheets",
            "Correct the code, or add what is missing.",
        )
    leads = {code: _whole(row, "lead_months") for code, row in terms.items()}
    pools = read_pools(sheets.resources, bill, leads)
    families = tuple(_with_overtime(family, pools) for family in families)
    shared = read_resources(sheets.resources, bill, leads, days, sheets.families, sheets.materials)
    arrivals = _arrivals(sheets)
    materials = read_materials(
        sheets.materials, sheets.bill_of_materials, arrivals, len(sheets.months)
    )
    stood = standing([f.id for f in families], sheets.months, sheets.approved)
    free = tuple(
        family.id
        for at, family in enumerate(families)
        if np.isnan(stood.regular[at]).all()
        and any(_whole(terms[family.id], name) for name in ("frozen_months", "firm_months"))
    )
    families = tuple(
        _with_fences(f, terms[f.id], sheets, arrivals, materials, _of(stood, at))
        for at, f in enumerate(families)
    )
    first = tuple(f.id for f in families if f.lead_months and not _planned(f.id, sheets))
    problem = Problem(sheets.months, days, families, pools, shared, materials)
    return Assembled(problem, assumed, first, free)


def _of(stood: Standing, at: int) -> list[Floats]:
    """Return one family's approved production in its parts, in the order of ``PARTS``."""
    return [getattr(stood, name)[at] for name in PARTS]


def _whole(row: Mapping[Any, Any], name: str) -> int:
    """Return a number of months, 0 where it is blank."""
    return whole_or(row[name], 0, Place("families", str(row["family"]), name))


def _arrivals(sheets: Sheets) -> dict[str, Floats]:
    """Return what is on order by material or family, by month due; late orders come at once.

    What is due after the horizon is left out.
    """
    count, first = len(sheets.months), sheets.months[0].ordinal
    found: dict[str, Floats] = {}
    for row in sheets.on_order.to_dict("records"):
        month = max(0, row["month"].ordinal - first)
        if month < count:
            due = found.setdefault(str(row["code"]), np.zeros(count))
            due[month] += float(row["quantity"])
    return found


def _planned(code: str, sheets: Sheets) -> bool:
    """Tell whether a family's page holds a plan already."""
    rows = (sheets.rows[name].loc[code].to_numpy(dtype=float) for name in ("regular", "overtime"))
    return any(not np.isnan(row).all() for row in rows)


def _with_fences(
    family: Family,
    row: Mapping[Any, Any],
    sheets: Sheets,
    arrivals: Mapping[str, Floats],
    materials: tuple[Material, ...],
    stood: Sequence[Floats],
) -> Family:
    """Return the family with what is fixed or firm: lead time, frozen and firm fence, on order.

    Within the frozen fence the approved plan stays, within the lead time also what the page says
    where nothing was approved. Where the page holds no plan yet, receipts within the lead time are
    taken to be the demand.
    """
    frozen, firm = (_whole(row, name) for name in ("frozen_months", "firm_months"))
    longest = max((m.lead_months for m in materials if m.per_unit.get(family.id)), default=0)
    needed = family.lead_months + longest
    if firm and firm < needed:
        raise DataError(
            Place("families", family.id, "firm_months"),
            str(firm),
            f"at least the cumulative lead time, {needed} months",
            "Lengthen the firm fence, or correct the lead times.",
        )
    known = ~np.isnan(stood[0])
    if _planned(family.id, sheets):
        there = [sheets.rows[name].loc[family.id].to_numpy(dtype=float) for name in PARTS]
        begun = [np.nan_to_num(part) for part in there]
    else:
        nothing = np.zeros(len(sheets.months))
        begun = [np.ceil(by_month(family.demand, len(sheets.months))), nothing, nothing]
    made = [np.where(known, was, now) for was, now in zip(stood, begun, strict=True)]
    taken = {lock.month for lock in family.locks}
    locks = [
        Lock(month, float(made[0][t]), float(made[1][t]), float(made[2][t]), typed=False)
        for t, month in enumerate(sheets.months)
        if month not in taken and (t < family.lead_months or (t < frozen and known[t]))
    ]
    reach = min(firm, len(known) if known.all() else int(np.argmin(known)))
    fence = None
    if reach > frozen:
        fence = FirmFence(reach, np.nan_to_num(sum(stood)), sheets.firm_change)
    steepest = number_or(row["most_change"], inf)
    change = RateChange(per_day=True, most_up=steepest, most_down=steepest)
    return replace(
        family,
        locks=(*family.locks, *locks),
        firm_fence=fence,
        bought_lead_months=_whole(row, "bought_lead_months"),
        on_order=arrivals.get(family.id, np.zeros(len(sheets.months))),
        rate_change=change if np.isfinite(steepest) else None,
    )


def _family(
    row: Mapping[Any, Any], sheets: Sheets, days: Floats, assumed: dict[str, str]
) -> Family:
    code = str(row["family"])
    made_to_order = row["policy"] == "MTO"
    demand = sheets.rows["unconstrained_demand"].loc[code].to_numpy(dtype=float)
    opening = dict(sheets.openings.loc[code])
    if made_to_order:
        target, backlog = _backlog(code, row, opening, assumed)
        minimum = maximum = np.full(len(demand), np.nan)
        target_level, inventory = np.full(len(demand), target), 0.0
    else:
        rate = _demand_a_day(demand, days)
        minimum, target_level, maximum = (
            np.round(number_or(row[name], np.nan) * rate)
            for name in ("minimum_days", "target_days", "maximum_days")
        )
        inventory, backlog = _stock(code, opening, target_level, assumed), 0.0
    path = _path(row, sheets.months, backlog if made_to_order else inventory, target_level)
    if path is not target_level:  # on the way to the target neither limit stands against it
        minimum, maximum = np.minimum(minimum, path), np.maximum(maximum, path)
    if row["shortage_policy"] == "":
        raise DataError(
            Place("families", code, "shortage_policy"),
            "a blank",
            "backorder or lost sales",
            "Say what happens to demand that cannot be met.",
        )
    return Family(
        code,
        demand,
        Policy(row["policy"]),
        opening_inventory=inventory,
        opening_past_due=0.0 if made_to_order else number_or(opening["opening_past_due"], 0.0),
        opening_backlog=backlog,
        opening_finished=number_or(opening["opening_finished"], 0.0) if made_to_order else 0.0,
        minimum=minimum,
        target=path,
        maximum=maximum,
        shortage=ShortagePolicy(row["shortage_policy"]),
        ship_share=number_or(row["ship_share"], 0.0),
        priority=whole_or(row["priority"], 1, Place("families", code, "priority")),
        price=price_or_none(row["price"]),
        unit=row["unit"] or "units",
        costs=_unit_costs(row),
        subcontract_limit=number_or(row["subcontract_limit"], 0.0),
        locks=_locks(code, sheets),
        lead_months=_whole(row, "lead_months"),
    )


def _path(row: Mapping[Any, Any], months: pd.PeriodIndex, opening: float, target: Floats) -> Floats:
    """Return the wanted position of each month: on target from a month on, evenly towards it."""
    by = row["target_by"]
    if not isinstance(by, pd.Period):
        return target
    steps = by.ordinal - months[0].ordinal + 1
    part = np.clip(np.arange(1, len(months) + 1) / max(steps, 1), 0.0, 1.0)
    return np.round(opening + (target - opening) * part)


def _with_overtime(family: Family, pools: tuple[LabourPool, ...]) -> Family:
    """Return the family with overtime where its people may work some; their pool limits it."""
    works = any(p.hours_per_unit.get(family.id, 0) > 0 and p.overtime_share for p in pools)
    return replace(family, overtime_limit=inf) if works else family


def _unit_costs(row: Mapping[Any, Any]) -> UnitCosts:
    return UnitCosts(
        price_or_none(row["regular_cost"]),
        price_or_none(row["overtime_cost"]),
        price_or_none(row["subcontract_cost"]),
        price_or_none(row["holding_cost"]),
        price_or_none(row["past_due_cost"]),
        price_or_none(row["lost_sale_cost"]),
    )


def _demand_a_day(demand: Floats, days: Floats) -> Floats:
    """Return the average demand a working day over the next three months, by month."""
    rates = np.zeros(len(demand))
    for month in range(len(demand)):
        first, last = window(month, len(demand))
        work = days[first : last + 1].sum()
        rates[month] = demand[first : last + 1].sum() / work if work else 0.0
    return rates


def _stock(code: str, opening: Mapping[Any, Any], target: Floats, assumed: dict[str, str]) -> float:
    counted = opening["opening_inventory"]
    if not blank(counted):
        return float(counted)
    level = float(np.nan_to_num(target[0]))
    assumed[code] = "assumed: no stock count" + (", at target" if level else ", none")
    return level


def _backlog(
    code: str, row: Mapping[Any, Any], opening: Mapping[Any, Any], assumed: dict[str, str]
) -> tuple[float, float]:
    target, backlog = row["backlog_target"], opening["opening_backlog"]
    if blank(target) and blank(backlog):
        raise DataError(
            Place("families", code, "backlog_target"),
            "a blank, and no order backlog in Actuals",
            "at least one of them for a make-to-order family",
            "Report the backlog, or give its target.",
        )
    if blank(backlog):
        assumed[code] = "assumed: no backlog reported, at target"
    elif blank(target):
        assumed[code] = "assumed: no backlog target, maintained"
    level = float(backlog if blank(target) else target)
    return level, float(target if blank(backlog) else backlog)


def _locks(code: str, sheets: Sheets) -> tuple[Lock, ...]:
    def row(name: str) -> Floats:
        return sheets.rows[name].loc[code].to_numpy(dtype=float)

    manual = row("manual_change")
    made = [np.nan_to_num(row(name)) for name in PARTS]
    return tuple(
        Lock(month, float(made[0][t]), float(made[1][t]), float(made[2][t]), float(manual[t]))
        for t, month in enumerate(sheets.months)
        if not np.isnan(manual[t])
    )
