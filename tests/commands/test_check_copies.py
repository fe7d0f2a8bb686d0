"""Check compares the pages' rows that are copies with the tables that they come from."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from sop_addin.commands.check import check
from sop_addin.commands.plan import plan
from sop_addin.commands.refresh import refresh
from sop_addin.errors import Place
from sop_addin.excel.book import BlockBook
from sop_addin.schema.family_page import FAMILY_PAGE

PAGE = FAMILY_PAGE.name
MONTHS = pd.period_range("2025-01", "2026-02", freq="M")


def lines_of(last_stock: str = "30") -> list[str]:
    known = [f"Pumps,{month},{100 + month.month},30" for month in MONTHS[:-1]]
    return ["family,month,sales,inventory", *known, f"Pumps,{MONTHS[-1]},102,{last_stock}"]


@pytest.fixture
def blocks(memory: Any, carry: Any, extract: Any) -> Any:
    """Return a refreshed book of one family with a business plan and a calendar."""
    made = memory.company_book(
        families=pd.DataFrame({"family": ["Pumps"], "target_days": [5.0]}),
        aop=pd.DataFrame(
            {"family": ["Pumps"], "month": [pd.Period("2026-03", "M")], "units": [90.0]}
        ),
        calendar=pd.DataFrame({"month": [pd.Period("2026-03", "M")], "working_days": [20.0]}),
    )
    extract("family,month,shipped,open_due,days_passed", "Pumps,2026-03,7,5,2", name="orders")
    carry(made, refresh, source=extract(*lines_of()))
    return made


def type_in(blocks: Any, value: Any, *where: str) -> str:
    cell = BlockBook(blocks).locate(Place(*where))
    blocks.type(cell, value)
    return cell


@pytest.mark.parametrize(
    ("series", "month", "right", "sheet"),
    [
        ("unconstrained_demand", "2026-01", "101", "Actuals"),
        ("inventory", "2026-02", "30", "Actuals"),
        ("last_year", "2026-04", "104", "Actuals"),
        ("working_days", "2026-03", "20", "Calendar"),
        ("aop_demand", "2026-03", "90", "AOP"),
        ("previous_demand", "2026-05", "a blank", "Versions"),
        ("order_book", "2026-03", "12", "Orders"),
    ],
)
def test_a_copy_that_was_typed_over_is_listed_with_what_its_table_has(
    blocks: Any, series: str, month: str, right: str, sheet: str
) -> None:
    assert check(BlockBook(blocks)) == []
    cell = type_in(blocks, 777, PAGE, "Pumps", series, month)
    (line,) = check(BlockBook(blocks))
    assert line.startswith(f"{cell}: got 777, expected {right}, from {sheet}.")
    assert "`sop refresh`" in line


def test_a_table_that_changed_after_the_refresh_is_one_line_a_row(blocks: Any, carry: Any) -> None:
    for n, month in enumerate(("2026-01", "2026-02"), 13):
        assert month
        type_in(blocks, 1000 + n, "actuals", f"#{n}", "sales")
    lines = [line for line in check(BlockBook(blocks)) if "and 1 more months" in line]
    first = BlockBook(blocks).locate(Place(PAGE, "Pumps", "unconstrained_demand", "2026-01"))
    assert any(line.startswith(f"{first}: got 101 and 1 more months of") for line in lines)
    assert all("from Actuals" in line for line in lines)


def test_a_month_that_was_not_counted_is_said_on_the_page_and_listed(
    blocks: Any, carry: Any, extract: Any
) -> None:
    cell = BlockBook(blocks).locate(Place(PAGE, "Pumps", "opening_source"))
    assert "Actuals of 2026-02" in blocks.cells[blocks.find(cell)]
    type_in(blocks, None, "actuals", "#14", "inventory")
    carry(blocks, refresh, source=extract("family,month,sales", "Pumps,2026-02,102"))
    words = "No stock count of 2026-02: Plan takes the target"
    assert blocks.cells[blocks.find(cell)] == words
    (line,) = check(BlockBook(blocks))
    assert line.startswith(BlockBook(blocks).locate(Place("actuals", "#14", "inventory")))
    assert "the stock count of Pumps, last one 2026-01" in line
    carry(blocks, plan)
    assert blocks.cells[blocks.find(cell)] == words, "true before and after Plan"
    assert not carry(blocks, refresh, source=extract("family,month,sales", "Pumps,2026-02,102"))


def test_a_company_that_never_counts_has_no_such_error(
    memory: Any, carry: Any, extract: Any
) -> None:
    made = memory.company_book(families=pd.DataFrame({"family": ["Pumps"]}))
    carry(made, refresh, source=extract("family,month,sales", "Pumps,2026-02,102"))
    assert check(BlockBook(made)) == []
