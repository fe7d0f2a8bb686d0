"""Native charts, drawn from what the declarations say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sop_addin.schema.charts import Chart, Look
from sop_addin.schema.labels import Label, in_language
from sop_addin.template.canvas import Canvas
from sop_addin.template.page_layout import range_name
from sop_addin.template.styles import COLOURS, FONT

__all__ = ["Behind", "Frame", "Row", "draw", "dress", "place", "title_cell", "value_axis"]

_COLUMNS = ("#9DB8C9", "#5B7C99")
_LINES = (COLOURS.accent, COLOURS.sand, "#B4572E")
_LIMITS = {
    Look.FLOOR: {"color": COLOURS.red, "width": 1.25, "dash_type": "dash"},
    Look.CEILING: {"color": COLOURS.muted, "width": 1.25, "dash_type": "round_dot"},
}
_AXIS = '[>=1000000]0.0#,," M";[>=10000]#,##0," k";#,##0'
_QUARTER = 3
_NO_NUMBERS = Label("no numbers yet", "尚无数据")
_WIDTHS = {Look.LINE: 2.25, Look.THIN: 1.25}


@dataclass(frozen=True)
class Row:
    """One row of numbers on a sheet; rows and columns count from 1."""

    sheet: str
    row: int
    first: int
    last: int

    def reference(self) -> list[Any]:
        """Return the row as XlsxWriter takes it."""
        return [self.sheet, self.row - 1, self.first - 1, self.row - 1, self.last - 1]

    def formula(self) -> str:
        """Return the row as formulas call it."""
        return f"'{self.sheet}'!{range_name(self.row, self.first, self.row, self.last)}"


@dataclass(frozen=True)
class Frame:
    """Where a chart stands: its top left cell, pixels from there, size in pixels."""

    row: int
    column: int
    left: int
    width: int
    height: int


def draw(
    canvas: Canvas,
    chart: Chart,
    months: Row,
    rows: Sequence[tuple[str | list[Any], Row]],
    frame: Frame,
    title: list[Any],
) -> None:
    """Draw a chart: columns first, lines over them.

    Parameters
    ----------
    months
        Dates under the horizontal axis.
    rows
        Name (a text, or ``[sheet, row, column]`` from 0) and numbers of each line of the chart.
    title
        Cell that holds what stands above it, as ``[sheet, row, column]`` from 0.
    """
    columns = canvas.workbook.add_chart({"type": "column"})
    lines = canvas.workbook.add_chart({"type": "line"})
    drawn = {columns: 0, lines: 0}
    for line, (name, row) in zip(chart.lines, rows, strict=True):
        target = columns if line.look is Look.COLUMN else lines
        shown = {"name": name, "categories": months.reference(), "values": row.reference()}
        target.add_series(shown | _look(line.look, drawn[target]))
        drawn[target] += line.look not in _LIMITS
    if drawn[lines]:
        columns.combine(lines)
    dress(columns, title, frame)
    place(canvas, columns, chart.question.en, frame)


@dataclass(frozen=True)
class Behind:
    """What stands behind the question of a chart's title.

    Parameters
    ----------
    unit
        Formula of the unit; empty: none is named.
    without
        What stands there as long as that formula gives nothing.
    shown
        Area of the numbers that are drawn, with its sheet: as long as it holds none, the title says
        so. Empty: it does not.
    """

    unit: str = ""
    without: str = ""
    shown: str = ""

    @property
    def formula(self) -> str:
        """What is added to the formula of the question."""
        unit = f'" ("&IF({self.unit}="","{self.without}",{self.unit})&")"' if self.unit else '""'
        if not self.shown:
            return f"&{unit}"
        return f'&IF(COUNT({self.shown})=0," ("&{in_language(_NO_NUMBERS)}&")",{unit})'


def title_cell(canvas: Canvas, row: int, column: int, question: Label, behind: Behind) -> list[Any]:
    """Write a chart's title, in the language of the book, into a cell that charts cover.

    Parameters
    ----------
    behind
        What stands behind the question.

    Returns
    -------
    list
        The cell, as XlsxWriter takes it.
    """
    hidden = canvas.styles.make(font_color="#FFFFFF", font_size=8)
    canvas.formula(row, column, in_language(question) + behind.formula, hidden)
    return [canvas.sheet.name, row - 1, column - 1]


def place(canvas: Canvas, chart: Any, question: str, frame: Frame) -> None:
    """Put a chart onto its sheet."""
    canvas.worksheet.insert_chart(
        frame.row - 1,
        frame.column - 1,
        chart,
        {
            "x_offset": frame.left,
            "y_offset": 4,
            "object_position": 2,
            "description": question,
        },
    )


def _look(look: Look, number: int) -> dict[str, Any]:
    if look is Look.COLUMN:
        return {"fill": {"color": _COLUMNS[number]}, "gap": 45, "border": {"none": True}}
    return {"line": _LIMITS.get(look) or {"color": _LINES[number], "width": _WIDTHS[look]}}


def value_axis() -> dict[str, Any]:
    """Return the look of an axis of numbers."""
    return {
        "num_font": {"name": FONT, "size": 8, "color": COLOURS.muted},
        "line": {"none": True},
        "major_gridlines": {"visible": True, "line": {"color": COLOURS.line, "width": 0.75}},
        "major_tick_mark": "none",
    }


def dress(chart: Any, title: list[Any], frame: Frame) -> None:
    """Give a chart its title, axes, colours and size."""
    font = {"name": FONT, "size": 8, "color": COLOURS.muted}
    chart.set_title(
        {
            "name": title,
            "overlay": False,
            "name_font": {"name": FONT, "size": 10, "bold": True, "color": COLOURS.ink},
        }
    )
    chart.set_x_axis(
        {
            "num_format": "mmm yy",
            "date_axis": True,
            "major_unit": _QUARTER,
            "major_unit_type": "months",
            "num_font": font,
            "line": {"color": COLOURS.line},
            "major_tick_mark": "none",
            "label_position": "low",
        }
    )
    chart.set_y_axis({**value_axis(), "num_format": _AXIS, "min": 0})
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_chartarea({"border": {"color": COLOURS.line}, "fill": {"color": "#FFFFFF"}})
    chart.set_plotarea({"fill": {"none": True}})
    chart.set_size({"width": frame.width, "height": frame.height})
    chart.show_hidden_data()
    chart.show_blanks_as("gap")
