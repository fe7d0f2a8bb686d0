"""The shell: one clear line and exit status 1 for what goes wrong, the workbook as it was."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from sop_addin import __version__, cli
from sop_addin.excel.book import BlockBook
from sop_addin.excel.file import FileBlocks
from sop_addin.schema.ribbon import COMMANDS

LINE = re.compile(r"error: .+: got .+, expected .+\. .+[.]\n")
ENCRYPTED = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
)


class Answer(NamedTuple):
    status: int
    out: str
    err: str


Shell = Callable[..., Answer]


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    """Return a function that runs ``sop`` with arguments."""

    def sop(*arguments: object) -> Answer:
        monkeypatch.setattr(sys, "argv", ["sop", *map(str, arguments)])
        capsys.readouterr()
        try:
            cli.main()
            status = 0
        except SystemExit as end:
            status = int(end.code or 0)
        captured = capsys.readouterr()
        return Answer(status, captured.out, captured.err)

    return sop


@pytest.fixture(scope="module")
def _made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("cli")
    (folder / "families.csv").write_text("family,policy\nPumps,MTS\nDrives,MTO\n")
    path = folder / "Book.xlsm"
    arguments = ["new", str(path), "--families", str(folder / "families.csv")]
    cli.sop(arguments, standalone_mode=False)
    return path.read_bytes()


@pytest.fixture
def book(_made: bytes, tmp_path: Path) -> Path:
    """Return a fresh book of two families without a cycle month; its folder holds extracts."""
    (tmp_path / "actuals.csv").write_text(
        "family,month,sales,inventory,backlog\nPumps,2026-02,5,3,\nDrives,2026-02,4,,9\n"
    )
    (tmp_path / "families.csv").write_text("family\nPumps\n")
    path = tmp_path / "Book.xlsm"
    path.write_bytes(_made)
    return path


def one_line(answer: Answer, book: Path, before: bytes | None) -> str:
    """Assert that an answer is one clear error and that the book is as it was; return it."""
    assert answer.status == 1
    assert LINE.fullmatch(answer.err), answer.err
    assert "Traceback" not in answer.out + answer.err
    assert (book.read_bytes() if book.is_file() else None) == before
    assert not [p.name for p in book.parent.iterdir() if p.name.startswith(".")]
    return answer.err


WRITING = ["refresh", "forecast", "plan", "presop", "executive", "cycle"]
READING = ["check", "pack"]


def missing(book: Path) -> None:
    book.unlink()


def foreign(book: Path) -> None:
    book.write_text("family,month,sales\n")


def truncated(book: Path) -> None:
    book.write_bytes(book.read_bytes()[:-2000])


def protected(book: Path) -> None:
    book.write_bytes(ENCRYPTED)


def empty(book: Path) -> None:
    book.write_bytes(b"")


def read_only(book: Path) -> None:
    book.chmod(0o444)


def open_in_excel(book: Path) -> None:
    (book.parent / f"~${book.name}").write_bytes(b"")


@pytest.mark.parametrize("command", WRITING + READING)
@pytest.mark.parametrize("spoil", [missing, foreign, truncated, protected, empty])
def test_a_book_that_cannot_be_used_is_one_clear_line(
    shell: Shell, book: Path, command: str, spoil: Callable[[Path], None]
) -> None:
    spoil(book)
    before = book.read_bytes() if book.is_file() else None
    line = one_line(shell(command, book), book, before)
    assert line.startswith(f"error: {book}: got ")


@pytest.mark.parametrize("command", WRITING)
@pytest.mark.parametrize("spoil", [read_only, open_in_excel])
def test_a_book_that_cannot_be_written_is_one_clear_line(
    shell: Shell, book: Path, command: str, spoil: Callable[[Path], None]
) -> None:
    spoil(book)
    before = book.read_bytes()
    assert "got a " in one_line(shell(command, book, *source(command, book)), book, before)


def source(command: str, book: Path) -> list[object]:
    return ["--source", book.parent] if command in ("refresh", "cycle") else []


def test_a_book_open_in_excel_may_be_checked(shell: Shell, book: Path) -> None:
    open_in_excel(book)
    read_only(book)
    assert shell("check", book) == (0, "Book.xlsm: no errors\n", "")


@pytest.mark.parametrize("command", ["forecast", "plan", "presop", "executive", "pack"])
def test_a_command_before_its_time_says_what_to_run_first(
    shell: Shell, book: Path, command: str
) -> None:
    before = book.read_bytes()
    line = one_line(shell(command, book), book, before)
    assert re.search(r"error: \w+!\w+: ", line), "it names a cell"
    assert "first" in line


def test_a_refresh_without_a_source_names_the_cell_to_fill(shell: Shell, book: Path) -> None:
    line = one_line(shell("refresh", book), book, book.read_bytes())
    assert re.match(r"error: \w+![A-Z]+\d+: got a blank, expected the folder or file", line)


@pytest.mark.parametrize("command", ["refresh", "cycle"])
def test_an_extract_that_is_not_there_or_wrong_is_one_clear_line(
    shell: Shell, book: Path, command: str
) -> None:
    before = book.read_bytes()
    line = one_line(shell(command, book, "--source", book.parent / "none"), book, before)
    assert "got nothing, expected a file or a folder" in line
    (book.parent / "actuals.csv").write_text("family,month,sales\nPumps,2026-02,x\n")
    line = one_line(shell(command, book, "--source", book.parent), book, before)
    assert line.startswith("error: actuals.csv row 2, sales: got 'x'")


def test_a_month_that_is_none_is_one_clear_line(shell: Shell, book: Path) -> None:
    path = book.with_name("New.xlsm")
    answer = shell("new", path, "--families", book.parent, "--cycle", "2026-13")
    assert "--cycle: got '2026-13', expected a month" in one_line(answer, path, None)


def test_a_name_that_is_taken_or_no_xlsm_is_one_clear_line(shell: Shell, book: Path) -> None:
    before = book.read_bytes()
    families = ["--families", book.parent / "families.csv"]
    assert "a file that exists" in one_line(shell("new", book, *families), book, before)
    other = book.with_suffix(".xls")
    assert "expected .xlsm" in one_line(shell("new", other, *families), other, None)


def test_a_demonstration_where_a_file_stands_is_one_clear_line(shell: Shell, book: Path) -> None:
    assert "error: " in one_line(shell("demo", book), book, book.read_bytes())


def test_a_pack_where_a_file_stands_is_one_clear_line(shell: Shell, book: Path) -> None:
    month = shell("cycle", book, "--no-pdf", "--source", book.parent, "--out", book.parent / "pack")
    assert month.status == 0, month.err
    before = book.read_bytes()
    answer = shell("pack", book, "--no-pdf", "--out", book.parent / "actuals.csv")
    assert "a folder that can be written" in one_line(answer, book, before)


def test_check_lists_each_error_and_counts_them(shell: Shell, book: Path) -> None:
    with FileBlocks(book) as blocks:
        area = blocks.names()["", "language"]
        blocks.write(area.sheet, area.row, area.column, [["Latin"]])
        blocks.save()
    answer = shell("check", book)
    assert answer.status == 1
    assert re.fullmatch(r"\w+!\w+: got 'Latin', expected .+\n", answer.out)
    assert answer.err == "1 error in Book.xlsm\n"


def test_a_command_says_what_it_did_and_the_second_time_that_nothing_is_new(
    shell: Shell, book: Path
) -> None:
    answer = shell("refresh", book, "--source", book.parent)
    assert answer.status == 0 and "2 new rows, 0 restated values" in answer.out
    before = book.read_bytes()
    answer = shell("refresh", book, "--source", book.parent)
    assert answer.status == 0 and "nothing new, nothing written" in answer.out
    assert book.read_bytes() == before


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["plan"],
        ["plan", "Book.xlsm", "--strategy", "best"],
        ["new", "Book.xlsm"],
        ["refresh", "Book.xlsm", "--bogus"],
        ["check", "one.xlsm", "two.xlsm"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_exit_status_2(shell: Shell, arguments: list[str]) -> None:
    answer = shell(*arguments)
    assert answer.status == 2
    assert "Usage:" in answer.err and "Traceback" not in answer.err


def test_help_lists_every_command(shell: Shell) -> None:
    answer = shell("--help")
    assert answer.status == 0
    for command in COMMANDS:
        assert re.search(rf"^  {command.name} ", answer.out, re.MULTILINE)
    assert __version__ in shell("--version").out


def interrupt(*arguments: Any, **options: Any) -> None:
    raise KeyboardInterrupt


def fail(*arguments: Any, **options: Any) -> None:
    raise RuntimeError("a bug")


def test_an_interrupted_command_says_that_the_book_is_as_it_was(
    shell: Shell, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = book.read_bytes()
    monkeypatch.setattr(BlockBook, "apply", interrupt)
    answer = shell("refresh", book, "--source", book.parent)
    assert answer.status == 1
    assert answer.err.strip() == "error: stopped; the workbook is as it was"
    assert book.read_bytes() == before
    monkeypatch.undo()
    assert FileBlocks(book).close() is None, "its lock is gone"


def test_a_bug_is_not_dressed_up_and_leaves_the_book_as_it_was(
    shell: Shell, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = book.read_bytes()
    monkeypatch.setattr(FileBlocks, "save", fail)
    with pytest.raises(RuntimeError, match="a bug"):
        shell("refresh", book, "--source", book.parent)
    assert book.read_bytes() == before
