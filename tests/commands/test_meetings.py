"""The meeting sheets follow from the plan; without one they are refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from sop_addin.commands.executive import executive, summary
from sop_addin.commands.plan import plan
from sop_addin.commands.presop import presop
from sop_addin.commands.refresh import refresh
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import BlockBook
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.kpi_tables import NO_ACTION
from sop_addin.schema.tables import table

CYCLE = dt.datetime(2026, 3, 1)


@pytest.fixture
def unplanned(memory: Any, carry: Any, extract: Any) -> Any:
    families = pd.DataFrame({"family": ["Pumps"], "price": [10.0], "cost": [6.0]})
    blocks = memory.company_book(families=families)
    carry(
        blocks,
        refresh,
        source=extract("family,month,sales,inventory,past_due", "Pumps,2026-02,110,30,0"),
    )
    book = BlockBook(blocks)
    for offset in range(18):
        place = Place(FAMILY_PAGE.name, "Pumps", "adjustment", str(offset))
        blocks.type(book.locate(place), 100)
    return blocks


@pytest.fixture
def blocks(unplanned: Any, carry: Any) -> Any:
    carry(unplanned, plan)
    return unplanned


@pytest.mark.parametrize("command", [presop, executive])
def test_before_a_plan_the_meeting_sheets_are_refused(
    unplanned: Any, carry: Any, command: Any
) -> None:
    before = unplanned.content()
    with pytest.raises(
        DataError, match=r"got no plan.*Forecast \(`sop forecast`\), Plan \(`sop plan`\)"
    ):
        carry(unplanned, command)
    assert unplanned.content() == before


def test_before_a_plan_there_is_no_summary(unplanned: Any) -> None:
    whole_way = r"in this order: .*`sop plan`.*`sop presop`.*`sop executive`.*`sop cycle`"
    with pytest.raises(DataError, match=whole_way):
        summary(BlockBook(unplanned))


@pytest.mark.parametrize("command", [presop, executive])
def test_filling_the_sheets_twice_writes_nothing(blocks: Any, carry: Any, command: Any) -> None:
    assert carry(blocks, command)
    before = blocks.content()
    assert not carry(blocks, command)
    assert blocks.content() == before


def test_each_family_has_its_line_and_its_recommendation_on_the_page(
    blocks: Any, carry: Any
) -> None:
    carry(blocks, presop)
    book = BlockBook(blocks)
    (line,) = book.read_table(table("pre_sop")).to_dict("records")
    assert line["family"] == "Pumps" and line["actual"] == 110
    place = Place(FAMILY_PAGE.name, "Pumps", "recommendation")
    assert blocks.cells[blocks.find(book.locate(place))] == line["recommendation"]
    assert len(book.read_table(table("finance")))


def test_decisions_that_were_made_stay(blocks: Any, carry: Any) -> None:
    carry(blocks, executive)
    cell = BlockBook(blocks).locate(Place("executive", "Pumps", "decision"))
    blocks.type(cell, "accept")
    price = BlockBook(blocks).locate(Place("families", "Pumps", "price"))
    blocks.type(price, 20)
    carry(blocks, plan)
    assert carry(blocks, executive)
    (row,) = BlockBook(blocks).read_table(table("executive")).to_dict("records")
    assert row["decision"] == "accept"


@pytest.mark.parametrize("value", [None, 0, 13, 1.5])
def test_a_fiscal_year_without_a_first_month_is_refused_with_its_cell(
    blocks: Any, carry: Any, value: Any
) -> None:
    place = Place(field="fiscal_first_month")
    blocks.type(BlockBook(blocks).locate(place), value)
    with pytest.raises(DataError, match="a month number, 1 to 12") as raised:
        carry(blocks, executive)
    assert raised.value.where == place


def test_the_summary_is_at_most_ten_lines_and_names_the_plan(blocks: Any, carry: Any) -> None:
    carry(blocks, presop)
    carry(blocks, executive)
    book = BlockBook(blocks)
    text = summary(book)
    assert len(text.splitlines()) <= 10
    assert str(book.read_cells()["plan_fingerprint"]) in text and "DRAFT" in text


def test_the_risk_adjusted_range_starts_at_the_margin_of_the_projection(
    blocks: Any, carry: Any
) -> None:
    risk = {"id": "R1", "kind": "risk", "what": "Strike", "money": 80.0, "probability": 25.0}
    for field, value in (risk | {"owner": "Ana", "status": "open"}).items():
        blocks.type(BlockBook(blocks).locate(Place("risks", "#1", field)), value)
    carry(blocks, presop)
    book = BlockBook(blocks)
    found = book.read_table(table("risk_range")).set_index("step")["margin"]
    finance = book.read_table(table("finance")).set_index(["family", "measure"])["total"]
    assert found["Plan"] == finance["Company", "Margin"] > 0
    assert found["Plan"] - found["Expected"] == 20 and found["Plan"] - found["Low"] == 80
    carry(blocks, executive)
    assert summary(BlockBook(blocks))
    blocks.type(book.locate(Place("risks", "#1", "money")), 90.0)
    with pytest.raises(DataError, match="Risks_Opps"):
        summary(BlockBook(blocks))


def test_without_an_open_risk_the_range_has_no_rows_and_the_mail_says_the_margin(
    blocks: Any, carry: Any
) -> None:
    carry(blocks, presop)
    carry(blocks, executive)
    book = BlockBook(blocks)
    assert book.read_table(table("risk_range")).empty
    finance = book.read_table(table("finance")).set_index(["family", "measure"])["total"]
    (line,) = (line for line in summary(book).splitlines() if line.startswith("Margin: "))
    assert line.startswith(f"Margin: {finance['Company', 'Margin']:,.0f} ")
    assert line.endswith("no risk or opportunity is open.")


def test_payment_terms_move_working_capital_and_nought_days_are_not_a_blank(
    blocks: Any, carry: Any
) -> None:
    carry(blocks, presop)
    carry(blocks, executive)
    only = "Working capital, stock only: no days receivable, no days payable"
    finance = BlockBook(blocks).read_table(table("finance")).set_index(["family", "measure"])
    assert finance.loc[("Company", only), "m5"] == finance.loc[("Company", "Stock value"), "m5"]
    for days in (0.0, 45.0):
        for setting in ("receivable_days", "payable_days"):
            place = BlockBook(blocks).locate(Place(field=setting))
            blocks.type(place, days)
            with pytest.raises(DataError, match=r"Days (receivable|payable)"):
                summary(BlockBook(blocks))
        carry(blocks, presop)
        carry(blocks, executive)
        finance = BlockBook(blocks).read_table(table("finance")).set_index(["family", "measure"])
        company = finance.loc["Company"]["m5"]
        owed, owing = company["Receivables"], company["Payables"]
        assert company["Working capital"] == pytest.approx(
            company["Stock value"] + owed - owing, abs=0.015
        )
        assert (owed > owing > 0) if days else (owed == owing == 0)


def test_the_dashboard_is_held_against_the_target_of_its_month_and_names_the_action(
    blocks: Any, carry: Any, said: list[str]
) -> None:
    book = BlockBook(blocks)
    target = {"kpi": "Service of the plan", "since": CYCLE, "target": 101.0, "by": "Ana"}
    for field, value in target.items():
        blocks.type(book.locate(Place("kpi_targets", "#1", field)), value)
    carry(blocks, executive)
    shown = BlockBook(blocks).read_table(table("kpi")).set_index("kpi")
    assert shown.loc["Service of the plan", ["target", "status", "action"]].tolist() == [
        101,
        "off target",
        NO_ACTION,
    ]
    assert any("off target without an action" in line for line in said)
    action = {"id": "A1", "what": "Hire", "owner": "Ana", "due": dt.datetime(2026, 4, 1)}
    action |= {"kpi": "Service of the plan", "status": "open"}
    for field, value in action.items():
        blocks.type(book.locate(Place("actions", "#1", field)), value)
    carry(blocks, executive)
    shown = BlockBook(blocks).read_table(table("kpi")).set_index("kpi")
    assert shown.loc["Service of the plan", "action"] == "A1"


def test_a_target_of_a_kpi_that_there_is_not_is_refused_with_its_cell(
    blocks: Any, carry: Any
) -> None:
    for field, value in {"kpi": "Service", "since": CYCLE, "target": 98.0, "by": "Ana"}.items():
        blocks.type(BlockBook(blocks).locate(Place("kpi_targets", "#1", field)), value)
    with pytest.raises(DataError, match="Service of the plan") as raised:
        carry(blocks, executive)
    assert raised.value.where == "KPI_Targets!B5"
