from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sop_addin.excel.alike_rows import alike_values
from sop_addin.excel.row_xml import Row, split_rows

STRINGS = ["Pumps", "Valves & more", ""]
CELLS = (
    '<c r="{0}" s="4"/>',
    '<c r="{0}"><v>12.5</v></c>',
    '<c r="{0}" s="4"><v>-3E-07</v></c>',
    '<c r="{0}"><v></v></c>',
    '<c r="{0}" t="s"><v>1</v></c>',
    '<c r="{0}" t="s"><v>2</v></c>',
    '<c r="{0}" s="71" t="inlineStr"><is><t>a &amp; b_x000A_c</t></is></c>',
    '<c r="{0}" t="inlineStr"><is><t xml:space="preserve"> x</t></is></c>',
    '<c r="{0}" t="inlineStr"><is><t></t></is></c>',
    '<c r="{0}" t="inlineStr"><is><r><t>in</t></r><r><t> runs</t></r></is></c>',
    '<c r="{0}" t="b"><v>1</v></c>',
    '<c r="{0}"><f>A1</f><v>2</v></c>',
    '<c r="{0}" t="str"><f>A1</f><v>text</v></c>',
    '<c s="4" r="{0}"><v>7</v></c>',
    "",
)
REGULAR = (CELLS[0], CELLS[2], CELLS[6])


def _rows(cells: list[list[str]]) -> list[Row | None]:
    text = ""
    for number, row in enumerate(cells, 1):
        held = (c.format(f"{letter}{number}") for letter, c in zip("ABC", row, strict=True))
        text += f'<row r="{number}">{"".join(held)}</row>'
    return list(split_rows(text, 0, len(text)).values())


def _one_by_one(lines: list[Row | None], left: int, right: int) -> list[list[object]]:
    nothing = [None] * (right - left + 1)
    return [list(line.values(left, right, STRINGS) if line else nothing) for line in lines]


@st.composite
def _tables(draw: st.DrawFn) -> list[list[str]]:
    """Draw rows of three cells; each column holds a few kinds of cells."""
    columns = [draw(st.lists(st.sampled_from(CELLS), min_size=1, max_size=3)) for _ in "ABC"]
    row = st.tuples(*(st.sampled_from(cells) for cells in columns))
    return [list(cells) for cells in draw(st.lists(row, max_size=40))]


@given(_tables(), st.integers(1, 3), st.integers(0, 3))
def test_rows_read_together_hold_what_each_holds_by_itself(
    cells: list[list[str]], left: int, more: int
) -> None:
    together = alike_values(_rows(cells), left, left + more, STRINGS)
    assert together == _one_by_one(_rows(cells), left, left + more)


def test_a_row_that_fits_those_before_is_not_read_by_itself() -> None:
    lines = _rows([list(REGULAR)] * 3)
    assert alike_values(lines, 1, 3, STRINGS) == [[None, -3e-07, "a & b\nc"]] * 3
    assert [line.is_unread for line in lines if line] == [False, True, True]


def test_a_blank_cell_does_not_make_rows_forget_what_its_column_holds() -> None:
    text, number, blank = CELLS[6], CELLS[2], CELLS[0]
    lines = _rows([[text, blank, number], [blank, text, number]] * 4)
    alike_values(lines, 1, 3, STRINGS)
    assert [line.is_unread for line in lines if line] == [False, False, *[True] * 6]


def test_rows_that_were_written_and_rows_that_are_not_there_count_as_they_stand() -> None:
    lines = _rows([list(REGULAR)] * 4)
    assert lines[2] is not None
    lines[2].put({2: '<c r="B3" s="4"><v>5</v></c>'})
    lines[3] = None
    found = alike_values(lines, 2, 3, STRINGS)
    assert found == [[-3e-07, "a & b\nc"]] * 2 + [[5.0, "a & b\nc"], [None, None]]
