"""What the people of the sample company have on their lists when the cycle begins.

Two decisions of the last executive meeting are being carried out, three questions are not agreed,
and some of what may happen stands beside the plan. Money follows from prices, costs and quotes:
four test skids bought complete cost 4 x (41,500 - 31,000), for instance.
"""

from __future__ import annotations

import pandas as pd

from sop_addin.sample.plant_calendar import closed_days

__all__ = ["register_tables"]

_HOLIDAY_YEARS = (2026, 2027, 2028)

_EVENTS = (
    ("E1", "2026-02-02", "A competitor takes its garden pumps out of two chains of shops",
     "external", "Garden", "", "Sales, standard range", "over",
     "Both chains ordered a first delivery; nothing was added to the forecast"),
    ("E2", "2026-04-01", "Wages rise by 3 %; standard costs follow in January", "internal", "",
     "", "Controlling", "open", ""),
    ("E3", "2026-05-19", "Trade fair: our stand shows boosters and wastewater pumps", "external",
     "Booster, Sewage", "", "Marketing", "open", ""),
)  # fmt: skip

_ISSUES = (
    ("I1", "Second source for frequency controllers: cost now, or risk all year",
     "SmartDrive, Booster", 160000.0, "Qualify a second supplier", "18,000 EUR once, 4 months",
     "Keep one supplier, more safety stock", "71,000 EUR in stock", "Purchasing", "2026-02-17",
     "decided", "D1"),
    ("I2", "Test skids wait for machining, fitters and the test bench", "TestSkid", 194000.0,
     "Buy four skids complete from the subcontractor", "42,000 EUR more cost, on promise",
     "Agree on September with two customers", "194,000 EUR of revenue half a year later",
     "Project planning", "2026-03-20", "open", ""),
    ("I3", "Garden pumps: raise the price in July, or after the season", "Garden", 27000.0,
     "Raise by 4 % in July, as planned", "27,000 EUR more in July and August",
     "Raise in September", "Nothing this season; two chains stay content",
     "Sales, standard range", "2026-03-20", "open", ""),
    ("I4", "Belt drives: take the last orders in November, or go on", "BeltDrive", 34000.0,
     "Last orders in November, as planned", "Machining is free of them from December",
     "Go on until March, while castings last", "40 units a month, 34,000 EUR of revenue",
     "Product management", "2026-04-17", "open", ""),
)  # fmt: skip

_DECISIONS = (
    ("D1", "2026-02-17", "Qualify a second supplier of frequency controllers",
     "SmartDrive, Booster", "General manager", "executive", 18000.0),
    ("D2", "2026-02-17", "Two more project fitters from April on", "ProcessPump, CustomDrive",
     "General manager", "executive", 13000.0),
)  # fmt: skip

_ACTIONS = (
    ("A1", "Test samples of two makers of frequency controllers", "Purchasing", "2026-03-27",
     "supply", "D1", "", "open", "", ""),
    ("A2", "Hire two project fitters", "Operations", "2026-03-31", "executive", "D2",
     "Money at risk in the plan", "open", "", ""),
    ("A3", "Find the 36 wastewater pumps that October lacks", "Logistics", "2026-03-10", "data", "",
     "", "open", "", ""),
    ("A4", "Send the price list with the increase of July to the shops", "Sales, standard range",
     "2026-02-27", "demand", "", "", "done", "2026-02-25", "Sent to 41 shops, three asked to talk"),
)  # fmt: skip

_GATES = (
    ("G1", "L25", "Series release", "2025-05-30", "passed", "Product management", "2025-05-28", ""),
    ("G2", "L25", "Review after a year of sales", "2026-06-30", "open", "Product management", None,
     ""),
    ("G3", "X26", "Last orders announced to customers", "2025-12-19", "passed",
     "Sales, standard range", "2025-12-12", ""),
    ("G4", "X26", "Last castings ordered", "2026-02-27", "open", "Purchasing", None,
     "The foundry has not confirmed the quantity"),
    ("G5", "L26", "Kits tested with ten installers", "2026-05-29", "open", "Service", None, ""),
    ("G6", "L26", "Price list and packaging", "2026-07-31", "open", "Service", None, ""),
    ("G7", "L26", "First 200 kits in stock", "2026-09-15", "open", "Operations", None,
     "Packaging comes two weeks after the start"),
)  # fmt: skip

