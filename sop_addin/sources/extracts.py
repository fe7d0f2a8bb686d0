"""Extracts: one file a table, read whole, checked cell by cell, refused with file, row and column.

Nothing is repaired: a text in a number column, a month that can be read two ways, a blank key or a
row that comes twice is an error, and the message says how many more errors the file holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from sop_addin.errors import SourceError
from sop_addin.sources.cells import Fault, Kind, converted
from sop_addin.sources.delimited import read_delimited
from sop_addin.sources.grid import Grid
from sop_addin.sources.spreadsheet import read_spreadsheet

__all__ = [
    "Extract",
    "ExtractColumn",
    "find_extract",
    "read_beside",
    "read_extract",
    "refuse_below_zero",
    "refuse_rows",
]

READERS = {
    ".csv": read_delimited,
    ".txt": read_delimited,
    ".tsv": read_delimited,
    ".xlsx": read_spreadsheet,
    ".xlsm": read_spreadsheet,
}


@dataclass(frozen=True)
class ExtractColumn:
    """A column that an extract may hold.

    Parameters
    ----------
    name
        Name of the column in the frame, and its header in the file unless a mapping says otherwise.
    kind
        ``"text"``, ``"month"`` (from 1900 on, as Excel has them), ``"month of any year"``,
        ``"number"`` or ``"date"``.
    required
        The file must have the column, and no cell of it may be blank.
    key
        The key columns together identify a row; none may come twice.
    """

    name: str
    kind: Kind
    required: bool = False
    key: bool = False


@dataclass(frozen=True)
class Extract:
    """The content of one file, with its provenance.

    Parameters
    ----------
    frame
        One column for each :class:`ExtractColumn`: text as ``str`` (blank is empty), months as
        ``period[M]`` (blank is ``NaT``), numbers as ``float64`` (blank is NaN).
    rows
        Row number in the file of each row of `frame`.
    file
        Name of the file.
    origin
        How it was read: ``"utf-8, comma"``, ``"cp1252, semicolon"`` or ``"sheet Data"``.
    absent
        Optional columns that the file does not have; blank throughout in `frame`.
    ignored
        Headers in the file that nobody asked for.
    """

    frame: pd.DataFrame
    rows: npt.NDArray[np.int64]
    file: str
    origin: str
    absent: tuple[str, ...]
    ignored: tuple[str, ...]


def find_extract(source: Path, name: str) -> Path:
    """Return the file of an extract: `source` itself, or ``name.csv`` or ``name.xlsx`` in it.

    Raises
    ------
    SourceError
        Nothing there, or both files there.
    """
    if not source.is_dir():
        if not source.exists():
            remedy = "Give the file of the extract, or the folder that holds it."
            raise SourceError(str(source), "nothing", "a file or a folder", remedy)
        return source
    found = sorted(
        path
        for path in source.iterdir()
        if path.stem.lower() == name and path.suffix.lower() in (".csv", ".xlsx")
    )
    if len(found) != 1:
        raise SourceError(
            str(source),
            " and ".join(path.name for path in found) or f"no extract called {name}",
            f"one file, {name}.csv or {name}.xlsx",
            "Remove one of them." if found else "Export it, or give the file itself.",
        )
    return found[0]


def read_beside(source: Path, name: str, columns: Sequence[ExtractColumn]) -> Extract | None:
    """Read an extract that a company may have or not; ``None`` where there is none.

    Parameters
    ----------
    source
        The folder of the extracts, or one of its files.
    name
        What the file is called, without ``.csv`` or ``.xlsx``.
    columns
        What to read.

    Raises
    ------
    SourceError
        Both a ``.csv`` and a ``.xlsx`` are there, or what :func:`read_extract` raises.
    """
    folder = source if source.is_dir() else source.parent
    names = {f"{name}.csv", f"{name}.xlsx"}
    if not folder.is_dir() or not any(path.name.lower() in names for path in folder.iterdir()):
        return None
    return read_extract(find_extract(folder, name), columns)


def refuse_rows(
    extract: Extract,
    wrong: pd.Series[bool],
    column: str,
    expected: str,
    remedy: str = "Correct it at its source.",
) -> None:
    """Refuse an extract that has wrong rows, by the first of them and how many more there are.

    Raises
    ------
    SourceError
        File, row and column.
    """
    if not wrong.any():
        return
    first = int(wrong.to_numpy().argmax())
    others = int(wrong.sum()) - 1
    more = f" (and {others} more such rows)" if others else ""
    raise SourceError(
        f"{extract.file} row {extract.rows[first]}, column {column}",
        f"{extract.frame[column].iloc[first]!s}{more}",
        expected,
        remedy,
    )


def refuse_below_zero(extract: Extract, columns: Sequence[str]) -> None:
    """Refuse an extract in which a column that cannot be negative is.

    Raises
    ------
    SourceError
        File, row and column, of the first column that is.
    """
    for name in columns:
        refuse_rows(extract, extract.frame[name] < 0, name, "at least 0")


def read_extract(
    path: Path,
    columns: Sequence[ExtractColumn],
    mapping: Mapping[str, str] | None = None,
) -> Extract:
    """Read one file into a frame.

    Headers are compared without regard to case and outer blanks. In delimited text the encoding
    and the separator are found out (:func:`~sop_addin.sources.delimited.read_delimited`); in a
    workbook the first visible sheet counts.

    Parameters
    ----------
    columns
        What to read; other columns of the file are listed in ``ignored``.
    mapping
        The file's own header for a column's name, where it differs: ``{"sales": "Net qty"}``.

    Raises
    ------
    SourceError
        The file cannot be read, lacks a required column, or holds a cell that is not what its
        column asks for: text or a thousands separator in a number, NaN or infinity, an unclear
        month, a blank in a required column, a key that comes twice. The first one is raised and
        says how many more there are.

    Examples
    --------
    >>> import tempfile
    >>> columns = [
    ...     ExtractColumn("family", "text", required=True, key=True),
    ...     ExtractColumn("month", "month", required=True, key=True),
    ...     ExtractColumn("sales", "number", required=True),
    ... ]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "actuals.csv"
    ...     _ = file.write_text("family;month;qty\\nPumps;2026-02;12,5\\n", encoding="utf-8")
    ...     extract = read_extract(file, columns, {"sales": "qty"})
    >>> print(*extract.frame.iloc[0])
    Pumps 2026-02 12.5
    >>> extract.rows.tolist(), extract.origin
    ([2], 'utf-8, semicolon')
    """
    grid = _read(path)
    places = _places(grid, columns, mapping or {})
    across = list(zip(*grid.rows, strict=True))
    faults: list[Fault] = []
    data: dict[str, pd.Series] = {}
    for column in columns:
        place = places.get(column.name)
        cells = ("",) * len(grid.rows) if place is None else across[place]
        header = column.name if place is None else grid.headers[place]
        required = column.required and place is not None
        data[column.name], found = converted(cells, column.kind, header, required, grid.decimal)
        faults += found
    frame = pd.DataFrame(data)
    rows = np.array(grid.numbers, dtype=np.int64)
    keys = [column.name for column in columns if column.key]
    faults += _repeated(frame, keys, {fault.position for fault in faults}, rows)
    _raise_first(faults, grid)
    taken = set(places.values())
    return Extract(
        frame=frame,
        rows=rows,
        file=grid.file,
        origin=grid.origin,
        absent=tuple(column.name for column in columns if column.name not in places),
        ignored=tuple(h for i, h in enumerate(grid.headers) if h and i not in taken),
    )


def _read(path: Path) -> Grid:
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        remedy = "Export the data as CSV or as an Excel workbook."
        raise SourceError(str(path), f"a file of type {path.suffix!r}", "csv or xlsx", remedy)
    try:
        return reader(path)
    except OSError as error:
        raise SourceError(
            str(path),
            error.strerror or str(error),
            "a file that can be read",
            "Check the name, and close the file in other programs.",
        ) from None


def _places(
    grid: Grid, columns: Sequence[ExtractColumn], mapping: Mapping[str, str]
) -> dict[str, int]:
    """Return the position in the file of every column that it has."""
    headers = [header.casefold() for header in grid.headers]
    places = {}
    for column in columns:
        wanted = mapping.get(column.name, column.name).strip()
        count = headers.count(wanted.casefold())
        if count > 1:
            remedy = "Remove or rename one of them."
            raise SourceError(grid.file, f"{count} columns {wanted!r}", "one", remedy)
        if count:
            places[column.name] = headers.index(wanted.casefold())
        elif column.required or column.name in mapping:
            raise SourceError(
                f"{grid.file} ({grid.origin})",
                "the headers " + ", ".join(h for h in grid.headers if h),
                f"a column {wanted!r}",
                "Add it, or map the header that stands for it; the header is the first filled row.",
            )
    return places


def _repeated(
    frame: pd.DataFrame, keys: list[str], faulty: set[int], rows: npt.NDArray[np.int64]
) -> list[Fault]:
    """Return a fault for every row whose key stood in an earlier row."""
    if not keys:
        return []
    sound = frame.loc[~frame.index.isin(faulty), keys]
    if not sound.duplicated().any():
        return []
    group = sound.groupby(keys, sort=False).ngroup()
    faults = []
    first: dict[int, int] = {}
    for at, number in zip(sound.index.tolist(), group.tolist(), strict=True):
        if first.setdefault(number, at) != at:
            key = " ".join(str(frame.at[at, name]) for name in keys)
            got = f"{key} again (first in row {rows[first[number]]})"
            expected = "one row for each " + " and ".join(keys)
            remedy = "Remove one, or add the two up, before exporting."
            faults.append(Fault(at, ", ".join(keys), got, expected, remedy))
    return faults


def _raise_first(faults: list[Fault], grid: Grid) -> None:
    if not faults:
        return
    first = min(faults, key=lambda fault: fault.position)
    more = len(faults) - 1
    raise SourceError(
        f"{grid.file} row {grid.numbers[first.position]}, {first.header}",
        first.got,
        first.expected,
        first.remedy + (f" The file has {more} more such errors." if more else ""),
    )
