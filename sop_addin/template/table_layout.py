"""Where the table of a sheet stands: below the title, and below the charts where it has some."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sop_addin.schema.cells import cell
from sop_addin.schema.charts import SHEET_CHARTS, WATERFALLS, SheetChart, Waterfall
from sop_addin.schema.declarations import Table
from sop_addin.schema.months import HORIZON_IN_VIEW, SCHEDULE_MONTHS

__all__ = ["LEFT", "TableLayout", "period_head"]

LEFT = 2
"""Column of a table's first column; a narrow margin stands before it."""

_BELOW_TITLE, _BELOW_CHARTS = 4, 20
_PERIOD = re.compile(r"([hmw])(\d+)")
_FROZEN_WIDTH = 60
_CYCLE = cell("cycle_month").name


def period_head(column: str) -> tuple[str, str] | None:
    """Return formula and format of the date over a column of periods; None over any other.

    ``m0`` is the cycle month, ``h1`` the last closed one; ``w0`` the first week with a day from
    Monday to Friday in it, shown by its Monday.

    Examples
    --------
    >>> period_head("m3")
    ('IF(cycle_month="","",EDATE(cycle_month,3))', 'mmm yy')
    >>> period_head("measure") is None
    True
    """
    found = _PERIOD.fullmatch(column)
    if found is None:
        return None
    number = int(found[2])
    if found[1] in "hm":
        months = -number if found[1] == "h" else number
        return f'IF({_CYCLE}="","",EDATE({_CYCLE},{months}))', "mmm yy"
    day = f"WEEKDAY({_CYCLE},2)"
    monday = f"{_CYCLE}+{1 + 7 * number}-{day}+IF({day}>5,7,0)"
    beyond = f"EOMONTH({_CYCLE},{SCHEDULE_MONTHS - 1})"
    return f'IF({_CYCLE}="","",IF({monday}>{beyond},"",{monday}))', "d mmm"


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
        last = f"m{HORIZON_IN_VIEW - 1}"
        if last in self.table.column_names:
            return self.column(last)
        if self.table.printed_to:
            return self.column(self.table.printed_to)
        drawn = {name for each in self.waterfalls for name in (*each.bars, each.beyond)}
        return self.last_column - sum(name in drawn for name in self.table.column_names)

    @property
    def across(self) -> tuple[int, ...]:
        """Columns of the periods across, from the first."""
        return tuple(self.column(c.name) for c in self.table.columns if period_head(c.name))
