"""Excel Tables in the file: where they stand, how they grow and shrink in place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from sop_addin.errors import BookError
from sop_addin.excel.blank_cells import BlankCells
from sop_addin.excel.blocks import TableArea
from sop_addin.excel.cell_xml import encode_formula, style_of
from sop_addin.excel.package import Package
from sop_addin.excel.references import (
    Span,
    cell_name,
    has_relative_cells,
    shift_formula,
)
from sop_addin.excel.sheet_xml import Sheet
from sop_addin.excel.table_growth import in_the_way, too_few_rows
from sop_addin.excel.workbook_xml import MAIN

__all__ = ["TablePart", "read_table_part", "resize"]

_XM_SQREF = "{http://schemas.microsoft.com/office/excel/2006/main}sqref"
_FOLLOWING = tuple(
    MAIN + tag
    for tag in ("conditionalFormatting", "dataValidation", "ignoredError", "protectedRange")
)
_X14_FOLLOWING = ("conditionalFormatting", "dataValidation")
_HEX = re.compile(r"_x([0-9A-Fa-f]{4})_")
_HEIGHT = re.compile(r'\s(?:ht|customHeight)="[^"]*"')
_CELL_NAME = re.compile(r'(<c\b[^>]*?\sr=")[A-Z]+[0-9]+(")')


@dataclass(frozen=True)
class TablePart:
    """A table's part: its member, sheet, whole rectangle, header and totals rows, columns."""

    name: str
    part: str
    sheet: str
    span: Span
    header: int
    totals: int
    headers: tuple[str, ...]
    formulas: tuple[str | None, ...]

    @property
    def first(self) -> int:
        """First data row."""
        return self.span.top + self.header

    @property
    def last(self) -> int:
        """Last data row."""
        return self.span.bottom - self.totals

    def area(self) -> TableArea:
        """Return what the adapter tells about the table."""
        return TableArea(
            self.name,
            self.sheet,
            self.first - 1,
            self.span.left,
            self.last - self.first + 1,
            self.headers,
            self.totals > 0,
        )


def _count(root: etree._Element, attribute: str, otherwise: str) -> int:
    return int(root.get(attribute, otherwise))


def read_table_part(package: Package, part: str, sheet: str) -> TablePart:
    """Read a table's part.

    Raises
    ------
    BookError
        When its rectangle and its columns do not fit together.
    """
    root = package.tree(part)
    name = root.get("displayName", "")
    span = Span.of(root.get("ref", ""))
    columns = root.findall(f"{MAIN}tableColumns/{MAIN}tableColumn")
    if span is None or span.right - span.left + 1 != len(columns):
        raise BookError(
            f"table {name}",
            f"{len(columns)} columns over {root.get('ref')}",
            "a column for each column of cells",
            "Open and save the book in Excel.",
        )
    headers = tuple(
        _HEX.sub(lambda found: chr(int(found[1], 16)), column.get("name", "")) for column in columns
    )
    formulas = tuple(column.findtext(MAIN + "calculatedColumnFormula") for column in columns)
    header, totals = _count(root, "headerRowCount", "1"), _count(root, "totalsRowCount", "0")
    return TablePart(name, part, sheet, span, header, totals, headers, formulas)


def resize(
    package: Package, sheet: Sheet, table: TablePart, rows: int, others: list[TablePart]
) -> None:
    """Give a table another number of data rows, in place.

    Parameters
    ----------
    rows
        Number of data rows, at least 1.
    others
        The sheet's other tables, which are never run over.

    Raises
    ------
    BookError
        When it would grow over something; nothing is changed then.
    """
    if rows < 1:
        raise too_few_rows(table.name, rows)
    last = table.first + rows - 1
    if last == table.last:
        return
    root = sheet.skeleton()
    if last > table.last:
        _check_room(sheet, root, table, last, others)
    formulas = [_row_formula(sheet, table, offset) for offset in range(len(table.headers))]
    moving = Span(min(last, table.last) + 1, table.span.left, table.span.bottom, table.span.right)
    if moving.top <= moving.bottom and (table.totals or last < table.last):
        sheet.free(moving)
    totals = [_take_row(sheet, table, table.last + 1)] if table.totals else []
    if last > table.last:
        _fill(sheet, table, last, formulas)
    else:
        for number in range(last + 1, table.span.bottom + 1):
            _take_row(sheet, table, number)
            _drop_if_bare(sheet, number)
    for cells in totals:
        sheet.put_row(last + 1, {at: _moved(cell, last + 1, at) for at, cell in cells.items()})
    if _extend(root, table, last):
        sheet.set_skeleton(root)
    _set_ranges(package, table, last)


