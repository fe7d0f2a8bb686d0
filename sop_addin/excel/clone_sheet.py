"""A copy of a worksheet with everything that hangs on it: drawing, charts, notes, print set-up."""

from __future__ import annotations

import posixpath
import re
import uuid
from collections.abc import Callable
from xml.sax.saxutils import escape

from sop_addin.errors import BookError
from sop_addin.excel.formula_parts import retarget_part
from sop_addin.excel.package import Package, Relationship, rels_name
from sop_addin.excel.workbook_xml import Workbook

__all__ = ["code_name", "copy_sheet", "rename_sheet", "set_code_name", "without_selection"]

_SHEET_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
_COPIED = frozenset(
    (
        *("drawing", "chart", "chartEx", "chartUserShapes", "chartStyle", "chartColorStyle"),
        *("themeOverride", "vmlDrawing", "comments", "threadedComment", "printerSettings"),
        *("ctrlProp", "customProperty", "diagramData", "diagramLayout", "diagramQuickStyle"),
        *("diagramColors", "diagramDrawing"),
    )
)
_SHARED = frozenset(["image", "hyperlink", "person", "worksheet", "media", "video", "audio"])
_GUID = re.compile(r'\s(?:id|parentId)="(\{[0-9A-Fa-f-]{36}\})"')
_TAB = re.compile(r'\stabSelected="[^"]*"')
_CODE_NAME = re.compile(r'(<sheetPr\b[^>]*?)\scodeName="[^"]*"')
_UID = re.compile(r'(<worksheet\b[^>]*?)\sxr:uid="[^"]*"')
_ROOT = re.compile(r"<worksheet\b[^>]*>")
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}")
_NEVER = ("externalLinks/", "theme/", "media/")

Edit = Callable[[str, str], str]


def copy_sheet(package: Package, workbook: Workbook, source: str, name: str, before: str) -> str:
    """Copy a worksheet to stand, visible, before another sheet, and return the new part.

    The copy has its own drawing, charts, notes and print set-up; what referred to the source
    within them refers to the copy. Pictures are shared. It has no code name.

    Raises
    ------
    BookError
        When the name will not do, or the sheet holds a table, pivot table, slicer or an embedded
        object, which cannot be doubled; nothing is changed then.
    """
    entry = workbook.sheet(source)
    workbook.check_new_name(name)
    workbook.sheet(before)
    if entry.kind != "worksheet":
        raise _not_copied(source, "a " + entry.kind)
    _check(package, entry.part, source, {entry.part})
    replies = _thread_ids(package, entry.part, name)

    def edit(part: str, text: str) -> str:
        text = retarget_part(text, entry.name, name)
        if part == entry.part:
            return _as_copy(text)
        if replies and ("omment" in part):
            return re.sub(
                r"\{[0-9A-Fa-f-]{36}\}", lambda found: replies.get(found[0], found[0]), text
            )
        return text

    part = _copy_part(package, entry.part, edit, {})
    workbook.insert_sheet(name, part, _SHEET_TYPE, before)
    workbook.copy_names(entry.name, name)
    return part


def _not_copied(sheet: str, what: str) -> BookError:
    return BookError(
        sheet, what, "a sheet of cells, charts and notes", "Only such a sheet can be copied."
    )


def _check(package: Package, part: str, sheet: str, seen: set[str]) -> None:
    for relationship in package.relationships(part).values():
        kind = relationship.kind
        if relationship.external or kind in _SHARED:
            continue
        if kind not in _COPIED:
            raise _not_copied(sheet, f"{kind} ({relationship.target})")
        if relationship.target not in seen:
            seen.add(relationship.target)
            _check(package, relationship.target, sheet, seen)


def _as_copy(text: str) -> str:
    text = _CODE_NAME.sub(r"\1", text, count=1)
    return without_selection(_UID.sub(r"\1", text, count=1))


def without_selection(text: str) -> str:
    """Return a worksheet's text with its tab not selected: selected tabs are edited together."""
    return _TAB.sub("", text, count=1)


