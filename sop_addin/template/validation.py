"""What people may type into a cell, and what Excel says before and after they do."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sop_addin.schema.declarations import Cell, Column, Kind, Series, Unit
from sop_addin.template.canvas import Canvas

__all__ = ["offer"]

_TITLE_LIMIT, _TEXT_LIMIT = 32, 255
_EARLIEST = dt.date(1990, 1, 1)


def offer(canvas: Canvas, area: str, item: Column | Cell | Series) -> None:
    """Let people type into `area` what the declaration allows, and show its note.

    A column, cell or series of text without choices and without a note takes anything silently.
    """
    rule = _rule(item)
    if rule["validate"] == "any" and not item.note:
        return
    title = item.label.en.strip()[:_TITLE_LIMIT]
    if item.note:
        rule |= {"input_title": title, "input_message": item.note[:_TEXT_LIMIT]}
    canvas.worksheet.data_validation(area.replace("$", ""), rule | {"error_title": title})


def _fits_a_list(choices: tuple[str, ...]) -> bool:
    """Tell whether Excel takes the choices as a list: commas part them, 255 characters at most."""
    return 0 < len(",".join(choices)) <= _TEXT_LIMIT and not any("," in word for word in choices)


def _rule(item: Column | Cell | Series) -> dict[str, Any]:
    choices = getattr(item, "choices", ())
    least = getattr(item, "least", None)
    if _fits_a_list(choices):
        words = ", ".join(choices)
        return {
            "validate": "list",
            "source": list(choices),
            "error_message": f"Choose one of: {words}. Leave it blank to say nothing."[
                :_TEXT_LIMIT
            ],
        }
    if item.kind is Kind.NUMBER:
        low = -1e15 if least is None else least
        unit = f" in {item.unit.value}" if item.unit not in (Unit.NONE, Unit.COUNT) else ""
        from_zero = "" if least is None else f" of at least {least:g}"
        return {
            "validate": "decimal",
            "criteria": ">=",
            "value": low,
            "error_message": f"Type a number{from_zero}{unit}, or leave the cell blank.",
        }
    if item.kind is Kind.MONTH:
        return {
            "validate": "date",
            "criteria": ">=",
            "value": _EARLIEST,
            "error_message": "Type a date in the month that is meant, such as 2026-03-01.",
        }
    return {"validate": "any"}
