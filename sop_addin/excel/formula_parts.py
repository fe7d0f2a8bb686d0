"""Formulas wherever a part may hold one: cells, names, charts, formats, controls."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from sop_addin.excel.cell_xml import unescape_text
from sop_addin.excel.references import retarget_sheet

__all__ = ["retarget_part"]

_ELEMENTS = (
    "f|formula|formula1|formula2|definedName|calculatedColumnFormula|totalsRowFormula|"
    "FmlaLink|FmlaRange|FmlaTxbx|FmlaPict|FmlaGroup"
)
_ATTRIBUTES = "location|textlink|fmlaLink|fmlaRange|fmlaTxbx|fmlaGroup|linkedCell|listFillRange"
_ELEMENT = re.compile(rf"(<(?:\w+:)?(?:{_ELEMENTS})(?:\s[^>]*)?(?<!/)>)([^<]+)(?=</)")
_ATTRIBUTE = re.compile(rf'(\s(?:{_ATTRIBUTES})=")([^"]*)(?=")')
_SOURCE = re.compile(
    r'(<(?:\w+:)?(?:worksheetSource|rangeSet|dataRef)\b[^>]*?\ssheet=")([^"]*)(?=")'
)
_WORD = re.compile(r"\w+")


def mentions(text: str, sheet: str) -> bool:
    """Return whether a part may mention a sheet, whatever way its name is escaped."""
    words = _WORD.findall(sheet)
    longest = max(words, key=len) if words else sheet
    return longest in text or longest.lower() in text.lower()


def retarget_part(text: str, old: str, new: str) -> str:
    """Return a part's XML in which references to sheet `old` go to sheet `new`.

    Everything else keeps its exact characters.

    Examples
    --------
    >>> retarget_part('<c:f>Plan!$A$1</c:f><c:v>Plan!$A$1</c:v>', "Plan", "R&D")
    "<c:f>'R&amp;D'!$A$1</c:f><c:v>Plan!$A$1</c:v>"
    """
    if not mentions(text, old):
        return text

    def attribute(found: re.Match[str]) -> str:
        before = unescape_text(found[2])
        after = retarget_sheet(before, old, new)
        return found[0] if after == before else found[1] + escape(after, {'"': "&quot;"})

    def element(found: re.Match[str]) -> str:
        before = unescape_text(found[2])
        after = retarget_sheet(before, old, new)
        return found[0] if after == before else found[1] + escape(after)

    def source(found: re.Match[str]) -> str:
        same = unescape_text(found[2]).lower() == old.lower()
        return found[1] + escape(new, {'"': "&quot;"}) if same else found[0]

    text = _ELEMENT.sub(element, text)
    return _SOURCE.sub(source, _ATTRIBUTE.sub(attribute, text))
