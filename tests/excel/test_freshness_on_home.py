"""Home says by formula which step is to be run again, in engine and LibreOffice alike."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sop_addin.commands.freshness import changed_since
from sop_addin.errors import Place
from sop_addin.excel.blocks import Area
from sop_addin.excel.book import BlockBook
from sop_addin.excel.changes import Changes
from sop_addin.excel.file import FileBlocks
from sop_addin.schema.captions import PHASE_STATES
from sop_addin.schema.cycle_tables import STATES
from sop_addin.schema.freshness import STEPS
from sop_addin.schema.phases import PHASES
from sop_addin.schema.tables import table
from sop_addin.session.month import run_month
from sop_addin.session.opening import open_book, read_book


@pytest.fixture(scope="module")
def month(sample_book: Path, tmp_path_factory: pytest.TempPathFactory, memory: Any) -> Path:
    """Return the sample company's book after its month."""
    folder = tmp_path_factory.mktemp("month")
    path = Path(shutil.copy(sample_book, folder / "SOP.xlsm"))
    source = sample_book.parent / "extracts"
    run_month(path, source, folder / "pack", memory.a_run(), strategy="hybrid", pdf=False)
    return path


def shown(path: Path) -> dict[str, Any]:
    """Return what the cells of the freshness and Home's next step show."""
    with FileBlocks.reader(path) as blocks:
        cells = {s.command: blocks.names()["", f"stale_{s.command}"] for s in STEPS}
        found = {name: blocks.read(area)[0][0] or "" for name, area in cells.items()}
        return found | {"next": blocks.read(Area("Home", 7, 5))[0][0]}


def typed(path: Path, value: Any, place: Place) -> None:
    with open_book(path, lambda line: None) as book:
        sheet, cell = book.locate(place).rsplit("!", 1)
        blocks = book._blocks
        column = sum(
            (ord(c) - 64) * 26**i for i, c in enumerate(reversed(cell.rstrip("0123456789")))
        )
        row = int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        blocks.write(sheet, row, column, [[value]])
        book.save()


def first_family(path: Path) -> str:
    with read_book(path) as book:
        return sorted(key for key in book.page_keys(page()))[0]


def page() -> Any:
    from sop_addin.schema.family_page import FAMILY_PAGE

    return FAMILY_PAGE


def test_after_the_month_nothing_is_to_be_run_again(month: Path) -> None:
    found = shown(month)
    assert {found[s.command] for s in STEPS} == {""}
    assert found["next"] == (
        "Numbers are up to date; now people. 1 Data: agree on Actuals, press Refresh actuals,"
        " then press Sign (sop sign BOOK data --by NAME)."
    )


def test_home_and_cycle_never_say_different_things_in_the_same_word(month: Path) -> None:
    with FileBlocks.reader(month) as blocks:
        rows = blocks.read(Area("Home", 12, 21, len(PHASES), 3))
    numbers, on_cycle = {row[0] for row in rows}, {row[2] for row in rows}
    assert numbers == {"up to date", "meeting", "–"} and on_cycle == {"open"}
    assert not {state.en for state in PHASE_STATES.values()} & set(STATES)


@pytest.mark.parametrize(
    ("states", "plan_state", "expected"),
    [
        (["done"], "DRAFT", "1 Data: agree on Actuals, then press Sign (sop sign BOOK data "),
        (["signed"], "DRAFT", "now people. 2 Business review: agree on "),
        (["signed"] * 6, "DRAFT", "press Approve (sop approve BOOK --by NAME)."),
        (["signed"] * 6, "APPROVED by Ana", "then press Close cycle (sop close BOOK)."),
        (["closed"] * 7, "APPROVED by Ana", "Press Open cycle for the next month (sop open BOOK)."),
    ],
)
def test_after_the_numbers_home_leads_people_to_sign_approve_close_and_open(
    month: Path, tmp_path: Path, states: list[str], plan_state: str, expected: str
) -> None:
    path = Path(shutil.copy(month, tmp_path / "SOP.xlsm"))
    with open_book(path, lambda line: None) as book:
        cycle = book.read_table(table("cycle"))
        cycle["status"] = states + ["open"] * (len(PHASES) - len(states))
        book.apply(Changes(cells={"plan_state": plan_state}, tables={"cycle": cycle}))
        book.save()
    assert expected in shown(path)["next"]


@pytest.mark.parametrize("kind", ["adjustment", "manual_change", "workers"])
def test_a_typed_change_shows_at_once_and_python_agrees(
    month: Path, tmp_path: Path, kind: str, libreoffice_agrees: Callable[[Path], None]
) -> None:
    path = Path(shutil.copy(month, tmp_path / "SOP.xlsm"))
    place = Place("family", first_family(path), kind, "3")
    if kind == "workers":
        place = Place("resources", "#1", kind)
    typed(path, 3, place)
    found = shown(path)
    expected = "Resources" if kind == "workers" else "1 family page"
    assert found["plan"] == expected
    assert (
        found["next"]
        == f"4 Supply review: press Plan again. Changed since its last run: {expected}."
    )
    with FileBlocks.reader(path) as blocks:
        assert changed_since(BlockBook(blocks), "plan")
    libreoffice_agrees(path)
