"""How wide a text in Arial is, and on how many lines it stands in a cell that wraps."""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["BOLD", "REGULAR", "halved", "text_width", "wrapped"]

_PIXELS_A_POINT, _PIXELS_A_CHARACTER = 96 / 72, 7
_WIDEST = 1000
_WORD = re.compile(r"(\s*)([^\s-]*-|[^\s-]+)")
"""A line breaks at spaces and behind hyphens."""


def _letters(*groups: tuple[str, int]) -> dict[str, int]:
    return {letter: width for letters, width in groups for letter in letters}


REGULAR: Mapping[str, int] = _letters(
    ("ijl'|", 222),
    ("ftI ,./;:!\\", 278),
    ("r()-", 333),
    ("cksvxyzJ", 500),
    ("abdeghnopqu0123456789?L+=<>", 556),
    ("FTZ", 611),
    ("ABEKPSVXY&", 667),
    ("wCDHNRU", 722),
    ("GOQ", 778),
    ("mM", 833),
    ("%W", 930),
)
"""Widths of Arial's letters, in thousandths of its size."""

BOLD: Mapping[str, int] = _letters(
    ("ijlI ,./;:|'", 278),
    ("frt()-!\\", 333),
    ("aceksvxyz0123456789J?", 556),
    ("bdghnopquFLTZ+=<>", 611),
    ("EPSVXY", 667),
    ("ABCDHKNRU&", 722),
    ("wGOQ", 778),
    ("Mm%W", 890),
)
"""The same of its bold letters."""


def text_width(text: str, letters: Mapping[str, int], points: float = 9.0) -> float:
    """Return the width of a text in the characters in which Excel counts columns.

    Letters without a width, such as Chinese ones, are as wide as they are high.

    Examples
    --------
    >>> round(text_width("Landing", BOLD), 1), round(text_width("落地", BOLD), 1)
    (6.7, 3.4)
    """
    thousandths = sum([letters.get(letter, _WIDEST) for letter in text])
    return thousandths / 1000 * points * _PIXELS_A_POINT / _PIXELS_A_CHARACTER


def wrapped(
    text: str, room: float, letters: Mapping[str, int], points: float = 9.0
) -> tuple[int, float]:
    """Return on how many lines a text stands in a width, and how wide the last line is.

    Examples
    --------
    >>> lines, last = wrapped("Estimate of the cycle before", 14, BOLD)
    >>> lines, round(last, 1)
    (2, 9.9)
    >>> wrapped("Below target less, unit-months", 15, BOLD)[0]
    2
    """
    space = text_width(" ", letters, points)
    lines, used = 0, 0.0
    for paragraph in text.split("\n"):
        lines, used = lines + 1, 0.0
        for gap, word in _WORD.findall(paragraph):
            width = text_width(word, letters, points)
            if used and used + space * bool(gap) + width > room:
                lines, used = lines + 1, width
            else:
                used += width + (space if used and gap else 0.0)
            if used > room:  # a word longer than the line is broken
                lines, used = lines + int(used // room), used % room
    return lines, used


def halved(text: str, letters: Mapping[str, int]) -> float:
    """Return the least width in which a text stands on two lines.

    Examples
    --------
    >>> halved("Lay-off cost", BOLD) == text_width("Lay-off", BOLD)
    True
    """
    words = text.split()
    parts = [(words[:at], words[at:]) for at in range(1, max(2, len(words)))]
    return min(max(text_width(" ".join(part), letters) for part in both) for both in parts)
