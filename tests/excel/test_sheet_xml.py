from __future__ import annotations

import pytest

from sop_addin.errors import BookError
from sop_addin.excel.references import Span
from sop_addin.excel.sheet_xml import Sheet

HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="http://schemas.'
    'openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:C3"/><cols>'
    '<col min="5" max="6" width="9" style="7" customWidth="1"/></cols>'
)
ROWS = (
    '<row r="1" spans="1:3" x14ac:dyDescent="0.25"><c r="A1" s="1" t="s"><v>0</v></c>'
    '<c r="B1" s="2"><v>1.50</v></c><c r="C1" s="3"><f>B1*2</f><v>3</v></c></row>'
    '<row r="3" s="4" customFormat="1"><c r="A3" s="5"/></row>'
)


def _sheet(rows: str = ROWS, head: str = HEAD, tail: str = "</worksheet>") -> Sheet:
    data = f"<sheetData>{rows}</sheetData>"
    return Sheet((head + data + tail).encode(), "Page", lambda: ["text"], False)


def _text(sheet: Sheet) -> str:
    return sheet.to_bytes().decode()


def test_writing_what_is_there_changes_nothing() -> None:
    sheet = _sheet()
    sheet.write(1, 1, [["text", 1.5]])
    sheet.write(2, 1, [[None, None]])
    sheet.write_formulas(1, 3, [["=B1*2"]])
    sheet.store_results({(1, 3): 3.0})
    assert not sheet.changed and _text(sheet) == HEAD + f"<sheetData>{ROWS}</sheetData></worksheet>"


def test_values_keep_formats_and_other_rows_keep_their_characters() -> None:
    sheet = _sheet()
    sheet.write(1, 1, [[True, None, 4]])
    first, _, rest = _text(sheet).partition("</row>")
    assert first.endswith(
        '<c r="A1" s="1" t="b"><v>1</v></c><c r="B1" s="2"/><c r="C1" s="3"><v>4</v></c>'
    )
    assert 'x14ac:dyDescent="0.25"' in first
    assert rest.startswith('<row r="3" s="4" customFormat="1"><c r="A3" s="5"/></row>')
    assert sheet.formulas_changed


def test_new_cells_take_the_format_of_their_row_or_column() -> None:
    sheet = _sheet()
    sheet.write(2, 4, [[1, 2], [3, 4]])
    assert '<row r="2"><c r="D2"><v>1</v></c><c r="E2" s="7"><v>2</v></c></row>' in _text(sheet)
    assert '<c r="D3" s="4"><v>3</v></c><c r="E3" s="4"><v>4</v></c>' in _text(sheet)


def test_dimension_and_spans_follow() -> None:
    sheet = _sheet()
    sheet.write(1, 5, [["wide"]])
    sheet.write(9, 2, [["deep"]])
    assert '<dimension ref="A1:E9"/>' in _text(sheet) and 'r="1" spans="1:5"' in _text(sheet)


def test_clearing_a_cell_without_format_takes_it_away() -> None:
    sheet = _sheet('<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>')
    sheet.write(1, 1, [[None]])
    assert '<row r="1"><c r="B1"><v>2</v></c></row>' in _text(sheet)


SHARED = "".join(
    f'<row r="{row}"><c r="A{row}"><v>{row}</v></c><c r="B{row}">'
    + (
        f'<f t="shared" ref="B1:B4" si="0">A1*$A$1{"+A2"}</f>'
        if row == 1
        else '<f t="shared" si="0"/>'
    )
    + "<v>1</v></c></row>"
    for row in range(1, 5)
)


def test_shared_formulas_are_read_written_out() -> None:
    formulas = _sheet(SHARED).formulas(Span(1, 2, 4, 2))
    assert [line[0] for line in formulas] == [f"=A{row}*$A$1+A{row + 1}" for row in range(1, 5)]


def test_followers_survive_when_the_master_of_a_shared_formula_is_overwritten() -> None:
    sheet = _sheet(SHARED)
    sheet.write(1, 2, [[7], [8]])
    text = _text(sheet)
    assert "shared" not in text and '<c r="B3"><f>A3*$A$1+A4</f><v>1</v></c>' in text
    assert sheet.values(Span(1, 2, 3, 2)) == [[7], [8], [1]]


def test_overwriting_a_follower_leaves_the_others() -> None:
    sheet = _sheet(SHARED)
    sheet.write(2, 2, [[7]])
    assert _text(sheet).count('<f t="shared" si="0"/>') == 2


@pytest.mark.parametrize("kind", ["array", "dataTable"])
def test_array_formulas_are_not_broken(kind: str) -> None:
    rows = (
        f'<row r="1"><c r="A1"><f t="{kind}" ref="A1:A2">B1:B2</f><v>1</v></c></row>'
        '<row r="2"><c r="A2"><v>2</v></c></row>'
    )
    sheet = _sheet(rows)
    before = sheet.to_bytes()
    with pytest.raises(BookError, match="array formula"):
        sheet.write(1, 1, [[5], [5], [5]])
    assert sheet.to_bytes() == before
    sheet.write(3, 1, [[5]])
    sheet.store_results({(1, 1): 8, (2, 1): 9})
    assert sheet.values(Span(1, 1, 3, 1)) == [[8], [9], [5]]


def test_results_of_every_kind_are_stored_beside_the_formula() -> None:
    sheet = _sheet()
    for value in (2.5, "a<b", True, "#N/A", None):
        sheet.store_results({(1, 3): value})
        assert sheet.values(Span(1, 3, 1, 3)) == [[value]]
        assert sheet.formulas(Span(1, 3, 1, 3)) == [["=B1*2"]]
    assert not sheet.formulas_changed


def test_a_result_for_a_cell_without_formula_is_refused() -> None:
    with pytest.raises(BookError, match="Page!B1: got no formula"):
        _sheet().store_results({(1, 2): 1})


def test_a_value_no_cell_can_hold_is_named_and_nothing_is_written() -> None:
    sheet = _sheet()
    with pytest.raises(BookError, match=r"Page!B2: got 'nan'"):
        sheet.write(1, 1, [[1, 2], [3, float("nan")]])
    assert not sheet.changed


def test_pretty_printed_rows_and_cells_without_names_are_read() -> None:
    sheet = _sheet("\n <row>\n  <c><v>1</v></c>\n  <c r='C1'><v>2</v></c>\n </row>\n <row/>\n")
    assert sheet.values(Span(1, 1, 1, 3)) == [[1, None, 2]]


def test_a_prefix_comments_and_another_encoding_are_read() -> None:
    text = (
        '<?xml version="1.0" encoding="UTF-16"?><x:worksheet xmlns:x="http://schemas.openxmlformats'
        '.org/spreadsheetml/2006/main"><x:sheetData><!-- hello --><x:row r="1"><x:c r="A1" '
        't="inlineStr"><x:is><x:t>é<![CDATA[<]]></x:t></x:is></x:c></x:row></x:sheetData>'
        "</x:worksheet>"
    )
    sheet = Sheet(text.encode("utf-16"), "Page", list, False)
    assert sheet.values(Span(1, 1, 1, 1)) == [["é<"]]
    sheet.write(1, 2, [[1]])
    again = Sheet(sheet.to_bytes(), "Page", list, False)
    assert again.values(Span(1, 1, 1, 2)) == [["é<", 1]]
