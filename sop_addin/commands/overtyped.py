"""Formulas of the template that were typed over: said by every step that uses the numbers."""

from __future__ import annotations

from sop_addin.commands.run import Run
from sop_addin.excel.book import Book

__all__ = ["warn_overtyped"]


def warn_overtyped(book: Book, run: Run) -> None:
    """Say in one line where a formula was typed over, what stands there, and what to do.

    The steps compute every declared formula themselves, so that a number typed over one counts
    on its sheet only.
    """
    found = book.overtyped()
    if not found:
        return
    more = f" and {len(found) - 1} more cells" if len(found) > 1 else ""
    run.report(
        f"{book.locate(found[0].place)}{more}: got {found[0].holds}, where the template has a"
        " formula; what is computed here is the formula's number. Copy the formula back from the"
        " cell beside it (`sop check` lists every cell)"
    )
