"""A worksheet part as text: rows that are not edited keep their exact characters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from lxml import etree

from sop_addin.errors import BookError
from sop_addin.excel.blocks import Raw
from sop_addin.excel.cell_xml import (
    CELL,
    encode,
    encode_formula,
    formula_tag,
    formula_text,
    is_blank,
    same_value,
    stored_value,
    style_of,
    with_result,
)
from sop_addin.excel.package import parse_xml
from sop_addin.excel.references import Span, cell_name, column_name, shift_formula
from sop_addin.excel.row_xml import Row, Unusual, plain_text, split_rows

__all__ = ["Sheet"]

_OTHER_ENCODING = re.compile(rb"""<\?xml[^>]*encoding=["'](?!utf-8["'])""", re.IGNORECASE)
_DATA = re.compile(r"<sheetData\b[^>]*?(?:/>|>(.*)</sheetData>)", re.DOTALL)
_DIMENSION = re.compile(r'(<dimension\b[^>]*?\sref=")([^"]*)(")')
_COLUMN = re.compile(r"<col\b[^>]*>")
_SHARED = re.compile(r'<f\b[^>]*\bt="shared"[^>]*>')
_INDEX = re.compile(r'\bsi="([0-9]+)"')
_SPREAD = re.compile(r'<f\b[^>]*\bt="(?:array|dataTable)"[^>]*>')
_REF = re.compile(r'\bref="([^"]*)"')


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
        self.changed = False
        self.formulas_changed = False
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
        self._rows = split_rows(found[1] or "")
        self._has_shared = 't="shared"' in text
        self._has_spread = _SPREAD.search(text) is not None
        self._column_styles: dict[int, str] | None = None

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
            self.changed = True

    def values(self, span: Span) -> list[list[Raw]]:
        """Return the stored values of a rectangle."""
        width = span.right - span.left + 1
        block: list[list[Raw]] = []
        strings = self._strings()
        for number in range(span.top, span.bottom + 1):
            out: list[Raw] = [None] * width
            line = self._rows.get(number)
            if line is not None:
                for column, cell in line.cells.items():
                    if span.left <= column <= span.right:
                        found = CELL.match(cell)
                        if found is not None and found[2]:
                            out[column - span.left] = stored_value(found[1], found[2], strings)
            block.append(out)
        return block

    def formulas(self, span: Span) -> list[list[str | None]]:
        """Return the formulas of a rectangle, shared ones written out, with ``=``."""
        masters = self._masters()
        block: list[list[str | None]] = []
        for number in range(span.top, span.bottom + 1):
            out: list[str | None] = [None] * (span.right - span.left + 1)
            line = self._rows.get(number)
            for column, cell in line.cells.items() if line else ():
                if span.left <= column <= span.right and "<f" in cell:
                    text = self._own_formula(cell, number, column, masters)
                    out[column - span.left] = "=" + text if text else None
            block.append(out)
        return block

    def _masters(self) -> dict[str, tuple[int, int, str]]:
        """Return the master cell and text of each shared formula."""
        masters = {}
        for number, line in self._rows.items() if self._has_shared else ():
            for column, cell in line.cells.items() if line.mentions('t="shared"') else ():
                text = formula_text(cell)
                found = _SHARED.search(cell)
                index = _INDEX.search(found[0]) if found else None
                if text and index:
                    masters[index[1]] = (number, column, text)
        return masters

    def _own_formula(
        self, cell: str, row: int, column: int, masters: Mapping[str, tuple[int, int, str]]
    ) -> str:
        text = formula_text(cell)
        found = None if text else _SHARED.search(cell)
        index = _INDEX.search(found[0]) if found else None
        if index is None or index[1] not in masters:
            return text
        top, left, master = masters[index[1]]
        return shift_formula(master, row - top, column - left)

    # writing

    def write(self, row: int, column: int, block: Sequence[Sequence[Raw]]) -> None:
        """Write values into cells, keeping their formats.

        Raises
        ------
        BookError
            For a value no cell can hold, or a cell inside an array formula; nothing is written.
        """
        width = max((len(line) for line in block), default=0)
        fresh = list(self._encoded(row, column, block))
        if not fresh:
            return
        self._clear_way(Span(row, column, row + len(block) - 1, column + width - 1))
        for number, at, cell, value in fresh:
            line = self.row(number)
            old = line.cells.get(at)
            if old is None or "<f" not in old:
                found = CELL.match(old) if old else None
                held = None
                if found is not None and found[2]:
                    held = stored_value(found[1], found[2], self._strings())
                if held is not None and same_value(held, value):
                    continue
            else:
                self.formulas_changed = True
            self._put(line, at, cell)

    def _encoded(
        self, row: int, column: int, block: Sequence[Sequence[Raw]]
    ) -> Iterator[tuple[int, int, str | None, Raw]]:
        """Return the cells that a block would change: row, column, XML, value."""
        width = max((len(line) for line in block), default=0)
        names = [column_name(column + offset) for offset in range(width)]
        nothing: dict[int, str] = {}
        for number, values in enumerate(block, row):
            line = self._rows.get(number)
            cells = line.cells if line else nothing
            for at, (name, value) in enumerate(zip(names, values, strict=False), column):
                old = cells.get(at)
                if old is None and value is None:
                    continue
                style = style_of(old) if old else self._inherited(line, at)
                where = f"{self._where}!{name}{number}"
                cell: str | None = None
                if style or not (value is None or value == ""):
                    cell = encode(f"{name}{number}", style, value, self._date1904, where)
                if cell != old:
                    yield number, at, cell, value

    def write_formulas(self, row: int, column: int, block: Sequence[Sequence[str | None]]) -> None:
        """Write formulas where given; their results stay blank until they are stored."""
        fresh = []
        width = max((len(line) for line in block), default=0)
        span = Span(row, column, row + len(block) - 1, column + width - 1)
        present = self.formulas(span) if width else []
        for number, (texts, held) in enumerate(zip(block, present, strict=True), row):
            for at, text in enumerate(texts, column):
                if text is None or held[at - column] == "=" + text.removeprefix("="):
                    continue
                old = self.cell(number, at)
                style = style_of(old) if old else self._inherited(self._rows.get(number), at)
                name = cell_name(number, at)
                where = f"{self._where}!{name}"
                fresh.append((number, at, encode_formula(name, style, text, where)))
        for number, at, _ in fresh:
            self._clear_way(Span(number, at, number, at))
        for number, at, cell in fresh:
            self._put(self.row(number), at, cell)
            self.formulas_changed = True

    def store_results(self, results: Mapping[tuple[int, int], Raw]) -> None:
        """Store computed values in formula cells; formulas and formats stay."""
        spread = self._spread() if self._has_spread else []
        for (number, at), value in results.items():
            old = self.cell(number, at)
            where = f"{self._where}!{cell_name(number, at)}"
            if formula_tag(old) is not None:
                assert old is not None
                held = CELL.match(old)
                if held is not None and held[2]:
                    before = stored_value(held[1], held[2], self._strings())
                    if value is not None and same_value(before, value):
                        continue
                cell = with_result(old, value, self._date1904, where)
            elif any(Span(number, at, number, at).meets(area) for area in spread):
                cell = encode(cell_name(number, at), style_of(old), value, self._date1904, where)
            else:
                raise BookError(where, "no formula", "a formula cell", "Recalculate again.")
            if cell != old:
                self._put(self.row(number), at, cell)

    def free(self, span: Span) -> None:
        """Prepare cells for being moved: array formulas refused, shared ones written out."""
        self._clear_way(span)
        masters = self._masters()
        for number, line in self._rows.items() if masters else ():
            if not span.top <= number <= span.bottom:
                continue
            for column, cell in list(line.cells.items()):
                if span.left <= column <= span.right and _SHARED.search(cell):
                    text = self._own_formula(cell, number, column, masters)
                    self._put(line, column, _with_formula(cell, text))

    def put(self, row: int, column: int, cell: str | None) -> None:
        """Set a cell's XML, or take the cell away."""
        old = self.cell(row, column)
        if old == cell:
            return
        if ("<f" in (old or "")) != ("<f" in (cell or "")):
            self.formulas_changed = True
        self._put(self.row(row), column, cell)

    def _put(self, line: Row, column: int, cell: str | None) -> None:
        if cell is None:
            line.cells.pop(column, None)
        else:
            line.cells[column] = cell
        line.changed = self.changed = True

    def _inherited(self, line: Row | None, column: int) -> str:
        """Return the style that a cell not yet there takes from its row or column."""
        if line is not None and line.style:
            return line.style
        if self._column_styles is None:
            self._column_styles = {}
            for found in _COLUMN.findall(self.head):
                attributes = dict(re.findall(r'\b(min|max|style)="([0-9]+)"', found))
                if attributes.get("style", "0") != "0":
                    for at in range(int(attributes["min"]), int(attributes["max"]) + 1):
                        self._column_styles[at] = f' s="{attributes["style"]}"'
        return self._column_styles.get(column, "")

    def _spread(self) -> list[Span]:
        found = []
        for line in self._rows.values():
            for tag in _SPREAD.findall(line.text()) if line.mentions("<f") else ():
                reference = _REF.search(tag)
                span = Span.of(reference[1]) if reference else None
                if span is not None:
                    found.append(span)
        return found

    def _clear_way(self, span: Span) -> None:
        """Refuse to break an array formula; write out shared formulas whose master goes."""
        for area in self._spread() if self._has_spread else ():
            if area.meets(span):
                raise BookError(
                    f"{self._where}!{area}",
                    "an array formula or data table",
                    "cells that can be written one by one",
                    "Clear it in Excel first; nothing was written.",
                )
        if not self._has_shared:
            return
        masters = self._masters()
        gone = {
            index
            for index, (row, column, _) in masters.items()
            if Span(row, column, row, column).meets(span)
        }
        if not gone:
            return
        for number, line in self._rows.items():
            for column, cell in list(line.cells.items()) if line.mentions('t="shared"') else ():
                found = _SHARED.search(cell)
                index = _INDEX.search(found[0]) if found else None
                if index is not None and index[1] in gone:
                    text = self._own_formula(cell, number, column, masters)
                    self._put(line, column, _with_formula(cell, text))

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
        self.changed = True
        self._column_styles = None

    def to_bytes(self) -> bytes:
        """Return the part's bytes, its dimension brought up to date."""
        if not self.changed:
            return self._text.encode()
        lines = [line for _, line in self.rows()]
        body = "".join(line.text() for line in lines)
        data = f"<sheetData>{body}</sheetData>" if body else "<sheetData/>"
        used = [line for line in lines if line.cells]
        head = self.head
        if used:
            extent = Span(
                used[0].number,
                min(min(line.cells) for line in used),
                used[-1].number,
                max(max(line.cells) for line in used),
            )
            head = _DIMENSION.sub(rf"\g<1>{extent}\g<3>", head, count=1)
        return (head + data + self.tail).encode()


def _with_formula(cell: str, text: str) -> str:
    tag = formula_tag(cell)
    assert tag is not None
    whole = encode_formula("A1", "", text, "")
    fresh = formula_tag(whole)
    assert fresh is not None
    return cell.replace(tag, fresh, 1)
