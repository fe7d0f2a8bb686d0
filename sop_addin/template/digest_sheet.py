"""Pages of the pack that show the first lines of several tables, drawn from their declarations."""

from __future__ import annotations

from collections.abc import Sequence

from sop_addin.excel.text_width import BOLD, wrapped
from sop_addin.schema.alarms import TABLE_ALARMS
from sop_addin.schema.cells import cell
from sop_addin.schema.charts import WATERFALLS
from sop_addin.schema.declarations import Column, Kind, Table, Unit
from sop_addin.schema.digests import (
    BELOW_TITLE,
    GRID,
    MORE_ON,
    NO_ROWS,
    Block,
    Digest,
    Drawing,
    Form,
    Order,
)
from sop_addin.schema.labels import Label, in_language
from sop_addin.schema.registers import register_of
from sop_addin.schema.tables import table
from sop_addin.template.canvas import MARGIN, Canvas, pixels
from sop_addin.template.charts import Frame
from sop_addin.template.page_layout import cell_name, range_name
from sop_addin.template.styles import COLOURS, number_format
from sop_addin.template.table_layout import TableLayout, period_head
from sop_addin.template.table_sheet import draw_waterfall_of

__all__ = ["draw_block", "draw_digest", "heading"]

_FIRST = 2
_WIDTH = 4.3
_HEADER_LINE, _HEADER_AROUND = 12.5, 3.5
_INDENT, _AROUND, _MONEY_BEHIND = 1.6, 0.6, ", EUR"
_CURRENCY = cell("currency").name


def draw_digest(canvas: Canvas, digest: Digest, home: str) -> None:
    """Draw a page of the pack, printed on one sheet of paper."""
    last = _FIRST + GRID - 1
    canvas.columns(1, 1, MARGIN)
    canvas.columns(_FIRST, last, _WIDTH)
    canvas.title(last, home)
    canvas.stamp(1, last)
    title = canvas.styles.band(font_size=14, bold=True, indent=1)
    canvas.label(1, _FIRST, digest.title, title)
    soft = canvas.styles.band(font_color=COLOURS.on_band_soft, indent=1)
    canvas.label(2, _FIRST, BELOW_TITLE, soft)
    row = 3
    for band in digest.bands:
        ends, column = [row], _FIRST
        for part in band:
            if isinstance(part, Drawing):
                _drawing(canvas, part, row + 1, column, band)
                column += part.span
            elif isinstance(part, Form):
                ends.append(_form(canvas, part, row + 1, column))
            else:
                ends.append(draw_block(canvas, part, row + 1, column))
                column += sum(span for _, span in part.columns)
        row = max(ends)
    canvas.worksheet.freeze_panes(2, 0)
    canvas.print_on_a4(_FIRST, last, (1, row))


def draw_block(canvas: Canvas, block: Block, row: int, column: int, wide: float = _WIDTH) -> int:
    """Draw rows of a table from a cell on; return the last row.

    `wide` is the width of the page's columns.
    """
    declared = table(block.table)
    heading(canvas, row, column, block.heading)
    width = sum(span for _, span in block.columns)
    _more(canvas, block, declared, row, column + width - 1)
    canvas.row(row + 1, _header_points(block, wide))
    first, last = row + 2, row + 1 + block.rows
    for number in range(first, last + 1):
        canvas.row(number, block.points)
    key = column
    for name, span in block.columns:
        shown = declared.column(name)
        _column(canvas, block, declared, shown, row + 1, (column, column + span - 1), key)
        area = range_name(first, column, last, column)
        if shown.kind is Kind.NUMBER:
            _colours(canvas, declared, shown, area, cell_name(first, column))
        column += span
    return last


def _colours(canvas: Canvas, declared: Table, shown: Column, area: str, here: str) -> None:
    """Colour numbers as on the table's own sheet where they are above a limit, redden negatives.

    Whole numbers of any unit show no decimals.
    """
    names = (shown.name, f"{shown.name[0]}*") if period_head(shown.name) else (shown.name,)
    for alarm in TABLE_ALARMS:
        own = alarm.table == declared.name and alarm.column in names
        if own and alarm.above is not None and not alarm.where:
            test = f"AND(ISNUMBER({here}),{here}>{alarm.above:g})"
            canvas.condition(area, test, canvas.styles.alarm(alarm.severity))
    if shown.decimals and shown.unit is Unit.NONE:
        test = f"IF(ISNUMBER({here}),{here}=ROUND({here},0))"
        canvas.condition(area, test, canvas.styles.whole(), last=False)
    canvas.condition(area, f"AND(ISNUMBER({here}),{here}<0)", canvas.styles.negative())


def heading(canvas: Canvas, row: int, column: int, text: Label) -> None:
    """Write the question that stands over a part of a page."""
    look = canvas.styles.make(bold=True, font_size=11, font_color=COLOURS.accent)
    canvas.row(row, 22)
    canvas.label(row, column, text, look)


def _more(canvas: Canvas, block: Block, declared: Table, row: int, column: int) -> None:
    """Say at the right of a heading how many rows the table has beside those that are shown."""
    count = _count(block, declared)
    note = canvas.styles.make(font_size=8, font_color=COLOURS.muted, italic=True, align="right")
    words = f'({count}-{block.rows})&{in_language(MORE_ON)}&"{declared.sheet}"'
    shown = f'IF({count}>{block.rows},{words},"")'
    canvas.formula(row, column, f"IF({count}=0,{in_language(NO_ROWS)},{shown})", note)


