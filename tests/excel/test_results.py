from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from sop_addin.excel.blocks import Area
from sop_addin.excel.file import FileBlocks
from sop_addin.excel.results import store_our_results, store_planners_results

NOW = dt.datetime(2026, 1, 1)
OURS, MINE, DOUBTFUL = Area("Home", 300, 30), Area("Mine", 300, 30), Area("Home", 301, 30)


@pytest.fixture
def path(root: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(root / "workbook" / "SOP_Template.xlsm", tmp_path / "Book.xlsm"))


def put(blocks: FileBlocks, area: Area, formula: str, stored: float) -> None:
    blocks.write_formulas(area.sheet, area.row, area.column, [[formula]])
    blocks.store_results({area.sheet: {(area.row, area.column): stored}})


def held(blocks: FileBlocks, area: Area) -> object:
    return blocks.read(area)[0][0]


def full_calculation(blocks: FileBlocks) -> bool:
    blocks.to_bytes()
    return b'fullCalcOnLoad="1"' in blocks.read_member("xl/workbook.xml")


def test_the_template_needs_no_calculation_by_excel(path: Path) -> None:
    with FileBlocks(path) as blocks:
        blocks.set_full_calculation(False)
        results = store_our_results(blocks, NOW)
        assert results.left_to_excel == results.not_asked == ()
        assert not full_calculation(blocks)
        first = blocks.to_bytes()
        store_our_results(blocks, NOW)
        assert blocks.to_bytes() == first


def test_our_results_are_stored_and_planners_kept_until_excel_computes_them(path: Path) -> None:
    with FileBlocks(path) as blocks:
        blocks.set_full_calculation(False)
        blocks.copy_sheet("xlwings.conf", "Mine", "Home")
        put(blocks, OURS, "=2*3", 4711.0)
        put(blocks, MINE, f"={OURS.sheet}!AD300+1", 4712.0)
        results = store_our_results(blocks, NOW)
        assert results.not_asked == ("Mine",)
        assert (held(blocks, OURS), held(blocks, MINE)) == (6.0, 4712.0)
        assert full_calculation(blocks)
        store_planners_results(blocks, NOW)
        assert held(blocks, MINE) == 7.0


def test_a_formula_left_to_excel_loses_its_former_result(path: Path) -> None:
    with FileBlocks(path) as blocks:
        blocks.set_full_calculation(False)
        put(blocks, DOUBTFUL, "=MY_VBA(1)", 4711.0)
        results = store_our_results(blocks, NOW)
        assert [(left.sheet, left.cell) for left in results.left_to_excel] == [("Home", "AD301")]
        assert held(blocks, DOUBTFUL) is None
        assert full_calculation(blocks)
