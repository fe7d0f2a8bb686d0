"""Formulas that several cells hold together: shared ones are written out, arrays found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sop_addin.excel.cell_xml import encode_formula, formula_tag, formula_text
from sop_addin.excel.references import Span, shift_formula
from sop_addin.excel.row_xml import Row

__all__ = [
    "Master",
    "has_spread",
    "masters",
    "own_formula",
    "shared_index",
    "spread",
    "written_out",
]

_SHARED = re.compile(r'<f\b[^>]*\bt="shared"[^>]*>')
_INDEX = re.compile(r'\bsi="([0-9]+)"')
_SPREAD = re.compile(r'<f\b[^>]*\bt="(?:array|dataTable)"[^>]*>')
_REF = re.compile(r'\bref="([^"]*)"')


@dataclass(frozen=True)
class Master:
    """The cell that holds the text of a shared formula."""

    row: int
    column: int
    formula: str


def shared_index(cell: str) -> str | None:
    """Return which shared formula a cell takes part in, ``None`` for none."""
    found = _SHARED.search(cell)
    index = _INDEX.search(found[0]) if found else None
    return index[1] if index else None


def masters(rows: Iterable[Row]) -> dict[str, Master]:
    """Return the master of each shared formula by its index."""
    found = {}
    for line in rows:
        for column, cell in line.cells.items() if line.mentions('t="shared"') else ():
            text, index = formula_text(cell), shared_index(cell)
            if text and index is not None:
                found[index] = Master(line.number, column, text)
    return found


def own_formula(cell: str, row: int, column: int, known: Mapping[str, Master]) -> str:
    """Return a cell's formula without ``=``, that of a shared one as it reads in this cell."""
    text = formula_text(cell)
    master = None if text else known.get(shared_index(cell) or "")
    if master is None:
        return text
    return shift_formula(master.formula, row - master.row, column - master.column)


def written_out(cell: str, row: int, column: int, known: Mapping[str, Master]) -> str:
    """Return a cell of a shared formula with a formula of its own, its result kept."""
    before = formula_tag(cell)
    after = formula_tag(encode_formula("A1", "", own_formula(cell, row, column, known)))
    assert before is not None and after is not None
    return cell.replace(before, after, 1)


def has_spread(text: str) -> bool:
    """Return whether a worksheet has array formulas or data tables."""
    return _SPREAD.search(text) is not None


def spread(rows: Iterable[Row]) -> list[Span]:
    """Return the rectangles of array formulas and data tables."""
    found = []
    for line in rows:
        for tag in _SPREAD.findall(line.text()) if line.mentions("<f") else ():
            reference = _REF.search(tag)
            span = Span.of(reference[1]) if reference else None
            if span is not None:
                found.append(span)
    return found
