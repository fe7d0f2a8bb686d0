"""What XlsxWriter does not write: ribbon, macros of buttons, members the same every time."""

from __future__ import annotations

import io
import zipfile

from sop_addin.template.buttons import with_macros
from sop_addin.template.ribbon import PARTS, custom_ui

__all__ = ["finish"]

_ROOT, _DRAWINGS = "_rels/.rels", "xl/drawings/drawing"
_DATE = (1980, 1, 1, 0, 0, 0)


def finish(data: bytes) -> bytes:
    """Return the workbook with its ribbon tab and what buttons call, every member dated alike."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name == _ROOT:
                content = _with_ribbon(content)
            elif name.startswith(_DRAWINGS):
                content = with_macros(content)
            _add(target, name, content)
        for part in PARTS:
            _add(target, part.path, custom_ui(part.version))
    return out.getvalue()


def _add(target: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name, _DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    target.writestr(info, content)


def _with_ribbon(relationships: bytes) -> bytes:
    more = "".join(
        f'<Relationship Id="{part.identifier}" Type="{part.relationship}" Target="{part.path}"/>'
        for part in PARTS
    )
    return relationships.replace(b"</Relationships>", more.encode() + b"</Relationships>")
