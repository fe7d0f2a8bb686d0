"""Versions of the plan in a cycle, what a cycle leaves to the next, what leaves the book."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sop_addin.commands.approve import approve
from sop_addin.commands.close import close
from sop_addin.commands.forecast import forecast
from sop_addin.commands.history import history
from sop_addin.commands.open_cycle import open_cycle
from sop_addin.commands.phases import advancing
from sop_addin.commands.plan import plan
from sop_addin.commands.refresh import refresh
from sop_addin.commands.run import execute
from sop_addin.commands.sign import sign
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import BlockBook
from sop_addin.excel.changes import Changes
from sop_addin.record.plan_versions import trimmed
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.phases import PHASES
from sop_addin.schema.tables import table

CLOSED = pd.period_range("2024-01", "2026-02", freq="M")
MARCH = pd.Period("2026-03", "M")


@pytest.fixture
def blocks(memory: Any, carry: Any, extract: Any) -> Any:
    made = memory.company_book(families=pd.DataFrame({"family": ["Pumps", "Valves"]}))
    lines = [f"{f},{m},{100 + m.month},50" for f in ("Pumps", "Valves") for m in CLOSED]
    carry(made, refresh, source=extract("family,month,sales,inventory", *lines))
    carry(made, forecast)
    carry(made, plan, strategy="hybrid")
    return made


@pytest.fixture
def sign_all(carry: Any, run: Any) -> Any:
    """Return a function that lets every phase before the release be done and signed."""

    def signed(blocks: Any) -> None:
        for phase in PHASES[:-1]:
            done = advancing(phase.key, lambda book, run: Changes())
            execute(BlockBook(blocks), phase.key, done, run)
            carry(blocks, sign, key=phase.key, by="Ana")

    return signed


def adjust(blocks: Any, units: float | None, family: str = "Pumps") -> None:
    place = Place(FAMILY_PAGE.name, family, "adjustment", "2026-06")
    blocks.type(BlockBook(blocks).locate(place), units)


def versions(blocks: Any, name: str, series: str = "unconstrained_demand") -> pd.Series:
    rows = BlockBook(blocks).read_table(table("versions"))
    own = rows[(rows["version"] == name) & (rows["series"] == series)]
    return own.set_index("family")["lag3"]


def number(blocks: Any) -> object:
    return BlockBook(blocks).read_cells()["plan_version"]


def test_planning_again_before_anyone_signed_is_the_same_version(blocks: Any, carry: Any) -> None:
    assert number(blocks) == 1
    adjust(blocks, 500)
    carry(blocks, plan, strategy="hybrid")
    assert number(blocks) == 1


def test_planning_again_after_a_signature_begins_the_next_version_and_keeps_the_former(
    blocks: Any, carry: Any, sign_all: Any
) -> None:
    sign_all(blocks)
    carry(blocks, approve, by="Ms General")
    first = versions(blocks, "v1")
    adjust(blocks, 500)
    carry(blocks, plan, strategy="hybrid")
    assert number(blocks) == 2
    assert BlockBook(blocks).read_cells()["plan_state"] == "DRAFT"
    for key in ("demand", "supply"):
        carry(blocks, sign, key=key, by="Ana")
    with pytest.raises(DataError, match="another version than v2: presop, executive"):
        carry(blocks, approve, by="Ms General")
    sign_all(blocks)
    carry(blocks, approve, by="Ms General")
    assert versions(blocks, "v1").equals(first)
    assert versions(blocks, "v2")["Pumps"] == first["Pumps"] + 500
    assert versions(blocks, "approved").equals(versions(blocks, "v2"))
    rows = BlockBook(blocks).read_table(table("cycle")).set_index("phase")["plan_version"]
    assert rows[["supply", "executive"]].tolist() == [2, 2] and rows[["data"]].isna().all()


def test_going_back_to_the_signed_plan_is_the_signed_version(
    blocks: Any, carry: Any, sign_all: Any
) -> None:
    sign_all(blocks)
    adjust(blocks, 500)
    carry(blocks, plan, strategy="hybrid")
    adjust(blocks, None)
    carry(blocks, plan, strategy="hybrid")
    sign_all(blocks)
    carry(blocks, approve, by="Ms General")
    assert number(blocks) == 1 and versions(blocks, "v2").empty


def test_the_next_cycle_starts_at_version_one_from_the_last_approved_plan(
    blocks: Any, carry: Any, sign_all: Any, series: Any
) -> None:
    for units in (None, 500):
        adjust(blocks, units)
        carry(blocks, plan, strategy="hybrid")
        sign_all(blocks)
        carry(blocks, approve, by="Ms General")
    last = versions(blocks, "v2")["Pumps"]
    carry(blocks, open_cycle)
    assert number(blocks) is None
    assert series(blocks, "Pumps", "previous_demand", "2026-06", 1) == [last]


def test_a_cycle_whose_pages_left_the_approved_plan_is_not_closed(
    blocks: Any, carry: Any, sign_all: Any
) -> None:
    sign_all(blocks)
    carry(blocks, approve, by="Ms General")
    adjust(blocks, 500)
    with pytest.raises(DataError, match="something else than the approved plan"):
        carry(blocks, close)
    adjust(blocks, None)
    assert carry(blocks, close)


def test_the_release_is_signed_once_the_plan_is_approved(
    blocks: Any, carry: Any, sign_all: Any, run: Any
) -> None:
    sign_all(blocks)
    with pytest.raises(DataError, match="a plan that is DRAFT") as caught:
        carry(blocks, sign, key="release", by="Ana")
    assert "sop approve" in caught.value.remedy
    carry(blocks, approve, by="Ms General")
    execute(BlockBook(blocks), "release", advancing("release", lambda book, run: Changes()), run)
    assert carry(blocks, sign, key="release", by="Ana")


# --- what leaves the book ------------------------------------------------------------------------


def keep(blocks: Any, cycles: float | str | None) -> None:
    area = blocks.named["", "kept_cycles"]
    blocks.cells[area.sheet, area.row, area.column] = cycles


def add_years(blocks: Any) -> None:
    """Add three years of frozen forecasts, the oldest an approved plan too."""
    cycles = pd.period_range("2023-03", "2026-02", freq="M")
    rows = pd.DataFrame({"cycle": cycles, "version": "forecast", "family": "Pumps"})
    rows = pd.concat([rows, rows.iloc[:1].assign(version="approved")])
    rows = rows.assign(series="unconstrained_demand", lag0=1.0)
    BlockBook(blocks).apply(Changes(tables={"versions": rows}))


def cycles_of(blocks: Any) -> list[str]:
    return sorted({str(m) for m in BlockBook(blocks).read_table(table("versions"))["cycle"]})


def test_versions_older_than_the_book_keeps_leave_it_when_a_cycle_opens(
    blocks: Any, carry: Any, sign_all: Any, said: list[str]
) -> None:
    add_years(blocks)
    sign_all(blocks)
    carry(blocks, approve, by="Ms General")
    carry(blocks, open_cycle)
    assert cycles_of(blocks) == [str(m) for m in pd.period_range("2025-03", MARCH, freq="M")]
    assert any("versions of 2023-03 to 2025-02 left the book" in line for line in said)


def test_one_cycle_that_leaves_the_book_is_named_once(
    blocks: Any, carry: Any, said: list[str]
) -> None:
    add_years(blocks)
    versions = BlockBook(blocks).read_table(table("versions"))
    few = versions[versions["cycle"] >= pd.Period("2025-02", "M")]
    BlockBook(blocks).apply(Changes(restore={"versions": few}))
    carry(blocks, open_cycle)
    assert any("versions of 2025-02 left the book" in line for line in said)


def test_the_last_approved_plan_never_leaves_the_book(blocks: Any, carry: Any) -> None:
    add_years(blocks)
    carry(blocks, open_cycle)
    assert cycles_of(blocks)[0] == "2023-03"


def test_files_of_cycles_that_left_the_book_stay(
    blocks: Any, carry: Any, sign_all: Any, tmp_path: Path
) -> None:
    add_years(blocks)
    history(BlockBook(blocks), tmp_path / "out")
    before = (tmp_path / "out" / "2023-03.csv").read_bytes()
    sign_all(blocks)
    carry(blocks, approve, by="Ms General")
    carry(blocks, open_cycle)
    history(BlockBook(blocks), tmp_path / "out")
    assert (tmp_path / "out" / "2023-03.csv").read_bytes() == before
    assert (tmp_path / "out" / "2026-03.csv").exists()


@pytest.mark.parametrize("cycles", [None, 2.5, 0.0])
def test_a_number_of_cycles_that_cannot_be_is_refused(
    blocks: Any, carry: Any, cycles: float | None
) -> None:
    keep(blocks, cycles)
    with pytest.raises(DataError, match="13 for a year"):
        carry(blocks, open_cycle)


def test_sheets_of_the_months_of_the_last_cycle_begin_anew(blocks: Any, carry: Any) -> None:
    carry(blocks, open_cycle)
    book = BlockBook(blocks)
    for name in ("strategies", "resource_plan", "shortages"):
        assert book.read_table(table(name)).empty


def test_only_the_places_of_versions_that_leave_are_written_anew() -> None:
    cycles = pd.period_range("2025-01", periods=15, freq="M").repeat(4)
    rows = pd.DataFrame({"cycle": cycles, "version": "forecast", "row": range(60)})
    kept = trimmed(rows, pd.Period("2026-04", "M"), 13)
    assert sorted(kept["row"]) == list(range(8, 60))
    assert (kept["row"].to_numpy()[8:] == list(range(8, 52))).all()
