"""Control, callback, request, function, shell: a button and a shell command do the same."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner

import sop_addin.commands.dispatch
import sop_addin.ribbon
import sop_addin.session.month
from sop_addin import cli
from sop_addin.commands.dispatch import PACKS, WRITES, Request
from sop_addin.commands.family_codes import FamilyWish
from sop_addin.commands.run import Run
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import BlockBook
from sop_addin.excel.file import FileBlocks
from sop_addin.excel.live import LiveBlocks
from sop_addin.excel.vba import modules
from sop_addin.schema.cells import cell
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.ribbon import COMMANDS, Control, controls
from sop_addin.schema.tables import table
from sop_addin.template.callbacks import MODULE
from sop_addin.wording import counted

CONTROLS = list(controls())
LISTS = ("check", "verify")
CODE = "Garden"
"""Code of the family whose page is in front."""
NEW = "传动"
"""A code that a planner types."""
_OWN = ("inputs", "marks", "digest")
"""What differs where one book names its source and the other does not."""
NOON = dt.datetime(2026, 3, 4, 12)
LINE = re.compile(
    r"Public Sub (\w+)\((?:control As Object)?\)\r?\n    AskPython (?:Told\()*\"([^\"]*)\".*\r?\n"
    r"End Sub"
)


@dataclass
class Excel:
    """The workbook as a button finds it: its contents, xlwings' book, the module of the double."""

    data: Any
    book: Any
    double: ModuleType

    @property
    def alerts(self) -> list[str]:
        shown: list[str] = self.book.app.impl.alerts
        return shown


@pytest.fixture(scope="module")
def loaded(sample_book: Path, excel_double: ModuleType) -> Any:
    return excel_double.load(sample_book)


