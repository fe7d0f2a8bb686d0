from __future__ import annotations

import re

import pytest
from lxml import etree

from sop_addin.excel.row_heights import Wrap, read_wraps
from sop_addin.excel.sheet_xml import Sheet

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEAD = f'<worksheet xmlns="{MAIN}"><cols><col min="1" max="1" width="20.7" customWidth="1"/></cols>'
WRAPS = {1: Wrap(9.0, 1)}
LONG = "Raise: stock under its minimum in 1 month, first in May 2026"


def _height(attributes: str, *texts: str, style: int = 1, tail: str = "") -> float | None:
    """Return the height of a row after texts were written to its cell one after the other."""
    row = f'<row r="1"{attributes}><c r="A1" s="{style}"/></row>'
    text = f"{HEAD}<sheetData>{row}</sheetData>{tail}</worksheet>"
    for value in texts:
        sheet = Sheet(text.encode(), "Page", lambda: [], False)
        sheet.write(1, 1, [[value]])
        sheet.fit_rows(WRAPS)
        text = sheet.to_bytes().decode()
    found = re.search(r'<row r="1"[^>]*\sht="([^"]*)"', text)
    return float(found[1]) if found else None


def test_a_row_is_as_high_as_its_longest_text_takes() -> None:
    assert _height("", LONG) == pytest.approx(3 * 11.5 + 4, abs=1)
    assert _height("", LONG + " " + LONG) == pytest.approx(6 * 11.5 + 4, abs=1)


def test_a_text_of_one_line_leaves_the_height_to_excel() -> None:
    assert _height("", "Approve") is None
    assert _height("", LONG, "Approve") is None
    assert _height(' ht="50"', "Approve") is None


def test_a_format_that_breaks_no_lines_needs_no_height() -> None:
    assert _height("", LONG, style=2) is None


def test_a_text_over_merged_cells_has_their_width() -> None:
    merged = '<mergeCells count="1"><mergeCell ref="A1:%s1"/></mergeCells>'
    assert _height("", LONG, tail=merged % "B") == pytest.approx(2 * 11.5 + 4, abs=1)
    assert _height("", LONG, tail=merged % "F") is None


def test_a_height_that_somebody_gave_stays() -> None:
    assert _height(' ht="90" customHeight="1"', LONG) == 90


def test_formats_that_break_lines_are_known_with_the_size_of_their_letters() -> None:
    styles = (
        f'<styleSheet xmlns="{MAIN}"><fonts><font/><font><sz val="9"/></font></fonts><cellXfs>'
        '<xf fontId="1"/><xf fontId="1"><alignment wrapText="1" indent="2"/></xf>'
        '<xf fontId="0"><alignment wrapText="1"/></xf></cellXfs></styleSheet>'
    )
    assert read_wraps(etree.fromstring(styles)) == {1: Wrap(9.0, 2), 2: Wrap(11.0, 0)}


def test_no_row_is_taller_than_excel_lets_it_be() -> None:
    assert _height("", LONG * 500) == 409
