"""`sop family` on a file and in Excel: pages come and get codes, the rest of the book stays."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

from sop_addin.commands.check import check
from sop_addin.commands.dispatch import Request, carry_out
from sop_addin.commands.family_codes import FamilyWish
from sop_addin.commands.verify import verify
from sop_addin.excel.book import BlockBook
from sop_addin.excel.file import FileBlocks
from sop_addin.excel.live import LiveBlocks
from sop_addin.excel.page_frames import page_grids
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.record_tables import RECORD
from sop_addin.schema.tables import TABLES, table
from sop_addin.session.opening import open_book

KEY = "BeltDrive"


@pytest.fixture(scope="module")
def company(sample: ModuleType, sample_book: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return the sample company's book after its first refresh."""
    path = Path(shutil.copy(sample_book, tmp_path_factory.mktemp("family") / "SOP.xlsm"))
    request = Request(None, source=sample_book.parent / "extracts")
    with open_book(path, lambda _: None) as book:
        carry_out(book, "refresh", request, sample.sample_run())
        book.save()
    return path


@pytest.fixture(scope="module")
def loaded(company: Path, excel_double: ModuleType) -> Any:
    return excel_double.load(company)


@pytest.fixture(params=["file", "live"])
def blocks(
    request: pytest.FixtureRequest,
    company: Path,
    loaded: Any,
    excel_double: ModuleType,
    tmp_path: Path,
) -> Iterator[Any]:
    if request.param == "file":
        with FileBlocks(shutil.copy(company, tmp_path / "SOP.xlsm")) as opened:
            yield opened
    else:
        with LiveBlocks(excel_double.open_book(loaded.copy())) as opened:
            yield opened


@pytest.fixture
def run(sample: ModuleType) -> Any:
    return sample.sample_run()


def family(blocks: Any, run: Any, action: str, code: str, **more: str) -> bool:
    """Run ``sop family`` on an open book."""
    request = Request(None, family=FamilyWish(action, code, **more))
    return carry_out(BlockBook(blocks), "family", request, run)


def held(blocks: Any) -> dict[str, pd.DataFrame]:
    """Return every table but those of the record, as it is read anew."""
    book = BlockBook(blocks)
    return {each.name: book.read_table(each) for each in TABLES if each.name not in RECORD}


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def changed(company: Path, tmp_path: Path, run: Any) -> Callable[..., dict[str, bytes]]:
    """Return a function that runs ``sop family`` on a file; it returns the members that changed."""
    path = Path(shutil.copy(company, tmp_path / "Changed.xlsm"))

    def act(action: str, code: str, **more: str) -> dict[str, bytes]:
        before = members(path)
        request = Request(None, family=FamilyWish(action, code, **more))
        with open_book(path, lambda _: None) as book:
            if carry_out(book, "family", request, run):
                book.save()
        return {name: data for name, data in members(path).items() if before.get(name) != data}

    return act


def parts_of(path: Path, *sheets: str) -> set[str]:
    """Return the members of some sheets."""
    blocks = FileBlocks.reader(path)
    entries = {entry.name: entry.part for entry in blocks._workbook.sheets()}
    return {entries[sheet] for sheet in sheets}


def test_a_page_is_added_with_its_row_and_every_other_table_stays(blocks: Any, run: Any) -> None:
    before = held(blocks)
    assert family(blocks, run, "add", "Gearbox", like=KEY)
    after = held(blocks)
    new = after["families"].set_index("family").loc["Gearbox"]
    assert new["price"] == before["families"].set_index("family").loc[KEY, "price"]
    assert after["families"].iloc[:-1].equals(before.pop("families"))
    assert all(after[name].equals(frame) for name, frame in before.items())
    pages = {grid.key: grid for grid in page_grids(blocks, FAMILY_PAGE)}
    assert pages["Gearbox"].sheet == "Fam_Gearbox" and len(pages) == len(after["families"])
    assert check(BlockBook(blocks)) == []
    assert not family(blocks, run, "add", "Gearbox", like=KEY)


