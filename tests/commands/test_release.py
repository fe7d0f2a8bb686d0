"""Release hands out the approved plan only, the same bytes every time, and reads it back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sop_addin.commands.approve import approve
from sop_addin.commands.check import check
from sop_addin.commands.open_cycle import open_cycle
from sop_addin.commands.phases import advancing
from sop_addin.commands.plan import plan
from sop_addin.commands.refresh import refresh
from sop_addin.commands.release import confirm, release, release_files
from sop_addin.commands.run import execute
from sop_addin.commands.sign import sign
from sop_addin.errors import BookError, DataError, Place
from sop_addin.excel.book import BlockBook
from sop_addin.excel.changes import Changes
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.phases import PHASES
from sop_addin.schema.tables import table

MONTHS = [f"m{i}" for i in range(18)]
WEEKS = [f"w{i}" for i in range(14)]


@pytest.fixture
def blocks(memory: Any, carry: Any, extract: Any) -> Any:
    """Return a planned book: one family to stock with items, one bought, one to order."""
    families = pd.DataFrame(
        {
            "family": ["Pumps", "Valves", "Drives"],
            "policy": ["MTS", "MTS", "MTO"],
            "unit": "pcs",
            "price": [9.0, 4.0, None],
            "target_days": [5.0, 5.0, None],
            "subcontract_limit": [None, 40.0, None],
            "subcontract_cost": [None, 1.0, None],
            "firm_months": [2.0, None, 1.0],
        }
    )
    items = pd.DataFrame(
        {
            "item": ["Red", "Blue"],
            "family": "Pumps",
            "mix_percent": [60.0, 40.0],
            "conversion": [1.0, 2.0],
            "unit": ["pcs", "pair"],
            "lot": [1.0, 5.0],
        }
    )
    resources = pd.DataFrame(
        {
            "resource": ["Team", "Press", "Racks"],
            "kind": ["labour", "equipment", "storage"],
            "workers": [3.0, None, None],
            "hours_per_day": [8.0, 8.0, None],
            "wage_per_day": [100.0, None, None],
            "available": [None, None, 900.0],
            "unit": ["", "", "m3"],
        }
    )
    bill = pd.DataFrame(
        {
            "family": ["Pumps", "Pumps", "Valves", "Pumps"],
            "resource": ["Team", "Press", "Press", "Racks"],
            "hours_per_unit": [1.0, 0.5, 2.0, 1.5],
        }
    )
    materials = pd.DataFrame(
        {"material": ["Steel"], "unit": "kg", "cost": 3.0, "stock": 100.0, "lead_months": 1.0}
    )
    takes = pd.DataFrame({"family": ["Pumps"], "material": ["Steel"], "per_unit": [0.5]})
    made = memory.company_book(
        families=families,
        items=items,
        resources=resources,
        bill_of_resources=bill,
        materials=materials,
        bill_of_materials=takes,
    )
    header = "family,month,sales,inventory,backlog"
    rows = ("Pumps,2026-02,200,100,", "Valves,2026-02,50,20,", "Drives,2026-02,30,,60")
    carry(made, refresh, source=extract(header, *rows))
    for offset in range(18):
        for family, units in (("Pumps", 200), ("Valves", 60), ("Drives", 30)):
            type_in(made, units, family, "statistical_forecast", str(offset))
    carry(made, plan)
    return made


@pytest.fixture
def approved(blocks: Any, carry: Any, run: Any) -> Any:
    return with_approval(blocks, carry, run)


def with_approval(blocks: Any, carry: Any, run: Any) -> Any:
    for phase in PHASES[:-1]:
        key = phase.key
        execute(BlockBook(blocks), key, advancing(key, lambda book, run: Changes()), run)
        carry(blocks, sign, key=key, by="Ana")
    carry(blocks, approve, by="Ms General")
    return blocks


def type_in(blocks: Any, value: Any, *where: str) -> None:
    blocks.type(BlockBook(blocks).locate(Place(FAMILY_PAGE.name, *where)), value)


def rows_of(blocks: Any, name: str) -> pd.DataFrame:
    return BlockBook(blocks).read_table(table(name))


def game_of(blocks: Any) -> pd.DataFrame:
    return rows_of(blocks, "game_plan").set_index(["family", "plan"])[MONTHS]


def test_an_unapproved_plan_is_refused_in_words(blocks: Any, carry: Any) -> None:
    before = blocks.content()
    with pytest.raises(DataError, match="only that is released") as caught:
        carry(blocks, release)
    assert caught.value.remedy == "Approve it: `sop approve BOOK --by NAME`."
    assert blocks.content() == before


def test_the_four_plans_are_those_of_the_pages_that_were_approved(
    approved: Any, carry: Any, series: Any
) -> None:
    assert carry(approved, release)
    game = game_of(approved)
    assert sorted(game.loc["Pumps"].index) == ["inventory", "production", "purchase", "sales"]
    assert sorted(game.loc["Drives"].index) == ["backlog", "production", "purchase", "sales"]
    assert game.notna().all(axis=None)
    for plan_name, row in (
        ("production", "production"),
        ("sales", "constrained_sales"),
        ("inventory", "inventory"),
        ("purchase", "subcontract"),
    ):
        assert game.loc["Valves", plan_name].tolist() == series(approved, "Valves", row, count=18)
    assert game.loc["Valves", "purchase"].max() > 0
    assert check(BlockBook(approved)) == []


def test_what_is_typed_after_the_approval_is_said_and_not_released(
    approved: Any, carry: Any, said: list[str]
) -> None:
    carry(approved, release)
    before, schedule = game_of(approved), rows_of(approved, "master_schedule")
    type_in(approved, 55, "Pumps", "manual_change", "2026-03")
    carry(approved, release)
    (note,) = [line for line in said if line.startswith("note: the pages differ")]
    assert "Pumps 2026-03: " in note and " was approved, " in note
    assert game_of(approved).equals(before)
    assert rows_of(approved, "master_schedule").equals(schedule)


def test_a_new_draft_leaves_the_authorised_schedule(approved: Any, carry: Any) -> None:
    carry(approved, release)
    before = rows_of(approved, "master_schedule")
    type_in(approved, 55, "Pumps", "manual_change", "2026-03")
    carry(approved, plan)
    carry(approved, release)
    now = rows_of(approved, "master_schedule")
    assert now[WEEKS].equals(before[WEEKS])
    assert now["note"].iloc[0] == "approved plan of 2026-03; the pages hold a draft"


def test_items_and_families_never_ask_for_more_than_was_authorised(
    approved: Any, carry: Any, tmp_path: Path
) -> None:
    carry(approved, release)
    orders = orders_of(approved, tmp_path)
    rate = game_of(approved).loc["Pumps", "production"]
    factor = orders["code"].map({"Red": 1.0, "Blue": 2.0})
    items = orders[orders["level"] == "item"]
    assert (items["quantity"] * factor).sum() <= rate.iloc[:3].sum()
    later = orders[(orders["code"] == "Pumps") & (orders["level"] == "family")]
    assert later["quantity"].tolist() == [value for value in rate.iloc[3:] if value]
    schedule = rows_of(approved, "master_schedule").set_index("line")
    assert items["quantity"].sum() == pytest.approx(schedule["own_total"].sum(), abs=0.1)


def orders_of(blocks: Any, folder: Path) -> pd.DataFrame:
    release_files(BlockBook(blocks), folder)
    return pd.read_csv(folder / "orders.csv")


def test_orders_are_firm_inside_the_fence_of_their_family(
    approved: Any, carry: Any, tmp_path: Path
) -> None:
    carry(approved, release)
    orders = orders_of(approved, tmp_path)
    firm = orders[orders["type"] == "firm"]
    assert firm.loc[firm["code"] == "Red", "begins"].max() == "2026-04-27"
    assert firm.loc[firm["code"] == "Drives", "period"].tolist() == ["2026-03"]
    assert not (firm["code"].eq("Valves") & firm["order"].eq("production")).any()
    bought = orders[orders["order"] == "purchase"]
    assert set(bought.loc[bought["type"] == "firm", "period"]) == {"2026-03"}


def test_releasing_twice_writes_nothing_and_gives_the_same_bytes(
    approved: Any, carry: Any, tmp_path: Path
) -> None:
    assert carry(approved, release)
    book, before = BlockBook(approved), approved.content()
    first = [path.read_bytes() for path in release_files(book, tmp_path)]
    assert not carry(approved, release)
    assert approved.content() == before
    assert [path.read_bytes() for path in release_files(book, tmp_path)] == first


def test_the_manifest_and_the_audit_name_the_same_game_plan(
    approved: Any, carry: Any, tmp_path: Path
) -> None:
    carry(approved, release)
    made = release_files(BlockBook(approved), tmp_path)
    manifest = json.loads(made[-1].read_text(encoding="utf-8"))
    last = rows_of(approved, "audit").iloc[-1]
    assert last["command"] == "release"
    assert f"game plan {manifest['game_plan']}" in last["summary"]
    assert sorted(manifest["sha256"]) == sorted(path.name for path in made[:-1])


def test_functions_get_people_load_and_orders(approved: Any, carry: Any) -> None:
    carry(approved, release)
    rows = rows_of(approved, "functional_plans").set_index(["function", "code", "measure"])
    game = game_of(approved)
    made = game.loc["Pumps", "production"].to_numpy()
    valves = (game.loc["Valves", "production"] - game.loc["Valves", "purchase"]).to_numpy()
    assert rows.loc[("labour", "Team", "regular time"), MONTHS].tolist() == made.tolist()
    planned = rows_of(approved, "resource_plan").set_index(["resource", "measure"])
    people = rows.loc[("labour", "Team", "people"), MONTHS].tolist()
    assert people == planned.loc[("Team", "workers"), MONTHS].tolist()
    load, free = (
        rows.loc[("maintenance", "Press", measure), MONTHS].to_numpy(dtype=float)
        for measure in ("load", "free")
    )
    there = rows.loc[("maintenance", "Press", "available"), MONTHS].to_numpy(dtype=float)
    assert load == pytest.approx(made / 2 + valves * 2)
    assert load + free == pytest.approx(there)
    need, received = (made / 2).sum(), rows.loc[("purchase", "Steel", "planned receipts"), "total"]
    assert received == need - 100


def test_logistics_gets_what_leaves_what_arrives_and_what_is_stored(
    approved: Any, carry: Any
) -> None:
    carry(approved, release)
    rows = rows_of(approved, "functional_plans").set_index(["function", "code", "measure"])
    own, game = rows.loc["logistics"][MONTHS], game_of(approved)
    shipped = game.xs("sales", level="plan")
    assert own.loc["Drives", "shipments"].tolist() == shipped.loc["Drives"].tolist()
    bought, made = (own.loc["Valves", f"receipts, {how}"] for how in ("bought", "made"))
    assert bought.tolist() == game.loc["Valves", "purchase"].tolist()
    assert (made + bought).tolist() == game.loc["Valves", "production"].tolist()
    assert own.loc["Company", "shipments, money"].tolist() == pytest.approx(
        (9 * shipped.loc["Pumps"] + 4 * shipped.loc["Valves"]).tolist()
    )
    assert rows.loc[("logistics", "Company", "shipments, money"), "name"] == (
        "(1 family without a price)"
    )
    stored = 1.5 * game.loc["Pumps", "inventory"]
    assert own.loc["Racks", "load"].tolist() == pytest.approx(stored.tolist())
    assert own.loc["Racks", "free"].tolist() == pytest.approx((900 - stored).tolist())


def test_maintenance_is_told_when_to_stop_a_machine(approved: Any, carry: Any) -> None:
    carry(approved, release)
    rows = rows_of(approved, "functional_plans")
    said = rows[(rows["function"] == "maintenance") & (rows["name"] != "")].set_index("measure")
    assert said.index.tolist() == ["free"]
    press = rows.set_index(["code", "measure"]).loc["Press", MONTHS]
    assert (press.loc["load"] >= 0.9 * press.loc["available"]).all()
    most = f"{press.loc['free'].max():.0f} idle hours"
    assert said["name"].iloc[0].startswith("nearly full in every month; best in ")
    assert said["name"].iloc[0].endswith(most)


def test_confirmed_orders_show_no_difference_and_each_change_by_code_and_period(
    approved: Any, carry: Any, tmp_path: Path
) -> None:
    carry(approved, release)
    book = BlockBook(approved)
    held = orders_of(approved, tmp_path)
    assert confirm(book, tmp_path / "orders.csv") == []
    firm = held[held["type"] == "firm"]
    red, drives = (firm[firm["code"] == code].index[0] for code in ("Red", "Drives"))
    sent = held.at[red, "quantity"]
    held.loc[red, "quantity"] += 5
    held.drop(index=drives).to_csv(tmp_path / "back.csv", index=False)
    assert confirm(book, tmp_path / "back.csv") == [
        f"production of Drives in 2026-03: {firm.at[drives, 'quantity']:g} released,"
        " nothing confirmed",
        f"production of Red in {held.at[red, 'period']}: {sent:g} released, {sent + 5:g} confirmed",
    ]


def test_before_a_release_there_is_nothing_to_hand_out_or_confirm(
    approved: Any, tmp_path: Path
) -> None:
    with pytest.raises(DataError, match="Run Release"):
        release_files(BlockBook(approved), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_is_named(
    approved: Any, carry: Any, tmp_path: Path
) -> None:
    carry(approved, release)
    (tmp_path / "out").write_text("a file")
    with pytest.raises(BookError, match="a folder that can be written"):
        release_files(BlockBook(approved), tmp_path / "out")


def test_the_next_cycle_begins_with_nothing_released(approved: Any, carry: Any) -> None:
    carry(approved, release)
    carry(approved, open_cycle)
    assert rows_of(approved, "game_plan").empty and rows_of(approved, "functional_plans").empty
    with pytest.raises(DataError, match="cycle 2026-04 without an approved plan"):
        carry(approved, release)


def test_a_shortage_goes_to_named_customers_and_into_a_file(
    blocks: Any, carry: Any, run: Any, tmp_path: Path
) -> None:
    book = BlockBook(blocks)
    lines = (("O1", "North", 90, 1), ("O2", "South", 60, 2))
    for number, (order, customer, units, priority) in enumerate(lines, 1):
        row = {"order": order, "family": "Pumps", "customer": customer}
        row |= {"due": pd.Timestamp("2026-03-20"), "units": units, "priority": priority}
        for field, value in row.items():
            blocks.type(book.locate(Place("customer_orders", f"#{number}", field)), value)
    type_in(blocks, -150, "Pumps", "manual_change", "0")
    rule = book.locate(Place("families", "Pumps", "allocation_rule"))
    blocks.type(rule, "by priority")
    carry(blocks, plan)
    with_approval(blocks, carry, run)
    carry(blocks, release)
    rows = rows_of(blocks, "allocation")
    march = rows[rows["month"] == pd.Period("2026-03", "M")].set_index("customer")
    sold = game_of(blocks).loc["Pumps", "sales"].iloc[0]
    assert march["allocated"].sum() == sold < 200
    assert march.loc["North", "short"] == 0 and march.loc["All others", "short"] > 0
    release_files(BlockBook(blocks), tmp_path)
    read = pd.read_csv(tmp_path / "allocation.csv")
    assert read["allocated"].tolist() == rows["allocated"].tolist()
    assert read["month"].tolist() == [str(month) for month in rows["month"]]


def test_an_order_of_no_family_is_refused_with_its_cell(approved: Any, carry: Any) -> None:
    row = {"order": "O1", "family": "Taps", "customer": "North", "units": 5}
    for field, value in (row | {"due": pd.Timestamp("2026-03-20")}).items():
        place = Place("customer_orders", "#1", field)
        approved.type(BlockBook(approved).locate(place), value)
    assert any("got Taps, expected the code of a family" in e for e in check(BlockBook(approved)))
    with pytest.raises(DataError, match="got Taps"):
        carry(approved, release)
