"""Where the extract and the pack are when nobody says."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sop_addin.cli import sop
from sop_addin.errors import DataError
from sop_addin.excel.book import BlockBook
from sop_addin.excel.file import FileBlocks


@pytest.fixture
def book(sample_book: Path, tmp_path: Path) -> Path:
    shutil.copytree(sample_book.parent / "extracts", tmp_path / "extracts")
    return Path(shutil.copy(sample_book, tmp_path / "SOP.xlsm"))


def name_source(book: Path, text: str) -> None:
    with FileBlocks(book) as blocks:
        area = blocks.names()["", "source"]
        blocks.write(area.sheet, area.row, area.column, [[text]])
        blocks.save()


def shell(*words: object) -> Result:
    return CliRunner().invoke(sop, [str(word) for word in words])


def test_refresh_reads_what_the_cell_names_and_says_so(book: Path, tmp_path: Path) -> None:
    name_source(book, "extracts")
    result = shell("refresh", book)
    assert result.exit_code == 0, result.output
    where = BlockBook(FileBlocks.reader(book))._cell_area("source")
    assert f"source {tmp_path / 'extracts'}, as Config!C{where.row} says" in result.output
    assert "441 new rows" in result.output


def test_an_explicit_source_comes_first_and_the_cell_is_not_mentioned(
    book: Path, tmp_path: Path
) -> None:
    name_source(book, "nowhere")
    result = shell("refresh", book, "--source", tmp_path / "extracts")
    assert result.exit_code == 0, result.output
    assert "nowhere" not in result.output and "says" not in result.output


@pytest.mark.parametrize("command", ["refresh", "cycle"])
def test_without_any_source_the_error_names_the_cell_and_nothing_changes(
    book: Path, command: str
) -> None:
    before = book.read_bytes()
    result = shell(command, book)
    assert isinstance(result.exception, DataError)
    assert str(result.exception.where).startswith("Config!")
    assert "--source" in result.exception.remedy
    assert book.read_bytes() == before


def test_a_month_without_out_puts_its_pack_beside_the_book(book: Path, tmp_path: Path) -> None:
    name_source(book, str(tmp_path / "extracts"))
    result = shell("cycle", book, "--no-pdf")
    assert result.exit_code == 0, result.output
    made = {path.name for path in (tmp_path / "SOP_pack").iterdir()}
    assert made == {"SOP_DRAFT.xlsx", "SOP_DRAFT.eml"}
    result = shell("pack", book, "--out", tmp_path / "elsewhere", "--no-pdf")
    assert {path.name for path in (tmp_path / "elsewhere").iterdir()} == made
