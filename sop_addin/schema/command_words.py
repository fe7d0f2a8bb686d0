"""The words in which a command is declared: its group on the ribbon, its options, itself."""

from __future__ import annotations

from dataclasses import dataclass

from sop_addin.schema.labels import Label

__all__ = ["Choice", "Command", "Control", "Group", "Option"]


@dataclass(frozen=True)
class Group:
    """A group of buttons on the ribbon; the label carries the number of the phase."""

    name: str
    label: Label

    @property
    def identifier(self) -> str:
        """Id of the group on the ribbon."""
        return f"sopGroup{self.name.title()}"


@dataclass(frozen=True)
class Choice:
    """One value of an option, offered as an entry of the button's menu.

    Parameters
    ----------
    shell
        What to type in a shell, where it is not the option's name and the value.
    front
        Whether the family is the one whose page is in front.
    asks
        What Excel asks the planner for; the answers go with the request.
    """

    value: str
    label: Label
    tip: Label
    shell: str = ""
    front: bool = False
    asks: tuple[Label, ...] = ()


@dataclass(frozen=True)
class Option:
    """An option of which a planner chooses one value: ``--strategy level``.

    A `bare` one is the value alone in a shell: ``sop sign BOOK demand``.
    """

    name: str
    choices: tuple[Choice, ...]
    bare: bool = False


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

    @property
    def identifier(self) -> str:
        """Id of the command's button, or of its menu, on the ribbon."""
        return f"sop{self.name.title()}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Entries of the command's menu; none where it is a button."""
        return tuple(choice for option in self.options for choice in option.choices)


@dataclass(frozen=True)
class Control:
    """One thing to press: a command, with its option chosen where it has one.

    Examples
    --------
    >>> from sop_addin.schema.ribbon import controls
    >>> level = next(control for control in controls() if control.value == "level")
    >>> level.callback, level.macro
    ('Sop_Plan_Level', 'Sop_Plan_Level_Click')
    >>> level.request
    "import sop_addin.ribbon as r; r.run('plan', strategy='level')"
    >>> level.shell
    'sop plan --strategy level'
    """

    command: Command
    option: str = ""
    value: str = ""

    @property
    def identifier(self) -> str:
        """Id of the control on the ribbon."""
        return "sop" + "".join(word.title() for word in self._words)

    @property
    def callback(self) -> str:
        """VBA procedure that the ribbon calls."""
        return "_".join(["Sop", *(word.title() for word in self._words)])

    @property
    def macro(self) -> str:
        """VBA procedure that a button on a sheet calls."""
        return f"{self.callback}_Click"

    @property
    def request(self) -> str:
        """Python text for RunPython; it holds no double quotes, no ``|`` and no ``&``.

        A question mark stands for each answer of the planner; VBA puts its codes there.
        """
        module, function = self.command.function.split(":")
        argument = f", {self.option}='{self.value}'" if self.option else ""
        if self.asks:
            argument += f", told={['?'] * len(self.asks)}"
        return f"import {module} as r; r.{function}('{self.command.name}'{argument})"

    @property
    def label(self) -> Label:
        """Words on the button or the entry of its menu."""
        return self.command.label if self._choice is None else self._choice.label

    @property
    def tip(self) -> Label:
        """What it does, one sentence."""
        return self.command.tip if self._choice is None else self._choice.tip

    @property
    def asks(self) -> tuple[Label, ...]:
        """What Excel asks the planner for before it asks Python."""
        return () if self._choice is None else self._choice.asks

    @property
    def on_any_sheet(self) -> bool:
        """Whether it can be pressed on any sheet: nothing is taken from the one in front."""
        return self._choice is None or not self._choice.front

    @property
    def shell(self) -> str:
        """The same in a shell, without the book's path."""
        if self._choice is None:
            return self.command.shell
        bare = any(each.bare for each in self.command.options if each.name == self.option)
        named = self.value if bare else f"--{self.option} {self.value}"
        return f"{self.command.shell} {self._choice.shell or named}"

    @property
    def _choice(self) -> Choice | None:
        choices = (each.choices for each in self.command.options if each.name == self.option)
        return next((one for own in choices for one in own if one.value == self.value), None)

    @property
    def _words(self) -> list[str]:
        return [word for word in (self.command.name, self.value) if word]
