"""Scenarios are compared with the base, one is promoted a family, and what overloads is refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from docs.phase_pictures import go_through
from sop_addin.commands.check import check
from sop_addin.commands.dispatch import Request, carry_out
from sop_addin.commands.freshness import stamps
from sop_addin.commands.phases import advancing
from sop_addin.commands.plan import plan
from sop_addin.commands.presop import presop
from sop_addin.commands.refresh import refresh
from sop_addin.commands.run import execute
from sop_addin.commands.scenario import ScenarioWish, compare, promote
from sop_addin.commands.sign import sign
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import BlockBook
from sop_addin.excel.changes import Changes
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import table

MAY = pd.Period("2026-05", "M")


@pytest.fixture
def blocks(memory: Any, carry: Any, extract: Any) -> Any:
    """Return two families that fill one paint shop, and three scenarios about them."""
    blocks = memory.company_book(
        families=pd.DataFrame(
            {
                "family": ["Pumps", "Valves"],
                "price": [50.0, 20.0],
                "cost": [30.0, 12.0],
                "unit": ["pcs", "pcs"],
            }
        ),
        resources=pd.DataFrame(
            {"resource": ["Paint"], "kind": ["equipment"], "hours_per_day": [8.0]}
        ),
        bill_of_resources=pd.DataFrame(
            {
                "family": ["Pumps", "Valves"],
                "resource": ["Paint", "Paint"],
                "hours_per_unit": [1.0, 1.0],
            }
        ),
    )
    rows = ("family,month,sales,inventory", "Pumps,2026-02,80,0", "Valves,2026-02,80,0")
    carry(blocks, refresh, source=extract(*rows))
    for family in ("Pumps", "Valves"):
        for offset in range(18):
            place = Place(FAMILY_PAGE.name, family, "statistical_forecast", str(offset))
            blocks.type(BlockBook(blocks).locate(place), 80)
    book = BlockBook(blocks)
    book.apply(Changes(tables={"freshness": stamps(book, "forecast")}))
    carry(blocks, plan, strategy="hybrid")
    fill(
        blocks,
        "scenarios",
        [
            {"scenario": "S1", "name": "Second shift", "owner": "Ops"},
            {"scenario": "S2", "name": "Pumps only", "owner": "Sales"},
            {"scenario": "S3", "name": "Lose Acme", "owner": "Sales"},
        ],
    )
    fill(
        blocks,
        "sales_input",
        [
            {
                "family": "Valves",
                "source": "Acme",
                "item": "all",
                "month": dt.datetime(2026, 6, 1),
                "units": 30,
                "entered_by": "Bo",
            },
        ],
    )
    fill(
        blocks,
        "scenario_changes",
        [
            change("S1", "capacity", "Paint", 100, "%") | {"first_month": dt.datetime(2026, 3, 1)},
            change("S1", "demand", "Pumps", 50, "%"),
            change("S2", "demand", "Pumps", 60, "a month"),
            change("S2", "demand", "Valves", -60, "a month"),
            change("S3", "lost customer", "Acme", 100, "%"),
        ],
    )
    return blocks


def change(scenario: str, what: str, item: str, amount: float, unit: str) -> dict[str, Any]:
    since = dt.datetime(2026, 5, 1)
    row = {"scenario": scenario, "what": what, "item": item, "amount": amount, "unit": unit}
    return row | {"first_month": since}


def fill(blocks: Any, name: str, rows: list[dict[str, Any]]) -> None:
    """Type rows into a table, as a planner does."""
    blocks.resize_table(table(name).excel, len(rows))
    for number, row in enumerate(rows, 1):
        for column, value in row.items():
            blocks.type(BlockBook(blocks).locate(Place(name, f"#{number}", column)), value)


def diff(blocks: Any, scenario: str) -> pd.DataFrame:
    rows = BlockBook(blocks).read_table(table("scenario_diff"))
    own = rows[rows["scenario"].str.startswith(scenario)]
    return own.set_index(["part", "what", "item"])


def production(blocks: Any, family: str, series: Any) -> list[float]:
    return series(blocks, family, "regular", "2026-05", 4)


def test_a_comparison_reads_from_what_is_supposed_to_what_comes_out(
    blocks: Any, carry: Any
) -> None:
    assert carry(blocks, compare, wish=ScenarioWish("compare"))
    rows = diff(blocks, "S1")
    assert rows.index.get_level_values("part").unique().tolist() == ["Supposed", "Plans", "Result"]
    demand = rows.loc[("Supposed", "demand", "Pumps")]
    assert demand["base"] == 18 * 80 and demand["difference"] == 16 * 40
    assert demand["months"] == "May 2026 to Aug 2027"
    assert rows.loc[("Result", "revenue", "Company"), "difference"] > 0
    waits = rows.loc[("Result", "waits, added up over month ends", "Company")]
    assert waits["now"] >= rows.loc[("Result", "short", "Company"), "now"] >= 0
    assert check(BlockBook(blocks)) == []


def test_a_comparison_again_writes_nothing(blocks: Any, carry: Any) -> None:
    carry(blocks, compare, wish=ScenarioWish("compare"))
    before = blocks.content()
    assert not carry(blocks, compare, wish=ScenarioWish("compare"))
    assert blocks.content() == before


def test_a_lost_customer_takes_what_sales_expects_of_it(blocks: Any, carry: Any) -> None:
    carry(blocks, compare, wish=ScenarioWish("compare", ("S3",)))
    lost = diff(blocks, "S3").loc[("Supposed", "demand", "Valves")]
    assert lost["difference"] == -30 and lost["months"] == "Jun 2026"
    assert diff(blocks, "S1").empty, "only what was asked for"


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("scenario", "S9", "got S9, expected a scenario of the list"),
        ("item", "Drives", "got Drives, expected a resource of the book"),
        ("unit", "months", "got months, expected % or a month"),
        ("amount", 0, "expected a change of something"),
        ("first_month", dt.datetime(2030, 1, 1), "expected months from 2026-03 to 2027-08"),
        ("last_month", dt.datetime(2026, 2, 1), "expected 2026-03 or later"),
    ],
)
def test_a_change_that_cannot_be_made_is_refused_by_cell(
    blocks: Any, carry: Any, column: str, value: Any, words: str
) -> None:
    cell = BlockBook(blocks).locate(Place("scenario_changes", "#1", column))
    blocks.type(cell, value)
    with pytest.raises(DataError) as caught:
        carry(blocks, compare, wish=ScenarioWish("compare"))
    assert words in caught.value.line()
    assert any(words in line for line in check(BlockBook(blocks)))


def test_without_scenarios_there_is_nothing_to_compare(
    memory: Any, carry: Any, extract: Any
) -> None:
    blocks = memory.company_book(families=pd.DataFrame({"family": ["Pumps"]}))
    with pytest.raises(DataError, match="no scenarios"):
        carry(blocks, compare, wish=ScenarioWish("compare"))


def test_before_a_forecast_there_is_nothing_to_compare_and_no_error_of_the_scenarios(
    blocks: Any, carry: Any
) -> None:
    blocks.type(BlockBook(blocks).locate(Place("scenario_changes", "#1", "amount")), 0)
    assert [line for line in check(BlockBook(blocks)) if "Scenario_Changes" in line]
    BlockBook(blocks).apply(Changes(restore={"freshness": pd.DataFrame()}))
    assert not [line for line in check(BlockBook(blocks)) if "Scenario_Changes" in line]
    with pytest.raises(DataError, match=r"sop forecast"):
        carry(blocks, compare, wish=ScenarioWish("compare"))


def test_a_promoted_scenario_stands_on_the_page_and_stays_there(
    blocks: Any, carry: Any, series: Any, said: list[str]
) -> None:
    base = production(blocks, "Valves", series)
    assert carry(blocks, promote, wish=ScenarioWish("promote", ("S1",), ("Pumps",)))
    assert sum(production(blocks, "Pumps", series)) > 4 * 100
    assert production(blocks, "Valves", series) == base
    assert any("S1 supposes another demand than the pages" in line for line in said)
    before = blocks.content()
    assert not carry(blocks, plan), "a new plan keeps what is promoted"
    assert not carry(blocks, promote, wish=ScenarioWish("promote", ("S1",), ("Pumps",)))
    assert blocks.content() == before
    carry(blocks, presop)
    (row,) = (
        BlockBook(blocks).read_table(table("pre_sop")).query("family == 'Pumps'").to_dict("records")
    )
    assert row["scenario"] == "S1"


def test_options_and_bottlenecks_follow_the_plan_that_stands(blocks: Any, carry: Any) -> None:
    for family in ("Pumps", "Valves"):
        place = Place(FAMILY_PAGE.name, family, "statistical_forecast", "2026-07")
        blocks.type(BlockBook(blocks).locate(place), 300)
    carry(blocks, plan)
    everything = ("shortages", "options", "bottlenecks")
    base = {name: BlockBook(blocks).read_table(table(name)) for name in everything}
    assert "Paint" in set(base["bottlenecks"]["resource"])
    assert set(base["options"]["short"]) & {"Pumps", "Valves", "Paint"}
    second = ScenarioWish("promote", ("S1",), ("Pumps", "Valves"))
    blocks.type(BlockBook(blocks).locate(Place("scenario_changes", "#1", "amount")), 500)
    blocks.type(BlockBook(blocks).locate(Place("scenario_changes", "#2", "amount")), 1)
    carry(blocks, promote, wish=second)
    now = {name: BlockBook(blocks).read_table(table(name)) for name in everything}
    late = now["shortages"][now["shortages"]["money"] != 0]
    assert late.empty, "six times the paint shop serves everybody"
    assert now["options"].empty and now["bottlenecks"].empty


def test_options_after_promoting_for_one_family_are_about_shortages_that_stand(
    blocks: Any, carry: Any
) -> None:
    for family in ("Pumps", "Valves"):
        place = Place(FAMILY_PAGE.name, family, "statistical_forecast", "2026-07")
        blocks.type(BlockBook(blocks).locate(place), 1200)
    carry(blocks, promote, wish=ScenarioWish("promote", ("S1",), ("Pumps",)))
    found = {n: BlockBook(blocks).read_table(table(n)) for n in ("shortages", "options")}
    late = found["shortages"][found["shortages"]["money"] != 0]
    first = late.groupby("object")["month"].min().to_dict()
    told = found["options"]
    assert len(told) and told["number"].tolist() == list(range(1, len(told) + 1))
    assert all(first[n] == m for n, m in zip(told["short"], told["first_short"], strict=True))


def test_the_base_can_be_promoted_again(blocks: Any, carry: Any, series: Any) -> None:
    base = production(blocks, "Pumps", series)
    carry(blocks, promote, wish=ScenarioWish("promote", ("S1",), ("Pumps",)))
    assert production(blocks, "Pumps", series) != base
    assert carry(blocks, promote, wish=ScenarioWish("promote", ("base",), ("Pumps",)))
    assert production(blocks, "Pumps", series) == base


@pytest.mark.parametrize(
    ("names", "families", "words"),
    [
        (("S1", "S2"), ("Pumps",), "2 scenarios at once"),
        (("S1", "S9"), ("Pumps",), "2 scenarios at once"),
        (("S9",), ("Pumps",), "base, S1, S2, S3"),
        (("S1",), (), "no family"),
        (("S1",), ("Drives",), "got Drives"),
        ((), ("Pumps",), "no scenario"),
    ],
)
def test_what_cannot_be_promoted_is_refused_in_words(
    blocks: Any, carry: Any, names: tuple[str, ...], families: tuple[str, ...], words: str
) -> None:
    before = blocks.content()
    with pytest.raises(DataError) as caught:
        carry(blocks, promote, wish=ScenarioWish("promote", names, families))
    assert words in caught.value.line()
    assert blocks.content() == before


def test_two_scenarios_typed_for_one_family_are_refused(blocks: Any, carry: Any) -> None:
    carry(blocks, presop)
    blocks.type(BlockBook(blocks).locate(Place("pre_sop", "Pumps", "scenario")), "S1, S2")
    with pytest.raises(DataError, match="2 scenarios at once, expected exactly one"):
        carry(blocks, plan)
    assert any("2 scenarios at once" in line for line in check(BlockBook(blocks)))


def done(blocks: Any, carry: Any, run: Any, key: str) -> None:
    execute(BlockBook(blocks), key, advancing(key, lambda book, run: Changes()), run)


@pytest.mark.parametrize("key", ["supply", "presop"])
def test_a_mix_that_asks_too_much_of_a_resource_is_not_signed(
    blocks: Any, carry: Any, run: Any, key: str, said: list[str]
) -> None:
    done(blocks, carry, run, key)
    carry(blocks, promote, wish=ScenarioWish("promote", ("S2",), ("Pumps",)))
    assert any(line.startswith("note: Paint 1") and "sign-off is refused" in line for line in said)
    with pytest.raises(DataError) as caught:
        carry(blocks, sign, key=key, by="Ana")
    line = caught.value.line()
    assert "Paint 1" in line and "% full in 2026-" in line and "184 hours" in line
    assert "manual change" in line and "promote a scenario that fits" in line
    carry(blocks, promote, wish=ScenarioWish("promote", ("S2",), ("Valves",)))
    go_through(BlockBook(blocks))
    assert carry(blocks, sign, key=key, by="Ana")


def test_capacity_that_a_promoted_scenario_brings_counts_in_the_rough_cut(
    blocks: Any, carry: Any, run: Any
) -> None:
    done(blocks, carry, run, "supply")
    carry(blocks, promote, wish=ScenarioWish("promote", ("S1",), ("Pumps",)))
    assert carry(blocks, sign, key="supply", by="Ana")


def test_the_button_compares_every_scenario(blocks: Any, run: Any) -> None:
    assert carry_out(BlockBook(blocks), "scenario", Request(None), run)
    rows = BlockBook(blocks).read_table(table("scenario_diff"))
    assert rows["scenario"].unique().tolist() == [
        "S1 Second shift",
        "S2 Pumps only",
        "S3 Lose Acme",
    ]
