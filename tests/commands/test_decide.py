"""The executive meeting decides each family; what it decides takes effect and stands on record."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from docs.phase_pictures import go_through
from sop_addin.commands.approve import approve
from sop_addin.commands.decide import DecisionWish, decide
from sop_addin.commands.executive import executive
from sop_addin.commands.forecast import forecast
from sop_addin.commands.open_cycle import open_cycle
from sop_addin.commands.phases import advancing
from sop_addin.commands.plan import plan
from sop_addin.commands.presop import presop
from sop_addin.commands.refresh import refresh
from sop_addin.commands.reproduce import reproduce
from sop_addin.commands.run import execute
from sop_addin.commands.scenario import ScenarioWish, promote
from sop_addin.commands.sign import sign
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import BlockBook
from sop_addin.excel.changes import Changes
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.phases import PHASES
from sop_addin.schema.tables import table

CLOSED = pd.period_range("2024-01", "2026-02", freq="M")
MARCH = pd.Period("2026-03", "M")


@pytest.fixture
def blocks(memory: Any, carry: Any, extract: Any) -> Any:
    """Return a book that is ready for the executive meeting, with one scenario."""
    families = {
        "family": ["Pumps", "Valves"],
        "price": [10.0, 20.0],
        "cost": [6.0, 12.0],
        "frozen_months": [2.0, 0.0],
    }
    made = memory.company_book(
        families=pd.DataFrame(families),
        scenarios=pd.DataFrame({"scenario": ["S1"], "name": ["Hedge"], "owner": ["Sales"]}),
        scenario_changes=pd.DataFrame(
            {
                "scenario": ["S1"],
                "what": ["demand"],
                "item": ["Valves"],
                "amount": [20.0],
                "unit": ["%"],
                "first_month": pd.PeriodIndex(["2026-05"], freq="M"),
            }
        ),
    )
    lines = [f"{f},{m},{100 + m.month},50" for f in ("Pumps", "Valves") for m in CLOSED]
    carry(made, refresh, source=extract("family,month,sales,inventory", *lines))
    for command in (forecast, plan, presop, executive):
        carry(made, command)
    return made


def type_in(blocks: Any, value: Any, *where: str) -> None:
    blocks.type(BlockBook(blocks).locate(Place(*where)), value)


def rows(blocks: Any, name: str) -> pd.DataFrame:
    return BlockBook(blocks).read_table(table(name))


def test_typed_decisions_are_recorded_and_an_alternative_goes_onto_its_page(
    blocks: Any, carry: Any, series: Any
) -> None:
    before = series(blocks, "Valves", "production", "2026-05")
    type_in(blocks, "accept", "executive", "Pumps", "decision")
    type_in(blocks, "Ms General", "executive", "Pumps", "decided_by")
    type_in(blocks, "alternative", "executive", "Valves", "decision")
    type_in(blocks, "S1", "executive", "Valves", "alternative")
    type_in(blocks, "Ms General", "executive", "Valves", "decided_by")
    assert carry(blocks, decide)
    found = rows(blocks, "decisions").set_index("families")
    assert found["scenario"].to_dict() == {"Pumps": "base", "Valves": "S1"}
    assert sorted(found["id"]) == ["D1", "D2"]
    assert (found["by"] == "Ms General").all() and (found["cycle"] == MARCH).all()
    assert f"{found.loc['Valves', 'date']:%Y-%m-%d}" == "2026-03-04"
    assert rows(blocks, "pre_sop").set_index("family").loc["Valves", "scenario"] == "S1"
    assert sum(series(blocks, "Valves", "production", "2026-05")) > sum(before)
    shown = rows(blocks, "executive").set_index("family")["recorded"]
    assert shown["Valves"].startswith(found.loc["Valves", "id"]) and "S1" in shown["Valves"]


def test_a_decision_is_recorded_once_and_another_one_follows_it(blocks: Any, carry: Any) -> None:
    accept = DecisionWish("Pumps", "", "Ms General")
    assert carry(blocks, decide, wish=accept)
    before = blocks.content()
    assert not carry(blocks, decide, wish=accept)
    assert blocks.content() == before
    assert carry(blocks, decide, wish=DecisionWish("Pumps", "S1", "Ms General"))
    assert rows(blocks, "decisions")["scenario"].tolist() == ["base", "S1"]
    assert rows(blocks, "decisions")["id"].tolist() == ["D1", "D2"]


def test_the_agenda_of_before_the_decision_is_not_taken_for_bent(
    blocks: Any, carry: Any, run: Any, said: list[str]
) -> None:
    assert carry(blocks, decide, wish=DecisionWish("Valves", "S1", "Ms General"))
    (line,) = (line for line in said if line.startswith("D1: "))
    assert line.endswith(", by Ms General") and ".," not in line
    lines = [each for each in reproduce(BlockBook(blocks), run) if each.startswith("executive: ")]
    assert lines and all("changed: " in each and "decisions" in each for each in lines)


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (DecisionWish("Pumps", "S9", "Ana"), "got 'S9', expected base, S1"),
        (DecisionWish("Drives", "", "Ana"), "got Drives, expected a family of the meeting"),
        (DecisionWish("Pumps", "", ""), "expected who decided"),
    ],
)
def test_a_decision_that_cannot_be_is_refused_in_words(
    blocks: Any, carry: Any, wish: DecisionWish, words: str
) -> None:
    before = blocks.content()
    with pytest.raises(DataError) as caught:
        carry(blocks, decide, wish=wish)
    assert words in caught.value.line()
    assert blocks.content() == before


@pytest.mark.parametrize(("decision", "scenario"), [("alternative", None), ("accept", "S1")])
def test_half_a_decision_on_the_sheet_is_refused_by_cell(
    blocks: Any, carry: Any, decision: str, scenario: str | None
) -> None:
    type_in(blocks, decision, "executive", "Pumps", "decision")
    type_in(blocks, scenario, "executive", "Pumps", "alternative")
    with pytest.raises(DataError, match="a scenario beside alternative, and none beside accept"):
        carry(blocks, decide)


def test_before_the_sheets_of_the_meeting_nothing_is_decided(memory: Any, carry: Any) -> None:
    blocks = memory.company_book(families=pd.DataFrame({"family": ["Pumps"]}))
    with pytest.raises(DataError, match="sop executive"):
        carry(blocks, decide)


def sign_all(blocks: Any, carry: Any, run: Any) -> None:
    go_through(BlockBook(blocks))
    for phase in PHASES[:-1]:
        step = advancing(phase.key, lambda book, run: Changes())
        execute(BlockBook(blocks), phase.key, step, run)
        carry(blocks, sign, key=phase.key, by="Ana")


def next_month(blocks: Any, carry: Any, run: Any, extract: Any) -> None:
    """Approve March, open April, and plan it."""
    sign_all(blocks, carry, run)
    carry(blocks, approve, by="Ms General")
    carry(blocks, open_cycle)
    closed = [*CLOSED, MARCH]
    lines = [f"{f},{m},{100 + m.month},50" for f in ("Pumps", "Valves") for m in closed]
    carry(blocks, refresh, source=extract("family,month,sales,inventory", *lines))
    carry(blocks, forecast)
    carry(blocks, plan)


def test_a_change_inside_the_fence_is_approved_only_with_an_authorisation(
    blocks: Any, carry: Any, run: Any, extract: Any, series: Any
) -> None:
    next_month(blocks, carry, run, extract)
    type_in(blocks, 40, FAMILY_PAGE.name, "Pumps", "manual_change", "2026-04")
    for command in (plan, presop, executive):
        carry(blocks, command)
    (row,) = rows(blocks, "authorisations").to_dict("records")
    (now,) = series(blocks, "Pumps", "production", "2026-04", 1)
    assert (row["family"], str(row["month"]), row["now"]) == ("Pumps", "2026-04", now)
    assert row["now"] - row["before"] == 40
    sign_all(blocks, carry, run)
    with pytest.raises(DataError, match=r"Pumps 2026-04 changed from .* without authorisation"):
        carry(blocks, approve, by="Ms General")
    type_in(blocks, "Ms General", "authorisations", "#1", "authorised_by")
    type_in(blocks, now - 20, "authorisations", "#1", "authorised")
    with pytest.raises(DataError, match="without authorisation"):
        carry(blocks, approve, by="Ms General")
    type_in(blocks, now, "authorisations", "#1", "authorised")
    assert carry(blocks, approve, by="Ms General")


@pytest.mark.parametrize(("decided", "stands"), [("base", "S1"), ("S1", "base")])
def test_a_page_that_left_what_was_decided_of_it_is_not_approved(
    blocks: Any, carry: Any, run: Any, decided: str, stands: str
) -> None:
    carry(blocks, decide, wish=DecisionWish("Valves", "S1", "Ms General"))
    carry(blocks, decide, wish=DecisionWish("Valves", decided, "Ms General"))
    newest = rows(blocks, "decisions")["id"].iloc[-1]
    carry(blocks, promote, wish=ScenarioWish("promote", (stands,), ("Valves",)))
    for command in (presop, executive):
        carry(blocks, command)
    sign_all(blocks, carry, run)
    before = blocks.content()
    with pytest.raises(DataError) as caught:
        carry(blocks, approve, by="Ms General")
    line = caught.value.line()
    assert f"got Valves on {stands}, expected {decided}, as {newest} decided" in line
    assert f"`sop decide BOOK Valves --scenario {stands} --by NAME`" in line
    assert f"`sop scenario BOOK promote {decided} --family Valves`" in line
    assert blocks.content() == before
    carry(blocks, promote, wish=ScenarioWish("promote", (decided,), ("Valves",)))
    for command in (presop, executive):
        carry(blocks, command)
    sign_all(blocks, carry, run)
    assert carry(blocks, approve, by="Ms General")


def test_a_change_that_was_taken_back_needs_nobody(
    blocks: Any, carry: Any, run: Any, extract: Any
) -> None:
    next_month(blocks, carry, run, extract)
    type_in(blocks, 40, FAMILY_PAGE.name, "Pumps", "manual_change", "2026-04")
    for command in (plan, executive):
        carry(blocks, command)
    type_in(blocks, None, FAMILY_PAGE.name, "Pumps", "manual_change", "2026-04")
    for command in (plan, presop, executive):
        carry(blocks, command)
    (row,) = rows(blocks, "authorisations").to_dict("records")
    assert row["now"] == row["before"]
    sign_all(blocks, carry, run)
    assert carry(blocks, approve, by="Ms General")


def test_a_new_cycle_begins_without_decisions_and_without_promoted_scenarios(
    blocks: Any, carry: Any, run: Any, extract: Any
) -> None:
    carry(blocks, decide, wish=DecisionWish("Valves", "S1", "Ms General"))
    sign_all(blocks, carry, run)
    carry(blocks, approve, by="Ms General")
    carry(blocks, open_cycle)
    assert rows(blocks, "executive").empty and rows(blocks, "pre_sop").empty
    assert rows(blocks, "decisions")["scenario"].tolist() == ["S1"], "the register stays"
