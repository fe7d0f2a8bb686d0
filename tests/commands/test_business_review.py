"""The business review in the book: filled with the actuals, and the estimate of each cycle kept."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sop_addin.commands.refresh import refresh
from sop_addin.excel.book import BlockBook
from sop_addin.excel.changes import Changes
from sop_addin.schema.tables import table

FEBRUARY = pd.Period("2026-02", "M")


def test_refresh_splits_the_last_month_against_the_annual_plan(
    memory: Any, carry: Any, extract: Any
) -> None:
    aop = pd.DataFrame({"family": ["Pumps"], "month": [FEBRUARY], "units": 10.0, "revenue": 100.0})
    blocks = memory.company_book(families=pd.DataFrame({"family": ["Pumps"]}), aop=aop)
    carry(blocks, refresh, source=extract("family,month,sales,revenue", "Pumps,2026-02,11,99"))
    rows = BlockBook(blocks).read_table(table("business_review"))
    assert rows["family"].tolist() == ["Company", "Pumps"]
    assert rows["against"].unique().tolist() == ["annual plan"]
    assert rows.loc[1, ["difference", "price", "volume", "mix"]].tolist() == [-1, -11, 10, 0]


def test_a_month_after_an_approved_plan_is_held_against_it_too(
    memory: Any, carry: Any, extract: Any
) -> None:
    families = pd.DataFrame({"family": ["Pumps"], "price": [9.0]})
    versions = pd.DataFrame({"cycle": [FEBRUARY], "version": "approved", "family": "Pumps"})
    versions = versions.assign(series="constrained_sales", lag0=12.0)
    blocks = memory.company_book(families=families)
    BlockBook(blocks).apply(Changes(tables={"versions": versions}))
    carry(blocks, refresh, source=extract("family,month,sales,revenue", "Pumps,2026-02,11,99"))
    (_, row) = BlockBook(blocks).read_table(table("business_review")).to_dict("records")
    assert row["against"] == "approved plan" and row["base_revenue"] == 108
    assert np.isclose(row["volume"], -9) and row["price"] == 0


def test_the_approved_plan_is_valued_at_the_price_of_the_months_activities(
    memory: Any, carry: Any, extract: Any
) -> None:
    families = pd.DataFrame({"family": ["Pumps"], "price": [9.0]})
    versions = pd.DataFrame({"cycle": [FEBRUARY], "version": "approved", "family": "Pumps"})
    versions = versions.assign(series="constrained_sales", lag0=12.0)
    discount = {"activity": "A1", "families": "all", "status": "done", "probability": 0.5}
    discount |= {"first_month": FEBRUARY, "last_month": FEBRUARY, "price_percent": -10.0}
    blocks = memory.company_book(families=families, activities=pd.DataFrame([discount]))
    BlockBook(blocks).apply(Changes(tables={"versions": versions}))
    carry(blocks, refresh, source=extract("family,month,sales,revenue", "Pumps,2026-02,11,99"))
    (company, row) = BlockBook(blocks).read_table(table("business_review")).to_dict("records")
    assert row["base_revenue"] == 102.6  # 12 x 9 x 0.95
    parts = ("price", "volume", "mix", "came_or_went")
    assert round(sum(row[part] for part in parts), 2) == row["difference"] == -3.6
    assert company["difference"] == row["difference"]


def test_the_month_is_held_against_what_its_own_cycle_expected_of_it(
    memory: Any, carry: Any, extract: Any
) -> None:
    expected = pd.DataFrame({"cycle": [FEBRUARY - 1, FEBRUARY], "family": "Pumps"})
    expected = expected.assign(month_units=[5.0, 10.0], month_revenue=[1.0, 95.0])
    blocks = memory.company_book(families=pd.DataFrame({"family": ["Pumps"]}))
    BlockBook(blocks).apply(Changes(tables={"latest_estimate": expected}))
    carry(blocks, refresh, source=extract("family,month,sales,revenue", "Pumps,2026-02,11,99"))
    rows = BlockBook(blocks).read_table(table("business_review"))
    assert rows["against"].unique().tolist() == ["latest estimate"]
    assert rows.loc[1, ["base_revenue", "difference", "price", "volume"]].tolist() == [
        95,
        4,
        -5.5,
        9.5,
    ]
