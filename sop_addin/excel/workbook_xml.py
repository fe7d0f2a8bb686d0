"""The workbook part: sheets in tab order, defined names, calculation, shared strings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lxml import etree

from sop_addin.errors import BookError
from sop_addin.excel.blocks import Area
from sop_addin.excel.package import Package, parse_xml
from sop_addin.excel.references import Span, retarget_sheet, split_sheet

__all__ = ["MAIN", "SheetEntry", "Workbook", "shared_strings"]

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_BEFORE_CALCULATION = ("sheets", "functionGroups", "externalReferences", "definedNames")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_HEX = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class SheetEntry:
    """A sheet as the workbook lists it; `part` is its member."""

    name: str
    part: str
    kind: str
    state: str


class Workbook:
    """The workbook part of a package."""

    def __init__(self, package: Package, where: str) -> None:
        self._package, self._where = package, where
        targets = [r for r in package.relationships("").values() if r.kind == "officeDocument"]
        self.part = targets[0].target
        self._entries: list[SheetEntry] | None = None
        self._named: dict[str, SheetEntry] = {}

    @property
    def _root(self) -> etree._Element:
        return self._package.tree(self.part)

    def _mark(self) -> None:
        self._entries = None
        self._package.mark(self.part)

    @property
    def date1904(self) -> bool:
        """Whether day 0 is 1904-01-01."""
        found = self._root.find(MAIN + "workbookPr")
        return found is not None and found.get("date1904") in ("1", "true")

    def sheets(self) -> list[SheetEntry]:
        """Return the sheets in tab order, hidden ones and chart sheets too."""
        if self._entries is None:
            relationships = self._package.relationships(self.part)
            self._entries = []
            for element in self._sheet_elements():
                found = relationships.get(element.get(_R + "id", ""))
                if found is None:
                    raise BookError(
                        self._where,
                        f"sheet {element.get('name')!r} without a part",
                        "a whole workbook",
                        "Open and save it in Excel.",
                    )
                name, state = element.get("name", ""), element.get("state", "visible")
                self._entries.append(SheetEntry(name, found.target, found.kind, state))
            self._named = {entry.name.lower(): entry for entry in self._entries}
        return self._entries

    def sheet(self, name: str) -> SheetEntry:
        """Return one sheet's entry; names compare without regard to case.

        Raises
        ------
        BookError
            When there is no such sheet.
        """
        entries = self.sheets()
        if (found := self._named.get(name.lower())) is not None:
            return found
        raise BookError(
            self._where,
            f"no sheet {name!r}",
            "one of " + ", ".join(entry.name for entry in entries),
            "Give the sheet its name back.",
        )

    def _sheet_elements(self) -> list[etree._Element]:
        return self._root.findall(f"{MAIN}sheets/{MAIN}sheet")

    def _position(self, name: str) -> int:
        return [entry.name for entry in self.sheets()].index(self.sheet(name).name)

    def check_new_name(self, name: str) -> None:
        """Refuse a name that Excel would not take for a new sheet."""
        taken = any(entry.name.lower() == name.lower() for entry in self.sheets())
        edges = name.startswith("'") or name.endswith("'")
        odd = _FORBIDDEN.search(name) or edges or name.lower() == "history"
        if taken or odd or not 1 <= len(name) <= 31:
            raise BookError(
                self._where,
                f"sheet name {name!r}" + (", which is taken" if taken else ""),
                "1 to 31 characters, none of []:*?/\\, not yet in use",
                "Choose another name.",
            )

    def insert_sheet(self, name: str, part: str, type_uri: str, before: str) -> None:
        """List a new, visible sheet before another one; positions elsewhere follow."""
        position = self._position(before)
        elements = self._sheet_elements()
        element = etree.Element(MAIN + "sheet")
        element.set("name", name)
        element.set("sheetId", str(max(int(e.get("sheetId", "0")) for e in elements) + 1))
        element.set(_R + "id", self._package.relate(self.part, type_uri, part))
        elements[position].addprevious(element)
        for defined in self._defined():
            scope = defined.get("localSheetId")
            if scope is not None and int(scope) >= position:
                defined.set("localSheetId", str(int(scope) + 1))
        for view in self._root.findall(f"{MAIN}bookViews/{MAIN}workbookView"):
            for attribute in ("activeTab", "firstSheet"):
                if int(view.get(attribute, "0")) >= position:
                    view.set(attribute, str(int(view.get(attribute, "0")) + 1))
        self._mark()

    def rename_sheet(self, old: str, new: str) -> None:
        """Change a sheet's name in the list."""
        self._sheet_elements()[self._position(old)].set("name", new)
        self._mark()

    def hide_sheet(self, name: str) -> None:
        """Hide a sheet, and show the first visible one when the book opens.

        Raises
        ------
        BookError
            No sheet would stay visible.
        """
        elements = self._sheet_elements()
        position = self._position(name)
        elements[position].set("state", "hidden")
        visible = [i for i, e in enumerate(elements) if e.get("state", "visible") == "visible"]
        if not visible:
            raise BookError(name, "the last visible sheet", "another visible sheet", "Show one.")
        for view in self._root.iter(f"{MAIN}workbookView"):
            if int(view.get("activeTab", "0")) not in visible:
                view.set("activeTab", str(visible[0]))
            if int(view.get("firstSheet", "0")) not in visible:
                view.set("firstSheet", str(visible[0]))
        self._restate(position, "hidden")

    def show_sheet(self, name: str) -> None:
        """Show a sheet that is hidden."""
        position = self._position(name)
        self._sheet_elements()[position].set("state", "visible")
        self._restate(position, "visible")

    def _restate(self, position: int, state: str) -> None:
        """Note that a sheet is shown or hidden; all else in the list stands."""
        entries = self.sheets()
        self._package.mark(self.part)
        entries[position] = replace(entries[position], state=state)
        self._named[entries[position].name.lower()] = entries[position]

    def order_sheets(self, first: Sequence[str]) -> None:
        """Put these sheets first, in this order; the others follow in theirs."""
        elements = self._sheet_elements()
        front = [self._position(name) for name in first]
        order = front + [i for i in range(len(elements)) if i not in set(front)]
        place = {old: new for new, old in enumerate(order)}
        (listed,) = self._root.iter(MAIN + "sheets")
        listed.extend([elements[position] for position in order])
        for defined in self._defined():
            if (scope := defined.get("localSheetId")) is not None:
                defined.set("localSheetId", str(place[int(scope)]))
        for view in self._root.iter(f"{MAIN}workbookView"):
            view.set("activeTab", str(place[int(view.get("activeTab", "0"))]))
            view.set("firstSheet", "0")
        self._mark()

    def _defined(self) -> list[etree._Element]:
        return self._root.findall(f"{MAIN}definedNames/{MAIN}definedName")

    def names(self) -> dict[tuple[str, str], Area]:
        """Return the defined names that are one rectangle, Excel's own (``_xlnm.``) left out."""
        titles = [entry.name for entry in self.sheets()]
        found = {}
        for defined in self._defined():
            name, scope = defined.get("name", ""), defined.get("localSheetId")
            split = split_sheet((defined.text or "").strip())
            span = Span.of(split[1]) if split else None
            if split is None or span is None or name.startswith("_xlnm."):
                continue
            rows, columns = span.bottom - span.top + 1, span.right - span.left + 1
            area = Area(split[0], span.top, span.left, rows, columns)
            found["" if scope is None else titles[int(scope)], name] = area
        return found

    def copy_names(self, source: str, new: str) -> None:
        """Give a copied sheet the source's own names, referring to the copy."""
        old, fresh = self._position(source), self._position(new)
        for defined in self._defined():
            if defined.get("localSheetId") == str(old):
                copy = etree.Element(MAIN + "definedName")
                for attribute, value in defined.items():
                    copy.set(attribute, value)
                copy.set("localSheetId", str(fresh))
                copy.text = retarget_sheet(defined.text or "", source, new)
                defined.addnext(copy)
        self._mark()

    def set_full_calculation(self, wanted: bool) -> None:
        """Say whether Excel shall compute everything when it opens the book."""
        element = self._root.find(MAIN + "calcPr")
        present = element is not None and element.get("fullCalcOnLoad") in ("1", "true")
        if present == wanted:
            return
        if element is None:
            element = etree.Element(MAIN + "calcPr", calcId="191029")
            allowed = {MAIN + tag for tag in _BEFORE_CALCULATION}
            [e for e in self._root if e.tag in allowed][-1].addnext(element)
        if wanted:
            element.set("fullCalcOnLoad", "1")
        else:
            del element.attrib["fullCalcOnLoad"]
        self._mark()

    def drop_calculation_chain(self) -> None:
        """Remove the order of calculation; Excel makes it anew."""
        found = self._package.relationships(self.part).values()
        for relationship in [r for r in found if r.kind == "calcChain"]:
            self._package.unrelate(self.part, {relationship.id})
            if relationship.target in self._package:
                self._package.remove(relationship.target)


def shared_strings(package: Package, workbook: str) -> list[str]:
    """Return the workbook's shared strings, rich text as plain text."""
    targets = [r for r in package.relationships(workbook).values() if r.kind == "sharedStrings"]
    strings: list[str] = []
    for target in targets:
        root = parse_xml(package.read(target.target), target.target)
        for item in root.iterfind(MAIN + "si"):
            texts = [
                text.text or ""
                for text in item.iter(MAIN + "t")
                if (parent := text.getparent()) is not None and parent.tag != MAIN + "rPh"
            ]
            whole = "".join(texts)
            strings.append(
                _HEX.sub(lambda found: chr(int(found[1], 16)), whole) if "_x" in whole else whole
            )
    return strings
