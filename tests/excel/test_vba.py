"""A VBA project holds what was put in, byte for byte the same each time, and can be completed."""

from __future__ import annotations

import importlib.util
import io
import re
from pathlib import Path

import olefile
import pytest
from oletools.olevba import VBA_Parser
from pyopenvba.cfb import CFB
from pyopenvba.vba import parse_projectwm, parse_vba_project

from sop_addin.errors import BookError
from sop_addin.excel.compound import read_streams, write_streams
from sop_addin.excel.vba import Kind, Module, complete, modules, project

HELLO = Module("Greeting", 'Option Explicit\nSub Hello()\n    MsgBox "Hi"\nEnd Sub')
CARD = Module("Card", "VERSION 1.0 CLASS\nBEGIN\n  MultiUse = -1\nEND\n", Kind.CLASS)
EVENT = Module("shHome", "Private Sub Worksheet_Activate()\nEnd Sub", Kind.DOCUMENT)


def code_names(count: int) -> list[str]:
    return ["shHome", *(f"shSheet{number}" for number in range(2, count + 1))]


def by_olevba(data: bytes) -> dict[str, str]:
    found = VBA_Parser("vbaProject.bin", data=data).extract_all_macros()
    return {name.rsplit(".", 1)[0]: source for _, _, name, source in found}


def xlwings_file(name: str) -> str:
    spec = importlib.util.find_spec("xlwings")
    assert spec is not None and spec.submodule_search_locations
    return (Path(spec.submodule_search_locations[0]) / name).read_bytes().decode("ascii")


@pytest.mark.parametrize("sheets", [5, 100])
@pytest.mark.parametrize("whole", [False, True])
def test_olevba_gives_back_every_modules_source(sheets: int, whole: bool) -> None:
    names = code_names(sheets)
    data = project([HELLO, CARD, EVENT], names)
    expected = ["ThisWorkbook", *names, "Greeting", "Card"]
    if whole:
        data, expected = complete(data, names), [*expected, "xlwings", "Dictionary"]
    assert list(modules(data)) == expected
    assert by_olevba(data) == modules(data)


def test_the_stored_source_is_the_given_one_below_one_block_of_attributes() -> None:
    stored = modules(project([HELLO, CARD, EVENT], ["shHome"]))
    assert stored["Greeting"] == (
        'Attribute VB_Name = "Greeting"\r\n' + HELLO.source.replace("\n", "\r\n") + "\r\n"
    )
    assert stored["Card"].startswith(
        'Attribute VB_Name = "Card"\r\nAttribute VB_Base = "0{FCFB3D2A'
    )
    assert "VERSION" not in stored["Card"]
    assert "00020820" in stored["shHome"] and "Worksheet_Activate" in stored["shHome"]
    assert "00020819" in stored["ThisWorkbook"]


def test_a_complete_project_holds_xlwings_own_code_unchanged() -> None:
    stored = modules(complete(project([HELLO], ["shHome"]), ["shHome"]))
    assert stored["xlwings"].splitlines() == xlwings_file("xlwings.bas").splitlines()
    body = xlwings_file("addin/Dictionary.cls").partition("\r\nEND\r\n")[2]
    ours = stored["Dictionary"].splitlines()
    theirs = body.splitlines()
    added = [line for line in ours if line not in theirs]
    assert [line.split(" = ")[0] for line in added] == [
        "Attribute VB_Base",
        "Attribute VB_TemplateDerived",
        "Attribute VB_Customizable",
    ]
    assert [line for line in ours if line not in added] == theirs


def test_the_same_text_gives_the_same_bytes_and_completing_twice_changes_nothing() -> None:
    names = code_names(12)
    data = project([HELLO, EVENT], names)
    assert data == project([HELLO, EVENT], names)
    whole = complete(data, names)
    assert complete(whole, names) == whole


def test_completing_adds_a_module_for_each_new_sheet_and_keeps_code() -> None:
    data = project([HELLO, EVENT], ["shHome", "shProto"])
    stored = modules(complete(data, ["shHome", "shProto", "shPumps", "shValves"]))
    assert list(stored)[:5] == ["ThisWorkbook", "shHome", "shProto", "shPumps", "shValves"]
    assert "Worksheet_Activate" in stored["shHome"]
    assert "Sub Hello()" in stored["Greeting"]


