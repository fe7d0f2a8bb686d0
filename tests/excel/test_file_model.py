"""Any sequence of edits gives what the same edits on a grid in memory give."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path

import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from sop_addin.excel.blocks import Area, Raw
from sop_addin.excel.file import FileBlocks

VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(-1e9, 1e9),
    st.text(st.characters(min_codepoint=32, max_codepoint=300), min_size=1, max_size=9),
)
TOP, LEFT, WIDTH = 5, 3, 3
WRITES = st.tuples(
    st.integers(0, 8),
    st.integers(0, 2),
    st.lists(st.lists(VALUES, min_size=1, max_size=3), min_size=1, max_size=4),
)
STEPS = st.lists(st.one_of(st.integers(1, 12), WRITES), min_size=1, max_size=8)


def _workbook(rows: int, totals: bool) -> bytes:
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream)
    sheet = workbook.add_worksheet("S")
    first = {"header": "a"} | ({"total_string": "All"} if totals else {})
    options = {
        "name": "tbl",
        "total_row": totals,
        "columns": [first, {"header": "b"}, {"header": "c"}],
    }
    last = TOP - 1 + rows + totals
    sheet.add_table(TOP - 1, LEFT - 1, last, LEFT + WIDTH - 2, options)
    for row in range(1, 30):
        sheet.write(row, 0, f"left {row}")
        sheet.write(row, 7, row / 8)
    workbook.add_worksheet("Other").write(0, 0, "kept")
    workbook.close()
    return stream.getvalue()


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 6), st.booleans(), STEPS)
def test_writes_and_resizes_do_what_they_do_to_a_grid(
    rows: int, totals: bool, steps: list[int | tuple[int, int, list[list[Raw]]]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "Book.xlsx"
        path.write_bytes(_workbook(rows, totals))
        model: list[list[Raw]] = [[None] * WIDTH for _ in range(rows)]
        with zipfile.ZipFile(path) as file:
            kept = {
                n: file.read(n) for n in file.namelist() if "sheet1" not in n and "table" not in n
            }
        with FileBlocks(path) as blocks:
            for step in steps:
                if isinstance(step, int):
                    blocks.resize_table("tbl", step)
                    model = model[:step] + [[None] * WIDTH for _ in range(step - len(model))]
                    continue
                row, column, block = step
                block = [line[: WIDTH - column] for line in block][: max(0, len(model) - row)]
                if block:
                    blocks.write("S", TOP + 1 + row, LEFT + column, block)
                for offset, line in enumerate(block):
                    model[row + offset][column : column + len(line)] = line
            blocks.save()
        with FileBlocks.reader(path) as blocks:
            assert blocks.tables()["tbl"].rows == len(model)
            assert blocks.read(Area("S", TOP + 1, LEFT, len(model), WIDTH)) == model
            below = blocks.read(Area("S", TOP + 1 + len(model), LEFT, 30, WIDTH))
            assert below[0] == ["All" if totals else None, None, None]
            assert below[1:] == [[None] * WIDTH] * 29
            sides = blocks.read(Area("S", 2, 1, 29, 8))
            assert [[line[0], line[7]] for line in sides] == [
                [f"left {row}", row / 8] for row in range(1, 30)
            ]
        with zipfile.ZipFile(path) as file:
            assert {name: file.read(name) for name in kept} == kept
