"""Excel as far as the live adapter uses it, in memory, behind xlwings' own classes.

xlwings' converters run for real; below them, an engine keeps cells, tables, names and protection
in dictionaries and takes values as Excel does: text that looks like a number becomes one unless an
apostrophe says otherwise, a date cell gives a date, an error comes as a number. Formulas are kept,
not computed. `calls` counts what a real Excel would be asked.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections import Counter
from typing import Any

import pandas as pd
import xlwings as xw
from excel_contents import BookData, Cell, SheetData, TableData, load
from openpyxl.utils import get_column_letter

__all__ = ["BUTTONS", "App", "BookData", "ExcelError", "SheetData", "TableData", "calls"]
__all__ += ["load", "open_book"]

ERRORS = {"#NULL!": 2000, "#DIV/0!": 2007, "#VALUE!": 2015, "#REF!": 2023, "#NAME?": 2029}
ERRORS |= {"#NUM!": 2036, "#N/A": 2042, "#SPILL!": 2045, "#CALC!": 2050}
FIRST_ERROR = -2146828288
KNOWN_TO_XLWINGS = {FIRST_ERROR + n: t for t, n in ERRORS.items() if n < 2045}
BUTTONS = (  # what Worksheet.Protect takes after password, drawings, contents, scenarios, interface
    *("AllowFormattingCells", "AllowFormattingColumns", "AllowFormattingRows"),
    *("AllowInsertingColumns", "AllowInsertingRows", "AllowInsertingHyperlinks"),
    *("AllowDeletingColumns", "AllowDeletingRows", "AllowSorting", "AllowFiltering"),
    "AllowUsingPivotTables",
)

calls: Counter[str] = Counter()


class ExcelError(Exception):
    """What pywin32 would raise: number, text, (..., source, description, ...)."""

    def __init__(self, description: str) -> None:
        super().__init__(-2147352567, "Exception occurred.", (0, "Excel", description), None)


class Engine:
    """What xlwings' converters ask of an engine; values as pywin32 hands them over."""

    name, type = "double", "desktop"

    @property
    def apps(self) -> Any:
        return [RUNNING]

    @staticmethod
    def prepare_xl_data_element(value: Any, options: Any) -> Any:
        return "" if value is None or value is pd.NaT else value

    @staticmethod
    def clean_value_data(
        data: Any, date: Any, empty: Any, number: Any, errors_as_text: bool
    ) -> list[list[Any]]:
        def clean(value: Any) -> Any:
            if value is None or value == "":
                return empty
            if isinstance(value, dt.datetime):
                parts = ("year", "month", "day", "hour", "minute", "second", "microsecond")
                return date(**{part: getattr(value, part) for part in parts}, tzinfo=None)
            if isinstance(value, float) and number is not None:
                return number(value)
            if isinstance(value, int) and value in KNOWN_TO_XLWINGS:
                return KNOWN_TO_XLWINGS[value] if errors_as_text else None
            return value

        return [[clean(value) for value in row] for row in data]


class AppApi:
    """``Application``: only whether it is ready."""

    Ready = True
    CutCopyMode: Any = None


class App:
    """One running Excel."""

    pid = 1

    def __init__(self) -> None:
        self.engine, self.api = ENGINE, AppApi()
        self.screen_updating, self.enable_events, self.display_alerts = True, True, True
        self.calculation = "automatic"
        self.status_bar: str | bool = False
        self.status_lines: list[str] = []
        self.alerts: list[str] = []

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "status_bar" and isinstance(value, str):
            self.status_lines.append(value)
        object.__setattr__(self, name, value)

    def calculate(self) -> None:
        calls["calculate"] += 1

    def alert(self, prompt: str, title: Any, buttons: str, mode: Any, callback: Any) -> str:
        self.alerts.append(prompt)
        return "ok"


ENGINE = Engine()
RUNNING = App()


class Book:
    """A workbook open in that Excel."""

    def __init__(self, data: BookData, app: App) -> None:
        self.data, self.app, self.api = data, app, BookApi(data)

    @property
    def name(self) -> str:
        return self.data.path.name

    @property
    def fullname(self) -> str:
        return str(self.data.path)

    @property
    def sheets(self) -> Sheets:
        calls["list sheets"] += 1
        return Sheets(self)

    @property
    def names(self) -> Names:
        return Names(self)


