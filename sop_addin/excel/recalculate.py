"""Compute a workbook's formulas without Excel: the only module that knows the engine, cellrune.

A formula that the engine cannot compute (a worksheet function written in VBA, a link to another
workbook, a circular reference), or that :mod:`sop_addin.excel.formula_trust` does not let it
compute, is *left to Excel*, and so is every cell that depends on it. The engine reads no clock and
draws no random number of its own.

Sheets that hold the same formulas are computed together by :mod:`sop_addin.excel.alike_sheets`.
Pages that do not read each other's formulas are computed a few sheets at a time, because the
engine keeps about 5 kB for every formula of one computation.
"""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import local
from typing import Any

from sop_addin.excel.alike_sheets import apart, compute_group, groups
from sop_addin.excel.archive import without_cells
from sop_addin.excel.blocks import Blocks, Raw
from sop_addin.excel.formula_cells import FormulaCells, address, formula_cells, position
from sop_addin.excel.formula_edits import Edit, Edits, edits
from sop_addin.excel.formula_trust import Trust

__all__ = ["LeftToExcel", "Results", "recalculate"]

_BATCH = 2_000
"""Formulas computed together; large enough to hide the cost of a call, small enough for memory."""

_WORTH_TWO = 20_000
"""Formulas from which a second thread pays for opening the workbook a second time."""

_UNLIMITED = 2**31


@dataclass(frozen=True)
class LeftToExcel:
    """A formula cell without a computed value: sheet, cell such as ``F14``, and why.

    Sheet and cell are empty where the reason holds for the whole workbook.
    """

    sheet: str
    cell: str
    reason: str


@dataclass(frozen=True)
class Results:
    """What was computed.

    Attributes
    ----------
    values
        Sheet → (row, column), counted from 1 → value of the formula there. Numbers are floats
        (dates: serial numbers), errors their text such as ``#DIV/0!``. A formula cell that is
        not here has no value that may be stored.
    left_to_excel
        The other formula cells, in tab order and row by row.
    not_asked
        Sheets with formulas that the caller did not want computed.
    """

    values: dict[str, dict[tuple[int, int], Raw]] = field(default_factory=dict)
    left_to_excel: tuple[LeftToExcel, ...] = ()
    not_asked: tuple[str, ...] = ()

    def to_store(self) -> dict[str, dict[tuple[int, int], Raw]]:
        """Return what formula cells are to hold; None where a former result must go.

        Examples
        --------
        >>> left = (LeftToExcel("Page", "C1", "function MY_VBA is left to Excel"),)
        >>> Results({"Page": {(1, 2): 12.0}}, left).to_store()
        {'Page': {(1, 2): 12.0, (1, 3): None}}
        """
        stored = {sheet: dict(cells) for sheet, cells in self.values.items()}
        for left in self.left_to_excel:
            if left.cell:
                stored.setdefault(left.sheet, {})[position(left.cell)] = None
        return stored


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
        trust = Trust(names)
        task = _Task(cellrune, packed, edits(found, trust), _Clock(now, seed))
        if book is None or book.date1904:
            results = _compute(task, wanted)
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


