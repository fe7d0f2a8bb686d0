"""What the pack prints is large enough to read on A4."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import column_index_from_string

from sop_addin.schema.family_page import PAGES
from sop_addin.schema.sheets import SHEETS
from sop_addin.template.build import workbook_bytes
from sop_addin.template.canvas import pixels

POINTS = 10
"""Of most cells."""

WIDE, TALL, INCH = 841.9, 595.3, 72
"""A4 on its side, points."""

AREA = re.compile(r'Print_Area"[^>]*>\'?(\w+)\'?!\$([A-Z]+)(?:\$(\d+))?:\$([A-Z]+)(?:\$(\d+))?<')
PACK = [sheet.name for sheet in SHEETS if sheet.in_pack]
PROTOTYPES = [name for page in PAGES for _, name in page.prototypes]


Area = tuple[str, str, str, str]
"""First column and row, last column and row; no rows where every row is printed."""


@pytest.fixture(scope="module")
def template() -> Iterator[tuple[openpyxl.Workbook, dict[str, Area]]]:
    data = io.BytesIO(workbook_bytes())
    text = zipfile.ZipFile(data).read("xl/workbook.xml").decode()
    areas = {sheet: place for sheet, *place in AREA.findall(text)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield openpyxl.load_workbook(data), areas


def printed_in(sheet: Any, area: Area) -> float:
    """Return the points of most cells on paper."""
    assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.paperSize == 9
    first, last = column_index_from_string(area[0]), column_index_from_string(area[2])
    wide = 0
    for shape in sheet.column_dimensions.values():
        inside = range(max(shape.min, first), min(shape.max, last) + 1)
        wide += 0 if shape.hidden else pixels(shape.width - 0.7) * len(inside)
    margins = sheet.page_margins
    room = (WIDE - (margins.left + margins.right) * INCH) * (sheet.page_setup.fitToWidth or 1)
    scale = min(1.0, room / (wide * 0.75))
    if sheet.page_setup.fitToHeight is None and area[1] and not sheet.row_breaks.brk:
        shapes = [sheet.row_dimensions[row] for row in range(int(area[1]), int(area[3]) + 1)]
        tall = sum(shape.height or 15 for shape in shapes if not shape.hidden)
        scale = min(scale, (TALL - (margins.top + margins.bottom) * INCH) / tall)
    return POINTS * scale


@pytest.mark.parametrize("name", PACK)
def test_a_page_of_the_pack_is_printed_in_seven_points(
    template: tuple[openpyxl.Workbook, dict[str, Area]], name: str
) -> None:
    book, areas = template
    assert printed_in(book[name], areas[name]) >= 6.95


@pytest.mark.parametrize("name", PROTOTYPES)
def test_the_page_of_a_family_holds_a_year_on_one_sheet_of_paper(
    template: tuple[openpyxl.Workbook, dict[str, Area]], name: str
) -> None:
    book, areas = template
    assert printed_in(book[name], areas[name]) >= 6.5
