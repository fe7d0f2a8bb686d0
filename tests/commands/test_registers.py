"""Registers: a row closes only with what it must have, and refers only to what is there."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from sop_addin.commands.check import check
from sop_addin.commands.check_registers import open_rows
from sop_addin.errors import Place
from sop_addin.excel.book import BlockBook
from sop_addin.schema.registers import REGISTERS
from sop_addin.schema.tables import table

DAY = pd.Timestamp("2026-03-20")
ISSUE = {
    "id": "I1",
    "topic": "Second shift or subcontractor",
    "alternative_a": "second shift",
    "impact_a": "+40 units a day",
    "alternative_b": "subcontract",
    "impact_b": "+25 % cost",
    "owner": "Ana",
    "status": "open",
}
ACTION = {"id": "A1", "what": "Ask the supplier", "owner": "Ben", "due": DAY, "status": "open"}
RISK = {"id": "R1", "kind": "risk", "what": "Strike", "money": 1e5, "probability": 20.0}
RISK |= {"owner": "Ana", "status": "open"}


def book(memory: Any, **registers: dict[str, Any]) -> Any:
    tables = {name: pd.DataFrame([row]) for name, row in registers.items()}
    return memory.company_book(families=pd.DataFrame({"family": ["Pumps"]}), **tables)


def test_rows_that_are_whole_are_no_errors(memory: Any) -> None:
    decided = ISSUE | {"status": "decided", "decision": "D1", "families": "Pumps"}
    done = ACTION | {"status": "done", "done_on": DAY, "result": "two offers", "decision": "D1"}
    blocks = book(
        memory,
        issues=decided,
        decisions={"id": "D1", "what": "Second shift", "by": "Ms General", "date": DAY},
        actions=done,
        risks=RISK,
    )
    assert check(BlockBook(blocks)) == []


@pytest.mark.parametrize(
    ("register", "row", "column", "words"),
    [
        ("issues", ISSUE | {"status": "decided"}, "decision", "I1 is decided"),
        ("issues", ISSUE | {"decision": "D7"}, "decision", "expected an id of the sheet Decisions"),
        ("issues", ISSUE | {"families": "Pumps, Pomps"}, "families", "got Pomps"),
        ("actions", ACTION | {"status": "done", "result": "r"}, "done_on", "A1 is done"),
        ("actions", ACTION | {"owner": ""}, "owner", "got a blank"),
        ("actions", ACTION | {"due": None}, "due", "got a blank"),
        ("risks", RISK | {"probability": 120.0}, "probability", "0 to 100 %"),
        ("risks", RISK | {"status": "gone"}, "outcome", "R1 is gone"),
    ],
)
def test_what_is_missing_is_said_with_its_cell(
    memory: Any, register: str, row: dict[str, Any], column: str, words: str
) -> None:
    blocks = book(memory, **{register: row})
    (line,) = check(BlockBook(blocks))
    cell = BlockBook(blocks).locate(Place(register, "#1", column))
    assert line.startswith(f"{cell}: ") and words in line


def test_an_id_stands_once_in_its_register(memory: Any) -> None:
    blocks = memory.company_book(
        families=pd.DataFrame({"family": ["Pumps"]}), actions=pd.DataFrame([ACTION, ACTION])
    )
    (line,) = check(BlockBook(blocks))
    assert "A1 a second time" in line


def test_open_rows_are_those_that_are_not_over(memory: Any) -> None:
    rows = pd.DataFrame([ACTION, ACTION | {"id": "A2", "status": "done", "done_on": DAY}])
    blocks = memory.company_book(families=pd.DataFrame({"family": ["Pumps"]}), actions=rows)
    actions = next(each for each in REGISTERS if each.table is table("actions"))
    assert open_rows(BlockBook(blocks), actions)["id"].tolist() == ["A1"]


@pytest.mark.parametrize("register", REGISTERS, ids=lambda each: each.table.name)
def test_every_register_names_columns_and_states_that_it_has(register: Any) -> None:
    names = set(register.table.column_names)
    wanted = {register.id, register.owner, *register.needs, *(c for c, _ in register.refers)}
    assert wanted <= names and (not register.due or register.due in names)
    if register.over:
        assert set(register.over) <= set(register.table.column("status").choices)
    assert register.table.keys == (register.id,)
    assert all(len(table(other).keys) == 1 for _, other in register.refers)
