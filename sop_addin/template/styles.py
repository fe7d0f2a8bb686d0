"""One palette, and the formats of cells by owner, kind and unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sop_addin.schema.alarms import Severity
from sop_addin.schema.declarations import FORMULA, PLANNER, Kind, Unit

__all__ = ["COLOURS", "FONT", "TAB_COLOURS", "WHOLE", "Colours", "Styles", "number_format"]

FONT = "Arial"


@dataclass(frozen=True)
class Colours:
    """The palette: a deep slate, one teal accent, greys, and colours that mean something."""

    ink: str = "#1F2A37"
    muted: str = "#64748B"
    faint: str = "#94A3B8"
    band: str = "#1E3A4C"
    band_soft: str = "#33536A"
    on_band: str = "#FFFFFF"
    on_band_soft: str = "#B9CAD6"
    accent: str = "#0F766E"
    accent_soft: str = "#DCEFEC"
    line: str = "#DDE3E9"
    grey: str = "#F1F4F7"
    closed: str = "#CBD5DF"
    planner: str = "#FFF7D1"
    python: str = "#EAF0F6"
    formula: str = "#FFFFFF"
    red: str = "#B42318"
    red_soft: str = "#FBE0DD"
    amber: str = "#93500B"
    amber_soft: str = "#FDEBC8"
    green: str = "#17663A"
    green_soft: str = "#DDF1E4"
    sand: str = "#C9A227"


COLOURS = Colours()

TAB_COLOURS = {
    "frame": COLOURS.band,
    "data": "#5B7C99",
    "business": "#8C6D46",
    "demand": COLOURS.accent,
    "supply": "#3B6EA5",
    "presop": "#7A5C99",
    "executive": "#B4572E",
    "release": "#4F7A4A",
    "record": COLOURS.faint,
}
"""By group of sheets."""

_ALARMS = {
    Severity.RED: (COLOURS.red, COLOURS.red_soft),
    Severity.AMBER: (COLOURS.amber, COLOURS.amber_soft),
    Severity.GREEN: (COLOURS.green, COLOURS.green_soft),
}

_MONTH = "mmm yy"
_TIME = "yyyy-mm-dd hh:mm"
_DATE = "yyyy-mm-dd"


def number_format(kind: Kind, unit: Unit = Unit.NONE, decimals: int = 0) -> str:
    """Return Excel's number format: zero is a dash, but a plain 0 where there is no one unit.

    Examples
    --------
    >>> number_format(Kind.NUMBER, Unit.PERCENT, 1)
    '#,##0.0;-#,##0.0;"–"'
    >>> number_format(Kind.MONTH)
    'mmm yy'
    """
    match kind:
        case Kind.MONTH:
            return _MONTH
        case Kind.TIME:
            return _TIME
        case Kind.DATE:
            return _DATE
        case Kind.TEXT:
            return "@" if unit is not Unit.NONE else "General"
    digits = "#,##0" + ("." + "0" * min(decimals, 2) + "#" * (decimals - 2) if decimals else "")
    if unit is Unit.NONE:
        return f"{digits};-{digits}"
    if unit is Unit.COUNT:
        return "0"
    return f'{digits};-{digits};"–"'


WHOLE = {"num_format": "#,##0"}
"""What shows a number without decimals."""


class Styles:
    """Formats of one workbook, each made once."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def make(self, **properties: Any) -> Any:
        """Return the format with these XlsxWriter properties over the common ones."""
        whole = {"font_name": FONT, "font_size": 9, "font_color": COLOURS.ink, "valign": "vcenter"}
        whole |= properties
        key = tuple(sorted(whole.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(whole)
        return self._made[key]

    def value(
        self, by: str, kind: Kind, unit: Unit = Unit.NONE, decimals: int = 0, **more: Any
    ) -> Any:
        """Return the format of a cell that `by` fills; ``""`` is nobody, left grey."""
        fill = {PLANNER: COLOURS.planner, FORMULA: COLOURS.formula, "": COLOURS.grey}
        look: dict[str, Any] = {
            "bg_color": fill.get(by, COLOURS.python),
            "num_format": number_format(kind, unit, decimals),
            "align": "left" if kind is Kind.TEXT else "right",
            "bottom": 1,
            "bottom_color": COLOURS.line,
            "locked": by != PLANNER,
        }
        look |= {"shrink": True} if kind is Kind.NUMBER else {"indent": 1}
        return self.make(**(look | more))

    def header(self, **more: Any) -> Any:
        """Return the format of a table's header."""
        look = {
            "bold": True,
            "bg_color": COLOURS.band_soft,
            "font_color": COLOURS.on_band,
            "text_wrap": True,
            "bottom": 1,
            "bottom_color": COLOURS.band,
        }
        return self.make(**(look | more))

    def chip(self) -> Any:
        """Return the format of a link that looks like a button."""
        return self.make(bg_color=COLOURS.accent_soft, font_color=COLOURS.band, bold=True, indent=1)

    def band(self, **more: Any) -> Any:
        """Return the format of the title band."""
        return self.make(**({"bg_color": COLOURS.band, "font_color": COLOURS.on_band} | more))

    def negative(self, **more: Any) -> Any:
        """Return what a conditional format lays over negative numbers."""
        return self._overlay(font_color=COLOURS.red, **more)

    def repeated(self) -> Any:
        """Return what a conditional format lays over a key that stands in the row above too."""
        return self._overlay(font_color=COLOURS.muted)

    def group(self, **more: Any) -> Any:
        """Return what a conditional format lays over the first row of a group of keys."""
        return self._overlay(top=1, top_color=COLOURS.faint, **more)

    def whole(self) -> Any:
        """Return what a conditional format lays over numbers without or too large for decimals."""
        return self._overlay(**WHOLE)

    def partial(self, decimals: int) -> Any:
        """Return what a conditional format lays over a sum that lacks a month: a star."""
        digits = "#,##0" + ("." + "0" * decimals if decimals else "")
        return self._overlay(num_format=f'{digits}"*";-{digits}"*"')

    def alarm(self, severity: Severity, **more: Any) -> Any:
        """Return what a conditional format lays over a cell."""
        ink, fill = _ALARMS[severity]
        return self._overlay(font_color=ink, bg_color=fill, **more)

    def _overlay(self, **properties: Any) -> Any:
        key = (("overlay", True), *sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(properties)
        return self._made[key]
