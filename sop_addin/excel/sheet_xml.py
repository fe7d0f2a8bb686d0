"""A worksheet part as text: rows that are not edited keep their exact characters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from lxml import etree

from sop_addin.errors import BookError
from sop_addin.excel.alike_rows import alike_values
from sop_addin.excel.blank_cells import BlankCells
from sop_addin.excel.blocks import Raw
from sop_addin.excel.cell_xml import (
    encode,
    encode_formula,
    is_blank,
    refused,
    same_value,
    style_of,
    value_of,
    with_number,
    with_result,
)
from sop_addin.excel.package import parse_xml
from sop_addin.excel.references import Span, cell_name, column_name
from sop_addin.excel.row_heights import RowHeights, Wrap
from sop_addin.excel.row_xml import Row, Unusual, plain_text, split_rows
from sop_addin.excel.shared_formulas import (
    Master,
    has_spread,
    masters,
    own_formula,
    shared_index,
    spread,
    written_out,
)

__all__ = ["Sheet"]

_OTHER_ENCODING = re.compile(rb"""<\?xml[^>]*encoding=["'](?!utf-8["'])""", re.IGNORECASE)
_DATA = re.compile(r"<sheetData\b[^>]*?(?:/>|>(.*)</sheetData>)", re.DOTALL)
_DIMENSION = re.compile(r'(<dimension\b[^>]*?\sref=")([^"]*)(")')
_MANY = 300
"""Rows from which it pays to find out what they have in common."""
_COLUMN = re.compile(r"<col\b[^>]*>")


class Sheet:
    """The cells of one worksheet.

    Parameters
    ----------
    data
        The part's bytes.
    where
        Sheet name, for errors.
    strings
        Gives the workbook's shared strings when a cell asks for one.
    date1904
        The workbook's date system.
    """

    def __init__(
        self, data: bytes, where: str, strings: Callable[[], Sequence[str]], date1904: bool
    ) -> None:
        self._where, self._strings, self._date1904 = where, strings, date1904
        self.changed = False  # since it was read
        self.pending = False  # since the package got it
        self.formulas_changed = False
        self._written: set[int] = set()  # rows whose height may not fit any more
        try:
            if _OTHER_ENCODING.match(data):
                raise Unusual
            self._take(data.decode("utf-8-sig"))
        except (Unusual, UnicodeDecodeError):
            self._take(plain_text(parse_xml(data, where)))

    def _take(self, text: str) -> None:
        found = _DATA.search(text)
        if found is None or not re.search(r"<worksheet\b", text[: found.start()]):
            raise Unusual
        self._text = text
        self.head, self.tail = text[: found.start()], text[found.end() :]
        inside = found.span(1) if found[1] else (0, 0)
        self._rows = split_rows(text, *inside)
        self._has_shared = 't="shared"' in text
        self._has_spread = has_spread(text)
        self._column_styles: list[tuple[range, str]] | None = None

    # reading

    def cell(self, row: int, column: int) -> str | None:
        """Return a cell's XML, ``None`` where the sheet has none."""
        line = self._rows.get(row)
        return line.cells.get(column) if line else None

    def rows(self) -> Iterator[tuple[int, Row]]:
        """Return the rows that exist, from top to bottom."""
        for number in sorted(self._rows):
            yield number, self._rows[number]

    def row(self, number: int) -> Row:
        """Return a row to be edited, made where it does not exist."""
        if number not in self._rows:
            self._rows[number] = Row(number, f' r="{number}"')
        return self._rows[number]

    def drop_row(self, number: int) -> None:
        """Forget a row."""
        if self._rows.pop(number, None) is not None:
            self.changed = self.pending = True

    def values(self, span: Span) -> list[list[Raw]]:
        """Return the stored values of a rectangle."""
        strings = self._strings()
        nothing: list[Raw] = [None] * (span.right - span.left + 1)
        lines = [self._rows.get(number) for number in range(span.top, span.bottom + 1)]
        if len(lines) >= _MANY:
            return alike_values(lines, span.left, span.right, strings)
        return [
            line.values(span.left, span.right, strings) if line else list(nothing) for line in lines
        ]

    def formulas(self, span: Span) -> list[list[str | None]]:
        """Return the formulas of a rectangle, shared ones written out, with ``=``."""
        known = self._masters()
        block: list[list[str | None]] = []
        for number in range(span.top, span.bottom + 1):
            out: list[str | None] = [None] * (span.right - span.left + 1)
            line = self._rows.get(number)
            for column, cell in line.cells.items() if line else ():
                if span.left <= column <= span.right and "<f" in cell:
                    text = own_formula(cell, number, column, known)
                    out[column - span.left] = "=" + text if text else None
            block.append(out)
        return block

    def _masters(self) -> dict[str, Master]:
        return masters(self._rows.values()) if self._has_shared else {}

    # writing

    def write(self, row: int, column: int, block: Sequence[Sequence[Raw]]) -> None:
        """Write values into cells, keeping their formats.

        Raises
        ------
        BookError
            For a value no cell can hold, or a cell inside an array formula; nothing is written.
        """
        width = max((len(line) for line in block), default=0)
        names = [column_name(column + offset) for offset in range(width)]
        fresh = {}
        for number, values in enumerate(block, row):
            cells = self._encoded(number, column, names, values)
            if cells:
                fresh[number] = cells
        if not fresh:
            return
        self._clear_way(Span(row, column, row + len(block) - 1, column + width - 1))
        for number, cells in fresh.items():
            self.put_row(number, cells, _numbers(cells, block[number - row], column))
        self._written.update(fresh)

    def _encoded(
        self, number: int, column: int, names: Sequence[str], values: Sequence[Raw]
    ) -> dict[int, str | None]:
        """Return the cells of a row that other values would change, ``None`` where one goes."""
        line = self._rows.get(number)
        held = line.filled if line else {}
        blank = line.blank_styles() if line else {}
        fresh: dict[int, str | None] = {}
        cell: str | None
        for at, value in enumerate(values, column):
            old = held.get(at)
            bare = old is None or old.endswith("/>")
            if bare and (value is None or (value == "" and at in blank)):
                continue
            if old is not None and (type(value) is float or type(value) is int):
                cell = self._with_number(old, value, f"{names[at - column]}{number}")
                if cell is not None:
                    if cell != old:
                        fresh[at] = cell
                    continue
            name = names[at - column]
            style = style_of(old) if old else blank.get(at) or self._inherited(line, at)
            cell = None
            if style or not (value is None or (isinstance(value, str) and not value)):
                try:
                    cell = encode(f"{name}{number}", style, value, self._date1904)
                except (ValueError, OverflowError) as error:
                    raise refused(f"{self._where}!{name}{number}", value, error) from error
            if cell != old and not (old and value is not None and self._holds(old, value)):
                fresh[at] = cell
        return fresh

    def _with_number(self, cell: str, value: float, name: str) -> str | None:
        try:
            return with_number(cell, value)
        except (ValueError, OverflowError) as error:
            raise refused(f"{self._where}!{name}", value, error) from error

    def _holds(self, cell: str, value: Raw) -> bool:
        """Return whether a cell stores that value already, in another spelling."""
        if cell.endswith("/>") or "<f" in cell or is_blank(cell):
            return False
        return same_value(value_of(cell, self._strings()), value)

    def write_formulas(self, row: int, column: int, block: Sequence[Sequence[str | None]]) -> None:
        """Write formulas where given; their results stay blank until they are stored."""
        width = max((len(line) for line in block), default=0)
        if not width:
            return
        span = Span(row, column, row + len(block) - 1, column + width - 1)
        fresh: dict[int, dict[int, str | None]] = {}
        for number, (texts, present) in enumerate(
            zip(block, self.formulas(span), strict=True), row
        ):
            for at, text in enumerate(texts, column):
                if text is None or present[at - column] == "=" + text.removeprefix("="):
                    continue
                old = self.cell(number, at)
                style = style_of(old) if old else self._inherited(self._rows.get(number), at)
                name = cell_name(number, at)
                try:
                    cell = encode_formula(name, style, text)
                except ValueError as error:
                    raise refused(f"{self._where}!{name}", text, error) from error
                fresh.setdefault(number, {})[at] = cell
        for number, cells in fresh.items():
            self._clear_way(Span(number, min(cells), number, max(cells)))
        for number, cells in fresh.items():
            self.put_row(number, cells)
            self.formulas_changed = True

    def store_results(self, results: Mapping[tuple[int, int], Raw]) -> None:
        """Store computed values in formula cells; formulas and formats stay."""
        spread = self._spread()
        fresh: dict[int, dict[int, str | None]] = {}
        held: Mapping[int, str] = {}
        row = 0
        for (number, at), value in results.items():
            if number != row:
                row, line = number, self._rows.get(number)
                held = line.cells if line else {}
            old = held.get(at)
            is_formula = old is not None and "<f" in old
            if not is_formula and not any(Span(number, at, number, at).meets(s) for s in spread):
                where = f"{self._where}!{cell_name(number, at)}"
                raise BookError(where, "no formula", "a formula cell", "Recalculate again.")
            try:
                if is_formula:
                    assert old is not None
                    cell = with_result(old, value, self._date1904)
                else:
                    cell = encode(cell_name(number, at), style_of(old), value, self._date1904)
            except (ValueError, OverflowError) as error:
                raise refused(f"{self._where}!{cell_name(number, at)}", value, error) from error
            if cell != old:
                fresh.setdefault(number, {})[at] = cell
        for number, cells in fresh.items():
            self.put_row(number, cells)

    def free(self, span: Span) -> None:
        """Prepare cells for being moved: array formulas refused, shared ones written out."""
        self._clear_way(span)
        known = self._masters()
        for number, line in self._rows.items() if known else ():
            if not span.top <= number <= span.bottom:
                continue
            for column, cell in list(line.cells.items()):
                if span.left <= column <= span.right and shared_index(cell) is not None:
                    self.put_row(number, {column: written_out(cell, number, column, known)})

    def fill_row(self, number: int, blank: BlankCells) -> bool:
        """Give a row blank cells; False where it has cells, and nothing is done."""
        line = self.row(number)
        if line.extent() is not None:
            return False
        line.fill(blank)
        self.changed = self.pending = True
        return True

    def put_row(
        self,
        number: int,
        fresh: Mapping[int, str | None],
        numbers: Mapping[int, float] | None = None,
    ) -> None:
        """Set cells of a row as :meth:`Row.put` does."""
        line = self.row(number)
        if line.put(fresh, numbers):
            self.formulas_changed = True
        self.changed = self.pending = True

    def _inherited(self, line: Row | None, column: int) -> str:
        """Return the style that a cell not yet there takes from its row or column."""
        if line is not None and line.style:
            return line.style
        if self._column_styles is None:
            self._column_styles = []
            for found in _COLUMN.findall(self.head):
                attributes = dict(re.findall(r'\b(min|max|style)="([0-9]+)"', found))
                if attributes.get("style", "0") != "0":
                    columns = range(int(attributes["min"]), int(attributes["max"]) + 1)
                    self._column_styles.append((columns, f' s="{attributes["style"]}"'))
        for columns, style in self._column_styles:
            if column in columns:
                return style
        return ""

    def _spread(self) -> list[Span]:
        return spread(self._rows.values()) if self._has_spread else []

    def _clear_way(self, span: Span) -> None:
        """Refuse to break an array formula; write out shared formulas whose master goes."""
        for area in self._spread():
            if area.meets(span):
                raise BookError(
                    f"{self._where}!{area}",
                    "an array formula or data table",
                    "cells that can be written one by one",
                    "Clear it in Excel first; nothing was written.",
                )
        known = self._masters()
        gone = {
            index
            for index, master in known.items()
            if Span(master.row, master.column, master.row, master.column).meets(span)
        }
        for number, line in self._rows.items() if gone else ():
            for column, cell in list(line.cells.items()) if line.mentions('t="shared"') else ():
                if shared_index(cell) in gone:
                    self.put_row(number, {column: written_out(cell, number, column, known)})

    # the part as a whole

    def first_held(self, span: Span) -> str | None:
        """Return the first cell of a rectangle that holds something, ``None`` when none does."""
        for number in range(span.top, span.bottom + 1):
            line = self._rows.get(number)
            for column, cell in sorted(line.cells.items()) if line else ():
                if span.left <= column <= span.right and not is_blank(cell):
                    return cell_name(number, column)
        return None

    def skeleton(self) -> etree._Element:
        """Return everything but the cells, parsed; give it back to :meth:`set_skeleton`."""
        text = self.head + "<sheetData/>" + self.tail
        return parse_xml(re.sub(r"^<\?xml[^>]*\?>", "", text).encode(), self._where)

    def set_skeleton(self, root: etree._Element) -> None:
        """Replace everything but the cells."""
        data = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        found = _DATA.search(text := data.decode())
        assert found is not None
        self.head, self.tail = text[: found.start()], text[found.end() :]
        self.changed = self.pending = True
        self._column_styles = None

    def fit_rows(self, wraps: Mapping[int, Wrap]) -> None:
        """Fit the rows that were written to their texts."""
        if self._written and wraps:
            heights = RowHeights(self.head, self.tail, wraps, self._strings)
            for number in self._written & self._rows.keys():
                heights.fit(self._rows[number])
        self._written.clear()

    def set_head(self, head: str) -> None:
        """Replace the text that stands before the cells."""
        self.head = head
        self.changed = self.pending = True

    def to_bytes(self) -> bytes:
        """Return the part's bytes, its dimension brought up to date."""
        if not self.changed:
            return self._text.encode()
        lines = [line for _, line in self.rows()]
        body = "".join(line.text() for line in lines)
        data = f"<sheetData>{body}</sheetData>" if body else "<sheetData/>"
        used = [(line.number, extent) for line in lines if (extent := line.extent())]
        head = self.head
        if used:
            whole = Span(
                used[0][0],
                min(first for _, (first, _) in used),
                used[-1][0],
                max(last for _, (_, last) in used),
            )
            head = _DIMENSION.sub(rf"\g<1>{whole}\g<3>", head, count=1)
        return (head + data + self.tail).encode()


def _numbers(cells: Iterable[int], values: Sequence[Raw], column: int) -> dict[int, float]:
    """Return the numbers among the values that some cells were given."""
    given = ((at, values[at - column]) for at in cells)
    return {at: float(v) + 0.0 for at, v in given if type(v) is float or type(v) is int}