def test_adding_a_page_to_a_file_changes_the_members_that_must_and_no_other(
    changed: Any, company: Path, tmp_path: Path, lint: Any, validate: Any
) -> None:
    found = changed("add", "Gearbox", policy="MTO")
    path = tmp_path / "Changed.xlsm"
    fresh = found.keys() - members(company).keys()
    tables = {table(name).sheet for name in ("families", *RECORD)} | {"Status"}
    own = parts_of(path, "Home", "Config", "Fam_Gearbox", *tables)
    rest = {name for name in found.keys() - fresh - own if "/tables/" not in name}
    assert rest == {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"}
    assert not any("vba" in name for name in found)
    assert sum("/charts/chart" in name for name in fresh) == 3
    assert changed("add", "Gearbox", policy="MTO") == {}
    lint(path)
    validate(path)


def test_a_page_gets_another_code_in_the_file_and_in_excel(blocks: Any, run: Any) -> None:
    before = BlockBook(blocks).read_table(table("actuals"))
    assert family(blocks, run, "rename", KEY, new="Gear box")
    actuals = BlockBook(blocks).read_table(table("actuals"))
    assert actuals["family"].tolist() == before["family"].replace(KEY, "Gear box").tolist()
    assert actuals.drop(columns="family").equals(before.drop(columns="family"))
    (page,) = (grid for grid in page_grids(blocks, FAMILY_PAGE) if grid.key == "Gear box")
    assert page.sheet == "Fam_Gear box"
    assert check(BlockBook(blocks)) == []
    assert not family(blocks, run, "rename", KEY, new="Gear box")


def test_a_new_code_changes_only_members_that_hold_or_name_it(
    changed: Any, company: Path, tmp_path: Path, lint: Any, validate: Any
) -> None:
    found = changed("rename", KEY, new="Gear box")
    path, before = tmp_path / "Changed.xlsm", members(company)
    assert found.keys() <= before.keys()
    assert not any("vba" in name or "styles" in name or "theme" in name for name in found)
    charts = {name for name, data in before.items() if f"Fam_{KEY}".encode() in data}
    assert {name for name in charts if "/charts/" in name} <= found.keys()
    assert not any(f"Fam_{KEY}".encode() in data for data in members(path).values())
    assert changed("rename", KEY, new="Gear box") == {}
    lint(path)
    validate(path)


def test_a_family_retires_and_comes_back_in_the_file_and_in_excel(blocks: Any, run: Any) -> None:
    before = held(blocks)
    assert family(blocks, run, "retire", KEY)
    assert not blocks.is_shown(f"Fam_{KEY}") and blocks.is_shown("Home")
    assert BlockBook(blocks).read_table(table("actuals")).equals(before["actuals"])
    assert check(BlockBook(blocks)) == []
    assert family(blocks, run, "restore", KEY)
    assert blocks.is_shown(f"Fam_{KEY}")
    after = held(blocks)
    assert after["families"].equals(before["families"])
    assert check(BlockBook(blocks)) == []


def test_retiring_changes_its_page_its_row_and_the_list_of_tabs_of_a_file(
    changed: Any, company: Path, tmp_path: Path, lint: Any, validate: Any
) -> None:
    found = changed("retire", KEY)
    path = tmp_path / "Changed.xlsm"
    tables = {table(name).sheet for name in ("families", *RECORD)} | {"Status"}
    own = parts_of(path, "Home", "Config", f"Fam_{KEY}", *tables)
    rest = {name for name in found.keys() - own if "/tables/" not in name}
    assert rest == {"xl/workbook.xml"}
    lint(path)
    validate(path)


def test_the_last_run_is_taken_back_and_done_again_in_the_file_and_in_excel(
    blocks: Any, run: Any
) -> None:
    before = held(blocks)
    assert family(blocks, run, "rename", KEY, new="Gear box")
    renamed = held(blocks)
    assert carry_out(BlockBook(blocks), "undo", Request(None), run)
    assert all(frame.equals(before[name]) for name, frame in held(blocks).items())
    assert f"Fam_{KEY}" in blocks.sheets()
    assert carry_out(BlockBook(blocks), "undo", Request(None), run)
    assert all(frame.equals(renamed[name]) for name, frame in held(blocks).items())
    assert check(BlockBook(blocks)) == [] and verify(BlockBook(blocks)) == []


def test_a_refresh_is_taken_back_in_the_file_and_in_excel(blocks: Any, run: Any) -> None:
    before = held(blocks)
    assert carry_out(BlockBook(blocks), "undo", Request(None), run)
    assert held(blocks)["actuals"].empty
    assert carry_out(BlockBook(blocks), "undo", Request(None), run)
    after = held(blocks)
    assert all(after[name].to_csv() == frame.to_csv() for name, frame in before.items())
