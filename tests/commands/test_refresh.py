"""Refresh takes closed months in: once, whole, and with everything that changed listed."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from sop_addin.commands.refresh import refresh
from sop_addin.errors import DataError, Place, SourceError
from sop_addin.excel.book import BlockBook
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import table

HEAD = "family,month,sales,inventory,past_due,backlog"
ROWS = (
    "Pumps,2026-01,100,40,5,",
    "Pumps,2026-02,110,30,6,",
    "Drives,2026-01,20,,,70",
    "Drives,2026-02,21,,,71",
)


@pytest.fixture
def blocks(memory: Any) -> Any:
    families = pd.DataFrame({"family": ["Pumps", "Drives"], "policy": ["MTS", "MTO"]})
    return memory.company_book(families=families)


def actuals(blocks: Any) -> pd.DataFrame:
    return BlockBook(blocks).read_table(table("actuals"))


def restated(blocks: Any) -> list[list[Any]]:
    frame = BlockBook(blocks).read_table(table("restatements"))
    return frame.astype({"cycle": str, "month": str}).to_numpy().tolist()


def test_closed_months_stand_in_the_table_and_on_the_pages(
    blocks: Any, carry: Any, extract: Any, series: Any
) -> None:
    assert carry(blocks, refresh, source=extract(HEAD, *ROWS))
    assert actuals(blocks)["sales"].tolist() == [20, 21, 100, 110]
    assert series(blocks, "Pumps", "unconstrained_demand", "2026-01", 2) == [100, 110]
    assert series(blocks, "Pumps", "inventory", "2026-01", 2) == [40, 30]
    assert series(blocks, "Drives", "order_backlog", "2026-01", 2) == [70, 71]
    assert series(blocks, "Pumps", "last_year", "2027-01", 2) == [100, 110]
    assert series(blocks, "Pumps", "working_days", "2026-03", 2) == [22, 22]


def test_refreshing_twice_writes_nothing(blocks: Any, carry: Any, extract: Any) -> None:
    source = extract(HEAD, *ROWS)
    carry(blocks, refresh, source=source)
    before = blocks.content()
    assert not carry(blocks, refresh, source=source)
    assert blocks.content() == before


def test_a_restatement_is_listed_with_before_and_after(
    blocks: Any, carry: Any, extract: Any, said: list[str]
) -> None:
    carry(blocks, refresh, source=extract(HEAD, *ROWS))
    carry(blocks, refresh, source=extract(HEAD, "Pumps,2026-01,101,40,5,", *ROWS[1:]))
    assert restated(blocks) == [["2026-03", "Pumps", "2026-01", "sales", 100, 101]]
    assert "0 new rows, 1 restated value" in said
    assert actuals(blocks)["sales"].tolist() == [20, 21, 101, 110]


def test_a_value_restated_twice_in_a_cycle_keeps_what_it_was_first(
    blocks: Any, carry: Any, extract: Any
) -> None:
    for sales in (100, 101, 102):
        carry(blocks, refresh, source=extract(HEAD, f"Pumps,2026-01,{sales},40,5,", *ROWS[1:]))
    assert restated(blocks) == [["2026-03", "Pumps", "2026-01", "sales", 100, 102]]


def test_the_running_month_is_left_out_and_said(
    blocks: Any, carry: Any, extract: Any, said: list[str]
) -> None:
    carry(blocks, refresh, source=extract(HEAD, *ROWS, "Pumps,2026-03,9,9,9,"))
    assert actuals(blocks)["month"].max() == pd.Period("2026-02", "M")
    assert "left out 1 row of the running month 2026-03: it is never history" in said


REFUSED = [
    ("Pumps,2026-04,1,,,", r"actuals.csv row 6, column month: got 2026-04"),
    ("Nobody,2026-02,1,,,", r"actuals.csv row 6, column family: got Nobody"),
    ("Pumps,2025-12,1,-3,,", r"actuals.csv row 6, column inventory: got -3"),
    ("Pumps,Marc,1,,,", r"actuals.csv row 6, month: got 'Marc'"),
    ("Pumps,2025-12,many,,,", r"actuals.csv row 6, sales: got 'many'"),
    ("Pumps,2025-12,,,,", r"actuals.csv row 6, sales: got a blank"),
    ("Pumps,2026-01,1,,,", r"actuals.csv row 6, family, month: got Pumps 2026-01 again"),
]


@pytest.mark.parametrize(("line", "message"), REFUSED)
def test_what_cannot_be_used_is_refused_with_file_row_and_column(
    blocks: Any, carry: Any, extract: Any, line: str, message: str
) -> None:
    before = blocks.content()
    with pytest.raises(SourceError, match=message):
        carry(blocks, refresh, source=extract(HEAD, *ROWS, line))
    assert blocks.content() == before


def test_a_blank_in_the_extract_changes_nothing(blocks: Any, carry: Any, extract: Any) -> None:
    carry(blocks, refresh, source=extract(HEAD, *ROWS))
    before = actuals(blocks)
    assert not carry(blocks, refresh, source=extract(HEAD, "Pumps,2026-02,110,,,"))
    pd.testing.assert_frame_equal(actuals(blocks), before)


def test_a_later_extract_of_one_month_adds_to_what_is_there(
    blocks: Any, carry: Any, extract: Any
) -> None:
    carry(blocks, refresh, source=extract(HEAD, ROWS[0], ROWS[2], ROWS[3]))
    carry(blocks, refresh, source=extract(HEAD, ROWS[1]))
    assert actuals(blocks)["sales"].tolist() == [20, 21, 100, 110]
    assert restated(blocks) == []


def test_a_companys_own_headers_are_mapped_by_the_table(
    memory: Any, carry: Any, extract: Any, said: list[str]
) -> None:
    named = pd.DataFrame({"column": ["sales", "family"], "header": ["Net qty", "Group"]})
    blocks = memory.company_book(families=pd.DataFrame({"family": ["Pumps"]}), sources=named)
    carry(blocks, refresh, source=extract("Group,month,Net qty,Plant", "Pumps,2026-02,5,North"))
    assert actuals(blocks)["sales"].tolist() == [5]
    assert "columns not asked for: Plant" in said


def test_an_extract_that_ends_before_the_last_closed_month_is_refused(
    blocks: Any, carry: Any, extract: Any
) -> None:
    with pytest.raises(DataError, match=r"newest actuals are of 2026-01.*2026-02") as raised:
        carry(blocks, refresh, source=extract(HEAD, ROWS[0]))
    assert raised.value.where == Place(field="cycle_month")


def test_a_book_without_a_cycle_takes_the_month_after_the_newest(
    memory: Any, carry: Any, extract: Any, said: list[str]
) -> None:
    blocks = memory.company_book(cycle=None, families=pd.DataFrame({"family": ["Pumps"]}))
    carry(blocks, refresh, source=extract(HEAD, "Pumps,2025-11,5,,,"))
    assert BlockBook(blocks).read_cells()["cycle_month"] == pd.Period("2025-12", "M")
    assert "cycle month 2025-12: the month after the newest actuals" in said


def test_an_extract_without_a_closed_month_is_refused(
    memory: Any, carry: Any, extract: Any
) -> None:
    blocks = memory.company_book(cycle=None, families=pd.DataFrame({"family": ["Pumps"]}))
    with pytest.raises(DataError, match="no closed month"):
        carry(blocks, refresh, source=extract(HEAD, "Pumps,2026-03,5,,,"))


def test_openings_say_what_was_not_reported(blocks: Any, carry: Any, extract: Any) -> None:
    carry(
        blocks,
        refresh,
        source=extract(HEAD, "Pumps,2026-02,110,30,,", "Drives,2026-02,21,,,71"),
    )
    book = BlockBook(blocks)

    def field(family: str, name: str) -> Any:
        place = Place(FAMILY_PAGE.name, family, name)
        return blocks.cells.get(blocks.find(book.locate(place)))

    assert (field("Pumps", "opening_inventory"), field("Pumps", "opening_past_due")) == (30, 0)
    assert (
        field("Pumps", "opening_source") == "Actuals of 2026-02; past due not reported, taken as 0"
    )
    assert (field("Drives", "opening_backlog"), field("Drives", "opening_finished")) == (71, 0)
    assert "finished stock not reported, taken as 0" in field("Drives", "opening_source")


def test_stock_that_was_not_reported_stays_blank(blocks: Any, carry: Any, extract: Any) -> None:
    carry(blocks, refresh, source=extract("family,month,sales", "Pumps,2026-02,110"))
    place = Place(FAMILY_PAGE.name, "Pumps", "opening_inventory")
    assert blocks.find(BlockBook(blocks).locate(place)) not in blocks.cells


def test_orders_beside_the_actuals_raise_the_running_month_and_only_that(
    memory: Any, carry: Any, extract: Any, series: Any, said: list[str]
) -> None:
    families = pd.DataFrame({"family": ["Pumps", "Skids"], "policy": ["MTS", "MTO"]})
    blocks = memory.company_book(families=families.assign(price=10.0))
    lines = [f"{f},{m},100" for f in families["family"] for m in ("2026-01", "2026-02")]
    extract("family,month,sales", *lines)
    orders = ["Pumps,2026-03,90,60,5", "Pumps,2026-04,0,70,", "Skids,2026-03,4,3,5"]
    source = extract("family,month,shipped,open_due,days_passed", *orders, name="orders")
    carry(blocks, refresh, source=source)
    assert series(blocks, "Pumps", "order_book", count=2)[0] == 150
    assert pd.isna(series(blocks, "Pumps", "order_book", count=2)[1])
    assert series(blocks, "Pumps", "unconstrained_demand", count=1) == [150]
    assert any("left out 1 row of other months" in line for line in said)
    book = BlockBook(blocks)
    assert book.read_table(table("actuals"))["month"].max() == pd.Period("2026-02", "M")
    rows = book.read_table(table("orders")).set_index("family")
    assert rows.loc["Pumps", ["booked", "run_rate"]].tolist() == [150, 396]
    so_far = str(book.read_cells()["month_so_far"])
    assert so_far.startswith("2026-03 after 5 of 22 working days: shipped 940 EUR")
    assert not carry(blocks, refresh, source=source)


def test_orders_of_an_unknown_family_are_refused_with_their_row(
    memory: Any, carry: Any, extract: Any
) -> None:
    blocks = memory.company_book(families=pd.DataFrame({"family": ["Pumps"]}))
    extract("family,month,sales", "Pumps,2026-02,5")
    source = extract("family,month,shipped", "Pumpz,2026-03,1", name="orders")
    with pytest.raises(SourceError, match=r"got Pumpz, expected a family of the book"):
        carry(blocks, refresh, source=source)


def test_stock_that_does_not_add_up_is_listed_and_not_changed(
    memory: Any, carry: Any, extract: Any, said: list[str]
) -> None:
    blocks = memory.company_book(families=pd.DataFrame({"family": ["Pumps"]}))
    lines = ["Pumps,2026-01,5,5,40,0", "Pumps,2026-02,5,5,37,-1"]
    source = extract("family,month,sales,production,inventory,adjustments", *lines)
    carry(blocks, refresh, source=source)
    row = BlockBook(blocks).read_table(table("stock_check")).iloc[0]
    assert (row["expected"], row["reported"], row["difference"]) == (39, 37, -2)
    assert any("1 month whose stock does not add up" in line for line in said)
