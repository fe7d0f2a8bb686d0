from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from sop_addin.errors import BookError
from sop_addin.excel.file import FileBlocks
from sop_addin.excel.macros import remove_macros
from sop_addin.excel.package import Package

MAIN = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
BIN = b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
PROJECT = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTROL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/ctrlProp"
RIBBON = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"


def _relate(kind: str, target: str) -> bytes:
    entry = f'<Relationship Id="rIdV" Type="{kind}" Target="{target}"/></Relationships>'
    return entry.encode()


@pytest.fixture
def macro_book(book: Path) -> Path:
    """Return the planners' book with a VBA project, a ribbon, a button and a shape with macros."""
    edits = {
        "[Content_Types].xml": lambda d: d.replace(MAIN, MACRO).replace(
            b"<Override",
            BIN + b"<Override",
            1,
        ),
        "_rels/.rels": lambda d: d.replace(
            b"</Relationships>", _relate(RIBBON, "customUI/customUI14.xml")
        ),
        "xl/_rels/workbook.xml.rels": lambda d: d.replace(
            b"</Relationships>", _relate(PROJECT, "vbaProject.bin")
        ),
        "xl/drawings/planner1.xml": lambda d: d.replace(
            b'<xdr:sp macro=""', b'<xdr:sp macro="[0]!Go"', 1
        ),
        "xl/drawings/planner1.vml": lambda d: d.replace(
            b"<x:MoveWithCells/>", b"<x:FmlaMacro>[0]!Go</x:FmlaMacro><x:MoveWithCells/>", 1
        ),
    }
    with zipfile.ZipFile(book) as file:
        members = {info: file.read(info) for info in file.infolist()}
    path = book.with_suffix(".xlsm")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for info, data in members.items():
            file.writestr(info, edits.get(info.filename, lambda same: same)(data))
        file.writestr("xl/vbaProject.bin", b"project")
        file.writestr("customUI/customUI14.xml", "<customUI/>")
    return path


def test_a_copy_without_macros_keeps_everything_else(
    macro_book: Path, same_members: Callable[..., None], lint: Callable[[Path], None]
) -> None:
    before = macro_book.read_bytes()
    copy = macro_book.with_name("copy.xlsx")
    with FileBlocks(macro_book) as blocks:
        blocks.without_macros(copy)
        assert blocks.changed() == []
    assert macro_book.read_bytes() == before
    gone = {"xl/vbaProject.bin", "customUI/customUI14.xml"}
    edited = {"[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels"}
    drawings = {"xl/drawings/planner1.xml", "xl/drawings/planner1.vml"}
    same_members(macro_book, copy, except_=gone | edited | drawings)
    with zipfile.ZipFile(copy) as file:
        assert not gone & set(file.namelist())
        whole = b"".join(file.read(name) for name in (*edited, *drawings))
        assert not re.search(b"vbaProject|customUI|macroEnabled|FmlaMacro|!Go", whole)
    lint(copy)


def test_a_copy_without_macros_must_be_named_xlsx(macro_book: Path) -> None:
    with FileBlocks(macro_book) as blocks, pytest.raises(BookError, match=r"a name in \.xlsx"):
        blocks.without_macros(macro_book.with_name("copy.xlsm"))


def test_the_project_can_be_replaced_and_removed(macro_book: Path) -> None:
    with FileBlocks(macro_book) as blocks:
        blocks.replace_member("xl/vbaProject.bin", b"complete")
        blocks.save()
        assert blocks.read_member("xl/vbaProject.bin") == b"complete"
        blocks.remove_member("xl/vbaProject.bin")
        assert "xl/vbaProject.bin" not in blocks.members()
        assert b"vbaProject" not in blocks.read_member("xl/_rels/workbook.xml.rels")
        with pytest.raises(BookError, match="no part xl/nothing"):
            blocks.replace_member("xl/nothing.bin", b"")


def test_a_form_control_of_a_sheet_loses_its_macro_and_nothing_else(macro_book: Path) -> None:
    with zipfile.ZipFile(macro_book) as file:
        members = {name: file.read(name) for name in file.namelist()}
    sheet = next(name for name in members if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name))
    folder, _, base = sheet.rpartition("/")
    rels = f"{folder}/_rels/{base}.rels"
    empty = f'<Relationships xmlns="{RELATIONSHIPS}"></Relationships>'.encode()
    members[rels] = members.get(rels, empty).replace(
        b"</Relationships>", _relate(CONTROL, "../ctrlProps/ctrlProp9.xml")
    )
    members["xl/ctrlProps/ctrlProp9.xml"] = b"<formControlPr/>"
    button = b'<controlPr print="0" macro="[0]!Go" autoPict="0"><anchor/></controlPr>'
    members[sheet] = members[sheet].replace(b"</worksheet>", button + b"</worksheet>")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name, data in members.items():
            file.writestr(name, data)
    package = Package(stream.getvalue(), "book.xlsm")
    remove_macros(package, "xl/workbook.xml")
    assert package.read(sheet) == members[sheet].replace(b' macro="[0]!Go"', b"")
