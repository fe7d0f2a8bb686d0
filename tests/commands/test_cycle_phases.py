"""A month signed, approved, closed and followed by the next, and wrong use met in words."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from docs.phase_pictures import go_through
from sop_addin.commands.approve import approve
from sop_addin.commands.close import close
from sop_addin.commands.open_cycle import open_cycle
from sop_addin.commands.phases import advancing
from sop_addin.commands.plan import plan
from sop_addin.commands.presop import presop
from sop_addin.commands.refresh import refresh
from sop_addin.commands.run import execute
from sop_addin.commands.sign import sign
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import BlockBook
from sop_addin.excel.changes import Changes
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.phases import PHASES
from sop_addin.schema.tables import table

CLOSED = pd.period_range("2024-01", "2026-02", freq="M")
BEFORE_RELEASE = [phase.key for phase in PHASES if phase.key != "release"]
MARCH, APRIL = pd.period_range("2026-03", periods=2, freq="M")


@pytest.fixture
def blocks(forecast_book: Any, carry: Any) -> Any:
    carry(forecast_book, plan, strategy="hybrid")
    return forecast_book


def run_phase(blocks: Any, run: Any, key: str) -> None:
    """Let a phase be done by its command, which here has nothing new."""
    execute(BlockBook(blocks), key, advancing(key, lambda book, run: Changes()), run)


def sign_all(blocks: Any, carry: Any, run: Any) -> None:
    for key in BEFORE_RELEASE:
        run_phase(blocks, run, key)
        carry(blocks, sign, key=key, by="Ana")


def phases(blocks: Any, cycle: pd.Period) -> pd.DataFrame:
    rows = BlockBook(blocks).read_table(table("cycle"))
    return rows[rows["cycle"] == cycle].set_index("phase")


def test_a_new_book_has_the_timetable_of_its_cycle(blocks: Any) -> None:
    rows = phases(blocks, MARCH)
    assert rows["status"].eq("open").all() and len(rows) == len(PHASES)
    assert f"{rows.loc['data', 'due']:%Y-%m-%d}" == "2026-03-04"  # third working day
    assert rows.loc["executive", "owner"] == "General manager"
    plan = BlockBook(blocks).read_table(table("phase_plan"))
    roles = plan[["owner", "responsible", "accountable", "consulted", "informed", "rule"]]
    assert len(plan) == len(PHASES) and not roles.eq("").any(axis=None)


def test_a_phase_is_done_by_its_command_and_earlier_open_ones_are_named(
    blocks: Any, run: Any, said: list[str]
) -> None:
    run_phase(blocks, run, "supply")
    assert phases(blocks, MARCH).loc["supply", "status"] == "done"
    assert "note: the phase data is still open (Demand planner, due 2026-03-04)" in said


def test_an_open_phase_cannot_be_signed(blocks: Any, carry: Any) -> None:
    with pytest.raises(DataError, match="still open") as caught:
        carry(blocks, sign, key="supply", by="Ana")
    assert caught.value.where == Place("cycle", "2026-03", "status", "supply")
    assert "sop plan" in caught.value.remedy


def test_an_edit_after_the_signature_shows_as_a_difference(
    blocks: Any, carry: Any, run: Any
) -> None:
    run_phase(blocks, run, "demand")
    carry(blocks, sign, key="demand", by="Ana")
    before = phases(blocks, MARCH).loc["demand"]
    assert before["signed_by"] == "Ana" and before["changed"] == ""
    place = Place(FAMILY_PAGE.name, "Pumps", "adjustment", "2026-05")
    blocks.type(BlockBook(blocks).locate(place), 30)
    carry(blocks, plan, strategy="hybrid")
    said = phases(blocks, MARCH).loc["demand", "changed"]
    assert said.startswith("Pumps 2026-05: ") and said.endswith(" now")
    was, now = (float(word.split()[0]) for word in said.removeprefix("Pumps 2026-05: ").split(", "))
    assert now - was == 30
    blocks.type(BlockBook(blocks).locate(place), None)
    carry(blocks, plan, strategy="hybrid")
    assert phases(blocks, MARCH).loc["demand", "changed"] == ""


def test_signing_twice_writes_nothing(blocks: Any, carry: Any, run: Any, said: list[str]) -> None:
    run_phase(blocks, run, "demand")
    assert carry(blocks, sign, key="demand", by="Ana")
    assert not carry(blocks, sign, key="demand", by="Ana")
    assert said[-2] == "demand of 2026-03 is signed by Ana already, and nothing changed since"


def test_a_plan_with_unsigned_phases_is_not_approved(blocks: Any, carry: Any) -> None:
    with pytest.raises(DataError, match="not signed: data, business"):
        carry(blocks, approve, by="Ms General")


def test_who_runs_the_process_does_not_approve_the_plan(blocks: Any, carry: Any, run: Any) -> None:
    sign_all(blocks, carry, run)
    owners = BlockBook(blocks).read_table(table("phase_plan")).set_index("phase")["owner"]
    before = blocks.content()
    with pytest.raises(DataError, match="who runs the process, expected who decides"):
        carry(blocks, approve, by=owners["presop"].upper())
    assert blocks.content() == before
    assert carry(blocks, approve, by=owners["executive"])


def test_presop_is_not_signed_before_every_family_has_a_status(
    blocks: Any, carry: Any, run: Any
) -> None:
    carry(blocks, presop)
    run_phase(blocks, run, "presop")
    family = BlockBook(blocks).read_table(table("pre_sop"))["family"].tolist()
    first, second = (Place("pre_sop", code, "status") for code in family)
    blocks.type(BlockBook(blocks).locate(first), "agreed")
    before = blocks.content()
    with pytest.raises(DataError, match=f"no status of {family[1]}, expected a status") as caught:
        carry(blocks, sign, key="presop", by="Ana")
    assert caught.value.where == second and "open, agreed, not agreed" in caught.value.line()
    assert blocks.content() == before
    go_through(BlockBook(blocks))
    assert carry(blocks, sign, key="presop", by="Ana")


def test_a_plan_that_changed_since_it_was_signed_is_not_approved(
    blocks: Any, carry: Any, run: Any
) -> None:
    sign_all(blocks, carry, run)
    place = Place(FAMILY_PAGE.name, "Valves", "manual_change", "2026-06")
    blocks.type(BlockBook(blocks).locate(place), 7)
    with pytest.raises(DataError, match="changes since it was signed: supply"):
        carry(blocks, approve, by="Ms General")


def test_the_approved_plan_is_the_previous_plan_of_the_next_cycle(
    blocks: Any, carry: Any, run: Any, series: Any
) -> None:
    sign_all(blocks, carry, run)
    assert carry(blocks, approve, by="Ms General")
    assert not carry(blocks, approve, by="Ms General")
    assert BlockBook(blocks).read_cells()["plan_state"] == "APPROVED by Ms General"
    carry(blocks, close)
    assert not carry(blocks, close)
    demand = series(blocks, "Pumps", "unconstrained_demand", "2026-04", 17)
    made = series(blocks, "Pumps", "production", "2026-04", 17)
    carry(blocks, open_cycle)
    assert series(blocks, "Pumps", "previous_demand", "2026-04", 17) == demand
    assert series(blocks, "Pumps", "previous_production", "2026-04", 17) == made
    assert series(blocks, "Pumps", "unconstrained_demand", "2026-04", 17) == demand
    assert series(blocks, "Pumps", "production", "2026-04", 17) == made
    assert phases(blocks, APRIL)["status"].eq("open").all()
    assert phases(blocks, MARCH)["status"].eq("closed").all()


def test_until_actuals_arrive_the_pages_open_with_the_planned_end_of_the_month(
    blocks: Any, carry: Any, series: Any
) -> None:
    (stock,) = series(blocks, "Pumps", "inventory", "2026-03", 1)
    carry(blocks, open_cycle)
    book = BlockBook(blocks)
    sheet, row, column = blocks.find(
        book.locate(Place(FAMILY_PAGE.name, "Pumps", "opening_inventory"))
    )
    assert blocks.cells[sheet, row, column] == stock
    assert book.read_cells()["cycle_month"] == APRIL


def test_a_plan_that_nobody_approved_cannot_be_closed(blocks: Any, carry: Any) -> None:
    with pytest.raises(DataError, match="without an approved plan"):
        carry(blocks, close)


@pytest.mark.parametrize(("month", "words"), [("2026-03", None), ("2026-05", "to be opened while")])
def test_one_month_is_opened_after_the_other(
    blocks: Any, carry: Any, month: str, words: str | None
) -> None:
    wanted = pd.Period(month, "M")
    if words is None:
        assert not carry(blocks, open_cycle, wanted=wanted)
    else:
        with pytest.raises(DataError, match=words):
            carry(blocks, open_cycle, wanted=wanted)


def test_a_cycle_without_actuals_is_not_followed_by_another(blocks: Any, carry: Any) -> None:
    carry(blocks, open_cycle)
    with pytest.raises(DataError, match="without the actuals of 2026-03"):
        carry(blocks, open_cycle)


def test_holidays_take_working_days_off_pages_and_dates(
    memory: Any, carry: Any, extract: Any, series: Any
) -> None:
    blocks = memory.company_book(
        families=pd.DataFrame({"family": ["Pumps"]}),
        holidays=pd.DataFrame({"date": pd.to_datetime(["2026-03-02", "2026-03-03"])}),
    )
    assert f"{phases(blocks, MARCH).loc['data', 'due']:%Y-%m-%d}" == "2026-03-06"
    carry(blocks, refresh, source=extract("family,month,sales", "Pumps,2026-02,5"))
    assert series(blocks, "Pumps", "working_days", "2026-03", 2) == [20, 22]


def test_months_of_weeks_count_from_first_day_to_first_day(
    memory: Any, carry: Any, extract: Any, series: Any
) -> None:
    starts = ["2026-02-23", "2026-03-30", "2026-04-27", "2026-05-25", "2026-06-29"]
    months = pd.period_range("2026-03", periods=5, freq="M")
    calendar = pd.DataFrame({"month": months, "starts": pd.to_datetime(starts)})
    blocks = memory.company_book(families=pd.DataFrame({"family": ["Pumps"]}), calendar=calendar)
    carry(blocks, refresh, source=extract("family,month,sales", "Pumps,2026-02,5"))
    assert series(blocks, "Pumps", "working_days", "2026-03", 4) == [25, 20, 20, 25]
