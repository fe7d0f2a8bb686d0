"""Items of the sample company's families: sizes and versions, their mix, lots and stock."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sop_addin.sample.company import FAMILIES
from sop_addin.sample.ledger import ledger

__all__ = ["ITEMS", "SampleItem", "item_rows"]


@dataclass(frozen=True)
class SampleItem:
    """One item: its part of the family's demand in %, its lot, and its part of the stock in %.

    A lot of 1 is made in any quantity. `stock` is ``None`` for what is only made to order.
    """

    code: str
    family: str
    name: str
    mix: float
    stock: float | None
    lot: float = 1
    conversion: float = 1


ITEMS = (
    SampleItem("GP-400", "Garden", "Garden pump 400 W", 55, 45),
    SampleItem("GP-600", "Garden", "Garden pump 600 W", 30, 30),
    SampleItem("GP-900", "Garden", "Garden pump 900 W", 15, 25),
    SampleItem("HC-25", "Circulator", "Circulator DN 25", 70, 60, lot=60),
    SampleItem("HC-32", "Circulator", "Circulator DN 32", 30, 40, lot=40),
    SampleItem("PB-1", "Booster", "Booster, one pump", 45, 50),
    SampleItem("PB-2", "Booster", "Booster, two pumps", 40, 30),
    SampleItem("PB-3", "Booster", "Booster, three pumps", 15, 20),
    SampleItem("S-50", "Sewage", "Wastewater pump DN 50", 55, 45),
    SampleItem("S-80", "Sewage", "Wastewater pump DN 80", 30, 35),
    SampleItem("S-100", "Sewage", "Wastewater pump DN 100", 15, 20),
    SampleItem("BD-1", "BeltDrive", "Belt drive, standard", 80, 70),
    SampleItem("BD-2", "BeltDrive", "Belt drive, sealed", 20, 30),
    SampleItem("SD-4", "SmartDrive", "Smart drive 4 kW", 60, 55),
    SampleItem("SD-11", "SmartDrive", "Smart drive 11 kW", 40, 45),
    SampleItem("K-B10", "RepairKit", "Bearing kits, box of ten", 35, 40, conversion=10),
    SampleItem("K-S", "RepairKit", "Seal kit", 65, 60),
    SampleItem("P-H", "ProcessPump", "Process pump, horizontal", 70, None),
    SampleItem("P-V", "ProcessPump", "Process pump, vertical", 30, None),
)


def item_rows() -> pd.DataFrame:
    """Return the table of items; a family's items hold its stock of the last closed month.

    Examples
    --------
    >>> item_rows()[["item", "stock"]].head(3).values.tolist()
    [['GP-400', 731.0], ['GP-600', 487.0], ['GP-900', 406.0]]
    """
    families = {family.code: family for family in FAMILIES}
    left = {f: float(ledger(families[f])["inventory"].iloc[-1]) for f in {i.family for i in ITEMS}}
    whole = dict(left)
    rows = []
    for number, item in enumerate(ITEMS):
        family = families[item.family]
        stock = None
        if item.stock is not None:
            last = all(later.family != item.family for later in ITEMS[number + 1 :])
            held = round(whole[item.family] * item.stock / 100 / item.conversion) * item.conversion
            stock = (left[item.family] if last else held) / item.conversion
            left[item.family] -= held
        rows.append(
            {
                "item": item.code,
                "family": item.family,
                "name": item.name,
                "unit": "box" if item.conversion > 1 else "pcs",
                "conversion": item.conversion,
                "mix_percent": item.mix,
                "price": family.price * item.conversion,
                "cost": family.cost * item.conversion,
                "lot": item.lot,
                "stock": stock,
            }
        )
    return pd.DataFrame(rows)
