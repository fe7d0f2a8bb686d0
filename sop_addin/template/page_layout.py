"""Where everything of a page stands: rows of fields and series, columns of months and totals.

Rows and columns count from 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sop_addin.excel.geometry import column_letters
from sop_addin.schema.declarations import Field, Page, Policy, Series
from sop_addin.schema.months import CLOSED_IN_VIEW, HORIZON_IN_VIEW

__all__ = ["PageAddress", "PageLayout", "cell_name", "range_name"]

KEYS, LABELS, VALUES, MARKS, MONTHS = 1, 2, 3, 4, 5
"""Columns: hidden keys, labels, units and values of fields, owners' marks, first month."""

RULER, TITLE, SUBTITLE = 1, 2, 3
"""Rows at the top; the first two stay in view, and the first is for the screen only."""

_FIRST_FIELD = 5


def cell_name(row: int, column: int, absolute: bool = False) -> str:
    """Return a cell as formulas call it.

    Examples
    --------
    >>> cell_name(14, 6), cell_name(14, 6, absolute=True)
    ('F14', '$F$14')
    """
    letters = column_letters(column)
    return f"${letters}${row}" if absolute else f"{letters}{row}"


def range_name(row: int, column: int, last_row: int, last_column: int) -> str:
    """Return a rectangle as formulas call it, absolute.

    Examples
    --------
    >>> range_name(2, 5, 2, 7)
    '$E$2:$G$2'
    """
    return f"{cell_name(row, column, True)}:{cell_name(last_row, last_column, True)}"


@dataclass(frozen=True)
class PageLayout:
    """The arithmetic of one prototype.

    Examples
    --------
    >>> from sop_addin.schema.family_page import FAMILY_PAGE
    >>> layout = PageLayout(FAMILY_PAGE, Policy.MTS)
    >>> cell_name(layout.header, layout.cycle_column)
    'AC24'
    """

    page: Page
    policy: Policy

    @cached_property
    def sentences(self) -> tuple[Field, ...]:
        """Fields as wide as the page."""
        return tuple(f for f in self.page.fields_of(self.policy) if f.wide)

    @cached_property
    def facts(self) -> tuple[Field, ...]:
        """Fields beside the charts."""
        return tuple(f for f in self.page.fields_of(self.policy) if not f.wide)

    @cached_property
    def field_rows(self) -> Mapping[str, int]:
        """Row by field: the sentences, a gap, the facts."""
        sentences = {f.name: _FIRST_FIELD + i for i, f in enumerate(self.sentences)}
        first = _FIRST_FIELD + len(self.sentences) + 1
        return sentences | {f.name: first + i for i, f in enumerate(self.facts)}

    @property
    def first_fact(self) -> int:
        """First row of the block of facts and charts."""
        return self.field_rows[self.facts[0].name]

    @property
    def last_fact(self) -> int:
        """Last row in view of the block of facts and charts."""
        return self.field_rows[[f for f in self.facts if not f.hidden][-1].name]

    @property
    def marker(self) -> int:
        """Row that says which months are closed."""
        return self.field_rows[self.facts[-1].name] + 2

    @property
    def header(self) -> int:
        """Row of the months."""
        return self.marker + 1

    @cached_property
    def sections(self) -> Mapping[str, int]:
        """Row of the heading by section."""
        return {
            name: min(self.series_rows[s.name] for s in self._of_section(name)) - 1
            for name in dict.fromkeys(s.section for s in self.series)
        }

    @cached_property
    def series(self) -> tuple[Series, ...]:
        """Rows of months, from top to bottom."""
        return self.page.series_of(self.policy)

    @cached_property
    def series_rows(self) -> Mapping[str, int]:
        """Row by series; a heading stands before each section."""
        rows: dict[str, int] = {}
        row, section = self.header, ""
        for series in self.series:
            row += 1 if series.section == section else 2
            section = series.section
            rows[series.name] = row
        return rows

    def _of_section(self, name: str) -> Sequence[Series]:
        return [s for s in self.series if s.section == name]

    @property
    def last_row(self) -> int:
        """Row of the last series."""
        return max(self.series_rows.values())

    @property
    def cycle_column(self) -> int:
        """Column of the cycle month."""
        return MONTHS + self.page.history

    @property
    def last_month(self) -> int:
        """Column of the last month of the horizon."""
        return self.cycle_column + self.page.horizon - 1

    @property
    def view(self) -> tuple[int, int]:
        """First and last month column that is not grouped away."""
        return self.cycle_column - CLOSED_IN_VIEW, self.cycle_column + HORIZON_IN_VIEW - 1

    @property
    def totals(self) -> tuple[int, int, int]:
        """Columns of year to date, rest of the year, fiscal year; a gap stands before them."""
        first = self.last_month + 2
        return first, first + 1, first + 2

    def month_columns(self) -> range:
        """Return the columns of all months."""
        return range(MONTHS, self.last_month + 1)

    def offset(self, column: int) -> int:
        """Return a month column's distance from the cycle month; negative is closed."""
        return column - self.cycle_column

    def header_range(self) -> str:
        """Return the cells of the month header."""
        return range_name(self.header, MONTHS, self.header, self.last_month)

    def field_cell(self, name: str) -> str:
        """Return the value cell of a field, absolute."""
        return cell_name(self.field_rows[name], VALUES, absolute=True)

    def ahead(self, name: str) -> str:
        """Return the cells of a series from the cycle month on, absolute."""
        row = self.series_rows[name]
        return range_name(row, self.cycle_column, row, self.last_month)


@dataclass(frozen=True)
class PageAddress:
    """Where the names of a formula stand, for closed months (`closed`) or for the horizon.

    Months count from the cycle month. In the horizon the month before the first is the opening
    position where the series declares one.
    """

    layout: PageLayout
    closed: bool = False

    def at(self, name: str, month: int) -> str:
        """Return the cell of a series in a month, or of a field."""
        if name in self.layout.field_rows:
            return self.layout.field_cell(name)
        series = next(s for s in self.layout.series if s.name == name)
        if month == -1 and series.opening and not self.closed:
            return self.layout.field_cell(series.opening)
        return cell_name(self.layout.series_rows[name], self.layout.cycle_column + month)

    def span(self, name: str, first: int, last: int) -> str:
        """Return the cells of a series from month `first` to `last`, both included."""
        return f"{self.at(name, first)}:{self.at(name, last)}"
