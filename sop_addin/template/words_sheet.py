"""The hidden sheet from which ribbon, buttons and questions take words in the book's language."""

from __future__ import annotations

from sop_addin.schema.ribbon import Control, controls
from sop_addin.schema.ribbon_words import (
    FIRST_ROW,
    QUESTIONS,
    RIBBON_WORDS,
    WORDS_SHEET,
    row_of,
)
from sop_addin.template.canvas import Canvas

__all__ = ["IDENTIFIER", "LABEL", "TIP", "draw_words", "labelled", "place_of"]

IDENTIFIER, LABEL, TIP = 1, 2, 3
"""Columns: what the words are of, its label, and what it does."""

_HEADS = ("Control", "On it", "What it does")


def place_of(control: Control) -> str:
    """Return the cell that holds the label of a control, as a shape names it.

    Examples
    --------
    >>> place_of(next(controls())).startswith(f"{WORDS_SHEET}!$B$")
    True
    """
    return f"{WORDS_SHEET}!${'ABC'[LABEL - 1]}${row_of(control)}"


def labelled() -> dict[str, Control]:
    """Return every control by the cell that holds its label."""
    return {place_of(control): control for control in controls()}


def draw_words(canvas: Canvas) -> None:
    """Write the words of everything that is on the ribbon, then the questions, one row each."""
    head, plain = canvas.styles.header(), canvas.styles.make()
    for column, name in enumerate(_HEADS, IDENTIFIER):
        canvas.text(FIRST_ROW - 1, column, name, head)
    canvas.columns(IDENTIFIER, LABEL, 28)
    canvas.columns(TIP, TIP, 90)
    for row, words in enumerate((*RIBBON_WORDS, *QUESTIONS), FIRST_ROW):
        canvas.text(row, IDENTIFIER, words.identifier, plain)
        canvas.label(row, LABEL, words.label, plain)
        if words.tip.en:
            canvas.label(row, TIP, words.tip, plain)
