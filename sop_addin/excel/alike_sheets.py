"""Sheets that hold the same formulas, such as the pages of all families, computed together.

The recalculation engine takes a formula at a time; here each formula is computed once, for all
sheets that have it in that cell. What is not certain to be the engine's own number, to the last
bit, is not given, and the engine computes that sheet.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

import numpy as np

from sop_addin.excel.blocks import Area, Blocks, Raw
from sop_addin.excel.formula_cells import Formula, FormulaCells
from sop_addin.excel.formula_evaluation import compute
from sop_addin.excel.formula_tree import (
    Block,
    Name,
    Node,
    NotUnderstood,
    blocks_of,
    outside_of,
    parse,
)
from sop_addin.excel.formula_trust import Trust
from sop_addin.excel.formula_values import DOUBT, Values, doubts, repeated, values_of

__all__ = ["Cells", "Group", "compute_group", "groups"]

_FEWEST = 4
"""Sheets from which computing them together is faster than the engine."""

Cell = tuple[int, int]
Cells = dict[Cell, Raw]


class Group:
    """Sheets with the same formulas in the same cells, in tab order."""

    def __init__(self, sheets: Sequence[FormulaCells], trees: dict[Cell, Node]) -> None:
        self.sheets = tuple(sheet.sheet for sheet in sheets)
        self.trees = trees
        self.blocks = {cell: tuple(blocks_of(tree)) for cell, tree in trees.items()}
        self.order = _order(self.blocks)


def groups(found: Sequence[FormulaCells], trust: Trust) -> Iterator[Group]:
    """Yield the groups of sheets whose every formula can be computed together."""
    same: dict[tuple[tuple[Cell, ...], tuple[Formula, ...]], list[FormulaCells]] = {}
    for sheet in found:
        if sheet.cells and not sheet.empty_texts:
            same.setdefault((sheet.cells, sheet.formulas), []).append(sheet)
    for (cells, formulas), sheets in same.items():
        plain = not any(f.kind or f.dynamic or trust.doubt(f.text) for f in set(formulas))
        if len(sheets) < _FEWEST or not plain:
            continue
        try:
            trees = {c: parse(f.text) for c, f in zip(cells, formulas, strict=True)}
            yield Group(sheets, trees)
        except (NotUnderstood, CycleError):
            continue


def _order(mentioned: Mapping[Cell, Collection[Block]]) -> list[Cell]:
    """Return the formula cells, each after those it refers to."""
    needs = {
        cell: {other for block in blocks for other in block.cells() if other in mentioned}
        for cell, blocks in mentioned.items()
    }
    return list(TopologicalSorter(needs).static_order())


def compute_group(
    group: Group,
    book: Blocks,
    found: Sequence[FormulaCells],
    computed: Callable[[], Mapping[str, Cells]],
) -> dict[str, Cells]:
    """Return the results of the sheets of a group that are certain, by sheet.

    Parameters
    ----------
    book
        Where cells without a formula are read.
    found
        The formula cells of every sheet of the book.
    computed
        Gives the results of the other sheets; called only where the group needs one of them, and
        not before everything else is computed.
    """
    sheets = _Sheets(group, book, found, computed)
    try:
        for cell in _awaited_last(group, sheets):
            sheets.known[cell] = compute(group.trees[cell], sheets)
    except NotUnderstood:
        return {}
    kinds = np.array([sheets.known[cell].kinds for cell in group.trees])
    certain = (kinds != DOUBT).all(axis=0)
    shown = zip(*(sheets.known[cell].raws() for cell in group.trees), strict=True)
    return {
        sheet: dict(zip(group.trees, raws, strict=True))
        for sheet, raws, sure in zip(group.sheets, shown, certain, strict=True)
        if sure
    }


def _awaited_last(group: Group, sheets: _Sheets) -> list[Cell]:
    """Return the group's cells in their order, those that need other sheets' results at the end."""
    awaited: dict[Cell, None] = {}
    for cell in group.order:
        tree = group.trees[cell]
        if sheets.awaits(tree) or any(
            other in awaited for block in group.blocks[cell] for other in block.cells()
        ):
            awaited[cell] = None
    return [cell for cell in group.order if cell not in awaited] + list(awaited)


class _Sheets:
    """The sheets of a group, as :class:`sop_addin.excel.formula_evaluation.Sheets`."""

    def __init__(
        self,
        group: Group,
        book: Blocks,
        found: Sequence[FormulaCells],
        computed: Callable[[], Mapping[str, Cells]],
    ) -> None:
        self.count = len(group.sheets)
        self.known: dict[Cell, Values] = {}
        self._sheets, self._book, self._computed = group.sheets, book, computed
        self._columns = _columns(group)
        self._stored: dict[int, list[list[Raw]]] = {}
        self._formulas = {sheet.sheet: sheet for sheet in found}
        self._tables = {name.lower(): table for name, table in book.tables().items()}
        names = [(scope, name.lower(), area) for (scope, name), area in book.names().items()]
        self._names = {name: area for scope, name, area in names if not scope}
        self._local = {name for scope, name, _ in names if scope}
        self._blocks: dict[Block, Values] = {}
        self._shared: dict[object, Values] = {}
        self._asked: dict[Area, list[Cell]] = {}

    def cell(self, row: int, column: int) -> Values:
        if (row, column) not in self.known:
            raws = [line[column - 1] for line in self._lines(row)]
            self.known[row, column] = values_of(raws)
        return self.known[row, column]

    def _lines(self, row: int) -> list[list[Raw]]:
        """Return what the sheets store in a row, as far as their formulas refer to it."""
        if row not in self._stored:
            areas = (Area(sheet, row, 1, 1, self._columns) for sheet in self._sheets)
            self._stored[row] = [self._book.read(area)[0] for area in areas]
        return self._stored[row]

    def block(self, block: Block) -> Values:
        if block not in self._blocks:
            parts = [self.cell(row, column) for row, column in block.cells()]
            self._blocks[block] = Values(
                np.array([part.kinds for part in parts]),
                np.array([part.numbers for part in parts]),
                np.array([part.texts for part in parts]),
            )
        return self._blocks[block]

    def name(self, name: str) -> Values:
        if name not in self._shared:
            area = self._name_area(name)
            if area is None:
                raise NotUnderstood(name)
            raws = self._outside(area)
            self._shared[name] = (
                doubts(self.count) if raws is None else repeated(raws[0], self.count)
            )
        return self._shared[name]

    def column(self, table: str, header: str) -> Values:
        if (table, header) not in self._shared:
            area = self._column_area(table, header)
            if area is None:
                raise NotUnderstood(f"{table}[{header}]")
            raws = self._outside(area)
            if raws is None:
                raise NotUnderstood(f"{table}[{header}] is left to Excel")
            rows = values_of(raws)
            self._shared[table, header] = Values(
                *(
                    np.broadcast_to(part[:, None], (len(raws), self.count))
                    for part in (rows.kinds, rows.numbers, rows.texts)
                )
            )
        return self._shared[table, header]

    def awaits(self, formula: Node) -> bool:
        """Return whether a formula refers to a formula's result on another sheet."""
        areas = (
            self._name_area(each.text)
            if isinstance(each, Name)
            else self._column_area(each.table, each.header)
            for each in outside_of(formula)
        )
        return any(area is not None and self._formulas_in(area) for area in areas)

    def _name_area(self, name: str) -> Area | None:
        """Return the cell that a name of the whole workbook stands for; None for any other name."""
        area = self._names.get(name)
        if area is None or name in self._local or (area.rows, area.columns) != (1, 1):
            return None
        return area

    def _column_area(self, table: str, header: str) -> Area | None:
        area = self._tables.get(table.lower())
        if area is None or header not in area.headers:
            return None
        at = area.column + area.headers.index(header)
        return Area(area.sheet, area.row + 1, at, area.rows)

    def _formulas_in(self, area: Area) -> list[Cell]:
        """Return the cells of a column that hold formulas."""
        if area not in self._asked:
            rows = range(area.row, area.row + area.rows)
            cells = self._formulas[area.sheet].cells
            self._asked[area] = [c for c in cells if c[1] == area.column and c[0] in rows]
        return self._asked[area]

    def _outside(self, area: Area) -> list[Raw] | None:
        """Return the cells of a column on another sheet; None where one is not certain."""
        raws = [line[0] for line in self._book.read(area)]
        there = self._formulas[area.sheet]
        if there.empty_texts or any(f.area or f.kind == "dataTable" for f in set(there.formulas)):
            return None
        for cell in self._formulas_in(area):
            results = self._computed().get(area.sheet, {})
            if cell not in results:
                return None
            raws[cell[0] - area.row] = results[cell]
        return raws


def _columns(group: Group) -> int:
    """Return the last column that a formula of the sheets refers to."""
    blocks = (block for mentioned in group.blocks.values() for block in mentioned)
    return max((block.right for block in blocks), default=1)
