"""``vbaProject.bin``: built from source text, read back, completed with xlwings' modules.

The project holds no compiled code (MS-OVBA 2.3.4.1), so Excel compiles the text when it opens the
book, and the same text always gives the same bytes.
"""

from __future__ import annotations

import importlib.util
import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from sop_addin.errors import BookError
from sop_addin.excel.compound import read_streams, write_streams
from sop_addin.excel.ovba import compress, decompress

__all__ = ["Kind", "Module", "complete", "modules", "project"]

WORKBOOK = "ThisWorkbook"
"""Code name of the workbook itself; its module comes first."""


class Kind(Enum):
    """What a module belongs to, and the word for it in the ``PROJECT`` stream."""

    DOCUMENT = "Document"
    STANDARD = "Module"
    CLASS = "Class"
    FORM = "BaseClass"


@dataclass(frozen=True)
class Module:
    """One module: its name and its source as Excel exports it (``.bas``, ``.cls``) or as typed."""

    name: str
    source: str
    kind: Kind = Kind.STANDARD


_CODEC = "cp1252"
_CODE_PAGE = 1252
_NO_CACHE = bytes.fromhex("cc61ffff000000")
_LINE_LIMIT = 1023
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}")
_ATTRIBUTE = re.compile(r"Attribute (VB_\w+) = (.*)")
_BASES = {
    "workbook": "0{00020819-0000-0000-C000-000000000046}",
    "sheet": "0{00020820-0000-0000-C000-000000000046}",
    "class": "0{FCFB3D2A-A0FA-1068-A738-08002B3371B5}",
}
_REFERENCES = {
    "stdole": r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0"
    r"#C:\Windows\System32\stdole2.tlb#OLE Automation",
    "Office": r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0"
    r"#C:\Program Files\Common Files\Microsoft Shared\OFFICE16\MSO.DLL"
    r"#Microsoft Office 16.0 Object Library",
}
# "no protection", "no password", "visible", each enciphered under the project's id (2.4.3.2)
_PROPERTIES = """\
Name="VBAProject"
HelpContextID="0"
VersionCompatible32="393222000"
CMG="5A58B742BA46BA46BA46BA46"
DPB="3C3ED12CDF32E032E032"
GC="96947B86858A8D8B8D8B72"

[Host Extender Info]
&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000

[Workspace]"""
_ID = "{08C54489-C391-5D8D-8BD4-6C12E4D9B7E1}"


def project(modules: Sequence[Module], code_names: Sequence[str]) -> bytes:
    """Return a ``vbaProject.bin``.

    Parameters
    ----------
    modules
        Our own modules; a document module among them gives code to that sheet or the workbook.
    code_names
        The ``codeName`` of every sheet, hidden ones too, in tab order.

    Raises
    ------
    BookError
        A name or a source that VBA refuses: names of more than 31 characters or given twice, text
        outside ASCII, lines of more than 1,023 characters.

    Examples
    --------
    >>> code = project([Module("Greeting", "Sub Hello()\\nEnd Sub")], ["shHome"])
    >>> list(_read(code))
    ['ThisWorkbook', 'shHome', 'Greeting']
    """
    documents = {name: Module(name, "", Kind.DOCUMENT) for name in (WORKBOOK, *code_names)}
    given = {module.name: module for module in modules}
    if len(documents) <= len(code_names) or len(given) < len(modules):
        raise _refused("VBA project", "the same name twice", "one module a name")
    listed = [given.get(name, document) for name, document in documents.items()]
    listed += [module for module in modules if module.name not in documents]
    _check_names(listed)
    streams = {f"VBA/{each.name}": compress(_stream_text(each).encode("ascii")) for each in listed}
    streams["VBA/dir"] = compress(_directory(listed))
    streams["VBA/_VBA_PROJECT"] = _NO_CACHE
    streams["PROJECT"] = _project_text(listed).encode("ascii")
    streams["PROJECTwm"] = _name_map(listed)
    return write_streams(streams)


def _refused(where: str, got: str, expected: str) -> BookError:
    return BookError(where, got, expected, "Correct the name or the code.")


def _check_names(listed: Sequence[Module]) -> None:
    seen: set[str] = set()
    for module in listed:
        if not _NAME.fullmatch(module.name):
            what = "a letter, then letters, digits, underscores, 31 in all"
            raise _refused("VBA module name", repr(module.name), what)
        if module.name.upper() in seen:
            raise _refused("VBA module name", f"{module.name} twice", "one module a name")
        seen.add(module.name.upper())