def _thread_ids(package: Package, part: str, name: str) -> dict[str, str]:
    """Return new identities for the copied threads of comments, always the same ones."""
    fresh = {}
    for relationship in package.relationships(part).values():
        if relationship.kind == "threadedComment":
            for old in _GUID.findall(package.read(relationship.target).decode()):
                made = uuid.uuid5(uuid.UUID(old), name)
                fresh[old] = "{" + str(made).upper() + "}"
    return fresh


def _copy_part(package: Package, part: str, edit: Edit, done: dict[str, str]) -> str:
    fresh = done[part] = package.free_name(part)
    data = package.read(part)
    if part.lower().endswith((".xml", ".vml")):
        text = data.decode("utf-8-sig")
        edited = edit(part, text)
        data = edited.encode() if edited != text else data
    package.add(fresh, data, package.content_type(part))
    relationships = package.relationships(part)
    if relationships:
        text = package.read(rels_name(part)).decode("utf-8-sig")
        for relationship in relationships.values():
            if relationship.external or relationship.kind in _SHARED:
                continue
            target = done.get(relationship.target)
            if target is None:
                target = _copy_part(package, relationship.target, edit, done)
            text = _retargeted(text, relationship, fresh, target)
        package.replace(rels_name(fresh), text.encode())
    return fresh


def _retargeted(text: str, relationship: Relationship, part: str, target: str) -> str:
    """Return a relationships member in which one relationship leads to another target."""
    relative = posixpath.relpath("/" + target, "/" + posixpath.dirname(part))

    def follow(found: re.Match[str]) -> str:
        return re.sub(r'(\sTarget=)("[^"]*"|\'[^\']*\')', rf'\1"{escape(relative)}"', found[0])

    own = rf"""<(?:\w+:)?Relationship\b[^>]*?\sId=["']{re.escape(relationship.id)}["'][^>]*>"""
    return re.sub(own, follow, text)


def rename_sheet(package: Package, workbook: Workbook, old: str, new: str) -> list[str]:
    """Rename a sheet and return the parts that changed with it.

    Formulas, names, charts, formats and controls that mention it follow, in every part; parts
    that do not mention it keep their bytes.
    """
    entry = workbook.sheet(old)
    if entry.name == new:
        return []
    if entry.name.lower() != new.lower():
        workbook.check_new_name(new)
    workbook.rename_sheet(entry.name, new)
    changed = []
    for name in package.names():
        if not name.lower().endswith((".xml", ".vml")) or not name.startswith("xl/"):
            continue
        if name[3:].startswith(_NEVER) or name in ("xl/sharedStrings.xml", "xl/styles.xml"):
            continue
        text = package.read(name).decode("utf-8", "surrogateescape")
        edited = retarget_part(text, entry.name, new)
        if edited != text:
            package.replace(name, edited.encode("utf-8", "surrogateescape"))
            changed.append(name)
    return changed


def code_name(text: str) -> str:
    """Return the VBA name of a worksheet's module from its head; empty where it has none.

    Examples
    --------
    >>> code_name('<worksheet xmlns="m"><sheetPr codeName="Sheet7"/>')
    'Sheet7'
    """
    found = re.search(r'<sheetPr\b[^>]*?\scodeName="([^"]*)"', text)
    return found[1] if found else ""


def set_code_name(text: str, name: str) -> str:
    """Return a worksheet's head with the VBA name of its module.

    Raises
    ------
    BookError
        When VBA would not take the name.

    Examples
    --------
    >>> set_code_name('<worksheet xmlns="m"><dimension ref="A1"/>', "Sheet7")
    '<worksheet xmlns="m"><sheetPr codeName="Sheet7"/><dimension ref="A1"/>'
    """
    if not _CODE.fullmatch(name):
        raise BookError(
            "code name", repr(name), "a letter, then up to 30 letters and digits", "Rename it."
        )
    text = _CODE_NAME.sub(r"\1", text, count=1)
    if "<sheetPr" in text:
        return re.sub(r"<sheetPr\b", f'<sheetPr codeName="{name}"', text, count=1)
    return _ROOT.sub(lambda m: f'{m[0]}<sheetPr codeName="{name}"/>', text, count=1)
