"""History: each approved cycle as small text files, so that two months compare as a text diff."""

from __future__ import annotations

from pathlib import Path

from sop_addin.demand.snapshots import APPROVED
from sop_addin.errors import DataError, Place
from sop_addin.excel.book import Book
from sop_addin.record.cycle import rows_of
from sop_addin.record.folder import write_into
from sop_addin.record.history import approved_months, as_csv, as_json
from sop_addin.schema.tables import table

__all__ = ["history"]


_PEOPLE = "people"
"""Unit of what a plan says of a resource: its heads."""


def history(book: Book, folder: Path) -> list[Path]:
    """Write ``2026-03.csv`` and ``2026-03.json`` of each approved cycle; return the files.

    The book is only read. The same book gives the same bytes.

    Raises
    ------
    DataError
        No plan was approved yet.
    BookError
        The folder cannot be written.
    """
    versions = book.read_table(table("versions"))
    cycles = sorted(versions.loc[versions["version"] == APPROVED, "cycle"].unique())
    if not cycles:
        raise DataError(
            Place(field="plan_state"),
            "no approved plan of any cycle",
            "one at least",
            "Approve it: `sop approve BOOK --by NAME`.",
        )
    families, resources = (book.read_table(table(name)) for name in ("families", "resources"))
    units = dict.fromkeys(resources["resource"], _PEOPLE)
    units |= dict(zip(families["family"], families["unit"], strict=True))
    phases = book.read_table(table("cycle"))
    contents: dict[str, bytes] = {}
    for cycle in cycles:
        months = approved_months(versions, cycle, APPROVED)
        contents[f"{cycle}.csv"] = as_csv(months, units).encode()
        contents[f"{cycle}.json"] = as_json(months, units, cycle, rows_of(phases, cycle)).encode()
    return write_into(folder, contents)
