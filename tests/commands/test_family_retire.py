"""A family retires: nothing is planned for it, its closed months count, and it can come back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from sop_addin.commands.check import check
from sop_addin.commands.demand import demand
from sop_addin.commands.dispatch import Request, carry_out
from sop_addin.commands.executive import executive
from sop_addin.commands.family_codes import FamilyWish
from sop_addin.commands.forecast import forecast
from sop_addin.commands.freshness import changed_since
from sop_addin.commands.open_cycle import open_cycle
from sop_addin.commands.plan import plan
from sop_addin.commands.presop import presop
from sop_addin.commands.refresh import refresh
from sop_addin.commands.report import report
from sop_addin.commands.resources import resources
from sop_addin.commands.verify import verify
from sop_addin.errors import DataError, Place, SourceError
from sop_addin.excel.book import BlockBook
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import table

CLOSED = pd.period_range("2024-01", "2026-02", freq="M")
Do = Callable[..., bool]


@pytest.fixture
def blocks(memory: Any, carry: Any, extract: Any) -> Any:
    families = {"family": ["Pumps", "Valves"], "price": [9.0, 7.0], "target_days": [5.0, 5.0]}
    made = memory.company_book(families=pd.DataFrame(families))
    rows = [f"{f},{m},{100 + m.month},50,800" for f in ("Pumps", "Valves") for m in CLOSED]
    carry(made, refresh, source=extract("family,month,sales,inventory,revenue", *rows))
    carry(made, forecast)
    carry(made, plan, strategy="hybrid")
    return made


@pytest.fixture
def do(blocks: Any, run: Any) -> Do:
    """Return a function that runs ``sop family``: ``do("retire", "Pumps")``."""

    def family(action: str, code: str, **more: str) -> bool:
        wish = FamilyWish(action, code, **more)
        return carry_out(BlockBook(blocks), "family", Request(None, family=wish), run)

    return family


@pytest.fixture
def month(blocks: Any, carry: Any) -> Callable[[], None]:
    """Return a function that runs the month from the forecast on."""

    def run_all() -> None:
        carry(blocks, forecast)
        carry(blocks, report)
        carry(blocks, demand)
        carry(blocks, plan, strategy="hybrid")
        for command in (resources, presop, executive):
            carry(blocks, command)

    return run_all


def read(blocks: Any, name: str) -> pd.DataFrame:
    return BlockBook(blocks).read_table(table(name))


def test_nothing_is_forecast_or_planned_for_it_any_more(
    blocks: Any, do: Do, month: Any, series: Any
) -> None:
    assert do("retire", "Pumps")
    month()
    for name in ("forecasts", "backtests", "forecast_years", "demand_bridge", "item_forecast"):
        assert "Pumps" not in set(read(blocks, name)["family"]), name
    for name in ("unconstrained_demand", "production", "inventory", "revenue"):
        assert series(blocks, "Pumps", name, "2026-03", 18) == [0] * 18, name
    assert check(BlockBook(blocks)) == [] and verify(BlockBook(blocks)) == []


def test_its_closed_months_stay_in_the_sums_of_the_company(
    blocks: Any, do: Do, month: Any, series: Any
) -> None:
    month()
    before = read(blocks, "executive").set_index("family")["year_to_date"]
    do("retire", "Pumps")
    month()
    after = read(blocks, "executive").set_index("family")
    assert after["year_to_date"].to_dict() == before.to_dict() and before["Pumps"] == 1600
    assert after.loc["Pumps", "remaining"] == 0
    assert after.loc["Pumps", "recommendation"].startswith("Approve: retired")
    assert series(blocks, "Pumps", "unconstrained_demand", "2026-01", 2) == [101, 102]
    finance = read(blocks, "finance").set_index(["family", "measure"])["total"]
    assert finance["Company", "Revenue"] == finance["Valves", "Revenue"] > 0


def test_its_tab_is_hidden_and_its_row_holds_the_month(blocks: Any, do: Do) -> None:
    do("retire", "Pumps")
    assert blocks.hidden == {"Fam_Pumps"}
    row = read(blocks, "families").set_index("family").loc["Pumps"]
    assert row["retired"] == pd.Period("2026-03", "M")


def test_the_other_family_keeps_every_number(blocks: Any, do: Do, month: Any, series: Any) -> None:
    month()
    names = ("statistical_forecast", "production", "inventory", "revenue")
    before = {name: series(blocks, "Valves", name, "2026-03", 18) for name in names}
    do("retire", "Pumps")
    month()
    assert {name: series(blocks, "Valves", name, "2026-03", 18) for name in names} == before


def test_what_is_left_over_is_said_and_typed_months_are_cleared(
    blocks: Any, do: Do, said: list[str], series: Any
) -> None:
    place = Place(FAMILY_PAGE.name, "Pumps", "adjustment", "2026-05")
    blocks.type(BlockBook(blocks).locate(place), 30)
    do("retire", "Pumps")
    assert "Pumps still has opening stock 50: it leaves the plan" in said
    assert any(line.startswith("cleared what was typed: Fam_Pumps!") for line in said)
    assert series(blocks, "Pumps", "unconstrained_demand") == [0] * 6


def test_forecast_and_plan_are_to_be_run_again(blocks: Any, do: Do) -> None:
    do("retire", "Pumps")
    book = BlockBook(blocks)
    assert changed_since(book, "forecast") == ["Families"]
    assert "Families" in changed_since(book, "plan")


def test_nobody_is_asked_to_look_after_its_parameters(blocks: Any, do: Do) -> None:
    book = BlockBook(blocks)
    blocks.type(book.locate(Place("families", "Pumps", "last_reviewed")), dt.datetime(2020, 1, 1))
    blocks.type(book.locate(Place("families", "Pumps", "minimum_days")), 9)
    assert len(check(BlockBook(blocks))) == 2
    do("retire", "Pumps")
    assert check(BlockBook(blocks)) == []


def test_twice_writes_nothing_and_back_plans_it_again(
    blocks: Any, do: Do, month: Any, series: Any, said: list[str]
) -> None:
    month()
    before = series(blocks, "Pumps", "production", "2026-03", 18)
    assert do("retire", "Pumps") and not do("retire", "Pumps")
    assert said[-2] == "Pumps is retired already, since 2026-03"
    assert do("restore", "Pumps") and not do("restore", "Pumps")
    assert said[-2] == "Pumps is not retired: it is planned already"
    assert blocks.hidden == set()
    month()
    assert series(blocks, "Pumps", "production", "2026-03", 18) == before
    assert check(BlockBook(blocks)) == []


def test_an_extract_with_its_later_months_says_what_to_do(
    blocks: Any, do: Do, carry: Any, extract: Any
) -> None:
    do("retire", "Pumps")
    carry(blocks, open_cycle)
    rows = [f"{f},2026-03,{n},50" for f, n in (("Valves", 100), ("Pumps", 7))]
    with pytest.raises(SourceError) as caught:
        carry(blocks, refresh, source=extract("family,month,sales,inventory", *rows))
    assert str(caught.value) == (
        "actuals.csv row 3, column month: got 2026-03, expected none from 2026-03 on: Pumps is"
        " retired. Plan it again (`sop family restore`), or leave its rows out of the extract."
    )


def test_the_next_month_rolls_without_it_and_its_history_goes_on_showing(
    blocks: Any, do: Do, carry: Any, extract: Any, month: Any, series: Any
) -> None:
    do("retire", "Pumps")
    month()
    carry(blocks, open_cycle)
    rows = ["Valves,2026-03,100,50", "Pumps,2026-03,0,0", "Pumps,2026-02,90,50"]
    carry(blocks, refresh, source=extract("family,month,sales,inventory", *rows))
    month()
    assert series(blocks, "Pumps", "unconstrained_demand", "2026-01", 2) == [101, 90]
    assert series(blocks, "Pumps", "inventory", "2026-04", 18) == [0] * 18
    assert check(BlockBook(blocks)) == []


def test_a_month_that_was_only_typed_is_refused_until_the_page_says_so(
    blocks: Any, do: Do, carry: Any
) -> None:
    cell = BlockBook(blocks).locate(Place("families", "Pumps", "retired"))
    blocks.type(cell, 46082)
    (line,) = check(BlockBook(blocks))
    assert line.startswith(f"{cell}: got 2026-03, and a page") and "retire BOOK Pumps`" in line
    with pytest.raises(DataError, match="sop family retire BOOK Pumps"):
        carry(blocks, forecast)
    assert do("retire", "Pumps")
    assert check(BlockBook(blocks)) == []


@pytest.mark.parametrize("code", ["Gears", "Pumps"])
def test_an_unknown_family_and_the_last_one_are_refused(blocks: Any, do: Do, code: str) -> None:
    do("retire", "Valves")
    held = blocks.content()
    with pytest.raises(DataError, match=r"'Gears'|the only family that is planned"):
        do("retire", code)
    assert blocks.content() == held


def test_a_family_that_a_launch_is_like_is_refused(blocks: Any, do: Do) -> None:
    area, declared = blocks.areas["tblLifeCycle"], table("life_cycle")
    values = {"change": "L1", "kind": "launch", "family": "Valves", "like_family": "Pumps",
              "status": "planned", "start_month": 46113, "scale_percent": 50}  # fmt: skip
    for at, column in enumerate(declared.column_names, area.column):
        if column in values:
            blocks.cells[area.sheet, area.row + 1, at] = values[column]
    with pytest.raises(DataError, match="Pumps, which L1 needs"):
        do("retire", "Pumps")
