"""A worksheet's rows as text, their cells split only when somebody asks for them."""

from __future__ import annotations

import re

from lxml import etree

from sop_addin.errors import BookError
from sop_addin.excel.cell_xml import CELL
from sop_addin.excel.references import column_name, column_number

__all__ = ["Row", "Unusual", "plain_text", "split_rows"]

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_ROW_NUMBER = re.compile(r'\sr="([0-9]+)"')
_CELL_NUMBER = re.compile(r'\sr="([A-Z]+)[0-9]+"')
_SINGLE_QUOTED = re.compile(r"<(?:row|c)\b[^>]*='")
_SPANS = re.compile(r'(\sspans=")([0-9]+):([0-9]+)(")')
_ROW_STYLE = re.compile(r'\ss="([0-9]+)"')


class Unusual(Exception):
    """The text is XML, but not in the spelling that is read directly."""


class Row:
    """One row: its attributes and its cells' XML by column number."""

    __slots__ = ("_cells", "_content", "_text", "attributes", "changed", "number")

    def __init__(
        self, number: int, attributes: str, content: str = "", text: str | None = None
    ) -> None:
        self.number = number
        self.attributes = attributes
        self.changed = text is None
        self._content = content
        self._text = text
        self._cells: dict[int, str] | None = None

    @property
    def cells(self) -> dict[int, str]:
        """The row's cells; set :attr:`changed` after changing them."""
        if self._cells is None:
            self._cells = _split_cells(self._content, self.number) if self._content else {}
        return self._cells

    @property
    def style(self) -> str:
        """The row's own style as a cell's attribute, empty where it has none."""
        if "customFormat=" not in self.attributes:
            return ""
        found = _ROW_STYLE.search(self.attributes)
        return f' s="{found[1]}"' if found else ""

    def mentions(self, text: str) -> bool:
        """Return whether the row's XML may contain a text."""
        if not self.changed:
            return text in self._content
        return any(text in cell for cell in self.cells.values())

    def text(self) -> str:
        """Return the row's XML: as it was where nothing changed."""
        if not self.changed and self._text is not None:
            return self._text
        cells = self.cells
        if not cells:
            return f"<row{self.attributes}/>"
        columns = sorted(cells)
        attributes = self.attributes
        if "spans=" in attributes:
            first, last = columns[0], columns[-1]
            attributes = _SPANS.sub(
                lambda m: f"{m[1]}{min(int(m[2]), first)}:{max(int(m[3]), last)}{m[4]}", attributes
            )
        return f"<row{attributes}>{''.join([cells[at] for at in columns])}</row>"


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


def split_rows(body: str) -> dict[int, Row]:
    """Return the rows of a ``sheetData`` element's content by their number.

    Raises
    ------
    Unusual
        When something else than plain rows stands there; read :func:`plain_text` instead.
    """
    rows: dict[int, Row] = {}
    at = number = 0
    if "<!" in body or "<?" in body or ("='" in body and _SINGLE_QUOTED.search(body)):
        raise Unusual
    while (start := body.find("<row", at)) >= 0:
        inner = body.find(">", start) + 1
        if not inner or body[at:start].strip():
            raise Unusual
        if body[inner - 2] == "/":
            attributes, content, at = body[start + 4 : inner - 2], "", inner
        else:
            end = body.find("</row>", inner)
            if end < 0:
                raise Unusual
            attributes, content, at = body[start + 4 : inner - 1], body[inner:end], end + 6
        if "='" in attributes or (
            content.startswith("<c ") and "='" in content[: content.find(">")]
        ):
            raise Unusual
        named = _ROW_NUMBER.search(attributes)
        number = int(named[1]) if named else number + 1
        if named is None:
            attributes = f' r="{number}"{attributes}'
        rows[number] = Row(number, attributes, content, body[start:at])
    if body[at:].strip():
        raise Unusual
    return rows


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
