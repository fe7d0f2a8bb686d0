"""Texts in the two languages of the workbook."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Label"]


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
