"""The ribbon's XML is what Excel accepts, and every button leads to Python and to a shell word."""

from __future__ import annotations

import ast
import inspect
import re
from xml.etree import ElementTree as ET

import click
import pytest

from sop_addin.cli import sop
from sop_addin.ribbon import run
from sop_addin.schema.ribbon import COMMANDS, GROUPS, Command, controls
from sop_addin.schema.ribbon_words import RIBBON_WORDS
from sop_addin.template.callbacks import (
    LABEL_CALLBACK,
    LOADED_CALLBACK,
    TIP_CALLBACK,
    callbacks,
)
from sop_addin.template.ribbon import PARTS, custom_ui

# Pictures of Office itself that ribbons in the wild use; an unknown name leaves a button bare.
KNOWN_PICTURES = {
    "AcceptInvitation",
    "CalculateNow",
    "CalendarInsert",
    "ChartTypeAreaInsertGallery",
    "ChartTypeBarInsertGallery",
    "ChartTypeColumnInsertGallery",
    "ChartTypeLineInsertGallery",
    "ConditionalFormattingColorScalesGallery",
    "FileSave",
    "FileSendAsAttachment",
    "Lock",
    "MacroPlay",
    "RefreshAll",
    "ReviewAcceptChange",
    "ReviewNewComment",
    "ReviewProtectWorkbook",
    "ReviewTrackChanges",
    "SheetInsert",
    "SignatureLineInsert",
    "TableInsert",
    "Undo",
}
LIMIT = 1024
"""Longest text that the ribbon's schema allows in a label or tip."""


@pytest.fixture(params=[part.version for part in PARTS])
def ribbon(request: pytest.FixtureRequest) -> ET.Element:
    return ET.fromstring(custom_ui(request.param))


def local(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def test_both_forms_differ_only_in_their_namespace() -> None:
    old, new = (custom_ui(part.version).decode() for part in PARTS)
    assert old != new
    assert old.replace(PARTS[0].namespace, PARTS[1].namespace) == new


def test_the_tab_holds_the_groups_in_the_order_of_the_month(ribbon: ET.Element) -> None:
    tab = ribbon[0][0][0]
    assert (local(tab), tab.get("label")) == ("tab", "S&OP")
    assert [group.get("id") for group in tab] == [group.identifier for group in GROUPS]
    assert all(len(group) for group in tab)


def test_everything_on_the_ribbon_finds_its_words_by_its_id(ribbon: ET.Element) -> None:
    asking = [each for each in ribbon.iter() if each.get("getLabel")]
    assert sorted(e.attrib["id"] for e in asking) == sorted(w.identifier for w in RIBBON_WORDS)
    assert {e.attrib["getLabel"] for e in asking} == {LABEL_CALLBACK}
    tips = {(e.get("getScreentip"), e.get("getSupertip")) for e in asking if local(e) != "group"}
    assert tips == {(LABEL_CALLBACK, TIP_CALLBACK)}
    assert ribbon.get("onLoad") == LOADED_CALLBACK
    assert [each.get("label") for each in ribbon.iter() if each.get("label")] == ["S&OP"]


def test_words_of_the_ribbon_are_given_once_in_both_languages() -> None:
    identifiers = [each.identifier for each in RIBBON_WORDS]
    assert len(set(identifiers)) == len(identifiers)
    for words in RIBBON_WORDS:
        assert words.label.en and words.label.zh and bool(words.tip.en) == bool(words.tip.zh)
        texts = (words.label.en, words.label.zh, words.tip.en, words.tip.zh)
        assert max(map(len, texts)) <= LIMIT


def test_ids_are_unique_and_texts_fit(ribbon: ET.Element) -> None:
    named = [element for element in ribbon.iter() if "id" in element.attrib]
    ids = [element.attrib["id"] for element in named]
    assert len(set(ids)) == len(ids)
    for element in named:
        assert re.fullmatch(r"[A-Za-z][A-Za-z0-9]*", element.attrib["id"])
        assert all(len(text) <= LIMIT for text in element.attrib.values())


def test_pictures_are_offices_own(ribbon: ET.Element) -> None:
    pictures = [each.get("imageMso") for each in ribbon.iter() if each.get("size") == "large"]
    assert len(pictures) == len([command for command in COMMANDS if command.group])
    assert set(pictures) <= KNOWN_PICTURES


def test_every_control_leads_through_its_callback_to_a_function_and_a_shell_command(
    ribbon: ET.Element,
) -> None:
    subs = dict(
        re.findall(
            r"Public Sub (\w+)\(control As Object\)\r\n"
            r'    AskPython (?:Told\()*"([^"]*)".*\r\nEnd Sub',
            callbacks().source,
        )
    )
    buttons = [each for each in ribbon.iter() if local(each) == "button"]
    assert {button.get("onAction") for button in buttons} == subs.keys()
    reached = set()
    for button in buttons:
        name, options = asked(subs[button.attrib["onAction"]])
        command = next(each for each in COMMANDS if each.name == name)
        choices = {each.name: [one.value for one in each.choices] for each in command.options}
        told = options.pop("told", [])
        assert told == ["?"] * len(told)
        assert options.keys() <= choices.keys() and len(options) == min(len(choices), 1)
        assert all(value in choices[option] for option, value in options.items())
        assert button.attrib["id"].lower() == "sop" + name + "".join(options.values())
        assert_in_shell(command)
        reached.add((name, *options.values()))
    assert len(reached) == len(buttons)
    assert {name for name, *_ in reached} == {each.name for each in COMMANDS if each.group}


def assert_in_shell(command: Command) -> None:
    """Assert that the shell has the command and its options, with the same choices."""
    word = command.shell.removeprefix("sop ")
    assert word in sop.commands
    offered = {each.name: each.type for each in sop.commands[word].params}
    spelled = {name for each in sop.commands[word].params for name in each.opts}
    for option in command.options:
        own = [choice.shell.split()[0] for choice in option.choices if choice.shell]
        assert set(own) <= spelled | {choice.value for choice in option.choices}
        if own and option.name not in offered:  # only in the words of its choices
            continue
        kind = offered[option.name]
        assert isinstance(kind, click.Choice)
        assert list(kind.choices) == [choice.value for choice in option.choices]


def test_shell_and_declaration_name_the_same_commands() -> None:
    assert set(sop.commands) == {command.shell.removeprefix("sop ") for command in COMMANDS}


def asked(request: str) -> tuple[str, dict[str, str]]:
    """Return the command and the options that a request to Python names."""
    load, call = ast.parse(request).body
    assert isinstance(load, ast.Import) and isinstance(call, ast.Expr)
    assert (load.names[0].name, load.names[0].asname) == ("sop_addin.ribbon", "r")
    assert isinstance(call.value, ast.Call) and ast.unparse(call.value.func) == "r.run"
    (name,) = call.value.args
    options = {each.arg or "": ast.literal_eval(each.value) for each in call.value.keywords}
    return ast.literal_eval(name), options


def test_the_function_that_buttons_ask_for_takes_every_request() -> None:
    for control in controls():
        name, options = asked(control.request)
        inspect.signature(run).bind(name, **options)