class BookApi:
    """``Workbook``: its first day, and a copy of its file."""

    def __init__(self, data: BookData) -> None:
        self._data = data

    @property
    def Date1904(self) -> bool:
        return self._data.date1904

    def SaveCopyAs(self, path: str) -> None:
        """Copy the file that was loaded: the cells of this double are not stored anywhere."""
        shutil.copyfile(self._data.path, path)


class Sheets:
    """The sheets in tab order."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def __iter__(self) -> Any:
        return (Sheet(self._book, name) for name in list(self._book.data.sheets))

    def __len__(self) -> int:
        return len(self._book.data.sheets)

    @property
    def active(self) -> Sheet:
        return Sheet(self._book, self._book.data.front or next(iter(self._book.data.sheets)))

    def __call__(self, key: int | str) -> Sheet:
        name = list(self._book.data.sheets)[key - 1] if isinstance(key, int) else key
        return Sheet(self._book, name)


class Sheet:
    """One sheet; it is found by its data, as Excel's object stays with a renamed sheet."""

    def __init__(self, book: Book, name: str) -> None:
        self.book, self.data = book, book.data.sheets[name]
        self.api = SheetApi(self.data)

    @property
    def name(self) -> str:
        return next(n for n, data in self.book.data.sheets.items() if data is self.data)

    @name.setter
    def name(self, new: str) -> None:
        old, book = self.name, self.book.data
        if len(new) > 31 or set(new) & set("[]:*?/\\"):
            raise ExcelError("You typed an invalid name for a sheet or chart.")
        book.sheets = {new if n == old else n: data for n, data in book.sheets.items()}
        book.names = {
            (new if scope == old else scope, name): (new if sheet == old else sheet, cells)
            for (scope, name), (sheet, cells) in book.names.items()
        }

    @property
    def visible(self) -> bool:
        return self.data.visible

    @visible.setter
    def visible(self, value: bool) -> None:
        self.data.visible = value

    @property
    def tables(self) -> Tables:
        return Tables(self)

    def range(self, first: Any, last: Any) -> Range:
        (top, left), (bottom, right) = (
            (each.row, each.column) if isinstance(each, Range) else each for each in (first, last)
        )
        if bottom > 1048576 or right > 16384 or top < 1 or left < 1:
            raise ExcelError("Application-defined or object-defined error")
        return Range(self, top, left, bottom - top + 1, right - left + 1)

    def copy(self, before: Sheet, after: None) -> None:
        book, source, target = self.book.data, self.name, before.name
        name = f"{source} (2)"
        copy = self.data.copy()
        copy.tables = {f"{each}_copy": table for each, table in copy.tables.items()}
        sheets: dict[str, SheetData] = {}
        for each, data in book.sheets.items():
            sheets |= {name: copy, each: data} if each == target else {each: data}
        book.sheets = sheets
        for (scope, each), (sheet, cells) in list(book.names.items()):
            if scope == source:
                book.names[name, each] = (name if sheet == source else sheet, cells)


class Note:
    """A cell, or the note on it, as far as notes are moved: copied, pasted, cleared."""

    def __init__(self, data: SheetData, at: tuple[int, int]) -> None:
        self._data, (self.Row, self.Column) = data, at

    @property
    def Parent(self) -> Note:
        return self

    def Copy(self) -> None:
        RUNNING.api.CutCopyMode = self._data.notes[self.Row, self.Column]

    def PasteSpecial(self, what: int) -> None:
        assert what == -4144  # notes alone
        if self._data.protected:
            raise ExcelError("The cell or chart is protected.")
        self._data.notes[self.Row, self.Column] = RUNNING.api.CutCopyMode

    def ClearComments(self) -> None:
        self._data.notes.pop((self.Row, self.Column), None)


