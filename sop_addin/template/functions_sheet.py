"""The sheet that explains the worksheet functions, each with an example that Excel computes."""

from __future__ import annotations

from typing import Any

from sop_addin.schema.declarations import PLANNER, Kind
from sop_addin.schema.functions import FUNCTIONS, HEADS, WITHOUT_PYTHON
from sop_addin.schema.worksheet_function import Argument, Function
from sop_addin.template.canvas import MARGIN, Canvas
from sop_addin.template.page_layout import range_name
from sop_addin.template.styles import COLOURS

__all__ = ["draw_functions"]

_NAME, _VALUES = 2, 3
_MOST = max(len(a.example) for f in FUNCTIONS for a in f.arguments)
_MEANING = _VALUES + _MOST
_FIRST_ROW = 4
_WIDE, _ONE_LINE = 64, 80
_LINE, _TWO_LINES = 15, 26
_DIGITS = "#,##0.0##"


def draw_functions(canvas: Canvas, home: str) -> None:
    """Draw every declared function: what it takes, an example, what it answers."""
    canvas.title(_MEANING, home)
    title = canvas.styles.band(font_size=14, bold=True)
    soft = canvas.styles.band(font_color=COLOURS.on_band_soft)
    canvas.text(1, _NAME, canvas.sheet.purpose.en, title)
    canvas.text(2, _NAME, HEADS["where"].en, soft)
    canvas.columns(1, 1, MARGIN)
    canvas.columns(_NAME, _NAME, 14)
    canvas.columns(_VALUES, _MEANING - 1, 8)
    canvas.columns(_MEANING, _MEANING, _WIDE)
    row = _FIRST_ROW
    for function in FUNCTIONS:
        row = _draw_function(canvas, row, function) + 2
    canvas.worksheet.freeze_panes(2, 0)
    canvas.worksheet.repeat_rows(0, 1)
    canvas.print_on_a4(_NAME, _MEANING)


def _draw_function(canvas: Canvas, row: int, function: Function) -> int:
    """Draw one function from `row` on; return its last row."""
    styles = canvas.styles
    head = styles.header(text_wrap=False)
    canvas.fill(row, _NAME, _MEANING, head)
    canvas.text(row, _NAME, function.syntax, head)
    canvas.text(row, _MEANING, function.purpose.en, head)
    canvas.row(row, 18)
    places = []
    for number, argument in enumerate(function.arguments, 1):
        _draw_argument(canvas, row + number, argument)
        places.append(
            range_name(row + number, _VALUES, row + number, _VALUES + len(argument.example) - 1)
        )
    first = row + len(function.arguments) + 1
    _label(canvas, first, HEADS["answer"].en, function.returns.en)
    for each in range(first + 1, first + function.rows):
        canvas.row(each, _LINE)
    look = styles.make(num_format=_DIGITS, bold=True, align="left")
    formula = example_formula(function, places)
    size = (function.rows, function.columns)
    canvas.outside_formula(first, _VALUES, size, formula, WITHOUT_PYTHON.en, look)
    return first + function.rows - 1


def example_formula(function: Function, places: list[str]) -> str:
    """Return the example of a function: where it cannot run, its first cell says so.

    Examples
    --------
    >>> example_formula(FUNCTIONS[3], ["$C$5:$F$5", "$C$6:$F$6"])
    'IFERROR(SOP_WMAPE($C$5:$F$5,$C$6:$F$6),"needs the add-in in Excel")'
    """
    otherwise = f'"{WITHOUT_PYTHON.en}"'
    if (function.rows, function.columns) != (1, 1):
        empty = ",".join(['""'] * function.columns)
        first = ",".join([otherwise] + ['""'] * (function.columns - 1))
        otherwise = f"{{{';'.join([first] + [empty] * (function.rows - 1))}}}"
    return f"IFERROR({function.name}({','.join(places)}),{otherwise})"


def _label(canvas: Canvas, row: int, name: str, meaning: str) -> None:
    muted = canvas.styles.make(font_color=COLOURS.muted, text_wrap=True, indent=1)
    canvas.text(row, _NAME, name, canvas.styles.make(bold=True))
    canvas.text(row, _MEANING, meaning, muted)
    canvas.row(row, _LINE if len(meaning) <= _ONE_LINE else _TWO_LINES)


def _draw_argument(canvas: Canvas, row: int, argument: Argument) -> None:
    name = f"[{argument.name}]" if argument.optional else argument.name
    _label(canvas, row, name, argument.meaning.en)
    look: dict[str, Any] = {"num_format": "#,##0", "shrink": True}
    number = canvas.styles.value(PLANNER, Kind.NUMBER, **look)
    text = canvas.styles.value(PLANNER, Kind.TEXT, align="right")
    for column, value in enumerate(argument.example, _VALUES):
        if isinstance(value, str):
            canvas.text(row, column, value, text)
        else:
            canvas.number(row, column, value, number)
