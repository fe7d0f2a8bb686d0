"""What stands on the ribbon and on buttons of sheets, in the order of the hidden sheet of words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sop_addin.schema.labels import Label
from sop_addin.schema.ribbon import COMMANDS, GROUPS, Control, controls

__all__ = ["FIRST_ROW", "RIBBON_WORDS", "WORDS_SHEET", "Words", "row_of"]

WORDS_SHEET = "Words"
"""The hidden sheet where ribbon and buttons find their words in the language of the book."""

FIRST_ROW = 2
"""Row of that sheet, from 1, where the words begin; the names of its columns stand above."""


@dataclass(frozen=True)
class Words:
    """The words of one group, menu or button.

    Parameters
    ----------
    identifier
        Id of the group, menu or button on the ribbon.
    tip
        What it does, one sentence; of a group nothing.
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