class SheetApi:
    """``Worksheet``: its protection."""

    def __init__(self, data: SheetData) -> None:
        self._data = data

    def __getattr__(self, name: str) -> bool:
        if name in BUTTONS:
            return self._data.options[3 + BUTTONS.index(name)]
        raise AttributeError(name)

    @property
    def ProtectContents(self) -> bool:
        return self._data.protected

    @property
    def ProtectDrawingObjects(self) -> bool:
        return self._data.options[0]

    @property
    def ProtectScenarios(self) -> bool:
        return self._data.options[1]

    @property
    def ProtectionMode(self) -> bool:
        return self._data.options[2]

    @property
    def Protection(self) -> SheetApi:
        return self

    @property
    def Comments(self) -> list[Note]:
        return [Note(self._data, at) for at in self._data.notes]

    CommentsThreaded: tuple[Any, ...] = ()

    def Cells(self, row: int, column: int) -> Note:
        return Note(self._data, (row, column))

    @property
    def Application(self) -> AppApi:
        return RUNNING.api

    def Unprotect(self, password: str) -> None:
        calls["unprotect"] += 1
        if password != self._data.password:
            raise ExcelError("The password you supplied is not correct.")
        self._data.protected = False

    def Protect(
        self,
        password: str,
        drawings: bool,
        contents: bool,
        scenarios: bool,
        interface: bool,
        *rest: bool,
    ) -> None:
        self._data.password, self._data.protected = password, contents
        self._data.options = (drawings, scenarios, interface, *rest)


class Range:
    """A rectangle of cells."""

    max_cells_per_read = max_cells_per_write = None
    api = True  # xlwings writes only where there is a native object

    def __init__(self, sheet: Sheet, row: int, column: int, rows: int, columns: int) -> None:
        self.sheet, self.row, self.column, self.shape = sheet, row, column, (rows, columns)

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def __call__(self, row: int, column: int | None = None) -> Range:
        if column is None:
            row, column = (row - 1) // self.shape[1] + 1, (row - 1) % self.shape[1] + 1
        return Range(self.sheet, self.row + row - 1, self.column + column - 1, 1, 1)

    @property
    def address(self) -> str:
        left, right = self.column, self.column + self.shape[1] - 1
        bottom = self.row + self.shape[0] - 1
        return f"${get_column_letter(left)}${self.row}:${get_column_letter(right)}${bottom}"

    def _rows(self) -> list[list[tuple[int, int]]]:
        rows, columns = self.shape
        return [
            [(r, c) for c in range(self.column, self.column + columns)]
            for r in range(self.row, self.row + rows)
        ]

    def _given(self, what: Any) -> Any:
        """Return one cell bare and all else as rows, as pywin32 does."""
        get = self.sheet.data.cells.get
        block = tuple(tuple(what(get(at) or Cell()) for at in row) for row in self._rows())
        return block[0][0] if self.shape == (1, 1) else block

    @property
    def raw_value(self) -> Any:
        calls["read"] += 1
        first = dt.datetime(1904, 1, 1) if self.sheet.book.data.date1904 else None
        return self._given(lambda cell: _shown(cell, first))

    @raw_value.setter
    def raw_value(self, block: Any) -> None:
        calls["write"] += 1
        self._change(block, _typed)

    @property
    def formula(self) -> Any:
        calls["formulas"] += 1
        return self._given(lambda cell: cell.formula or _text(cell.value))

    @formula.setter
    def formula(self, block: Any) -> None:
        calls["write"] += 1
        self._change(block, _typed)

    def _change(self, block: Any, take: Any) -> None:
        if self.sheet.data.protected:
            raise ExcelError("The cell or chart is protected.")
        scalar = not isinstance(block, list | tuple)
        for i, row in enumerate(self._rows()):
            for j, at in enumerate(row):
                take(self.sheet.data.cell(*at), block if scalar else block[i][j])

    def clear_contents(self) -> None:
        self._change(None, _typed)

    def clear_formats(self) -> None:
        for row in self._rows():
            for at in row:
                self.sheet.data.cell(*at).date = False

    def copy_from(self, source: xw.Range, kind: str, skip_blanks: bool, transpose: bool) -> None:
        assert kind == "formats" and source.shape == (1, self.shape[1])
        for row in self._rows():
            for at in row:
                model = self.sheet.data.cell(source.row, at[1])
                self.sheet.data.cell(*at).date = model.date

    @property
    def merge_cells(self) -> bool | None:
        last = (self.row + self.shape[0] - 1, self.column + self.shape[1] - 1)
        for top, left, bottom, right in self.sheet.data.merged:
            if top <= last[0] and left <= last[1] and self.row <= bottom and self.column <= right:
                return None
        return False


