"""Gates of new products say what is late, and what a slip of two months moves."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pandas as pd

from sop_addin.presop.new_products import new_products
from sop_addin.schema.launch_table import NEW_PRODUCTS

DAY = pd.Timestamp("2026-03-20")
BILL = pd.DataFrame(
    {"family": ["New", "New", "Old"], "resource": ["Press", "Oven", "Press"]}
).assign(hours_per_unit=[0.5, 2.0, 9.0])


def change(**more: object) -> pd.DataFrame:
    row = {"change": "L1", "kind": "launch", "family": "New", "status": "planned"}
    return pd.DataFrame([row | {"start_month": pd.Period("2026-05", "M")} | more])


def gates(*rows: tuple[str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["due", "status"])
    frame = frame.assign(change="L1", owner="Ana", gate=[f"Gate {i}" for i in range(len(rows))])
    return frame.assign(due=pd.to_datetime(frame["due"]))


def line(plans: ModuleType, changes: pd.DataFrame, own: pd.DataFrame) -> dict[str, object]:
    launched = np.zeros(18)
    launched[2:] = 10.0
    plan = plans.plan_of(plans.Page("Old"), plans.Page("New", ahead={"life_cycle": launched}))
    (row,) = new_products(plan, changes, own, BILL, DAY).to_dict("records")
    assert list(row) == list(NEW_PRODUCTS.column_names)
    return row


def test_a_slip_moves_units_money_and_hours(plans: ModuleType) -> None:
    row = line(plans, change(), gates())
    assert (row["units"], row["slip_units"], row["slip_money"]) == (160, -20, -200)
    assert row["slip_load"] == "Oven 40 h, Press 10 h less in May to Jun 2026"


def test_what_has_begun_cannot_slip(plans: ModuleType) -> None:
    row = line(plans, change(start_month=pd.Period("2026-02", "M")), gates(("2026-06-01", "open")))
    assert np.isnan(row["slip_units"]) and row["slip_load"] == "" and row["state"] == "on time"


def test_gates_are_counted_and_the_late_ones_are_named(plans: ModuleType) -> None:
    own = gates(("2026-02-01", "passed"), ("2026-03-19", "open"), ("2026-05-01", "open"))
    row = line(plans, change(), own)
    assert row["gates"] == "1 of 3" and row["next_gate"] == "Gate 1, 2026-03-19, Ana"
    assert row["state"] == "1 gate overdue; 1 gate due after the start"
    assert line(plans, change(), gates(("2026-02-01", "passed")))["state"] == "all passed"
    assert line(plans, change(), gates())["state"] == "no gates on NPI_Gates"


def test_a_cancelled_change_is_no_new_product(plans: ModuleType) -> None:
    plan = plans.plan_of(plans.Page("New"))
    assert new_products(plan, change(status="cancelled"), gates(), BILL, DAY).empty
