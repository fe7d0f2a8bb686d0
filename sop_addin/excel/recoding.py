"""A family's code changed wherever tables hold it, cell by cell, whoever owns the column."""

from __future__ import annotations

from sop_addin.errors import DataError
from sop_addin.excel.blocks import Area, Blocks
from sop_addin.excel.changes import RenamedPage
from sop_addin.excel.convert import to_raw
from sop_addin.excel.geometry import TableGrid, address
from sop_addin.excel.table_frames import read
from sop_addin.excel.writes import Operation, Write
from sop_addin.schema.declarations import Kind
from sop_addin.schema.family_codes import code_columns, recoded

__all__ = ["code_writes"]


def code_writes(blocks: Blocks, grid: TableGrid, renamed: RenamedPage) -> list[Operation]:
    """Return the writes of the cells that hold the old code; no other cell is written.

    Raises
    ------
    DataError
        A formula gives the code: only a planner can change it.
    """
    frame, _ = read(blocks, grid)
    writes: list[Write] = []
    for column in code_columns(grid.table):
        known = frame[column.name].fillna("").astype(str)
        wanted = known.map(lambda text, c=column: recoded(text, c, renamed.old, renamed.new))
        at = grid.columns[column.name]
        rows = known.index[known != wanted].tolist()
        if not rows:
            continue
        texts = blocks.formulas(Area(grid.area.sheet, grid.first_row, at, grid.area.rows))
        for row in rows:
            if texts[row - 1][0] is not None:
                raise DataError(
                    address(grid.area.sheet, grid.area.row + row, at),
                    f"a formula that gives {known[row]!r}",
                    "the code itself",
                    "Type the code, then rename.",
                )
            new, old = (to_raw([value[row]], Kind.TEXT) for value in (wanted, known))
            writes.append(Write(grid.area.sheet, grid.area.row + row, at, [new], [old]))
    return [*_joined(writes)]


def _joined(writes: list[Write]) -> list[Write]:
    """Return the same writes with cells that stand below each other in one."""
    joined: list[Write] = []
    for write in writes:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.column == write.column
            and last.row + len(last.block) == write.row
        ):
            joined[-1] = Write(
                last.sheet,
                last.row,
                last.column,
                [*last.block, *write.block],
                [*last.before, *write.before],
            )
        else:
            joined.append(write)
    return joined
