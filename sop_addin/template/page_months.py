"""The rows of months on a page: header, section headings, series, totals of the year."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sop_addin.schema.captions import (
    MONTH_MARKS,
    MONTHS_HEAD,
    PARTIAL,
    TOTALS,
    UNIT_WORDS,
    owner_mark,
)
from sop_addin.schema.cells import cell
from sop_addin.schema.declarations import FORMULA, PLANNER, Kind, Series, Total, Unit
from sop_addin.schema.family_page import SECTIONS
from sop_addin.schema.formulas import WINDOW, render
from sop_addin.schema.labels import Label, in_language
from sop_addin.template import page_layout as at
from sop_addin.template.canvas import Canvas
from sop_addin.template.page_layout import PageAddress, PageLayout, cell_name, range_name
from sop_addin.template.styles import COLOURS, number_format
from sop_addin.template.validation import offer

__all__ = ["draw_months", "mark_partial_sums"]

_CYCLE, _CLOSED = cell("cycle_month").name, cell("last_closed_month").name
_YEAR = cell("fiscal_year_start").name, cell("fiscal_year_end").name
_SPANS = ((_YEAR[0], _CLOSED), (_CYCLE, _YEAR[1]), _YEAR)
"""First and last month of year to date, rest of the year, fiscal year."""


def draw_months(canvas: Canvas, layout: PageLayout) -> None:
    """Draw the header of the months and every row below it."""
    _header(canvas, layout)
    _sections(canvas, layout)
    for series in layout.series:
        _series(canvas, layout, series)


def month_formula(layout: PageLayout, column: int) -> str:
    """Return the formula of a month in the header, without ``=``."""
    return f'IF({_CYCLE}="","",EDATE({_CYCLE},{layout.offset(column)}))'


def _header(canvas: Canvas, layout: PageLayout) -> None:
    styles, row = canvas.styles, layout.header
    canvas.row(layout.marker, 11)
    canvas.row(row, 16)
    canvas.row(layout.marker - 1, 6)
    for column in layout.month_columns():
        offset = layout.offset(column)
        fill, ink, word = COLOURS.band_soft, COLOURS.on_band, "plan"
        if offset < 0:
            fill, ink, word = COLOURS.closed, COLOURS.ink, "closed"
        elif offset == 0:
            fill, word = COLOURS.accent, "current"
        small = styles.make(font_size=7, font_color=COLOURS.muted, align="right")
        canvas.label(layout.marker, column, MONTH_MARKS[word], small)
        look = styles.make(
            bold=True,
            bg_color=fill,
            font_color=ink,
            align="right",
            num_format="mmm yy",
            font_size=8,
        )
        canvas.formula(row, column, month_formula(layout, column), look)
    head = styles.make(bold=True, bg_color=COLOURS.band_soft, font_color=COLOURS.on_band, indent=1)
    plain = styles.make(bold=True, bg_color=COLOURS.band_soft, font_color=COLOURS.on_band)
    right = styles.make(
        bold=True,
        bg_color=COLOURS.band_soft,
        font_color=COLOURS.on_band,
        align="right",
        font_size=8,
    )
    for column, label in zip((at.LABELS, at.VALUES, at.MARKS), MONTHS_HEAD, strict=True):
        canvas.label(row, column, label, head if column == at.LABELS else plain)
    for column, label in zip(layout.totals, TOTALS, strict=True):
        canvas.label(row, column, label, right)
    faint = styles.make(font_size=8, font_color=COLOURS.muted)
    canvas.label(layout.marker, layout.totals[0], PARTIAL, faint)


def _sections(canvas: Canvas, layout: PageLayout) -> None:
    style = canvas.styles.make(
        bold=True, font_size=10, font_color=COLOURS.accent, bg_color=COLOURS.accent_soft, indent=1
    )
    for name, row in layout.sections.items():
        canvas.row(row, 14)
        canvas.fill(row, at.LABELS, layout.totals[-1], style)
        canvas.label(row, at.LABELS, SECTIONS[name], style)


def _series(canvas: Canvas, layout: PageLayout, series: Series) -> None:
    row, styles = layout.series_rows[series.name], canvas.styles
    canvas.row(row, 12.75, None, **_grouping(layout, series))
    label = series.label_of(layout.policy)
    strong = series.horizon == FORMULA and series.history not in ("", FORMULA)
    look = {"bottom": 1, "bottom_color": COLOURS.line}
    canvas.text(row, at.KEYS, series.name, styles.make())
    indent = 2 if label.en.startswith(" ") else 1
    canvas.label(row, at.LABELS, label.stripped, styles.make(indent=indent, bold=strong, **look))
    faint = styles.make(font_size=8, font_color=COLOURS.muted, **look)
    if series.unit is Unit.MONEY:
        canvas.formula(row, at.VALUES, cell("currency").name, faint)
    elif series.unit is Unit.MONEY_A_UNIT:
        own = _own_unit(layout, Unit.UNITS)
        canvas.formula(row, at.VALUES, f'{cell("currency").name}&"/"&{own}', faint)
    elif series.unit in (Unit.UNITS, Unit.UNITS_A_DAY):
        canvas.formula(row, at.VALUES, _own_unit(layout, series.unit), faint)
    elif series.unit is Unit.NONE:
        canvas.blank(row, at.VALUES, faint)
    else:
        canvas.label(row, at.VALUES, UNIT_WORDS[series.unit], faint)
    mark = owner_mark(series.horizon or series.history)
    canvas.text(row, at.MARKS, mark, styles.make(font_color=COLOURS.faint, align="center", **look))
    for column in layout.month_columns():
        _month_cell(canvas, layout, series, column, strong)
    if series.horizon == PLANNER:
        area = range_name(row, layout.cycle_column, row, layout.last_month)
        offer(canvas, area, series)
    _totals(canvas, layout, series, strong)


def _own_unit(layout: PageLayout, unit: Unit) -> str:
    """Return the formula of the family's unit of measure, in place of the word units."""
    own, word, whole = layout.field_cell("unit"), UNIT_WORDS[Unit.UNITS], UNIT_WORDS[unit]
    rest = Label(whole.en.removeprefix(word.en), whole.zh.removeprefix(word.zh))
    after = f"&{in_language(rest)}" if rest.en else ""
    return f'IF({own}="",{in_language(word)},{own}){after}'


