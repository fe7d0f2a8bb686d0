"""The cells of a table's new rows: blank ones, alike in every row, spelled when they are read."""

from __future__ import annotations

from collections.abc import Mapping

from sop_addin.excel.references import column_name

__all__ = ["BlankCells"]

_ROW = "\0"


class BlankCells:
    """Blank cells that many rows have in the same columns.

    Parameters
    ----------
    styles
        By column: the cell's style attribute with a leading space.

    Examples
    --------
    >>> blank = BlankCells({1: ' s="4"', 3: ' s="5"'})
    >>> blank.cells(7)
    {1: '<c r="A7" s="4"/>', 3: '<c r="C7" s="5"/>'}
    >>> blank.around(7, {3: '<c r="C7" s="5"><v>2</v></c>'})
    '<c r="A7" s="4"/><c r="C7" s="5"><v>2</v></c>'
    """

    def __init__(self, styles: Mapping[int, str]) -> None:
        self.styles = dict(sorted(styles.items()))
        self._spelled: dict[tuple[int, ...], str] = {}

    def cells(self, row: int) -> dict[int, str]:
        """Return the cells of a row by column."""
        return {at: self._cell(at, str(row)) for at in self.styles}

    def around(self, row: int, cells: Mapping[int, str]) -> str:
        """Return the XML of a row that has some cells, and blank ones in the other columns."""
        columns = tuple(sorted(cells))
        if columns not in self._spelled:
            self._spelled[columns] = "".join(
                "%s" if at in cells else self._cell(at, _ROW)
                for at in sorted({*self.styles, *columns})
            )
        text = self._spelled[columns].replace(_ROW, str(row))
        return text % tuple([cells[at] for at in columns])

    def _cell(self, column: int, row: str) -> str:
        return f'<c r="{column_name(column)}{row}"{self.styles[column]}/>'
