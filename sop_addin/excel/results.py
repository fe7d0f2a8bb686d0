"""Keep the stored results of formulas up to date in a workbook file, without Excel."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from sop_addin.excel.file import FileBlocks
from sop_addin.excel.page_frames import KEY
from sop_addin.excel.recalculate import Results, recalculate
from sop_addin.schema.functions import FUNCTIONS_SHEET
from sop_addin.schema.sheets import SHEETS

__all__ = ["store_our_results", "store_planners_results"]


def store_our_results(blocks: FileBlocks, now: dt.datetime) -> Results:
    """Compute and store the formulas of the declared sheets and pages; planners' stay untouched.

    A formula that is left to Excel loses its former result. Excel computes everything when it
    opens the book if there is such a formula, or any on a planner's own sheet. The examples of the
    worksheet functions are Excel's alone and keep what they show.

    Parameters
    ----------
    now
        What ``NOW()`` and ``TODAY()`` give.
    """
    ours = sorted(_ours(blocks) - {FUNCTIONS_SHEET})
    results = recalculate(blocks.to_bytes(), now=now, only=ours, book=blocks)
    planners = tuple(sheet for sheet in results.not_asked if sheet != FUNCTIONS_SHEET)
    results = replace(results, not_asked=planners)
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
