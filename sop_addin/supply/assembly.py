"""The planning problem as the workbook states it: tables and page rows to a Problem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import inf
from typing import Any

import numpy as np
import pandas as pd

from sop_addin.errors import DataError, Place
from sop_addin.schema.formulas import window
from sop_addin.supply.problem import (
    Family,
    Floats,
    LabourPool,
    Lock,
    Policy,
    Problem,
    Resource,
    ShortagePolicy,
    UnitCosts,
)

__all__ = ["Assembled", "Sheets", "assemble"]


@dataclass(frozen=True)
class Sheets:
    """What the workbook holds for a plan.

    Parameters
    ----------
    families, resources, bill_of_resources
        The declared tables of these names.
    openings
        Index family; ``opening_inventory, opening_past_due, opening_backlog, opening_finished``
        (units, NaN where not known).
    months
        The horizon.
    rows
        By series, frame of shape (families, months): ``unconstrained_demand, working_days,
        regular, overtime, subcontract, manual_change``; NaN is blank.
    """

    families: pd.DataFrame
    resources: pd.DataFrame
    bill_of_resources: pd.DataFrame
    openings: pd.DataFrame
    months: pd.PeriodIndex
    rows: Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Assembled:
    """A problem, and what had to be assumed to state it: one sentence by family."""

    problem: Problem
    assumed: Mapping[str, str]


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
    families = tuple(
        _family(row, sheets, days, assumed) for row in sheets.families.to_dict("records")
    )
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
    uses = {
        name: dict(zip(part["family"], part["hours_per_unit"], strict=True))
        for name, part in bill.groupby("resource")
    }
    listed = sheets.resources.to_dict("records")
    pools = tuple(_pool(r, uses) for r in listed if r["kind"] == "labour")
    families = tuple(_with_overtime(family, pools) for family in families)
    machines = tuple(
        Resource(r["resource"], r["hours_per_day"] * days, uses.get(r["resource"], {}))
        for r in listed
        if r["kind"] == "equipment"
    )
    return Assembled(Problem(sheets.months, days, families, pools, machines), assumed)


def _blank(value: Any) -> bool:
    return bool(pd.isna(value)) or value == ""


def _or(value: Any, otherwise: float) -> float:
    return otherwise if _blank(value) else float(value)


def _price(value: Any) -> float | None:
    return None if _blank(value) else float(value)


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
            np.round(_or(row[name], np.nan) * rate)
            for name in ("minimum_days", "target_days", "maximum_days")
        )
        inventory, backlog = _stock(code, opening, target_level, assumed), 0.0
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
        opening_past_due=0.0 if made_to_order else _or(opening["opening_past_due"], 0.0),
        opening_backlog=backlog,
        opening_finished=_or(opening["opening_finished"], 0.0) if made_to_order else 0.0,
        minimum=minimum,
        target=target_level,
        maximum=maximum,
        shortage=ShortagePolicy(row["shortage_policy"]),
        ship_share=_or(row["ship_share"], 0.0),
        priority=int(_or(row["priority"], 1)),
        price=_price(row["price"]),
        unit=row["unit"] or "units",
        costs=_unit_costs(row),
        subcontract_limit=_or(row["subcontract_limit"], 0.0),
        locks=_locks(code, sheets),
    )


def _with_overtime(family: Family, pools: tuple[LabourPool, ...]) -> Family:
    """Return the family with overtime where its people may work some; their pool limits it."""
    works = any(p.hours_per_unit.get(family.id, 0) > 0 and p.overtime_share for p in pools)
    return replace(family, overtime_limit=inf) if works else family


def _unit_costs(row: Mapping[Any, Any]) -> UnitCosts:
    return UnitCosts(
        _price(row["regular_cost"]),
        _price(row["overtime_cost"]),
        _price(row["subcontract_cost"]),
        _price(row["holding_cost"]),
        _price(row["past_due_cost"]),
        _price(row["lost_sale_cost"]),
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
    if not _blank(counted):
        return float(counted)
    level = float(np.nan_to_num(target[0]))
    assumed[code] = "assumed: no stock count" + (", at target" if level else ", none")
    return level


def _backlog(
    code: str, row: Mapping[Any, Any], opening: Mapping[Any, Any], assumed: dict[str, str]
) -> tuple[float, float]:
    target, backlog = row["backlog_target"], opening["opening_backlog"]
    if _blank(target) and _blank(backlog):
        raise DataError(
            Place("families", code, "backlog_target"),
            "a blank, and no order backlog in Actuals",
            "at least one of them for a make-to-order family",
            "Report the backlog, or give its target.",
        )
    if _blank(backlog):
        assumed[code] = "assumed: no backlog reported, at target"
    elif _blank(target):
        assumed[code] = "assumed: no backlog target, maintained"
    level = float(backlog if _blank(target) else target)
    return level, float(target if _blank(backlog) else backlog)


def _locks(code: str, sheets: Sheets) -> tuple[Lock, ...]:
    def row(name: str) -> Floats:
        return sheets.rows[name].loc[code].to_numpy(dtype=float)

    manual = row("manual_change")
    made = [np.nan_to_num(row(name)) for name in ("regular", "overtime", "subcontract")]
    return tuple(
        Lock(month, float(made[0][t]), float(made[1][t]), float(made[2][t]), float(manual[t]))
        for t, month in enumerate(sheets.months)
        if not np.isnan(manual[t])
    )


def _pool(row: Mapping[Any, Any], uses: Mapping[Any, dict[str, float]]) -> LabourPool:
    name = str(row["resource"])
    if _blank(row["workers"]):
        raise DataError(
            Place("resources", name, "workers"),
            "a blank",
            "the people at the end of the last closed month",
            "Fill it: blank is not 0.",
        )
    return LabourPool(
        name,
        float(row["workers"]),
        float(row["hours_per_day"]),
        uses.get(name, {}),
        wage_per_day=_price(row["wage_per_day"]),
        hire_cost=_price(row["hire_cost"]),
        layoff_cost=_price(row["layoff_cost"]),
        overtime_share=_or(row["overtime_share"], 0.0),
        overtime_cost_per_hour=_price(row["overtime_cost_per_hour"]),
        max_workers=_or(row["max_workers"], inf),
        max_hires=_or(row["max_hires"], inf),
        max_layoffs=_or(row["max_layoffs"], inf),
    )
