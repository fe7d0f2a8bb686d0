"""Texts in the two languages of the workbook, and the formula that shows the one it is set to."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["CHINESE", "ENGLISH", "LANGUAGE", "Label", "in_language", "quoted"]

ENGLISH, CHINESE = "English", "中文"
"""What the setting of the language may say."""

LANGUAGE = "language"
"""Name of the cell that holds it."""

_LONGEST = 255


@dataclass(frozen=True)
class Label:
    """A text that planners see, in English and Chinese.

    Examples
    --------
    >>> Label("Demand", "需求").en
    'Demand'
    """

    en: str
    zh: str

    @property
    def stripped(self) -> Label:
        """The label without blanks around it."""
        return Label(self.en.strip(), self.zh.strip())


def quoted(text: str) -> str:
    """Return a text as formulas hold it: in pieces, because Excel takes 255 characters in one.

    Examples
    --------
    >>> quoted('a "page" more')
    '"a ""page"" more"'
    """
    pieces = [text[at : at + _LONGEST] for at in range(0, len(text), _LONGEST)] or [""]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)


def in_language(label: Label) -> str:
    """Return Excel's formula, without ``=``, for a label in the language of the book.

    Examples
    --------
    >>> in_language(Label("Demand", "需求"))
    'IF(language="中文","需求","Demand")'
    """
    if label.en == label.zh:
        return quoted(label.en)
    return f'IF({LANGUAGE}="{CHINESE}",{quoted(label.zh)},{quoted(label.en)})'
