"""What a file of rows and columns held, before anything is known about its meaning."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sop_addin.errors import SourceError

__all__ = ["Grid", "Raw", "grid_of"]

Raw = str | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta
"""One cell; blank is the empty text. Delimited text gives texts only."""


@dataclass(frozen=True)
class Grid:
    """Header and data rows of one file; rows without any content are left out.

    Parameters
    ----------
    file
        The file's name, for messages.
    origin
        How the file was read: encoding and separator, or sheet.
    headers
        Texts of the header row, outer blanks removed.
    rows
        Data rows, each as long as `headers`.
    numbers
        Number of each data row in the file, as Excel shows it: the first row is 1.
    decimal
        Decimal sign of numbers in delimited text; empty where cells carry their own type.
    """

    file: str
    origin: str
    headers: tuple[str, ...]
    rows: list[Sequence[Raw]]
    numbers: list[int]
    decimal: str = ""


def grid_of(path: Path, origin: str, records: Iterable[Sequence[Raw]], decimal: str = "") -> Grid:
    """Return the grid of a file's records: the first one that is not blank is the header.

    Raises
    ------
    SourceError
        No data row, or a row with more or fewer cells than the header.
    """
    headers: tuple[str, ...] = ()
    rows: list[Sequence[Raw]] = []
    numbers: list[int] = []
    for number, record in enumerate(records, start=1):
        if not any(map(_is_filled, record)):
            continue
        if not headers:
            headers = tuple(str(cell).strip() for cell in record)
            continue
        width = len(headers)
        if len(record) != width and (len(record) < width or any(map(_is_filled, record[width:]))):
            raise _wrong_width(path, number, len(record), width)
        rows.append(record if len(record) == width else record[:width])
        numbers.append(number)
    if not rows:
        found = "only a header" if headers else "an empty file"
        raise SourceError(
            str(path), found, "a header and at least one row of data", "Export the data again."
        )
    return Grid(path.name, origin, headers, rows, numbers, decimal)


def _is_filled(cell: Raw) -> bool:
    return not isinstance(cell, str) or bool(cell.strip())


def _wrong_width(path: Path, number: int, found: int, width: int) -> SourceError:
    return SourceError(
        f"{path.name} row {number}",
        f"{found} cells",
        f"{width}, as in the header",
        "Put texts that hold the separator in double quotes, and write no thousands separators.",
    )
