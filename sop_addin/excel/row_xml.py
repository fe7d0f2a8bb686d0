"""A worksheet's rows as text, their cells split only when somebody asks for them."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence

from lxml import etree

from sop_addin.errors import BookError
from sop_addin.excel.blank_cells import BlankCells
from sop_addin.excel.blocks import Raw
from sop_addin.excel.cell_xml import CELL, plain, value_of
from sop_addin.excel.references import column_name, column_number

__all__ = ["Row", "Unusual", "plain_text", "split_rows"]

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_ROW = re.compile(r'\s*+(<row)((?: r="([0-9]++)")?+[^>]*+)>')
"""Where a row begins: its attributes, and its number where that stands first."""
_ROW_NUMBER = re.compile(r'\sr="([0-9]+)"')
_CELL_NUMBER = re.compile(r'\sr="([A-Z]+)[0-9]+"')
_QUICK = re.compile(
    r'(<c r="([A-Z]++)[0-9]++"(?: s="[0-9]++")?+(?: t="([A-Za-z]++)")?+(?:/>|>(?:<f>[^<]*+</f>)?+'
    r"(?:<v>([^<]*+)</v>|(<is>[^<]*+(?:<(?!/is>)[^<]*+)*+</is>))?+</c>))"
)
"""A cell as it is mostly spelled: whole, column, type, value, inline text."""
_USUAL = ("", "s", "inlineStr")
"""Types of cells that people and commands fill."""
_INLINE = re.compile(r"<is><t(?: xml:space=\"preserve\")?>([^<]*)</t></is>")
_SINGLE_QUOTED = re.compile(r"<(?:row|c)\b[^>]*='")
_FIRST_CELL = re.compile(r'<c r="([A-Z]+)[0-9]+"')
_SPANS = re.compile(r'(\sspans=")([0-9]+):([0-9]+)(")')
_ROW_STYLE = re.compile(r'\ss="([0-9]+)"')


class Unusual(Exception):
    """The text is XML, but not in the spelling that is read directly."""


class Row:
    """One row: its attributes and its cells' XML by column number.

    A row that is not edited is only a stretch of the worksheet's text: from `start` to `stop`,
    its cells from `inner` to `end`.
    """

    __slots__ = (
        "_blank",
        "_cells",
        "_extent",
        "_source",
        "_stale",
        "_stretch",
        "_text",
        "_values",
        "attributes",
        "changed",
        "number",
    )

    def __init__(
        self,
        number: int,
        attributes: str,
        source: str = "",
        stretch: tuple[int, int, int, int] = (0, 0, 0, 0),
    ) -> None:
        self.number = number
        self.attributes = attributes
        self.changed = not source
        self._source = source
        self._stretch = stretch
        self._cells: dict[int, str] | None = None
        self._blank: BlankCells | None = None  # what stands where `_cells` has none
        self._text: str | None = None  # as it was last spelled
        self._extent: tuple[int, int] | None = None
        self._values: list[Raw] | None = None
        self._stale: frozenset[int] = frozenset()  # columns to be decoded again

    @property
    def cells(self) -> Mapping[int, str]:
        """The row's cells by column; :meth:`put` changes them."""
        return self._held()

    def _held(self) -> dict[int, str]:
        if self._blank is not None:
            self._cells = self._blank.cells(self.number) | (self._cells or {})
            self._blank = None
        if self._cells is None:
            text = self._content()
            plain = _plain_cells(text)
            if plain is None:
                self._cells = _split_cells(text, self.number)
            else:
                self._cells = {column_number(cell[1]): cell[0] for cell in plain}
        return self._cells

    @property
    def filled(self) -> Mapping[int, str]:
        """The row's cells by column; of a row that was filled with blank ones only those put."""
        return self._filled()

    def _filled(self) -> dict[int, str]:
        return self._held() if self._blank is None or self._cells is None else self._cells

    def fill(self, blank: BlankCells) -> None:
        """Give a row without cells blank ones."""
        self._blank, self._cells = blank, {}
        self._changed()

    def blank_styles(self) -> Mapping[int, str]:
        """Return the styles of blank cells by column, as far as they are known without reading."""
        return {} if self._blank is None else self._blank.styles

    def _changed(self) -> None:
        self.changed, self._text, self._extent = True, None, None

    def _content(self) -> str:
        if self._cells is not None:
            return "".join(self._cells.values())
        _, inner, end, _ = self._stretch
        return self._source[inner:end]

    def put(
        self, fresh: Mapping[int, str | None], numbers: Mapping[int, float] | None = None
    ) -> bool:
        """Set cells by column, or take them away where ``None`` stands.

        Parameters
        ----------
        numbers
            What some of them store, where that is known without reading them again.

        Returns
        -------
        bool
            Whether a formula came or went.
        """
        cells = self._held() if None in fresh.values() else self._filled()
        formulas = False
        for column, cell in fresh.items():
            old = cells.get(column)
            if cell is not None:
                cells[column] = cell
                formulas = formulas or ("<f" in cell) != (old is not None and "<f" in old)
            elif old is not None:
                del cells[column]
                formulas = formulas or "<f" in old
        self._changed()
        if self._values is not None:
            self._renew(self._values, numbers or {})
            self._stale = self._stale.union(fresh).difference(numbers or ())
        return formulas

    def values(self, left: int, right: int, strings: Sequence[str]) -> list[Raw]:
        """Return the stored values of the columns from `left` to `right`; they are decoded once."""
        if self._values is None and left == right and self._cells is None:
            cell = self._only(left)
            if cell is not None:
                return [value_of(cell, strings) if cell else None]
        if self._values is None:
            self._values = self._decoded(strings)
        if self._stale:
            cells = self._filled()
            read = {at: value_of(cells[at], strings) if at in cells else None for at in self._stale}
            self._renew(self._values, read)
            self._stale = frozenset()
        known = self._values[left - 1 : right]
        return known + [None] * (right - left + 1 - len(known))

    @property
    def is_unread(self) -> bool:
        """Whether nobody read or edited the row's cells yet."""
        return self._values is None and self._cells is None

    def fits(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Return how an expression takes an unread row apart; ``None`` where it does not."""
        if not self.is_unread:
            return None
        _, inner, end, _ = self._stretch
        return pattern.fullmatch(self._source, inner, end)

    def kinds(self) -> tuple[tuple[str, str], ...]:
        """Return the columns' letters and the types of a row's cells.

        None at all where it has formulas, or cells of another type or spelling than tables have.
        """
        cells = _plain_cells(self._content()) or ()
        usual = all(kind in _USUAL and "<f>" not in cell for cell, _, kind, _, _ in cells)
        return tuple((letters, kind) for _, letters, kind, _, _ in cells) if usual else ()

    def _only(self, column: int) -> str | None:
        """Return one cell of a row that nobody split yet, empty where it has none.

        None where another spelling makes it necessary to split the row.
        """
        _, inner, end, _ = self._stretch
        at = self._source.find(f'<c r="{column_name(column)}{self.number}"', inner, end)
        if at < 0:
            cells = self._source.count("<c ", inner, end)
            return "" if cells == self._source.count('<c r="', inner, end) else None
        following = self._source.find("<c ", at + 2, end)
        return self._source[at : following if following > 0 else end]

    @staticmethod
    def _renew(values: list[Raw], fresh: Mapping[int, Raw]) -> None:
        values += [None] * (max(fresh, default=0) - len(values))
        for column, value in fresh.items():
            values[column - 1] = value

    def _decoded(self, strings: Sequence[str]) -> list[Raw]:
        """Return the stored values from column 1 to the last one that holds something."""
        plain = _plain_cells(self._content())
        if not plain:
            held = {at: value_of(cell, strings) for at, cell in self.cells.items()}
            values: list[Raw] = [None] * max(held, default=0)
            for column, value in held.items():
                values[column - 1] = value
            return values
        cells, letters, kinds, texts, inlines = zip(*plain, strict=True)
        columns = _numbered(letters)
        if self._cells is None:  # a row that is read is mostly written, too: split it once
            self._cells = dict(zip(columns, cells, strict=True))
        values = [None] * max(columns)
        for column, cell, kind, text, inline in zip(
            columns, cells, kinds, texts, inlines, strict=True
        ):
            if kind or inline:
                values[column - 1] = _value(cell, kind, text, inline, strings)
            elif text:
                values[column - 1] = float(text)
        return values

    @property
    def style(self) -> str:
        """The row's own style as a cell's attribute, empty where it has none."""
        if "customFormat=" not in self.attributes:
            return ""
        found = _ROW_STYLE.search(self.attributes)
        return f' s="{found[1]}"' if found else ""

    def extent(self) -> tuple[int, int] | None:
        """Return the first and the last column that have a cell, ``None`` where none has."""
        if self._extent is None:
            self._extent = None if self.changed else self._unread_extent()
        if self._extent is None:
            columns = [*self._filled(), *self.blank_styles()]
            self._extent = (min(columns), max(columns)) if columns else None
        return self._extent

    def _unread_extent(self) -> tuple[int, int] | None:
        """Return the columns of a row's first and last cell, found without splitting it."""
        _, inner, end, _ = self._stretch
        last_at = self._source.rfind("<c ", inner, end)
        first = _FIRST_CELL.match(self._source, inner, end)
        last = _FIRST_CELL.match(self._source, max(last_at, 0), end)
        return (
            None
            if first is None or last is None
            else (column_number(first[1]), column_number(last[1]))
        )

    def mentions(self, text: str) -> bool:
        """Return whether the row's XML may contain a text."""
        if not self.changed:
            _, inner, end, _ = self._stretch
            return self._source.find(text, inner, end) >= 0
        return any(text in cell for cell in self._filled().values())

    def text(self) -> str:
        """Return the row's XML: as it was where nothing changed."""
        if not self.changed:
            start, _, _, stop = self._stretch
            return self._source[start:stop]
        if self._text is None:
            self._text = self._spelled()
        return self._text

    def _spelled(self) -> str:
        extent = self.extent()
        if extent is None:
            return f"<row{self.attributes}/>"
        attributes = self.attributes
        if "spans=" in attributes:
            first, last = extent
            attributes = _SPANS.sub(
                lambda m: f"{m[1]}{min(int(m[2]), first)}:{max(int(m[3]), last)}{m[4]}", attributes
            )
        cells = self._filled()
        if self._blank is not None:
            return f"<row{attributes}>{self._blank.around(self.number, cells)}</row>"
        return f"<row{attributes}>{''.join([cells[at] for at in sorted(cells)])}</row>"


def _plain_cells(text: str) -> list[tuple[str, str, str, str, str]] | None:
    """Return each cell as :data:`_QUICK` takes it apart; ``None`` if it cannot take one."""
    found: list[tuple[str, str, str, str, str]] = _QUICK.findall(text)
    return found if sum([len(cell[0]) for cell in found]) == len(text) else None


@functools.lru_cache(maxsize=1024)
def _numbered(letters: tuple[str, ...]) -> tuple[int, ...]:
    """Return the columns' numbers; the rows of a table have the same ones."""
    return tuple(map(column_number, letters))


def _value(cell: str, kind: str, text: str, inline: str, strings: Sequence[str]) -> Raw:
    if text and kind == "s":
        return strings[int(text)] or None
    if text and kind == "str":
        return plain(text)
    run = _INLINE.fullmatch(inline) if kind == "inlineStr" else None
    return value_of(cell, strings) if run is None else plain(run[1]) or None


def _split_cells(content: str, row: int) -> dict[int, str]:
    cells: dict[int, str] = {}
    column = at = 0
    for found in CELL.finditer(content):
        if content[at : found.start()].strip():
            raise _odd(row)
        at = found.end()
        named = _CELL_NUMBER.search(found[1])
        if named is not None:
            column = column_number(named[1])
            cells[column] = found[0]
        else:
            column += 1
            cells[column] = f'<c r="{column_name(column)}{row}"{found[0][2:]}'
    if content[at:].strip():
        raise _odd(row)
    return cells


def _odd(row: int) -> BookError:
    return BookError(
        f"row {row}", "something that is not a cell", "cells only", "Save the book in Excel."
    )


def split_rows(text: str, at: int, stop: int) -> dict[int, Row]:
    """Return the rows that stand in a worksheet's text from `at` to `stop`, by their number.

    Raises
    ------
    Unusual
        When something else than plain rows stands there; read :func:`plain_text` instead.
    """
    rows: dict[int, Row] = {}
    number = 0
    if any(text.find(mark, at, stop) >= 0 for mark in ("<!", "<?")):
        raise Unusual
    if text.find("='", at, stop) >= 0 and _SINGLE_QUOTED.search(text, at, stop):
        raise Unusual
    while opened := _ROW.match(text, at, stop):
        start, inner, attributes = opened.start(1), opened.end(), opened[2]
        if attributes.endswith("/"):
            attributes, end, at = attributes[:-1], inner, inner
        else:
            end = text.find("</row>", inner, stop)
            if end < 0:
                raise Unusual
            at = end + 6
        named = opened[3] or _row_number(attributes)
        number = int(named) if named else number + 1
        if not named:
            attributes = f' r="{number}"{attributes}'
        rows[number] = Row(number, attributes, text, (start, inner, end, at))
    if text[at:stop].strip():
        raise Unusual
    return rows


def _row_number(attributes: str) -> str:
    named = _ROW_NUMBER.search(attributes)
    return named[1] if named else ""


def plain_text(root: etree._Element) -> str:
    """Return a worksheet in the plain spelling: no prefix on the main names, no comments."""
    for node in list(root.iter(etree.Comment, etree.ProcessingInstruction)):
        parent = node.getparent()
        if parent is not None:
            etree.strip_tags(parent, etree.Comment, etree.ProcessingInstruction)
    text = etree.tostring(root, encoding="unicode")
    prefix = root.prefix
    if prefix:
        text = re.sub(rf"(</?){re.escape(prefix)}:", r"\1", text)
        text = text.replace(f'xmlns:{prefix}="{_MAIN}"', f'xmlns="{_MAIN}"', 1)
    return '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text
