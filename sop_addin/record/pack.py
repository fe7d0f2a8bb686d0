"""The meeting pack: a copy without macros, its PDF, and a mail draft that carries both."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from sop_addin.errors import BookError
from sop_addin.excel.blocks import Area, TableArea
from sop_addin.excel.file import FileBlocks
from sop_addin.excel.page_frames import KEY
from sop_addin.excel.results import store_planners_results
from sop_addin.record.mail import draft
from sop_addin.record.pdf import workbook_to_pdf
from sop_addin.schema.cells import cell
from sop_addin.schema.digests import DIGESTS, Digest, Form
from sop_addin.schema.family_page import PAGES
from sop_addin.schema.sheets import (
    APPENDIX_SHEET,
    CONFIG_SHEET,
    PACK_AFTER_PAGES,
    PACK_APPENDIX,
    PACK_BEFORE_PAGES,
    SHEETS,
)
from sop_addin.schema.tables import TABLES, table

__all__ = ["Pack", "write_pack"]


_SETTINGS = 20
"""Rows of xlwings' settings that are blanked; a book has about five."""


@dataclass(frozen=True)
class Pack:
    """The files that were made; `pdf` is ``None`` where it could not be, and `note` says why."""

    workbook: Path
    mail: Path
    pdf: Path | None
    note: str


def write_pack(
    book: Path,
    folder: Path,
    name: str,
    *,
    subject: str,
    text: str,
    when: dt.datetime,
    pdf: bool = True,
) -> Pack:
    """Write the pack of a saved book; the book itself is only read.

    Parameters
    ----------
    book
        The workbook, formulas' results stored.
    folder
        Where the pack goes; made if it is not there. Files of an earlier pack are replaced; its
        PDF is removed where none is made.
    name
        What the files are called, before their endings.
    subject, text, when
        Of the mail draft; `when` is also what ``NOW()`` gives on sheets that planners added.
    pdf
        Whether to print it, too.

    Raises
    ------
    BookError
        The folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        copy = folder / f"{name}.xlsx"
        with FileBlocks.reader(book) as blocks:
            store_planners_results(blocks, when)
            _arrange_for_the_meeting(blocks)
            _forget_this_machine(blocks)
            blocks.without_macros(copy)
        printed = folder / f"{name}.pdf"
        result = workbook_to_pdf(copy, printed) if pdf else None
        if result is None or result.path is None:
            printed.unlink(missing_ok=True)  # an earlier pack's shows an earlier plan
        files = [copy] + ([result.path] if result and result.path else [])
        mail = folder / f"{name}.eml"
        mail.write_bytes(draft(subject, text, [], files, when))
    except OSError as error:
        raise BookError(
            str(folder),
            error.strerror or str(error),
            "a folder that can be written",
            "Choose another folder, or close the files of the last pack.",
        ) from error
    note = result.problem if result else "No PDF was asked for."
    return Pack(copy, mail, result.path if result else None, note)


def _arrange_for_the_meeting(blocks: FileBlocks) -> None:
    """Put the sheets in the order of the meeting, and hide what has no place or no rows in it."""
    prototypes = {sheet for page in PAGES for _, sheet in page.prototypes}
    keyed = {scope for scope, name in blocks.names() if name == KEY} - prototypes
    pages = [sheet for sheet in blocks.sheets() if sheet in keyed]
    meeting = [*PACK_BEFORE_PAGES, *pages, *PACK_AFTER_PAGES]
    blocks.order_sheets([*meeting, APPENDIX_SHEET, *PACK_APPENDIX])
    empty = _sheets_without_rows(blocks)
    empty |= {page.sheet for page in DIGESTS if _says_nothing(page, empty)}
    for sheet in SHEETS:
        if not sheet.hidden and (not sheet.in_pack or sheet.name in empty):
            blocks.hide_sheet(sheet.name)


def _sheets_without_rows(blocks: FileBlocks) -> set[str]:
    """Return the sheets of the pack whose table is blank."""
    areas, empty = blocks.tables(), set()
    shown = {sheet.name for sheet in SHEETS if sheet.in_pack and not sheet.hidden}
    for each in TABLES:
        if each.sheet in shown and not _has_rows(blocks, areas[each.excel]):
            empty.add(each.sheet)
    return empty


def _says_nothing(page: Digest, empty: set[str]) -> bool:
    """Return whether a page of the pack shows tables only, and all of them are blank."""
    parts = [part for band in page.bands for part in band]
    tables = {table(part.table).sheet for part in parts if not isinstance(part, Form)}
    return not any(isinstance(part, Form) for part in parts) and tables <= empty


def _has_rows(blocks: FileBlocks, area: TableArea) -> bool:
    """Return whether a table holds anything: of a filled one only its first row is read."""
    rows = range(area.row + 1, area.row + 1 + area.rows)
    lines = (blocks.read(Area(area.sheet, row, area.column, 1, len(area.headers))) for row in rows)
    return any(value is not None for line in lines for value in line[0])


def _forget_this_machine(blocks: FileBlocks) -> None:
    """Blank the settings that name folders of the sender's machine."""
    blocks.write(CONFIG_SHEET, 1, 1, [[None, None]] * _SETTINGS)
    extract = blocks.names().get(("", cell("source").name))
    if extract is not None:
        blocks.write(extract.sheet, extract.row, extract.column, [[None]])
