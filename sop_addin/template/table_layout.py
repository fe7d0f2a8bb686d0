"""Where the table of a sheet stands: below the title, and below the charts where it has some."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sop_addin.schema.bridge_tables import BARS
from sop_addin.schema.charts import SHEET_CHARTS, WATERFALLS, SheetChart, Waterfall
from sop_addin.schema.declarations import Table
from sop_addin.schema.months import HORIZON_IN_VIEW

__all__ = ["LEFT", "TableLayout", "month_offset"]

LEFT = 2
"""Column of a table's first column; a narrow margin stands before it."""

_BELOW_TITLE, _BELOW_CHARTS = 4, 20
_MONTH = re.compile(r"m(\d+)")
_FROZEN_WIDTH = 60


def month_offset(column: str) -> int | None:
    """Return how many months after the cycle month a column stands for; None if it is no month.

    Examples
    --------
    >>> month_offset("m3"), month_offset("measure")
    (3, None)
    """
    found = _MONTH.fullmatch(column)
    return int(found[1]) if found else None


@dataclass(frozen=True)
class TableLayout:
    """The arithmetic of one table sheet; rows and columns count from 1."""

    table: Table

    @property
    def charts(self) -> tuple[SheetChart, ...]:
        """Charts above the table."""
        return tuple(c for c in SHEET_CHARTS if c.sheet == self.table.sheet)

    @property
    def waterfalls(self) -> tuple[Waterfall, ...]:
        """Waterfalls above the table, right of its charts."""
        return tuple(w for w in WATERFALLS if w.table == self.table.name)

    @property
    def drawings(self) -> int:
        """How many charts and waterfalls stand above the table."""
        return len(self.charts) + len(self.waterfalls)

    @property
    def header(self) -> int:
        """Row of the table's header; units or months stand in the row before it."""
        return _BELOW_CHARTS if self.drawings else _BELOW_TITLE

    @property
    def last_column(self) -> int:
        """Column of the table's last column."""
        return LEFT + len(self.table.columns) - 1

    def column(self, name: str) -> int:
        """Return the column of a declared column."""
        return LEFT + self.table.column_names.index(name)

    @property
    def frozen_columns(self) -> int:
        """Columns that stay in view: the margin and the keys at the left."""
        width = 0
        for count, column in enumerate(self.table.columns):
            width += column.width
            if column.name not in self.table.keys or width > _FROZEN_WIDTH:
                return LEFT - 1 + count
        return LEFT

    @property
    def last_printed(self) -> int:
        """Last column on paper: of the months as many as a family's page shows; no chart's bars."""
        months = self.month_columns
        if months:
            return months[HORIZON_IN_VIEW - 1]
        return self.last_column - len(BARS) * (BARS[-1] in self.table.column_names)

    @property
    def month_columns(self) -> tuple[int, ...]:
        """Columns of the months across, from the cycle month."""
        return tuple(
            self.column(c.name) for c in self.table.columns if month_offset(c.name) is not None
        )