def _standard_attributes(module: Module) -> dict[str, str]:
    name = {"VB_Name": f'"{module.name}"'}
    if module.kind is Kind.STANDARD:
        return name
    document = module.kind is Kind.DOCUMENT
    base = "class" if not document else "workbook" if module.name == WORKBOOK else "sheet"
    return name | {
        "VB_Base": f'"{_BASES[base]}"',
        "VB_GlobalNameSpace": "False",
        "VB_Creatable": "False",
        "VB_PredeclaredId": str(document),
        "VB_Exposed": str(document),
        "VB_TemplateDerived": "False",
        "VB_Customizable": str(document),
    }


def _stream_text(module: Module) -> str:
    """Return the source as the project stores it: one block of attributes, then the code."""
    lines = module.source.splitlines()
    if lines and lines[0].startswith("VERSION "):
        lines = lines[[line.strip() for line in lines].index("END") + 1 :]
    given: dict[str, str] = {}
    while lines and (found := _ATTRIBUTE.fullmatch(lines[0])):
        given[found[1]] = found[2]
        lines = lines[1:]
    attributes = _standard_attributes(module) | given | {"VB_Name": f'"{module.name}"'}
    lines = [f"Attribute {name} = {value}" for name, value in attributes.items()] + lines
    for number, line in enumerate(lines, start=1):
        if len(line) > _LINE_LIMIT or not line.isascii():
            what = f"ASCII text of at most {_LINE_LIMIT} characters"
            raise _refused(f"VBA module {module.name} line {number}", repr(line[:40]), what)
    return "\r\n".join(lines) + "\r\n"


def _record(number: int, content: bytes = b"") -> bytes:
    return struct.pack("<HI", number, len(content)) + content


def _text_record(number: int, wide_number: int, text: str) -> bytes:
    return _record(number, text.encode(_CODEC)) + _record(wide_number, text.encode("utf-16-le"))


def _directory(listed: Sequence[Module]) -> bytes:
    """Return the ``dir`` stream (2.3.4.2): 64-bit Windows, US English, two references, modules."""
    long, zero = struct.Struct("<I").pack, bytes(4)
    out = _record(0x01, long(3)) + _record(0x02, long(0x409)) + _record(0x14, long(0x409))
    out += _record(0x03, struct.pack("<H", _CODE_PAGE)) + _record(0x04, b"VBAProject")
    out += _text_record(0x05, 0x40, "") + _record(0x06) + _record(0x3D)
    out += _record(0x07, zero) + _record(0x08, zero)
    out += struct.pack("<HIIH", 0x09, 4, 0x68FBFAC5, 4) + _text_record(0x0C, 0x3C, "")
    for name, library in _REFERENCES.items():
        content = library.encode(_CODEC)
        out += _text_record(0x16, 0x3E, name)
        out += _record(0x0D, long(len(content)) + content + bytes(6))
    out += _record(0x0F, struct.pack("<H", len(listed))) + _record(0x13, b"\xff\xff")
    for module in listed:
        out += _text_record(0x19, 0x47, module.name) + _text_record(0x1A, 0x32, module.name)
        out += _text_record(0x1C, 0x48, _description(module)) + _record(0x31, zero)
        out += _record(0x1E, zero) + _record(0x2C, b"\xff\xff")
        out += _record(0x21 if module.kind is Kind.STANDARD else 0x22) + _record(0x2B)
    return out + _record(0x10)


def _description(module: Module) -> str:
    found = re.search(r'^Attribute VB_Description = "(.*)"\r?$', module.source, re.MULTILINE)
    return found[1].replace("\\r\\n", "\r\n") if found else ""


def _project_text(listed: Sequence[Module]) -> str:
    lines = [f'ID="{_ID}"']
    for module in listed:
        suffix = "/&H00000000" if module.kind is Kind.DOCUMENT else ""
        lines.append(f"{module.kind.value}={module.name}{suffix}")
    lines += _PROPERTIES.splitlines()
    lines += [f"{module.name}=0, 0, 0, 0, C" for module in listed]
    return "\r\n".join(lines) + "\r\n"


def _name_map(listed: Sequence[Module]) -> bytes:
    pairs = ((each.name.encode(_CODEC), each.name.encode("utf-16-le")) for each in listed)
    return b"".join(narrow + b"\0" + wide + b"\0\0" for narrow, wide in pairs) + b"\0\0"


