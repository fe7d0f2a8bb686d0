"""What stands on ribbon and buttons, and what they ask, in the order of the hidden sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sop_addin.schema.labels import Label
from sop_addin.schema.ribbon import COMMANDS, GROUPS, Control, controls

__all__ = [
    "FIRST_ROW",
    "QUESTIONS",
    "RIBBON_WORDS",
    "WORDS_SHEET",
    "Words",
    "question_id",
    "row_of",
]

WORDS_SHEET = "Words"
"""The hidden sheet of words, in the language of the book, of ribbon, buttons and questions."""

FIRST_ROW = 2
"""Row of that sheet, from 1, where the words begin; the names of its columns stand above."""


@dataclass(frozen=True)
class Words:
    """The words of one group, menu or button, or of a question.

    Parameters
    ----------
    identifier
        Id of the group, menu or button on the ribbon; of a question :func:`question_id`.
    tip
        What it does, one sentence; of a group or question nothing.
    """

    identifier: str
    label: Label
    tip: Label


def _declared() -> Iterator[Words]:
    for group in GROUPS:
        yield Words(group.identifier, group.label, Label("", ""))
    for command in COMMANDS:
        if command.group and command.options:
            yield Words(command.identifier, command.label, command.tip)
    for control in controls():
        yield Words(control.identifier, control.label, control.tip)


RIBBON_WORDS: tuple[Words, ...] = tuple(_declared())
"""Everything on the ribbon that has words: groups, menus, then what can be pressed."""


def question_id(control: Control, number: int) -> str:
    """Return under which name the sheet holds what a control asks, the first question being 1.

    Examples
    --------
    >>> asking = next(each for each in controls() if each.asks)
    >>> question_id(asking, 2).removeprefix(asking.identifier)
    'Asks2'
    """
    return f"{control.identifier}Asks{number}"


QUESTIONS: tuple[Words, ...] = tuple(
    Words(question_id(control, number), question, Label("", ""))
    for control in controls()
    for number, question in enumerate(control.asks, 1)
)
"""What controls ask in a box before they ask Python; they stand below the ribbon's words."""


def row_of(control: Control) -> int:
    """Return the row of the sheet of words that holds those of a control, from 1.

    Examples
    --------
    >>> first = next(controls())
    >>> RIBBON_WORDS[row_of(first) - FIRST_ROW].identifier == first.identifier
    True
    """
    identifiers = [each.identifier for each in RIBBON_WORDS]
    return FIRST_ROW + identifiers.index(control.identifier)
