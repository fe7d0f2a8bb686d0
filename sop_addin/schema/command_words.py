"""The words in which a command is declared: its group on the ribbon, its options, itself."""

from __future__ import annotations

from dataclasses import dataclass

from sop_addin.schema.labels import Label

__all__ = ["Choice", "Command", "Group", "Option"]


@dataclass(frozen=True)
class Group:
    """A group of buttons on the ribbon; the label carries the number of the phase."""

    name: str
    label: Label


@dataclass(frozen=True)
class Choice:
    """One value of an option, offered as an entry of the button's menu."""

    value: str
    label: Label
    tip: Label


@dataclass(frozen=True)
class Option:
    """An option of which a planner chooses one value: ``--strategy level``.

    A `bare` one is the value alone in a shell: ``sop sign BOOK demand``. Where a button takes the
    value from the sheet in front, `shell` says what to type instead.
    """

    name: str
    choices: tuple[Choice, ...]
    bare: bool = False
    shell: str = ""


@dataclass(frozen=True)
class Command:
    """One command, as planners and other programs ask for it.

    Parameters
    ----------
    name
        Identifier, the same in Python, VBA and the record of runs.
    label
        Text on the button.
    function
        Python function that a button asks for, as ``module:function``; it is called with `name`
        and, where there are options, one keyword argument each. Empty: shell only.
    shell
        What to type in a shell.
    group
        Name of the ribbon group; empty: shell only.
    image_mso
        Name of one of Office's own pictures.
    tip
        What the command does, one sentence.
    options
        Options offered as a menu of the button.
    """

    name: str
    label: Label
    function: str
    shell: str
    group: str
    image_mso: str
    tip: Label
    options: tuple[Option, ...] = ()
