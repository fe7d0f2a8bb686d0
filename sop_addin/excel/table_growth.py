"""What is refused when a table gets another number of rows, in the file and in Excel alike."""

from __future__ import annotations

from sop_addin.errors import BookError

__all__ = ["in_the_way", "no_table", "too_few_rows"]


def no_table(where: str, name: str) -> BookError:
    """Return the error of a workbook `where` the table is not."""
    return BookError(where, f"no table {name!r}", "the template's tables", "Restore it.")


def too_few_rows(table: str, rows: int) -> BookError:
    """Return the error of a table that shall have no rows: Excel keeps at least one."""
    return BookError(f"table {table}", f"{rows} rows", "1 row or more", "Keep one row.")


def in_the_way(sheet: str, table: str, cell: str, bottom: int, what: str = "") -> BookError:
    """Return the error of a table that would grow over something.

    Parameters
    ----------
    cell
        The first cell that holds something; empty where it is only `what`.
    bottom
        Last row that must be free.
    """
    return BookError(
        f"{sheet}!{cell}" if cell else f"table {table}",
        f"{cell or what} in the way of table {table}",
        f"free cells down to row {bottom}",
        "Move what stands below the table.",
    )
