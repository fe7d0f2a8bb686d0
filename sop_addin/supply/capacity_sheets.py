"""What families share, as the workbook states it: people, equipment, space, money, materials."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from typing import Any

import numpy as np
import pandas as pd

from sop_addin.errors import DataError, Place
from sop_addin.supply.problem import Floats, LabourPool, Material, Resource, ResourceBasis

__all__ = [
    "blank",
    "number_or",
    "price_or_none",
    "read_materials",
    "read_pools",
    "read_resources",
    "whole_or",
]

_BASES = {
    "equipment": ResourceBasis.PRODUCTION,
    "storage": ResourceBasis.STOCK,
    "working capital": ResourceBasis.STOCK,
    "supplier": ResourceBasis.BOUGHT,
}


def blank(value: Any) -> bool:
    """Tell whether a cell holds nothing."""
    return bool(pd.isna(value)) or value == ""


def number_or(value: Any, otherwise: float) -> float:
    """Return a cell's number, or what a blank stands for."""
    return otherwise if blank(value) else float(value)


def whole_or(value: Any, otherwise: int, place: Place) -> int:
    """Return a cell's whole number, or what a blank stands for.

    Raises
    ------
    DataError
        It holds a part of one, which is never cut off.
    """
    number = number_or(value, otherwise)
    if number < 0 or number != int(number):
        raise DataError(place, f"{number:g}", "a whole number: 0, 1, 2 …", "Correct it.")
    return int(number)


def price_or_none(value: Any) -> float | None:
    """Return a price, ``None`` where the cell is blank."""
    return None if blank(value) else float(value)


def read_pools(
    resources: pd.DataFrame, uses: pd.DataFrame, leads: Mapping[str, int]
) -> tuple[LabourPool, ...]:
    """Return the labour pools.

    Parameters
    ----------
    resources, uses
        Tables resources and bill_of_resources.
    leads
        Lead time by family, months.

    Raises
    ------
    DataError
        People or hours are blank.
    """
    return tuple(
        _pool(row, _amounts(uses, row["resource"]), _before(uses, row["resource"], leads))
        for row in resources.to_dict("records")
        if row["kind"] == "labour"
    )


def _pool(row: Mapping[Any, Any], takes: dict[str, float], before: dict[str, int]) -> LabourPool:
    name = str(row["resource"])
    _needed(name, "workers", row, "the people at the end of the last closed month")
    _needed(name, "hours_per_day", row, "hours of a worker on a working day")
    return LabourPool(
        name,
        float(row["workers"]),
        float(row["hours_per_day"]),
        takes,
        wage_per_day=price_or_none(row["wage_per_day"]),
        hire_cost=price_or_none(row["hire_cost"]),
        layoff_cost=price_or_none(row["layoff_cost"]),
        overtime_share=number_or(row["overtime_share"], 0.0),
        overtime_cost_per_hour=price_or_none(row["overtime_cost_per_hour"]),
        max_workers=number_or(row["max_workers"], inf),
        max_hires=number_or(row["max_hires"], inf),
        max_layoffs=number_or(row["max_layoffs"], inf),
        months_before=before,
        more_lead_months=whole_or(row["lead_months"], 0, Place("resources", name, "lead_months")),
        notice_months=whole_or(row["notice_months"], 0, Place("resources", name, "notice_months")),
    )


