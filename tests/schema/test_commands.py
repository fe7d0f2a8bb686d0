"""What the ribbon declares, the shell has: the same names, the same help, the same options."""

from __future__ import annotations

from sop_addin.cli import sop
from sop_addin.commands.dispatch import PACKS, WRITES
from sop_addin.schema.ribbon import COMMANDS
from sop_addin.supply.strategy import STRATEGIES

BY_NAME = {command.name: command for command in COMMANDS}


def test_the_shell_has_exactly_the_declared_commands() -> None:
    assert set(sop.commands) == set(BY_NAME)


def test_help_in_the_shell_begins_with_the_buttons_tip() -> None:
    for name, command in sop.commands.items():
        assert (command.help or "").startswith(BY_NAME[name].tip.en)


def test_options_of_buttons_are_options_in_the_shell() -> None:
    for name, declared in BY_NAME.items():
        options = {parameter.name: parameter for parameter in sop.commands[name].params}
        spelled = {word for parameter in options.values() for word in parameter.opts}
        for option in declared.options:
            own = [choice.shell.split()[0] for choice in option.choices if choice.shell]
            assert set(own) <= spelled | {choice.value for choice in option.choices}
            values = [choice.value for choice in option.choices]
            if own and option.name not in options:
                continue
            assert list(options[option.name].type.choices) == values  # type: ignore[attr-defined]
    assert [c.value for c in BY_NAME["plan"].options[0].choices] == list(STRATEGIES)


def test_every_button_leads_to_a_command_that_is_carried_out() -> None:
    buttons = {command.name for command in COMMANDS if command.function}
    assert buttons == (WRITES - {"merge"}) | PACKS | {"check", "verify"}
