"""Pictures of a sheet a phase, from the sample company's month carried to its release.

:mod:`docs.pictures` draws them; each page ``docs/phase-N-KEY.md`` shows its own.
"""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import dataclass
from pathlib import Path

from docs.pixels import PACK_DPI, Pixels, cropped, page_of, read_ppm
from sop_addin.commands.dispatch import Request, carry_out
from sop_addin.commands.run import Run
from sop_addin.excel.book import Book
from sop_addin.excel.changes import Changes
from sop_addin.excel.file import FileBlocks
from sop_addin.record.pdf import workbook_to_pdf
from sop_addin.schema.phases import PHASES, phase
from sop_addin.schema.tables import table
from sop_addin.session.opening import open_book

__all__ = ["SHOWN", "PhasePicture", "go_through", "phase_pictures", "released"]


@dataclass(frozen=True)
class PhasePicture:
    """The sheet that the page of a phase shows."""

    key: str
    sheet: str

    @property
    def name(self) -> str:
        """Name of the page and of its picture, without their endings.

        Examples
        --------
        >>> PhasePicture("supply", "Shortages").name
        'phase-4-supply'
        """
        return f"phase-{phase(self.key).number}-{self.key}"


SHOWN = (
    PhasePicture("data", "Stock"),
    PhasePicture("business", "Business_Review"),
    PhasePicture("demand", "Demand_Review"),
    PhasePicture("supply", "Capacity_Map"),
    PhasePicture("presop", "Pre_SOP"),
    PhasePicture("executive", "Executive"),
    PhasePicture("release", "Game_Plan"),
)


_FOOTER = 0.08
"""Part of a page's height that holds its footer, on sheets that are not pages of the pack."""

_COMMANDS = {
    "data": ("refresh",),
    "business": (),
    "demand": ("forecast", "demand"),
    "supply": ("plan",),
    "presop": ("presop",),
    "executive": ("executive",),
}
"""What makes a phase done."""


def go_through(book: Book) -> None:
    """Agree on every family in pre-S&OP, as the meeting does by typing."""
    rows = book.read_table(table("pre_sop"))
    book.apply(Changes(restore={"pre_sop": rows.assign(status="agreed")}))


def released(book: Path, target: Path) -> None:
    """Copy a book whose month was run, and sign, approve and release the copy."""
    shutil.copy(book, target)
    run = Run(dt.datetime(2026, 3, 4, 9, 30), "planner", lambda line: None)
    with open_book(target, run.say) as opened:
        go_through(opened)
        for each in PHASES[:-1]:
            for command in _COMMANDS[each.key]:  # nothing is new: the phase is done by it
                carry_out(opened, command, Request(None, source=book.parent / "extracts"), run)
            request = Request(target.parent, phase=each.key, by=each.owner)
            carry_out(opened, "sign", request, run)
        carry_out(opened, "approve", Request(target.parent, by=phase("executive").owner), run)
        carry_out(opened, "release", Request(target.parent), run)
        opened.save()


def phase_pictures(book: Path, folder: Path) -> dict[str, Pixels]:
    """Return the first printed page of each phase's sheet, by the name of its file.

    Parameters
    ----------
    book
        The sample company's book after its month was run.
    folder
        Where copies may be put.

    Raises
    ------
    RuntimeError
        LibreOffice is not installed, or could not print.
    """
    approved, alone, pdf = (folder / name for name in ("month.xlsm", "sheets.xlsx", "sheets.pdf"))
    released(book, approved)
    shown = {each.sheet for each in SHOWN}
    with FileBlocks.reader(approved) as blocks:
        blocks.order_sheets([each.sheet for each in SHOWN])
        for sheet in blocks.sheets():
            if sheet not in shown:
                blocks.hide_sheet(sheet)
        blocks.without_macros(alone)
    made = workbook_to_pdf(alone, pdf)
    if made.path is None:
        raise RuntimeError(made.problem)
    pages = {each.name: read_ppm(page_of(pdf, each.sheet, PACK_DPI)) for each in SHOWN}
    return {f"{name}.png": cropped(page, _FOOTER) for name, page in pages.items()}
