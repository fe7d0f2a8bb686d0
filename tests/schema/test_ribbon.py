"""The commands are declared once and whole: every text in two languages, every name once."""

from __future__ import annotations

from sop_addin.schema.labels import Label
from sop_addin.schema.ribbon import COMMANDS, GROUPS, controls


def test_names_shells_and_controls_are_there_once() -> None:
    assert len({command.name for command in COMMANDS}) == len(COMMANDS)
    assert [command.shell for command in COMMANDS] == [f"sop {each.name}" for each in COMMANDS]
    pressed = [control.identifier for control in controls()]
    assert len(set(pressed)) == len(pressed)


def test_exactly_the_shell_only_commands_have_no_button() -> None:
    pressed = {control.command.name for control in controls()}
    shell_only = {"new", "demo", "merge", "reproduce", "history", "trace"}
    assert {each.name for each in COMMANDS} - pressed == shell_only
    for command in COMMANDS:
        on_ribbon = [bool(command.group), bool(command.function), bool(command.image_mso)]
        assert on_ribbon == [command.name in pressed] * 3


def test_every_text_is_in_english_and_chinese() -> None:
    labels: list[Label] = [group.label for group in GROUPS]
    for command in COMMANDS:
        labels += [command.label, command.tip]
        for option in command.options:
            for choice in option.choices:
                labels += [choice.label, choice.tip, *choice.asks]
    for label in labels:
        assert label.en.isascii() and label.en
        assert any("\u4e00" <= letter <= "\u9fff" for letter in label.zh), label


def test_groups_stand_in_the_order_of_the_phases() -> None:
    used = [command.group for command in COMMANDS if command.group]
    assert set(used) == {group.name for group in GROUPS}
    numbers = [group.label.en.split()[0] for group in GROUPS if group.label.en[0].isdigit()]
    assert numbers == sorted(numbers)


def test_plan_offers_the_three_strategies_and_one_family() -> None:
    plans = [control for control in controls() if control.command.name == "plan"]
    assert [control.value for control in plans] == ["level", "chase", "hybrid", "front"]
    assert plans[0].shell == "sop plan --strategy level" and plans[0].on_any_sheet
    assert plans[3].shell == "sop plan --family CODE" and not plans[3].on_any_sheet


def test_requests_survive_the_way_through_vba_and_a_shell() -> None:
    for control in controls():
        assert not set(control.request) & set('"|&$`\\\n'), control.request
