"""The recalculation engine: what it is asked, and what it answers.

It reads no clock and draws no random number of its own. Sheets that do not read each other's
formulas are computed a few at a time, because it keeps about 5 kB for every formula of one
computation.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

from sop_addin.excel.blocks import Raw
from sop_addin.excel.cell_xml import ERRORS
from sop_addin.excel.formula_cells import FormulaCells, address, position
from sop_addin.excel.formula_edits import Edit, Edits

__all__ = ["Clock", "Engine", "LeftToExcel", "Results", "Task", "merged"]

_BATCH = 2_000
"""Formulas computed together; large enough to hide the cost of a call, small enough for memory."""

_WORTH_TWO = 20_000
"""Formulas from which a second thread pays for opening the workbook a second time."""

_UNLIMITED = 2**31
_NOTHING = Edits((), {})


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

    def without(self, sheets: Collection[str]) -> Results:
        """Return the results of all other sheets."""
        return replace(
            self,
            values={sheet: cells for sheet, cells in self.values.items() if sheet not in sheets},
            left_to_excel=tuple(left for left in self.left_to_excel if left.sheet not in sheets),
        )

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


@dataclass(frozen=True)
class Clock:
    """What ``NOW()`` gives, and what fixes ``RAND()``."""

    now: dt.datetime
    seed: int

    def arguments(self, date_system: str) -> dict[str, Any]:
        """Return both in the engine's words, in days of the workbook's date system."""
        first = {"excel_1904": dt.datetime(1904, 1, 1), "excel_1900": dt.datetime(1899, 12, 30)}
        epoch = first[date_system]
        serial = (self.now.replace(tzinfo=None) - epoch) / dt.timedelta(days=1)
        return {"today_serial": serial // 1, "now_serial": serial, "random_seed": self.seed}


@dataclass(frozen=True)
class Task:
    """A workbook that the engine is to compute.

    Parameters
    ----------
    engine
        The module cellrune.
    packed
        The workbook's bytes.
    clock
        What time it shows.
    edits
        What is changed in it first.
    """

    engine: Any
    packed: bytes
    clock: Clock
    edits: Edits = _NOTHING

    def open(self) -> Any:
        """Return the engine's own workbook."""
        return self.edited(self.engine.Workbook.from_bytes(self.packed))

    def edited(self, workbook: Any) -> Any:
        """Return a workbook that the engine opened, edited."""
        _apply(workbook, self.edits.changes)
        return workbook


def _apply(workbook: Any, changes: Sequence[Edit]) -> None:
    if changes:
        revision = workbook.summary()["semantic_revision"]
        workbook.apply_changes_v2(revision, [_change(edit) for edit in changes])


def _change(edit: Edit) -> dict[str, Any]:
    """Return an edit in the engine's words."""
    place = {"sheet": edit.sheet, "address": edit.cell}
    if edit.formula is not None:
        change: dict[str, Any] = {"kind": "set_formula", "formula": edit.formula} | place
        return change | ({"dynamic_array": True} if edit.spills else {})
    if edit.value is None:
        return {"kind": "clear_cell"} | place
    return {"kind": "set_value", "value": {"kind": _kind(edit.value), "value": edit.value}} | place


def _kind(value: Raw) -> str:
    """Return the engine's word for a kind of value."""
    if isinstance(value, str):
        return "error" if value in ERRORS else "text"
    return "logical" if isinstance(value, bool) else "number"


class Engine:
    """The engine with a workbook, opened once for each thread that computes.

    Parameters
    ----------
    task
        The workbook.
    opened
        The engine's own, where it was opened before it was known what is to be edited.
    """

    def __init__(self, task: Task, opened: Any = None) -> None:
        self._task = task
        self._idle: list[Any] = [] if opened is None else [task.edited(opened)]

    def change(self, cells: Iterable[Edit]) -> None:
        """Change more cells, between two computations."""
        changes = tuple(cells)
        edits = replace(self._task.edits, changes=(*self._task.edits.changes, *changes))
        self._task = replace(self._task, edits=edits)
        for workbook in self._idle:
            _apply(workbook, changes)

    def compute(self, wanted: Sequence[FormulaCells]) -> Results:
        """Compute every formula of some sheets, and of others what they depend on."""
        parts: list[Results] = []
        entangled: list[FormulaCells] = []
        for sheets, part in _in_threads(self._batch, list(_batches(wanted))):
            if part is None:
                entangled += sheets
            else:
                parts.append(part)
        if entangled:
            parts += filter(None, [self._batch(entangled, _UNLIMITED)])
        return merged(parts, [sheet.sheet for sheet in wanted])

    def _batch(self, sheets: Sequence[FormulaCells], limit: int) -> Results | None:
        workbook = self._idle.pop() if self._idle else self._task.open()
        found = _compute_together(self._task, workbook, sheets, limit)
        self._idle.append(workbook)
        return found


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


def merged(parts: Sequence[Results], order: Sequence[str]) -> Results:
    """Return the results of different sheets as one, the sheets in their order."""
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
    task: Task,
    workbook: Any,
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
            **task.clock.arguments(workbook.summary()["date_system"]),
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
