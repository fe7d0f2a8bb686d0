"""Where declared things stand in one workbook: rows of a page, columns of a table, addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sop_addin.excel.blocks import Area, TableArea
from sop_addin.schema.declarations import Page, Policy, Table

__all__ = ["PageGrid", "TableGrid", "address", "column_letters", "sheet_name"]


def column_letters(column: int) -> str:
    """Return the letters of a column number.

    Examples
    --------
    >>> column_letters(1), column_letters(28)
    ('A', 'AB')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(sheet: str, row: int, column: int) -> str:
    """Return a cell as people write it.

    Examples
    --------
    >>> address("Fam_Pumps", 14, 6), address("My sheet", 1, 1)
    ('Fam_Pumps!F14', "'My sheet'!A1")
    """
    plain = sheet.replace("_", "").replace(".", "").isalnum() and not sheet[0].isdigit()
    name = sheet if plain else "'" + sheet.replace("'", "''") + "'"
    return f"{name}!{column_letters(column)}{row}"


def sheet_name(wanted: str, taken: Sequence[str]) -> str:
    """Return a sheet name that Excel allows and that is not taken.

    Examples
    --------
    >>> sheet_name("Fam_A/B", ["Home", "Fam_A_B"])
    'Fam_A_B_2'
    """
    clean = "".join("_" if c in "[]:*?/\\'" else c for c in wanted)[:31]
    used = {name.lower() for name in taken}
    name, number = clean, 2
    while name.lower() in used:
        ending = f"_{number}"
        name, number = clean[: 31 - len(ending)] + ending, number + 1
    return name


@dataclass(frozen=True)
class PageGrid:
    """A page in the workbook: `rows` by series or field, columns by month.

    `months` is the area of the month header; `values` the column of the fields.
    """

    page: Page
    policy: Policy
    sheet: str
    key: str
    rows: Mapping[str, int]
    months: Area
    values: int

    @property
    def last_row(self) -> int:
        """Last row that holds a declared field or series."""
        return max(self.rows.values())

    @property
    def horizon_column(self) -> int:
        """Column of the cycle month."""
        return self.months.column + self.page.history

    def column(self, offset: int) -> int:
        """Return the column of a month, counted from the cycle month (negative: closed)."""
        return self.horizon_column + offset


@dataclass(frozen=True)
class TableGrid:
    """A declared table in the workbook: `columns` maps declared names to sheet columns."""

    table: Table
    area: TableArea
    columns: Mapping[str, int]

    @property
    def first_row(self) -> int:
        """Row of the first data row."""
        return self.area.row + 1

    def runs(self, names: list[str]) -> list[list[str]]:
        """Split column names, in sheet order, into runs that stand side by side."""
        ordered = sorted(names, key=self.columns.__getitem__)
        runs: list[list[str]] = []
        for name in ordered:
            if runs and self.columns[name] == self.columns[runs[-1][-1]] + 1:
                runs[-1].append(name)
            else:
                runs.append([name])
        return runs
