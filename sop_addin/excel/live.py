"""The workbook that is open in Excel as an adapter, through xlwings."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sop_addin.errors import BookError
from sop_addin.excel import native
from sop_addin.excel.blocks import Area, Closing, Raw, TableArea
from sop_addin.excel.live_cells import incoming, outgoing, texts
from sop_addin.excel.notes import landing
from sop_addin.excel.references import Span, cell_name, split_sheet
from sop_addin.excel.resting import Resting, asked, unprotected
from sop_addin.excel.table_growth import in_the_way, no_table, too_few_rows

if TYPE_CHECKING:
    import xlwings as xw

__all__ = ["LiveBlocks", "calling_book"]

_EXCELS_OWN = frozenset(("Print_Area", "Print_Titles", "_FilterDatabase", "Criteria", "Extract"))


def calling_book() -> xw.Book:
    """Return the workbook whose button was pressed."""
    import xlwings as xw

    return xw.Book.caller()


class LiveBlocks(Closing):
    """A workbook in a running Excel; see :class:`sop_addin.excel.blocks.Blocks`.

    Writes are made at once and saving is left to the planner. Sheets, tables and names are listed
    once. From the first write until :meth:`close`, the screen, events and automatic calculation
    rest, and sheets that are protected without a password are open.

    Parameters
    ----------
    book
        The workbook as xlwings hands it over.

    Raises
    ------
    BookError
        Excel is busy with a cell that is being edited, or is Excel for Mac.
    """

    def __init__(self, book: xw.Book) -> None:
        if sys.platform == "darwin":
            raise BookError(
                book.name, "Excel for Mac", "Excel for Windows", "Save, close, and use `sop`."
            )
        if not native.is_ready(book.app.api):
            raise BookError(
                book.name,
                "Excel busy with a cell that is being edited, or with a dialogue",
                "an Excel that is ready",
                "Press Enter or Esc, and try again.",
            )
        self._book = book
        self._listed: dict[str, xw.Sheet] | None = None
        self._table_areas: dict[str, TableArea] | None = None
        self._resting = Resting(book.app)
        self._stale = False

    # what the workbook has

    @property
    def title(self) -> str:
        """The workbook's file name."""
        return str(self._book.name)

    at_once = True

    @cached_property
    def date1904(self) -> bool:
        """Whether day 0 of the workbook is 1904-01-01."""
        return native.has_1904_dates(self._book.api)

    @cached_property
    def folder(self) -> Path | None:
        """The folder of the workbook's file; ``None`` where it was never saved on this computer."""
        try:
            path = Path(self._book.fullname)
        except Exception:  # xlwings': a place on the web that is not synchronised
            return None
        return path.parent if path.is_absolute() else None

    def sheets(self) -> list[str]:
        """Return the names of the sheets of cells in tab order, hidden ones too."""
        return list(self._sheets())

    def in_front(self) -> str:
        """Return the name of the sheet that the planner looks at."""
        return str(self._book.sheets.active.name)

    def _sheets(self) -> dict[str, xw.Sheet]:
        if self._listed is None:
            self._listed = {sheet.name: sheet for sheet in self._book.sheets}
        return self._listed

    def _sheet(self, name: str) -> xw.Sheet:
        sheets = self._sheets()
        if name in sheets:
            return sheets[name]
        for each, sheet in sheets.items():
            if each.lower() == name.lower():
                return sheet
        raise BookError(
            self.title,
            f"no sheet {name!r}",
            "one of " + ", ".join(sheets),
            "Give the sheet its name back.",
        )

    def names(self) -> dict[tuple[str, str], Area]:
        """Return ``(scope, name) -> area`` of the names that are one rectangle.

        Excel's own names (print area, titles, filter) are left out.
        """
        found = {}
        for each in self._book.names:
            scoped = split_sheet(each.name)
            scope, name = scoped or ("", each.name)
            split = split_sheet((each.refers_to or "").removeprefix("="))
            span = Span.of(split[1]) if split else None
            if split is None or span is None or name in _EXCELS_OWN or name.startswith("_xl"):
                continue
            rows, columns = span.bottom - span.top + 1, span.right - span.left + 1
            found[scope, name] = Area(split[0], span.top, span.left, rows, columns)
        return found

    def tables(self) -> dict[str, TableArea]:
        """Return every Excel Table that shows its header, by name."""
        if self._table_areas is None:
            areas = [_table_area(s, t) for s, sheet in self._sheets().items() for t in sheet.tables]
            self._table_areas = {area.name: area for area in areas if area is not None}
        return dict(self._table_areas)

    # cells

    def read(self, area: Area) -> list[list[Raw]]:
        """Return the values, computed after the last write."""
        if self._stale:
            self._book.app.calculate()
            self._stale = False
        block = self._range(area).options(ndim=2, err_to_str=True).value
        return [[incoming(value) for value in row] for row in block]

    def formulas(self, area: Area) -> list[list[str | None]]:
        """Return the formulas (with ``=``) where cells hold one, else ``None``."""
        found = texts(self._range(area))
        if not any(text.startswith("=") for row in found for text in row):
            return [[None] * area.columns for _ in found]
        values = self.read(area)  # a text that begins with = is given as its own "formula"
        return [
            [text if text.startswith("=") and text != value else None for text, value in pair]
            for pair in (zip(*rows, strict=True) for rows in zip(found, values, strict=True))
        ]

    def write(self, sheet: str, row: int, column: int, block: Sequence[Sequence[Raw]]) -> None:
        """Write values, keeping every cell's format; ``None`` clears a cell."""
        values = [[outgoing(value) for value in line] for line in block]
        area = Area(sheet, row, column, len(values), len(values[0]))
        with self._writing(area):
            self._range(area).value = values

    def write_formulas(
        self, sheet: str, row: int, column: int, block: Sequence[Sequence[str | None]]
    ) -> None:
        """Write formulas (with ``=``) where given; ``None`` leaves the cell as it is."""
        if all(formula is not None for line in block for formula in line):
            self._write_formulas(Area(sheet, row, column, len(block), len(block[0])), block)
            return
        for down, line in enumerate(block):
            for across, formula in enumerate(line):
                if formula is not None:
                    self._write_formulas(Area(sheet, row + down, column + across), [[formula]])

    def _write_formulas(self, area: Area, block: Sequence[Sequence[str | None]]) -> None:
        with self._writing(area):
            self._range(area).formula = [list(line) for line in block]

    def shift_notes(self, area: Area, columns: int) -> None:
        """Move the notes and comments on the cells of an area by `columns`, within the area."""
        sheet = self._sheet(area.sheet)
        first, last = area.column, area.column + area.columns - 1
        for row, marked in native.noted(sheet.api, area.row, area.row + area.rows - 1).items():
            inside = [column for column in marked if first <= column <= last]
            with self._writing(area):
                for column, target in landing(inside, columns, first, last).items():
                    if column != target:
                        native.move_note(sheet.api, row, column, target)

    def _range(self, area: Area) -> xw.Range:
        last = (area.row + area.rows - 1, area.column + area.columns - 1)
        return self._sheet(area.sheet).range((area.row, area.column), last)

    # tables and sheets

    def resize_table(self, name: str, rows: int) -> None:
        """Grow or shrink a table to `rows` data rows (at least 1), in place.

        Excel fills calculated columns; formats come from the first data row.
        """
        area = self.tables().get(name)
        if area is None:
            raise no_table(self.title, name)
        if rows < 1:
            raise too_few_rows(name, rows)
        if rows == area.rows:
            return
        if rows > area.rows:
            self._check_room(area, rows)
        first, width = area.row + 1, len(area.headers)
        new = Area(area.sheet, area.row, area.column, rows + 1, width)
        with self._writing(new):
            table = self._sheet(area.sheet).tables[name]
            if area.totals:
                table.show_totals = False
            table.resize(self._range(new))
            low, high = sorted((rows, area.rows))
            moved = self._range(Area(area.sheet, first + low, area.column, high - low, width))
            if rows > area.rows:
                row = self._range(Area(area.sheet, first, area.column, 1, width))
                moved.copy_from(row, "formats")
            else:
                moved.clear_contents()
                moved.clear_formats()
            if area.totals:
                table.show_totals = True
        self._table_areas = self.tables() | {name: replace(area, rows=rows)}

    def _check_room(self, area: TableArea, rows: int) -> None:
        top, bottom = area.row + area.rows + area.totals + 1, area.row + rows + area.totals
        below = Area(area.sheet, top, area.column, bottom - top + 1, len(area.headers))
        for down, row in enumerate(texts(self._range(below))):
            for across, text in enumerate(row):
                if text:
                    cell = cell_name(top + down, area.column + across)
                    raise in_the_way(area.sheet, area.name, cell, bottom)
        if self._range(below).merge_cells is not False:
            raise in_the_way(area.sheet, area.name, "", bottom, "merged cells")

    def copy_sheet(self, source: str, name: str, before: str) -> None:
        """Copy a sheet, visible, to stand before another one: formats, chart, sheet's own names."""
        with asked(source):
            self._resting.begin()
            copy = self._sheet(source).copy(before=self._sheet(before), name=name)
            copy.visible = True
        self._resting.copied(source, name, copy)
        listed: dict[str, xw.Sheet] = {}
        for each, sheet in self._sheets().items():
            listed |= {name: copy, each: sheet} if each.lower() == before.lower() else {each: sheet}
        self._listed = listed

    def rename_sheet(self, old: str, new: str) -> None:
        """Rename a sheet; formulas and names that mention it follow."""
        with asked(old):
            self._sheet(old).name = new
        self._resting.renamed(old, new)
        self._listed = {new if n == old else n: sheet for n, sheet in self._sheets().items()}
        self._table_areas = None

    def is_shown(self, sheet: str) -> bool:
        """Return whether the sheet has a tab that people see."""
        return bool(self._sheet(sheet).visible)

    def set_shown(self, sheet: str, shown: bool) -> None:
        """Show a sheet's tab, or hide it; Excel shows another sheet instead."""
        with asked(sheet):
            self._sheet(sheet).visible = shown

    # how Excel rests meanwhile

    def refuse_passwords(self, sheets: Sequence[str]) -> None:
        """Refuse a book in which one of `sheets` is protected by a planner's own password.

        Raises
        ------
        BookError
            The first such sheet; nothing was changed.
        """
        for name in sheets:
            sheet = self._sheet(name)
            if native.is_protected(sheet.api):
                native.protect(sheet.api, unprotected(sheet))

    @contextlib.contextmanager
    def _writing(self, area: Area) -> Iterator[None]:
        """Open the sheet, and let what Excel refuses be one clear error with its place."""
        self._resting.begin()
        self._resting.open(area.sheet, self._sheet(area.sheet))
        self._stale = True
        with asked(f"{area.sheet}!{cell_name(area.row, area.column)}"):
            yield

    def save(self) -> None:
        """Do nothing: the planner saves."""

    def save_copy(self, path: Path) -> None:
        """Store the workbook as it stands elsewhere; this one stays as it is."""
        with asked(str(path)):
            native.save_copy(self._book.api, path)

    def close(self) -> None:
        """Protect the sheets again, and let screen, events and calculation go on."""
        self._resting.end()


def _table_area(sheet: str, table: Any) -> TableArea | None:
    header = table.header_row_range
    if header is None:
        return None
    headers = tuple(str(text) for text in header.options(ndim=1).value)
    totals = bool(table.show_totals)
    rows = table.range.shape[0] - 1 - totals
    return TableArea(table.name, sheet, header.row, header.column, max(rows, 1), headers, totals)
