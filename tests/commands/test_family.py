"""Families come into a book in use, by words that leave everything else as it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from sop_addin.commands.check import check
from sop_addin.commands.dispatch import Request, carry_out
from sop_addin.commands.family_codes import FamilyWish
from sop_addin.commands.forecast import forecast
from sop_addin.commands.plan import plan
from sop_addin.commands.refresh import refresh
from sop_addin.errors import DataError
from sop_addin.excel.book import BlockBook
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import table

CLOSED = pd.period_range("2024-01", "2026-02", freq="M")
Do = Callable[..., bool]


@pytest.fixture
def blocks(memory: Any, carry: Any, extract: Any) -> Any:
    families = {"family": ["Pumps", "Valves"], "price": [9.0, 7.0], "target_days": [5.0, None]}
    made = memory.company_book(families=pd.DataFrame(families))
    lines = [f"{f},{m},{100 + m.month},50" for f in ("Pumps", "Valves") for m in CLOSED]
    carry(made, refresh, source=extract("family,month,sales,inventory", *lines))
    carry(made, forecast)
    carry(made, plan, strategy="hybrid")
    return made


@pytest.fixture
def do(blocks: Any, run: Any) -> Do:
    """Return a function that runs ``sop family``: ``do("add", "Seals", policy="MTS")``."""

    def family(action: str, code: str, **more: str) -> bool:
        wish = FamilyWish(action, code, **more)
        return carry_out(BlockBook(blocks), "family", Request(None, family=wish), run)

    return family


def listed(blocks: Any) -> pd.DataFrame:
    return BlockBook(blocks).read_table(table("families")).set_index("family")


def others(blocks: Any, *changed: str) -> dict[Any, Any]:
    """Return every cell and formula but those of the sheets that a command is to change."""
    own = {*changed, table("audit").sheet}
    held = {("value", *spot): value for spot, value in blocks.cells.items() if spot[0] not in own}
    texts = {("text", *spot): text for spot, text in blocks.texts.items() if spot[0] not in own}
    return held | texts


def test_a_family_that_is_like_another_gets_its_row_its_page_and_its_rows_of_months(
    blocks: Any, do: Do, series: Any
) -> None:
    assert do("add", "Seals", like="Pumps", name="Seals and gaskets")
    row = listed(blocks).loc["Seals"]
    assert (row["name"], row["policy"], row["price"], row["target_days"]) == (
        "Seals and gaskets",
        "MTS",
        9.0,
        5.0,
    )
    assert BlockBook(blocks).page_keys(FAMILY_PAGE) == ["Pumps", "Valves", "Seals"]
    assert series(blocks, "Seals", "working_days") == series(blocks, "Pumps", "working_days")
    assert check(BlockBook(blocks)) == []


def test_adding_a_family_touches_nothing_else(blocks: Any, do: Do) -> None:
    before = others(blocks)
    do("add", "Seals", policy="MTO")
    own = {"Families", "Fam_Seals", "Config"}
    after = others(blocks, *own)
    assert after == {spot: held for spot, held in before.items() if spot[1] not in own}
    assert {s: v for s, v in before.items() if s[1] == "Families"}.items() <= {
        s: v for s, v in others(blocks).items() if s[1] == "Families"
    }.items()


def test_a_row_that_a_planner_typed_first_gets_its_page(blocks: Any, do: Do) -> None:
    area = blocks.areas["tblFamilies"]
    blocks.resize_table("tblFamilies", area.rows + 1)
    for column, value in enumerate(("Seals", "Seals", "MTO"), area.column):
        blocks.cells[area.sheet, area.row + 3, column] = value
    (line,) = check(BlockBook(blocks))
    assert "Seals without a page" in line and "`sop family add BOOK Seals`" in line
    assert do("add", "Seals")
    assert check(BlockBook(blocks)) == []
    assert listed(blocks).loc["Seals", "policy"] == "MTO"


def test_a_row_left_blank_below_the_list_is_used_and_one_with_a_formula_is_not(
    blocks: Any, do: Do
) -> None:
    area = blocks.areas["tblFamilies"]
    blocks.resize_table("tblFamilies", area.rows + 1)
    do("add", "Seals", policy="MTS")
    assert blocks.areas["tblFamilies"].rows == 3
    blocks.resize_table("tblFamilies", 4)
    spot = (area.sheet, area.row + 4, area.column + 5)
    blocks.texts[spot] = "=1+1"
    do("add", "Caps", policy="MTS")
    assert blocks.areas["tblFamilies"].rows == 5 and blocks.texts[spot] == "=1+1"


def test_adding_twice_writes_nothing(blocks: Any, do: Do, said: list[str]) -> None:
    assert do("add", "Seals", policy="MTS")
    held = blocks.content()
    assert not do("add", "Seals", policy="MTS")
    assert blocks.content() == held and "nothing written" in said[-1]


def test_a_new_family_is_forecast_and_planned_with_the_others(
    blocks: Any, do: Do, carry: Any, series: Any
) -> None:
    do("add", "Seals", policy="MTS")
    carry(blocks, forecast)
    carry(blocks, plan, strategy="hybrid")
    assert series(blocks, "Seals", "production", count=2) == [0, 0]


@pytest.mark.parametrize(
    ("code", "more", "words"),
    [
        ("Seals", {}, "no policy"),
        ("Seals", {"like": "Pumps", "policy": "MTS"}, "both like another and a policy"),
        ("Seals", {"like": "Gears"}, "'Gears', expected a family of the book: Pumps, Valves"),
        ("PUMPS", {"policy": "MTS"}, "unlike Pumps in more than capital letters"),
        ("Pumps*", {"policy": "MTS"}, "takes for patterns"),
        ("Pumps,Valves", {"policy": "MTS"}, "without a comma"),
        (" Seals", {"policy": "MTS"}, "without blanks before and after"),
        ("All", {"policy": "MTS"}, "does not stand for every family"),
        ("Pumps", {"policy": "MTO"}, "MTS, and the wish for MTO"),
    ],
)
def test_what_cannot_be_added_is_refused_in_words(
    blocks: Any, do: Do, code: str, more: dict[str, str], words: str
) -> None:
    held = blocks.content()
    with pytest.raises(DataError) as caught:
        do("add", code, **more)
    assert words in str(caught.value)
    assert blocks.content() == held
