"""A workbook's parts: members over the untouched file, relationships, content types."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from lxml import etree

from sop_addin.errors import BookError
from sop_addin.excel.archive import Archive, Stored, deflated, pack

__all__ = ["CONTENT_TYPES", "Package", "Relationship", "parse_xml", "rels_name"]

CONTENT_TYPES = "[Content_Types].xml"
_CT = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_THREADS = 2
"""Compressing lets go of the interpreter, so that members are compressed side by side."""
_NUMBER = re.compile(r"^(.*?)([0-9]*)(\.[^./]+)$")


def parse_xml(data: bytes, where: str) -> etree._Element:
    """Parse a part, refusing entities and network.

    Raises
    ------
    BookError
        When the part is not well-formed.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise BookError(
            where, f"malformed XML ({error})", "a whole workbook", "Take the last good copy."
        ) from error


def rels_name(part: str) -> str:
    """Return the name of the member that holds a part's relationships.

    Examples
    --------
    >>> rels_name("xl/workbook.xml"), rels_name("")
    ('xl/_rels/workbook.xml.rels', '_rels/.rels')
    """
    folder, base = posixpath.split(part)
    return posixpath.join(folder, "_rels", base + ".rels")


@dataclass(frozen=True)
class Relationship:
    """What a part refers to: `kind` is the last word of the type, `target` a member or a URL."""

    id: str
    kind: str
    target: str
    external: bool = False


