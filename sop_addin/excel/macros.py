"""A workbook without its macros, for people who only read it."""

from __future__ import annotations

import posixpath
import re

from sop_addin.errors import BookError
from sop_addin.excel.package import CONTENT_TYPES, Package

__all__ = ["remove_macros"]

_PLAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_PROJECT = "application/vnd.ms-office.vbaProject"
_MACRO_SHEETS = frozenset(("xlMacrosheet", "xlIntlMacrosheet", "dialogsheet"))
_OWN = frozenset(("vbaProject", "attachedToolbars"))
_CONTROLS = frozenset(("ctrlProp", "control"))
_RIBBON = frozenset(("extensibility", "userCustomization"))
_CONTROL = b"<controlPr"
_MACROS = {
    ("xl/drawings", ".vml"): (
        b"<x:FmlaMacro",
        re.compile(r"<x:FmlaMacro>[^<]*</x:FmlaMacro>\s*"),
        "",
    ),
    ("xl/drawings", ".xml"): (b"macro=", re.compile(r'(\smacro=")[^"]+(?=")'), r"\1"),
    ("xl/worksheets", ".xml"): (
        _CONTROL,
        re.compile(r'(<controlPr\b[^>]*?)\smacro="[^"]*"'),
        r"\1",
    ),
}
"""Folder and ending of a part -> what a part with macros holds, a macro, and what is left of it."""


def remove_macros(package: Package, workbook: str) -> None:
    """Take VBA project, ribbon and the macros of buttons and shapes out of a package.

    Buttons and shapes stay, as pictures; sheets keep their code names, which harm nothing.

    Parameters
    ----------
    workbook
        Name of the workbook part.

    Raises
    ------
    BookError
        For a macro or dialog sheet of Excel 4 or 5, which cannot stand in a ``.xlsx``.
    """
    relationships = package.relationships(workbook)
    for relationship in relationships.values():
        if relationship.kind in _MACRO_SHEETS:
            raise BookError(
                relationship.target,
                "a macro sheet of Excel 4 or 5",
                "sheets of cells and charts",
                "Delete that sheet.",
            )
    for part, kinds in ((workbook, _OWN), ("", _RIBBON)):
        for relationship in list(package.relationships(part).values()):
            if relationship.kind in kinds:
                _remove_tree(package, relationship.target)
                package.unrelate(part, {relationship.id})
    package.set_content_type(workbook, _PLAIN)
    _forget_default_type(package)
    for name in package.names():
        _detach(package, name)


def _remove_tree(package: Package, part: str) -> None:
    for relationship in list(package.relationships(part).values()):
        if not relationship.external:
            _remove_tree(package, relationship.target)
    if part in package:
        package.remove(part)


def _forget_default_type(package: Package) -> None:
    """Drop the content type of the extension ``bin`` where it means a VBA project."""
    root = package.tree(CONTENT_TYPES)
    for entry in list(root):
        if entry.get("ContentType") == _PROJECT and entry.get("Extension"):
            root.remove(entry)
            package.mark(CONTENT_TYPES)


def _detach(package: Package, name: str) -> None:
    folder, ending = posixpath.split(name)[0], posixpath.splitext(name)[1]
    found = _MACROS.get((folder, ending))
    if found is None:
        return
    mark, pattern, by = found
    if mark == _CONTROL and not _has_controls(package, name):
        return
    data = package.read(name)
    if mark in data:
        text = data.decode("utf-8", "surrogateescape")
        if (plain := pattern.sub(by, text)) != text:
            package.replace(name, plain.encode("utf-8", "surrogateescape"))


def _has_controls(package: Package, sheet: str) -> bool:
    """Return whether a sheet refers to a form control; only then it is worth unpacking."""
    kinds = {relationship.kind for relationship in package.relationships(sheet).values()}
    return not kinds.isdisjoint(_CONTROLS)
