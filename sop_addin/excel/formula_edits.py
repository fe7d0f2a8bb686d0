"""What is changed in the engine's copy of a workbook before the engine may compute it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sop_addin.excel.blocks import Raw
from sop_addin.excel.formula_cells import Formula, FormulaCells, address, cells_of
from sop_addin.excel.formula_trust import Trust

__all__ = ["BLOCK", "Edit", "Edits", "edits"]

BLOCK = "=LEFT_TO_EXCEL()"
"""A function that no engine knows: what depends on the cell is left to Excel as well."""


@dataclass(frozen=True)
class Edit:
    """A cell that gets another formula, or a value where that is None; both None clear it.

    `spills` says that the formula is a dynamic array, whose size follows its data.
    """

    sheet: str
    cell: str
    formula: str | None
    spills: bool = False
    value: Raw = None


@dataclass(frozen=True)
class Edits:
    """All edits, and the reason for each (sheet, address) whose formula is left to Excel."""

    changes: tuple[Edit, ...]
    doubtful: dict[tuple[str, str], str]


def edits(sheets: Sequence[FormulaCells], trust: Trust) -> Edits:
    """Block formulas that are left to Excel, and free arrays to take the size they need now.

    A blocked array blocks every cell that held its results. A free one gives up those cells: their
    stored values would stand in its way.
    """
    doubts: dict[Formula, str] = {}
    changes: list[Edit] = []
    doubtful: dict[tuple[str, str], str] = {}
    for sheet in sheets:
        here = set(sheet.formulas)
        doubts |= {formula: _doubt(formula, trust) for formula in here - doubts.keys()}
        special = {formula for formula in here if doubts[formula] or formula.dynamic}
        if not special:
            continue
        for (row, column), formula in zip(sheet.cells, sheet.formulas, strict=True):
            if formula not in special:
                continue
            cell = address(row, column)
            if doubts[formula]:
                doubtful[sheet.sheet, cell] = doubts[formula]
                changes += _blocked(sheet.sheet, cell, formula)
            else:
                changes += _freed(sheet.sheet, cell, formula)
    return Edits(tuple(changes), doubtful)


def _doubt(formula: Formula, trust: Trust) -> str:
    if formula.kind == "dataTable":
        return "part of a what-if table"
    return trust.doubt(formula.text, array=formula.kind == "array")


def _blocked(sheet: str, cell: str, formula: Formula) -> Iterator[Edit]:
    yield Edit(sheet, cell, BLOCK)
    yield from (Edit(sheet, other, BLOCK) for other in _others(cell, formula))


def _freed(sheet: str, cell: str, formula: Formula) -> Iterator[Edit]:
    yield Edit(sheet, cell, f"={formula.text}", spills=True)
    yield from (Edit(sheet, other, None) for other in _others(cell, formula))


def _others(cell: str, formula: Formula) -> Iterator[str]:
    return (other for other in cells_of(formula.area or cell) if other != cell)