def read_resources(
    resources: pd.DataFrame,
    uses: pd.DataFrame,
    leads: Mapping[str, int],
    days: Floats,
    families: pd.DataFrame,
    materials: pd.DataFrame,
) -> tuple[Resource, ...]:
    """Return equipment, storage, working capital and suppliers.

    Working capital without a bill counts every family and material at its cost.

    Parameters
    ----------
    resources, uses, families, materials
        Tables resources, bill_of_resources, families and materials.
    leads
        Lead time by family, months.
    days
        Working days of each month, shape (months,).

    Raises
    ------
    DataError
        What is available is blank.
    """
    found = []
    for row in resources.to_dict("records"):
        name, kind = str(row["resource"]), str(row["kind"])
        if kind not in _BASES:
            continue
        basis, takes = _BASES[kind], _amounts(uses, name)
        before: dict[str, int] = {}
        if basis is ResourceBasis.PRODUCTION:
            _needed(name, "hours_per_day", row, "hours on a working day")
            available, before = float(row["hours_per_day"]) * days, _before(uses, name, leads)
        else:
            _needed(name, "available", row, "what there is in a month")
            available = np.full(len(days), float(row["available"]))
        parts: dict[str, float] = {}
        if kind == "working capital":
            takes = takes or _costs(families, "family")
            parts = _costs(materials, "material")
        unit = "hours" if blank(row["unit"]) else str(row["unit"])
        more = int(number_or(row["lead_months"], 0))
        price = price_or_none(row["overtime_cost_per_hour"])
        found.append(
            Resource(name, available, takes, unit, basis, kind, before, parts, more, price)
        )
    return tuple(found)


def _needed(name: str, column: str, row: Mapping[Any, Any], expected: str) -> None:
    if blank(row[column]):
        place = Place("resources", name, column)
        raise DataError(place, "a blank", expected, "Fill it: blank is not 0.")


def _costs(table: pd.DataFrame, key: str) -> dict[str, float]:
    known = table.dropna(subset=["cost"])
    return {str(k): float(v) for k, v in zip(known[key], known["cost"], strict=True)}


def _amounts(uses: pd.DataFrame, name: str) -> dict[str, float]:
    own = uses[uses["resource"] == name]
    return dict(zip(own["family"], own["hours_per_unit"], strict=True))


def _before(uses: pd.DataFrame, name: str, leads: Mapping[str, int]) -> dict[str, int]:
    own = uses[uses["resource"] == name]
    stated = {
        family: whole_or(
            months, leads[family], Place("bill_of_resources", f"{family}/{name}", "months_before")
        )
        for family, months in zip(own["family"], own["months_before"], strict=True)
    }
    for family, months in stated.items():
        if months > leads[family]:
            raise DataError(
                Place("bill_of_resources", f"{family}/{name}", "months_before"),
                str(months),
                f"at most the family's lead time, {leads[family]}",
                "Correct it, or the lead time on Families.",
            )
    return {family: months for family, months in stated.items() if months != leads[family]}


def read_materials(
    materials: pd.DataFrame, bill: pd.DataFrame, arrivals: Mapping[str, Floats], months: int
) -> tuple[Material, ...]:
    """Return the materials; they are priced in the purchase plan, not in the plan's cost.

    Parameters
    ----------
    materials, bill
        Tables materials and bill_of_materials.
    arrivals
        Units on order by material or family, shape (months,) each.
    months
        Number of months.

    Raises
    ------
    DataError
        The bill names a material that is not listed, or stock or lead time is blank.
    """
    stray = bill[~bill["material"].isin(materials["material"])]
    if len(stray):
        row = stray.iloc[0]
        raise DataError(
            Place("bill_of_materials", f"{row['family']}/{row['material']}", "material"),
            str(row["material"]),
            "a material that is listed on its sheet",
            "Correct the code, or add the material.",
        )
    return tuple(_material(row, bill, arrivals, months) for row in materials.to_dict("records"))


def _material(
    row: Mapping[Any, Any], bill: pd.DataFrame, arrivals: Mapping[str, Floats], months: int
) -> Material:
    name = str(row["material"])
    for column in ("stock", "lead_months"):
        if blank(row[column]):
            place = Place("materials", name, column)
            raise DataError(place, "a blank", "a number", "Fill it: blank is not 0.")
    own = bill[bill["material"] == name]
    return Material(
        name,
        dict(zip(own["family"], own["per_unit"], strict=True)),
        float(row["stock"]),
        arrivals.get(name, np.zeros(months)),
        whole_or(row["lead_months"], 0, Place("materials", name, "lead_months")),
        number_or(row["minimum_order"], 0.0),
        number_or(row["monthly_limit"], inf),
        number_or(row["safety_stock"], 0.0),
        unit="units" if blank(row["unit"]) else str(row["unit"]),
    )
