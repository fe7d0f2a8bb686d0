"""MPS fills its sheet from the pages' plan; check finds what exceeds it, by cell."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from sop_addin.commands.check import check
from sop_addin.commands.family_codes import FamilyWish
from sop_addin.commands.family_retire import retire
from sop_addin.commands.mps import mps
from sop_addin.commands.plan import plan
from sop_addin.commands.refresh import refresh
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import BlockBook
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import table

WEEKS = [f"w{i}" for i in range(14)]


@pytest.fixture
def blocks(memory: Any, carry: Any, extract: Any) -> Any:
    items = pd.DataFrame(
        {
            "item": ["Red", "Blue"],
            "family": "Pumps",
            "mix_percent": [60.0, 40.0],
            "stock": [10.0, 80.0],
        }
    )
    families = pd.DataFrame({"family": ["Pumps", "Valves"], "target_days": 5.0})
    made = memory.company_book(families=families, items=items)
    rows = ("family,month,sales,inventory", "Pumps,2026-02,200,100", "Valves,2026-02,50,20")
    carry(made, refresh, source=extract(*rows))
    for offset in range(18):
        type_in(made, 200, "Pumps", "statistical_forecast", str(offset))
    return made


def type_in(blocks: Any, value: Any, *where: str) -> None:
    blocks.type(BlockBook(blocks).locate(Place(FAMILY_PAGE.name, *where)), value)


def rows_of(blocks: Any) -> pd.DataFrame:
    return BlockBook(blocks).read_table(table("master_schedule"))


def test_items_add_up_to_the_production_of_the_page(
    blocks: Any, carry: Any, series: Any, said: list[str]
) -> None:
    carry(blocks, plan)
    assert carry(blocks, mps)
    rows = rows_of(blocks)
    assert rows["line"].tolist() == ["authorised rate", "Red", "Blue", "unscheduled"]
    made = rows.set_index("line")[WEEKS].fillna(0)
    assert (made.loc["Red"] + made.loc["Blue"]).tolist() == made.loc["authorised rate"].tolist()
    total = sum(series(blocks, "Pumps", "production", count=3))
    assert made.loc["authorised rate"].sum() == total
    assert rows["note"].iloc[0].startswith("DRAFT plan ")
    assert "Pumps: its items hold 90, the family 100; the schedule nets the items' stock" in said
    assert check(BlockBook(blocks)) == []


def test_items_of_retired_families_only_are_no_schedule_and_are_named_so(
    blocks: Any, carry: Any
) -> None:
    carry(blocks, retire, wish=FamilyWish("retire", "Pumps"))
    carry(blocks, plan)
    with pytest.raises(DataError) as caught:
        carry(blocks, mps)
    assert caught.value.got == "items of retired families"


def test_the_second_run_writes_nothing(blocks: Any, carry: Any) -> None:
    carry(blocks, plan)
    carry(blocks, mps)
    before = blocks.content()
    assert not carry(blocks, mps)
    assert blocks.content() == before


def test_check_names_the_week_that_exceeds_the_rate(blocks: Any, carry: Any) -> None:
    carry(blocks, plan)
    carry(blocks, mps)
    place = BlockBook(blocks).locate(Place("master_schedule", "#2", "w3"))
    blocks.type(place, float(rows_of(blocks).at[2, "w3"]) + 5)
    (line,) = check(BlockBook(blocks))
    assert line.startswith(f"{place}: got items of Pumps that add up to ")
    assert "in the week of 2026-03-23, expected at most the authorised " in line


def test_check_tells_a_schedule_that_the_plan_has_left_behind(blocks: Any, carry: Any) -> None:
    carry(blocks, plan)
    carry(blocks, mps)
    type_in(blocks, 25, "Pumps", "manual_change", "1")
    (line,) = check(BlockBook(blocks))
    assert "a master schedule of another plan" in line
    carry(blocks, mps)
    assert check(BlockBook(blocks)) == []


def test_without_a_plan_or_items_nothing_is_scheduled(blocks: Any, carry: Any, memory: Any) -> None:
    with pytest.raises(DataError, match="no plan"):
        carry(blocks, mps)
    bare = memory.company_book(families=pd.DataFrame({"family": ["Pumps"]}))
    for name in ("plan_fingerprint", "plan_state"):
        bare.type(BlockBook(bare).locate(Place(field=name)), "x")
    with pytest.raises(DataError, match="expected the items of the families"):
        carry(bare, mps)


def test_a_mix_that_does_not_add_up_is_refused(blocks: Any, carry: Any) -> None:
    carry(blocks, plan)
    blocks.type(BlockBook(blocks).locate(Place("items", "#1", "mix_percent")), 50.0)
    with pytest.raises(DataError, match="adds up to 90 %"):
        carry(blocks, mps)
    assert rows_of(blocks).empty
