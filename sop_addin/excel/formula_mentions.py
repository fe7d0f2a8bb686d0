"""Which cells of some sheets the formulas and names of a workbook refer to."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from sop_addin.excel.blocks import Blocks, TableArea
from sop_addin.excel.formula_cells import FormulaCells
from sop_addin.excel.formula_trust import TOKEN
from sop_addin.excel.references import Span

__all__ = ["SheetCell", "columns_asked", "mentioned"]

_MOST = 10_000
"""Cells of one reference; a larger one is not worth listing."""

SheetCell = tuple[str, int, int]


def mentioned(
    found: Sequence[FormulaCells],
    book: Blocks,
    names: Mapping[str, Sequence[str]],
    sheets: Collection[str],
) -> set[SheetCell] | None:
    """Return the cells of some sheets that others refer to; None where that is not certain.

    Parameters
    ----------
    found
        The formula cells of every sheet of the book.
    names
        Lower-case name → what it stands for, as formulas.
    sheets
        What they say of one another does not count.

    Returns
    -------
    set of (sheet, row, column)
        Row and column count from 1.
    """
    if any(table.sheet in sheets for table in book.tables().values()):
        return None
    own = {name.lower() for (scope, name), _ in book.names().items() if scope in sheets}
    texts = {text for name, text in _names(names) if name not in own}
    texts |= {f.text for s in found if s.sheet not in sheets for f in s.formulas if "!" in f.text}
    known = {sheet.casefold(): sheet for sheet in sheets}
    cells: set[SheetCell] = set()
    for text in texts:
        if not any(sheet in _folded(text) for sheet in known):
            continue
        here = list(_references(text, known))
        if None in here:
            return None
        cells.update(cell for cell in here if cell is not None)
    return cells


def _names(names: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Yield names and what they stand for, but Excel's own: print areas and the like."""
    for name, several in names.items():
        if not name.startswith("_xlnm."):
            yield from ((name, text) for text in several)


def _references(text: str, known: Mapping[str, str]) -> Iterator[SheetCell | None]:
    """Yield the cells of known sheets in a formula; None for what may be one in other words."""
    for token in TOKEN.finditer(text):
        sheet, _, area = token[0].rpartition("!")
        sheet = known.get(_folded(sheet.removeprefix("'").removesuffix("'")), "")
        span = Span.of(area) if sheet and token.lastgroup in ("cell", "range") else None
        if span is None:
            if token.lastgroup == "other" or any(name in _folded(token[0]) for name in known):
                yield None
        elif (span.bottom - span.top + 1) * (span.right - span.left + 1) > _MOST:
            yield None
        else:
            for row in range(span.top, span.bottom + 1):
                for column in range(span.left, span.right + 1):
                    yield sheet, row, column


def columns_asked(
    found: Sequence[FormulaCells], names: Mapping[str, Sequence[str]], table: TableArea
) -> set[int] | None:
    """Return the columns of a table's sheet that formulas refer to; None where that is not certain.

    Functions that make a reference from a text are none that the engine is trusted with.

    Parameters
    ----------
    found
        The formula cells of every sheet of the book.
    names
        Lower-case name → what it stands for, as formulas.

    Returns
    -------
    set of int
        Counted from 1.
    """
    known = {table.name.casefold(), table.sheet.casefold()}
    texts = {f.text: s.sheet == table.sheet for s in found for f in set(s.formulas)}
    texts |= {text: False for _, text in _names(names)}
    columns: set[int] = set()
    for text, own in texts.items():
        if not own and not any(name in _folded(text) for name in known):
            continue
        for token in TOKEN.finditer(text):
            here = _columns(token, table, own)
            if here is None:
                return None
            columns |= here
    return columns


def _columns(token: re.Match[str], table: TableArea, own: bool) -> set[int] | None:
    """Return the columns that one part of a formula refers to; None for what may be others."""
    sheet, _, area = token[0].rpartition("!")
    here = sheet.strip("'").casefold() == table.sheet.casefold() or (own and not sheet)
    match token.lastgroup:
        case "other":
            return None
        case "columns" if token["table"] and token["table"].casefold() == table.name.casefold():
            header = token["columns"][1:-1]
            return {table.column + table.headers.index(header)} if header in table.headers else None
        case "cell" | "range":
            span = Span.of(area) if here else None
            return set(range(span.left, span.right + 1)) if span else None if here else set()
        case "name" if sheet and here:
            return None
        case "name" if area.casefold() in (table.name.casefold(), table.sheet.casefold()):
            return None
    return set()


def _folded(text: str) -> str:
    return text.replace("''", "'").casefold()
