"""What is wrong in cells outside tables: unreadable, not on the list, a formula typed over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sop_addin.errors import DataError, Place
from sop_addin.excel.blocks import Area, Blocks
from sop_addin.excel.convert import read_value
from sop_addin.excel.geometry import PageGrid, address
from sop_addin.schema.declarations import FORMULA, Cell

__all__ = ["cell_problems", "overtyped_cells", "overtyped_on_page"]

Names = Mapping[tuple[str, str], Area]


def cell_problems(blocks: Blocks, names: Names, cells: Sequence[Cell]) -> Iterator[DataError]:
    """Yield named cells that cannot be read, or hold what is not on their list."""
    for item in cells:
        area = names.get(("", item.name))
        if area is None or item.by == FORMULA:
            continue
        where = address(area.sheet, area.row, area.column)
        try:
            value = read_value(blocks.read(area)[0][0], item.kind, blocks.date1904)
        except ValueError as error:
            yield DataError(where, str(error), f"a {item.kind.value}", "Correct the cell.")
            continue
        if item.choices and value not in item.choices:
            got = repr(value) if value else "a blank"
            yield DataError(where, got, " or ".join(item.choices), "Pick one from the list.")


def overtyped_cells(blocks: Blocks, names: Names, cells: Sequence[Cell]) -> Iterator[Place]:
    """Yield named cells that are declared as formulas and hold none."""
    for item in cells:
        area = names.get(("", item.name))
        if area is not None and item.by == FORMULA and blocks.formulas(area)[0][0] is None:
            yield Place(field=item.name)


def overtyped_on_page(blocks: Blocks, grid: PageGrid) -> Iterator[Place]:
    """Yield the formula cells of a page that do not hold what its prototype holds there."""
    months, first = grid.months, min(grid.values, grid.months.column)
    width = months.column + months.columns - first
    prototype = grid.page.prototype(grid.policy)
    formulas, wanted = (
        blocks.formulas(Area(sheet, 1, first, grid.last_row, width))
        for sheet in (grid.sheet, prototype if prototype in blocks.sheets() else grid.sheet)
    )

    def differs(row: int, column: int) -> bool:
        found = formulas[row - 1][column - first]
        return found is None or found != wanted[row - 1][column - first]

    for field in grid.page.fields_of(grid.policy):
        if field.by == FORMULA and differs(grid.rows[field.name], grid.values):
            yield Place(grid.page.name, grid.key, field.name)
    for item in grid.page.series_of(grid.policy):
        for offset in range(-grid.page.history, grid.page.horizon):
            owner = item.history if offset < 0 else item.horizon
            if owner == FORMULA and differs(grid.rows[item.name], grid.column(offset)):
                yield Place(grid.page.name, grid.key, item.name, str(offset))