def modules(data: bytes) -> dict[str, str]:
    """Return every module's source, attributes included, by name in the project's order.

    Raises
    ------
    BookError
        `data` is damaged or not a VBA project.
    """
    return {name: module.source for name, module in _read(data).items()}


def _records(directory: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 6 <= len(directory):
        number, size = struct.unpack_from("<HI", directory, at)
        size += 2 * (number == 0x09)  # the version's record is longer than it says
        yield number, directory[at + 6 : at + 6 + size]
        at += 6 + size


def _read(data: bytes) -> dict[str, Module]:
    streams = {path.upper(): content for path, content in read_streams(data).items()}
    try:
        kinds = _kinds(streams["PROJECT"].decode("latin-1"))
        records = list(_records(decompress(streams["VBA/DIR"])))
        codec = next(f"cp{struct.unpack('<H', body)[0]}" for number, body in records if number == 3)
        found: dict[str, Module] = {}
        name = stream = ""
        for number, body in records:
            if number == 0x47:
                name = body.decode("utf-16-le")
            elif number == 0x32:
                stream = body.decode("utf-16-le")
            elif number == 0x31:
                text = decompress(streams[f"VBA/{stream}".upper()][struct.unpack("<I", body)[0] :])
                found[name] = Module(name, text.decode(codec), kinds[name.upper()])
    except (KeyError, StopIteration, LookupError, UnicodeDecodeError, struct.error) as error:
        remedy = "Take the workbook from a backup, or make a new one with sop new."
        raise BookError("VBA project", "a damaged one", "modules and their list", remedy) from error
    return found


def _kinds(text: str) -> dict[str, Kind]:
    found = re.findall(r"^(Document|Module|Class|BaseClass)=([^/\r\n]+)", text, re.MULTILINE)
    return {name.upper(): Kind(word) for word, name in found}


def complete(data: bytes, code_names: Sequence[str], more: Sequence[Module] = ()) -> bytes:
    """Return the project with xlwings' own modules, and a document module for each sheet.

    The modules come from the installed xlwings, so the names baked into them match the Python that
    the book calls. Completing a project that is complete gives the same bytes.

    Parameters
    ----------
    data
        A ``vbaProject.bin`` that :func:`project` built.
    code_names
        The ``codeName`` of every sheet of the book, hidden ones too, in tab order.
    more
        Modules that come after xlwings' own, in place of those of the same names.

    Raises
    ------
    BookError
        The project holds what would be lost (forms, libraries referred to, code of a sheet that
        is no longer there), or xlwings is not installed.
    """
    present = _read(data)
    _refuse_loss(data, present, code_names)
    ours = {name: module for name, module in present.items() if name in (WORKBOOK, *code_names)}
    ours |= {name: each for name, each in present.items() if each.kind is not Kind.DOCUMENT}
    added = _xlwings_modules() | {module.name: module for module in more}
    return project(list((ours | added).values()), code_names)


def _refuse_loss(data: bytes, present: dict[str, Module], code_names: Sequence[str]) -> None:
    directory = decompress(read_streams(data)["VBA/dir"])
    references = {body.decode(_CODEC) for number, body in _records(directory) if number == 0x16}
    extra = sorted(references - _REFERENCES.keys())
    extra += [name for name, module in present.items() if module.kind is Kind.FORM]
    for name, module in present.items():
        if module.kind is Kind.DOCUMENT and name not in (WORKBOOK, *code_names):
            body = [line for line in module.source.splitlines() if not _ATTRIBUTE.fullmatch(line)]
            extra += [name] if any(line.strip() for line in body) else []
    if extra:
        remedy = "Start from the template as it was delivered."
        raise BookError("VBA project", ", ".join(extra), "only the add-in's own modules", remedy)


def _xlwings_modules() -> dict[str, Module]:
    found = importlib.util.find_spec("xlwings")
    folders = found.submodule_search_locations if found else None
    if not folders:
        raise BookError("xlwings", "not installed", "the package xlwings", "Install it with pip.")
    folder = Path(folders[0])
    return {
        "xlwings": Module("xlwings", (folder / "xlwings.bas").read_text("ascii")),
        "Dictionary": Module(
            "Dictionary", (folder / "addin" / "Dictionary.cls").read_text("ascii"), Kind.CLASS
        ),
    }
