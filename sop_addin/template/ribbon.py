"""The ribbon tab, written from the declared commands, in both forms that Excel knows."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree import ElementTree as ET

from sop_addin.schema.ribbon import COMMANDS, GROUPS, Command, Control, controls
from sop_addin.template.callbacks import LABEL_CALLBACK, LOADED_CALLBACK, TIP_CALLBACK

__all__ = ["PARTS", "RibbonPart", "custom_ui"]


@dataclass(frozen=True)
class RibbonPart:
    """Where one form of the ribbon stands in the file, and how the package points at it."""

    version: int
    path: str
    namespace: str
    relationship: str
    identifier: str


PARTS = (
    RibbonPart(
        12,
        "customUI/customUI.xml",
        "http://schemas.microsoft.com/office/2006/01/customui",
        "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility",
        "rIdCustomUI",
    ),
    RibbonPart(
        14,
        "customUI/customUI14.xml",
        "http://schemas.microsoft.com/office/2009/07/customui",
        "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility",
        "rIdCustomUI14",
    ),
)
"""Excel 2007 reads the first, later ones the second; ``_rels/.rels`` points at both."""

_TAB = "S&OP"
_WORDS = {
    "getLabel": LABEL_CALLBACK,
    "getScreentip": LABEL_CALLBACK,
    "getSupertip": TIP_CALLBACK,
}
"""How a menu or button gets its words in the language of the book."""


def custom_ui(version: int) -> bytes:
    """Return the ribbon's XML: 12 for ``customUI.xml``, 14 for ``customUI14.xml``.

    Examples
    --------
    >>> b'label="S&amp;OP"' in custom_ui(14)
    True
    """
    part = next(part for part in PARTS if part.version == version)
    root = ET.Element("customUI", {"xmlns": part.namespace, "onLoad": LOADED_CALLBACK})
    tabs = ET.SubElement(ET.SubElement(root, "ribbon"), "tabs")
    tab = ET.SubElement(tabs, "tab", {"id": "sopTab", "label": _TAB})
    for group in GROUPS:
        title = {"id": group.identifier, "getLabel": LABEL_CALLBACK}
        element = ET.SubElement(tab, "group", title)
        for command in (each for each in COMMANDS if each.group == group.name):
            _add_command(element, command)
    ET.indent(root)
    xml: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return xml


def _add_command(group: ET.Element, command: Command) -> None:
    look = {"imageMso": command.image_mso, "size": "large"}
    pressed = [control for control in controls() if control.command is command]
    if not command.options:
        _add_button(group, pressed[0], look)
        return
    menu = ET.SubElement(group, "menu", {"id": command.identifier} | look | _WORDS)
    for control in pressed:
        _add_button(menu, control, {})


def _add_button(parent: ET.Element, control: Control, look: dict[str, str]) -> None:
    title = {"id": control.identifier, "onAction": control.callback}
    ET.SubElement(parent, "button", title | look | _WORDS)
