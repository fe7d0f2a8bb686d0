"""What the sample company buys, from whom and how fast; and how fast its capacity can grow."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import pandas as pd

from sop_addin.periods import month
from sop_addin.sample.company import CYCLE

__all__ = [
    "BOUGHT_LEAD_MONTHS",
    "LAST_REVIEWED",
    "MORE_LEAD_MONTHS",
    "SampleMaterial",
    "bill_rows",
    "material_rows",
    "on_order_rows",
]


@dataclass(frozen=True)
class SampleMaterial:
    """One material; `on_order` holds what is due in the cycle month and the months after."""

    material: str
    name: str
    unit: str
    supplier: str
    cost: float
    stock: float
    safety_stock: float
    lead_months: int
    minimum_order: float | None = None
    lot: float | None = None
    monthly_limit: float | None = None
    on_order: tuple[float, ...] = ()


MATERIALS = (
    SampleMaterial(
        "MOTOR-S",
        "Electric motor, small",
        "pcs",
        "Halden Motoren",
        31.0,
        1600,
        400,
        2,
        500,
        100,
        on_order=(2000, 2400),
    ),
    SampleMaterial(
        "MOTOR-M",
        "Electric motor, medium",
        "pcs",
        "Halden Motoren",
        118.0,
        2100,
        500,
        3,
        200,
        20,
        on_order=(2400, 2400, 1800),
    ),
    SampleMaterial(
        "CASING",
        "Pump casing, cast iron",
        "pcs",
        "Giesserei Brandt",
        22.0,
        1500,
        350,
        3,
        300,
        50,
        on_order=(1500, 1750, 1500),
    ),
    SampleMaterial(
        "CASING-L",
        "Pump casing, large",
        "pcs",
        "Giesserei Brandt",
        640.0,
        90,
        20,
        4,
        10,
        1,
        on_order=(100, 100, 100, 100),
    ),
    SampleMaterial(
        "COPPER",
        "Winding wire, copper",
        "kg",
        "Kupferwerk Lenne",
        9.4,
        700,
        200,
        1,
        500,
        100,
        on_order=(800,),
    ),
    SampleMaterial(
        "CONTROL",
        "Frequency controller",
        "pcs",
        "Ostwind Electronics",
        142.0,
        900,
        250,
        5,
        200,
        50,
        1600,
        on_order=(800, 1000, 700),
    ),
    SampleMaterial(
        "SEAL",
        "Mechanical seal",
        "pcs",
        "Dichtwerk Kolbe",
        6.2,
        5200,
        1500,
        1,
        1000,
        250,
        on_order=(6000,),
    ),
)

BILL: dict[str, dict[str, float]] = {
    "Garden": {"MOTOR-S": 1, "SEAL": 1},
    "Circulator": {"COPPER": 0.35, "SEAL": 1},
    "Booster": {"MOTOR-M": 1, "CASING": 1, "SEAL": 2, "CONTROL": 0.3},
    "Sewage": {"MOTOR-M": 1, "CASING": 1, "SEAL": 2},
    "BeltDrive": {"MOTOR-S": 1},
    "SmartDrive": {"MOTOR-M": 1, "CONTROL": 1},
    "RepairKit": {"SEAL": 2},
    "ProcessPump": {"CASING-L": 1, "MOTOR-M": 2, "SEAL": 4},
    "CustomDrive": {"MOTOR-M": 2, "CONTROL": 2},
    "TestSkid": {"CASING-L": 2, "CONTROL": 4},
}
"""Units of each material in one unit of a family."""

BOUGHT_LEAD_MONTHS = {"Circulator": 1, "Booster": 2, "Sewage": 2}
"""Months from order to receipt of what is bought instead of made."""

MORE_LEAD_MONTHS = {"Machining": 9, "TestBench": 6, "Assembly": 2, "Fitting": 4}
"""Months until there can be more of a resource."""

LAST_REVIEWED = {
    "Garden": month("2025-11"),
    "Circulator": month("2025-09"),
    "Booster": month("2026-01"),
    "Sewage": month("2024-10"),
    "BeltDrive": month("2025-09"),
    "SmartDrive": month("2025-12"),
    "ProcessPump": month("2025-06"),
    "CustomDrive": month("2025-06"),
    "TestSkid": month("2025-06"),
}
"""Month in which a family's parameters were last looked at; not known for repair kits."""


def material_rows() -> pd.DataFrame:
    """Return the table of materials."""
    rows = pd.DataFrame([asdict(material) for material in MATERIALS])
    return rows.drop(columns="on_order")


def bill_rows() -> pd.DataFrame:
    """Return the bill of materials."""
    rows = [(family, m, units) for family, bill in BILL.items() for m, units in bill.items()]
    return pd.DataFrame(rows, columns=["family", "material", "per_unit"])


def on_order_rows() -> pd.DataFrame:
    """Return the open purchase orders: one a material and month, and circulators already bought.

    Examples
    --------
    >>> on_order_rows()["code"].iloc[-2:].tolist()
    ['SEAL', 'Circulator']
    """
    due = [
        (material.material, CYCLE + t, float(units))
        for material in MATERIALS
        for t, units in enumerate(material.on_order)
    ]
    due.append(("Circulator", CYCLE, 300.0))
    rows = [(str(4500 + number), *row) for number, row in enumerate(due)]
    return pd.DataFrame(rows, columns=["reference", "code", "month", "quantity"])
