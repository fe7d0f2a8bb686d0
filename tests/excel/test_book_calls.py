"""How often a command asks for pages: read once, written in few rectangles, not at all if same."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from sop_addin.commands.dispatch import Request, carry_out
from sop_addin.excel.blocks import Area
from sop_addin.excel.book import BlockBook
from sop_addin.excel.file import FileBlocks
from sop_addin.schema.family_page import FAMILY_PAGE

STEPS = ("refresh", "forecast", "plan", "presop", "executive")
RECTANGLES = {"refresh": 14, "forecast": 2, "plan": 4, "presop": 1, "executive": 0}
"""Most rectangles that a command may write on one page: rows that stand together are one."""


class CountingFile(FileBlocks):
    """The file in Excel's place, counting what it is asked for by kind and sheet."""

    at_once = True

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.calls: Counter[tuple[str, str]] = Counter()

    def sheets(self) -> list[str]:
        self.calls["sheets", ""] += 1
        return super().sheets()

    def names(self) -> dict[tuple[str, str], Area]:
        self.calls["names", ""] += 1
        return super().names()

    def read(self, area: Area) -> Any:
        self.calls["read", area.sheet] += 1
        return super().read(area)

    def write(self, sheet: str, *arguments: Any) -> None:
        self.calls["write", sheet] += 1
        super().write(sheet, *arguments)


class Month:
    """The sample company's month, its calls counted by command."""

    def __init__(self, path: Path, extracts: Path, run: Any) -> None:
        self.blocks = CountingFile(path)
        self.book = BlockBook(self.blocks)
        self.extracts, self.run = extracts, run

    def carry_out(self, command: str) -> Counter[tuple[str, str]]:
        self.blocks.calls.clear()
        request = Request(self.extracts.parent, "hybrid", self.extracts)
        carry_out(self.book, command, request, self.run)
        return Counter(self.blocks.calls)

    def pages(self, calls: Counter[tuple[str, str]], kind: str) -> dict[str, int]:
        keys = self.book.page_keys(FAMILY_PAGE)
        assert len(keys) == 10
        return {key: calls[kind, FAMILY_PAGE.prefix + key] for key in keys}


@pytest.fixture
def month(sample: ModuleType, sample_book: Path, tmp_path: Path) -> Month:
    path = Path(shutil.copy(sample_book, tmp_path / "SOP.xlsm"))
    extracts = Path(shutil.copytree(sample_book.parent / "extracts", tmp_path / "extracts"))
    return Month(path, extracts, sample.sample_run())


def test_a_command_reads_each_page_once_and_twice_more_to_keep_and_seal_what_it_wrote(
    month: Month,
) -> None:
    for command in STEPS:
        calls = month.carry_out(command)
        writes = month.pages(calls, "write")
        reads = month.pages(calls, "read")
        assert all(count <= 1 + 2 * (writes[key] > 0) for key, count in reads.items()), command


def test_a_command_writes_each_page_in_few_rectangles(month: Month) -> None:
    for command in STEPS:
        writes = month.pages(month.carry_out(command), "write")
        assert max(writes.values()) <= RECTANGLES[command], command


def test_sheets_and_names_are_listed_once_for_a_month(month: Month) -> None:
    calls: Counter[tuple[str, str]] = Counter()
    for command in STEPS:
        calls += month.carry_out(command)
    assert calls["sheets", ""] == 1
    assert calls["names", ""] <= 1


def test_a_command_run_again_writes_nothing(month: Month) -> None:
    for command in STEPS:
        month.carry_out(command)
        again = month.carry_out(command)
        assert not [call for call in again if call[0] == "write"], command


def test_only_the_page_that_changes_is_written(month: Month) -> None:
    month.carry_out("refresh")
    actuals = month.extracts / "actuals.csv"
    text = actuals.read_text(encoding="utf-8")
    actuals.write_text(text.replace("Garden,2026-02,766,766,", "Garden,2026-02,766,767,"), "utf-8")
    writes = month.pages(month.carry_out("refresh"), "write")
    assert [key for key, count in writes.items() if count] == ["Garden"]
