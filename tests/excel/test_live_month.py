"""The sample company's month in Excel and in the file: every declared value is the same."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

from sop_addin.commands.dispatch import Request, carry_out
from sop_addin.excel.blocks import Area
from sop_addin.excel.book import BlockBook
from sop_addin.excel.file import FileBlocks
from sop_addin.excel.live import LiveBlocks
from sop_addin.excel.page_frames import page_grids
from sop_addin.schema.declarations import FORMULA, Kind, Policy
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import TABLES

STEPS = ("refresh", "forecast", "plan", "presop", "executive")
Books = tuple[BlockBook, BlockBook]


class CountingFile(FileBlocks):
    """The file, counting the rectangles that commands write."""

    rectangles = 0

    def write(self, *arguments: Any) -> None:
        self.rectangles += 1
        super().write(*arguments)


@pytest.fixture(scope="module")
def months(
    sample: ModuleType,
    sample_book: Path,
    excel_double: ModuleType,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Books, list[list[str]], Any, dict[str, int]]:
    """Run the month on both; return both books read anew, what was said, Excel and its calls."""
    path = shutil.copy(sample_book, tmp_path_factory.mktemp("month") / "SOP.xlsm")
    said: list[list[str]] = [[], []]
    xlbook = excel_double.open_book(excel_double.load(Path(path)))
    adapters = CountingFile(path), LiveBlocks(xlbook)
    for blocks, lines in zip(adapters, said, strict=True):
        book = BlockBook(blocks)
        for name in STEPS:
            request = Request(sample_book.parent, "hybrid", sample_book.parent / "extracts")
            assert carry_out(book, name, request, sample.sample_run(lines))
    calls = dict(excel_double.calls) | {"rectangles": adapters[0].rectangles}
    adapters[1].close()
    return (BlockBook(adapters[0]), BlockBook(adapters[1])), said, xlbook, calls


def test_every_declared_table_is_the_same(months: Any) -> None:
    (file, live), *_ = months
    filled = set()
    for each in TABLES:
        expected = file.read_table(each)
        pd.testing.assert_frame_equal(live.read_table(each), expected, check_exact=True)
        filled |= {each.name} if len(expected) else set()
    assert filled >= {  # not compared empty with empty
        *("families", "resources", "bill_of_resources", "calendar", "aop", "actuals"),
        *("forecasts", "strategies", "resource_plan", "shortages", "pre_sop", "finance"),
        *("executive", "kpi", "company", "audit"),
    }


def test_every_declared_cell_is_the_same(months: Any) -> None:
    (file, live), *_ = months
    cells = file.read_cells()
    assert live.read_cells() == cells
    assert cells["plan_fingerprint"] and str(cells["cycle_month"]) == "2026-03"


@pytest.mark.parametrize("kind", [Kind.NUMBER, Kind.TEXT])
def test_every_month_of_every_page_is_the_same(months: Any, kind: Kind) -> None:
    (file, live), *_ = months
    series = [each for each in FAMILY_PAGE.series if each.kind is kind]
    expected = file.read_grid(FAMILY_PAGE, series)
    pd.testing.assert_frame_equal(live.read_grid(FAMILY_PAGE, series), expected, check_exact=True)
    assert expected["key"].nunique() == 10


def test_every_field_of_every_page_is_the_same(months: Any) -> None:
    (file, live), *_ = months
    for policy in Policy.MTS, Policy.MTO:
        names = [f.name for f in FAMILY_PAGE.fields_of(policy) if f.by != FORMULA]
        assert _fields(live, policy, names) == _fields(file, policy, names)


def _fields(book: BlockBook, policy: Policy, names: list[str]) -> dict[str, list[str]]:
    blocks, found = book._blocks, {}
    for grid in page_grids(blocks, FAMILY_PAGE):
        if grid.policy is policy:
            areas = [Area(grid.sheet, grid.rows[name], grid.values) for name in names]
            found[grid.key] = [str(blocks.read(area)[0][0]) for area in areas]
    assert found
    return found


def test_both_say_the_same(months: Any) -> None:
    _, (file, live), *_ = months
    assert live == file and file


def test_declared_formulas_still_stand(months: Any) -> None:
    (file, live), *_ = months
    assert live.overtyped() == file.overtyped() == []


def test_excel_was_asked_with_care(months: Any) -> None:
    _, _, xlbook, calls = months
    assert calls["list sheets"] == 1 and calls["list names"] <= 2
    assert calls["write"] == calls["rectangles"]
    assert xlbook.app.calculation == "automatic" and xlbook.app.screen_updating
