"""Every input that a step reads is one whose change is noticed."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from sop_addin.commands.executive import executive
from sop_addin.commands.forecast import forecast
from sop_addin.commands.plan import plan
from sop_addin.commands.presop import presop
from sop_addin.commands.refresh import refresh
from sop_addin.commands.run import execute
from sop_addin.excel.book import BlockBook
from sop_addin.schema.cells import CELLS
from sop_addin.schema.declarations import PLANNER, Owner
from sop_addin.schema.freshness import CELL_INPUTS, MADE, STEPS, TABLE_INPUTS, Step
from sop_addin.schema.tables import TABLES

COMMANDS = {
    "refresh": refresh,
    "forecast": forecast,
    "plan": plan,
    "presop": presop,
    "executive": executive,
}

NOT_WATCHED = {
    "company": "a name that is printed",
    "currency": "a word that is printed",
    "actions": "the agenda lists what was open when it was written; registers change in meetings",
    "issues": "as the actions",
    "risks": "as the actions",
}
"""What a step may read although a change of it asks for nothing, and why."""

OF_LAST_MONTH = {"refresh": {"activities"}}
"""What a step reads of the closed month only; a change of it is for months ahead as a rule."""

INPUTS = {t.name for t in TABLES if t.owner is Owner.INPUT}
SETTINGS = {c.name for c in CELLS if c.by == PLANNER}


class Listening(BlockBook):
    """A book that keeps the names of tables and cells that are read."""

    def __init__(self, blocks: Any) -> None:
        super().__init__(blocks)
        self.read: set[str] = set()

    def read_table(self, table: Any) -> pd.DataFrame:
        self.read.add(table.name)
        return super().read_table(table)

    def read_cells(self) -> dict[str, Any]:
        return Heard(super().read_cells(), self.read)


class Heard(dict[str, Any]):
    """Cells that keep the names of those that are looked at."""

    def __init__(self, cells: dict[str, Any], read: set[str]) -> None:
        super().__init__(cells)
        self._read = read

    def __getitem__(self, name: str) -> Any:
        self._read.add(name)
        return super().__getitem__(name)


@pytest.fixture
def read(memory: Any, extract: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, set[str]]:
    """Return, by command, what it read of tables that people fill and of settings."""
    monkeypatch.setattr("sop_addin.commands.refresh.stamps", _no_stamps)
    for name in ("forecast", "plan", "presop", "executive"):
        monkeypatch.setattr(f"sop_addin.commands.{name}.stamps", _no_stamps)
    for name in ("presop", "executive"):
        monkeypatch.setattr(f"sop_addin.commands.{name}.refuse_stale", lambda *given: None)
    monkeypatch.setattr("sop_addin.commands.plan.warn_stale", lambda *given: None)
    blocks = memory.company_book(
        families=pd.DataFrame({"family": ["Pumps"], "target_days": [5.0], "price": [10.0]})
    )
    months = pd.period_range("2024-03", "2026-02", freq="M")
    lines = [f"Pumps,{month},{100 + month.month},50" for month in months]
    source = extract("family,month,sales,inventory", *lines)
    found = {}
    for name, command in COMMANDS.items():
        book = Listening(blocks)
        given = {"source": source} if name == "refresh" else {}
        execute(book, name, lambda b, r, c=command, g=given: c(b, r, **g), memory.a_run())
        found[name] = book.read & (INPUTS | SETTINGS)
    return found


def _no_stamps(book: Any, command: str, made: Any = None) -> pd.DataFrame:
    return pd.DataFrame({"step": [command], "input": ["none"], "checksum": [0.0]})


def watched(step: Step) -> set[str]:
    """Return tables and settings that a step watches, itself or through what it builds on."""
    earlier = [each for each in STEPS for name in step.inputs if MADE.get(name) == each.command]
    own = {TABLE_INPUTS[name][0].name for name in step.inputs if name in TABLE_INPUTS}
    settings = {name for name in step.inputs if name in CELL_INPUTS}
    return own | settings | {name for each in earlier for name in watched(each)}


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.command)
def test_a_step_watches_every_input_that_it_reads(step: Step, read: dict[str, set[str]]) -> None:
    unseen = read[step.command] - watched(step) - set(NOT_WATCHED)
    unseen -= OF_LAST_MONTH.get(step.command, set())
    assert read[step.command], "the step reads something"
    assert not unseen, f"{step.command} reads {sorted(unseen)} and nothing notices a change"


def test_what_is_not_watched_is_read_by_some_step(read: dict[str, set[str]]) -> None:
    assert set(NOT_WATCHED) <= set().union(*read.values())
