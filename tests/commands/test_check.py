"""Check lists every error of a book with its sheet and cell, and changes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from sop_addin.commands.check import check
from sop_addin.commands.refresh import refresh
from sop_addin.errors import Place
from sop_addin.excel.book import BlockBook
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import table

PAGE = FAMILY_PAGE.name


@pytest.fixture
def blocks(memory: Any, carry: Any, extract: Any) -> Any:
    made = memory.company_book(
        families=pd.DataFrame({"family": ["Pumps", "Drives"], "target_days": [5.0, 5.0]}),
        resources=pd.DataFrame(
            {"resource": ["Crew"], "kind": ["labour"], "workers": [4.0], "hours_per_day": [8.0]}
        ),
        bill_of_resources=pd.DataFrame(
            {"family": ["Pumps"], "resource": ["Crew"], "hours_per_unit": [1.0]}
        ),
    )
    lines = [f"{f},2026-0{m},5" for f in ("Drives", "Pumps") for m in (1, 2)]
    carry(made, refresh, source=extract("family,month,sales", *lines))
    return made


def typing(*where: str, value: Any) -> Callable[[Any], str]:
    def do(blocks: Any) -> str:
        cell = BlockBook(blocks).locate(Place(*where))
        blocks.type(cell, value)
        return str(cell)

    return do


def typing_code_of_a_page(blocks: Any) -> str:
    return typing(PAGE, "Pumps", "family", value="Pump")(blocks)


LISTED = {
    "overtyped formula": (typing(PAGE, "Pumps", "inventory", "2026-05", value=7), "a typed value"),
    "text in a number": (typing("families", "Pumps", "price", value="ten"), "got 'ten'"),
    "text in a typed month": (typing(PAGE, "Drives", "adjustment", "3", value="?"), "got '?'"),
    "bad choice": (typing("families", "Pumps", "policy", value="MTZ"), "expected MTS or MTO"),
    "bad setting": (typing("", "", "language", value="Latin"), "expected English or"),
    "unreadable setting": (typing("", "", "fiscal_first_month", value="May"), "got 'May'"),
    "impossible setting": (typing("", "", "fiscal_first_month", value=13), "1 to 12"),
    "duplicate key": (typing("families", "Drives", "family", value="Pumps"), "a second time"),
    "unknown resource": (typing("bill_of_resources", "#1", "resource", value="Crow"), "got Crow"),
    "unknown family": (typing("bill_of_resources", "#1", "family", value="Pomps"), "got Pomps"),
    "levels upside down": (
        typing("families", "Pumps", "minimum_days", value=9),
        "minimum <= target <= maximum",
    ),
    "part of a priority": (typing("families", "Pumps", "priority", value=2.7), "got 2.7"),
    "part of a month": (typing("families", "Pumps", "lead_months", value=0.5), "got 0.5"),
    "share above one": (typing("families", "Pumps", "ship_share", value=1.5), "from 0 to 1"),
    "actuals of the running month": (
        typing("actuals", "#4", "month", value=46082),
        "at most 2026-02",
    ),
    "actuals of nobody": (typing("actuals", "#1", "family", value="Nobody"), "got Nobody"),
}


def test_a_sound_book_has_no_errors(blocks: Any) -> None:
    assert check(BlockBook(blocks)) == []


@pytest.mark.parametrize(("spoil", "message"), LISTED.values(), ids=LISTED)
def test_an_error_is_listed_with_sheet_and_cell(
    blocks: Any, spoil: Callable[[Any], str], message: str
) -> None:
    cell = spoil(blocks)
    before = blocks.content()
    lines = check(BlockBook(blocks))
    if "minimum <=" in message:
        cell = BlockBook(blocks).locate(Place("families", "Pumps", "target_days"))
    assert any(line.startswith(f"{cell}: got ") and message in line for line in lines), lines
    assert blocks.content() == before


def test_families_and_pages_that_do_not_match_are_both_listed(blocks: Any) -> None:
    page = typing_code_of_a_page(blocks)
    family = BlockBook(blocks).locate(Place("families", "Pumps", "family"))
    lines = check(BlockBook(blocks))
    assert [line.split(": ")[0] for line in lines] == [family, page]
    assert "Pumps without a page" in lines[0] and "a page of Pump" in lines[1]


def test_a_month_that_is_missing_is_named(blocks: Any, carry: Any, extract: Any) -> None:
    carry(blocks, refresh, source=extract("family,month,sales", "Pumps,2025-10,5"))
    (line,) = check(BlockBook(blocks))
    area = blocks.areas[table("actuals").excel]
    assert line.startswith(f"{area.sheet}!") and "Pumps without 2025-11 and more" in line


def test_several_errors_are_several_lines(blocks: Any) -> None:
    cells = [LISTED[name][0](blocks) for name in ("overtyped formula", "bad choice", "bad setting")]
    lines = check(BlockBook(blocks))
    assert sorted(line.split(": got")[0] for line in lines) == sorted(cells)


def test_a_new_book_without_a_cycle_has_no_errors(memory: Any) -> None:
    blocks = memory.company_book(cycle=None, families=pd.DataFrame({"family": ["Pumps"]}))
    assert check(BlockBook(blocks)) == []


def test_a_family_without_a_cost_that_others_have_is_listed(blocks: Any) -> None:
    assert not any("cost" in line for line in check(BlockBook(blocks))), "none has one"
    cell = typing("families", "Pumps", "holding_cost", value=2.0)(blocks)
    lines = [line for line in check(BlockBook(blocks)) if "a unit in stock for a month" in line]
    other = BlockBook(blocks).locate(Place("families", "Drives", "holding_cost"))
    assert len(lines) == 1 and lines[0].startswith(other) and cell != other


def test_overtime_without_a_cost_is_listed_where_regular_time_has_one(blocks: Any) -> None:
    for code in ("Pumps", "Drives"):
        typing("families", code, "regular_cost", value=4.5)(blocks)
    assert check(BlockBook(blocks)) == []
    typing("resources", "Crew", "overtime_share", value=0.1)(blocks)
    (line,) = check(BlockBook(blocks))
    assert line.startswith(BlockBook(blocks).locate(Place("families", "Pumps", "overtime_cost")))
    assert "a blank, though a unit in regular time costs 4.5" in line


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [("shortage_policy", None, "backorder or lost sales"), ("holding_cost", 1e15, "at most 1e+12")],
)
def test_what_a_plan_would_be_refused_for_is_listed(
    blocks: Any, column: str, value: Any, message: str
) -> None:
    cell = typing("families", "Pumps", column, value=value)(blocks)
    lines = [line for line in check(BlockBook(blocks)) if line.startswith(cell)]
    assert len(lines) == 1 and message in lines[0]


def test_what_is_listed_already_is_not_listed_again_for_the_plan(blocks: Any) -> None:
    typing("families", "Pumps", "minimum_days", value=9)(blocks)
    (line,) = check(BlockBook(blocks))
    assert "minimum <= target <= maximum" in line


def test_what_is_listed_by_its_row_is_not_listed_again_for_the_plan(blocks: Any) -> None:
    typing("bill_of_resources", "Pumps/Crew", "family", value="Valves")(blocks)
    (line,) = check(BlockBook(blocks))
    assert "one of the codes on its own sheet" in line


def test_advice_on_a_family_does_not_hide_what_a_plan_would_be_refused_for(blocks: Any) -> None:
    typing("families", "Pumps", "last_reviewed", value=dt.datetime(2024, 10, 1))(blocks)
    typing("", "", "review_months", value=12)(blocks)
    cell = typing("families", "Pumps", "holding_cost", value=1e15)(blocks)
    assert any(line.startswith(cell) for line in check(BlockBook(blocks)))


def test_a_family_that_nobody_reviewed_for_long_is_listed(blocks: Any) -> None:
    typing("families", "Pumps", "last_reviewed", value=dt.datetime(2024, 10, 1))(blocks)
    assert check(BlockBook(blocks)) == []
    typing("", "", "review_months", value=12)(blocks)
    (line,) = check(BlockBook(blocks))
    assert "got 2024-10, expected a review in 2025-03 or later: every 12 months" in line
    typing("", "", "review_months", value=None)(blocks)
    assert check(BlockBook(blocks)) == []


def test_days_of_payment_that_cannot_be_are_listed_with_their_cell(blocks: Any) -> None:
    cell = typing("", "", "receivable_days", value=4500)(blocks)
    (line,) = check(BlockBook(blocks))
    assert line.startswith(cell) and "got 4500.0, expected a number, 0 to 365" in line
    typing("", "", "receivable_days", value=None)(blocks)
    assert check(BlockBook(blocks)) == []
