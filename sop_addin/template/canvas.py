"""A worksheet as the builder draws on it: cells from 1, formulas with their stored results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sop_addin.excel.blocks import Raw
from sop_addin.schema.cells import cell
from sop_addin.schema.labels import Label, in_language
from sop_addin.schema.sheets import Sheet
from sop_addin.template.styles import COLOURS, TAB_COLOURS, Styles

__all__ = ["MARGIN", "Canvas", "pixels"]

MARGIN = 4.0
"""Width of the column at the left, which holds the way home and is not printed."""

_A4 = 9
_SIDE, _TOP, _BOTTOM = 0.3, 0.25, 0.45
_HOME_SIGN = "⌂"
_EVERY_ROW = 1_048_576
_STAMP = cell("plan_stamp").name


def pixels(width: float) -> int:
    """Return how many pixels a column of a width in characters takes.

    Examples
    --------
    >>> pixels(9), pixels(8.43)
    (68, 64)
    """
    return int(width * 7 + 5)


@dataclass(frozen=True)
class Canvas:
    """One sheet under construction.

    Parameters
    ----------
    sheet
        Its declaration.
    worksheet, workbook
        XlsxWriter's objects.
    results
        Computed value of each formula by (row, column); empty in the first pass.
    """

    sheet: Sheet
    worksheet: Any
    workbook: Any
    styles: Styles
    results: Mapping[tuple[int, int], Raw]

    def text(self, row: int, column: int, value: str, style: Any) -> None:
        """Write a text; an empty one gives a blank cell with a format."""
        if value:
            self.worksheet.write_string(row - 1, column - 1, value, style)
        else:
            self.blank(row, column, style)

    def number(self, row: int, column: int, value: float, style: Any) -> None:
        """Write a number."""
        self.worksheet.write_number(row - 1, column - 1, value, style)

    def blank(self, row: int, column: int, style: Any) -> None:
        """Give an empty cell a format."""
        self.worksheet.write_blank(row - 1, column - 1, None, style)

    def formula(self, row: int, column: int, formula: str, style: Any) -> None:
        """Write a formula, given without ``=``, with its computed value."""
        value = self.results.get((row, column), 0)
        value = "" if value is None else value
        self.worksheet.write_formula(row - 1, column - 1, f"={formula}", style, value)

    def label(self, row: int, column: int, label: Label, style: Any) -> None:
        """Write a label: a formula that shows it in the language the book is set to."""
        self.formula(row, column, in_language(label), style)

    def outside_formula(
        self, row: int, column: int, size: tuple[int, int], formula: str, stored: str, style: Any
    ) -> None:
        """Write a formula that only Excel computes, with what its first cell shows elsewhere.

        Of several cells, `size` rows and columns, it is one array formula.
        """
        top, left = row - 1, column - 1
        if size == (1, 1):
            self.worksheet.write_formula(top, left, f"={formula}", style, stored)
            return
        bottom, right = top + size[0] - 1, left + size[1] - 1
        area = (top, left, bottom, right)
        self.worksheet.write_array_formula(*area, f"{{={formula}}}", style, stored)
        for i in range(top, bottom + 1):
            for j in range(left + (i == top), right + 1):
                self.worksheet.write_string(i, j, "", style)

    def link(self, row: int, column: int, sheet: str, text: str, style: Any) -> None:
        """Write a link to a sheet of the workbook."""
        self.worksheet.write_url(row - 1, column - 1, f"internal:'{sheet}'!A1", style, text)

    def label_link(self, row: int, column: int, sheet: str, label: Label, style: Any) -> None:
        """Write a link to a sheet, shown as a label."""
        self.link(row, column, sheet, label.en, style)
        self.label(row, column, label, style)

    def home(self, row: int, column: int, sheet: str) -> None:
        """Write the link back to the first sheet, as a sign: where it stands is not printed."""
        look = self.styles.band(font_size=15, font_color=COLOURS.on_band_soft, align="center")
        place = f"internal:'{sheet}'!A1"
        self.worksheet.write_url(row - 1, column - 1, place, look, _HOME_SIGN, sheet)

    def fill(self, row: int, first: int, last: int, style: Any) -> None:
        """Give a run of empty cells a format."""
        for column in range(first, last + 1):
            self.blank(row, column, style)

    def merge(self, row: int, first: int, last: int, style: Any) -> None:
        """Merge a run of cells in one row; its first cell is written afterwards."""
        self.worksheet.merge_range(row - 1, first - 1, row - 1, last - 1, "", style)

    def row(self, row: int, points: float, style: Any = None, **options: Any) -> None:
        """Set a row's height in points, and how it is grouped."""
        self.worksheet.set_row(row - 1, points, style, options)

    def columns(self, first: int, last: int, width: float, **options: Any) -> None:
        """Set the width of columns in characters, and how they are grouped."""
        self.worksheet.set_column(first - 1, last - 1, width, None, options)

    def condition(self, area: str, formula: str, style: Any, last: bool = True) -> None:
        """Dress the cells of `area` where `formula`, given for its first cell, holds.

        `area`: one range or, with spaces between, several.
        `last`: no later condition applies where this one does.
        """
        rule = {"type": "formula", "criteria": f"={formula}", "format": style, "stop_if_true": last}
        ranges = area.replace("$", "")
        first = ranges.split(" ")[0]
        self.worksheet.conditional_format(
            first, rule if first == ranges else rule | {"multi_range": ranges}
        )

    def title(self, last_column: int, home: str) -> None:
        """Draw the band with title and purpose, as wide as the screen, printed to a column."""
        styles = self.styles
        title = styles.band(font_size=14, bold=True)
        purpose = styles.band(font_color=COLOURS.on_band_soft)
        self.row(1, 24, title)
        self.row(2, 16, purpose)
        self.fill(1, 1, last_column, title)
        self.fill(2, 1, last_column, purpose)
        if self.sheet.name != home:
            self.home(1, 1, home)

    def stamp(self, row: int, column: int) -> None:
        """Write which cycle and plan the sheet shows, ending at a column of the title band."""
        look = self.styles.band(font_size=8, font_color=COLOURS.on_band_soft, align="right")
        self.formula(row, column, _STAMP, look)

    def print_on_a4(
        self,
        first_column: int,
        last_column: int,
        rows: tuple[int, int] | None = None,
        across: int = 1,
        breaks: Sequence[int] = (),
    ) -> None:
        """Set landscape A4 with a footer.

        Parameters
        ----------
        rows
            First and last row, on one page unless it is broken; ``None`` prints every row.
        across
            Pages side by side.
        breaks
            Last rows of the pages before the last.
        """
        page = self.worksheet
        first, last = rows if rows else (1, _EVERY_ROW)
        page.print_area(first - 1, first_column - 1, last - 1, last_column - 1)
        page.set_landscape()
        page.set_paper(_A4)
        page.fit_to_pages(across, 1 if rows and not breaks else 0)
        page.set_h_pagebreaks(list(breaks))
        page.set_margins(left=_SIDE, right=_SIDE, top=_TOP, bottom=_BOTTOM)
        page.center_horizontally()
        page.set_footer("&L&8&K64748B&F  ·  &A&R&8&K64748BPage &P of &N")
        page.hide_gridlines(2)
        page.set_tab_color(TAB_COLOURS[self.sheet.group])
