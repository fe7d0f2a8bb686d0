"""Writes the sample company's files, as a company's own systems would export them."""

from __future__ import annotations

import csv
import dataclasses
import math
from pathlib import Path

import pandas as pd

from sop_addin.periods import months
from sop_addin.sample.company import CYCLE, FAMILIES, RESOURCES, SampleFamily, Workshop
from sop_addin.sample.former_forecasts import former_forecasts
from sop_addin.sample.former_plans import former_estimates, former_plans
from sop_addin.sample.items import item_rows
from sop_addin.sample.ledger import HISTORY, expected_demand, ledger, stock_rows
from sop_addin.sample.plans import plan_tables
from sop_addin.sample.plant_calendar import working_days
from sop_addin.sample.registers import register_tables
from sop_addin.sample.supply_terms import (
    BOUGHT_LEAD_MONTHS,
    LAST_REVIEWED,
    MORE_LEAD_MONTHS,
    bill_rows,
    material_rows,
    on_order_rows,
)

__all__ = ["sample_tables", "write_extracts"]

_PLANNED_YEARS = 2
_LOOK_AHEAD = 36


def sample_tables() -> dict[str, pd.DataFrame]:
    """Return every table of the sample company by the name of its extract.

    Examples
    --------
    >>> {name: len(frame) for name, frame in list(sample_tables().items())[:10]}
    {'families': 10, 'resources': 4, 'bill_of_resources': 26, 'items': 19, 'materials': 7, \
'bill_of_materials': 22, 'on_order': 18, 'calendar': 84, 'aop': 240, 'actuals': 441}
    """
    actuals = pd.concat([ledger(family) for family in FAMILIES], ignore_index=True)
    aop = pd.concat([_operating_plan(family) for family in FAMILIES], ignore_index=True)
    forecasts = former_forecasts()
    plans = former_plans(forecasts, actuals)
    return {
        "families": pd.DataFrame([_family(family) for family in FAMILIES]),
        "resources": pd.DataFrame([_resource_row(workshop) for workshop in RESOURCES]),
        "bill_of_resources": pd.DataFrame(
            [
                {"family": family.code, "resource": resource, "hours_per_unit": hours}
                for family in FAMILIES
                for resource, hours in family.hours.items()
            ]
        ),
        "items": item_rows(),
        "materials": material_rows(),
        "bill_of_materials": bill_rows(),
        "on_order": on_order_rows(),
        "calendar": pd.DataFrame(
            [
                {"month": month, "working_days": working_days(month)}
                for month in months(CYCLE - HISTORY, HISTORY + _LOOK_AHEAD)
            ]
        ),
        "aop": aop,
        "actuals": actuals,
        "stock": stock_rows(actuals),
        **plan_tables(CYCLE),
        **register_tables(),
        "versions": pd.concat([forecasts, plans], ignore_index=True),
        "latest_estimate": former_estimates(plans, actuals, aop),
    }


def write_extracts(folder: Path) -> list[Path]:
    """Write the sample company's files into a folder that exists, and return their paths.

    The bytes are the same every time and everywhere: UTF-8, comma, line feed, ``2026-02``.
    """
    paths = []
    for name, frame in sample_tables().items():
        path = folder / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(frame.columns)
            writer.writerows(map(_written, row) for row in frame.itertuples(index=False))
        paths.append(path)
    return paths


def _written(cell: object) -> str:
    if cell is None or cell is pd.NaT or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    if isinstance(cell, pd.Timestamp):
        return f"{cell:%Y-%m-%d}"
    return f"{cell:.12g}" if isinstance(cell, float) else str(cell)


def _family(family: SampleFamily) -> dict[str, object]:
    stocked = family.policy == "MTS"
    made = family.cost - sum(
        family.hours.get(w.code, 0.0) * w.wage_per_day / w.hours_per_day
        for w in RESOURCES
        if w.wage_per_day is not None
    )
    minimum, target, maximum = family.days or (None, None, None)
    lost = family.shortage_policy == "lost sales"
    return {
        "family": family.code,
        "name": family.name,
        "policy": family.policy,
        "unit": "pcs",
        "shortage_policy": family.shortage_policy,
        "price": family.price,
        "cost": family.cost,
        "holding_cost": round(0.015 * family.cost, 2),
        "past_due_cost": None if lost else round(0.15 * family.price, 2),
        "lost_sale_cost": family.price - family.cost if lost else None,
        "regular_cost": round(made, 2),
        "overtime_cost": round(made, 2),
        "subcontract_cost": _bought_at(family),
        "subcontract_limit": family.bought,
        "minimum_days": minimum,
        "target_days": target,
        "maximum_days": maximum,
        "backlog_target": family.backlog,
        "ship_share": None if stocked else 0,
        "priority": family.priority,
        "bought_lead_months": BOUGHT_LEAD_MONTHS.get(family.code),
        "last_reviewed": LAST_REVIEWED.get(family.code),
        "demand_owner": "Sales, standard range" if stocked else "Sales, projects",
        "supply_owner": "Workshop planning" if stocked else "Project planning",
    }


def _bought_at(family: SampleFamily) -> float | None:
    return family.quoted if family.bought is None else round(1.25 * family.cost, 2)


def _resource_row(workshop: Workshop) -> dict[str, object]:
    row = dataclasses.asdict(workshop)
    return {"resource": row.pop("code")} | row | {"lead_months": MORE_LEAD_MONTHS[workshop.code]}


def _operating_plan(family: SampleFamily) -> pd.DataFrame:
    """Return units to the ten (to the unit where they are few) and money at this year's price."""
    first = CYCLE - CYCLE.month + 1
    rows = []
    for month in months(first, 12 * _PLANNED_YEARS):
        units = family.optimism * expected_demand(family, month)
        units = round(units / 10) * 10 if family.level >= 200 else round(units)
        rows.append((family.code, month, units, units * family.price))
    return pd.DataFrame(rows, columns=["family", "month", "units", "revenue"])