_CUSTOMER_ORDERS = (
    ("S-1041", "SmartDrive", "Lindqvist Heating", "2026-06-12", 180.0, 1.0),
    ("S-1044", "SmartDrive", "Marchetti Impianti", "2026-06-19", 120.0, 2.0),
    ("S-1052", "SmartDrive", "Harbour Building Services", "2026-07-10", 240.0, 2.0),
    ("S-1057", "SmartDrive", "Lindqvist Heating", "2026-08-14", 150.0, 1.0),
    ("T-0311", "TestSkid", "Novak Test Laboratories", "2026-06-30", 2.0, 1.0),
    ("T-0312", "TestSkid", "Institute of Hydraulics", "2026-06-30", 1.0, None),
)

_RISKS = (
    ("R1", "risk", "The maker of frequency controllers delivers a month late",
     "SmartDrive, Booster", 84000.0, 25.0, "Second supplier, see D1", "Purchasing", "2026-04-15",
     "open", ""),
    ("R2", "risk", "A chemical plant cancels its process pumps", "ProcessPump",
     102000.0, 20.0, "Call monthly; fill the fitters with custom drives", "Sales, projects",
     "2026-04-15", "open", ""),
    ("R3", "risk", "Copper rises by a tenth", "Circulator", 45000.0, 30.0,
     "Half a year fixed with the mill", "Purchasing", "2026-06-15", "open", ""),
    ("R4", "opportunity", "The regions pay for new heating circulators from autumn on",
     "Circulator", 63000.0, 40.0, "Keep 300 a month at the supplier", "Sales, standard range",
     "2026-06-15", "open", ""),
    ("R5", "opportunity", "A builder of booster stations orders for two sites", "Booster",
     48000.0, 35.0, "Offer made on 20 February", "Sales, standard range", "2026-04-15", "open",
     ""),
    ("R6", "risk", "Frost stops building sites in February", "Booster, Sewage", 24000.0, 30.0,
     "Watch", "Sales, standard range", "2026-02-27", "gone", "A mild month"),
)  # fmt: skip


_KPI_TARGETS = (
    ("Service of the plan", "2025-01", 97.0, "General manager", ""),
    ("Service of the plan", "2026-01", 98.5, "General manager", "Two customers left for lateness"),
    ("Demand against AOP, last month", "2026-01", -5.0, "Sales", "What a month may miss"),
    ("Inventory turns", "2026-01", 20.0, "Head of finance", "As agreed with the bank"),
    ("Forecast backtest error", "2026-01", 20.0, "Demand planner", "The year before: 22"),
)


def register_tables() -> dict[str, pd.DataFrame]:
    """Return the registers and the holidays by the name of the extract.

    Examples
    --------
    >>> counts = {name: len(rows) for name, rows in register_tables().items()}
    >>> counts["actions"], counts["gates"], counts["kpi_targets"], counts["holidays"]
    (4, 7, 5, 42)
    """
    return {
        "customer_orders": _dated(
            _CUSTOMER_ORDERS, "order family customer due units priority", "due"
        ),
        "events": _dated(
            _EVENTS, "id date what kind families assumption owner status effect", "date"
        ),
        "issues": _dated(
            _ISSUES,
            "id topic families money alternative_a impact_a alternative_b impact_b owner due"
            " status decision",
            "due",
        ),
        "decisions": _dated(_DECISIONS, "id date what families by phase money", "date"),
        "actions": _dated(
            _ACTIONS, "id what owner due phase decision kpi status done_on result", "due", "done_on"
        ),
        "gates": _dated(
            _GATES, "id change gate due status owner passed_on remark", "due", "passed_on"
        ),
        "risks": _dated(
            _RISKS,
            "id kind what families money probability response owner due status outcome",
            "due",
        ),
        "kpi_targets": pd.DataFrame(
            list(_KPI_TARGETS), columns=["kpi", "since", "target", "by", "why"]
        ).assign(since=lambda rows: pd.PeriodIndex(rows["since"], freq="M")),
        "holidays": _holidays(),
    }


def _dated(rows: tuple[tuple[object, ...], ...], columns: str, *dates: str) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=columns.split())
    return frame.assign(
        **{name: pd.to_datetime(frame[name]).astype("datetime64[ns]") for name in dates}
    )


def _holidays() -> pd.DataFrame:
    """Return the days of Monday to Friday on which the plant is closed."""
    days = {day: name for year in _HOLIDAY_YEARS for day, name in closed_days(year).items()}
    kept = [(day, name) for day, name in sorted(days.items()) if day.weekday() < 5]
    return _dated(tuple(kept), "date name", "date")
