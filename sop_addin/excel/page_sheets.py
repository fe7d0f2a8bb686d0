"""Sheets of pages that come or get another key; a page is a clone of its policy's prototype."""

from __future__ import annotations

from collections.abc import Sequence

from sop_addin.excel import page_frames
from sop_addin.excel.blocks import Blocks
from sop_addin.excel.changes import NewPage, RenamedPage, ShownPage
from sop_addin.excel.geometry import sheet_name
from sop_addin.excel.page_sums import write_page_sums
from sop_addin.excel.writes import CopySheet, Operation, RenameSheet, ShowSheet, Write, perform
from sop_addin.schema.family_page import PAGES, page
from sop_addin.schema.sheets import PAGES_BEFORE

__all__ = ["clone_pages", "page_rename", "page_showing"]


def clone_pages(blocks: Blocks, wanted: Sequence[NewPage]) -> None:
    """Clone the prototypes; the key cell is written at once, because a page is known by it."""
    sheets, names = blocks.sheets(), blocks.names()
    for new in wanted:
        item = page(new.page)
        name = sheet_name(item.prefix + new.key, sheets)
        source = item.prototype(new.policy)
        area = names[source, page_frames.KEY]
        key: Operation = Write(name, area.row, area.column, [[new.key]], [[None]])
        perform(blocks, [CopySheet(source, name, PAGES_BEFORE), key])
        sheets.append(name)
    _sum_pages(blocks)


def page_rename(blocks: Blocks, renamed: RenamedPage) -> list[Operation]:
    """Return the operations that give a page another key; none where there is no such page.

    The tab follows where it has the name that a page of the old key gets; a planner's own name
    stays.
    """
    item = page(renamed.page)
    found = [grid for grid in page_frames.page_grids(blocks, item) if grid.key == renamed.old]
    operations: list[Operation] = []
    for grid in found:
        key = blocks.names()[grid.sheet, page_frames.KEY]
        cell = Write(grid.sheet, key.row, key.column, [[renamed.new]], [[renamed.old]])
        operations.append(cell)
        others = [sheet for sheet in blocks.sheets() if sheet != grid.sheet]
        if grid.sheet.startswith(sheet_name(item.prefix + renamed.old, [])):
            operations.append(
                RenameSheet(grid.sheet, sheet_name(item.prefix + renamed.new, others))
            )
    return operations


def page_showing(
    blocks: Blocks, wanted: Sequence[ShownPage]
) -> tuple[list[Operation], tuple[ShownPage, ...]]:
    """Return the operations that show or hide pages, and how they were; none where they are so."""
    operations: list[Operation] = []
    former: list[ShownPage] = []
    for each in wanted:
        for grid in page_frames.page_grids(blocks, page(each.page)):
            if grid.key == each.key and blocks.is_shown(grid.sheet) != each.shown:
                operations.append(ShowSheet(grid.sheet, each.shown))
                former.append(ShownPage(each.page, each.key, not each.shown))
    return operations, tuple(former)


def _sum_pages(blocks: Blocks) -> None:
    grids = [grid for item in PAGES for grid in page_frames.page_grids(blocks, item)]
    write_page_sums(blocks, blocks.names(), grids)