@pytest.fixture
def excel(
    loaded: Any,
    excel_double: ModuleType,
    sample_book: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Excel:
    data = loaded.copy()
    data.path = Path(shutil.copy(sample_book, tmp_path / "SOP.xlsm"))
    book = excel_double.open_book(data)
    monkeypatch.setattr(sop_addin.ribbon, "calling_book", lambda: book)
    monkeypatch.setattr(
        sop_addin.ribbon, "make_pack", partial(sop_addin.session.month.make_pack, pdf=False)
    )
    clock = lambda say: Run(dt.datetime(2026, 3, 4, 9, 30), "ana", say)  # noqa: E731
    monkeypatch.setattr(sop_addin.ribbon, "current_run", clock)
    return Excel(data, book, excel_double)


def test_every_control_has_one_callback_and_one_macro_in_a_new_book(sample_book: Path) -> None:
    project = FileBlocks.reader(sample_book).read_member("xl/vbaProject.bin")
    found = LINE.findall(modules(project)[MODULE])
    expected = []
    for control in CONTROLS:
        expected += [(control.callback, control.request), (control.macro, control.request)]
    assert found == expected


def test_ribbon_buttons_and_the_ribbons_commands_are_the_same() -> None:
    pressed = {control.command.name for control in CONTROLS}
    assert pressed == (WRITES - {"merge"}) | PACKS | set(LISTS)
    assert pressed <= set(cli.sop.commands)
    assert {each.name for each in COMMANDS} == set(cli.sop.commands)


def asked_by_button(control: Control, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """Run the text that VBA hands to Python; return the functions it reached."""
    reached: list[tuple[str, Any]] = []
    note(monkeypatch, sop_addin.ribbon, reached)
    answers = {"add": (NEW, CODE), "rename": (NEW,), "restore": (CODE,)}.get(control.value, ())
    request = control.request
    for answer in answers:
        request = request.replace("?", answer.encode("utf-16-be").hex(), 1)
    exec(request, {})
    return reached


def asked_by_shell(
    control: Control, book: Path, monkeypatch: pytest.MonkeyPatch
) -> list[tuple[str, Any]]:
    """Run the shell's words; return the functions they reached."""
    reached: list[tuple[str, Any]] = []
    note(monkeypatch, sop_addin.session.month, reached)
    note(monkeypatch, sop_addin.commands.dispatch, reached)
    words = control.shell.replace("add CODE", f"add {NEW}").replace("NEW", NEW)
    _, name, *options = words.replace("CODE", CODE).replace("FAMILY", CODE).split()
    before = [options.pop(0)] if name == "family" else []  # its action stands before the book
    CliRunner().invoke(cli.sop, [name, *before, str(book), *options], catch_exceptions=False)
    return reached


def note(monkeypatch: pytest.MonkeyPatch, module: ModuleType, reached: list[Any]) -> None:
    """Let the functions that do the work only note that they were reached."""

    def carry_out(_: Any, name: str, request: Request, run: Any) -> bool:
        chosen = request.strategy or request.phase or request.only or request.family
        reached.append(("carry_out", (name, chosen, request.folder)))
        return False

    def listing(name: str) -> Any:
        def look(_: Any) -> list[str]:
            reached.append((name, None))
            return []

        return look

    def make_pack(book: Path, out: Path, run: Any, pdf: bool = True) -> None:
        reached.append(("pack", (book.name, out)))

    def release_files(_: Any, folder: Path) -> list[Path]:
        reached.append(("files", folder))
        return [folder / "orders.csv"]

    monkeypatch.setattr("sop_addin.commands.release.release_files", release_files)
    monkeypatch.setattr(module, "release_files", release_files, raising=False)
    for name in LISTS:
        monkeypatch.setattr(f"sop_addin.commands.{name}.{name}", listing(name))
        monkeypatch.setattr(module, name, listing(name), raising=False)
    for name, stub in (("carry_out", carry_out), ("make_pack", make_pack)):
        monkeypatch.setattr(module, name, stub, raising=False)


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.identifier)
def test_a_button_reaches_what_the_shell_reaches(
    control: Control, excel: Excel, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = excel.data.path
    excel.data.front = f"Fam_{CODE}"
    with monkeypatch.context() as patched:
        button = asked_by_button(control, patched)
    with monkeypatch.context() as patched:
        patched.setattr(sop_addin.session.month, "_mail", lambda _: ("", ""))
        patched.setattr(
            sop_addin.session.month,
            "_write_pack",
            lambda book, out, *_: reached.append(("pack", (book.name, out))),
        )
        reached: list[Any] = []
        shell = asked_by_shell(control, path, patched) + reached
    assert button == shell and button
    name = control.command.name
    assert {each for each, _ in button} & set(LISTS) == {name} & set(LISTS)
    assert ("pack" in dict(button)) == (name in PACKS)
    if name in WRITES:
        wishes = {
            "add": FamilyWish("add", NEW, like=CODE),
            "rename": FamilyWish("rename", CODE, new=NEW),
            "retire": FamilyWish("retire", CODE),
            "restore": FamilyWish("restore", CODE),
        }
        value = control.value if control.on_any_sheet else CODE
        chosen = wishes.get(control.value, value or None)
        assert dict(button)["carry_out"] == (name, chosen, path.parent)


def coded(*answers: str) -> list[str]:
    return [answer.encode("utf-16-be").hex() for answer in answers]


def test_a_family_is_added_renamed_retired_and_restored_in_excel(excel: Excel) -> None:
    sop_addin.ribbon.run("family", action="add", told=coded(NEW, CODE))
    excel.data.front = f"Fam_{CODE}"
    sop_addin.ribbon.run("family", action="rename", told=coded("Yard"))
    excel.data.front = f"Fam_{NEW}"
    sop_addin.ribbon.run("family", action="retire")
    assert not excel.alerts
    codes = BlockBook(LiveBlocks(excel.book)).page_keys(FAMILY_PAGE)
    assert {"Yard", NEW} <= set(codes) and CODE not in codes
    assert {"Fam_Yard", f"Fam_{NEW}"} <= set(excel.data.sheets)
    assert not LiveBlocks(excel.book).is_shown(f"Fam_{NEW}")
    sop_addin.ribbon.run("family", action="restore", told=coded(NEW))
    assert LiveBlocks(excel.book).is_shown(f"Fam_{NEW}") and not excel.alerts


def test_a_family_made_to_order_is_added_by_its_policy(excel: Excel) -> None:
    sop_addin.ribbon.run("family", action="add", told=coded("Skids", "mto"))
    families = BlockBook(LiveBlocks(excel.book)).read_table(table("families"))
    assert families.set_index("family").loc["Skids", "policy"] == "MTO" and not excel.alerts


def test_only_a_familys_page_can_be_planned_alone(excel: Excel) -> None:
    excel.data.front = "Config"
    sop_addin.ribbon.run("plan", page="front")
    assert excel.alerts == [
        "Config: got the sheet in front, expected the page of a family."
        " Go to its page, and press again."
    ]
    assert excel.double.calls["write"] == 0


def test_a_button_writes_what_the_shell_writes(
    excel: Excel, sample: ModuleType, sample_book: Path
) -> None:
    area = BlockBook(LiveBlocks(excel.book))._cell_area("source")
    excel.data.sheets[area.sheet].cell(area.row, area.column).value = str(
        sample_book.parent / "extracts"
    )
    sop_addin.ribbon.run("refresh")
    assert not excel.alerts
    lines = excel.book.app.impl.status_lines
    assert lines[0] == f"S&OP: source {sample_book.parent / 'extracts'}, as Config!C10 says"
    assert any(line.endswith("441 new rows, 0 restated values") for line in lines)
    with FileBlocks(excel.data.path) as blocks:
        file = BlockBook(blocks)
        request = Request(None, None, sample_book.parent / "extracts")
        sop_addin.commands.dispatch.carry_out(file, "refresh", request, sample.sample_run())
        live = BlockBook(LiveBlocks(excel.book))
        for name in ("actuals", "audit", "seals"):
            own = [c for c in table(name).column_names if name != "audit" or c not in _OWN]
            both = (each.read_table(table(name))[own] for each in (live, file))
            assert next(both).equals(next(both))


def test_a_source_beside_the_book_may_be_named_shortly(excel: Excel, sample_book: Path) -> None:
    shutil.copytree(sample_book.parent / "extracts", excel.data.path.parent / "month")
    area = BlockBook(LiveBlocks(excel.book))._cell_area("source")
    excel.data.sheets[area.sheet].cell(area.row, area.column).value = "month"
    sop_addin.ribbon.run("refresh")
    assert not excel.alerts and excel.double.calls["write"] > 10


@pytest.mark.parametrize("name", ["refresh", "cycle"])
def test_a_missing_source_is_one_line_with_its_cell(excel: Excel, name: str) -> None:
    sop_addin.ribbon.run(name)
    assert excel.alerts == [
        "Config!C10: got a blank, expected the folder or file of the extract."
        " Fill the cell, or name it in a shell: --source PATH."
    ]
    assert excel.double.calls["write"] == 0 and excel.book.app.impl.status_bar is False


def test_logical_places_become_cells(excel: Excel, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> bool:
        raise DataError(Place("families", "#2", "price"), "a blank", "a price", "Fill it.")

    monkeypatch.setattr(sop_addin.ribbon, "carry_out", fail)
    sop_addin.ribbon.run("plan", "level")
    (line,) = excel.alerts
    assert re.fullmatch(r"Families![A-Z]+6: got a blank, expected a price\. Fill it\.", line)


def test_a_password_stops_a_writing_command_before_it_computes(
    excel: Excel, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = next(name for name in excel.data.sheets if name.startswith("Fam_"))
    excel.data.sheets[page].password = "mine"
    monkeypatch.setattr(sop_addin.ribbon, "carry_out", lambda *_: pytest.fail("computed"))
    sop_addin.ribbon.run("forecast")
    (line,) = excel.alerts
    assert line.startswith(f"{page}: got a sheet protected by a password")
    assert excel.double.calls["write"] == 0


def test_a_password_on_a_planners_own_sheet_is_nobodys_business(excel: Excel) -> None:
    own = excel.double.SheetData(protected=True, password="mine")
    excel.data.sheets["My notes"] = own
    sop_addin.ribbon.run("forecast")
    assert "password" not in "".join(excel.alerts)


def test_a_month_that_fails_half_way_leaves_the_workbook_as_it_was(
    excel: Excel, sample_book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    area = BlockBook(LiveBlocks(excel.book))._cell_area("source")
    excel.data.sheets[area.sheet].cell(area.row, area.column).value = str(
        sample_book.parent / "extracts"
    )

    def values() -> dict[str, dict[tuple[int, int], Any]]:
        return {
            name: {at: c.value for at, c in held.cells.items() if c.value is not None}
            for name, held in excel.data.sheets.items()
        }

    before = values()
    monkeypatch.setattr("sop_addin.commands.cycle.plan", _no_plan)
    sop_addin.ribbon.run("cycle")
    assert excel.alerts == ["here: got nothing, expected a plan. Wait."]
    assert excel.double.calls["write"] > 10
    assert values() == before
    assert excel.book.app.calculation == "automatic"


def _no_plan(*_: Any, **__: Any) -> Any:
    raise DataError("here", "nothing", "a plan", "Wait.")


def test_the_whole_month_ends_with_a_pack_beside_the_book(
    excel: Excel, sample_book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The double's copy is the file as it was loaded, so the file has had its month before."""
    run = Run(NOON, "ana", lambda line: None)
    extracts = sample_book.parent / "extracts"
    path = excel.data.path
    sop_addin.session.month.run_month(
        path, extracts, path.parent / "unused", run, strategy="hybrid", pdf=False
    )
    excel.data.sheets = excel.double.load(path).sheets
    area = BlockBook(LiveBlocks(excel.book))._cell_area("source")
    excel.data.sheets[area.sheet].cell(area.row, area.column).value = str(extracts)
    excel.double.calls.clear()
    sop_addin.ribbon.run("cycle")
    out = path.parent / "SOP_pack"
    assert excel.alerts == [f"The pack is in {out}"]
    assert sorted(file.name for file in out.iterdir()) == ["SOP_DRAFT.eml", "SOP_DRAFT.xlsx"]
    assert excel.double.calls["write"] == 0, "the second run of a month writes nothing"


def test_a_book_that_was_never_saved_gets_no_pack(
    excel: Excel, monkeypatch: pytest.MonkeyPatch
) -> None:
    excel.data.path = Path("Book1")
    for name in sorted(PACKS):
        sop_addin.ribbon.run(name)
    assert len(excel.alerts) == 2 and excel.alerts[0] == excel.alerts[1]
    assert excel.alerts[0].startswith("Book1: got a book that was never saved on this computer")


@pytest.mark.parametrize(("errors", "lines"), [(0, 1), (3, 4), (50, 22)])
def test_check_shows_the_first_twenty_errors(
    excel: Excel, monkeypatch: pytest.MonkeyPatch, errors: int, lines: int
) -> None:
    found = [f"Families!A{n}: got a, expected b. Do c." for n in range(errors)]
    monkeypatch.setattr(sop_addin.ribbon, "check", lambda book: found)
    sop_addin.ribbon.run("check")
    (text,) = excel.alerts
    assert len(text.splitlines()) == lines
    assert text.startswith(f"{counted(errors, 'error')} in" if errors else "SOP.xlsm: no errors")
    assert ("and 30 more" in text) == (errors == 50)
    assert excel.double.calls["write"] == excel.double.calls["unprotect"] == 0


def test_a_planner_names_the_source() -> None:
    assert cell("source").sheet == "Config" and cell("source").by == "planner"
