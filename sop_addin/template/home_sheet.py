"""The first sheet: where the month stands, what to do next, the way to every other sheet."""

from __future__ import annotations

from typing import Any

from sop_addin.schema.alarms import Severity
from sop_addin.schema.captions import (
    BOOK_TITLE,
    CARDS,
    FAMILY_PAGES,
    HEADINGS,
    LEGEND,
    NEXT_STEP,
    NO_COMPANY,
    PHASE_HEADS,
    PHASE_STATES,
    STATE_WORDS,
    TOOLS,
)
from sop_addin.schema.cells import cell
from sop_addin.schema.cycle_tables import STATES
from sop_addin.schema.declarations import FORMULA, PLANNER, Kind
from sop_addin.schema.freshness import stale_cell
from sop_addin.schema.labels import Label, in_language
from sop_addin.schema.phases import PHASES, Phase
from sop_addin.schema.ribbon import controls
from sop_addin.schema.sheets import SHEETS, Sheet
from sop_addin.schema.tables import table
from sop_addin.template.buttons import draw_buttons
from sop_addin.template.canvas import MARGIN, Canvas
from sop_addin.template.home_waiting import draw_waiting
from sop_addin.template.next_step import on_cycle, step_formula
from sop_addin.template.page_layout import cell_name, range_name
from sop_addin.template.styles import COLOURS, TAB_COLOURS, number_format

__all__ = ["draw_home"]

_FIRST, _LAST = 2, 25
_WIDTH = 6.3
_PIXELS = 49
_CARD_ROW, _STEP_ROW, _PHASE_ROW = 4, 7, 10
_NUMBER, _NAME, _WHAT, _BUTTON, _RUN, _NUMBERS, _ON_CYCLE = 2, 3, 6, 13, 18, 21, 23
_CYCLE = cell("cycle_month").name
_CURRENT, _MISSING, _AGAIN = (
    in_language(PHASE_STATES[name]) for name in ("current", "missing", "again")
)
_AGREED = STATES[STATES.index("signed") :]
_UNKNOWN = "–"


def draw_home(canvas: Canvas) -> None:
    """Draw the first sheet."""
    canvas.columns(1, 1, MARGIN)
    canvas.columns(_FIRST, _LAST, _WIDTH)
    canvas.columns(_LAST + 1, _LAST + 1, MARGIN)
    _title(canvas)
    _cards(canvas)
    _next_step(canvas)
    row = _phases(canvas)
    _heading(canvas, row + 2, HEADINGS["waiting"])
    row = draw_waiting(canvas, row + 3, _FIRST, _LAST)
    first_page = row + 1
    row = _directory(canvas, row + 2)
    _legend(canvas, row + 2)
    canvas.worksheet.freeze_panes(2, 0)
    canvas.print_on_a4(_FIRST - 1, _LAST + 1, (1, row + 3), breaks=(first_page,))
    canvas.worksheet.activate()


def _block(canvas: Canvas, row: int, first: int, last: int, style: object) -> None:
    canvas.fill(row, first, last, style)
    if last > first:
        canvas.merge(row, first, last, style)


def _heading(canvas: Canvas, row: int, text: Label) -> None:
    look = canvas.styles.make(bold=True, font_size=11, font_color=COLOURS.accent)
    canvas.label(row, _FIRST, text, look)
    canvas.row(row, 20)


def _title(canvas: Canvas) -> None:
    styles = canvas.styles
    title = styles.band(font_size=18, bold=True)
    soft = styles.band(font_color=COLOURS.on_band_soft)
    canvas.row(1, 34, title)
    canvas.row(2, 20, soft)
    canvas.fill(1, 1, _LAST + 1, title)
    canvas.fill(2, 1, _LAST + 1, soft)
    company = cell("company").name
    canvas.label(1, _FIRST, BOOK_TITLE, title)
    canvas.formula(2, _FIRST, f'IF({company}="",{in_language(NO_COMPANY)},{company}&"")', soft)
    canvas.row(3, 8)