def _grouping(layout: PageLayout, series: Series) -> dict[str, Any]:
    """Return how a row is grouped: details are hidden below the row they belong to."""
    if series.detail:
        return {"level": 1, "hidden": True}
    below = layout.series_rows[series.name] + 1
    hides = any(s.detail and layout.series_rows[s.name] == below for s in layout.series)
    return {"collapsed": True} if hides else {}


def _month_cell(
    canvas: Canvas, layout: PageLayout, series: Series, column: int, strong: bool
) -> None:
    row, offset = layout.series_rows[series.name], layout.offset(column)
    by = series.history if offset < 0 else series.horizon
    edge: dict[str, Any] = {"left": 1, "left_color": COLOURS.accent} if offset == 0 else {}
    look = {"bold": strong, **edge}
    if series.kind is Kind.TEXT:
        look |= {"font_size": 8, "align": "left"}
    if by == FORMULA and "COVER(" in series.formula_of(layout.policy):
        look |= _approximate(offset, layout.page.horizon, series)
    style = canvas.styles.value(by, series.kind, series.unit, series.decimals, **look)
    if by == FORMULA:
        address = PageAddress(layout, closed=offset < 0)
        formula = render(series.formula_of(layout.policy), offset, layout.page.horizon, address)
        canvas.formula(row, column, formula, style)
    else:
        canvas.blank(row, column, style)


def _totals(canvas: Canvas, layout: PageLayout, series: Series, strong: bool) -> None:
    row = layout.series_rows[series.name]
    numbers = range_name(row, at.MONTHS, row, layout.last_month)
    fill = {"bg_color": COLOURS.grey, "bold": strong}
    style = canvas.styles.value(FORMULA, series.kind, series.unit, series.decimals, **fill)
    wanted: Iterable[str | None] = (None, None, None)
    if series.total is Total.SUM:
        wanted = tuple(
            _sum(numbers, layout.header_range(), first, last) if shown else None
            for (first, last), shown in zip(_SPANS, _shown(series), strict=True)
        )
    elif series.total is Total.LAST:
        months = layout.header_range()
        closed = _last(numbers, months, _CLOSED) if series.history else None
        wanted = (closed, None, _last(numbers, months, _YEAR[1]))
    for column, formula in zip(layout.totals, wanted, strict=True):
        if formula is None:
            canvas.blank(row, column, style)
        else:
            canvas.formula(row, column, formula, style)


def _shown(series: Series) -> tuple[bool, bool, bool]:
    """Tell which sums a row has; one that has no closed months has the rest of the year only."""
    return bool(series.history), True, bool(series.history)


def _known(numbers: str, within: str) -> str:
    """Return how many months of a span hold a number; an empty text is none."""
    return f'COUNTIFS({numbers},">-1E+300",{within})'


def _within(months: str, first: str, last: str) -> str:
    return f'{months},">="&{first},{months},"<="&{last}'


def _sum(numbers: str, months: str, first: str, last: str) -> str:
    """Return the sum of what is known in a span, blank where nothing is; no months make 0."""
    within = _within(months, first, last)
    unknown = f"AND({first}<={last},{_known(numbers, within)}=0)"
    return f'IF({_CYCLE}="","",IF({unknown},"",SUMIFS({numbers},{within})))'


def mark_partial_sums(canvas: Canvas, layout: PageLayout) -> None:
    """Mark sums of the year that lack a month; what planners type lacks none."""
    rows = [s for s in layout.series if s.total is Total.SUM and s.horizon != PLANNER]
    months = layout.header_range()
    for number, (first, last) in enumerate(_SPANS):
        for decimals in {s.decimals for s in rows}:
            marked = [
                layout.series_rows[s.name]
                for s in rows
                if s.decimals == decimals and _shown(s)[number]
            ]
            if not marked:
                continue
            column, within = layout.totals[number], _within(months, first, last)
            cells = [cell_name(row, column) for row in marked]
            left, right = cell_name(marked[0], at.MONTHS), cell_name(marked[0], layout.last_month)
            numbers = ":".join(f"${place}" for place in (left, right))
            lacking = f"{_known(numbers, within)}<COUNTIFS({within})"
            style = canvas.styles.partial(decimals)
            holds = f"AND(ISNUMBER({cells[0]}),{lacking})"
            canvas.condition(" ".join(cells), holds, style, last=False)


def _last(numbers: str, months: str, month: str) -> str:
    found = f"INDEX({numbers},MATCH({month},{months},0))"
    return f'IFERROR(IF({found}="","",{found}),"")'


def _approximate(offset: int, horizon: int, series: Series) -> dict[str, Any]:
    """Return what marks a month that fewer months follow than cover looks ahead."""
    if offset + WINDOW < horizon:
        return {}
    return {"num_format": '"≈ "' + number_format(series.kind, series.unit, series.decimals)}
