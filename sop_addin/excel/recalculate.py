"""Compute a workbook's formulas without Excel, by the engine cellrune.

A formula that the engine cannot compute (a worksheet function written in VBA, a link to another
workbook, a circular reference), or that :mod:`sop_addin.excel.formula_trust` does not let it
compute, is *left to Excel*, and so is every cell that depends on it.

Sheets that hold the same formulas are computed together by :mod:`sop_addin.excel.alike_sheets`;
the engine's copy of the workbook does not hold them.
"""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from sop_addin.excel.alike_sheets import Cells, Group, compute_group, groups
from sop_addin.excel.blocks import Area, Blocks
from sop_addin.excel.cell_xml import to_serial
from sop_addin.excel.engine import Clock, Engine, LeftToExcel, Results, Task, merged
from sop_addin.excel.engine_copy import engine_copy
from sop_addin.excel.formula_cells import FormulaCells, address, formula_cells
from sop_addin.excel.formula_edits import BLOCK, Edit, edits
from sop_addin.excel.formula_mentions import SheetCell, columns_asked, mentioned
from sop_addin.excel.formula_trust import Trust

__all__ = ["LeftToExcel", "Results", "recalculate"]

_LONG = 2_000
"""Rows of a table from which leaving out columns that nothing reads pays for the search."""


def recalculate(
    data: bytes | Path,
    *,
    now: dt.datetime,
    seed: int = 0,
    only: Sequence[str] | None = None,
    book: Blocks | None = None,
) -> Results:
    """Compute every formula of a workbook.

    Parameters
    ----------
    data
        The ``.xlsx`` or ``.xlsm``, as bytes or as a path. It is never written.
    now
        What ``NOW()`` gives; its date is what ``TODAY()`` gives.
    seed
        Fixes ``RAND()`` and its kin.
    only
        Sheets to compute; every sheet where None. What they depend on is computed too.
    book
        The same workbook, opened: then sheets that hold the same formulas are computed together,
        in a fraction of the time and with the same results.

    Returns
    -------
    Results
        The same for the same arguments on every machine.

    Examples
    --------
    >>> import io, xlsxwriter
    >>> stream = io.BytesIO()
    >>> workbook = xlsxwriter.Workbook(stream)
    >>> sheet = workbook.add_worksheet("Page")
    >>> _ = sheet.write("A1", 4), sheet.write("B1", "=A1*3"), sheet.write("C1", "=MY_VBA(A1)")
    >>> workbook.close()
    >>> results = recalculate(stream.getvalue(), now=dt.datetime(2026, 3, 2))
    >>> results.values
    {'Page': {(1, 2): 12.0}}
    >>> results.left_to_excel[0].cell, results.left_to_excel[0].reason
    ('C1', 'function MY_VBA is left to Excel')
    """
    packed = data.read_bytes() if isinstance(data, Path) else data
    try:
        found, names = formula_cells(packed)
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        reason = f"the workbook's sheets cannot be read: {error}"
        return Results(left_to_excel=(LeftToExcel("", "", reason),))
    found = [sheet for sheet in found if sheet.cells]
    wanted = [sheet for sheet in found if only is None or sheet.sheet in only]
    not_asked = tuple(sheet.sheet for sheet in found if sheet not in wanted)
    try:
        import cellrune  # noqa: PLC0415 - optional on platforms without a wheel
    except ImportError:
        reason = "the recalculation engine (cellrune) is not installed on this machine"
        return Results({}, _all_left(wanted, reason), not_asked)
    try:
        trust, task = Trust(names), Task(cellrune, packed, Clock(now, seed))
        if book is None or book.date1904:
            results = Engine(replace(task, edits=edits(found, trust))).compute(wanted)
        else:
            results = _compute_alike(task, wanted, found, trust, book)
        return replace(results, not_asked=not_asked)
    except cellrune.CellRuneError as error:
        reason = f"the recalculation engine refuses this workbook: {error}"
        return Results({}, _all_left(wanted, reason), not_asked)


def _all_left(sheets: Sequence[FormulaCells], reason: str) -> tuple[LeftToExcel, ...]:
    return tuple(
        LeftToExcel(sheet.sheet, address(row, column), reason)
        for sheet in sheets
        for row, column in sheet.cells
    )


