"""Plan fills pages, strategies, resources and shortages; what planners lock stays as it is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from sop_addin.commands.freshness import changed_since
from sop_addin.commands.plan import plan
from sop_addin.commands.refresh import refresh
from sop_addin.commands.reproduce import reproduce
from sop_addin.demand.snapshots import APPROVED, version_rows
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import BlockBook
from sop_addin.excel.changes import Changes
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import table

PAGE = FAMILY_PAGE.name


def company(memory: Any, carry: Any, extract: Any, **resources: Any) -> Any:
    """Return a book of one crew that makes two families; demand is typed, actuals are known."""
    families = pd.DataFrame(
        {
            "family": ["Pumps", "Drives"],
            "policy": ["MTS", "MTO"],
            "target_days": [5.0, np.nan],
            "backlog_target": [np.nan, 60.0],
            "holding_cost": [1.0, np.nan],
            "past_due_cost": [20.0, 20.0],
        }
    )
    crew = {"resource": ["Crew"], "kind": ["labour"], "workers": [4.0], "hours_per_day": [8.0]}
    crew |= {"wage_per_day": [100.0], "hire_cost": [1000.0], "layoff_cost": [1000.0]} | resources
    bill = pd.DataFrame(
        {"family": ["Pumps", "Drives"], "resource": "Crew", "hours_per_unit": [2.0, 4.0]}
    )
    blocks = memory.company_book(
        families=families, resources=pd.DataFrame(crew), bill_of_resources=bill
    )
    carry(
        blocks,
        refresh,
        source=extract(
            "family,month,sales,inventory,past_due,backlog",
            "Pumps,2026-02,200,100,0,",
            "Drives,2026-02,40,0,,60",
        ),
    )
    for family, demand in (("Pumps", 200), ("Drives", 40)):
        for offset in range(18):
            type_in(blocks, demand + 10 * (offset % 3), family, "adjustment", str(offset))
    return blocks


def type_in(blocks: Any, value: Any, *where: str) -> None:
    blocks.type(BlockBook(blocks).locate(Place(PAGE, *where)), value)


@pytest.fixture
def blocks(memory: Any, carry: Any, extract: Any) -> Any:
    return company(memory, carry, extract)


def test_a_plan_stands_on_pages_and_sheets(blocks: Any, carry: Any, series: Any) -> None:
    assert carry(blocks, plan, strategy="hybrid")
    book = BlockBook(blocks)
    cells = book.read_cells()
    assert (cells["strategy"], cells["plan_state"]) == ("hybrid", "DRAFT")
    assert cells["plan_fingerprint"] and cells["plan_status"]
    strategies = book.read_table(table("strategies")).set_index("strategy")
    assert strategies.index.tolist() == ["level", "chase", "hybrid"]
    assert strategies["chosen"].tolist() == ["", "", "yes"]
    assert strategies.at["hybrid", "cost"] <= strategies["cost"].min() + 1
    measures = book.read_table(table("resource_plan"))["measure"].tolist()
    assert "utilisation %" in measures and "workers" in measures
    made = np.array(series(blocks, "Pumps", "production", count=18))
    assert (made == made.round()).all() and made.sum() > 3000
    assert min(series(blocks, "Pumps", "inventory", count=18)) >= 0


def test_planning_twice_writes_nothing(blocks: Any, carry: Any) -> None:
    carry(blocks, plan, strategy="chase")
    before = blocks.content()
    assert not carry(blocks, plan)
    assert blocks.content() == before


def test_without_an_option_the_books_strategy_counts(blocks: Any, carry: Any) -> None:
    carry(blocks, plan, strategy="level")
    carry(blocks, plan)
    assert BlockBook(blocks).read_cells()["strategy"] == "level"


def test_a_manual_change_locks_its_month_and_the_plan_solves_around_it(
    blocks: Any, carry: Any, series: Any
) -> None:
    carry(blocks, plan, strategy="chase")
    before = np.array(series(blocks, "Pumps", "production", count=18))
    type_in(blocks, 120, "Pumps", "manual_change", "1")
    locked = series(blocks, "Pumps", "production", count=18)[1]
    assert locked == before[1] + 120
    carry(blocks, plan, strategy="chase")
    after = np.array(series(blocks, "Pumps", "production", count=18))
    assert after[1] == locked
    assert after[2] == pytest.approx(before[2] - 120, abs=1), "the next month makes that less"
    kept = blocks.content()
    assert not carry(blocks, plan, strategy="chase")
    assert blocks.content() == kept


def test_a_manual_change_of_nothing_locks_too(blocks: Any, carry: Any, series: Any) -> None:
    carry(blocks, plan, strategy="chase")
    before = series(blocks, "Pumps", "production", count=3)
    type_in(blocks, 0, "Pumps", "manual_change", "1")
    type_in(blocks, 900, "Pumps", "adjustment", "1")
    carry(blocks, plan, strategy="chase")
    assert series(blocks, "Pumps", "production", count=3)[1] == before[1]


def test_missing_workers_are_asked_for_by_cell(memory: Any, carry: Any, extract: Any) -> None:
    blocks = company(memory, carry, extract, workers=[np.nan])
    with pytest.raises(DataError, match="got a blank, expected the people") as raised:
        carry(blocks, plan)
    area = blocks.areas[table("resources").excel]
    cell = BlockBook(blocks).locate(raised.value.where)
    assert blocks.find(cell)[:2] == (area.sheet, area.row + 1)


def test_blank_costs_leave_the_comparison_blank(memory: Any, carry: Any, extract: Any) -> None:
    blank = {"wage_per_day": [np.nan], "hire_cost": [np.nan], "layoff_cost": [np.nan]}
    blocks = company(memory, carry, extract, **blank)
    assert carry(blocks, plan)
    found = BlockBook(blocks).read_table(table("strategies"))
    assert found[["wages", "workforce"]].isna().all(axis=None)


def test_whole_workers_are_whole(blocks: Any, carry: Any) -> None:
    def workers() -> Any:
        found = BlockBook(blocks).read_table(table("resource_plan")).set_index("measure")
        return found.loc["workers", [f"m{i}" for i in range(18)]].to_numpy(dtype=float)

    carry(blocks, plan, strategy="chase")
    assert not np.allclose(workers(), workers().round())
    blocks.type(BlockBook(blocks).locate(Place(field="whole_workers")), "yes")
    carry(blocks, plan, strategy="chase")
    assert np.allclose(workers(), workers().round())


def test_what_capacity_does_not_allow_is_named(memory: Any, carry: Any, extract: Any) -> None:
    blocks = company(memory, carry, extract, max_workers=[2.0])
    carry(blocks, plan)
    short = BlockBook(blocks).read_table(table("shortages"))
    assert "Crew" in set(short["object"]) | set(", ".join(short["object"]).split(", "))
    assert short["rank"].tolist() == list(range(1, len(short) + 1))
    assert short["families"].str.contains("Pumps|Drives").all()


def test_a_backlog_target_that_no_production_reaches_is_said(
    blocks: Any, carry: Any, said: list[str]
) -> None:
    carry(blocks, plan)
    assert not [line for line in said if "ship only in the next month" in line]
    type_in(blocks, 75.0, "Drives", "adjustment", "3")
    carry(blocks, plan)
    (line,) = [line for line in said if "ship only in the next month" in line]
    assert line.startswith("Drives: in 1 of 18 months") and "(up to 75 pcs)" in line


def test_stock_that_nobody_counted_is_assumed_and_said(
    memory: Any, carry: Any, extract: Any, said: list[str]
) -> None:
    blocks = memory.company_book(families=pd.DataFrame({"family": ["Pumps"], "target_days": [5.0]}))
    carry(blocks, refresh, source=extract("family,month,sales", "Pumps,2026-02,110"))
    type_in(blocks, 220, "Pumps", "adjustment", "1")
    carry(blocks, plan)
    book = BlockBook(blocks)
    place = Place(PAGE, "Pumps", "opening_source")
    words = "No stock count of 2026-02: Plan takes the target"
    assert blocks.cells[blocks.find(book.locate(place))] == words
    assert "opening positions or targets assumed: 1, see the pages" in said
    before = blocks.content()
    assert not carry(blocks, refresh, source=extract("family,month,sales", "Pumps,2026-02,110"))
    assert not carry(blocks, plan)
    assert blocks.content() == before


def test_a_plan_before_the_first_refresh_is_refused(memory: Any, carry: Any) -> None:
    blocks = memory.company_book(families=pd.DataFrame({"family": ["Pumps"]}))
    with pytest.raises(DataError, match="pages without working days"):
        carry(blocks, plan)
    blocks = memory.company_book(cycle=None, families=pd.DataFrame({"family": ["Pumps"]}))
    with pytest.raises(DataError, match="expected the cycle month"):
        carry(blocks, plan)


@pytest.mark.parametrize(
    ("name", "value"), [("strategy", "best"), ("strategy", None), ("whole_workers", "perhaps")]
)
def test_a_setting_that_is_not_on_its_list_is_refused(
    blocks: Any, carry: Any, name: str, value: Any
) -> None:
    blocks.type(BlockBook(blocks).locate(Place(field=name)), value)
    with pytest.raises(DataError, match="Pick one from the list") as raised:
        carry(blocks, plan)
    assert raised.value.where == Place(field=name)


def test_a_family_without_a_page_is_refused(blocks: Any, carry: Any) -> None:
    area = blocks.areas[table("families").excel]
    blocks.resize_table(area.name, 3)
    row = [None] * len(area.headers)
    row[0], row[2], row[4] = "Motors", "MTS", "backorder"
    blocks.write(area.sheet, area.row + 3, area.column, [row])
    with pytest.raises(DataError, match="Motors without a page"):
        carry(blocks, plan)


def test_a_shortage_has_its_decision_date_its_options_and_the_worth_of_an_hour(
    memory: Any, carry: Any, extract: Any
) -> None:
    blocks = company(memory, carry, extract, max_workers=[3.0], overtime_cost_per_hour=[30.0])
    assert carry(blocks, plan, strategy="hybrid")
    book = BlockBook(blocks)
    shortages = book.read_table(table("shortages"))
    assert shortages["decide_by"].notna().all()
    options = book.read_table(table("options"))
    assert {"overtime", "hire"} <= set(options["option"])
    assert options["number"].tolist() == list(range(1, len(options) + 1))
    worth = book.read_table(table("bottlenecks"))
    assert set(worth["resource"]) == {"Crew"}
    kept = blocks.content()
    assert not carry(blocks, plan, strategy="hybrid")
    assert blocks.content() == kept


def test_one_family_is_planned_while_the_others_stay(
    memory: Any, carry: Any, extract: Any, series: Any, said: list[str]
) -> None:
    blocks = company(memory, carry, extract, max_workers=[3.0])
    carry(blocks, plan, strategy="hybrid")
    others = series(blocks, "Drives", "production", count=18)
    before = series(blocks, "Pumps", "production", count=18)
    type_in(blocks, -100, "Pumps", "adjustment", "6")
    type_in(blocks, 300, "Drives", "adjustment", "7")
    carry(blocks, plan, strategy="chase", only="Pumps")
    assert any(line.startswith("chase plan for Pumps alone: ") for line in said)
    assert series(blocks, "Drives", "production", count=18) == others
    made = series(blocks, "Pumps", "production", count=18)
    assert made != before
    book = BlockBook(blocks)
    assert book.read_cells()["strategy"] == "hybrid", "the month's own plan stays under its own"
    strategies = book.read_table(table("strategies")).set_index("strategy")
    assert strategies["families"].tolist() == ["Pumps"] * 3
    assert strategies["chosen"].tolist() == ["", "yes", ""]
    assert book.read_fields(FAMILY_PAGE).loc["Drives", "plan_note"].startswith("As it stands: ")
    shared = book.read_table(table("resource_plan")).set_index("measure")
    load = shared.loc["load incl. overtime, hours", [f"m{i}" for i in range(18)]]
    assert load.tolist() == (2 * np.array(made) + 4 * np.array(others)).tolist()


def test_after_one_family_the_others_pages_are_still_to_be_planned(blocks: Any, carry: Any) -> None:
    carry(blocks, plan, strategy="hybrid")
    type_in(blocks, 900, "Pumps", "adjustment", "6")
    type_in(blocks, 300, "Drives", "adjustment", "7")
    assert changed_since(BlockBook(blocks), "plan") == ["the page of Drives, Pumps"]
    carry(blocks, plan, only="Pumps")
    assert changed_since(BlockBook(blocks), "plan") == ["the page of Drives"]
    kept = blocks.content()
    assert not carry(blocks, plan, only="Pumps")
    assert blocks.content() == kept


def test_what_one_family_was_planned_as_is_reproduced(blocks: Any, carry: Any, run: Any) -> None:
    carry(blocks, plan, strategy="hybrid")
    type_in(blocks, 300, "Pumps", "adjustment", "6")
    carry(blocks, plan, strategy="level", only="Pumps")
    assert reproduce(BlockBook(blocks), run) == []
    carry(blocks, plan)
    assert reproduce(BlockBook(blocks), run) == []


def test_a_family_that_is_not_known_or_others_without_a_plan_are_refused(
    blocks: Any, carry: Any
) -> None:
    with pytest.raises(DataError, match="expected a family of the book: Pumps, Drives"):
        carry(blocks, plan, only="Bolts")
    with pytest.raises(DataError, match="Plan all families together first") as raised:
        carry(blocks, plan, only="Pumps")
    assert raised.value.where == Place(PAGE, "Drives", "regular", "2026-03")


def test_the_approved_plan_stands_beside_the_strategies(blocks: Any, carry: Any) -> None:
    months = pd.period_range("2026-02", periods=18, freq="M")
    stood = {"Pumps": ("production", 210.0), "Drives": ("production", 20.0), "Crew": ("workers", 4)}
    long = pd.concat(
        pd.DataFrame({"key": key, "series": name, "month": months, "value": float(value)})
        for key, (name, value) in stood.items()
    )
    rows = version_rows(long, months[0], FAMILY_PAGE.horizon, APPROVED)

    def freeze(book: Any, run: Any) -> Changes:
        return Changes(tables={"versions": rows})

    carry(blocks, freeze)
    assert carry(blocks, plan, strategy="hybrid")
    book = BlockBook(blocks)
    found = book.read_table(table("strategies")).set_index("strategy")
    assert found.index.tolist() == ["level", "chase", "hybrid", "approved plan"]
    former = found.loc["approved plan"]
    assert (former["chosen"], former["proof"]) == ("", "evaluated")
    days = sum(_days(book, month) for month in pd.period_range("2026-03", periods=18, freq="M"))
    workers = book.read_table(table("resource_plan")).set_index("measure").loc["workers"]
    last = pd.Period("2027-08", "M")
    wages = 400.0 * (days - _days(book, last)) + 100.0 * workers["m17"] * _days(book, last)
    assert former["wages"] == pytest.approx(wages, abs=120), "the last month is the chosen plan's"
    assert former["short"] > found.at["hybrid", "short"], "20 drives a month leave orders waiting"
    kept = blocks.content()
    assert not carry(blocks, plan)
    assert blocks.content() == kept


def _of(name: str) -> Any:
    return next(s for s in FAMILY_PAGE.series if s.name == name)


def _days(book: Any, month: pd.Period) -> float:
    grid = book.read_grid(FAMILY_PAGE, [_of("working_days")])
    return float(grid[(grid["key"] == "Pumps") & (grid["month"] == month)]["value"].iloc[0])
