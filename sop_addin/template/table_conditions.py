"""Conditional formats of a table: alarms, groups of rows, negatives, numbers without decimals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from sop_addin.excel.references import shift_formula
from sop_addin.schema.alarms import TABLE_ALARMS, TableAlarm
from sop_addin.schema.declarations import Kind, Unit
from sop_addin.template.canvas import Canvas
from sop_addin.template.page_layout import cell_name, range_name
from sop_addin.template.styles import WHOLE
from sop_addin.template.table_layout import LEFT, TableLayout, period_head

__all__ = ["draw_conditions"]

_LARGE = 1000
_COUNTED = (Unit.NONE, Unit.UNITS, Unit.DAYS, Unit.HOURS, Unit.PEOPLE)
"""Units of what is mostly counted in whole numbers, which then show no decimals."""

_NEVER = (Unit.PERCENT, Unit.MONEY)
"""Units whose format stays: per cents keep their decimals, money shows none anyway."""


def draw_conditions(canvas: Canvas, layout: TableLayout) -> None:
    """Colour what somebody must look at, set groups apart, redden negatives, drop decimals.

    Of the conditions that hold, LibreOffice applies the first alone: each one therefore comes in
    two, the first for numbers that are shown without decimals.
    """
    row, styles = layout.header + 1, canvas.styles
    for alarm in TABLE_ALARMS:
        if alarm.table == layout.table.name:
            columns, test = _alarm(layout, alarm)
            look = partial(styles.alarm, alarm.severity)
            _in_two(canvas, layout, columns, test, look)
    first, whole = cell_name(row, LEFT), (LEFT, layout.last_column)
    if layout.table.columns[0].name in layout.table.keys[:-1]:
        same = f"AND({first}={cell_name(row - 1, LEFT)},ISTEXT({first}))"
        canvas.condition(first, same, styles.repeated())
        _in_two(canvas, layout, whole, _group_begins(row), styles.group)
    _in_two(canvas, layout, whole, f"AND(ISNUMBER({first}),{first}<0)", styles.negative)
    for start, stop in _runs(layout):
        test = _without_decimals(layout, start)
        canvas.condition(range_name(row, start, row, stop), test, styles.whole(), last=False)


def _alarm(layout: TableLayout, alarm: TableAlarm) -> tuple[tuple[int, int], str]:
    """Return the first and last column of an alarm, and its test for the first of them."""
    row = layout.header + 1
    across: Sequence[int] = layout.across
    numbers = across if alarm.column.endswith("*") else (layout.column(alarm.column),)
    here = cell_name(row, numbers[0])
    tests = []
    if alarm.equals:
        tests.append("OR(" + ",".join(f'{here}="{text}"' for text in alarm.equals) + ")")
    else:
        tests.append(f"ISNUMBER({here})")
    if alarm.above is not None:
        tests.append(f"{here}>{alarm.above:g}")
    if alarm.below is not None:
        tests.append(f"{here}<{alarm.below:g}")
    for name, sign in ((alarm.beyond, ">"), (alarm.inside, "<=")):
        if name:
            limit = f"${cell_name(row, layout.column(name))}"
            tests += [f"ISNUMBER({limit})", f"ABS({here}){sign}{limit}"]
    if alarm.where:
        column, text = alarm.where
        tests.append(f'${cell_name(row, layout.column(column))}="{text}"')
    return (numbers[0], numbers[-1]), f"AND({','.join(tests)})"


def _in_two(
    canvas: Canvas,
    layout: TableLayout,
    columns: tuple[int, int],
    test: str,
    look: Callable[..., Any],
) -> None:
    """Dress cells from a first to a last column where a test, given for the first one, holds."""
    row, (first, last) = layout.header + 1, columns
    for start, stop in _runs(layout):
        left, right = max(start, first), min(stop, last)
        if left <= right:
            both = f"AND({shift_formula(test, 0, left - first)},{_without_decimals(layout, left)})"
            canvas.condition(range_name(row, left, row, right), both, look(**WHOLE), last=False)
    canvas.condition(range_name(row, first, row, last), test, look(), last=False)


def _group_begins(row: int) -> str:
    """Return whether a group of rows with the same key begins, or one ends above.

    Where no two rows that follow each other have a key in common there is no group.
    """
    above, before, here, after = (f"${cell_name(row + n, LEFT)}" for n in (-2, -1, 0, 1))
    return f"AND({here}<>{before},ISTEXT({here}),OR({here}={after},{before}={above}))"


def _runs(layout: TableLayout) -> list[tuple[int, int]]:
    """Return the columns, in runs of neighbours with one rule, that may show no decimals."""
    runs: list[tuple[int, int]] = []
    former: tuple[int, Unit] | None = None
    for column in layout.table.columns:
        across = period_head(column.name) is not None
        may = column.unit in _COUNTED or (across and column.unit not in _NEVER)
        if column.kind is not Kind.NUMBER or not column.decimals or not may:
            continue
        number = layout.column(column.name)
        if former == (number - 1, column.unit):
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
        former = (number, column.unit)
    return runs


def _without_decimals(layout: TableLayout, number: int) -> str:
    """Return whether a number is whole, or large and of any unit."""
    here = cell_name(layout.header + 1, number)
    tests = [f"{here}=ROUND({here},0)"]
    if layout.table.columns[number - LEFT].unit is Unit.NONE:
        tests.append(f"ABS({here})>={_LARGE}")
    return f"IF(ISNUMBER({here}),OR({','.join(tests)}))"
