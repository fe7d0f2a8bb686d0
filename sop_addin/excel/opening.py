"""What is not a workbook that can be edited is refused in one clear line."""

from __future__ import annotations

import os
from pathlib import Path

from sop_addin.errors import BookError
from sop_addin.excel.package import CONTENT_TYPES, Package

__all__ = ["check_closed", "check_writable", "open_package"]

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_EXPECTED = "an Excel workbook (.xlsx or .xlsm)"
_SAVE_AS = "Open it in Excel and save it as .xlsm or .xlsx."
_STRICT = b"http://purl.oclc.org/ooxml/officeDocument"
_MAIN_TYPES = ("spreadsheetml.sheet.main+xml", "ms-excel.sheet.macroEnabled.main+xml")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise BookError(str(path), "no such file", _EXPECTED, "Check the path.") from error
    except IsADirectoryError as error:
        raise BookError(str(path), "a folder", _EXPECTED, "Give the file's path.") from error
    except OSError as error:
        if path.is_dir():
            raise BookError(str(path), "a folder", _EXPECTED, "Give the file's path.") from error
        raise BookError(
            str(path),
            f"a file that cannot be read ({error.strerror})",
            _EXPECTED,
            "Check its permissions, and whether another program holds it.",
        ) from error


def open_package(path: Path) -> Package:
    """Return a workbook's parts.

    Raises
    ------
    BookError
        For a missing, empty, cut-off, encrypted or foreign file.
    """
    data, where = _read(path), str(path)
    if not data:
        raise BookError(where, "an empty file", _EXPECTED, "Take the last good copy.")
    if data.startswith(_COMPOUND):
        if _ENCRYPTED in data:
            remedy = "Take the password off in Excel (File, Info, Protect Workbook)."
            raise BookError(where, "a password-protected file", "one without password", remedy)
        raise BookError(where, "an old Excel file (.xls)", _EXPECTED, _SAVE_AS)
    if not data.startswith(b"PK"):
        raise BookError(where, "not a workbook", _EXPECTED, "Give the workbook's own path.")
    package = Package(data, where)
    _check_kind(package, where)
    return package


def _check_kind(package: Package, where: str) -> None:
    foreign = BookError(
        where, "a zip file without a workbook", _EXPECTED, "Give the workbook's own path."
    )
    if CONTENT_TYPES not in package:
        raise foreign
    targets = [r.target for r in package.relationships("").values() if r.kind == "officeDocument"]
    if not targets or targets[0] not in package:
        raise foreign
    kind = package.content_type(targets[0]) or ""
    if "sheet.binary" in kind or targets[0].endswith(".bin"):
        raise BookError(where, "a binary workbook (.xlsb)", _EXPECTED, _SAVE_AS)
    if kind and not kind.endswith(_MAIN_TYPES):
        raise BookError(where, f"a file of type {kind}", _EXPECTED, _SAVE_AS)
    if _STRICT in package.read(targets[0]):
        raise BookError(where, "a Strict Open XML workbook", _EXPECTED, _SAVE_AS)


def check_writable(path: Path) -> None:
    """Refuse a file or folder that cannot be written.

    Raises
    ------
    BookError
        When the file is marked read-only or may not be replaced.
    """
    if not path.stat().st_mode & 0o222 or not os.access(path, os.W_OK):
        raise BookError(
            str(path), "a read-only file", "one that may be changed", "Take off the protection."
        )
    if not os.access(path.parent, os.W_OK):
        raise BookError(
            str(path), "a read-only folder", "one that may be written", "Copy the book elsewhere."
        )


def check_closed(path: Path) -> None:
    """Refuse a book that another program has open, by its own path or through a link to it.

    Raises
    ------
    BookError
        When the file by which Excel or LibreOffice marks an open book stands beside it.
    """
    marks = [
        (program, each.parent / name.format(each.name))
        for each in dict.fromkeys((path, path.resolve()))
        for program, name in (("Excel", "~${}"), ("LibreOffice", ".~lock.{}#"))
    ]
    for program, mark in marks:
        if mark.exists():
            raise BookError(
                str(path),
                f"a book open in {program}",
                "a closed one",
                f"Close it there; if it is not open, delete {mark.name} in {mark.parent}.",
            )
