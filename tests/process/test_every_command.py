"""After every command the sample company's book is one that Excel opens without repair."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from docs.phase_pictures import go_through
from sop_addin.commands.check import check
from sop_addin.commands.decide import DecisionWish
from sop_addin.commands.dispatch import WRITES, Request, carry_out
from sop_addin.commands.family_codes import FamilyWish
from sop_addin.commands.new import new, read_master_data
from sop_addin.commands.run import Run, execute
from sop_addin.excel.file import FileBlocks
from sop_addin.sample.company import COMPANY, CYCLE
from sop_addin.sample.extracts import write_extracts
from sop_addin.schema.freshness import STEPS
from sop_addin.schema.phases import PHASES
from sop_addin.schema.ribbon import COMMANDS
from sop_addin.session.making import new_book
from sop_addin.session.month import make_pack
from sop_addin.session.opening import open_book, read_book

ELSEWHERE = {"check", "demo", "history", "merge", "reproduce", "trace", "verify"}
"""Commands that write into no book of their own, or take in others: tested beside them."""

WALK = (
    "new",
    "refresh",
    "forecast",
    "report",
    "demand",
    "plan",
    "resources",
    "scenario",
    "presop",
    "executive",
    "decide",
    "minutes",
    "pack",
    "sign",
    "approve",
    "mps",
    "release",
    "close",
    "open",
    "cycle",
    "undo",
    "family",
)
"""A month to its end, and the next one from its beginning."""

ADDED = FamilyWish("add", "Extra", policy="MTS")
"""What the command ``family`` is asked for."""

COMPARED = ("plan", "approve", "open")
"""Copies of which LibreOffice computes every formula anew: planned, signed, rolled."""


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory, memory: Any) -> dict[str, Path]:
    """Return a copy of the book, or of the pack, as each command left it."""
    folder = tmp_path_factory.mktemp("walk")
    run, book, extracts = memory.a_run(), folder / "SOP.xlsm", folder / "extracts"
    extracts.mkdir()
    write_extracts(extracts)
    add_inputs(extracts)
    return dict(walked(folder, book, extracts, run))


def walked(folder: Path, book: Path, extracts: Path, run: Run) -> Iterator[tuple[str, Path]]:
    for name in WALK:
        if name == "new":
            frames = read_master_data(extracts, run)
            with new_book(book, run.say) as made:
                execute(made, name, partial(new, frames=frames, cycle=CYCLE, company=COMPANY), run)
        elif name == "pack":
            make_pack(book, folder / "pack", run, pdf=False)
        else:
            if name == "cycle":
                add_month(extracts / "actuals.csv")
            with open_book(book, run.say) as opened:
                if name == "sign":
                    go_through(opened)
                for phase in _phases(name):
                    request = Request(folder, source=extracts, phase=phase, by="Ana", family=ADDED)
                    request = replace(request, decision=decided(extracts))
                    assert carry_out(opened, name, request, run), f"{name} changes something"
                opened.save()
        left = next((folder / "pack").glob("*.xlsx")) if name == "pack" else book
        yield name, Path(shutil.copy(left, folder / f"after_{name}{left.suffix}"))


def decided(extracts: Path) -> DecisionWish:
    """Return what the command ``decide`` is asked for: the first family as recommended."""
    return DecisionWish(rows_of(extracts / "families.csv")[0]["family"], "", "Ana")


def _phases(name: str) -> list[str]:
    """Return the phases of the calls of a command: those that are signed, else one without."""
    return [phase.key for phase in PHASES[:-1]] if name == "sign" else [""]


def add_inputs(extracts: Path) -> None:
    """Add the input sheets that the sample company leaves blank, so that none is untested."""
    family = rows_of(extracts / "families.csv")[0]["family"]
    calendar = rows_of(extracts / "calendar.csv")
    calendar = [row | {"starts": ""} for row in calendar]
    calendar[0]["starts"] = f"{calendar[0]['month'][:7]}-02"
    write(extracts / "calendar.csv", calendar)
    write(extracts / "holidays.csv", [{"date": "2027-12-24", "name": "Christmas Eve"}])
    stock = {"material": "Seal", "cost": "2.5", "stock": "9000000", "lead_months": "0"}
    write(extracts / "materials.csv", [stock])
    takes = {"family": family, "material": "Seal", "per_unit": "1"}
    write(extracts / "bill_of_materials.csv", [takes])
    due = {"reference": "PO 1", "code": "Seal", "month": "2026-05", "quantity": "500"}
    write(extracts / "on_order.csv", [due])
    write(extracts / "scenarios.csv", [{"scenario": "S1", "name": "More of it", "owner": "Bo"}])
    supposed = {"scenario": "S1", "what": "demand", "item": family, "amount": "10", "unit": "%"}
    write(extracts / "scenario_changes.csv", [supposed | {"first_month": "2026-05"}])
    write(extracts / "sources.csv", [{"column": "sales", "header": "sales"}])


def add_month(actuals: Path) -> None:
    """Add the month just ended: every family as in the month before."""
    rows = rows_of(actuals)
    newest, before = str(CYCLE), str(CYCLE - 1)
    write(actuals, [*rows, *(r | {"month": newest} for r in rows if r["month"] == before)])


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def test_every_command_is_walked() -> None:
    assert set(WALK) == {command.name for command in COMMANDS} - ELSEWHERE
    assert set(WALK) >= WRITES - ELSEWHERE


@pytest.mark.parametrize("command", WALK)
def test_lint_and_validator_find_nothing_after(
    command: str,
    walk: dict[str, Path],
    lint: Callable[[Path], None],
    validate: Callable[[Path], None],
) -> None:
    lint(walk[command])
    validate(walk[command])


@pytest.mark.parametrize("command", COMPARED)
def test_libreoffice_computes_every_number_that_is_stored_after(
    command: str, walk: dict[str, Path], libreoffice_agrees: Callable[[Path], None]
) -> None:
    libreoffice_agrees(walk[command])


@pytest.mark.parametrize("command", ["executive", "cycle"])
def test_home_says_by_formula_that_nothing_changed_since(
    command: str, walk: dict[str, Path]
) -> None:
    with FileBlocks.reader(walk[command]) as blocks:
        cells = {step.command: blocks.names()["", f"stale_{step.command}"] for step in STEPS}
        found = {name: blocks.read(area)[0][0] or "" for name, area in cells.items()}
    assert found == dict.fromkeys(found, "")


@pytest.mark.parametrize("command", ["refresh", "executive", "close", "cycle"])
def test_check_finds_nothing_after(command: str, walk: dict[str, Path]) -> None:
    with read_book(walk[command]) as book:
        assert check(book) == []


def test_a_month_that_was_opened_waits_for_its_actuals(walk: dict[str, Path]) -> None:
    with read_book(walk["open"]) as book:
        lines = check(book)
    assert any(f"expected actuals of {CYCLE}" in line for line in lines)
