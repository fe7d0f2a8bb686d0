"""Many rows of a table read at once: most hold the same kinds of cells in the same columns."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence

from sop_addin.excel.blocks import Raw
from sop_addin.excel.cell_xml import plain
from sop_addin.excel.references import column_number
from sop_addin.excel.row_xml import Row

__all__ = ["alike_values"]

_CONTENT = {
    "": "><v>([^<]*+)</v></c>",
    "s": ' t="s"><v>([0-9]++)</v></c>',
    "inlineStr": ' t="inlineStr"><is><t(?: xml:space="preserve")?+>([^<]*+)</t></is></c>',
}
"""How a cell that holds something goes on behind its style, by its type."""

_BATCH = 500
"""Rows that wait to be decoded together: enough to pay, few enough to take little memory."""

_SHAPES = 5
"""Rows of another shape after which no further one is tried: such a table is not regular."""

Kinds = tuple[tuple[str, str], ...]
Texts = tuple[str | None, ...]


class _Shape:
    """The cells of a row from left to right: the letters of their columns and their types.

    A row fits that has some of these cells, filled or blank, and no others.
    """

    def __init__(self, kinds: Kinds) -> None:
        self.kinds = kinds
        self.pattern = re.compile(
            "".join(
                rf'(?:<c r="{letters}[0-9]++"(?: s="[0-9]++")?+(?:/>|{_CONTENT[kind]}))?+'
                for letters, kind in kinds
            )
        )

    def values(
        self, rows: Sequence[Texts], left: int, right: int, strings: Sequence[str]
    ) -> list[list[Raw]]:
        """Return what rows that were taken apart hold in the columns from `left` to `right`."""
        decode: dict[str, Callable[[str], Raw]] = {
            "": float,
            "s": functools.cache(lambda text: strings[int(text)] or None),
            "inlineStr": functools.cache(plain),
        }
        block: list[Sequence[Raw]] = [(None,) * len(rows)] * (right - left + 1)
        for (letters, kind), texts in zip(self.kinds, zip(*rows, strict=True), strict=True):
            at = column_number(letters) - left
            if 0 <= at < len(block):
                block[at] = [decode[kind](text) if text else None for text in texts]
        return [list(row) for row in zip(*block, strict=True)]


def alike_values(
    lines: Sequence[Row | None], left: int, right: int, strings: Sequence[str]
) -> list[list[Raw]]:
    """Return the stored values of rows, as :meth:`Row.values` gives each.

    Parameters
    ----------
    lines
        The rows from top to bottom, ``None`` where the sheet has none.
    left, right
        First and last column, counted from 1.
    strings
        The workbook's shared strings.
    """
    block: list[list[Raw]] = []
    waiting: list[Texts] = []
    shape = _Shape(())
    tried = 0
    for line in lines:
        found = line.fits(shape.pattern) if line else None
        if found:
            waiting.append(found.groups())
        if waiting and (not found or len(waiting) == _BATCH):
            block += shape.values(waiting, left, right, strings)
            waiting.clear()
        if found:
            continue
        if line and line.is_unread and tried < _SHAPES:
            shape, tried = _Shape(_joined(line.kinds(), shape.kinds)), tried + 1
        nothing: list[Raw] = [None] * (right - left + 1)
        block.append(line.values(left, right, strings) if line else nothing)
    return block + (shape.values(waiting, left, right, strings) if waiting else [])


def _joined(kinds: Kinds, former: Kinds) -> Kinds:
    """Return a row's kinds, those of its blank cells as a row before had them."""
    known = dict(former)
    return tuple((letters, kind or known.get(letters, "")) for letters, kind in kinds)
