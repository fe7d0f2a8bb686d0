"""Resource plan reads the pages as they stand; what cannot be used is named by cell."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from sop_addin.commands.check import check
from sop_addin.commands.plan import plan
from sop_addin.commands.refresh import refresh
from sop_addin.commands.resources import resources
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import BlockBook
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import table


@pytest.fixture
def blocks(memory: Any, carry: Any, extract: Any) -> Any:
    families = pd.DataFrame({"family": ["Pumps", "Valves"], "bought_lead_months": [1.0, None]})
    steel = {"material": ["Steel"], "stock": [500.0], "lead_months": [2.0], "cost": [3.0]}
    due = {"reference": ["4711"], "code": ["Steel"], "quantity": [400.0]}
    made = memory.company_book(
        families=families,
        materials=pd.DataFrame(steel),
        bill_of_materials=pd.DataFrame(
            {"family": ["Pumps"], "material": ["Steel"], "per_unit": [2.0]}
        ),
        on_order=pd.DataFrame(due | {"month": pd.PeriodIndex(["2026-04"], freq="M")}),
    )
    rows = ("family,month,sales,inventory", "Pumps,2026-02,200,0", "Valves,2026-02,50,0")
    carry(made, refresh, source=extract(*rows))
    for offset in range(18):
        type_in(made, 200, "Pumps", "statistical_forecast", str(offset))
    carry(made, plan, strategy="chase")
    return made


def type_in(blocks: Any, value: Any, *where: str) -> None:
    blocks.type(BlockBook(blocks).locate(Place(FAMILY_PAGE.name, *where)), value)


def steel_of(blocks: Any) -> pd.DataFrame:
    rows = BlockBook(blocks).read_table(table("purchase_plan"))
    return rows[rows["code"] == "Steel"].set_index("measure")


def test_the_plan_of_the_pages_is_bought(blocks: Any, carry: Any, said: list[str]) -> None:
    assert carry(blocks, resources)
    rows = steel_of(blocks)
    assert rows.loc["gross need", ["m0", "m1", "m2"]].tolist() == [400, 400, 400]
    assert rows.loc["projected stock", ["m0", "m1", "m2"]].tolist() == [100, 100, 0]
    assert rows.loc["to order", ["m0", "m1"]].tolist() == [300, 400]
    orders = BlockBook(blocks).read_table(table("purchase_orders"))
    assert orders["status"].tolist()[:2] == ["order this month", "planned"]
    first = "1 order to place in 2026-03 for 900 EUR, 0 of them to expedite"
    assert said[-1] == f"{first}; 15 planned for later months"
    assert check(BlockBook(blocks)) == []


def test_orders_without_a_cost_are_said_beside_the_money_that_leaves_them_out(
    blocks: Any, carry: Any, said: list[str]
) -> None:
    blocks.type(BlockBook(blocks).locate(Place("materials", "Steel", "cost")), None)
    carry(blocks, resources)
    assert "in 2026-03 for 0 EUR, 1 of them without a cost, 0 of them to expedite" in said[-1]


def test_a_typed_change_is_bought_without_a_new_plan(blocks: Any, carry: Any) -> None:
    type_in(blocks, 50, "Pumps", "manual_change", "1")
    carry(blocks, resources)
    assert steel_of(blocks).at["gross need", "m1"] == 500
    before = blocks.content()
    assert not carry(blocks, resources)
    assert blocks.content() == before


def test_bought_units_are_ordered_their_lead_time_before(blocks: Any, carry: Any) -> None:
    type_in(blocks, 40, "Pumps", "subcontract", "0")
    carry(blocks, resources)
    rows = BlockBook(blocks).read_table(table("purchase_plan"))
    pumps = rows[rows["code"] == "Pumps"].set_index("measure")
    assert pumps.at["of it expedite", "m0"] == 40
    assert steel_of(blocks).at["gross need", "m0"] == 400, "bought units take no material"


def test_an_overdue_order_counts_this_month_and_is_told(
    blocks: Any, carry: Any, said: list[str]
) -> None:
    cell = BlockBook(blocks).locate(Place("on_order", "#1", "month"))
    blocks.type(cell, dt.datetime(2026, 1, 1))
    carry(blocks, resources)
    assert steel_of(blocks).at["on order", "m0"] == 400
    assert "1 open order is overdue and counted in the running month" in said
    (line,) = check(BlockBook(blocks))
    assert line.startswith(f"{cell}: got 2026-01, which has passed, expected 2026-03 or later")


def test_a_code_that_nobody_knows_is_refused_by_cell(blocks: Any, carry: Any) -> None:
    cell = BlockBook(blocks).locate(Place("on_order", "#1", "code"))
    blocks.type(cell, "Stele")
    with pytest.raises(DataError, match="got Stele"):
        carry(blocks, resources)
    assert any(line.startswith(f"{cell}: got Stele") for line in check(BlockBook(blocks)))


def test_without_a_plan_there_is_nothing_to_buy(memory: Any, carry: Any) -> None:
    blocks = memory.company_book(families=pd.DataFrame({"family": ["Pumps"]}))
    with pytest.raises(DataError, match="no plan"):
        carry(blocks, resources)


def test_the_map_follows_what_was_typed_since_the_plan(
    memory: Any, carry: Any, extract: Any
) -> None:
    blocks = memory.company_book(
        families=pd.DataFrame({"family": ["Pumps"]}),
        resources=pd.DataFrame(
            {
                "resource": ["Mill"],
                "kind": ["equipment"],
                "hours_per_day": [10.0],
                "lead_months": [3.0],
            }
        ),
        bill_of_resources=pd.DataFrame(
            {"family": ["Pumps"], "resource": ["Mill"], "hours_per_unit": [1.0]}
        ),
    )
    carry(blocks, refresh, source=extract("family,month,sales,inventory", "Pumps,2026-02,100,0"))
    for offset in range(18):
        type_in(blocks, 110, "Pumps", "statistical_forecast", str(offset))
    carry(blocks, plan, strategy="chase")
    type_in(blocks, 110, "Pumps", "manual_change", "0")
    assert carry(blocks, resources)
    book = BlockBook(blocks)
    rows = book.read_table(table("capacity_map")).set_index("resource")
    assert rows.loc["Mill", ["m0", "m1"]].tolist() == [100, 50]
    needs = book.read_table(table("requirement")).set_index("resource")
    assert needs.at["Mill", "status"].startswith("enough until")


def test_a_book_without_limits_has_nothing_to_set_the_plan_against(
    memory: Any, carry: Any, extract: Any
) -> None:
    blocks = memory.company_book(families=pd.DataFrame({"family": ["Pumps"]}))
    carry(blocks, refresh, source=extract("family,month,sales,inventory", "Pumps,2026-02,100,0"))
    carry(blocks, plan)
    assert not carry(blocks, resources)
    assert BlockBook(blocks).read_table(table("capacity_map")).empty