@dataclass(frozen=True)
class _Clock:
    now: dt.datetime
    seed: int

    def arguments(self, date_system: str) -> dict[str, Any]:
        first = {"excel_1904": dt.datetime(1904, 1, 1), "excel_1900": dt.datetime(1899, 12, 30)}
        epoch = first[date_system]
        serial = (self.now.replace(tzinfo=None) - epoch) / dt.timedelta(days=1)
        return {"today_serial": serial // 1, "now_serial": serial, "random_seed": self.seed}


@dataclass(frozen=True)
class _Task:
    engine: Any
    packed: bytes
    edits: Edits
    clock: _Clock

    def open(self) -> Any:
        workbook = self.engine.Workbook.from_bytes(self.packed)
        if self.edits.changes:
            revision = workbook.summary()["semantic_revision"]
            workbook.apply_changes_v2(revision, [_change(edit) for edit in self.edits.changes])
        return workbook


def _change(edit: Edit) -> dict[str, Any]:
    """Return an edit in the engine's words."""
    place = {"sheet": edit.sheet, "address": edit.cell}
    if edit.formula is None:
        return {"kind": "clear_cell"} | place
    change: dict[str, Any] = {"kind": "set_formula", "formula": edit.formula} | place
    return change | ({"dynamic_array": True} if edit.spills else {})


def _compute(task: _Task, wanted: Sequence[FormulaCells]) -> Results:
    opened = local()

    def batch(sheets: Sequence[FormulaCells], limit: int) -> Results | None:
        if not hasattr(opened, "workbook"):
            opened.workbook = task.open()
            opened.clock = task.clock.arguments(opened.workbook.summary()["date_system"])
        return _compute_together(task, opened.workbook, opened.clock, sheets, limit)

    parts: list[Results] = []
    entangled: list[FormulaCells] = []
    for sheets, part in _in_threads(batch, list(_batches(wanted))):
        if part is None:
            entangled += sheets
        else:
            parts.append(part)
    if entangled:
        parts += filter(None, [batch(entangled, _UNLIMITED)])
    return _merged(parts, [sheet.sheet for sheet in wanted])


def _compute_alike(
    task: _Task,
    wanted: Sequence[FormulaCells],
    found: Sequence[FormulaCells],
    trust: Trust,
    book: Blocks,
) -> Results:
    """Compute sheets with the same formulas together, and all others by the engine."""
    alike = list(groups(wanted, trust))
    pages = {sheet for group in alike for sheet in group.sheets}
    unseen: set[str] = set()
    for group in alike:
        if apart(found, book, trust.names, set(group.sheets)):
            unseen.update(group.sheets)
    parts = {sheet.part for sheet in found if sheet.sheet in unseen}
    others = replace(task, packed=without_cells(task.packed, parts))
    rest = [sheet for sheet in wanted if sheet.sheet not in pages]
    with ThreadPoolExecutor(max_workers=1) as pool:  # the engine works while pages are read
        engine = pool.submit(_compute, others, rest)
        computed = [compute_group(g, book, found, lambda: engine.result().values) for g in alike]
        results = [engine.result(), *map(Results, computed)]
    done = {sheet for part in results for sheet in part.values}
    rest = [sheet for sheet in wanted if sheet.sheet not in done]
    if rest:
        results.append(_compute(task, rest))
    return _merged(results, [sheet.sheet for sheet in wanted])


def _in_threads(
    batch: Callable[[Sequence[FormulaCells], int], Results | None],
    batches: Sequence[Sequence[FormulaCells]],
) -> Iterator[tuple[Sequence[FormulaCells], Results | None]]:
    sizes = [sum(len(s.cells) for s in sheets) for sheets in batches]
    limits = [3 * size + _BATCH for size in sizes]
    if sum(sizes) < _WORTH_TWO:
        yield from zip(batches, map(batch, batches, limits), strict=True)
        return
    with ThreadPoolExecutor(max_workers=2) as pool:
        yield from zip(batches, pool.map(batch, batches, limits), strict=True)


def _batches(sheets: Sequence[FormulaCells]) -> Iterator[list[FormulaCells]]:
    together: list[FormulaCells] = []
    size = 0
    for sheet in sheets:
        together.append(sheet)
        size += len(sheet.cells)
        if size >= _BATCH:
            yield together
            together, size = [], 0
    if together:
        yield together


def _merged(parts: Sequence[Results], order: Sequence[str]) -> Results:
    values: dict[str, dict[tuple[int, int], Raw]] = {}
    left: dict[str, list[LeftToExcel]] = {}
    for part in parts:
        values |= part.values
        for cell in part.left_to_excel:
            left.setdefault(cell.sheet, []).append(cell)
    return Results(
        {sheet: values[sheet] for sheet in order},
        tuple(cell for sheet in order for cell in left.get(sheet, ())),
    )


def _compute_together(
    task: _Task,
    workbook: Any,
    clock: dict[str, Any],
    sheets: Sequence[FormulaCells],
    limit: int,
) -> Results | None:
    """Compute some sheets; None if more than `limit` formulas are needed for them."""
    targets = [
        {"sheet": s.sheet, "start": start, "end": end} for s in sheets for start, end in s.areas()
    ]
    try:
        answer = workbook.calculate_targets(
            targets,
            **clock,
            limits={
                "max_targets": len(targets),
                "max_result_cells": _UNLIMITED,
                "max_evaluated_cells": limit,
            },
        )
    except task.engine.CellRuneError as error:
        if error.code == "calculation.target.evaluation_limit_exceeded":
            return None
        raise
    computed = {
        (cell["cell"]["sheet_name"], cell["cell"]["address"]): cell["result"]
        for cell in answer["cells"]
    }
    return _results(sheets, computed, task.edits.doubtful)


def _results(
    sheets: Sequence[FormulaCells],
    computed: dict[tuple[str, str], dict[str, Any]],
    doubtful: dict[tuple[str, str], str],
) -> Results:
    values: dict[str, dict[tuple[int, int], Raw]] = {}
    left: list[LeftToExcel] = []
    for sheet in sheets:
        here: dict[tuple[int, int], Raw] = {}
        for row, column in sheet.cells:
            cell = address(row, column)
            result = computed.get((sheet.sheet, cell), _MISSING)
            if result["kind"] == "value" and result["value"]["kind"] != "unsupported":
                here[row, column] = _raw(result["value"])
            else:
                reason = doubtful.get((sheet.sheet, cell)) or _reason(result)
                left.append(LeftToExcel(sheet.sheet, cell, reason))
        values[sheet.sheet] = here
    return Results(values, tuple(left))


_MISSING = {"kind": "unavailable", "code": "", "message": "the engine gave no result"}


def _raw(value: dict[str, Any]) -> Raw:
    if value["kind"] == "blank":
        return None
    content: Raw = value["value"]
    return content + 0.0 if isinstance(content, float) else content  # no negative zero


def _reason(result: dict[str, Any]) -> str:
    code, detail = result.get("code", ""), result.get("detail") or ""
    match code:
        case "calculation.blocked_by_upstream":
            return "depends on a cell that is left to Excel"
        case "calculation.unsupported_name":
            return f"name {detail} is not defined in the workbook"
    return f"{result.get('message', 'no value')} {detail}".strip()
