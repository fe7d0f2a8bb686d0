"""Block writes that are made together or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sop_addin.excel.blocks import Area, Blocks, Raw

__all__ = ["CopySheet", "Operation", "Resize", "Write", "perform"]


@dataclass(frozen=True)
class Write:
    """Values for a block of cells; `before` is what stands there now."""

    sheet: str
    row: int
    column: int
    block: Sequence[Sequence[Raw]]
    before: Sequence[Sequence[Raw]]

    @property
    def area(self) -> Area:
        """The cells that are written."""
        return Area(self.sheet, self.row, self.column, len(self.block), len(self.block[0]))


@dataclass(frozen=True)
class Resize:
    """A table that gets another number of data rows."""

    name: str
    rows: int
    before: int


@dataclass(frozen=True)
class CopySheet:
    """A sheet that is copied to stand before another one."""

    source: str
    name: str
    before: str


Operation = Write | Resize | CopySheet


def perform(blocks: Blocks, operations: Sequence[Operation]) -> None:
    """Carry out `operations` in order; where one fails, take the finished ones back and raise.

    A copied sheet is not taken back: nothing refers to it, and the file is not saved.
    """
    done: list[Operation] = []
    try:
        for operation in operations:
            _carry_out(blocks, operation)
            done.append(operation)
    except BaseException:
        for operation in reversed(done):
            _take_back(blocks, operation)
        raise


def _carry_out(blocks: Blocks, operation: Operation) -> None:
    match operation:
        case Write(sheet, row, column, block):
            blocks.write(sheet, row, column, block)
        case Resize(name, rows):
            blocks.resize_table(name, rows)
        case CopySheet(source, name, before):
            blocks.copy_sheet(source, name, before)


def _take_back(blocks: Blocks, operation: Operation) -> None:
    match operation:
        case Write(sheet, row, column, _, before):
            blocks.write(sheet, row, column, before)
        case Resize(name, _, before):
            blocks.resize_table(name, before)
        case CopySheet():
            pass