def _cards(canvas: Canvas) -> None:
    styles = canvas.styles
    span = (_LAST - _FIRST + 1) // len(CARDS)
    edge = {"bg_color": COLOURS.grey, "left": 5, "left_color": COLOURS.accent}
    canvas.row(_CARD_ROW, 16)
    canvas.row(_CARD_ROW + 1, 26)
    canvas.row(_CARD_ROW + 2, 8)
    for number, name in enumerate(CARDS):
        item = cell(name)
        first = _FIRST + number * span
        last = first + span - 1
        label = styles.make(font_size=8, font_color=COLOURS.muted, indent=1, **edge)
        _block(canvas, _CARD_ROW, first, last, label)
        canvas.label(_CARD_ROW, first, item.label, label)
        form = number_format(item.kind, item.unit, item.decimals)
        value = styles.make(
            font_size=13, bold=True, indent=1, align="left", shrink=True, num_format=form, **edge
        )
        _block(canvas, _CARD_ROW + 1, first, last, value)
        canvas.formula(_CARD_ROW + 1, first, f'IF({name}="","–",{name})', value)


def _next_step(canvas: Canvas) -> None:
    styles = canvas.styles
    places = {p.key: cell_name(_PHASE_ROW + 1 + p.number, _NUMBERS) for p in PHASES}
    canvas.row(_STEP_ROW, 30)
    canvas.row(_STEP_ROW + 1, 10)
    label = styles.make(bg_color=COLOURS.accent, font_color=COLOURS.on_band, bold=True, indent=1)
    _block(canvas, _STEP_ROW, _FIRST, _FIRST + 2, label)
    canvas.label(_STEP_ROW, _FIRST, NEXT_STEP, label)
    style = styles.make(bg_color=COLOURS.accent_soft, font_size=10, indent=1, text_wrap=True)
    last = _LAST - 5
    _block(canvas, _STEP_ROW, _FIRST + 3, last, style)
    canvas.formula(_STEP_ROW, _FIRST + 3, step_formula(places), style)
    tools = canvas.styles.make(bg_color=COLOURS.accent_soft)
    canvas.fill(_STEP_ROW, last + 1, _LAST, tools)
    pressed = [c for c in controls() if c.command.name in TOOLS]
    ordered = sorted(pressed, key=lambda control: TOOLS.index(control.command.name))
    draw_buttons(canvas, _STEP_ROW, last + 1, 5 * _PIXELS, ordered, 30)


def _phases(canvas: Canvas) -> int:
    """Draw the phases; return the last row."""
    _heading(canvas, _PHASE_ROW, HEADINGS["phases"])
    head = canvas.styles.header()
    row = _PHASE_ROW + 1
    canvas.row(row, 18)
    canvas.fill(row, _FIRST, _LAST, head)
    plain = canvas.styles.header(text_wrap=False)
    middle = canvas.styles.header(text_wrap=False, align="center")
    columns = (_NUMBER, _WHAT, _BUTTON, _RUN, _NUMBERS, _ON_CYCLE)
    for column, label in zip(columns, PHASE_HEADS.values(), strict=True):
        centred = column in (_NUMBER, _NUMBERS, _ON_CYCLE)
        if column in (_NUMBERS, _ON_CYCLE):
            _block(canvas, row, column, _ON_CYCLE - 1 if column == _NUMBERS else _LAST, middle)
        canvas.label(row, column, label, middle if centred else plain)
    for number, phase in enumerate(PHASES):
        _phase(canvas, row + 1 + number, phase)
    last = row + len(PHASES)
    _colour_states(canvas, row + 1, last)
    return last


def _colour_states(canvas: Canvas, first: int, last: int) -> None:
    looks = (
        (_NUMBERS, PHASE_STATES["current"], Severity.GREEN),
        (_NUMBERS, PHASE_STATES["missing"], Severity.AMBER),
        (_NUMBERS, PHASE_STATES["again"], Severity.RED),
        *((_ON_CYCLE, STATE_WORDS[state], Severity.GREEN) for state in _AGREED),
    )
    for column, state, severity in looks:
        area = range_name(first, column, last, column)
        here = cell_name(first, column)
        canvas.condition(area, f"{here}={in_language(state)}", canvas.styles.alarm(severity))


