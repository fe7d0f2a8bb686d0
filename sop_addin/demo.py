"""The demonstration: the sample company's month, from extracts to the meeting pack."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from sop_addin.commands.new import new, read_master_data
from sop_addin.commands.run import Run, execute
from sop_addin.errors import BookError
from sop_addin.sample.company import COMPANY, CYCLE, SETTINGS
from sop_addin.sample.extracts import write_extracts
from sop_addin.session.making import new_book
from sop_addin.session.month import run_month

__all__ = ["demo"]


def demo(folder: Path, run: Run, *, pdf: bool = True) -> None:
    """Make the sample company's book in `folder` and run its month.

    Raises
    ------
    BookError
        The folder holds a book of an earlier demonstration.
    """
    book, extracts = folder / "SOP_Demo.xlsm", folder / "extracts"
    if book.exists():
        raise BookError(
            str(book), "a file that exists", "an empty folder", "Name another folder, or delete it."
        )
    try:
        extracts.mkdir(parents=True, exist_ok=True)
        write_extracts(extracts)
    except OSError as error:
        raise BookError(
            str(extracts),
            error.strerror or str(error),
            "a folder that can be written",
            "Name another folder.",
        ) from error
    run.say(f"wrote the extracts of {COMPANY} to {extracts}")
    frames = read_master_data(extracts, run)
    made = partial(new, frames=frames, cycle=CYCLE, company=COMPANY, settings=SETTINGS)
    with new_book(book, run.say) as opened:
        execute(opened, "new", made, run)
    run.say(f"made {book}")
    run_month(book, extracts, folder / "pack", run, strategy="hybrid", pdf=pdf)
    run.say(f"open {book}: Home says what to do next")
