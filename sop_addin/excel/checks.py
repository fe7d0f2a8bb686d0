"""What is wrong in cells outside tables: unreadable, not on the list, a formula typed over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sop_addin.errors import DataError, Place
from sop_addin.excel.blocks import Area, Blocks, Raw, RememberedBlocks
from sop_addin.excel.convert import read_value
from sop_addin.excel.geometry import PageGrid, address
from sop_addin.schema.declarations import FORMULA, Cell

__all__ = ["Overtyped", "cell_problems", "overtyped_cells", "overtyped_on_pages"]

Names = Mapping[tuple[str, str], Area]


@dataclass(frozen=True)
class Overtyped:
    """A cell of the template that does not hold its formula.

    Parameters
    ----------
    place
        Where it stands.
    holds
        What it holds instead, in words.
    """

    place: Place
    holds: str


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


def overtyped_cells(blocks: Blocks, names: Names, cells: Sequence[Cell]) -> Iterator[Overtyped]:
    """Yield named cells that are declared as formulas and hold none."""
    for item in cells:
        area = names.get(("", item.name))
        if area is not None and item.by == FORMULA and blocks.formulas(area)[0][0] is None:
            yield Overtyped(Place(field=item.name), _words(blocks.read(area)[0][0]))


def overtyped_on_pages(blocks: RememberedBlocks, grids: Sequence[PageGrid]) -> Iterator[Overtyped]:
    """Yield the formula cells of pages that do not hold what their prototype holds there."""
    sheets = set(blocks.sheets())
    for grid in grids:
        source = grid.page.prototype(grid.policy)
        yield from _overtyped(blocks, grid, source if source in sheets else grid.sheet)


def _overtyped(blocks: RememberedBlocks, grid: PageGrid, source: str) -> Iterator[Overtyped]:
    for name, row, first, offsets in _formula_runs(grid):
        found, expected = (
            _formulas(blocks, Area(sheet, row, first, 1, len(offsets)))
            for sheet in (grid.sheet, source)
        )
        if found == expected and None not in found:
            continue
        for at, offset in enumerate(offsets):
            place = Place(grid.page.name, grid.key, name, offset)
            if found[at] is None:
                value = blocks.read(Area(grid.sheet, row, first + at))[0][0]
                yield Overtyped(place, _words(value))
            elif found[at] != expected[at]:
                yield Overtyped(place, "another formula")


def _formulas(blocks: RememberedBlocks, line: Area) -> list[str | None]:
    return blocks.kept("formulas", line, lambda: blocks.formulas(line)[0])


def _formula_runs(grid: PageGrid) -> Iterator[tuple[str, int, int, list[str]]]:
    """Yield the cells side by side that are declared as formulas.

    Each with the name of its field or series, the row, the first column, and the months as
    offsets from the cycle month; a field has none.
    """
    for field in grid.page.fields_of(grid.policy):
        if field.by == FORMULA:
            yield field.name, grid.rows[field.name], grid.values, [""]
    closed = list(map(str, range(-grid.page.history, 0)))
    ahead = list(map(str, range(grid.page.horizon)))
    for item in grid.page.series_of(grid.policy):
        for owner, offsets in ((item.history, closed), (item.horizon, ahead)):
            if owner == FORMULA:
                yield item.name, grid.rows[item.name], grid.column(int(offsets[0])), offsets


def _words(value: Raw) -> str:
    return "a blank" if value is None else f"a typed value, {value}"
