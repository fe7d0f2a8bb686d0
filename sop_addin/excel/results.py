"""Keep the stored results of formulas up to date in a workbook file, without Excel."""

from __future__ import annotations

import datetime as dt

from sop_addin.excel.file import FileBlocks
from sop_addin.excel.page_frames import KEY
from sop_addin.excel.recalculate import Results, recalculate
from sop_addin.schema.sheets import SHEETS

__all__ = ["store_our_results", "store_planners_results"]


def store_our_results(blocks: FileBlocks, now: dt.datetime) -> Results:
    """Compute and store the formulas of the declared sheets and pages; planners' stay untouched.

    A formula that is left to Excel loses its former result. Excel computes everything when it
    opens the book if there is such a formula, or any on a planner's own sheet.

    Parameters
    ----------
    now
        What ``NOW()`` and ``TODAY()`` give.
    """
    results = recalculate(blocks.to_bytes(), now=now, only=sorted(_ours(blocks)))
    blocks.store_results(results.to_store())
    if results.left_to_excel or results.not_asked:
        blocks.set_full_calculation(True)
    return results


def store_planners_results(blocks: FileBlocks, now: dt.datetime) -> Results:
    """Compute and store the formulas of sheets that planners added: for a copy to be sent around.

    Parameters
    ----------
    now
        What ``NOW()`` and ``TODAY()`` give.
    """
    others = sorted(set(blocks.sheets()) - _ours(blocks))
    if not others:
        return Results()
    results = recalculate(blocks.to_bytes(), now=now, only=others)
    blocks.store_results(results.to_store())
    return results


def _ours(blocks: FileBlocks) -> set[str]:
    pages = {sheet for sheet, name in blocks.names() if name == KEY}
    return {sheet.name for sheet in SHEETS} | pages
