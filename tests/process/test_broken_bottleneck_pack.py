"""The pack of the month in which the bottleneck breaks agrees with everything it was made from."""

from __future__ import annotations

import datetime as dt
import re
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from sop_addin.commands.new import new
from sop_addin.commands.run import Run, execute
from sop_addin.excel.book import BlockBook
from sop_addin.excel.file import FileBlocks
from sop_addin.schema.tables import table
from sop_addin.session.making import new_book
from sop_addin.session.month import make_pack
from sop_addin.session.opening import open_book

APRIL = pd.Period("2026-04", "M")


@pytest.fixture
def packed(broken_month: Any, run: Run, tmp_path: Path) -> tuple[Path, Path]:
    """Return the book of the month, played in a file, and the pack's workbook."""
    book = tmp_path / "SOP.xlsm"
    frames = broken_month.tables_of_the_company()
    assumed = {"policy": "MTS", "shortage_policy": "backorder"}
    frames["families"] = frames["families"].assign(**assumed)
    made = partial(new, frames=frames, cycle=pd.Period("2026-03", "M"), company="Press Ltd")
    with new_book(book, run.say) as opened:
        execute(opened, "new", made, run)
    with open_book(book, run.say) as opened:
        month = broken_month.Month(opened._blocks, typist(opened._blocks), run, tmp_path)
        broken_month.play_march(month)
        broken_month.play_april(month)
        broken_month.agrees(month)
        opened.save()
    make_pack(book, tmp_path / "pack", run, pdf=False)
    return book, tmp_path / "pack" / "SOP_APPROVED.xlsx"


def typist(blocks: FileBlocks) -> Any:
    """Return a function that types a value into a cell given as ``Sheet!A1``."""

    def type_in(address: str, value: Any) -> None:
        sheet, cell = address.rsplit("!", 1)
        row, column = openpyxl.utils.cell.coordinate_to_tuple(cell)
        given = value.to_pydatetime() if isinstance(value, pd.Timestamp) else value
        given = dt.datetime.combine(given, dt.time()) if type(given) is dt.date else given
        blocks.write(sheet.strip("'"), row, column, [[given]])

    return type_in


def test_the_pack_agrees_with_minutes_decisions_actions_and_versions(
    packed: tuple[Path, Path],
) -> None:
    book, pack = packed
    names = ("decisions", "actions", "minutes", "pre_sop", "executive", "versions", "game_plan")
    with FileBlocks.reader(book) as blocks, FileBlocks.reader(pack) as copy:
        own, shown = BlockBook(blocks), BlockBook(copy)
        for name in names:
            mine, theirs = own.read_table(table(name)), shown.read_table(table(name))
            pd.testing.assert_frame_equal(mine, theirs)
        cells = own.read_cells()
        assert shown.read_cells()["plan_fingerprint"] == cells["plan_fingerprint"]
        decisions, told = own.read_table(table("decisions")), own.read_table(table("minutes"))
        promoted = own.read_table(table("pre_sop")).set_index("family")["scenario"]
    assert cells["plan_state"] == "APPROVED by Ms General" and cells["cycle_month"] == APRIL
    values = openpyxl.load_workbook(pack, data_only=True)
    page = [cell.value for row in values["To_Decide"].iter_rows() for cell in row if cell.value]
    first = page.index("What was decided? Newest first")
    listed = [text for text in page[first:] if text in set(decisions["id"])]
    assert listed[: len(decisions)] == decisions["id"].tolist()[::-1]
    later = page[page.index("Who still does what until when? Newest first") :]
    assert {"A1", "Order valves outside"} <= set(later)
    assert (promoted == "S2").all() and set(decisions["scenario"]) == {"S2"}
    said = told[(told["section"] == "Decisions") & (told["id"] == "")]["what"].item()
    assert said == f"{len(decisions)} in the register"
    cover = {cell.value for row in values["Cover"].iter_rows() for cell in row}
    assert cells["plan_state"] in cover and "Press Ltd" in cover
    mail = re.sub("=\n", "", (pack.parent / "SOP_APPROVED.eml").read_text())
    assert str(cells["plan_fingerprint"]) in mail and "APPROVED BY MS GENERAL" in mail
    assert re.search("^Subject: .*APPROVED$", mail, re.M)
