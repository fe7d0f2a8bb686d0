"""Cells that sum a field over all pages: their formula names every page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sop_addin.excel.blocks import Area, Blocks
from sop_addin.excel.geometry import PageGrid, address
from sop_addin.schema.cells import CELLS

__all__ = ["write_page_sums"]

_LONGEST = 8_000
"""Excel takes formulas of 8,192 characters."""


def write_page_sums(
    blocks: Blocks,
    names: Mapping[tuple[str, str], Area],
    pages: Sequence[PageGrid],
) -> None:
    """Write the formula of every declared cell that sums a field over `pages`.

    With so many pages that Excel would refuse the formula, the cell shows nothing.
    """
    for item in CELLS:
        area = names.get(("", item.name))
        if not item.over or area is None:
            continue
        places = (address(page.sheet, page.rows[item.over], page.values) for page in pages)
        formula = "=" + "+".join(places)
        if not pages or len(formula) > _LONGEST:
            formula = '=""'
        blocks.write_formulas(area.sheet, area.row, area.column, [[formula]])
