"""What people of the sample company plan, expect and decided: activities, mix, assumptions.

Every second May boosters and wastewater pumps are shown at a trade fair, which lifts their demand;
the fair of 2026 stands in the plan without an effect, so that the past has to say it. Circulators
are sold with a rebate now and then. A single tender of November 2024 is no pattern. Belt drives
leave the range, smart drives are still on their way up.
"""

from __future__ import annotations

import math

import pandas as pd

from sop_addin.periods import month

__all__ = ["TENDER", "lift", "plan_tables"]

_NOT = math.nan
_FAIR, _REBATE = "Trade fair", "Rebate weeks"

_LIFTS = {
    ("Booster", "2022-05"): 1.32,
    ("Sewage", "2022-05"): 1.26,
    ("Booster", "2024-05"): 1.27,
    ("Sewage", "2024-05"): 1.31,
    ("Circulator", "2023-06"): 1.22,
    ("Circulator", "2025-02"): 1.24,
}
"""Demand of a month as a part of what it would have been without its activity."""

TENDER = ("Circulator", month("2024-11"), 2900)
"""Family, month and units of an order that came once."""


def lift(family: str, target: pd.Period) -> float:
    """Return what an activity made of a month's demand, as a factor; 1 without one.

    Examples
    --------
    >>> lift("Booster", month("2024-05")), lift("Booster", month("2024-06"))
    (1.27, 1.0)
    """
    return _LIFTS.get((family, str(target)), 1.0)


_ACTIVITIES = (
    ("F22", _FAIR, "Booster, Sewage", "2022-05", "2022-05", _NOT, _NOT, _NOT, 1, "done"),
    ("R23", _REBATE, "Circulator", "2023-06", "2023-06", _NOT, _NOT, _NOT, 1, "done"),
    ("F24", _FAIR, "Booster, Sewage", "2024-05", "2024-05", _NOT, _NOT, _NOT, 1, "done"),
    ("R25", _REBATE, "Circulator", "2025-02", "2025-02", _NOT, _NOT, _NOT, 1, "done"),
    ("F26", _FAIR, "Booster, Sewage", "2026-05", "2026-05", _NOT, _NOT, _NOT, 1, "planned"),
    ("R26", _REBATE, "Circulator", "2026-06", "2026-06", 18, _NOT, _NOT, 0.8, "planned"),
    (
        "C26",
        "Framework contract",
        "CustomDrive",
        "2026-09",
        "2026-12",
        _NOT,
        5,
        _NOT,
        0.6,
        "planned",
    ),
    ("P26", "Price increase", "Garden", "2026-07", "2026-07", _NOT, _NOT, 4, 1, "planned"),
    ("S26", "Spring flyer", "Garden", "2026-04", "2026-04", 10, _NOT, _NOT, 0.5, "cancelled"),
)
_OWNERS = {_FAIR: "Marketing", _REBATE: "Sales, standard range"}
_KINDS = {"Framework contract": "customer", "Price increase": "price"}

_CHANGES = (
    ("L25", "launch", "SmartDrive", "Booster", "2025-06", 50.0, 12.0, None, "launched"),
    ("L26", "launch", "RepairKit", "SmartDrive", "2026-09", 10.0, 6.0, None, "prototype"),
    ("X26", "phase-out", "BeltDrive", "", "2025-09", _NOT, _NOT, "2026-11", "last orders"),
)

_MIX = (("HC-25", "2026-09", 62.0), ("HC-32", "2026-09", 38.0))

_ASSUMPTIONS = (
    ("A1", "Building permits grow by 3 % in 2026", "Booster", "Market research", "2026-06", 3.0),
    ("A2", "The winter is no colder than usual: heating degree days", "Circulator",
     "Sales, standard range", "2026-02", 480.0),
    ("A3", "Last belt drives are ordered by November", "BeltDrive", "Product management",
     "2026-11", 0.0),
    ("A4", "Share of smart drives sold with a booster, %", "SmartDrive", "Product management",
     "2026-05", 20.0),
)  # fmt: skip

_SALES = (
    ("Booster", "Region North", "2026-04", 420, "A. Berger"),
    ("Booster", "Region South", "2026-04", 640, "L. Costa"),
    ("Booster", "Region North", "2026-05", 560, "A. Berger"),
    ("Booster", "Region South", "2026-05", 850, "L. Costa"),
    ("Booster", "Region North", "2026-06", 450, "A. Berger"),
    ("Booster", "Region South", "2026-06", 660, "L. Costa"),
    ("ProcessPump", "Chemical plant R.", "2026-06", 30, "T. Novak"),
    ("ProcessPump", "Other customers", "2026-06", 70, "T. Novak"),
)

_ADJUSTMENTS = (
    ("SmartDrive", "2026-04", 40, "Two installers switch to smart drives, until 2026-06"),
    ("SmartDrive", "2026-05", 40, "Two installers switch to smart drives, until 2026-06"),
    ("SmartDrive", "2026-06", 40, "Two installers switch to smart drives, until 2026-06"),
    ("Sewage", "2026-08", -60, "Customer closes for a rebuild, until 2026-08"),
)

_ORDERS = (
    ("Garden", 310, 520),
    ("Circulator", 420, 900),
    ("Booster", 190, 410),
    ("Sewage", 150, 690),
    ("BeltDrive", 40, 60),
    ("SmartDrive", 95, 210),
    ("RepairKit", 0, 80),
)
_DAYS_PASSED = 5.0


def plan_tables(cycle: pd.Period) -> dict[str, pd.DataFrame]:
    """Return the tables that people of the sample company filled, by the name of the extract.

    Examples
    --------
    >>> sorted(plan_tables(month("2026-03")))
    ['activities', 'adjustments', 'assumptions', 'item_mix', 'life_cycle', 'orders', 'sales_input']
    """
    effects = ["volume_percent", "units", "price_percent", "probability", "status"]
    span = ["first_month", "last_month"]
    activities = pd.DataFrame(
        list(_ACTIVITIES), columns=["activity", "what", "families", *span, *effects]
    )
    activities["owner"] = activities["what"].map(_OWNERS).fillna("Sales, projects")
    activities["kind"] = activities["what"].map(_KINDS).fillna("campaign")
    changes = pd.DataFrame(
        list(_CHANGES),
        columns=["change", "kind", "family", "like_family", "start_month", "scale_percent",
                 "ramp_months", "end_month", "gate"],
    )  # fmt: skip
    assumptions = pd.DataFrame(
        list(_ASSUMPTIONS),
        columns=["assumption", "statement", "families", "owner", "month", "expected"],
    )
    orders = pd.DataFrame(list(_ORDERS), columns=["family", "shipped", "open_due"])
    orders["month"] = pd.PeriodIndex([cycle] * len(orders), freq="M")
    return {
        "activities": _months(activities, *span),
        "life_cycle": _months(changes.assign(status="planned"), "start_month", "end_month"),
        "item_mix": _months(pd.DataFrame(list(_MIX), columns=["item", "month", "mix_percent"])),
        "assumptions": _months(assumptions.assign(status="open")),
        "sales_input": _months(
            pd.DataFrame(
                list(_SALES), columns=["family", "source", "month", "units", "entered_by"]
            ).assign(item="all")
        ),
        "adjustments": _months(
            pd.DataFrame(list(_ADJUSTMENTS), columns=["family", "month", "units", "reason"])
        ),
        "orders": orders.assign(days_passed=_DAYS_PASSED),
    }


def _months(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    named = columns or ("month",)
    return frame.assign(**{name: pd.PeriodIndex(frame[name], freq="M") for name in named})
