"""Stock by status: only what is available opens the plan, the rest is listed with its value."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sop_addin.record.stock_status import available_stock, status_rows

FEBRUARY = pd.Period("2026-02", "M")
LISTED = (("Pumps", "Unrestricted", 40.0), ("Pumps", "quality", 5.0), ("Valves", "blocked", 3.0))


def stock() -> pd.DataFrame:
    rows = pd.DataFrame(list(LISTED), columns=["family", "status", "units"])
    return rows.assign(month=pd.PeriodIndex([FEBRUARY] * len(rows), freq="M"))


def shown(units: tuple[str, str] = ("pcs", "pcs")) -> pd.DataFrame:
    families = pd.DataFrame({"family": ["Valves", "Pumps"], "unit": units, "cost": [2.0, 6.0]})
    inventory = pd.Series({"Pumps": 41.0, "Valves": 0.0})
    rows = status_rows(stock(), ("unrestricted",), families, inventory, FEBRUARY)
    return rows.set_index(["family", "status"])


def test_only_the_statuses_that_are_declared_are_available() -> None:
    assert available_stock(stock(), ("unrestricted",)).to_dict() == {
        ("Pumps", FEBRUARY): 40.0,
        ("Valves", FEBRUARY): 0.0,
    }
    both = available_stock(stock(), ("unrestricted", "quality"))
    assert both["Pumps", FEBRUARY] == 45


def test_the_gap_to_the_inventory_is_shown_and_not_plugged() -> None:
    rows = shown()
    assert rows.loc[("Pumps", "all available"), ["units", "reported", "gap"]].tolist() == [
        40,
        41,
        -1,
    ]
    assert rows.loc[("Valves", "all available"), "gap"] == 0
    assert rows["gap"].notna().sum() == 2


def test_families_add_up_by_status_in_money_and_in_units_where_they_share_one() -> None:
    company = shown().loc["Company"]
    assert company["value"].to_dict() == {
        "Unrestricted": 240.0,
        "blocked": 6.0,
        "quality": 30.0,
        "all available": 240.0,
    }
    assert company.loc["all available", "units"] == 40
    assert shown(("pcs", "t")).loc["Company", "units"].isna().all()
    assert np.isfinite(shown(("pcs", "t")).loc["Company", "value"]).all()


def test_a_month_that_nobody_listed_has_no_rows() -> None:
    families = pd.DataFrame({"family": ["Pumps"], "unit": ["pcs"], "cost": [6.0]})
    nothing = pd.Series(dtype=float)
    assert status_rows(stock(), ("unrestricted",), families, nothing, FEBRUARY + 1).empty