class Package:
    """The members of a workbook, edited over an archive that stays as it is.

    Parameters
    ----------
    data
        The file's bytes.
    where
        The file's name, for errors.
    """

    def __init__(self, data: bytes, where: str) -> None:
        self._archive = Archive(data, where)
        self._where = where
        self._order = {name: None for name in self._archive.names()}
        self._new: dict[str, bytes] = {}
        self._trees: dict[str, etree._Element] = {}
        self._marked: set[str] = set()
        self._relationships: dict[str, dict[str, Relationship]] = {}
        self._lower = {name.lower(): name for name in self._order}
        self._free: dict[tuple[str, str], int] = {}
        self._types: dict[str, etree._Element] | None = None

    def names(self) -> list[str]:
        """Return the members' names, original order first, then as they were added."""
        return list(self._order)

    def __contains__(self, name: str) -> bool:
        return name in self._order

    def read(self, name: str) -> bytes:
        """Return a member's present bytes."""
        if name not in self._order:
            raise BookError(
                self._where, f"no part {name}", "a whole workbook", "Take the last good copy."
            )
        self._settle(name)
        found = self._new.get(name)
        return self._archive.read(name) if found is None else found

    def original(self, name: str) -> bytes | None:
        """Return a member's bytes as the file held them, ``None`` for a new member."""
        return self._archive.read(name) if name in self._archive else None

    def replace(self, name: str, data: bytes) -> None:
        """Set a member's bytes; a new member goes to the end."""
        self._trees.pop(name, None)
        self._marked.discard(name)
        self._forget(name)
        if name == CONTENT_TYPES:
            self._types = None
        if self._archive.holds(name, data):
            self._new.pop(name, None)
        else:
            self._new[name] = data
        self._order.setdefault(name)
        self._lower[name.lower()] = name

    def add(self, name: str, data: bytes, content_type: str | None) -> None:
        """Add a part; `content_type` is ``None`` where the extension's default serves."""
        self.replace(name, data)
        if content_type is not None:
            attributes = {"PartName": "/" + name, "ContentType": content_type}
            overrides = self._overrides()
            entry = etree.SubElement(self.tree(CONTENT_TYPES), _CT + "Override", attributes)
            overrides[name.lower()] = entry
            self.mark(CONTENT_TYPES)

    def remove(self, name: str) -> None:
        """Remove a member, its relationships and its content type."""
        for member in (name, rels_name(name)):
            if member in self._order:
                self._trees.pop(member, None)
                self._marked.discard(member)
                self._new.pop(member, None)
                del self._order[member]
                del self._lower[member.lower()]
                self._forget(member)
        entry = self._overrides().pop(name.lower(), None)
        if entry is not None:
            self.tree(CONTENT_TYPES).remove(entry)
            self.mark(CONTENT_TYPES)

    def detach(self, name: str) -> None:
        """Remove a member and every relationship that leads to it."""
        self.read(name)
        for member in self.names():
            folder, base = posixpath.split(member)
            if base.endswith(".rels") and posixpath.basename(folder) == "_rels":
                part = posixpath.join(posixpath.dirname(folder), base.removesuffix(".rels"))
                found = self.relationships(part).values()
                ids = {r.id for r in found if r.target == name and not r.external}
                if ids:
                    self.unrelate(part, ids)
        self.remove(name)

    def tree(self, name: str) -> etree._Element:
        """Return a member parsed; call :meth:`mark` after changing it."""
        if name not in self._trees:
            self._trees[name] = parse_xml(self.read(name), f"{self._where} {name}")
        return self._trees[name]

    def mark(self, name: str) -> None:
        """Tell that the tree of a member was changed."""
        self._marked.add(name)
        self._forget(name)

    def _settle(self, name: str) -> None:
        if name in self._marked:
            self._marked.discard(name)
            self._new[name] = etree.tostring(
                self._trees[name], xml_declaration=True, encoding="UTF-8", standalone=True
            )

    def _forget(self, member: str) -> None:
        folder, base = posixpath.split(member)
        if base.endswith(".rels"):
            self._relationships.pop(
                posixpath.join(posixpath.dirname(folder), base.removesuffix(".rels")), None
            )

    def _overrides(self) -> dict[str, etree._Element]:
        if self._types is None:
            entries = self.tree(CONTENT_TYPES).iterfind(_CT + "Override")
            self._types = {e.get("PartName", "").lstrip("/").lower(): e for e in entries}
        return self._types

    def content_type(self, name: str) -> str | None:
        """Return a part's own content type, ``None`` where the extension's default serves."""
        entry = self._overrides().get(name.lower())
        return None if entry is None else entry.get("ContentType")

    def set_content_type(self, name: str, content_type: str) -> None:
        """Change the content type of a part that has its own."""
        entry = self._overrides().get(name.lower())
        if entry is not None and entry.get("ContentType") != content_type:
            entry.set("ContentType", content_type)
            self.mark(CONTENT_TYPES)

    def relationships(self, part: str) -> dict[str, Relationship]:
        """Return what a part refers to, by relationship id; part "" is the package itself."""
        if part not in self._relationships:
            name = rels_name(part)
            found = {}
            for entry in self.tree(name) if name in self._order else ():
                if not isinstance(entry.tag, str):
                    continue
                external = entry.get("TargetMode") == "External"
                target = entry.get("Target", "")
                if not external:
                    joined = posixpath.join("/", posixpath.dirname(part), target)
                    target = posixpath.normpath(joined).lstrip("/")
                    target = self._lower.get(target.lower(), target)
                kind = entry.get("Type", "").rsplit("/", 1)[-1]
                found[entry.get("Id", "")] = Relationship(
                    entry.get("Id", ""), kind, target, external
                )
            self._relationships[part] = found
        return self._relationships[part]

    def relate(self, part: str, type_uri: str, target: str) -> str:
        """Add a relationship from a part to another one and return its id."""
        taken = self.relationships(part)
        number = len(taken) + 1
        while f"rId{number}" in taken:
            number += 1
        name = rels_name(part)
        if name not in self._order:
            self.replace(name, f'<Relationships xmlns="{_RELS}"/>'.encode())
        relative = posixpath.relpath("/" + target, "/" + posixpath.dirname(part))
        etree.SubElement(
            self.tree(name),
            f"{{{_RELS}}}Relationship",
            Id=f"rId{number}",
            Type=type_uri,
            Target=relative,
        )
        self._marked.add(name)
        taken[f"rId{number}"] = Relationship(f"rId{number}", type_uri.rsplit("/", 1)[-1], target)
        return f"rId{number}"

    def unrelate(self, part: str, ids: set[str]) -> None:
        """Remove relationships of a part by id."""
        root = self.tree(rels_name(part))
        for entry in list(root):
            if entry.get("Id") in ids:
                root.remove(entry)
        self.mark(rels_name(part))

    def free_name(self, like: str) -> str:
        """Return an unused member name in the numbered row of `like` (``…/chart7.xml``)."""
        found = _NUMBER.match(like)
        stem, ending = (found[1], found[3]) if found else (like, "")
        number = self._free.get((stem, ending), 1)
        while f"{stem}{number}{ending}".lower() in self._lower:
            number += 1
        self._free[stem, ending] = number
        return f"{stem}{number}{ending}"

    def changed(self) -> list[str]:
        """Return the members that are new, removed or differ from the file."""
        for name in list(self._marked):
            self._settle(name)
        removed = [name for name in self._archive.names() if name not in self._order]
        return removed + [name for name in self._order if self._differs(name)]

    def _differs(self, name: str) -> bool:
        if name not in self._new:
            return False
        if name not in self._archive or name not in self._trees:
            return True  # what is set as bytes was compared then
        before = self._archive.read(name)
        if self._new[name] == before:
            return False
        # same XML, other spelling: the file's own bytes stay
        present = etree.tostring(self._trees[name], method="c14n")
        return present != etree.tostring(parse_xml(before, name), method="c14n")

    def to_bytes(self, level: int = 6, last: Iterable[tuple[str, bytes]] = ()) -> bytes:
        """Return the whole file; `level` compresses edited members, 0 only stores them.

        `last` are members to be replaced first: one is compressed while the next is being made.
        """
        with ThreadPoolExecutor(max_workers=_THREADS) as pool:
            begun: dict[str, Future[Stored]] = {}
            for name, data in last:
                self.replace(name, data)
                if name in self._new:
                    begun[name] = pool.submit(self._member, name, level)
            changed = set(self.changed())
            for name in self._order:
                if name not in begun:
                    wanted = level if name in changed else None
                    begun[name] = pool.submit(self._member, name, wanted)
            return pack((begun[name].result() for name in self._order), self._archive.comment)

    def _member(self, name: str, level: int | None) -> Stored:
        """Return a member ready to be written; without a level, as it lies in the file."""
        if level is None:
            return self._archive.stored(name)
        like = self._archive.info(name) if name in self._archive else None
        return deflated(name, self._new[name], like, level)
