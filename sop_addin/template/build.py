"""The template: every declared sheet drawn, formulas computed, ribbon and VBA added."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from sop_addin.errors import BookError
from sop_addin.excel.blocks import Raw
from sop_addin.excel.recalculate import recalculate
from sop_addin.schema.captions import BOOK_TITLE
from sop_addin.schema.cells import CELLS
from sop_addin.schema.digests import DIGESTS
from sop_addin.schema.family_page import PAGES
from sop_addin.schema.functions import FUNCTIONS_SHEET
from sop_addin.schema.ribbon_words import WORDS_SHEET
from sop_addin.schema.sheets import APPENDIX_SHEET, CONFIG_SHEET, COVER_SHEET, SHEETS, Sheet
from sop_addin.schema.tables import TABLES
from sop_addin.template.callbacks import code_name, vba_project
from sop_addin.template.canvas import Canvas
from sop_addin.template.config_sheet import draw_config
from sop_addin.template.cover_sheet import draw_appendix, draw_cover
from sop_addin.template.digest_sheet import draw_digest
from sop_addin.template.family_page import draw_page
from sop_addin.template.functions_sheet import draw_functions
from sop_addin.template.home_sheet import draw_home
from sop_addin.template.package import finish
from sop_addin.template.styles import FONT, TAB_COLOURS, Styles
from sop_addin.template.table_layout import TableLayout
from sop_addin.template.table_sheet import draw_table
from sop_addin.template.words_sheet import draw_words

__all__ = ["build"]

_CREATED = dt.datetime(2026, 1, 1)
_OPTIONS: dict[str, Any] = {
    "in_memory": True,
    "strings_to_numbers": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "default_format_properties": {"font_name": FONT, "font_size": 10},
}

Results = Mapping[str, Mapping[tuple[int, int], Raw]]


def build(path: Path) -> None:
    """Write the template to `path`: the same bytes in every member, whenever it is built.

    Raises
    ------
    BookError
        A formula of the template cannot be computed by the engine.
    """
    path.write_bytes(workbook_bytes())


def workbook_bytes() -> bytes:
    """Return the template: drawn once to compute its formulas, and again with their results."""
    ours = [sheet.name for sheet in SHEETS if sheet.name != FUNCTIONS_SHEET]
    computed = recalculate(_drawn({}), now=_CREATED, only=ours)
    if computed.left_to_excel:
        first = computed.left_to_excel[0]
        where = f"{first.sheet}!{first.cell}"
        expected = "a formula that the engine computes"
        raise BookError(where, first.reason, expected, "Change the declaration.")
    return finish(_drawn(computed.values))


def _drawn(results: Results) -> bytes:
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, _OPTIONS)
    workbook.set_properties({"title": BOOK_TITLE.en, "created": _CREATED})
    workbook.set_size(2600, 1500)
    workbook.set_vba_name("ThisWorkbook")
    styles = Styles(workbook)
    canvases = []
    for sheet in SHEETS:
        worksheet = workbook.add_worksheet(sheet.name)
        worksheet.set_vba_name(code_name(sheet.name))
        here = results.get(sheet.name, {})
        canvases.append(Canvas(sheet, worksheet, workbook, styles, here))
    for canvas in canvases:
        _draw(canvas, SHEETS)
        canvas.worksheet.set_tab_color(TAB_COLOURS[canvas.sheet.group])
        if canvas.sheet.hidden:
            canvas.worksheet.hide()
    code_names = [code_name(sheet.name) for sheet in SHEETS]
    workbook.add_vba_project(io.BytesIO(vba_project(code_names)), is_stream=True)
    workbook.close()
    return stream.getvalue()


def _draw(canvas: Canvas, sheets: Sequence[Sheet]) -> None:
    """Draw a sheet by what is declared to stand on it; the first one leads to all others."""
    name, home = canvas.sheet.name, sheets[0].name
    tables = {declared.sheet: declared for declared in TABLES}
    digests = {digest.sheet: digest for digest in DIGESTS}
    pages = {sheet: (page, policy) for page in PAGES for policy, sheet in page.prototypes}
    if name == home:
        draw_home(canvas)
    elif name in tables:
        draw_table(canvas, TableLayout(tables[name]), home)
    elif name in pages:
        draw_page(canvas, *pages[name], home)
    elif name == COVER_SHEET:
        draw_cover(canvas, home)
    elif name == APPENDIX_SHEET:
        draw_appendix(canvas, home)
    elif name in digests:
        draw_digest(canvas, digests[name], home)
    elif name == FUNCTIONS_SHEET:
        draw_functions(canvas, home)
    elif name == WORDS_SHEET:
        draw_words(canvas)
    elif name in {item.sheet for item in CELLS}:
        draw_config(canvas, home)
    elif name != CONFIG_SHEET:
        raise BookError(name, "nothing declared", "a table, cells or a page", "Declare it.")