def _column(
    canvas: Canvas,
    block: Block,
    declared: Table,
    shown: Column,
    header: int,
    columns: tuple[int, int],
    key: int,
) -> None:
    """Draw one column of a block, whose first is `key`: its header, then a cell a row."""
    first, last = columns
    number = shown.kind is Kind.NUMBER
    align = "right" if number else "left"
    indent = int(not number)
    look = canvas.styles.header(align=align, text_wrap=True, valign="top", indent=indent)
    if last > first:
        canvas.merge(header, first, last, look)
    if period := period_head(shown.name):
        look = canvas.styles.header(align=align, num_format=period[1], valign="top")
        canvas.formula(header, first, period[0], look)
    elif shown.unit is Unit.MONEY:
        canvas.formula(header, first, f'{in_language(shown.label)}&", "&{_CURRENCY}', look)
    else:
        canvas.label(header, first, shown.label, look)
    value = canvas.styles.make(
        align=align,
        indent=indent,
        text_wrap=True,
        valign="vcenter",
        num_format=number_format(
            shown.kind, shown.unit, 0 if shown.unit is Unit.MONEY else shown.decimals
        ),
        bottom=1,
        bottom_color=COLOURS.line,
        font_size=9,
    )
    for at in range(1, block.rows + 1):
        if last > first:
            canvas.merge(header + at, first, last, value)
        named = [cell_name(header + above, key) for above in range(1, at + 1)]
        canvas.formula(header + at, first, _shown(block, declared, shown, named), value)


def _shown(block: Block, declared: Table, shown: Column, named: Sequence[str]) -> str:
    """Return the formula of a cell; empty where the table has no such row.

    `named` are the cells that hold the block's first column, down to the cell's own line.
    """
    cells = f"{declared.excel}[[{shown.label.en}]]"
    if block.order is not Order.OPEN:
        place, none = str(len(named)), ""
        if block.order is Order.NEWEST:
            place = f"MAX(0,COUNTA({_key(declared)})-{len(named) - 1})"
            none = f"{place}=0,"
        found = f"INDEX({cells},{place})"
        return f'IFERROR(IF(OR({none}{found}=""),"",{found}),"")'
    if shown.name == declared.keys[0]:
        others = "".join(f"*({cells}<>{above})" for above in named[:-1])
        return f'IFERROR(LOOKUP(2,1/({_open(declared)}{others}),{cells}),"")'
    found = f"INDEX({cells},MATCH({named[-1]},{_key(declared)},0))"
    return f'IF({named[-1]}="","",IF({found}="","",{found}))'


def _key(declared: Table) -> str:
    return f"{declared.excel}[{declared.column(declared.keys[0]).label.en}]"


def _open(declared: Table) -> str:
    """Return the product that is 1 in each row of a register that is not over, 0 in others."""
    states = f"{declared.excel}[{declared.column('status').label.en}]"
    over = "".join(f'*({states}<>"{state}")' for state in register_of(declared).over)
    return f'({_key(declared)}<>""){over}'


def _count(block: Block, declared: Table) -> str:
    """Return the formula of how many rows there are to show."""
    if block.order is Order.OPEN:
        return f"SUMPRODUCT({_open(declared)})"
    return f"COUNTA({_key(declared)})"


def _header_points(block: Block, wide: float) -> float:
    """Return the height of a header that holds the longest of its labels."""
    declared = table(block.table)
    lines = max(_lines(declared.column(name), span * wide) for name, span in block.columns)
    return lines * _HEADER_LINE + _HEADER_AROUND


def _lines(shown: Column, width: float) -> int:
    if period_head(shown.name):
        return 1
    label = shown.label.en + (_MONEY_BEHIND if shown.unit is Unit.MONEY else "")
    indent = _AROUND if shown.kind is Kind.NUMBER else _INDENT
    return wrapped(label, width - indent, BOLD)[0]


def _form(canvas: Canvas, form: Form, row: int, column: int) -> int:
    heading(canvas, row, column, form.heading)
    line = canvas.styles.make(indent=1, bottom=1, bottom_color=COLOURS.muted)
    last = row + 1 + form.rows
    for number in range(row + 2, last + 1):
        canvas.row(number, form.points)
    for label, span in form.columns:
        end = column + span - 1
        look = canvas.styles.header(align="left", valign="top", indent=1)
        canvas.merge(row + 1, column, end, look)
        canvas.label(row + 1, column, label, look)
        for number in range(row + 2, last + 1):
            canvas.fill(number, column, end, line)
        column = end + 1
    return last


def _drawing(
    canvas: Canvas,
    part: Drawing,
    row: int,
    column: int,
    band: tuple[Block | Form | Drawing, ...],
) -> None:
    """Draw a waterfall as high as what stands beside it."""
    points = max(
        22 + _header_points(each, _WIDTH) + each.rows * each.points
        for each in band
        if isinstance(each, Block)
    )
    fall = next(each for each in WATERFALLS if each.table == part.table)
    frame = Frame(row, column, 0, part.span * pixels(_WIDTH) - 12, round(points * 4 / 3) - 8)
    draw_waterfall_of(canvas, TableLayout(table(part.table)), fall, frame)
