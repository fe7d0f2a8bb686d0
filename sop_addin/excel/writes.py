"""Block writes that are made together or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from sop_addin.excel.blocks import Area, Blocks, Raw

__all__ = [
    "CopySheet",
    "Operation",
    "RenameSheet",
    "Resize",
    "Retype",
    "ShiftNotes",
    "ShowSheet",
    "Write",
    "perform",
]


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


@dataclass(frozen=True)
class RenameSheet:
    """A sheet that gets another name."""

    old: str
    new: str


@dataclass(frozen=True)
class ShowSheet:
    """A sheet whose tab is shown, or hidden."""

    sheet: str
    shown: bool


@dataclass(frozen=True)
class Retype:
    """A row of cells that people typed: values, and formulas where they typed one."""

    sheet: str
    row: int
    column: int
    values: Sequence[Raw]
    formulas: Sequence[str | None]
    before: Sequence[Raw]
    formulas_before: Sequence[str | None]


@dataclass(frozen=True)
class ShiftNotes:
    """Notes on the cells of an area, which move by some columns."""

    area: Area
    columns: int


Operation = Write | Resize | CopySheet | RenameSheet | ShowSheet | Retype | ShiftNotes


def perform(blocks: Blocks, operations: Sequence[Operation]) -> list[Callable[[], None]]:
    """Carry out `operations` in order; where one fails, take the finished ones back and raise.

    A copied sheet is not taken back: nothing refers to it, and the file is not saved.

    Returns
    -------
    list of callable
        What takes the operations back, to be called from the last to the first.
    """
    undo: list[Callable[[], None]] = []
    try:
        for operation in operations:
            undo.append(_carry_out(blocks, operation))
    except BaseException:
        for take_back in reversed(undo):
            take_back()
        raise
    return undo


def _carry_out(blocks: Blocks, operation: Operation) -> Callable[[], None]:
    """Do one thing, and return what takes it back."""
    match operation:
        case Write(sheet, row, column, block, before):
            blocks.write(sheet, row, column, block)
            return partial(blocks.write, sheet, row, column, before)
        case Resize(name, rows, before_rows):
            return _resize(blocks, name, rows, before_rows)
        case CopySheet(source, name, before_sheet):
            blocks.copy_sheet(source, name, before_sheet)
            return lambda: None
        case RenameSheet(old, new):
            blocks.rename_sheet(old, new)
            return partial(blocks.rename_sheet, new, old)
        case ShowSheet(sheet, shown):
            blocks.set_shown(sheet, shown)
            return partial(blocks.set_shown, sheet, not shown)
        case Retype(sheet, row, column, values, formulas, former, formulas_before):
            _type(blocks, (sheet, row, column), values, formulas)
            return partial(_type, blocks, (sheet, row, column), former, formulas_before)
        case ShiftNotes(area, columns):
            blocks.shift_notes(area, columns)
            return partial(blocks.shift_notes, area, -columns)


def _type(
    blocks: Blocks,
    at: tuple[str, int, int],
    values: Sequence[Raw],
    formulas: Sequence[str | None],
) -> None:
    blocks.write(*at, [list(values)])
    if any(formulas):
        blocks.write_formulas(*at, [list(formulas)])


def _resize(blocks: Blocks, name: str, rows: int, before: int) -> Callable[[], None]:
    """Resize a table; taking it back gives freed rows what they held, in every column."""
    if rows >= before:
        blocks.resize_table(name, rows)
        return partial(blocks.resize_table, name, before)
    area = blocks.tables()[name]
    first = area.row + 1 + rows
    freed = Area(area.sheet, first, area.column, before - rows, len(area.headers))
    values, formulas = blocks.read(freed), blocks.formulas(freed)
    blocks.resize_table(name, rows)

    def take_back() -> None:
        blocks.resize_table(name, before)
        blocks.write(freed.sheet, freed.row, freed.column, values)
        blocks.write_formulas(freed.sheet, freed.row, freed.column, formulas)

    return take_back