def _phase(canvas: Canvas, row: int, phase: Phase) -> None:
    styles = canvas.styles
    line = {"bottom": 1, "bottom_color": COLOURS.line}
    canvas.row(row, 25)
    canvas.fill(row, _FIRST, _LAST, styles.make(**line))
    number = styles.make(bold=True, font_size=12, font_color=COLOURS.accent, align="center", **line)
    canvas.number(row, _NUMBER, phase.number, number)
    name = styles.make(bold=True, font_size=10, **line)
    _block(canvas, row, _NAME, _WHAT - 1, name)
    canvas.label_link(row, _NAME, phase.sheet, phase.name, name)
    what = styles.make(font_color=COLOURS.muted, text_wrap=True, **line)
    _block(canvas, row, _WHAT, _BUTTON - 1, what)
    canvas.label(row, _WHAT, phase.purpose, what)
    time = styles.make(num_format=number_format(Kind.TIME), align="left", **line)
    _block(canvas, row, _RUN, _NUMBERS - 1, time)
    status = styles.make(bold=True, align="center", **line)
    _block(canvas, row, _NUMBERS, _ON_CYCLE - 1, status)
    _block(canvas, row, _ON_CYCLE, _LAST, status)
    canvas.formula(row, _ON_CYCLE, on_cycle(phase), status)
    pressed = [c for c in controls() if c.command.name == phase.command and c.on_any_sheet]
    if pressed:
        draw_buttons(canvas, row, _BUTTON, (_RUN - _BUTTON) * _PIXELS, pressed, 25)
    if phase.command and phase.recorded:
        canvas.formula(row, _RUN, _last_run(phase.command), time)
        done = (
            phase.done or f"AND(ISNUMBER({cell_name(row, _RUN)}),{cell_name(row, _RUN)}>={_CYCLE})"
        )
        ready = f'IF({stale_cell(phase.command)}="",{_CURRENT},{_AGAIN})'
        words = f'IF({_CYCLE}="","",IF({done},{ready},{_MISSING}))'
        canvas.formula(row, _NUMBERS, words, status)
    else:
        muted = styles.make(font_color=COLOURS.muted, align="center", **line)
        people = Label(_UNKNOWN, _UNKNOWN) if phase.command else PHASE_STATES["meeting"]
        canvas.label(row, _NUMBERS, people, muted)


def _last_run(command: str) -> str:
    """Return when a command last changed the book."""
    audit = table("audit")
    commands, times = (f"{audit.excel}[{audit.column(n).label.en}]" for n in ("command", "when"))
    newest = f'SUMPRODUCT(MAX(({commands}="{command}")*{times}))'
    return f"IF({newest}=0,{in_language(PHASE_STATES['never'])},{newest})"


def _directory(canvas: Canvas, row: int) -> int:
    """Draw the way to every visible sheet, in two columns; return the last row."""
    _heading(canvas, row, HEADINGS["sheets"])
    shown = [sheet for sheet in SHEETS if not sheet.hidden and sheet.name != canvas.sheet.name]
    half = -(-len(shown) // 2)
    for number, sheet in enumerate(shown):
        left = _FIRST if number < half else _FIRST + (_LAST - _FIRST + 1) // 2
        _entry(canvas, row + 1 + number % half, left, sheet)
    note = canvas.styles.make(font_color=COLOURS.muted, italic=True)
    last = row + 1 + half
    canvas.label(last, _FIRST, FAMILY_PAGES, note)
    return last


def _entry(canvas: Canvas, row: int, left: int, sheet: Sheet) -> None:
    styles = canvas.styles
    canvas.row(row, 16)
    name = styles.make(
        bold=True, font_color=COLOURS.ink, left=5, left_color=TAB_COLOURS[sheet.group], indent=1
    )
    _block(canvas, row, left, left + 3, name)
    canvas.link(row, left, sheet.name, sheet.name, name)
    purpose = styles.make(font_color=COLOURS.muted)
    _block(canvas, row, left + 4, left + 11, purpose)
    canvas.label(row, left + 4, sheet.purpose, purpose)


def _legend(canvas: Canvas, row: int) -> None:
    styles = canvas.styles
    _heading(canvas, row, HEADINGS["colours"])
    frame: dict[str, Any] = {"border": 1, "border_color": COLOURS.line, "align": "center"}
    looks = (
        *(styles.value(by, Kind.TEXT, **frame) for by in (PLANNER, TOOLS[0], FORMULA, "")),
        styles.make(bg_color=COLOURS.amber_soft, font_color=COLOURS.amber, **frame),
        styles.make(bg_color=COLOURS.red_soft, font_color=COLOURS.red, **frame),
    )
    canvas.row(row + 1, 20)
    for number, (label, style) in enumerate(zip(LEGEND.values(), looks, strict=True)):
        first = _FIRST + number * 4
        _block(canvas, row + 1, first, first + 3, style)
        canvas.label(row + 1, first, label, style)
