"""Numbers of the pack drawn at random lead back to what people typed and what runs wrote."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from sop_addin.commands.origin import origin, roots
from sop_addin.commands.trace import runs, trace
from sop_addin.errors import Place
from sop_addin.excel.book import BlockBook
from sop_addin.excel.geometry import address
from sop_addin.schema.declarations import FORMULA, PLANNER
from sop_addin.schema.family_page import FAMILY_PAGE
from sop_addin.schema.tables import table
from sop_addin.session.opening import find_in_book

DRAWN, SEED = 100, 20260301
NUMBER = r"[\\d,]+"


def numbers(pack: Path) -> Iterator[tuple[str, float]]:
    """Yield address and value of every number on the sheets that a reader of the pack sees."""
    book = openpyxl.load_workbook(pack, data_only=True)
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
                    yield address(sheet.title, cell.row, cell.column), float(cell.value)


def held(book: BlockBook, grid: pd.DataFrame, fields: pd.DataFrame, place: Place) -> float:
    """Return what Python reads at a declared place, formulas of rows computed by itself."""
    if place.part != FAMILY_PAGE.name:
        return float(book.read_table(table(place.part)).loc[int(place.key[1:]), place.field])
    if not place.month:
        return float(fields.loc[place.key, place.field])
    month = book.read_cells()["cycle_month"] + int(place.month)  # type: ignore[operator]
    return float(grid.loc[place.key, place.field, month])


def test_a_hundred_numbers_of_the_pack_drawn_at_random_lead_to_runs_and_inputs(
    company: Path,
) -> None:
    pack = company / "pack" / "SOP_Demo_DRAFT.xlsx"
    every = sorted(numbers(pack))
    assert len(every) > 50 * DRAWN
    drawn = random.Random(SEED).sample(every, DRAWN)
    with find_in_book(pack) as (book, finder):
        numeric = [s for s in FAMILY_PAGE.series if s.kind.value == "number"]
        grid = book.read_grid(FAMILY_PAGE, numeric).set_index(["key", "series", "month"])["value"]
        fields = book.read_fields(FAMILY_PAGE)
        commands = set(book.read_table(table("audit"))["command"])
        kinds = set()
        for cell, shown in drawn:
            first = origin(book, finder, cell)
            kinds.add((first.found.place.part if first.found.place else "", first.by))
            if first.found.place and (first.found.place.month or first.by != FORMULA):
                assert shown == pytest.approx(
                    held(book, grid, fields, first.found.place), rel=1e-12
                ), cell
            ends = roots(book, finder, cell)
            assert ends, cell
            assert {each.by for each in ends} <= commands | {PLANNER}, cell
            parts = {each.part for each in ends if each.part}
            found = runs(book, parts)
            assert set(found["part"]) == parts, cell
            assert found["held"].all() and found["command"].isin(commands).all(), cell
            assert (found["inputs"].str.len() == 64).all() and (found["reads"] != "").all(), cell
    assert len(kinds) > 5, "numbers of tables, pages and formulas"


def test_the_book_and_its_pack_trace_a_number_alike(company: Path) -> None:
    told = []
    for path in (company / "SOP_Demo.xlsm", company / "pack" / "SOP_Demo_DRAFT.xlsx"):
        with find_in_book(path) as (book, finder):
            told.append(trace(book, finder, "Finance!F9"))
    assert told[0] == told[1]
    assert told[0][1].endswith("as it left it")
    commands = [line.split()[2].rstrip(",") for line in told[0] if line.startswith("run ")]
    assert commands == ["presop", "plan", "forecast", "refresh", "new"]
    assert "AOP" in told[0][-1]


def traced_on_the_page() -> list[tuple[str, list[str]]]:
    """Return each cell that the page of the documents traces, with the lines it shows."""
    text = (Path(__file__).parents[2] / "docs" / "trace.md").read_text(encoding="utf-8")
    found = re.findall(r"```\nsop trace SOP_Demo\.xlsm (\S+)\n```\n\n```text\n(.*?)```", text, re.S)
    return [(cell, lines.splitlines()) for cell, lines in found]


@pytest.mark.parametrize(("cell", "lines"), traced_on_the_page())
def test_the_lines_that_the_page_traces_by_hand_are_those_of_the_sample_company(
    company: Path, cell: str, lines: list[str]
) -> None:
    with find_in_book(company / "SOP_Demo.xlsm") as (book, finder):
        told = trace(book, finder, cell)
    for line in lines:
        parts = (re.sub(r"\d[\d,]*(?= |:)", NUMBER, re.escape(part)) for part in line.split("…"))
        pattern = ".*".join(parts)
        assert any(re.fullmatch(pattern, each) for each in told), f"{line}\n{told}"