def _typed(cell: Cell, value: Any) -> None:
    """Put a value into a cell as if it were typed."""
    cell.value, cell.formula = value, None
    if isinstance(value, dt.datetime):
        cell.date = True
    if isinstance(value, int) and not isinstance(value, bool):
        cell.value = float(value)
    if not isinstance(value, str):
        return
    if value.startswith("'"):
        cell.value = value[1:]
    elif value.startswith("="):
        cell.value, cell.formula = None, value
    elif re.fullmatch(r"[-+]?\d+(\.\d*)?", value.strip()):
        cell.value = float(value)
    elif found := re.fullmatch(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?", value):
        cell.value = dt.datetime(int(found[1]), int(found[2]), int(found[3] or 1))
        cell.date = True
    elif value.upper() in ("TRUE", "FALSE"):
        cell.value = value.upper() == "TRUE"
    elif value == "":
        cell.value = None


def _shown(cell: Cell, first: dt.datetime | None) -> Any:
    value = cell.value
    if isinstance(value, str) and value in ERRORS:
        return FIRST_ERROR + ERRORS[value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        if cell.date:
            return (first or dt.datetime(1899, 12, 30)) + dt.timedelta(days=float(value))
        return float(value)
    return value


def _text(value: Any) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


class Tables:
    """The tables of a sheet."""

    api = None

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def __iter__(self) -> Any:
        return (Table(self._sheet, name) for name in self._sheet.data.tables)

    def __len__(self) -> int:
        return len(self._sheet.data.tables)

    def __call__(self, key: str) -> Table:
        return Table(self._sheet, key)


class Table:
    """An Excel Table; calculated columns fill new rows, as Excel does."""

    def __init__(self, sheet: Sheet, name: str) -> None:
        self.parent, self.name, self.data = sheet, name, sheet.data.tables[name]

    @property
    def range(self) -> Range:
        data = self.data
        rows = 1 + data.rows + data.totals
        return Range(self.parent, data.row, data.column, rows, data.columns)

    @property
    def header_row_range(self) -> Range:
        return Range(self.parent, self.data.row, self.data.column, 1, self.data.columns)

    @property
    def show_totals(self) -> bool:
        return self.data.totals

    @show_totals.setter
    def show_totals(self, shown: bool) -> None:
        data, cells = self.data, self.parent.data.cells
        row = data.row + data.rows + 1
        span = range(data.column, data.column + data.columns)
        if shown:
            cells |= {(row, column): cell for column, cell in data.kept.items()}
        else:
            data.kept = {c: cells.pop((row, c)) for c in span if (row, c) in cells}
        data.totals = shown

    def resize(self, area: xw.Range) -> None:
        data = self.data
        if data.totals:
            raise ExcelError("The totals row would be lost.")
        if self.parent.data.protected:
            raise ExcelError("The table is on a protected sheet.")
        if (area.row, area.column, area.shape[1]) != (data.row, data.column, data.columns):
            raise ExcelError("The header must stay in the same row.")
        calls["resize"] += 1
        rows = area.shape[0] - 1
        for row in range(data.row + data.rows + 1, data.row + rows + 1):
            for column in range(data.column, data.column + data.columns):
                model = self.parent.data.cells.get((data.row + 1, column))
                if model is not None and model.formula:
                    self.parent.data.cell(row, column).formula = model.formula
        data.rows = rows


class Names:
    """All names of the workbook, a sheet's own with its name before them."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def snapshot(self) -> list[tuple[str, Any]]:
        calls["list names"] += 1
        return [(name.name, name) for name in map(self._name, self._book.data.names)]

    def _name(self, key: tuple[str, str]) -> Name:
        return Name(key, self._book.data.names[key])


class Name:
    """A defined name as Excel spells it."""

    def __init__(self, key: tuple[str, str], refers: tuple[str, str]) -> None:
        self.name = f"{_quoted(key[0])}!{key[1]}" if key[0] else key[1]
        self.refers_to = f"={_quoted(refers[0])}!{refers[1]}"


def _quoted(sheet: str) -> str:
    plain = re.fullmatch(r"[A-Za-z_][\w.]*", sheet)
    return sheet if plain else "'" + sheet.replace("'", "''") + "'"


def open_book(data: BookData, app: App | None = None) -> xw.Book:
    """Return the workbook as xlwings hands it over, in a new Excel."""
    calls.clear()
    return xw.Book(impl=Book(data, app or App()))