def _check_room(
    sheet: Sheet, root: etree._Element, table: TablePart, last: int, others: list[TablePart]
) -> None:
    below = Span(table.span.bottom + 1, table.span.left, last + table.totals, table.span.right)
    held = sheet.first_held(below)
    blocked = [other for other in others if other.span.meets(below)]
    merged = [Span.of(e.get("ref", "")) for e in root.iter(MAIN + "mergeCell")]
    met = [span for span in merged if span is not None and span.meets(below)]
    if held or blocked or met:
        what = f"table {blocked[0].name}" if blocked else f"merged cells {met[0]}" if met else ""
        raise in_the_way(table.sheet, table.name, held or "", last + table.totals, what)


def _row_formula(sheet: Sheet, table: TablePart, offset: int) -> str | None:
    """Return a calculated column's formula as the first data row has it."""
    declared = table.formulas[offset]
    if declared is None:
        return None
    column = table.span.left + offset
    own = sheet.formulas(Span(table.first, column, table.first, column))[0][0]
    if own is not None and (has_relative_cells(declared) or own[1:] == declared):
        return own[1:]
    return declared


def _take_row(sheet: Sheet, table: TablePart, number: int) -> dict[int, str]:
    """Take a row's cells within the table's columns off the sheet."""
    columns = range(table.span.left, table.span.right + 1)
    taken = {column: cell for column in columns if (cell := sheet.cell(number, column))}
    if taken:
        sheet.put_row(number, dict.fromkeys(taken))
    return taken


def _fill(sheet: Sheet, table: TablePart, last: int, formulas: list[str | None]) -> None:
    """Make new data rows in the first one's formats, with calculated columns."""
    left = table.span.left
    styles: dict[int, str] = {}
    bare: dict[int, str | None] = {}
    calculated: list[tuple[int, str, str, bool]] = []
    for at, formula in enumerate(formulas, left):
        style = style_of(sheet.cell(table.first, at))
        if formula is not None:
            calculated.append((at, style, formula, has_relative_cells(formula)))
        elif style:
            styles[at] = style
        else:
            bare[at] = None
    blank = BlankCells(styles)
    height = "".join(_HEIGHT.findall(sheet.row(table.first).attributes))
    for number in range(table.last + 1, last + 1):
        line = sheet.row(number)
        if height and "ht=" not in line.attributes:
            line.attributes += height
        cells = {} if sheet.fill_row(number, blank) else {**bare, **blank.cells(number)}
        for at, style, formula, moving in calculated:
            own = shift_formula(formula, number - table.first, 0) if moving else formula
            cells[at] = encode_formula(cell_name(number, at), style, own)
        sheet.put_row(number, cells)


def _moved(cell: str, row: int, column: int) -> str:
    return _CELL_NAME.sub(rf"\g<1>{cell_name(row, column)}\g<2>", cell, count=1)


def _drop_if_bare(sheet: Sheet, number: int) -> None:
    line = sheet.row(number)
    kept = re.sub(r'\s(?:r|spans|ht|customHeight|x14ac:dyDescent)="[^"]*"', "", line.attributes)
    if not line.cells and not kept.strip():
        sheet.drop_row(number)


def _follow(sqref: str, table: TablePart, last: int) -> str:
    """Return areas of cells in which those that end with the table's rows end at the new ones."""
    return " ".join(_follow_one(reference, table, last) for reference in sqref.split())


def _follow_one(reference: str, table: TablePart, last: int) -> str:
    span = Span.of(reference)
    if span is None or not _inside(span, table):
        return reference
    if span.top > table.last:  # the totals row alone
        moved = last - table.last
        return str(Span(span.top + moved, span.left, span.bottom + moved, span.right))
    if span.bottom == table.last:
        return str(Span(span.top, span.left, last, span.right))
    if span.bottom == table.span.bottom:
        return str(Span(span.top, span.left, last + table.totals, span.right))
    return reference


def _inside(span: Span, table: TablePart) -> bool:
    columns = table.span.left <= span.left and span.right <= table.span.right
    return columns and table.span.top <= span.top <= span.bottom <= table.span.bottom


def _extend(root: etree._Element, table: TablePart, last: int) -> bool:
    """Let conditional formats, validations and the like follow; return whether any did."""
    changed = False
    for element in root.iter(*_FOLLOWING):
        before = element.get("sqref")
        after = _follow(before, table, last) if before else before
        if after is not None and after != before:
            element.set("sqref", after)
            changed = True
    for element in root.iter(_XM_SQREF):
        parent = element.getparent()
        if parent is None or etree.QName(parent).localname not in _X14_FOLLOWING:
            continue
        after = _follow(element.text or "", table, last)
        if after != element.text:
            element.text = after
            changed = True
    return changed


def _set_ranges(package: Package, table: TablePart, last: int) -> None:
    root, span = package.tree(table.part), table.span
    root.set("ref", str(Span(span.top, span.left, last + table.totals, span.right)))
    autofilter = root.find(MAIN + "autoFilter")
    if autofilter is not None:
        autofilter.set("ref", str(Span(span.top, span.left, last, span.right)))
    for element in root.iter(MAIN + "sortState", MAIN + "sortCondition"):
        element.set("ref", _follow(element.get("ref", ""), table, last))
    package.mark(table.part)