def test_completing_refuses_to_lose_code() -> None:
    with pytest.raises(BookError, match="shHome"):
        complete(project([EVENT], ["shHome"]), ["shOther"])
    streams = read_streams(project([], ["shHome"]))
    form = streams["PROJECT"].replace(b"Document=shHome/&H00000000", b"BaseClass=shHome")
    with pytest.raises(BookError, match="shHome"):
        complete(write_streams(streams | {"PROJECT": form}), ["shHome"])


def test_streams_are_as_excel_needs_them() -> None:
    data = project([HELLO, CARD], code_names(3))
    streams = read_streams(data)
    assert streams["VBA/_VBA_PROJECT"] == bytes.fromhex("cc61ffff000000")
    names = ["ThisWorkbook", "shHome", "shSheet2", "shSheet3", "Greeting", "Card"]
    assert parse_projectwm(streams["PROJECTwm"]) == [(name, name) for name in names]
    text = streams["PROJECT"].decode("ascii")
    assert re.findall(r"^(\w+)=(\w+)(/&H00000000)?\r$", text, re.M)[:6] == [
        *(("Document", name, "/&H00000000") for name in names[:4]),
        ("Module", "Greeting", ""),
        ("Class", "Card", ""),
    ]
    assert [
        entry for entry in olefile.OleFileIO(io.BytesIO(data)).listdir() if len(entry) == 1
    ] == [
        ["PROJECT"],
        ["PROJECTwm"],
    ]


def test_another_writers_reader_finds_the_project_consistent_and_open() -> None:
    container = CFB.from_bytes(complete(project([HELLO], code_names(30)), code_names(30)))
    found = parse_vba_project(container)
    assert found.validate(container) == []
    assert [reference.name for reference in found.references] == ["stdole", "Office"]
    assert found.protection is not None and not found.protection.has_password


@pytest.mark.parametrize(("key", "state"), [("CMG", "00000000"), ("DPB", "00"), ("GC", "FF")])
def test_protection_deciphers_to_unprotected_without_password_visible(key: str, state: str) -> None:
    """MS-OVBA 2.4.3.3, data decryption."""
    text = read_streams(project([], ["shHome"]))["PROJECT"].decode("ascii")
    identifier = re.search(r'ID="(.*?)"', text)
    value = re.search(rf'{key}="(.*?)"', text)
    assert identifier and value
    seed, version, key_byte, *rest = bytes.fromhex(value[1])
    project_key = sum(identifier[1].encode()) & 0xFF
    assert (seed ^ version, seed ^ key_byte) == (2, project_key)
    plain, before, last, last_but_one = [], project_key, key_byte, version
    for byte in rest:
        before = byte ^ (last_but_one + before & 0xFF)
        plain.append(before)
        last_but_one, last = last, byte
    data = bytes(plain[(seed & 6) // 2 :])
    assert data == len(bytes.fromhex(state)).to_bytes(4, "little") + bytes.fromhex(state)


@pytest.mark.parametrize(
    ("given", "names", "message"),
    [
        ([Module("A" * 32, "")], ["shHome"], "31 in all"),
        ([Module("_Hidden", "")], ["shHome"], "a letter"),
        ([HELLO, HELLO], ["shHome"], "twice"),
        ([HELLO], ["greeting"], "twice"),
        ([], ["shHome", "shHome"], "twice"),
        ([Module("Long", "x" * 1024)], ["shHome"], "1023"),
        ([Module("Accent", "' é")], ["shHome"], "ASCII"),
    ],
)
def test_what_vba_refuses_is_refused(given: list[Module], names: list[str], message: str) -> None:
    with pytest.raises(BookError, match=message):
        project(given, names)


def test_a_damaged_project_is_refused() -> None:
    streams = read_streams(project([HELLO], ["shHome"]))
    for path in ("PROJECT", "VBA/dir", "VBA/Greeting"):
        kept = {name: data for name, data in streams.items() if name != path}
        with pytest.raises(BookError, match="damaged"):
            modules(write_streams(kept))