def _compute_alike(
    task: Task,
    wanted: Sequence[FormulaCells],
    found: Sequence[FormulaCells],
    trust: Trust,
    book: Blocks,
) -> Results:
    """Compute sheets with the same formulas together, and all others by the engine.

    The engine's copy does not hold the former. What depends on one of their cells is blocked in a
    first computation, and computed again once that cell is known. The engine works while formulas
    are judged and pages computed.
    """
    alike = list(groups(wanted, trust))
    pages = {sheet for group in alike for sheet in group.sheets}
    emptied, seen = _emptied(alike, found, trust, book)
    parts = {sheet.sheet: sheet.part for sheet in found}
    unread = {parts[sheet] for sheet in emptied}
    lean = engine_copy(task.packed, unread, _columns_read(found, trust, book))
    rest = [sheet for sheet in wanted if sheet.sheet not in pages]
    with ThreadPoolExecutor(max_workers=1) as pool:
        opened = pool.submit(task.engine.Workbook.from_bytes, lean)
        task = replace(task, edits=edits(found, trust))
        answer = pool.submit(_first, replace(task, packed=lean), opened, seen, rest)
        computed = [compute_group(g, book, found, lambda: answer.result()[1].values) for g in alike]
        engine, first = answer.result()
    known = {sheet: cells for group in computed for sheet, cells in group.items()}
    again = {left.sheet for left in first.left_to_excel if seen and _depends(left, task)}
    again |= pages - known.keys()
    if pages <= known.keys():
        engine.change(_given(seen, known, book))
    else:
        engine = Engine(task)
    second = engine.compute([sheet for sheet in wanted if sheet.sheet in again])
    return merged([first.without(again), Results(known), second], [s.sheet for s in wanted])


def _emptied(
    alike: Iterable[Group], found: Sequence[FormulaCells], trust: Trust, book: Blocks
) -> tuple[set[str], set[SheetCell]]:
    """Return the sheets that the engine's copy need not hold, and their cells that others read."""
    emptied: set[str] = set()
    seen: set[SheetCell] = set()
    for group in alike:
        cells = mentioned(found, book, trust.names, group.sheets)
        if cells is not None:
            emptied.update(group.sheets)
            seen |= cells
    return emptied, seen


def _first(
    task: Task, opened: Future[Any], blocked: Iterable[SheetCell], sheets: Sequence[FormulaCells]
) -> tuple[Engine, Results]:
    """Return the engine with a workbook that it opened, and its results while cells are blocked."""
    engine = Engine(task, opened.result())
    engine.change(Edit(sheet, address(row, column), BLOCK) for sheet, row, column in blocked)
    return engine, engine.compute(sheets)


def _columns_read(
    found: Sequence[FormulaCells], trust: Trust, book: Blocks
) -> dict[str, Collection[int]]:
    """Return the members of sheets with one long table each, and their columns that are read."""
    tables = list(book.tables().values())
    parts = {sheet.sheet: sheet.part for sheet in found}
    read: dict[str, Collection[int]] = {}
    for each in tables:
        alone = sum(other.sheet == each.sheet for other in tables) == 1
        if each.rows >= _LONG and alone and each.sheet in parts:
            columns = columns_asked(found, trust.names, each)
            read |= {} if columns is None else {parts[each.sheet]: columns}
    return read


def _depends(left: LeftToExcel, task: Task) -> bool:
    """Tell whether a formula is left to Excel for the sake of another one."""
    return (left.sheet, left.cell) not in task.edits.doubtful


def _given(seen: Iterable[SheetCell], known: Mapping[str, Cells], book: Blocks) -> Iterator[Edit]:
    """Yield cells of sheets that were computed, as values."""
    for sheet, row, column in seen:
        if (row, column) in known[sheet]:
            value = known[sheet][row, column]
        else:
            value = book.read(Area(sheet, row, column))[0][0]
            value = to_serial(value, date1904=False) if isinstance(value, dt.datetime) else value
        yield Edit(sheet, address(row, column), None, value=value)
