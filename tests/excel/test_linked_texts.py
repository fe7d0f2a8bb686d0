from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from sop_addin.excel.blocks import Area
from sop_addin.excel.file import FileBlocks

TITLE = re.compile(r"<c:title>.*?<c:f>([^<]*)</c:f>.*?<c:v>([^<]*)</c:v>", re.DOTALL)


@pytest.fixture
def blocks(root: Path, tmp_path: Path) -> FileBlocks:
    book = shutil.copy(root / "workbook" / "SOP_Template.xlsm", tmp_path / "Book.xlsm")
    return FileBlocks.reader(book)


def _titles(blocks: FileBlocks, sheet: str) -> dict[str, str]:
    """Return what charts store of the cells of a sheet that their titles show."""
    charts = [name for name in blocks.members() if re.fullmatch(r"xl/charts/chart\d+\.xml", name)]
    found = (TITLE.search(blocks.read_member(name).decode()) for name in charts)
    pairs = (title.groups() for title in found if title)
    return {cell.split("!")[1].replace("$", ""): text for cell, text in pairs if sheet in cell}


def test_a_copied_pages_charts_show_the_words_of_its_own_cells(blocks: FileBlocks) -> None:
    blocks.copy_sheet("Proto_MTS", "Fam_Pumps", "Strategies")
    cells = sorted(_titles(blocks, "Fam_Pumps"))
    assert len(cells) == 3
    row, column = int(re.sub(r"\D", "", cells[0])), 24
    assert cells[0] == f"X{row}"
    blocks.store_results({"Fam_Pumps": {(row, column): "Enough? (m2 & more)"}})
    assert _titles(blocks, "Fam_Pumps")[cells[0]] == "Enough? (m2 &amp; more)"
    assert "units" in _titles(blocks, "Proto_MTS")[cells[0]]
    assert blocks.read(Area("Fam_Pumps", row, column, 1, 1)) == [["Enough? (m2 & more)"]]


def _shown(blocks: FileBlocks) -> dict[str, str]:
    """Return what shapes store of the cells whose text they show."""
    drawings = [n for n in blocks.members() if re.fullmatch(r"xl/drawings/drawing\d+\.xml", n)]
    text = "".join(blocks.read_member(name).decode() for name in drawings)
    return dict(re.findall(r'textlink="([^"]+)".*?<a:t>([^<]*)</a:t>', text, re.DOTALL))


def test_a_shape_shows_the_words_of_its_cell_on_another_sheet(blocks: FileBlocks) -> None:
    before = _shown(blocks)
    place, label = next(iter(before.items()))
    sheet, cell = place.split("!")
    row = int(cell.rpartition("$")[2])
    blocks.store_results({sheet: {(row, 2): "Check & <go>"}, "Home": {}})
    assert label != "Check & <go>"
    assert _shown(blocks) == before | {place: "Check &amp; &lt;go&gt;"}


def test_a_shape_that_shows_a_cell_of_a_lost_sheet_keeps_its_text(blocks: FileBlocks) -> None:
    drawing = next(n for n in blocks.members() if b"textlink" in blocks.read_member(n))
    text = blocks.read_member(drawing).decode()
    lost = re.sub(r'textlink="[^"]+"', 'textlink="Gone!$A$1"', text, count=1)
    blocks.replace_member(drawing, lost.encode())
    before = _shown(blocks)
    blocks.store_results({"Home": {}})
    assert _shown(blocks) == before and "Gone!$A$1" in before
