"""Last month's production waits for a reason code, which stays and is counted with all others."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from sop_addin.commands.demand import demand
from sop_addin.commands.plan import plan
from sop_addin.commands.refresh import refresh
from sop_addin.commands.resources import resources
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import BlockBook
from sop_addin.excel.changes import Changes
from sop_addin.schema.tables import table

JANUARY = pd.Period("2026-01", "M")


@pytest.fixture
def blocks(memory: Any, carry: Any, extract: Any) -> Any:
    """Return a book in March whose plan of January said 100 pumps and 100 valves for February."""
    codes = ["Pumps", "Valves"]
    made = memory.company_book(families=pd.DataFrame({"family": codes, "price": [10.0, 40.0]}))
    rows = ("Pumps,2026-02,90,80,20", "Valves,2026-02,90,99,20")
    carry(made, refresh, source=extract("family,month,sales,production,inventory", *rows))
    said = {"cycle": JANUARY, "version": "approved", "family": codes, "series": "production"}

    def approved(book: Any, run: Any) -> Changes:
        return Changes(tables={"versions": pd.DataFrame(said | {"lag0": 70.0, "lag1": 100.0})})

    carry(made, approved)
    carry(made, plan)
    return made


def rows(blocks: Any, name: str) -> pd.DataFrame:
    return BlockBook(blocks).read_table(table(name))


def test_production_off_its_plan_waits_for_a_reason_code(
    blocks: Any, carry: Any, said: list[str]
) -> None:
    carry(blocks, resources)
    found = rows(blocks, "supply_review").set_index("family")
    assert found["planned"].tolist() == [100, 100] and found["made"].tolist() == [80, 99]
    assert found["status"].to_dict() == {
        "Pumps": "name the root cause",
        "Valves": "within tolerance",
    }
    assert any("2026-02 against the approved plan: production of 2 of 2" in x for x in said)
    assert any("1 waiting for a reason code" in x for x in said)
    assert not carry(blocks, resources)


def test_a_family_may_have_a_tolerance_of_its_own(blocks: Any, carry: Any) -> None:
    for code, percent in (("Pumps", 20), ("Valves", 0)):
        blocks.type(BlockBook(blocks).locate(Place("families", code, "supply_tolerance")), percent)
    carry(blocks, resources)
    found = rows(blocks, "supply_review").set_index("family")
    assert found["status"].to_dict() == {
        "Pumps": "within tolerance",
        "Valves": "name the root cause",
    }


def test_a_tolerance_of_ten_times_the_plan_and_more_is_refused_with_its_cell(
    blocks: Any, carry: Any
) -> None:
    place = Place("families", "Valves", "supply_tolerance")
    blocks.type(BlockBook(blocks).locate(place), 1001)
    with pytest.raises(DataError) as caught:
        carry(blocks, resources)
    assert (caught.value.where, caught.value.got) == (place, "1001")


def test_a_reason_code_stays_and_is_added_up_by_either_command(blocks: Any, carry: Any) -> None:
    carry(blocks, resources)
    waits = rows(blocks, "root_causes").set_index(["of", "cause"])
    assert waits.index.tolist() == [("production", "not named yet")]
    assert waits["under"].tolist() == [200]
    place = Place("supply_review", "#1", "cause")
    blocks.type(BlockBook(blocks).locate(place), "equipment")
    carry(blocks, demand)
    named = rows(blocks, "root_causes")
    assert named[["of", "cause"]].values.tolist() == [["production", "equipment"]]
    carry(blocks, resources)
    assert rows(blocks, "root_causes").equals(named)
    found = rows(blocks, "supply_review").set_index("family")
    assert (found.at["Pumps", "cause"], found.at["Pumps", "status"]) == ("equipment", "explained")


def test_before_any_plan_was_approved_there_is_nothing_to_explain(
    memory: Any, carry: Any, extract: Any, said: list[str]
) -> None:
    made = memory.company_book(families=pd.DataFrame({"family": ["Pumps"]}))
    lines = ("family,month,sales,production,inventory", "Pumps,2026-02,90,80,20")
    carry(made, refresh, source=extract(*lines))
    carry(made, plan)
    carry(made, resources)
    assert rows(made, "supply_review").empty
    assert any("no plan of 2026-02 was approved before it" in line for line in said)
