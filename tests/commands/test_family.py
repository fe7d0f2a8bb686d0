"""Families come into a book in use and get other codes; everything else stays as it was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from sop_addin.commands.check import check
from sop_addin.commands.demand import demand
from sop_addin.commands.dispatch import Request, carry_out
from sop_addin.commands.family_codes import FamilyWish
from sop_addin.commands.family_rename import rename
from sop_addin.commands.forecast import forecast
from sop_addin.commands.freshness import changed_since
from sop_addin.commands.open_cycle import open_cycle
from sop_addin.commands.phases import advancing
from sop_addin.commands.plan import plan
from sop_addin.commands.refresh import refresh
from sop_addin.commands.run import execute
from sop_addin.commands.sign import sign
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import BlockBook
from sop_addin.excel.changes import Changes
from sop_addin.schema.declarations import Kind, Policy
from sop_addin.schema.family_codes import code_columns
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.freshness import STEPS
from sop_addin.schema.record_tables import RECORD
from sop_addin.schema.tables import TABLES, table

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
    """Return every cell and formula but those of the record and of the sheets to be changed."""
    own = {*changed, *(table(name).sheet for name in RECORD)}
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
    own = {"Families", "Fam_Seals", "Status"}
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
    (line,) = check(BlockBook(blocks))
    assert "at least one of them for a make-to-order family" in line
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
    assert said[-2] == "Seals is on the list already, with a page of its own"


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
        ("#1", {"policy": "MTS"}, "does not begin with #"),
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


def row(blocks: Any, name: str, **values: Any) -> None:
    """Type the first row of a table that people fill."""
    area, declared = blocks.areas[table(name).excel], table(name)
    for at, column in enumerate(declared.column_names, area.column):
        if column in values:
            blocks.cells[area.sheet, area.row + 1, at] = values[column]


def test_a_new_code_stands_in_every_table_and_on_the_page_and_the_old_one_nowhere(
    blocks: Any, do: Do, carry: Any
) -> None:
    row(blocks, "activities", activity="A1", families="Valves, Pumps", probability=1,
        status="planned", first_month=46113, last_month=46113, units=5)  # fmt: skip
    row(blocks, "bill_of_resources", family="Pumps", resource="Line", hours_per_unit=1)
    carry(blocks, demand)
    assert do("rename", "Pumps", new="Drives")
    book = BlockBook(blocks)
    for declared in TABLES:
        frame = book.read_table(declared)
        for column in code_columns(declared):
            assert not frame[column.name].astype(str).str.contains("Pumps").any(), declared.name
    assert book.read_table(table("activities"))["families"].tolist() == ["Valves, Drives"]
    versions = book.read_table(table("versions"))
    assert set(versions["family"]) == {"Drives", "Valves"}
    assert book.page_keys(FAMILY_PAGE) == ["Drives", "Valves"]
    assert "Fam_Drives" in blocks.order and "Fam_Pumps" not in blocks.order
    assert not any("Fam_Pumps" in text for text in blocks.texts.values())


def test_a_family_keeps_its_numbers_and_its_name_when_its_code_changes(
    blocks: Any, do: Do, series: Any
) -> None:
    declared = FAMILY_PAGE.series_of(Policy.MTS)
    names = [item.name for item in declared if item.kind is Kind.NUMBER]
    before = {name: series(blocks, "Pumps", name, "2026-03", 18) for name in names}
    do("rename", "Pumps", new="Drives")
    after = {name: series(blocks, "Drives", name, "2026-03", 18) for name in names}
    assert pd.DataFrame(after).equals(pd.DataFrame(before))


def test_what_was_fresh_or_signed_before_a_new_code_is_so_after_it(
    blocks: Any, do: Do, carry: Any, run: Any
) -> None:
    for key in ("data", "demand"):
        execute(BlockBook(blocks), key, advancing(key, lambda book, run: Changes()), run)
        carry(blocks, sign, key=key, by="Ana")
    place = Place(FAMILY_PAGE.name, "Valves", "adjustment", "2026-05")
    blocks.type(BlockBook(blocks).locate(place), 30)
    carry(blocks, demand)
    before = {step.command: changed_since(BlockBook(blocks), step.command) for step in STEPS}
    changed = BlockBook(blocks).read_table(table("cycle"))["changed"].tolist()
    assert before["forecast"] == [] and before["plan"] == ["the page of Valves"]
    do("rename", "Pumps", new="Drives")
    book = BlockBook(blocks)
    assert {step.command: changed_since(book, step.command) for step in STEPS} == before
    assert book.read_table(table("cycle"))["changed"].tolist() == changed


def test_a_code_changes_in_a_cycle_that_nobody_signed_after_one_that_was(
    blocks: Any, do: Do, carry: Any, run: Any
) -> None:
    execute(BlockBook(blocks), "data", advancing("data", lambda book, run: Changes()), run)
    carry(blocks, sign, key="data", by="Ana")
    carry(blocks, open_cycle)
    assert do("rename", "Pumps", new="Drives")
    assert listed(blocks).index.tolist() == ["Drives", "Valves"]


def test_actuals_by_the_new_code_are_nothing_new(
    blocks: Any, do: Do, carry: Any, extract: Any
) -> None:
    do("rename", "Pumps", new="Pumps2")
    lines = [f"{f},{m},{100 + m.month},50" for f in ("Pumps2", "Valves") for m in CLOSED]
    source = extract("family,month,sales,inventory", *lines)
    assert not carry(blocks, refresh, source=source)
    assert changed_since(BlockBook(blocks), "forecast") == []


def test_renaming_twice_writes_nothing_and_back_gives_the_same_book(blocks: Any, do: Do) -> None:
    before = others(blocks)
    assert do("rename", "Pumps", new="Drives")
    assert not do("rename", "Pumps", new="Drives")
    assert do("rename", "Drives", new="Pumps")
    assert others(blocks) == before


def test_only_capital_letters_may_change(blocks: Any, do: Do) -> None:
    assert do("rename", "Pumps", new="PUMPS")
    assert BlockBook(blocks).page_keys(FAMILY_PAGE) == ["PUMPS", "Valves"]
    assert "Fam_PUMPS" in blocks.order


def test_a_name_that_the_planner_gave_the_tab_stays(blocks: Any, do: Do) -> None:
    blocks.rename_sheet("Fam_Pumps", "My pumps")
    do("rename", "Pumps", new="Drives")
    assert "My pumps" in blocks.order and BlockBook(blocks).page_keys(FAMILY_PAGE)[0] == "Drives"


def test_what_a_rename_changed_is_taken_back_by_what_it_returned(blocks: Any, run: Any) -> None:
    before = blocks.content()
    book = BlockBook(blocks)
    undo = book.apply(rename(book, run, FamilyWish("rename", "Pumps", new="Drives")))
    assert blocks.content() != before
    book.apply(undo)
    assert blocks.content() == before


@pytest.mark.parametrize(
    ("code", "more", "words"),
    [
        ("Gears", {"new": "Drives"}, "'Gears', expected a family of the book: Pumps, Valves"),
        ("Pumps", {"new": "Valves"}, "a code that no family has"),
        ("Pumps", {"new": "Pumps"}, "a code that no family has"),
        ("Pumps", {"new": "valves"}, "unlike Valves in more than capital letters"),
        ("Pumps", {"new": "a*"}, "takes for patterns"),
        ("Pumps", {}, "Pumps without its new code"),
        ("Pumps", {"new": "Drives", "like": "Valves"}, "--like"),
    ],
)
def test_what_cannot_be_renamed_is_refused_in_words(
    blocks: Any, do: Do, code: str, more: dict[str, str], words: str
) -> None:
    held = blocks.content()
    with pytest.raises(DataError) as caught:
        do("rename", code, **more)
    assert words in str(caught.value)
    assert blocks.content() == held


@pytest.mark.parametrize(
    ("name", "column", "more"),
    [
        ("materials", "material", {"stock": 0.0, "lead_months": 1.0}),
        ("resources", "resource", {"kind": "equipment"}),
        ("customer_orders", "customer", {"order": "O1", "family": "Pumps", "units": 1.0}),
    ],
)
def test_a_code_that_is_not_of_families_alone_is_neither_given_nor_changed(
    blocks: Any, do: Do, name: str, column: str, more: dict[str, Any]
) -> None:
    due = {"due": dt.datetime(2026, 4, 1)} if name == "customer_orders" else {}
    row(blocks, name, **{column: "Steel"}, **more, **due)
    for refused in (
        lambda: do("add", "Steel", policy="MTS"),
        lambda: do("rename", "Pumps", new="Steel"),
    ):
        with pytest.raises(DataError, match="a code that no material, resource or customer has"):
            refused()
    row(blocks, name, **{column: "Pumps"})
    with pytest.raises(DataError, match=f"a {column} that is called Pumps, too"):
        do("rename", "Pumps", new="Drives")
    assert any("a code that no material" in line for line in check(BlockBook(blocks)))


def test_a_code_that_a_formula_gives_is_refused_with_its_cell(blocks: Any, do: Do) -> None:
    area = blocks.areas[table("actuals").excel]
    blocks.texts[area.sheet, area.row + 1, area.column] = "=Families!B5"
    held = blocks.content()
    with pytest.raises(DataError, match="a formula that gives 'Pumps'") as caught:
        do("rename", "Pumps", new="Drives")
    assert caught.value.where == "Actuals!B5"
    assert blocks.content() == held


def test_every_column_of_codes_follows() -> None:
    named = {c.name for t in TABLES for c in t.columns if "famil" in c.name}
    follow = {c.name for t in TABLES for c in code_columns(t)}
    assert named <= follow
