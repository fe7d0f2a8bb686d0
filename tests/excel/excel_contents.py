"""What Excel holds of a workbook, in dictionaries: cells, tables, names, protection."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from lxml import etree

from sop_addin.excel.blocks import Area
from sop_addin.excel.file import FileBlocks
from sop_addin.excel.references import Span, column_name

__all__ = ["BookData", "Cell", "SheetData", "TableData", "load"]

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass
class Cell:
    """One cell: its value, formula and whether its format is that of a date."""

    value: Any = None
    formula: str | None = None
    date: bool = False


@dataclass
class TableData:
    """A table: first row and column of its header, data rows, columns, totals row."""

    row: int
    column: int
    rows: int
    columns: int
    totals: bool = False
    kept: dict[int, Cell] = field(default_factory=dict)
    """The totals row while it is not shown."""


@dataclass
class SheetData:
    """A sheet: cells by row and column, tables, own names, protection."""

    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    tables: dict[str, TableData] = field(default_factory=dict)
    notes: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    visible: bool = True
    protected: bool = False
    password: str = ""
    options: tuple[bool, ...] = (True, True, False) + (False,) * 11

    def copy(self) -> SheetData:
        """Return another sheet with the same contents."""
        cells = {at: replace(cell) for at, cell in self.cells.items()}
        tables = {n: replace(t) for n, t in self.tables.items()}
        return replace(self, cells=cells, tables=tables, notes=dict(self.notes))

    def cell(self, row: int, column: int) -> Cell:
        """Return a cell, made if it is not there."""
        return self.cells.setdefault((row, column), Cell())


@dataclass
class BookData:
    """A workbook: its file, its sheets in tab order, names by scope."""

    path: Path
    date1904: bool = False
    sheets: dict[str, SheetData] = field(default_factory=dict)
    names: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    front: str = ""  # empty: the first sheet

    def copy(self) -> BookData:
        """Return another book with the same contents."""
        sheets = {name: sheet.copy() for name, sheet in self.sheets.items()}
        return replace(self, sheets=sheets, names=dict(self.names))


def load(path: Path) -> BookData:
    """Return what a workbook file holds, formulas with their stored results."""
    blocks = FileBlocks.reader(path)
    book = BookData(path, blocks.date1904)
    dated = _date_styles(etree.fromstring(blocks.read_member("xl/styles.xml")))
    targets = {
        each.get("Id"): "xl/" + each.get("Target").removeprefix("/xl/")
        for each in etree.fromstring(blocks.read_member("xl/_rels/workbook.xml.rels"))
    }
    workbook = etree.fromstring(blocks.read_member("xl/workbook.xml"))
    for entry in workbook.iterfind(f"{MAIN}sheets/{MAIN}sheet"):
        xml = etree.fromstring(blocks.read_member(targets[entry.get(RELATION)]))
        name = entry.get("name")
        book.sheets[name] = _sheet(blocks, name, xml, dated)
        book.sheets[name].visible = entry.get("state", "visible") == "visible"
    for name, area in blocks.tables().items():
        size = (area.rows, len(area.headers), area.totals)
        book.sheets[area.sheet].tables[name] = TableData(area.row, area.column, *size)
    for key, area in blocks.names().items():
        last = f"${column_name(area.column + area.columns - 1)}${area.row + area.rows - 1}"
        cells = f"${column_name(area.column)}${area.row}:{last}"
        book.names[key] = (area.sheet, cells)
    return book


def _date_styles(styles: Any) -> set[int]:
    """Return the numbers of the styles that show dates."""
    own = {
        int(each.get("numFmtId")): re.sub(r'"[^"]*"|\[[^]]*\]', "", each.get("formatCode"))
        for each in styles.iter(f"{MAIN}numFmt")
    }
    dates = {number for number, code in own.items() if re.search("[ymdh]", code.lower())}
    dates |= {*range(14, 23), *range(45, 48)}
    formats = styles.find(f"{MAIN}cellXfs")
    return {i for i, each in enumerate(formats) if int(each.get("numFmtId", "0")) in dates}


def _sheet(blocks: FileBlocks, name: str, xml: Any, dated: set[int]) -> SheetData:
    protection = xml.find(f"{MAIN}sheetProtection")
    data = SheetData(protected=protection is not None and protection.get("sheet") == "1")
    styles: dict[tuple[int, int], int] = {}
    for each in xml.iter(f"{MAIN}c"):
        span = Span.of(each.get("r"))
        assert span is not None
        styles[span.top, span.left] = int(each.get("s", "0"))
    bottom = max((row for row, _ in styles), default=1)
    right = max((column for _, column in styles), default=1)
    area = Area(name, 1, 1, bottom, right)
    values, formulas = blocks.read(area), blocks.formulas(area)
    for (row, column), style in styles.items():
        value, formula = values[row - 1][column - 1], formulas[row - 1][column - 1]
        if value is not None or formula or style in dated:
            data.cells[row, column] = Cell(value, formula, style in dated)
    for each in xml.iter(f"{MAIN}mergeCell"):
        span = Span.of(each.get("ref"))
        assert span is not None
        data.merged.append((span.top, span.left, span.bottom, span.right))
    return data
